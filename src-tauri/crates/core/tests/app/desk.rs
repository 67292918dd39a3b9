//! The desk: lists and filters, editing before the beginning, deleting and bringing back, and search beside it.

use crate::common::{consent, create, open, typing};
use candor_core::{
    App,
    desk::{self, Filter},
    engine::End,
    interviews::{self, InterviewDraft},
    positions, room, samples, search,
};
use candor_domain::{
    Accommodations, Code, EventKind, InterviewId, InterviewStatus, Language, Role,
};

fn names(app: &App, filter: &Filter) -> Vec<String> {
    let page = desk::page(app, filter, 50, 0).unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows
        .into_iter()
        .map(|row| row.interview.candidate_name)
        .collect()
}

/// The draft an interview could have been created from.
fn draft(app: &App, id: InterviewId) -> InterviewDraft {
    let interview = interviews::get(app, id).unwrap();
    InterviewDraft {
        position_id: interview.position_id,
        candidate_name: interview.candidate_name,
        candidate_external_id: interview.candidate_external_id,
        language: interview.language,
        recommended_minutes: interview.recommended_minutes,
        description: interview.description,
        knowledge_base: interview.knowledge_base,
        accommodations: interview.accommodations,
        vocabulary: String::new(),
    }
}

fn kinds(app: &App) -> Vec<EventKind> {
    let log = app.events(0, 1_000).unwrap();
    log.into_iter().map(|event| event.kind).collect()
}

#[test]
fn an_interview_is_edited_until_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    let unchanged = draft(&app, id);
    desk::update(&app, id, unchanged).unwrap();
    assert!(
        !kinds(&app).contains(&EventKind::InterviewUpdated),
        "nothing changed"
    );

    let other =
        positions::create(&app, samples::read("software-engineer").unwrap().into()).unwrap();
    let changed = InterviewDraft {
        position_id: other.id,
        candidate_name: "  Ada Byron ".to_owned(),
        candidate_external_id: Some(" ".to_owned()),
        recommended_minutes: 45,
        accommodations: Accommodations {
            extra_time_percent: 50,
            typing_only: true,
            ..Accommodations::default()
        },
        ..draft(&app, id)
    };
    let updated = desk::update(&app, id, changed).unwrap();
    assert_eq!(updated.candidate_name, "Ada Byron");
    assert_eq!(updated.candidate_external_id, None);
    assert_eq!(interviews::get(&app, id).unwrap(), updated);
    let detail = interviews::detail(&app, id).unwrap();
    assert_eq!(
        (detail.position_title, detail.plan),
        (other.title, other.plan)
    );
    assert_eq!(kinds(&app).last(), Some(&EventKind::InterviewUpdated));

    // A deleted position keeps serving the interviews made for it.
    positions::delete(&app, other.id).unwrap();
    let shorter = InterviewDraft {
        recommended_minutes: 20,
        ..draft(&app, id)
    };
    desk::update(&app, id, shorter).unwrap();
    let nameless = InterviewDraft {
        candidate_name: " ".to_owned(),
        ..draft(&app, id)
    };
    assert_eq!(
        desk::update(&app, id, nameless).unwrap_err().code(),
        Code::Invalid
    );

    consent(&app, id);
    let german = InterviewDraft {
        language: Language::De,
        ..draft(&app, id)
    };
    assert_eq!(
        desk::update(&app, id, german).unwrap_err().code(),
        Code::Conflict
    );
    room::start(&app, id, &typing()).unwrap();
    let late = desk::update(&app, id, draft(&app, id)).unwrap_err();
    assert_eq!(late.code(), Code::Conflict);
    let nobody = desk::update(&app, InterviewId::new(), draft(&app, id)).unwrap_err();
    assert_eq!(nobody.code(), Code::NotFound);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn a_deleted_interview_is_nowhere_and_cannot_be_started_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    create(&app, "Grace");
    consent(&app, id);
    let deleted = desk::delete(&app, id).unwrap();
    assert!(deleted.deleted_at.is_some());
    assert_eq!(
        desk::delete(&app, id).unwrap(),
        deleted,
        "deleting again changes nothing"
    );
    assert_eq!(names(&app, &Filter::default()), ["Grace"]);
    assert_eq!(interviews::list(&app, None, 10, 0).unwrap().len(), 1);
    assert_eq!(
        search::everything(&app, "ada", 10, 0)
            .unwrap()
            .total_interviews,
        0
    );
    let start = room::start(&app, id, &typing()).unwrap_err();
    assert_eq!(start.code(), Code::NotFound);
    let edit = desk::update(&app, id, draft(&app, id)).unwrap_err();
    assert_eq!(edit.code(), Code::Conflict);
    let bin = Filter {
        deleted: true,
        ..Filter::default()
    };
    assert_eq!(names(&app, &bin), ["Ada"]);

    desk::restore(&app, id).unwrap();
    desk::restore(&app, id).unwrap();
    assert_eq!(names(&app, &Filter::default()), ["Grace", "Ada"]);
    assert_eq!(
        search::everything(&app, "ada", 10, 0)
            .unwrap()
            .total_interviews,
        1
    );
    room::start(&app, id, &typing()).unwrap();
    let running = desk::delete(&app, id).unwrap_err();
    assert_eq!(running.code(), Code::Conflict);
    let log = kinds(&app);
    let count = |kind| log.iter().filter(|k| **k == kind).count();
    assert_eq!(count(EventKind::InterviewDeleted), 1);
    assert_eq!(count(EventKind::InterviewRestored), 1);

    // A paused one is deleted together with its room, and goes on where it was once it is back.
    room::pause(&app, id).unwrap();
    desk::delete(&app, id).unwrap();
    assert_eq!(room::listening(&app, id), None);
    let resume = room::resume(&app, id, &typing()).unwrap_err();
    assert_eq!(resume.code(), Code::NotFound);
    desk::restore(&app, id).unwrap();
    let resumed = room::resume(&app, id, &typing()).unwrap();
    assert_eq!(resumed.status, InterviewStatus::Started);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn what_was_said_is_found_as_soon_as_it_is_stored_and_as_it_was_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    room::start(&app, id, &typing()).unwrap();
    let said = room::type_message(&app, id, Role::Candidate, "I repaired weaving looms.").unwrap();
    let found = search::everything(&app, "looms", 10, 0).unwrap();
    assert_eq!(found.interviews[0].hits[0].message_id, Some(said.id));
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    interviews::correct(&app, id, said.id, "I repaired weaving frames.", "Rita").unwrap();
    assert_eq!(
        search::everything(&app, "looms", 10, 0).unwrap().total_hits,
        0
    );
    let found = search::hits_of(&app, id, "weav", 10, 0).unwrap();
    assert_eq!((found.total_interviews, found.total_hits), (1, 1));
    assert!(
        search::everything(&app, " \"*( ", 10, 0)
            .unwrap()
            .interviews
            .is_empty()
    );

    let finished = Filter {
        statuses: vec![InterviewStatus::Finished],
        text: "second round".to_owned(),
        ..Filter::default()
    };
    assert_eq!(names(&app, &finished), ["Ada"]);
    let page = desk::page(&app, &finished, 10, 0).unwrap();
    assert_eq!(
        (page.counts.finished, page.counts.all, page.counts.started),
        (1, 1, 0)
    );
}
