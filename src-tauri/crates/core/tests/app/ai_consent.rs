//! Whom an interview's words may go to: only those its candidate was told of, for what they were told.

use std::sync::Arc;

use candor_assistant::{
    model::{Cancel, Endpoint, Finish, Reply, ReplyModel, Request, Speaker, Turn},
    testing::{MODEL, StandIn},
};
use candor_core::{
    App,
    ai::{self, AiConnectionDraft, Chain, UseFor, WhyLeftOut},
    consent::{self, Agreement, ConsentText, SectionKind},
    interviews, withdrawal,
};
use candor_domain::{AiApi, AiTask, AiUse, Code, InterviewId, Language};
use candor_store::consents;

use crate::{
    ai_connections::draft,
    common::{consent as agree, create},
    keychain::{Memory, open},
};

const EVERYTHING: UseFor = UseFor {
    conversation: true,
    scorecards: true,
};

fn add(app: &App, host: &str, key: Option<&str>) -> candor_domain::ConnectionId {
    let draft = AiConnectionDraft {
        name: host.to_owned(),
        ..draft(&format!("https://{host}/v1"), "m", key)
    };
    ai::add(app, &draft).unwrap().id
}

fn hosts(chain: &Chain) -> Vec<&str> {
    let endpoints = chain.models.iter().map(|model| model.endpoint());
    endpoints.map(|endpoint| endpoint.host.as_str()).collect()
}

fn left_out(chain: &Chain) -> Vec<(&str, WhyLeftOut)> {
    let left_out = chain.left_out.iter();
    left_out.map(|one| (one.host.as_str(), one.why)).collect()
}

fn question(app: &App, id: InterviewId) -> Chain {
    ai::chain(app, id, AiTask::Question).unwrap()
}

fn ai_section(text: &ConsentText) -> Option<&str> {
    let section = text.sections.iter().find(|s| s.kind == SectionKind::Ai);
    section.map(|section| section.text.as_str())
}

#[test]
fn only_who_was_named_in_the_consent_is_asked_and_only_for_what_was_named() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    let (before, during, without) = (
        create(&app, "Ada"),
        create(&app, "Bob"),
        create(&app, "Cleo"),
    );
    agree(&app, before);
    let chain = question(&app, before);
    assert!(!chain.is_used && chain.models.is_empty() && chain.left_out.is_empty());

    add(&app, "a.example", Some("sk-a"));
    let only_talk = UseFor {
        scorecards: false,
        ..EVERYTHING
    };
    ai::set_use(&app, only_talk).unwrap();
    agree(&app, during);
    add(&app, "b.example:8443", None);
    let local = ai::add(&app, &draft("http://localhost:11434/v1", "qwen3:8b", None)).unwrap();
    ai::set_use(&app, EVERYTHING).unwrap();

    // Nobody was told of any model before the first of them was there, on this machine or elsewhere; and who was not
    // asked yet has agreed to nothing.
    let unnamed = WhyLeftOut::NotInConsent;
    for nobody_told in [before, without] {
        let chain = question(&app, nobody_told);
        assert!(chain.is_used);
        assert_eq!(hosts(&chain), [""; 0]);
        assert_eq!(
            left_out(&chain),
            [
                ("a.example", unnamed),
                ("b.example:8443", unnamed),
                ("localhost:11434", unnamed)
            ]
        );
    }
    let chain = question(&app, during);
    assert_eq!(hosts(&chain), ["a.example", "localhost:11434"]);
    assert_eq!(left_out(&chain), [("b.example:8443", unnamed)]);
    // Ratings were not spoken of when this consent was given.
    let cards = ai::chain(&app, during, AiTask::Scorecard).unwrap();
    assert!(cards.is_used);
    assert_eq!(hosts(&cards), [""; 0]);
    assert_eq!(cards.left_out.len(), 3);

    agree(&app, without);
    for task in [AiTask::FollowUp, AiTask::Reply, AiTask::Summary] {
        let chain = ai::chain(&app, without, task).unwrap();
        assert_eq!(
            hosts(&chain),
            ["a.example", "b.example:8443", "localhost:11434"]
        );
    }
    // What is switched off is neither asked nor spoken of; a model its server passes on is not on this machine.
    let off = AiConnectionDraft {
        enabled: Some(false),
        ..draft("https://a.example/v1", "m", None)
    };
    let id = ai::settings(&app).unwrap().connections[0].id;
    ai::change(&app, id, &off).unwrap();
    let passed_on = draft("http://localhost:11434/v1", "gpt-oss:120b-cloud", None);
    ai::change(&app, local.id, &passed_on).unwrap();
    let chain = question(&app, without);
    assert_eq!(hosts(&chain), ["b.example:8443"]);
    assert_eq!(left_out(&chain), [("localhost:11434", unnamed)]);
    ai::set_use(&app, UseFor::default()).unwrap();
    assert!(!question(&app, without).is_used);
}

