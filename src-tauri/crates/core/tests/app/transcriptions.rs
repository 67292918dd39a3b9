//! The queue of recordings that are transcribed in the background: order, progress, cancelling, trying again, going on
//! after a restart and after an interview, and catching up.
// Length: one stopwatch that hears serves every test here.

use std::{
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use candor_core::{
    App, Error,
    audio::codec::BlockEncoder,
    clock, erasure, export, interviews,
    recording_import::{self, RecordingImport, Speakers},
    review, room,
    speech::{SpeechError, TranscribeOptions, Transcriber, Transcription},
    transcriptions, withdrawal,
};
use candor_domain::{
    Actor, Code, Doubt, EventKind, InterviewId, JobKind, Language, MessageId, Move, Origin,
    RecordingId, Role, TranscriptionJob, TranscriptionJobId, Word,
    live::{Fact, JobState, Live},
    message::Purpose,
    recording::{Block, Recording},
    transcript::Transcript,
};
use candor_store::{interviews as interview_table, messages, recordings, transcription_jobs};
use crossbeam_channel::{Receiver, Sender, bounded};

use crate::{
    common::{consent, create, open, typing},
    imports::{answer, channels, conversation, import, request, short},
    scripted::{LOOK, let_pass},
};

const PATIENCE: Duration = Duration::from_mins(3);

/// Polls until it holds.
#[track_caller]
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "{what}");
        let_pass(LOOK);
    }
}

/// Hears in every utterance how long it is; waits for leave before each if told to.
pub(crate) struct Stopwatch {
    leave: Option<Receiver<()>>,
    heard: Arc<AtomicUsize>,
    answers: Answers,
}

/// What becomes of the utterance asked for as the so many-th: heard with or without a doubt, or not.
type Answers = Arc<dyn Fn(usize) -> Result<Option<Doubt>, SpeechError> + Send + Sync>;

fn given_up() -> SpeechError {
    SpeechError::RecogniserGivenUp { times: 5 }
}

impl Transcriber for Stopwatch {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        if let Some(leave) = &self.leave {
            while let Err(error) = leave.recv_timeout(Duration::from_millis(5)) {
                if options.cancel.is_cancelled() {
                    return Err(SpeechError::Cancelled);
                }
                if error.is_disconnected() {
                    break;
                }
            }
        }
        let number = self.heard.fetch_add(1, Ordering::SeqCst);
        let doubt = (self.answers)(number)?;
        let end_ms = samples.len() as u64 / 16;
        let word = Word {
            text: format!("{end_ms} ms"),
            start_ms: 0,
            end_ms,
            probability: 0.75,
        };
        let mut heard = Transcription::from_words(vec![word], options.language, None);
        heard.doubt = doubt;
        Ok(heard)
    }
}

/// How transcribing is watched and held up.
pub(crate) struct Watch {
    /// Each lets one utterance pass; dropped, all pass.
    pub(crate) go: Option<Sender<()>>,
    /// Utterances heard.
    pub(crate) heard: Arc<AtomicUsize>,
    /// Names of the models that were opened.
    pub(crate) opened: Arc<Mutex<Vec<String>>>,
}

impl Watch {
    pub(crate) fn heard(&self) -> usize {
        self.heard.load(Ordering::SeqCst)
    }
}

/// From now on recordings are heard by stopwatches.
pub(crate) fn watch(app: &App, held_up: bool) -> Watch {
    answering(app, held_up, |_| Ok(None))
}

/// The same, by stopwatches that give these answers.
fn answering(
    app: &App,
    held_up: bool,
    answers: impl Fn(usize) -> Result<Option<Doubt>, SpeechError> + Send + Sync + 'static,
) -> Watch {
    let answers: Answers = Arc::new(answers);
    let (go, leave) = bounded(0);
    let heard = Arc::new(AtomicUsize::new(0));
    let opened = Arc::new(Mutex::new(Vec::new()));
    let (count, names) = (Arc::clone(&heard), Arc::clone(&opened));
    let open = move |name: &str| {
        names.lock().unwrap().push(name.to_owned());
        let stopwatch = Stopwatch {
            leave: held_up.then(|| leave.clone()),
            heard: Arc::clone(&count),
            answers: Arc::clone(&answers),
        };
        Ok(Box::new(stopwatch) as Box<dyn Transcriber>)
    };
    transcriptions::hear_with(app, Arc::new(open));
    Watch {
        go: held_up.then_some(go),
        heard,
        opened,
    }
}

