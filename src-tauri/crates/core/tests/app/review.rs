//! Reviewing an interview whose answers were heard by the real demo model: sound by stretches, the waveform, hearing it
//! again, and which version counts.
// Length: one recording, heard once by the real model, serves every test here.

#![expect(
    clippy::print_stdout,
    reason = "tests, and one program of theirs that reports how far it is"
)]

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use candor_core::{
    App, Error, recording,
    review::{self, CountingSource, NoteDraft, Part, Place, Query},
    room,
    speech::{SpeechError, TranscribeOptions, Transcriber, Transcription, word_error_rate},
    transcript, transcriptions,
};
use candor_domain::{
    Code, InterviewId, Role, SpeakerNames, Word,
    live::{Fact, JobState, Live},
};
use crossbeam_channel::{Receiver, Sender, bounded};

use crate::common::{candidate, consent, create, hearing, open, reference};

const PATIENCE: Duration = Duration::from_mins(1);

/// An interview in which every demo answer was spoken and heard.
fn interviewed(app: &App) -> InterviewId {
    let id = create(app, "Ada");
    consent(app, id);
    let (hearing, trigger) = hearing(app);
    room::start_hearing(app, id, Some(hearing), Some(candidate(trigger, 6))).unwrap();
    room::wait(app, id);
    id
}

/// Understands everything as so many words; waits for leave before each message if told to.
struct Deaf {
    leave: Option<Receiver<()>>,
    calls: Arc<AtomicUsize>,
    stumbles_at: usize,
}

impl Transcriber for Deaf {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        assert_ne!(
            call, self.stumbles_at,
            "this test's transcriber stumbles when told to"
        );
        if let Some(leave) = &self.leave {
            while let Err(error) = leave.recv_timeout(Duration::from_millis(5)) {
                if options.cancel.is_cancelled() {
                    return Err(SpeechError::Cancelled);
                }
                if error.is_disconnected() {
                    return Err(SpeechError::Panicked);
                }
            }
        }
        let end_ms = samples.len() as u64 / 16;
        let words = vec![
            word("heard", 0, end_ms / 2),
            word("again", end_ms / 2, end_ms),
        ];
        Ok(Transcription::from_words(words, options.language, None))
    }
}

fn word(text: &str, start_ms: u64, end_ms: u64) -> Word {
    Word {
        text: text.to_owned(),
        start_ms,
        end_ms,
        probability: 0.75,
    }
}

/// Starts to hear an interview again; the sender lets one message pass each time.
fn hear_again(app: &App, id: InterviewId, stumbles_at: usize) -> (Sender<()>, Arc<AtomicUsize>) {
    let (go, leave) = bounded(0);
    let calls = Arc::new(AtomicUsize::new(0));
    let heard = Arc::clone(&calls);
    let open = move |_: &str| {
        let deaf = Deaf {
            leave: Some(leave.clone()),
            calls: Arc::clone(&heard),
            stumbles_at,
        };
        Ok(Box::new(deaf) as Box<dyn Transcriber>)
    };
    transcriptions::hear_with(app, Arc::new(open));
    transcriptions::again(app, id, "deaf").unwrap();
    (go, calls)
}

/// The last thing told about hearing it again.
fn outcome(app: &App, facts: &mut candor_core::bus::Subscription) -> (JobState, u64, u64) {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        let fact = facts.next(Duration::from_millis(100)).unwrap();
        if let Some(Fact::Live {
            live: Live::Transcription { job },
        }) = fact
            && job.state.is_over()
        {
            transcriptions::wait(app);
            return (job.state, job.done_ms, job.total_ms);
        }
    }
    panic!("nothing was told about hearing it again");
}

fn spoken(app: &App, id: InterviewId) -> Vec<review::MessageView> {
    let views = review::messages(app, id, Part::Last(500)).unwrap();
    views
        .into_iter()
        .filter(|view| view.message.audio_start_ms.is_some())
        .collect()
}

