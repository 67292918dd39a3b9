//! The consent is withdrawn: capture ends at once and for good, what remains can be seen and erased.

use std::path::Path;

use crate::common::{consent, create, open, typing};
use crate::scripted::{
    answers, contents, hearing, open_patient, wait_for_answers, whole_recordings,
};
use candor_core::{
    App, Error,
    consent::{self, Agreement},
    engine::{Control, End},
    erasure, interviews, organisation, receipt,
    room::{self, StartOptions},
    transcript, withdrawal,
};
use candor_domain::{Code, InterviewId, InterviewStatus, Language, Role};

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> Code {
    result.unwrap_err().code()
}

fn assert_closed_for_good(app: &App, id: InterviewId) {
    let (ears, mouth) = hearing(9, &[]);
    assert_eq!(
        code(room::start_hearing(app, id, Some(ears), None)),
        Code::ConsentWithdrawn
    );
    assert!(!mouth.is_heard(), "not a single sample is taken");
    assert_eq!(
        code(room::start(app, id, &typing())),
        Code::ConsentWithdrawn
    );
    let text = interviews::consent_text(app, id).unwrap();
    assert_eq!(
        code(interviews::give_consent(app, id, &text)),
        Code::ConsentWithdrawn
    );
    assert_eq!(
        code(room::type_message(
            app,
            id,
            Role::Candidate,
            "one more thing"
        )),
        Code::Conflict
    );
    assert_eq!(
        code(transcript::export(app.archive(), id)),
        Code::ConsentWithdrawn
    );
}