#[test]
fn nobody_is_asked_any_more_once_the_consent_is_withdrawn() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    ai::add(&app, &draft("http://localhost:11434/v1", "qwen3:8b", None)).unwrap();
    let id = create(&app, "Ada");
    agree(&app, id);
    assert_eq!(hosts(&question(&app, id)), ["localhost:11434"]);
    withdrawal::withdraw(&app, id).unwrap();
    let error = ai::chain(&app, id, AiTask::Scorecard).err().unwrap();
    assert_eq!(error.code(), Code::ConsentWithdrawn);
}

#[test]
fn a_locked_keychain_leaves_out_who_needs_a_key_and_asks_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Memory::default();
    let app = open(folder.path(), &keychain);
    add(&app, "a.example", Some("sk-a"));
    add(&app, "b.example", None);
    add(&app, "c.example", Some("sk-c"));
    let id = create(&app, "Ada");
    agree(&app, id);
    keychain.lock(true);
    let before = keychain.asked();
    let chain = question(&app, id);
    assert_eq!(keychain.asked(), before + 1);
    assert_eq!(hosts(&chain), ["b.example"]);
    let locked = WhyLeftOut::KeychainLocked;
    assert_eq!(
        left_out(&chain),
        [("a.example", locked), ("c.example", locked)]
    );
    keychain.lock(false);
    let all = question(&app, id);
    assert_eq!(hosts(&all), ["a.example", "b.example", "c.example"]);

    // Once opened they stay, for other interviews as well, whatever becomes of the keychain.
    keychain.lock(true);
    let next = create(&app, "Bob");
    agree(&app, next);
    let same = question(&app, next);
    assert_eq!(hosts(&same), hosts(&all));
    for (one, other) in all.models.iter().zip(&same.models) {
        assert!(Arc::ptr_eq(one, other));
    }
    // For ratings with a record of failures of their own, though opened at the same time.
    let cards = ai::chain(&app, next, AiTask::Scorecard).unwrap();
    assert_eq!(hosts(&cards), hosts(&all));
    for (one, other) in all.models.iter().zip(&cards.models) {
        assert!(!Arc::ptr_eq(one, other));
    }
    keychain.lock(false);
    // Another key, another connection; the others stay.
    let first = ai::settings(&app).unwrap().connections.remove(0);
    ai::change(&app, first.id, &draft(&first.base_url, "m", Some("sk-new"))).unwrap();
    let changed = question(&app, id);
    assert!(!Arc::ptr_eq(&all.models[0], &changed.models[0]));
    assert!(Arc::ptr_eq(&all.models[1], &changed.models[1]));
    // A key that somebody took out of the keychain.
    keychain.clear();
    ai::change(&app, first.id, &draft(&first.base_url, "other", None)).unwrap();
    assert_eq!(
        left_out(&question(&app, id)),
        [("a.example", WhyLeftOut::KeyMissing)]
    );
}

#[test]
fn a_model_of_the_chain_is_reached_with_its_key_and_its_headers() {
    let server = StandIn::start();
    server.require_key("sk-stand-in");
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    let wanted = AiConnectionDraft {
        name: "House".into(),
        api: Some(AiApi::Responses),
        organization: Some("org-1".into()),
        project: Some("proj-2".into()),
        input_price_micros: Some(1_000_000),
        output_price_micros: Some(2_000_000),
        ..draft(&server.base_url(), MODEL, Some("sk-stand-in"))
    };
    ai::add(&app, &wanted).unwrap();
    let id = create(&app, "Ada");
    agree(&app, id);
    let chain = question(&app, id);
    let endpoint = chain.models[0].endpoint();
    assert_eq!(
        (endpoint.connection.as_str(), endpoint.host.as_str()),
        ("House", server.host().as_str())
    );
    assert_eq!(endpoint.output_price_micros, Some(2_000_000));
    let request = Request {
        turns: vec![Turn {
            speaker: Speaker::User,
            content: "Say something".into(),
        }],
        max_output_tokens: 10,
        at_least: None,
        schema: None,
    };
    let reply = chain.models[0].reply(&request, &Cancel::default(), &mut |_| {});
    assert_eq!(reply.finish, Finish::Complete);
    let sent = &server.requests()[0];
    assert_eq!(
        (
            sent.header("authorization"),
            sent.header("openai-organization"),
            sent.header("openai-project")
        ),
        (Some("Bearer sk-stand-in"), Some("org-1"), Some("proj-2"))
    );
}