pub(crate) fn state(app: &App, job: &TranscriptionJob) -> JobState {
    transcriptions::get(app, job.id).unwrap().state
}

/// What was said, as it is stored: who, from when to when, the words.
pub(crate) fn said(app: &App, id: InterviewId) -> Lines {
    let lines = interviews::conversation(app, id, 0).unwrap();
    lines
        .into_iter()
        .map(|view| {
            let message = view.message;
            let (start, end) = (message.audio_start_ms, message.audio_end_ms);
            (message.role, start.unwrap(), end.unwrap(), message.content)
        })
        .collect()
}

type Lines = Vec<(Role, u64, u64, String)>;

/// What a whole run without any interruption gives.
pub(crate) fn undisturbed() -> Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    LINES.get_or_init(uninterrupted).clone()
}

fn uninterrupted() -> Lines {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let imported = import(&app, &conversation(folder.path()), channels()).unwrap();
    transcriptions::wait(&app);
    said(&app, imported.interview.id)
}

#[test]
fn one_after_the_other_in_order_and_what_was_given_up_can_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let file = conversation(folder.path());
    let watch = watch(&app, true);
    let go = watch.go.as_ref().unwrap();
    let first = import(&app, &file, channels()).unwrap();
    go.send(()).unwrap();
    let brief = short(folder.path());
    let second = import(&app, &brief, Speakers::Candidate).unwrap();
    let again = RecordingImport {
        again: true,
        model: Some("own".to_owned()),
        ..request(&app, &brief, Speakers::Candidate)
    };
    let third = recording_import::import(&app, &again).unwrap();
    let queue = transcriptions::queue(&app).unwrap().jobs;
    let ids: Vec<_> = queue.iter().map(|queued| queued.job.id).collect();
    assert_eq!(ids, [first.job.id, second.job.id, third.job.id]);
    let states: Vec<_> = queue.iter().map(|queued| queued.job.state).collect();
    assert_eq!(states[1..], [JobState::Waiting; 2]);
    assert_eq!(queue[0].candidate_name, "Ada");

    let given_up = transcriptions::cancel(&app, second.job.id).unwrap();
    assert_eq!(given_up.state, JobState::Cancelled);
    let twice = transcriptions::cancel(&app, second.job.id).unwrap_err();
    assert_eq!(twice.code(), Code::Conflict);
    // The one under way ends at once, too, whatever it is about; what it has heard stays.
    until("the first utterance is stored", || {
        !said(&app, first.interview.id).is_empty()
    });
    transcriptions::cancel(&app, first.job.id).unwrap();
    let kept = said(&app, first.interview.id);
    // What there is can be read.
    let exports = interviews::detail(&app, first.interview.id)
        .unwrap()
        .exports;
    assert_eq!(exports.len(), 1);
    assert_eq!(kept[..], undisturbed()[..kept.len()]);

    drop(watch.go);
    transcriptions::wait(&app);
    assert_eq!(state(&app, &third.job), JobState::Done);
    let one = said(&app, third.interview.id);
    assert!(one.iter().all(|line| line.0 == Role::Candidate) && !one.is_empty());
    assert!(said(&app, second.interview.id).is_empty());

    for job in [&first.job, &second.job] {
        let again = transcriptions::retry(&app, job.id, None).unwrap();
        assert_eq!(again.state, JobState::Waiting);
    }
    transcriptions::wait(&app);
    for (imported, lines) in [(&first, undisturbed()), (&second, one)] {
        assert_eq!(state(&app, &imported.job), JobState::Done);
        assert_eq!(said(&app, imported.interview.id), lines);
    }
    let done = transcriptions::retry(&app, third.job.id, None).unwrap_err();
    assert_eq!(done.code(), Code::Conflict);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn progress_is_told_and_ends_with_all_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let imported = import(&app, &conversation(folder.path()), channels()).unwrap();
    let mut told = Vec::new();
    while told
        .last()
        .is_none_or(|job: &TranscriptionJob| !job.state.is_over())
    {
        let fact = facts.next(PATIENCE).unwrap().expect("it goes on");
        if let Fact::Live {
            live: Live::Transcription { job },
        } = fact
        {
            told.push(job);
        }
    }
    assert_eq!(told[0].state, JobState::Waiting);
    assert!(told.iter().any(|job| job.state == JobState::Running));
    assert!(
        told.windows(2).all(|w| w[0].done_ms <= w[1].done_ms),
        "{told:?}"
    );
    let last = told.last().unwrap();
    assert_eq!((last.state, last.done_ms), (JobState::Done, last.total_ms));
    assert_eq!(last.total_ms, imported.interview.active_ms);
    // Whoever is told finds the files.
    let exports = interviews::detail(&app, imported.interview.id)
        .unwrap()
        .exports;
    assert!(exports.last().unwrap().txt_path.is_some(), "{exports:?}");
}