#[test]
fn withdrawing_in_the_middle_of_a_sentence_ends_capture_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let app = open_patient(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (ears, mut mouth) = hearing(1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say();
    wait_for_answers(&app, id, &mut facts, 1);
    mouth.begin_to_say();
    mouth.wait_until_heard();
    let said_before = mouth.samples;

    let withdrawn = withdrawal::withdraw(&app, id).unwrap();
    assert!(!mouth.is_heard(), "the microphone is released");
    assert_eq!(withdrawn.status, InterviewStatus::Cancelled);
    let at = withdrawn.withdrawn_at.unwrap();
    assert!(withdrawn.consented_at.unwrap() <= at);
    let recordings = whole_recordings(&app, id);
    let stored = recordings[0].stored_samples;
    assert_eq!(recordings[0].total_samples, Some(stored));
    assert!(stored < said_before, "the sentence being said is not kept");
    assert_eq!(contents(&answers(&app, id)), ["this is answer 1"]);
    assert!(interviews::detail(&app, id).unwrap().exports.is_empty());

    assert_closed_for_good(&app, id);
    // Withdrawing again changes nothing.
    assert_eq!(
        withdrawal::withdraw(&app, id).unwrap().withdrawn_at,
        Some(at)
    );
    assert_eq!(whole_recordings(&app, id)[0].stored_samples, stored);
    assert!(app.verify().unwrap().is_intact());

    // Nor does a new start of Candor.
    drop((facts, app));
    let app = open(folder.path());
    let interview = interviews::get(&app, id).unwrap();
    assert_eq!(
        (interview.status, interview.withdrawn_at),
        (InterviewStatus::Cancelled, Some(at))
    );
    assert_closed_for_good(&app, id);
    assert!(interviews::detail(&app, id).unwrap().exports.is_empty());
}

#[test]
fn candor_killed_between_the_end_of_capture_and_the_withdrawal_can_be_told_again() {
    let folder = tempfile::tempdir().unwrap();
    let app = open_patient(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    let (ears, mut mouth) = hearing(1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.begin_to_say();
    mouth.wait_until_heard();
    room::end_at_once(&app, id).unwrap();
    drop(app);

    let app = open(folder.path());
    let interview = interviews::get(&app, id).unwrap();
    assert_eq!(interview.status, InterviewStatus::Paused);
    assert_eq!(interview.withdrawn_at, None);
    assert!(app.verify().unwrap().is_intact());
    withdrawal::withdraw(&app, id).unwrap();
    assert_closed_for_good(&app, id);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn what_was_not_agreed_to_cannot_be_withdrawn_and_what_was_not_begun_is_called_off() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    assert_eq!(code(withdrawal::withdraw(&app, id)), Code::ConsentMissing);
    consent(&app, id);
    let withdrawn = withdrawal::withdraw(&app, id).unwrap();
    assert_eq!(withdrawn.status, InterviewStatus::Cancelled);
    assert_eq!(
        code(withdrawal::withdraw(&app, InterviewId::new())),
        Code::NotFound
    );
}

/// A finished interview with transcript files, by typing.
fn finished(app: &App) -> InterviewId {
    let id = create(app, "Wilhelmina Quackenbush");
    consent(app, id);
    room::start(app, id, &typing()).unwrap();
    room::type_message(app, id, Role::Candidate, "I once kept a rhinoceros").unwrap();
    room::control(app, id, Control::AnswerDone).unwrap();
    room::finish(app, id, End::CandidateStopped).unwrap();
    id
}

#[test]
fn the_recruiter_sees_what_remains_and_erases_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (id, other) = (finished(&app), finished(&app));
    withdrawal::withdraw(&app, id).unwrap();
    let interview = interviews::get(&app, id).unwrap();
    assert_eq!(interview.status, InterviewStatus::Finished);
    assert_eq!(
        code(transcript::export(app.archive(), id)),
        Code::ConsentWithdrawn
    );

    // An export Candor was stopped after, before it could note it, is found as well.
    let stray = app
        .folders()
        .transcripts
        .join(format!("2026-01-01_Wilhelmina_{id}.pdf"));
    std::fs::write(&stray, "words").unwrap();
    let remains = erasure::remains(&app, id).unwrap();
    assert_eq!(remains.candidate_name, "Wilhelmina Quackenbush");
    assert!(remains.withdrawn_at.is_some() && remains.amounts.messages > 2);
    assert_eq!(remains.files.len(), 3);
    assert!(remains.files.iter().all(|path| Path::new(path).is_file()));

    let erased = erasure::erase(&app, id).unwrap();
    assert_eq!(erased.amounts, remains.amounts);
    assert_eq!(erased.deleted_files, remains.files);
    assert!(erased.remaining_files.is_empty());
    assert!(remains.files.iter().all(|path| !Path::new(path).exists()));
    let report = app.verify().unwrap();
    assert!(report.is_intact(), "{:?}", report.problems);
    assert_eq!(
        (report.events, report.last_hash),
        (erased.log_entry, erased.log_hash)
    );
    let after = erasure::remains(&app, id).unwrap();
    assert_eq!((after.amounts.messages, after.files.len()), (0, 0));
    assert!(after.erased_at.is_some() && after.candidate_name.is_empty());
    assert_eq!(code(transcript::export(app.archive(), id)), Code::Conflict);
    // The empty shell can still be looked at.
    interviews::detail(&app, id).unwrap();
    receipt::of(&app, id).unwrap();

    let untouched = erasure::remains(&app, other).unwrap();
    assert_eq!(untouched.files.len(), 2);
    drop(app);
    let app = open(folder.path());
    assert!(app.verify().unwrap().is_intact());
    assert_eq!(erasure::remains(&app, id).unwrap().files.len(), 0);
}

#[test]
fn a_file_that_cannot_be_deleted_is_named_and_stays_visible() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = finished(&app);
    let remains = erasure::remains(&app, id).unwrap();
    let stubborn = remains.files[1].clone();
    // A folder where the file should be refuses everybody, the superuser included.
    std::fs::remove_file(&stubborn).unwrap();
    std::fs::create_dir(&stubborn).unwrap();

    let erased = erasure::erase(&app, id).unwrap();
    assert_eq!(erased.deleted_files, remains.files[..1]);
    assert_eq!(erased.remaining_files.len(), 1);
    assert_eq!(erased.remaining_files[0].path, stubborn);
    assert!(!erased.remaining_files[0].reason.is_empty());
    assert_eq!(
        erasure::remains(&app, id).unwrap().files,
        [stubborn.as_str()]
    );
    assert!(app.verify().unwrap().is_intact());

    std::fs::remove_dir(&stubborn).unwrap();
    std::fs::write(&stubborn, "words").unwrap();
    let again = erasure::erase(&app, id).unwrap();
    assert_eq!(again.deleted_files, [stubborn.as_str()]);
    assert!(!Path::new(&stubborn).exists());
    assert!(erasure::remains(&app, id).unwrap().files.is_empty());
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn a_running_interview_is_not_erased_and_a_paused_one_is_called_off() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    room::start(&app, id, &typing()).unwrap();
    assert_eq!(code(erasure::erase(&app, id)), Code::Conflict);
    room::type_message(&app, id, Role::Candidate, "still here").unwrap();
    room::pause(&app, id).unwrap();
    erasure::erase(&app, id).unwrap();
    let shell = interviews::get(&app, id).unwrap();
    assert_eq!(shell.status, InterviewStatus::Cancelled);
    let typing = StartOptions {
        text_only: true,
        ..StartOptions::default()
    };
    room::resume(&app, id, &typing).unwrap_err();
    assert!(app.verify().unwrap().is_intact());
}

fn agreement(text: &consent::ConsentText) -> Agreement {
    Agreement {
        version: text.version.clone(),
        language: Some(text.language),
        fingerprint: Some(text.fingerprint.clone()),
    }
}

#[test]
fn the_very_words_read_are_what_is_agreed_to() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (first, second) = (create(&app, "Ada"), create(&app, "Bob"));
    let read = consent::text(&app, first, Some(Language::De)).unwrap();
    assert_eq!(read.version, "2026-11");
    assert_eq!(read.sections.len(), 6);
    assert!(read.text.contains("kein Mensch") && read.given.is_none());

    // The organisation's details change the words: what was read is no longer in force.
    let details = organisation::Organisation {
        name: "Muster GmbH".into(),
        contact_email: "privacy@muster.example".into(),
        retention_days: Some(90),
        ..organisation::Organisation::default()
    };
    organisation::put(&app, details.clone()).unwrap();
    assert_eq!(organisation::get(&app).unwrap(), details);
    assert_eq!(
        code(consent::give(&app, first, agreement(&read))),
        Code::Conflict
    );
    let read = consent::text(&app, first, Some(Language::De)).unwrap();
    for part in ["Muster GmbH", "privacy@muster.example", "90 Tage"] {
        assert!(read.text.contains(part), "{part} in {}", read.text);
    }
    consent::give(&app, first, agreement(&read)).unwrap();

    // A text of the organisation's own is a new version; the old consent keeps its words.
    let mut texts = consent::settings(&app).unwrap().texts;
    texts.en.kept = "On the servers of {organisation}.".into();
    let own = consent::write(&app, texts.clone()).unwrap();
    assert!(!own.is_built_in && own.version.ends_with("-1"));
    assert_eq!(consent::write(&app, texts).unwrap().version, own.version);
    let given = consent::text(&app, first, None).unwrap().given.unwrap();
    assert_eq!(
        (given.version.as_str(), given.language, given.text),
        ("2026-11", Language::De, read.text)
    );
    let read = consent::text(&app, second, None).unwrap();
    assert!(read.text.contains("On the servers of Muster GmbH."));
    consent::give(&app, second, agreement(&read)).unwrap();
    let given = consent::text(&app, second, None).unwrap().given.unwrap();
    assert_eq!(given.version, own.version);

    let mut wrong = own.texts;
    wrong.ru.withdrawal.clear();
    assert_eq!(code(consent::write(&app, wrong)), Code::Invalid);
    assert_eq!(code(consent::choose(&app, "none".into())), Code::NotFound);
    let back = consent::choose(&app, "2026-11".into()).unwrap();
    assert!(back.is_built_in);
    assert_eq!(back.versions.len(), 2);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn the_receipt_says_what_was_stored_until_when_and_whom_to_ask() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    organisation::put(
        &app,
        organisation::Organisation {
            name: "Muster GmbH".into(),
            contact_person: "Frau Weber".into(),
            retention_days: Some(30),
            ..organisation::Organisation::default()
        },
    )
    .unwrap();
    let id = finished(&app);
    let receipt = receipt::of(&app, id).unwrap();
    assert_eq!(receipt.interview_id, id);
    assert_eq!((receipt.sound_ms, receipt.messages > 2), (0, true));
    let finished_at = interviews::get(&app, id).unwrap().finished_at.unwrap();
    assert_eq!(
        receipt.kept_until,
        Some(finished_at.plus_ms(30 * 86_400_000))
    );
    assert_eq!(receipt.contact.as_deref(), Some("Frau Weber"));
    assert!(receipt.how_to_withdraw.contains("Frau Weber"));
    let consent = receipt.consent.unwrap();
    assert_eq!(
        (consent.version.as_str(), consent.withdrawn_at),
        ("2026-11", None)
    );
    withdrawal::withdraw(&app, id).unwrap();
    let receipt = receipt::of(&app, id).unwrap();
    assert!(receipt.consent.unwrap().withdrawn_at.is_some());
}
