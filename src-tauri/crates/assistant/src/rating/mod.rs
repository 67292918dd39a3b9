//! Drafting ratings from a transcript, and letting none of it stand that the transcript does not bear out.
//!
//! What the model gets: the competencies with their anchors, and the candidate's answers to the questions of each, without
//! a name. What reads like instructions is cut out before. What comes back is a stranger's word: every quote must be
//! found in an answer to a question of its own competency, statements about emotion, personality, accent, appearance or
//! anything else that is no ground of a rating are left out, and a rating without evidence is none.
//!
//! Whoever steers the model all the same is found out by a control: a competency nobody asked for with an answer of ours
//! that can only be rated low, unknown to whoever speaks. A model that rates it high was told to, or cannot rate. Where it
//! does, and where something was cut out or a high rating stands on words that look like a demand, the competency is
//! rated once more by itself, without the messages concerned: the first rating is held to at most a point from the second, and one
//! that was steered is replaced by it.

mod control;
mod grounds;
mod material;
mod parse;
mod prompt;
pub mod scale;
mod suspicion;
mod verdict;

use std::collections::BTreeMap;

pub use material::{Answer, Asked, Material};
pub use prompt::VERSION;

use crate::model::Request;
use control::Control;
use material::Batch;
use parse::Parsed;
use verdict::Judged;

/// Most statements of a summary, and most open questions.
const MOST_CLAIMS: usize = 8;
/// Two ratings of the same competency may be so far apart.
const TOLERANCE: u8 = 1;
/// Where more than this share of the words had to be left out, the rest is no fair ground of a rating.
const MOST_CUT: f32 = 0.34;
/// From this rating on it matters whether somebody asked for it.
const HIGH: u8 = 4;

/// Words of the transcript, by the number of the message and the characters in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Number of the message.
    pub number: u32,
    /// Where they begin.
    pub start: usize,
    /// Where they end.
    pub end: usize,
}

/// A rating that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    /// Key of the plan's competency.
    pub competency: String,
    /// 1 to 5; absent means “not assessed”.
    pub rating: Option<u8>,
    /// Why.
    pub rationale: String,
    /// The evidence; none without a rating.
    pub quotes: Vec<Place>,
}

/// A statement that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The statement.
    pub text: String,
    /// The evidence, at least one quote.
    pub quotes: Vec<Place>,
}

/// What remains of a model's draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// One for each competency of the plan, in its order.
    pub ratings: Vec<Rated>,
    /// What the interview was about.
    pub summary: Vec<Statement>,
    /// What stayed open.
    pub open_questions: Vec<Statement>,
    /// Statements, quotes and ratings that were left out.
    pub dropped: u32,
}

/// Why a reply cannot be used, as a stable word.
pub type Unusable = &'static str;

/// Sends a request and hands the reply to the function it was given with it, which says whether it can be used. It is up
/// to whoever asks to try again; the error ends the draft.
pub type Asker<'a, E> =
    dyn FnMut(&Request, &mut dyn FnMut(&str) -> Result<(), Unusable>) -> Result<(), E> + 'a;

/// Has ratings drafted. `boundary` gives a new random word of at least 16 letters and digits each time; it also chooses the
/// control. Takes one request for about every 12,000 characters of answers, and some more where something is odd.
///
/// # Errors
/// Whatever `ask` returned.
pub fn draft<E>(
    material: &Material,
    boundary: &mut dyn FnMut() -> String,
    ask: &mut Asker<'_, E>,
) -> Result<Draft, E> {
    let material = &material.looked_through();
    let mut run = Run {
        material,
        boundary,
        ask,
        draft: Draft::default(),
    };
    let mut first: BTreeMap<usize, Vec<Judged>> = BTreeMap::new();
    let mut steered = Vec::new();
    for batch in material.batches() {
        let (judged, trusted) = run.rate(&batch, true)?;
        for (competency, own) in judged {
            if !trusted && !steered.contains(&competency) {
                steered.push(competency);
            }
            first.entry(competency).or_default().push(own);
        }
    }
    let mut ratings = Vec::with_capacity(material.competencies.len());
    for (index, competency) in material.competencies.iter().enumerate() {
        let own = first.remove(&index).map(verdict::merged);
        let is_steered = steered.contains(&index);
        let high = own
            .as_ref()
            .and_then(|own| own.rating)
            .is_some_and(|rating| rating >= HIGH);
        let odd = is_steered
            || material.was_cut(&competency.key)
            || high && material.is_suspicious(&competency.key);
        let kept = match own {
            Some(own) if odd => {
                let rating = own.rating;
                let kept = if material.share_cut(&competency.key, is_steered) > MOST_CUT {
                    Judged::default()
                } else if is_steered {
                    run.again(index)?
                } else {
                    held_to(own, &run.again(index)?)
                };
                run.draft.dropped += u32::from(kept.rating != rating);
                kept
            }
            Some(own) => own,
            None => Judged::default(),
        };
        ratings.push(Rated {
            competency: competency.key.clone(),
            rating: kept.rating,
            rationale: kept.rationale,
            quotes: kept.quotes,
        });
    }
    let mut draft = run.draft;
    draft.ratings = ratings;
    draft.summary.truncate(MOST_CLAIMS);
    draft.open_questions.truncate(MOST_CLAIMS);
    Ok(draft)
}