#[test]
fn a_model_that_is_missing_fails_with_words_and_another_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let broken = answering(&app, false, |n| match n {
        2 => Err(SpeechError::LanguageUnsupported {
            name: "own".to_owned(),
            language: Language::En,
        }),
        _ => Ok(None),
    });
    let imported = import(&app, &conversation(folder.path()), channels()).unwrap();
    transcriptions::wait(&app);
    let failed = transcriptions::get(&app, imported.job.id).unwrap();
    assert_eq!(failed.state, JobState::Failed);
    assert!(failed.error.unwrap().contains("own"));
    assert_eq!(broken.heard(), 3);
    assert_eq!(said(&app, imported.interview.id).len(), 2);
    let exports = interviews::detail(&app, imported.interview.id)
        .unwrap()
        .exports;
    assert_eq!(exports.len(), 1, "what there is can be read");

    let missing = |_: &str| {
        let (name, remedy) = ("gone".to_owned(), "install it".to_owned());
        Err(Error::Speech(SpeechError::ModelMissing { name, remedy }))
    };
    transcriptions::hear_with(&app, Arc::new(missing));
    transcriptions::retry(&app, imported.job.id, None).unwrap();
    transcriptions::wait(&app);
    let failed = transcriptions::get(&app, imported.job.id).unwrap();
    assert!(failed.error.unwrap().contains("“gone” is not installed"));

    let other = watch(&app, false);
    transcriptions::retry(&app, imported.job.id, Some("other")).unwrap();
    transcriptions::wait(&app);
    assert_eq!(*other.opened.lock().unwrap(), ["other"]);
    assert_eq!(state(&app, &imported.job), JobState::Done);
    assert_eq!(said(&app, imported.interview.id), undisturbed());
    let lines = interviews::conversation(&app, imported.interview.id, 0).unwrap();
    assert_eq!(lines[0].message.speech_model.as_deref(), Some("own"));
    assert_eq!(lines[3].message.speech_model.as_deref(), Some("other"));
}

#[test]
fn an_utterance_that_brings_the_recogniser_down_is_skipped_and_the_rest_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    transcriptions::rest_for(&app, Duration::ZERO);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let watch = answering(&app, false, |n| match n {
        // The first is not asked for again: whoever says this has done so. The third is heard after a rest, the fourth
        // brings the recogniser down once more.
        0 => Err(SpeechError::RecogniserDied("signal 11".to_owned())),
        2 | 4 | 5 => Err(given_up()),
        _ => Ok(None),
    });
    let imported = import(&app, &conversation(folder.path()), channels()).unwrap();
    transcriptions::wait(&app);
    assert_eq!(state(&app, &imported.job), JobState::Done);
    let mut whole = undisturbed();
    assert_eq!(watch.heard(), whole.len() + 2);
    for skipped in [0, 3] {
        whole[skipped].3.clear();
    }
    assert_eq!(said(&app, imported.interview.id), whole);
    let lines = interviews::conversation(&app, imported.interview.id, 0).unwrap();
    let doubtful = lines
        .iter()
        .filter(|view| view.counting.doubt == Some(Doubt::NotTranscribed));
    assert_eq!(doubtful.count(), 2);
    let mut states = Vec::new();
    while states
        .last()
        .is_none_or(|state: &JobState| !state.is_over())
    {
        let fact = facts.next(PATIENCE).unwrap().expect("it goes on");
        if let Fact::Live {
            live: Live::Transcription { job },
        } = fact
        {
            states.push(job.state);
        }
    }
    let rests = states.iter().filter(|state| **state == JobState::Paused);
    assert_eq!(rests.count(), 2, "{states:?}");

    // Heard again, what cannot be heard keeps what it has.
    answering(&app, false, |n| match n {
        0 => Err(SpeechError::RecogniserDied("signal 11".to_owned())),
        _ => Ok(None),
    });
    let job = transcriptions::again(&app, imported.interview.id, "larger").unwrap();
    transcriptions::wait(&app);
    assert_eq!(state(&app, &job), JobState::Done);
    let versions = review::versions(&app, imported.interview.id)
        .unwrap()
        .versions;
    assert_eq!(versions[1].messages as usize, whole.len() - 1);
}

