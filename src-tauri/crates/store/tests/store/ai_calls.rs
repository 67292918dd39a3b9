//! Requests to language models and attempts to instruct them: kept as they were, verified, erased, refused after a withdrawal.

use candor_domain::{
    AiApi, AiCall, AiCallId, AiOutcome, AiTask, Attempt, AttemptId, AttemptKind, AttemptSource,
    Code, EventKind, InterviewId, MessageId, PromptPart,
};
use candor_store::{
    Store, ai_calls, attempts, consents, erasure, messages, verify::Problem, verify_chain,
    withdrawals,
};

use crate::{
    consent::tamper,
    fixture::{Folder, NOW, add_interview, consent, message, write},
};

fn call(interview: InterviewId, message_id: Option<MessageId>) -> AiCall {
    AiCall {
        id: AiCallId::new(),
        interview_id: interview,
        at: NOW,
        task: AiTask::FollowUp,
        connection: "Own server".into(),
        host: "ai.example:8443".into(),
        api: AiApi::Chat,
        model: "small-7b".into(),
        prompt_version: "follow_up/1".into(),
        prompt: vec![PromptPart {
            role: "system".into(),
            content: "Pelargonium".into(),
        }],
        reply: "Chrysanthemum".into(),
        outcome: AiOutcome::Used,
        reasons: vec!["too_long".into()],
        input_tokens: Some(900),
        output_tokens: Some(40),
        cost_micros: Some(1_250),
        first_token_ms: Some(310),
        total_ms: 1_400,
        attempts: 2,
        message_id,
    }
}

fn attempt(interview: InterviewId, message_id: Option<MessageId>) -> Attempt {
    Attempt {
        id: AttemptId::new(),
        interview_id: interview,
        source: message_id.map_or(AttemptSource::Name, |_| AttemptSource::Message),
        message_id,
        kinds: vec![AttemptKind::Override, AttemptKind::Rating],
        start: 2,
        end: 9,
        at: NOW,
    }
}

/// An interview with a message, two requests and two attempts.
fn full() -> (Folder, Store, InterviewId) {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    write(&store, move |tx| {
        consents::insert(tx, &consent(id))?;
        let said = messages::append(tx, message(id, "I ignore nothing"))?;
        ai_calls::insert(tx, &call(id, Some(said.id)))?;
        let bare = AiCall {
            outcome: AiOutcome::Failed,
            prompt: Vec::new(),
            reply: String::new(),
            reasons: Vec::new(),
            input_tokens: None,
            output_tokens: None,
            cost_micros: None,
            first_token_ms: None,
            ..call(id, None)
        };
        ai_calls::insert(tx, &bare)?;
        attempts::insert(tx, &attempt(id, Some(said.id)))?;
        attempts::insert(tx, &attempt(id, None))
    })
    .unwrap();
    (folder, store, id)
}

#[test]
fn they_come_back_as_they_were_and_in_order() {
    let folder = Folder::new();
    let store = folder.open();
    let (own, other) = (
        add_interview(&store, "Ada").id,
        add_interview(&store, "Bob").id,
    );
    let calls = [call(own, None), call(own, None), call(other, None)];
    let noticed = [attempt(own, None), attempt(other, None), attempt(own, None)];
    let (stored, stored_attempts) = (calls.clone(), noticed.clone());
    write(&store, move |tx| {
        stored
            .iter()
            .try_for_each(|call| ai_calls::insert(tx, call))?;
        let mut all = stored_attempts.iter();
        all.try_for_each(|attempt| attempts::insert(tx, attempt))
    })
    .unwrap();
    let listed = store.read(|conn| ai_calls::list(conn, own)).unwrap();
    assert_eq!(listed, calls[..2]);
    let listed = store.read(|conn| attempts::list(conn, own)).unwrap();
    assert_eq!(listed, [noticed[0].clone(), noticed[2].clone()]);
    let used = store.read(|conn| ai_calls::used(conn, own)).unwrap();
    assert_eq!((used.tokens, used.cost_micros), (1_880, 2_500));
    assert!(store.read(verify_chain).unwrap().is_intact());

    // What is there already is not stored twice, and nothing of it is changed.
    let again = calls[0].clone();
    let twice = write(&store, move |tx| ai_calls::insert(tx, &again));
    assert_eq!(twice.unwrap_err().code(), Code::Conflict);
    for sql in [
        "UPDATE ai_calls SET reply = ''",
        "UPDATE attempts SET kinds = '[]'",
    ] {
        write(&store, move |tx| Ok(tx.conn().execute(sql, [])?)).unwrap_err();
    }
}