/// A rating as far as the second look bears it out: at most a point away from it, so that what was smuggled in raises
/// nothing and what was cut out with it costs little; none where nothing is left to look at, or the two contradict each
/// other.
fn held_to(own: Judged, again: &Judged) -> Judged {
    match (own.rating, again.rating) {
        (Some(rating), Some(second)) if rating.abs_diff(second) <= 2 * TOLERANCE => {
            let nearest = rating.clamp(second.saturating_sub(TOLERANCE), second + TOLERANCE);
            Judged {
                rating: Some(nearest.clamp(1, 5)),
                ..own
            }
        }
        (None, _) => again.clone(),
        (Some(_), _) => Judged::default(),
    }
}

struct Run<'r, 'a, E> {
    material: &'r Material,
    boundary: &'r mut dyn FnMut() -> String,
    ask: &'r mut Asker<'a, E>,
    draft: Draft,
}

impl<E> Run<'_, '_, E> {
    /// Rates one batch; the second value says whether the control was rated as it must be.
    fn rate(
        &mut self,
        batch: &Batch<'_>,
        with_statements: bool,
    ) -> Result<(Vec<(usize, Judged)>, bool), E> {
        let boundary = (self.boundary)();
        let control = Control::chosen(self.material, &boundary);
        let request = prompt::request(self.material, batch, &control, &boundary);
        let mut parsed = None;
        (self.ask)(&request, &mut |text| {
            parsed = Some(parse::read(text, &batch.keys(self.material))?);
            Ok(())
        })?;
        let parsed: Parsed = parsed.unwrap_or_default();
        let trusted = control.is_rated_low(&parsed);
        let mut judged = Vec::new();
        for (index, answers) in &batch.competencies {
            let key = &self.material.competencies[*index].key;
            let own = parsed.ratings.iter().find(|own| own.competency == *key);
            let own = own.map_or_else(Judged::default, |own| verdict::judge(own, answers));
            self.draft.dropped += own.dropped;
            judged.push((*index, own));
        }
        // What a steered model says about the interview is as worthless as its ratings.
        if trusted && with_statements {
            let answers: Vec<_> = batch.answers().collect();
            for (claims, kept) in [
                (&parsed.summary, &mut self.draft.summary),
                (&parsed.open_questions, &mut self.draft.open_questions),
            ] {
                for claim in claims.iter().filter(|claim| !control.is_quoted(claim)) {
                    match verdict::statement(claim, &answers) {
                        Some(statement) => kept.push(statement),
                        None => self.draft.dropped += 1,
                    }
                }
            }
        }
        Ok((judged, trusted))
    }

    /// Rates one competency by itself, without any message in which something was cut out or that looks like a demand.
    fn again(&mut self, competency: usize) -> Result<Judged, E> {
        let mut parts = Vec::new();
        for batch in self.material.strict_batches(competency) {
            let (judged, trusted) = self.rate(&batch, false)?;
            if !trusted {
                // Steered by something nobody noticed, or a model that cannot tell a good answer from none.
                self.draft.dropped += 1;
                return Ok(Judged::default());
            }
            parts.extend(judged.into_iter().map(|(_, own)| own));
        }
        Ok(verdict::merged(parts))
    }
}

#[cfg(test)]
mod tests;
