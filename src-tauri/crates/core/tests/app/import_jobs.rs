//! Recordings that are taken in in the background: seen as they go on, given up, cut short, given twice.

use std::{collections::HashSet, path::Path};

use candor_core::{
    App,
    bus::Subscription,
    engine::End,
    interviews,
    recording_import::{self, RecordingImport, SoundFile, Speakers},
    room, transcriptions,
};
use candor_domain::{
    Code, RecordingImportJob, RecordingImportStep,
    live::{Fact, JobState, Live},
};
use candor_store::import_jobs;

use crate::{
    common::{consent, create, open, typing},
    imports::{RATE, nothing_of_it, request, short, wav},
    transcriptions::{until, watch},
};

fn wanted(app: &App, file: &Path) -> RecordingImport {
    RecordingImport {
        model: Some("own".to_owned()),
        ..request(app, file, Speakers::Candidate)
    }
}

fn one(app: &App) -> RecordingImportJob {
    let [job] = recording_import::list(app).try_into().unwrap();
    job
}

fn is(app: &App, state: JobState) -> bool {
    recording_import::list(app)
        .iter()
        .any(|job| job.state == state)
}

fn kept(app: &App) -> usize {
    app.store().read(import_jobs::list).unwrap().len()
}

/// What is told of imports until one is in this state.
fn told(facts: &mut Subscription, state: JobState) -> Vec<RecordingImportJob> {
    let mut told = Vec::new();
    until("it is told", || {
        while let Some(fact) = facts.next(std::time::Duration::ZERO).unwrap() {
            if let Fact::Live {
                live: Live::RecordingImport { job },
            } = fact
            {
                told.push(job);
            }
        }
        told.last().is_some_and(|job| job.state == state)
    });
    told
}

#[test]
fn how_far_it_is_is_told_until_it_is_an_interview() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let file = folder.path().join("long.wav");
    wav(&file, &[vec![0.01; RATE * 20]]);
    let bytes = std::fs::metadata(&file).unwrap().len();
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let begun = recording_import::start(&app, &wanted(&app, &file)).unwrap();
    assert_eq!(
        (&*begun.file_name, &*begun.candidate_name),
        ("long.wav", "Ada")
    );
    assert_eq!((begun.total_ms, begun.total_bytes), (Some(20_000), bytes));
    let told = told(&mut facts, JobState::Done);
    assert!(told.iter().all(|job| job.id == begun.id));
    assert_eq!(told[0].state, JobState::Waiting);
    let steps: Vec<_> = told.iter().map(|job| job.step).collect();
    for step in [
        RecordingImportStep::Checking,
        RecordingImportStep::TakingIn,
        RecordingImportStep::Finishing,
    ] {
        assert!(steps.contains(&step), "{steps:?}");
    }
    assert!(told.is_sorted_by_key(|job| job.done_ms), "{told:?}");
    assert!(told.iter().all(|job| job.done_bytes <= bytes));
    let done = one(&app);
    assert_eq!((done.done_ms, done.total_ms), (20_000, Some(20_000)));
    let interview = interviews::get(&app, done.interview_id.unwrap()).unwrap();
    assert_eq!(interview.imported_from.as_deref(), Some("long.wav"));
    assert_eq!(kept(&app), 0, "what was asked for is forgotten");
    transcriptions::wait(&app);
    let too_late = recording_import::cancel(&app, done.id).unwrap_err();
    assert_eq!(too_late.code(), Code::Conflict);
    recording_import::put_away(&app, done.id).unwrap();
    assert_eq!(recording_import::list(&app), []);
    let gone = recording_import::put_away(&app, done.id).unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
}

#[test]
fn what_can_be_told_at_once_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let page = folder.path().join("page.mp3");
    std::fs::write(&page, "<!doctype html>").unwrap();
    let empty = folder.path().join("empty.wav");
    std::fs::write(&empty, "").unwrap();
    for (file, code) in [
        (page.as_path(), Code::AudioInvalid),
        (&empty, Code::AudioInvalid),
        (Path::new("/nowhere.wav"), Code::NotFound),
    ] {
        let error = recording_import::start(&app, &wanted(&app, file)).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }
    assert_eq!((recording_import::list(&app), kept(&app)), (Vec::new(), 0));
    nothing_of_it(&app);
}