struct Silent(Endpoint);

impl ReplyModel for Silent {
    fn endpoint(&self) -> &Endpoint {
        &self.0
    }

    fn reply(&self, _: &Request, _: &Cancel, _: &mut dyn FnMut(&str)) -> Reply {
        unreachable!("nobody asks it here")
    }
}

#[test]
fn models_handed_in_stand_in_for_what_is_set_up() {
    let folder = tempfile::tempdir().unwrap();
    let model: Arc<dyn ReplyModel> = Arc::new(Silent(Endpoint {
        connection: "Silent".into(),
        host: "silent.example".into(),
        api: AiApi::Chat,
        model: "m".into(),
        input_price_micros: None,
        output_price_micros: None,
    }));
    let app = open(folder.path(), &Memory::default()).with_reply_models(vec![model]);
    let id = create(&app, "Ada");
    let chain = question(&app, id);
    assert!(chain.is_used && chain.budget.tokens.is_some());
    assert_eq!(hosts(&chain), ["silent.example"]);
}

#[test]
fn candidates_are_told_who_gets_the_text_and_agree_to_just_that() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    let id = create(&app, "Ada");
    let read = |language| consent::text(&app, id, Some(language)).unwrap();
    let plain = read(Language::En);
    assert_eq!(ai_section(&plain), None);
    let local = ai::add(&app, &draft("http://localhost:11434/v1", "qwen3:8b", None)).unwrap();
    for (language, words) in [
        (Language::En, "on this computer"),
        (Language::De, "auf diesem Computer"),
        (Language::Ru, "на этом компьютере"),
    ] {
        let text = read(language);
        let section = ai_section(&text).unwrap();
        assert_eq!(section.matches(words).count(), 2, "{section}");
        assert!(!section.contains("localhost"), "{section}");
        assert!(text.text.contains(section));
    }
    add(&app, "api.openai.com", None);
    for language in Language::ALL {
        let text = read(language);
        let section = ai_section(&text).unwrap();
        assert_eq!(section.matches("api.openai.com").count(), 2, "{section}");
        assert_ne!(text.fingerprint, plain.fingerprint);
        // Right behind where everything is kept.
        let kinds: Vec<_> = text.sections.iter().map(|s| s.kind).collect();
        assert_eq!(kinds[2..4], [SectionKind::Kept, SectionKind::Ai]);
    }

    // What was read is what is agreed to: anything else in the meantime has to be read again.
    let agreement = |text: &ConsentText, fingerprint: bool| Agreement {
        version: text.version.clone(),
        language: Some(text.language),
        fingerprint: fingerprint.then(|| text.fingerprint.clone()),
    };
    let shown = read(Language::De);
    let give = |agreement| consent::give(&app, id, agreement);
    let conflict = |agreement| give(agreement).unwrap_err().code() == Code::Conflict;
    assert!(conflict(agreement(&shown, false)), "which hosts was that?");
    assert!(conflict(agreement(&plain, true)));
    ai::remove(&app, local.id).unwrap();
    assert!(conflict(agreement(&shown, true)));
    let shown = read(Language::De);
    add(&app, "b.example", None);
    assert!(conflict(agreement(&shown, true)));
    let shown = read(Language::De);
    give(agreement(&shown, true)).unwrap();
    let stored = app
        .store()
        .read(|conn| consents::get(conn, id))
        .unwrap()
        .unwrap();
    assert_eq!(stored.text, shown.text);
    assert_eq!(stored.ai_hosts, ["api.openai.com", "b.example"]);
    assert_eq!(stored.ai_uses, [AiUse::Conversation, AiUse::Scorecards]);
    let given = read(Language::De).given.unwrap();
    assert_eq!(
        (given.ai_hosts, given.ai_uses),
        (stored.ai_hosts, stored.ai_uses)
    );
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn an_organisations_own_text_keeps_its_words_and_the_section_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    let mut texts = consent::settings(&app).unwrap().texts;
    texts.en.kept = "In our own safe.".into();
    texts.en.additional = "See you soon.".into();
    consent::write(&app, texts.clone()).unwrap();
    add(&app, "a.example", None);
    let id = create(&app, "Ada");
    let text = interviews::consent_text(&app, id).unwrap();
    let words: Vec<_> = text.sections.iter().map(|s| s.text.as_str()).collect();
    assert_eq!((words[2], words[7]), ("In our own safe.", "See you soon."));
    assert!(words[3].contains("a.example"));
    let previewed = consent::preview(&app, texts, Language::En).unwrap();
    assert_eq!(previewed, text.sections);
    agree(&app, id);
    assert_eq!(hosts(&question(&app, id)), ["a.example"]);
}
