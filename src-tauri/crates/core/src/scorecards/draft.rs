//! One draft: quality first, then a model, then the check of every word of it, and one card in one transaction.

use candor_assistant::{
    model::{Cancel, Failure, Finish, Reply, ReplyModel, Request},
    rating::{self, Draft, Material, Place, Unusable},
};
use candor_domain::{
    Actor, AiCall, AiCallId, AiOutcome, AiTask, InterviewId, MessageId, PromptPart, Scorecard,
    ScorecardId,
    scorecard::{CardAuthor, CardStatus, Claim, Quote, Rating},
};
use candor_store::{ai_calls, scorecards as table};

use super::{
    drafts::{Ended, Starter},
    ground::Ground,
    material, plan_of,
};
use crate::{
    Error, Result,
    ai::{self, Chain, LeftOut, WhyLeftOut},
    clock, quality,
    voice::purse::{self, Purse},
    withdrawal,
};

/// How often a model is asked for a reply that can be used.
const TRIES: usize = 2;

/// Why a model's draft came to nothing.
enum Stop {
    Cancelled,
    /// The next model may do better.
    Next(String),
    Error(Error),
}

/// Makes one draft. `begun` is called once it is certain that one is wanted.
pub(super) fn run(
    with: &Starter,
    id: InterviewId,
    by_itself: bool,
    cancel: &Cancel,
    begun: impl FnOnce(),
) -> Result<Ended> {
    let chain = ai::chain_of(&with.archive.store, &with.machine, id, AiTask::Scorecard)?;
    if !chain.is_used {
        return if by_itself {
            Ok(Ended::NotWanted)
        } else {
            Err(Error::Conflict(
                "AI is not used for ratings; switch it on in the settings".into(),
            ))
        };
    }
    begun();
    let Some(quality) = quality::of(&with.archive, &with.coverages, id, cancel)? else {
        return Ok(Ended::Cancelled);
    };
    if !quality.suffices {
        return Ok(Ended::Withheld(quality));
    }
    if chain.models.is_empty() {
        return Err(nobody(&chain.left_out));
    }
    let ground = Ground::load(&with.archive, id)?;
    let plan = plan_of(&with.archive, id)?;
    let material = material::of(&ground, &plan);
    let mut purse = Purse::new(chain.budget);
    let earlier = with.archive.store.read(|conn| ai_calls::list(conn, id))?;
    purse.spend_untold(&earlier);
    match with_models(with, id, cancel, &chain, &material, &mut purse) {
        Ok((model, draft)) => {
            store(with, &ground, &model, draft)?;
            Ok(Ended::Drafted)
        }
        Err(Stop::Cancelled) => Ok(Ended::Cancelled),
        Err(Stop::Next(why)) => Err(Error::Conflict(why)),
        Err(Stop::Error(error)) => Err(error),
    }
}

/// The first model that gets to the end of it, and its draft.
fn with_models(
    with: &Starter,
    id: InterviewId,
    cancel: &Cancel,
    chain: &Chain,
    material: &Material,
    purse: &mut Purse,
) -> Result<(String, Draft), Stop> {
    let mut why = Vec::new();
    for model in &chain.models {
        let mut calls = Calls {
            with,
            interview: id,
            cancel,
            model: model.as_ref(),
            called: model.endpoint().model.clone(),
            purse: &mut *purse,
        };
        let mut boundary = || format!("{:032x}", rand::random::<u128>());
        let drafted = rating::draft(material, &mut boundary, &mut |request, read| {
            calls.ask(request, read)
        });
        match drafted {
            Ok(draft) => return Ok((calls.called, draft)),
            Err(Stop::Next(reason)) => {
                why.push(format!("“{}”: {reason}", model.endpoint().connection));
            }
            Err(stop) => return Err(stop),
        }
    }
    Err(Stop::Next(format!(
        "no AI service could draft the ratings; {}",
        why.join("; ")
    )))
}

/// Requests of one draft to one model.
struct Calls<'c> {
    with: &'c Starter,
    interview: InterviewId,
    cancel: &'c Cancel,
    model: &'c dyn ReplyModel,
    /// The model, as the service calls it.
    called: String,
    purse: &'c mut Purse,
}