#[test]
fn while_an_interview_runs_it_waits_and_can_be_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let id = create(&app, "Grace");
    consent(&app, id);
    room::start(&app, id, &typing()).unwrap();
    let file = short(folder.path());
    let other = folder.path().join("other.wav");
    wav(&other, &[vec![0.01; RATE]]);

    let first = recording_import::start(&app, &wanted(&app, &file)).unwrap();
    until("it makes way", || is(&app, JobState::Paused));
    let second = recording_import::start(&app, &wanted(&app, &other)).unwrap();
    let states: HashSet<_> = recording_import::list(&app)
        .iter()
        .map(|job| (job.id, job.state.as_str()))
        .collect();
    assert_eq!(
        states,
        HashSet::from([(first.id, "paused"), (second.id, "waiting")])
    );
    let twice = recording_import::start(&app, &wanted(&app, &file)).unwrap_err();
    assert!(
        twice.to_string().contains("being taken in already"),
        "{twice}"
    );
    let early = recording_import::put_away(&app, first.id).unwrap_err();
    assert_eq!(early.code(), Code::Conflict);

    for job in [&second, &first] {
        let ended = recording_import::cancel(&app, job.id).unwrap();
        assert_eq!(ended.state, JobState::Cancelled);
        let again = recording_import::cancel(&app, job.id).unwrap_err();
        assert_eq!(again.code(), Code::Conflict);
    }
    assert_eq!((recording_import::list(&app), kept(&app)), (Vec::new(), 0));
    assert_eq!(interviews::list(&app, None, 10, 0).unwrap().len(), 1);

    // Given up, it can be asked for anew; the interview's end lets it go on by itself.
    recording_import::start(&app, &wanted(&app, &file)).unwrap();
    until("it makes way", || is(&app, JobState::Paused));
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    until("it goes on", || is(&app, JobState::Done));
    transcriptions::wait(&app);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn cut_short_by_the_end_of_candor_it_is_told_and_can_be_taken_in_after_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path());
    let id = {
        let app = open(folder.path());
        watch(&app, false);
        let id = create(&app, "Grace");
        consent(&app, id);
        room::start(&app, id, &typing()).unwrap();
        recording_import::start(&app, &wanted(&app, &file)).unwrap();
        until("it is under way", || is(&app, JobState::Paused));
        id
    };
    let app = open(folder.path());
    watch(&app, false);
    let left = one(&app);
    assert_eq!((left.state, left.cut_short), (JobState::Failed, true));
    assert_eq!((&*left.file_name, &left.problem), ("short.wav", &None));
    assert!(!left.position_title.is_empty());
    let there: Vec<_> = interviews::list(&app, None, 10, 0).unwrap();
    assert_eq!(there.len(), 1, "only the one that was held");
    assert_eq!(there[0].interview.id, id);

    let again = recording_import::retry(&app, left.id).unwrap();
    assert_ne!(again.id, left.id);
    until("it is taken in", || is(&app, JobState::Done));
    assert_eq!(one(&app).id, again.id);
    let never = recording_import::retry(&app, again.id).unwrap_err();
    assert_eq!(never.code(), Code::Conflict);
    transcriptions::wait(&app);
    drop(app);
    let app = open(folder.path());
    assert_eq!((recording_import::list(&app), kept(&app)), (Vec::new(), 0));
}

#[test]
fn the_same_file_given_twice_is_noticed_whatever_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let file = short(folder.path());
    let look = |file: &Path| {
        let path = file.display().to_string();
        recording_import::look(&app, &SoundFile { path }).unwrap()
    };
    assert_eq!(look(&file).earlier, None);
    recording_import::start(&app, &wanted(&app, &file)).unwrap();
    until("it is taken in", || is(&app, JobState::Done));
    let first = one(&app);
    recording_import::put_away(&app, first.id).unwrap();

    let copy = folder.path().join("copy.wav");
    std::fs::copy(&file, &copy).unwrap();
    let earlier = look(&copy).earlier.unwrap();
    assert_eq!(Some(earlier.interview_id), first.interview_id);
    assert_eq!(earlier.candidate_name, "Ada");
    // As long, but other sound.
    let other = folder.path().join("other.wav");
    let mut changed = std::fs::read(&file).unwrap();
    *changed.last_mut().unwrap() ^= 1;
    std::fs::write(&other, changed).unwrap();
    assert_eq!(look(&other).earlier, None);

    recording_import::start(&app, &wanted(&app, &copy)).unwrap();
    until("it is refused", || is(&app, JobState::Failed));
    let refused = one(&app);
    let problem = refused.problem.clone().unwrap();
    assert_eq!(problem.code, Code::Conflict);
    assert!(problem.detail.contains("taken in already"), "{problem:?}");
    assert_eq!(interviews::list(&app, None, 10, 0).unwrap().len(), 1);
    // It is still told after a restart.
    transcriptions::wait(&app);
    drop(app);
    let app = open(folder.path());
    watch(&app, false);
    assert_eq!(one(&app).problem, Some(problem));
    recording_import::put_away(&app, refused.id).unwrap();

    let again = RecordingImport {
        again: true,
        ..wanted(&app, &copy)
    };
    recording_import::start(&app, &again).unwrap();
    until("it is there twice", || is(&app, JobState::Done));
    assert_eq!(interviews::list(&app, None, 10, 0).unwrap().len(), 2);
    transcriptions::wait(&app);
    assert!(app.verify().unwrap().is_intact());
}