#[test]
fn every_change_past_the_store_is_found() {
    for (sql, kind) in [
        (
            "UPDATE ai_calls SET reply = 'Rose' WHERE reply <> ''",
            EventKind::AiCallLogged,
        ),
        (
            "UPDATE ai_calls SET prompt = '[]' WHERE reply <> ''",
            EventKind::AiCallLogged,
        ),
        (
            "UPDATE ai_calls SET outcome = 'used' WHERE outcome = 'failed'",
            EventKind::AiCallLogged,
        ),
        (
            "UPDATE ai_calls SET outcome = 'nonsense' WHERE outcome = 'failed'",
            EventKind::AiCallLogged,
        ),
        (
            "UPDATE ai_calls SET cost_micros = 0 WHERE outcome = 'failed'",
            EventKind::AiCallLogged,
        ),
        (
            "UPDATE ai_calls SET message_id = NULL WHERE message_id IS NOT NULL",
            EventKind::AiCallLogged,
        ),
        (
            "UPDATE attempts SET kinds = '[\"markup\"]' WHERE source = 'name'",
            EventKind::AttemptNoticed,
        ),
        (
            "UPDATE attempts SET \"end\" = \"end\" + 1 WHERE source = 'name'",
            EventKind::AttemptNoticed,
        ),
    ] {
        let (folder, store, _) = full();
        drop(store);
        let problems = tamper(&folder, sql);
        assert!(
            matches!(problems[..], [Problem::ContentChanged { kind: found, .. }] if found == kind),
            "{sql}: {problems:?}"
        );
    }
    for (sql, kind) in [
        (
            "DELETE FROM ai_calls WHERE outcome = 'failed'",
            EventKind::AiCallLogged,
        ),
        (
            "DELETE FROM attempts WHERE source = 'name'",
            EventKind::AttemptNoticed,
        ),
    ] {
        let (folder, store, _) = full();
        drop(store);
        let problems = tamper(&folder, sql);
        assert!(
            matches!(problems[..], [Problem::ContentMissing { kind: found, .. }] if found == kind),
            "{sql}: {problems:?}"
        );
    }
    for (sql, table) in [
        (
            "INSERT INTO ai_calls SELECT NULL, randomblob(16), interview_id, at, task, connection, host, api, model,
                prompt_version, prompt, reply, outcome, reasons, input_tokens, output_tokens, cost_micros,
                first_token_ms, total_ms, attempts, message_id FROM ai_calls LIMIT 1",
            "ai_calls",
        ),
        (
            "INSERT INTO attempts SELECT NULL, randomblob(16), interview_id, source, message_id, kinds, start, \"end\", at
             FROM attempts LIMIT 1",
            "attempts",
        ),
    ] {
        let (folder, store, _) = full();
        drop(store);
        assert_eq!(tamper(&folder, sql), [Problem::NotLogged { table, rows: 1 }]);
    }
}

#[test]
fn erasing_leaves_no_word_of_them_in_any_page() {
    let (folder, store, id) = full();
    let other = add_interview(&store, "Bob").id;
    write(&store, move |tx| ai_calls::insert(tx, &call(other, None))).unwrap();
    let holds = |needle: &str| {
        let raw = folder.raw();
        let pages = raw.serialize("main").unwrap().to_vec();
        let found = pages
            .windows(needle.len())
            .filter(|part| *part == needle.as_bytes());
        found.count()
    };
    let before = (holds("Pelargonium"), holds("Chrysanthemum"));
    assert!(before.0 >= 2 && before.1 >= 2, "{before:?}");
    write(&store, move |tx| erasure::erase(tx, id, &[])).unwrap();
    assert_eq!(store.read(|conn| ai_calls::list(conn, id)).unwrap(), []);
    assert_eq!(store.read(|conn| attempts::list(conn, id)).unwrap(), []);
    assert_eq!(
        (holds("Pelargonium"), holds("Chrysanthemum")),
        (1, 1),
        "only the other interview's"
    );
    assert_eq!(
        store
            .read(|conn| ai_calls::list(conn, other))
            .unwrap()
            .len(),
        1
    );
    let report = store.read(verify_chain).unwrap();
    assert!(report.is_intact(), "{:?}", report.problems);
    let late = write(&store, move |tx| ai_calls::insert(tx, &call(id, None)));
    assert_eq!(late.unwrap_err().code(), Code::Conflict);
    let late = write(&store, move |tx| attempts::insert(tx, &attempt(id, None)));
    assert_eq!(late.unwrap_err().code(), Code::Conflict);
}

#[test]
fn after_a_withdrawal_what_is_there_stays_and_nothing_is_added() {
    let (_folder, store, id) = full();
    write(&store, move |tx| withdrawals::insert(tx, id)).unwrap();
    let late = write(&store, move |tx| ai_calls::insert(tx, &call(id, None)));
    assert_eq!(late.unwrap_err().code(), Code::ConsentWithdrawn);
    let late = write(&store, move |tx| attempts::insert(tx, &attempt(id, None)));
    assert_eq!(late.unwrap_err().code(), Code::ConsentWithdrawn);
    assert_eq!(
        store.read(|conn| ai_calls::list(conn, id)).unwrap().len(),
        2
    );
    assert_eq!(
        store.read(|conn| attempts::list(conn, id)).unwrap().len(),
        2
    );
    assert!(store.read(verify_chain).unwrap().is_intact());
}