#[test]
fn a_recogniser_that_hears_nothing_at_all_fails_and_what_it_did_not_hear_is_still_to_be_heard() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    transcriptions::rest_for(&app, Duration::ZERO);
    let broken = answering(&app, false, |_| Err(given_up()));
    let imported = import(&app, &conversation(folder.path()), channels()).unwrap();
    transcriptions::wait(&app);
    let failed = transcriptions::get(&app, imported.job.id).unwrap();
    assert_eq!(failed.state, JobState::Failed);
    assert!(failed.error.unwrap().contains("broke down"));
    // Five utterances were each tried again after a rest.
    assert_eq!(broken.heard(), 5 * 2);
    assert!(said(&app, imported.interview.id).is_empty());
    watch(&app, false);
    transcriptions::retry(&app, imported.job.id, None).unwrap();
    transcriptions::wait(&app);
    assert_eq!(said(&app, imported.interview.id), undisturbed());
}

#[test]
fn a_rest_ends_when_the_work_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    transcriptions::rest_for(&app, PATIENCE);
    answering(&app, false, |_| Err(given_up()));
    let imported = import(&app, &short(folder.path()), Speakers::Candidate).unwrap();
    until("it rests", || {
        state(&app, &imported.job) == JobState::Paused
    });
    transcriptions::cancel(&app, imported.job.id).unwrap();
    let began = Instant::now();
    transcriptions::wait(&app);
    assert!(began.elapsed() < PATIENCE / 2);
    assert_eq!(state(&app, &imported.job), JobState::Cancelled);
}

#[test]
fn it_goes_on_after_a_restart_wherever_it_was_stopped() {
    let whole = undisturbed();
    for passed in [0, 2, whole.len() - 1] {
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path());
        let held = watch(&app, true);
        let imported = import(&app, &conversation(folder.path()), channels()).unwrap();
        let id = imported.interview.id;
        for _ in 0..passed {
            held.go.as_ref().unwrap().send(()).unwrap();
        }
        until("what passed is stored", || said(&app, id).len() == passed);
        drop(app);
        let app = open(folder.path());
        assert_eq!(state(&app, &imported.job), JobState::Waiting);
        assert_eq!(said(&app, id), whole[..passed]);
        let rest = watch(&app, false);
        transcriptions::resume(&app).unwrap();
        transcriptions::wait(&app);
        assert_eq!(state(&app, &imported.job), JobState::Done);
        assert_eq!(said(&app, id), whole, "stopped after {passed}");
        assert_eq!(rest.heard(), whole.len() - passed, "nothing is heard twice");
        assert!(app.verify().unwrap().is_intact());
    }
}

#[test]
fn an_interview_has_the_machine_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let held = watch(&app, true);
    let imported = import(&app, &conversation(folder.path()), channels()).unwrap();
    held.go.as_ref().unwrap().send(()).unwrap();
    until("one is stored", || {
        !said(&app, imported.interview.id).is_empty()
    });
    let later = import(&app, &short(folder.path()), Speakers::Candidate).unwrap();
    let live = create(&app, "Grace");
    consent(&app, live);
    room::start(&app, live, &typing()).unwrap();
    until("it makes way", || {
        state(&app, &imported.job) == JobState::Paused
    });
    assert_eq!(state(&app, &later.job), JobState::Waiting);
    assert_eq!(held.heard(), 1);
    drop(held.go);
    room::finish(&app, live, candor_core::engine::End::RecruiterFinished).unwrap();
    until("it goes on", || state(&app, &later.job) == JobState::Done);
    assert_eq!(said(&app, imported.interview.id), undisturbed());
}