impl Calls<'_> {
    fn ask(
        &mut self,
        request: &Request,
        read: &mut dyn FnMut(&str) -> Result<(), Unusable>,
    ) -> Result<(), Stop> {
        let mut unusable = "";
        for _ in 0..TRIES {
            self.refuse_withdrawn()?;
            let mut call = self.call(request);
            if let Some(what) = self.purse.refuses(self.model.endpoint(), request) {
                call.prompt.clear();
                call.attempts = 0;
                call.outcome = AiOutcome::OverBudget;
                call.reasons = vec![what.to_owned()];
                self.log(call)?;
                return Err(Stop::Next("the interview's budget is used up".into()));
            }
            let reply = self.model.reply(request, self.cancel, &mut |_| {});
            let (outcome, reasons, stop) = match reply.finish {
                Finish::Complete | Finish::Length => match read(&reply.text) {
                    Ok(()) => (AiOutcome::Used, Vec::new(), None),
                    Err(why) => {
                        unusable = why;
                        (AiOutcome::Replaced, vec![why.to_owned()], None)
                    }
                },
                Finish::Filtered | Finish::Refused => (
                    AiOutcome::Refused,
                    Vec::new(),
                    Some(Stop::Next("the model would not answer".into())),
                ),
                Finish::Cancelled => (AiOutcome::Cancelled, Vec::new(), Some(Stop::Cancelled)),
                Finish::Failed(failure) => (
                    AiOutcome::Failed,
                    vec![failure.as_str().to_owned()],
                    Some(Stop::Next(in_words(failure).to_owned())),
                ),
            };
            let used = outcome == AiOutcome::Used;
            if let Some(name) = &reply.model {
                self.called.clone_from(name);
            }
            self.log(self.ended(call, reply, outcome, reasons))?;
            if let Some(stop) = stop {
                return Err(stop);
            }
            if used {
                return Ok(());
            }
        }
        tracing::warn!(why = unusable, interview.id = %self.interview, "a model's draft of ratings cannot be used");
        Err(Stop::Next("its reply was not in the form asked for".into()))
    }

    /// Nothing more is sent once the consent is withdrawn.
    fn refuse_withdrawn(&self) -> Result<(), Stop> {
        if self.cancel.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let interview = self.with.archive.interview(self.interview);
        let interview = interview.map_err(Stop::Error)?;
        withdrawal::refuse_documents(&interview).map_err(Stop::Error)
    }

    fn call(&self, request: &Request) -> AiCall {
        let endpoint = self.model.endpoint();
        let part = |turn: &candor_assistant::model::Turn| PromptPart {
            role: turn.speaker.as_str().to_owned(),
            content: turn.content.clone(),
        };
        AiCall {
            id: AiCallId::new(),
            interview_id: self.interview,
            at: clock::now(),
            task: AiTask::Scorecard,
            connection: endpoint.connection.clone(),
            host: endpoint.host.clone(),
            api: endpoint.api,
            model: endpoint.model.clone(),
            prompt_version: rating::VERSION.to_owned(),
            prompt: request.turns.iter().map(part).collect(),
            reply: String::new(),
            outcome: AiOutcome::Cancelled,
            reasons: Vec::new(),
            input_tokens: None,
            output_tokens: None,
            cost_micros: None,
            first_token_ms: None,
            total_ms: 0,
            attempts: 1,
            message_id: None,
        }
    }

    fn ended(
        &self,
        call: AiCall,
        reply: Reply,
        outcome: AiOutcome,
        reasons: Vec<String>,
    ) -> AiCall {
        let usage = reply.usage;
        let mut call = AiCall {
            model: reply.model.unwrap_or(call.model),
            reply: reply.text,
            outcome,
            reasons,
            input_tokens: usage.map(|usage| usage.input_tokens),
            output_tokens: usage.map(|usage| usage.output_tokens),
            first_token_ms: reply.first_token_ms,
            total_ms: reply.total_ms,
            attempts: reply.attempts,
            ..call
        };
        // A service that tells nothing is not free of charge.
        let used = usage.unwrap_or_else(|| purse::estimated(&call));
        call.cost_micros = self.model.endpoint().cost_micros(used);
        call
    }

    fn log(&mut self, call: AiCall) -> Result<(), Stop> {
        if call.outcome != AiOutcome::OverBudget {
            self.purse.spend(&call);
        }
        let write = move |tx: &mut candor_store::WriteTx<'_>| ai_calls::insert(tx, &call);
        let store = &self.with.archive.store;
        let logged = store.write(Actor::System, clock::now(), write);
        logged.map(drop).map_err(|error| Stop::Error(error.into()))
    }
}