#[test]
fn a_recording_is_heard_again_by_the_real_model_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = interviewed(&app);
    let before = spoken(&app, id);
    let model = before[0].message.speech_model.clone().unwrap();
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let started = transcriptions::again(&app, id, &model).unwrap();
    let span = |view: &review::MessageView| {
        view.message.audio_end_ms.unwrap() - view.message.audio_start_ms.unwrap()
    };
    assert_eq!(started.total_ms, before.iter().map(span).sum::<u64>());
    let (state, done, total) = outcome(&app, &mut facts);
    assert_eq!((state, done), (JobState::Done, total));

    let versions = review::versions(&app, id).unwrap();
    assert_eq!(versions.running, None);
    let [first, second] = &versions.versions[..] else {
        panic!("{versions:?}")
    };
    assert!(first.chosen && !second.chosen);
    assert_eq!(second.messages as usize, before.len());
    // The same model on what was kept of the sound hears nearly the same words.
    let heard: Vec<_> = spoken(&app, id)
        .iter()
        .map(|view| view.heard_again[0].content.clone())
        .collect();
    let errors = word_error_rate(&reference(), &heard.join(" "));
    assert!(errors.rate() <= 0.15, "{:.3}: {heard:?}", errors.rate());

    review::choose_version(&app, id, 2).unwrap();
    for view in spoken(&app, id) {
        assert_eq!(view.counting.source, CountingSource::Version);
        let (start, end) = (
            view.message.audio_start_ms.unwrap(),
            view.message.audio_end_ms.unwrap(),
        );
        let words = &view.counting.words;
        assert!(
            words.iter().all(|w| w.start_ms >= start && w.end_ms <= end),
            "{words:?}"
        );
    }
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn the_chosen_version_is_what_is_exported_and_found_and_corrections_stay_above_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = interviewed(&app);
    let first = spoken(&app, id).remove(0).message;
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (go, _) = hear_again(&app, id, usize::MAX);
    let running = review::versions(&app, id).unwrap().running.unwrap();
    assert_eq!((running.model.as_str(), running.done_ms), ("deaf", 0));
    let second = transcriptions::again(&app, id, first.speech_model.as_deref().unwrap());
    assert_eq!(second.unwrap_err().code(), Code::Conflict, "one at a time");
    for _ in 0..spoken(&app, id).len() {
        go.send(()).unwrap();
    }
    assert_eq!(outcome(&app, &mut facts).0, JobState::Done);
    candor_core::interviews::correct(&app, id, first.id, "heard right", "Grace").unwrap();
    review::choose_version(&app, id, 2).unwrap();

    let texts: Vec<_> = spoken(&app, id)
        .into_iter()
        .map(|view| view.counting.content)
        .collect();
    assert_eq!(texts[0], "heard right");
    assert!(
        texts[1..].iter().all(|text| text == "heard again"),
        "{texts:?}"
    );
    let words = |text: &str| Query {
        text: text.to_owned(),
        ..Query::default()
    };
    let found = review::find(&app, id, &words("HEARD again")).unwrap();
    assert_eq!(found.total as usize, texts.len() - 1);

    let names = SpeakerNames {
        candidate: Some(" Ms Byron ".to_owned()),
        ..SpeakerNames::default()
    };
    review::name_speakers(&app, id, &names).unwrap();
    let exported = transcript::export(app.archive(), id).unwrap();
    let txt = std::fs::read_to_string(exported.txt_path).unwrap();
    assert!(
        txt.contains("] Ms Byron:") && txt.contains("Transcript version: 2"),
        "{txt}"
    );
    assert!(
        txt.contains("heard again") && txt.contains("heard right"),
        "{txt}"
    );
    let json = std::fs::read_to_string(exported.json_path).unwrap();
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let message = document["messages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["id"] == first.id.to_string())
        .unwrap();
    assert_eq!(message["text"], "heard right");
    assert_eq!(message["content"], first.content);
    assert_eq!(message["heard_again"][0]["content"], "heard again");
    assert_eq!(message["text_words"].as_array().unwrap().len(), 2);
    // A guest sees what was said, not what others made of it.
    let guest = spoken(&app, id).remove(0).as_heard();
    assert_eq!(guest.counting.content, first.content);
    assert!(guest.revisions.is_empty() && guest.heard_again.is_empty());
}

#[test]
fn what_is_cancelled_or_breaks_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = interviewed(&app);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (go, _) = hear_again(&app, id, usize::MAX);
    go.send(()).unwrap();
    let given_up = transcriptions::cancel_of(&app, id).unwrap();
    assert_eq!(given_up.state, JobState::Cancelled);
    assert_eq!(review::versions(&app, id).unwrap().running, None);
    assert_eq!(outcome(&app, &mut facts).0, JobState::Cancelled);

    // A stumble costs a second attempt; one that happens twice costs the version.
    let (go, calls) = hear_again(&app, id, 0);
    let total = spoken(&app, id).len();
    for _ in 0..total {
        go.send(()).unwrap();
    }
    assert_eq!(outcome(&app, &mut facts).0, JobState::Done);
    assert_eq!(calls.load(Ordering::SeqCst), total + 1);
    transcriptions::hear_with(&app, Arc::new(|_| Err(Error::Internal)));
    transcriptions::again(&app, id, "none").unwrap();
    assert_eq!(outcome(&app, &mut facts).0, JobState::Failed);
    let versions = review::versions(&app, id).unwrap().versions;
    assert_eq!(versions.len(), 2, "{versions:?}");

    // Closing in the middle stops it; opened again, it waits, and there is nothing of it yet.
    let (go, _) = hear_again(&app, id, usize::MAX);
    go.send(()).unwrap();
    // Who listens holds the database open, too.
    drop((facts, app, go));
    let app = open(folder.path());
    let versions = review::versions(&app, id).unwrap();
    assert_eq!(versions.versions.len(), 2);
    assert_eq!(versions.running.unwrap().state, JobState::Waiting);
    assert!(app.verify().unwrap().is_intact());
}

const VICTIM: &str = "CANDOR_TEST_REVIEW_FOLDER";