#[test]
fn withdrawal_and_erasure_end_it_and_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let held = watch(&app, true);
    let file = conversation(folder.path());
    let erased = import(&app, &file, channels()).unwrap();
    let withdrawn = import(&app, &short(folder.path()), Speakers::Candidate).unwrap();
    held.go.as_ref().unwrap().send(()).unwrap();
    until("one is stored", || {
        !said(&app, erased.interview.id).is_empty()
    });
    withdrawal::withdraw(&app, withdrawn.interview.id).unwrap();
    assert_eq!(state(&app, &withdrawn.job), JobState::Cancelled);
    let retried = transcriptions::retry(&app, withdrawn.job.id, None).unwrap_err();
    assert_eq!(retried.code(), Code::ConsentWithdrawn);
    erasure::erase(&app, erased.interview.id).unwrap();
    drop(held.go);
    transcriptions::wait(&app);
    let gone = transcriptions::get(&app, erased.job.id).unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
    let remains = erasure::remains(&app, erased.interview.id).unwrap();
    assert_eq!((remains.amounts.messages, remains.amounts.sound_ms), (0, 0));
    assert!(remains.files.is_empty(), "{remains:?}");
    assert!(said(&app, withdrawn.interview.id).is_empty());
    erasure::erase(&app, withdrawn.interview.id).unwrap();
    assert!(app.verify().unwrap().is_intact());
}

/// An interview that was held and is over; the recogniser got to the first of three utterances only.
fn left_behind(app: &App) -> (InterviewId, Vec<MessageId>) {
    let id = create(app, "Ada");
    consent(app, id);
    let samples = answer(1);
    let (length, mut blocks) = (samples.len() as u64, Vec::new());
    let mut encoder = BlockEncoder::new().unwrap();
    encoder.push(&samples, &mut |b| blocks.push(b)).unwrap();
    blocks.extend(encoder.finish().unwrap());
    let mut interview = interviews::get(app, id).unwrap();
    let now = clock::now();
    let ids: Vec<_> = (0..3).map(|_| MessageId::new()).collect();
    let added = ids.clone();
    app.store()
        .write(Actor::System, now, move |tx| {
            interview.apply(Move::Start, now).unwrap();
            interview_table::update_status(tx, &interview, EventKind::InterviewStarted)?;
            let recording = Recording {
                id: RecordingId::new(),
                interview_id: id,
                started_at: now,
                offset_ms: 0,
                device: "Microphone".to_owned(),
                codec: "opus".to_owned(),
                track: Role::Candidate,
            };
            recordings::start(tx, &recording)?;
            for (number, block) in (0..).zip(blocks) {
                let block = Block {
                    number,
                    start_sample: block.start_sample,
                    samples: block.samples,
                    data: block.data,
                };
                recordings::add_block(tx, recording.id, &block)?;
            }
            recordings::end(tx, recording.id, length)?;
            for (number, message) in (0..).zip(added) {
                messages::append(tx, line(id, message, number))?;
            }
            interview.apply(Move::Finish, now).unwrap();
            interview_table::update_status(tx, &interview, EventKind::InterviewFinished)
        })
        .unwrap();
    (id, ids)
}

fn line(interview_id: InterviewId, id: MessageId, number: u64) -> messages::NewMessage {
    let heard = number == 0;
    messages::NewMessage {
        id,
        interview_id,
        at: clock::now(),
        role: Role::Candidate,
        purpose: Purpose::Answer,
        content: if heard { "heard at once" } else { "" }.to_owned(),
        origin: Origin::Speech,
        question_key: None,
        audio_start_ms: Some(number * 2_000),
        audio_end_ms: Some(number * 2_000 + 1_500),
        words: Vec::new(),
        language: Language::En,
        confidence: heard.then_some(0.9),
        speech_model: Some("own".to_owned()),
        cut_off: false,
        doubt: (!heard).then_some(Doubt::NotTranscribed),
    }
}