/// Stores the card of this draft, with everything it quotes as it stands in the text that counts.
fn store(with: &Starter, ground: &Ground, model: &str, draft: Draft) -> Result<()> {
    let now = clock::now();
    let mut dropped = draft.dropped;
    let mut quotes = |places: &[Place], evidence: bool| -> Vec<Quote> {
        let found = places.iter().filter_map(|place| {
            let found = quote(ground, *place, evidence);
            dropped += u32::from(found.is_none());
            found
        });
        found.collect()
    };
    let mut ratings = Vec::with_capacity(draft.ratings.len());
    for own in draft.ratings {
        let quotes = quotes(&own.quotes, true);
        ratings.push(Rating {
            competency: own.competency,
            rating: own.rating.filter(|_| !quotes.is_empty()),
            rationale: own.rationale,
            quotes,
        });
    }
    let mut claims = |statements: Vec<rating::Statement>| -> Vec<Claim> {
        let claim = |own: rating::Statement| {
            let quotes = quotes(&own.quotes, false);
            (!quotes.is_empty()).then_some(Claim {
                text: own.text,
                quotes,
            })
        };
        statements.into_iter().filter_map(claim).collect()
    };
    let (summary, open_questions) = (claims(draft.summary), claims(draft.open_questions));
    let card = Scorecard {
        id: ScorecardId::new(),
        interview_id: ground.interview.id,
        author: CardAuthor::Model,
        rater: model.chars().take(200).collect(),
        status: CardStatus::Draft,
        based_on: None,
        prompt_version: Some(rating::VERSION.to_owned()),
        transcript_version: ground.interview.transcript_version,
        ratings,
        summary,
        open_questions,
        dropped,
        created_at: now,
        changed_at: now,
        signed_by: None,
        closed_at: None,
    };
    with.archive
        .store
        .write(Actor::System, now, move |tx| table::insert(tx, &card))?;
    Ok(())
}

fn quote(ground: &Ground, place: Place, evidence: bool) -> Option<Quote> {
    let view = ground
        .messages
        .iter()
        .find(|view| view.message.number == place.number)?;
    let id: MessageId = view.message.id;
    let (start, end) = (
        u32::try_from(place.start).ok()?,
        u32::try_from(place.end).ok()?,
    );
    let found = if evidence {
        ground.evidence(id, start, end)
    } else {
        ground.quote(id, start, end)
    };
    found.ok()
}

/// Why nobody can be asked.
fn nobody(left_out: &[LeftOut]) -> Error {
    let why = left_out.iter().map(|out| match out.why {
        WhyLeftOut::NotInConsent => format!(
            "the candidate was not told that ratings are drafted by {}",
            out.host
        ),
        WhyLeftOut::KeychainLocked => {
            format!("the keychain does not give the key of “{}”", out.connection)
        }
        WhyLeftOut::KeyMissing => {
            format!("the key of “{}” is not in the keychain", out.connection)
        }
        WhyLeftOut::Unusable => format!("“{}” cannot be used as it is set up", out.connection),
    });
    let why: Vec<_> = why.collect();
    Error::Conflict(if why.is_empty() {
        "no connection to an AI service is switched on; see the settings".to_owned()
    } else {
        format!("no AI service may draft these ratings: {}", why.join("; "))
    })
}

fn in_words(failure: Failure) -> &'static str {
    match failure {
        Failure::Unreachable => "it cannot be reached",
        Failure::FirstTokenLate | Failure::EndLate => "it did not answer in time",
        Failure::BrokenOff => "its answer broke off",
        Failure::KeyRefused => "it refuses the key",
        Failure::QuotaUsedUp => "the account has no credit left",
        Failure::Limited => "it gets too many requests at the moment",
        Failure::ServerFailed => "it has a problem of its own",
        Failure::NotCompatible => "what answers there is no AI service Candor understands",
        Failure::ModelMissing => "it does not have this model",
        Failure::RequestRefused => "it does not accept the request",
        Failure::Resting => "it failed so often lately that it is left alone for a while",
    }
}