/// Not a test of its own: hears a recording again until it is killed.
#[test]
#[ignore = "run by a_killed_program_leaves_no_half_version, in a process of its own"]
fn victim() {
    let Some(folder) = std::env::var_os(VICTIM) else {
        return;
    };
    let app = open(Path::new(&folder));
    let id = interviewed(&app);
    let (go, calls) = hear_again(&app, id, usize::MAX);
    go.send(()).unwrap();
    while calls.load(Ordering::SeqCst) < 2 {
        std::thread::yield_now();
    }
    // Printed once half of it is done; then it waits for the end.
    println!("\nhalf-way {id}");
    std::thread::park();
}

#[test]
fn a_killed_program_leaves_no_half_version() {
    use std::io::{BufRead as _, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["review::victim", "--exact", "--ignored", "--nocapture"])
        .env(VICTIM, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let id: InterviewId = lines
        .map(Result::unwrap)
        .find_map(|line| line.strip_prefix("half-way ").map(|id| id.parse().unwrap()))
        .unwrap();
    victim.kill().unwrap();
    victim.wait().unwrap();
    let app = open(folder.path());
    assert_eq!(review::versions(&app, id).unwrap().versions.len(), 1);
    assert!(app.verify().unwrap().is_intact());
}

/// Samples of a WAV made by us.
fn samples(wav: &[u8]) -> Vec<i16> {
    let pair = |bytes: &[u8]| i16::from_le_bytes([bytes[0], bytes[1]]);
    wav[44..].chunks_exact(2).map(pair).collect()
}

#[test]
fn stretches_of_sound_are_the_same_as_the_whole_and_the_waveform_shows_where_it_is_loud() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = interviewed(&app);
    let whole = samples(&recording::wav(&app, id).unwrap());
    let end_ms = recording::duration_ms(&app, id).unwrap();
    for (from, to) in [
        (0, 700),
        (999, 3_001),
        (5_500, 12_345),
        (end_ms - 400, end_ms + 90_000),
    ] {
        let part = samples(&recording::window(&app, id, from, to, false).unwrap());
        let (first, last) = (from as usize * 16, (to.min(end_ms)) as usize * 16);
        assert_eq!(part, whole[first..last], "{from}–{to}");
    }
    // Ending where it is quiet: no louder than most of what was there to choose from.
    let part = samples(&recording::window(&app, id, 2_000, 12_000, true).unwrap());
    assert!(
        (8_000 * 16..=10_000 * 16).contains(&part.len()),
        "{}",
        part.len()
    );
    assert_eq!(part[..], whole[32_000..32_000 + part.len()]);
    for (from, to) in [(5, 5), (9, 3), (0, recording::MAX_WINDOW_MS + 1)] {
        let refused = recording::window(&app, id, from, to, false);
        assert!(matches!(refused, Err(Error::Invalid(_))), "{from}–{to}");
    }

    let drawn = review::waveform(&app, id, 500).unwrap();
    assert_eq!((drawn.duration_ms, drawn.peaks.len()), (end_ms, 500));
    let loud = spoken(&app, id)
        .iter()
        .map(|view| {
            let middle = view.message.words[0].start_ms + 100;
            drawn.peaks[(middle * 500 / end_ms) as usize]
        })
        .min()
        .unwrap();
    let quiet = *drawn.peaks.iter().min().unwrap();
    assert!(loud > quiet + 10, "{loud} {quiet}");
    assert!(Arc::ptr_eq(
        &drawn,
        &review::waveform(&app, id, 500).unwrap()
    ));
}

#[test]
fn notes_and_places() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = interviewed(&app);
    let last = spoken(&app, id).pop().unwrap().message;
    let draft = NoteDraft {
        content: " Remarkable ".to_owned(),
        author: "Grace".to_owned(),
        message_id: Some(last.id),
        at_ms: last.audio_start_ms,
    };
    let note = review::add_note(&app, id, &draft).unwrap();
    assert_eq!(note.content, "Remarkable");
    review::delete_note(&app, id, note.id).unwrap();
    assert!(matches!(
        review::change_note(&app, id, note.id, "x"),
        Err(Error::Store(_))
    ));
    review::restore_note(&app, id, note.id).unwrap();
    let foreign = review::delete_note(&app, create(&app, "Bob"), note.id);
    assert!(foreign.is_err(), "a note belongs to its interview");
    assert_eq!(review::notes(&app, id).unwrap().len(), 1);
    let noted = Query {
        noted: true,
        role: Some(Role::Candidate),
        ..Query::default()
    };
    assert_eq!(
        review::find(&app, id, &noted).unwrap().numbers,
        [last.number]
    );
    for place in [
        Place::Message(last.id),
        Place::Moment(last.audio_start_ms.unwrap() + 10),
    ] {
        assert_eq!(review::number_of(&app, id, place).unwrap(), last.number);
    }
    let page = review::messages(
        &app,
        id,
        Part::From {
            number: 2,
            limit: 3,
        },
    )
    .unwrap();
    let numbers: Vec<_> = page.iter().map(|view| view.message.number).collect();
    assert_eq!(numbers, [2, 3, 4]);
    let empty = NoteDraft {
        content: " ".to_owned(),
        ..draft
    };
    assert!(matches!(
        review::add_note(&app, id, &empty),
        Err(Error::Invalid(_))
    ));
}