#[test]
fn what_an_interview_left_without_words_is_caught_up_with_and_counts() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (id, lines) = left_behind(&app);
    let heard = watch(&app, false);
    let text = |id_of| {
        let lines = interviews::conversation(&app, id, 0).unwrap();
        let line = lines.into_iter().find(|view| view.message.id == id_of);
        line.unwrap().counting.content
    };
    assert_eq!(text(lines[1]), "");
    transcriptions::resume(&app).unwrap();
    transcriptions::wait(&app);
    let jobs = transcriptions::of_interview(&app, id).unwrap();
    let job = jobs.last().unwrap();
    assert_eq!((job.kind, job.state), (JobKind::CatchUp, JobState::Done));
    assert_eq!(heard.heard(), 2, "the others have their words");
    assert_eq!(text(lines[0]), "heard at once");
    assert_eq!([text(lines[1]), text(lines[2])], ["1500 ms", "1500 ms"]);
    let versions = review::versions(&app, id).unwrap();
    assert!(versions.versions[1].chosen, "{versions:?}");
    let chosen = app.events(0, 10_000).unwrap().into_iter();
    let chosen = chosen.filter(|e| e.kind == EventKind::TranscriptVersionChosen);
    assert_eq!(chosen.map(|e| e.actor).collect::<Vec<_>>(), [Actor::System]);
    let export = interviews::detail(&app, id).unwrap().exports.pop().unwrap();
    let written = std::fs::read_to_string(export.txt_path.unwrap()).unwrap();
    assert!(written.contains("Transcript version: 2"), "{written}");
    // Once is enough.
    transcriptions::resume(&app).unwrap();
    transcriptions::wait(&app);
    assert_eq!(transcriptions::of_interview(&app, id).unwrap().len(), 1);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn a_catch_up_that_failed_is_done_at_the_next_start_and_says_what_is_doubtful() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (id, lines) = left_behind(&app);
    let missing = |_: &str| {
        let (name, remedy) = ("own".to_owned(), "install it".to_owned());
        Err(Error::Speech(SpeechError::ModelMissing { name, remedy }))
    };
    transcriptions::hear_with(&app, Arc::new(missing));
    transcriptions::resume(&app).unwrap();
    transcriptions::wait(&app);
    let failed = transcriptions::of_interview(&app, id).unwrap();
    assert_eq!(failed[0].state, JobState::Failed);
    drop(app);

    let app = open(folder.path());
    answering(&app, false, |_| Ok(Some(Doubt::Uncertain)));
    transcriptions::resume(&app).unwrap();
    transcriptions::wait(&app);
    let jobs = transcriptions::of_interview(&app, id).unwrap();
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    assert_eq!((jobs[0].id, jobs[0].state), (failed[0].id, JobState::Done));
    let views = interviews::conversation(&app, id, 0).unwrap();
    let doubts: Vec<_> = views.iter().map(|view| view.counting.doubt).collect();
    assert_eq!(
        doubts,
        [None, Some(Doubt::Uncertain), Some(Doubt::Uncertain)]
    );
    assert_eq!(views[1].message.id, lines[1]);
    let uncertain = review::Query {
        uncertain: true,
        ..review::Query::default()
    };
    assert_eq!(review::find(&app, id, &uncertain).unwrap().numbers, [2, 3]);
    assert!(app.verify().unwrap().is_intact());
    // So do the documents, of the words that count and of the first ones.
    let document = |app: &App| {
        let saved = export::save(app, id, export::Format::Json, None).unwrap();
        let text = std::fs::read_to_string(saved.path).unwrap();
        let document: Transcript = serde_json::from_str(&text).unwrap();
        let doubts = document.messages.iter().map(|m| (m.doubt, m.first_doubt));
        doubts.collect::<Vec<_>>()
    };
    let (unsure, missing) = (Some(Doubt::Uncertain), Some(Doubt::NotTranscribed));
    assert_eq!(
        document(&app),
        [(None, None), (unsure, missing), (unsure, missing)]
    );
    let csv = export::save(&app, id, export::Format::Csv, None).unwrap();
    let csv = std::fs::read_to_string(csv.path).unwrap();
    assert!(
        csv.contains("uncertain") && !csv.contains("not transcribed"),
        "{csv}"
    );
    // A person's own words leave no doubt.
    review::choose_version(&app, id, 1).unwrap();
    let views = interviews::conversation(&app, id, 0).unwrap();
    assert_eq!(views[1].counting.doubt, Some(Doubt::NotTranscribed));
    assert_eq!(
        document(&app),
        [(None, None), (missing, missing), (missing, missing)]
    );
}

#[test]
fn a_catch_up_whose_model_does_not_load_is_done_with_the_one_that_worked() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (id, _) = left_behind(&app);
    let job = TranscriptionJob {
        id: TranscriptionJobId::new(),
        interview_id: id,
        kind: JobKind::CatchUp,
        model: "larger".to_owned(),
        state: JobState::Waiting,
        done_ms: 0,
        total_ms: 3_000,
        created_at: clock::now(),
        ended_at: None,
        error: None,
    };
    let stored = job.clone();
    app.store()
        .write(Actor::System, clock::now(), move |tx| {
            transcription_jobs::insert(tx, &stored)
        })
        .unwrap();
    let heard = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&heard);
    let open = move |name: &str| {
        if name == "larger" {
            return Err(Error::Speech(SpeechError::RecogniserDied(
                "memory".to_owned(),
            )));
        }
        let stopwatch = Stopwatch {
            leave: None,
            heard: Arc::clone(&count),
            answers: Arc::new(|_| Ok(None)),
        };
        Ok(Box::new(stopwatch) as Box<dyn Transcriber>)
    };
    transcriptions::hear_with(&app, Arc::new(open));
    transcriptions::resume(&app).unwrap();
    transcriptions::wait(&app);
    let done = transcriptions::get(&app, job.id).unwrap();
    assert_eq!((done.state, &*done.model), (JobState::Done, "own"));
    assert_eq!(heard.load(Ordering::SeqCst), 2);
    let versions = review::versions(&app, id).unwrap().versions;
    assert!(versions[1].chosen, "{versions:?}");
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn a_version_a_person_has_chosen_stays_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (id, _) = left_behind(&app);
    watch(&app, false);
    transcriptions::again(&app, id, "by hand").unwrap();
    transcriptions::wait(&app);
    review::choose_version(&app, id, 2).unwrap();
    review::choose_version(&app, id, 1).unwrap();
    transcriptions::resume(&app).unwrap();
    transcriptions::wait(&app);
    let versions = review::versions(&app, id).unwrap().versions;
    assert_eq!(versions.len(), 3);
    assert!(versions[0].chosen, "{versions:?}");
}

#[test]
fn hearing_again_goes_on_after_a_restart_and_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let id = import(&app, &conversation(folder.path()), channels())
        .unwrap()
        .interview
        .id;
    transcriptions::wait(&app);
    let lines = said(&app, id).len();
    let held = watch(&app, true);
    let job = transcriptions::again(&app, id, "larger").unwrap();
    held.go.as_ref().unwrap().send(()).unwrap();
    until("the first is kept", || {
        let kept = app
            .store()
            .read(|conn| transcription_jobs::texts(conn, job.id));
        kept.unwrap().len() == 1
    });
    drop(app);
    let app = open(folder.path());
    assert_eq!(review::versions(&app, id).unwrap().versions.len(), 1);
    let rest = watch(&app, false);
    transcriptions::resume(&app).unwrap();
    transcriptions::wait(&app);
    assert_eq!(rest.heard(), lines - 1);
    let versions = review::versions(&app, id).unwrap().versions;
    assert_eq!((versions.len(), versions[1].messages as usize), (2, lines));
    let texts = app
        .store()
        .read(|conn| transcription_jobs::texts(conn, job.id));
    assert!(texts.unwrap().is_empty());
}

#[test]
fn a_request_without_any_model_is_refused_before_anything_is_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let file = conversation(folder.path());
    let mut wanted = request(&app, &file, channels());
    wanted.model = Some("no such model".to_owned());
    let refused = candor_core::recording_import::import(&app, &wanted).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound, "{refused}");
    assert!(interviews::list(&app, None, 10, 0).unwrap().is_empty());
}
