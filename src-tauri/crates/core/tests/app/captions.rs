//! Words while they are spoken, and a recogniser that is slow, dead, or listens to the wrong language.
// Length: one bench and the room's behaviour with every kind of recogniser.

use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use candor_core::{
    App, DatabaseKey, Error,
    bus::Subscription,
    engine::{Control, End, Settings},
    interviews, organisation, preferences, quality, room,
    speech::{Pass, SoundsLike, SpeechError, TranscribeOptions, Transcriber, Transcription},
    transcriptions, withdrawal,
};
use candor_domain::{
    Actor, Code, Doubt, EventKind, InterviewId, InterviewStatus, JobKind, Language, Role, Word,
    live::{Captions, Fact, JobState, Live},
    message::Purpose,
    transcript::CoverageState,
};

use crate::{
    common::{self, candidate, consent, create, folders},
    scripted::{
        LOOK, Mouth, answers, assert_sound, contents, hearing, let_pass, messages, open_patient,
        wait_for, wait_for_answers, wait_for_notice, whole_recordings,
    },
};

/// What a [`Clerk`] does, and what it was asked.
#[derive(Default)]
struct Orders {
    blocked: bool,
    dead: bool,
    sounds_like: Option<SoundsLike>,
    asked: Vec<TranscribeOptions>,
}

#[derive(Clone, Default)]
struct Desk(Arc<(Mutex<Orders>, Condvar, AtomicUsize)>);

impl Desk {
    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.0.0.lock().unwrap()
    }

    fn block(&self, blocked: bool) {
        self.orders().blocked = blocked;
        self.0.1.notify_all();
    }

    fn asked(&self, pass: Pass) -> Vec<TranscribeOptions> {
        let mut asked = self.orders().asked.clone();
        asked.retain(|options| options.pass == pass);
        asked
    }

    /// Clerks that are still there.
    fn clerks(&self) -> usize {
        self.0.2.load(Ordering::SeqCst)
    }

    fn clerk(&self, name: &'static str) -> Clerk {
        self.0.2.fetch_add(1, Ordering::SeqCst);
        Clerk {
            desk: self.clone(),
            name,
        }
    }

    /// Ears whose words this desk writes down, and the mouth that speaks into them.
    fn hearing(&self) -> (room::Hearing, Mouth) {
        let (hearing, mouth) = hearing(1, &[]);
        let transcriber = Box::new(self.clerk("word"));
        (
            room::Hearing {
                transcriber,
                ..hearing
            },
            mouth,
        )
    }
}

/// Hears a word every 300 ms: “word-0 word-1 …”.
struct Clerk {
    desk: Desk,
    name: &'static str,
}

impl Drop for Clerk {
    fn drop(&mut self) {
        self.desk.0.2.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Transcriber for Clerk {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        let mut orders = self.desk.orders();
        orders.asked.push(options.clone());
        while orders.blocked {
            if options.cancel.is_cancelled() {
                return Err(SpeechError::Cancelled);
            }
            let tick = Duration::from_millis(5);
            orders = self.desk.0.1.wait_timeout(orders, tick).unwrap().0;
        }
        if orders.dead {
            return Err(SpeechError::RecogniserGivenUp { times: 3 });
        }
        let words = (0..samples.len() as u64 / 4_800).map(|n| Word {
            text: format!("{}-{n}", self.name),
            start_ms: n * 300,
            end_ms: n * 300 + 300,
            probability: 0.9,
        });
        let mut heard = Transcription::from_words(words.collect(), options.language, None);
        heard.sounds_like = orders.sounds_like.filter(|_| options.detect_language);
        Ok(heard)
    }
}

/// An interviewer who waits for ever for answers, and so long for the words of one.
fn open(folder: &tempfile::TempDir, words_ms: u64) -> (App, InterviewId, Subscription) {
    let never = 24 * 60 * 60 * 1_000;
    let settings = Settings {
        end_of_answer_ms: never,
        nudge_after_ms: never,
        give_up_after_ms: never,
        words_ms,
        ..Settings::default()
    };
    let key = DatabaseKey::new([7; 32]);
    let app = App::open_with_key(folders(folder.path()), settings, &key).unwrap();
    let id = create(&app, "Ada Lovelace");
    consent(&app, id);
    let facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    (app, id, facts)
}

const PATIENT: u64 = 3_600_000;
/// How long anything here may take before the test fails.
const LONG: Duration = Duration::from_mins(2);

/// Reads facts until a caption is as wanted; every one on the way goes to `seen` as number, stable and unsettled words.
fn wait_for_caption(
    facts: &mut Subscription,
    seen: &mut Vec<(u64, String, String)>,
    wanted: impl Fn(&str, &str) -> bool,
) {
    wait_for(facts, "a caption", |fact| {
        let Fact::Live {
            live:
                Live::Caption {
                    role,
                    utterance,
                    stable,
                    unsettled,
                    ..
                },
        } = fact
        else {
            return false;
        };
        assert_eq!(*role, Role::Candidate);
        seen.push((*utterance, stable.clone(), unsettled.clone()));
        wanted(stable, unsettled)
    });
}

fn wait_for_level(facts: &mut Subscription, wanted: Captions) {
    wait_for(
        facts,
        "a change of the captions",
        |fact| matches!(fact, Fact::Live { live: Live::Transcribing { captions, .. } } if *captions == wanted),
    );
}

#[test]
fn words_appear_while_they_are_spoken_and_the_final_text_takes_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id, mut facts) = open(&folder, PATIENT);
    let own = organisation::Organisation {
        name: "Difference Engines".into(),
        ..Default::default()
    };
    organisation::put(&app, own).unwrap();
    let desk = Desk::default();
    let (ears, mut mouth) = desk.hearing();
    room::start_hearing(&app, id, Some(ears), None).unwrap();

    let mut seen = Vec::new();
    mouth.say_part(0, Some(1_500));
    wait_for_caption(&mut facts, &mut seen, |_, unsettled| {
        unsettled.contains("word-1")
    });
    let shown = room::view(&app, id).unwrap().caption.unwrap();
    assert_eq!(shown.role, Role::Candidate);
    assert!(!shown.unsettled.is_empty() || !shown.stable.is_empty());
    mouth.say_part(1_500, Some(2_600));
    wait_for_caption(&mut facts, &mut seen, |stable, _| stable.contains("word-1"));
    assert!(answers(&app, id).is_empty(), "still speaking");
    mouth.say_part(2_600, None);
    mouth.be_silent(1_000);
    let heard = wait_for_answers(&app, id, &mut facts, 1);
    assert!(heard[0].content.starts_with("word-0 word-1 word-2"));
    assert_eq!(heard[0].doubt, None);
    let end = Instant::now() + LONG;
    while room::view(&app, id).unwrap().caption.is_some() {
        assert!(Instant::now() < end, "the caption stays");
        let_pass(LOOK);
    }

    // The same utterance throughout, and what was called stable stayed.
    let number = seen[0].0;
    for pair in seen.windows(2) {
        assert_eq!(pair[1].0, number);
        assert!(pair[1].1.starts_with(&pair[0].1), "{seen:?}");
    }
    // The next one has another number.
    mouth.say_part(0, Some(1_500));
    let mut next = Vec::new();
    wait_for_caption(&mut facts, &mut next, |_, unsettled| !unsettled.is_empty());
    assert!(next[0].0 > number);

    let final_pass = desk.asked(Pass::Final).remove(0);
    let look = desk.asked(Pass::Partial).remove(0);
    let words = "Ada Lovelace, Customer Support Agent, Difference Engines";
    for options in [&final_pass, &look] {
        assert_eq!(
            (&*options.vocabulary, options.language),
            (words, Language::En)
        );
    }
    assert!(final_pass.detect_language && !look.detect_language);
    mouth.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(whole_recordings(&app, id)[0].stored_samples, mouth.samples);
    assert_sound(&app, id);
}

/// Looks hear something, the final pass nothing.
struct Nothing;
impl Transcriber for Nothing {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        let desk = Desk::default();
        let mut heard = desk.clerk("perhaps").transcribe(samples, options)?;
        if options.pass == Pass::Final {
            heard = Transcription::from_words(Vec::new(), options.language, Some(0.9));
        }
        Ok(heard)
    }
}

#[test]
fn an_utterance_in_which_nothing_is_heard_leaves_nothing_on_screen() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id, mut facts) = open(&folder, PATIENT);
    let (ears, mut mouth) = hearing(1, &[]);
    let ears = room::Hearing {
        transcriber: Box::new(Nothing),
        ..ears
    };
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say_part(0, Some(2_000));
    let mut seen = Vec::new();
    wait_for_caption(&mut facts, &mut seen, |_, unsettled| !unsettled.is_empty());
    mouth.be_silent(1_000);
    wait_for_caption(&mut facts, &mut seen, |stable, unsettled| {
        stable.is_empty() && unsettled.is_empty()
    });
    assert_eq!(room::view(&app, id).unwrap().caption, None);
    assert!(answers(&app, id).is_empty());
}

#[test]
fn a_recogniser_that_hangs_costs_no_sound_and_no_place_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id, mut facts) = open(&folder, 8_000);
    let desk = Desk::default();
    let (ears, mut mouth) = desk.hearing();
    desk.block(true);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    // More than could be caught up with in time.
    (0..12).for_each(|_| mouth.say());
    let words = wait_for_notice(&mut facts, Code::CaptionsPaused);
    assert!(words.contains("recording goes on"), "{words}");
    wait_for_answers(&app, id, &mut facts, 12);
    mouth.say();
    let waiting = wait_for_answers(&app, id, &mut facts, 13);
    let view = room::view(&app, id).unwrap();
    assert_eq!((view.captions, view.lag_ms), (Captions::Later, 0));
    for pair in waiting.windows(2) {
        assert!(pair[0].audio_end_ms <= pair[1].audio_start_ms);
    }
    for message in &waiting {
        assert_eq!(
            (message.content.as_str(), message.doubt, message.purpose),
            ("", Some(Doubt::NotTranscribed), Purpose::Answer)
        );
        assert!(message.speech_model.is_none() && message.question_key.is_some());
    }

    // The recogniser is itself again.
    desk.block(false);
    let end = Instant::now() + LONG;
    let mut count = waiting.len();
    while room::view(&app, id).unwrap().captions == Captions::Later {
        assert!(Instant::now() < end, "captions do not come back");
        count += 1;
        mouth.say();
        wait_for_answers(&app, id, &mut facts, count);
        let_pass(Duration::from_millis(100));
    }
    mouth.say();
    let heard = wait_for_answers(&app, id, &mut facts, count + 1);
    let last = heard.last().unwrap();
    assert!(last.content.starts_with("word-0"), "{last:?}");
    // An answer whose words are not known is no thin one.
    room::control(&app, id, Control::AnswerDone).unwrap();
    mouth.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert!(
        messages(&app, id)
            .iter()
            .all(|m| m.purpose != Purpose::FollowUp)
    );
    assert_eq!(whole_recordings(&app, id)[0].stored_samples, mouth.samples);
    assert_sound(&app, id);
}

struct Smaller(Desk);

impl room::FasterModels for Smaller {
    fn open(
        &self,
        model: &str,
        _factor: f64,
        language: Language,
    ) -> Result<Option<room::FasterModel>, Error> {
        assert_eq!((model, language), ("scripted", Language::En));
        // The slow one gets its utterance done in the end.
        self.0.block(false);
        Ok(Some(room::FasterModel {
            model: "smaller".to_owned(),
            transcriber: Box::new(Desk::default().clerk("small")),
        }))
    }
}

#[test]
fn a_model_that_is_too_slow_gives_its_place_to_a_smaller_one() {
    let folder = tempfile::tempdir().unwrap();
    // Enough waits at once that nobody has to wait for it to be too late, and far from so much that it is given up.
    let (app, id, mut facts) = open(&folder, 20_000);
    let desk = Desk::default();
    let (ears, mut mouth) = desk.hearing();
    let ears = room::Hearing {
        faster: Some(Arc::new(Smaller(desk.clone()))),
        ..ears
    };
    desk.block(true);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    (0..10).for_each(|_| mouth.say());
    wait_for_level(&mut facts, Captions::SmallerModel);
    wait_for_answers(&app, id, &mut facts, 10);
    mouth.say();
    let heard = wait_for_answers(&app, id, &mut facts, 11);
    let models: Vec<_> = heard.iter().map(|m| m.speech_model.as_deref()).collect();
    // What waited is heard by the one or the other; what was said after that, by the smaller one.
    let first = models.partition_point(|model| *model == Some("scripted"));
    assert!((1..11).contains(&first), "{models:?}");
    assert!(
        models[first..]
            .iter()
            .all(|model| *model == Some("smaller"))
    );
    for (n, message) in heard.iter().enumerate() {
        let begins = if n < first { "word-0" } else { "small-0" };
        assert!(message.content.starts_with(begins), "{n}: {message:?}");
    }
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_sound(&app, id);
}

#[test]
fn an_interview_with_a_dead_recogniser_goes_on_to_its_end_and_is_caught_up_with() {
    let folder = tempfile::tempdir().unwrap();
    let app = common::open(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (ears, trigger) = common::hearing(&app);
    let desk = Desk::default();
    desk.orders().dead = true;
    let transcriber = Box::new(desk.clerk("nothing"));
    let ears = room::Hearing {
        transcriber,
        ..ears
    };
    room::start_hearing(&app, id, Some(ears), Some(candidate(trigger, 6))).unwrap();
    room::wait(&app, id);
    wait_for_notice(&mut facts, Code::CaptionsPaused);

    let detail = interviews::detail(&app, id).unwrap();
    assert_eq!(detail.interview.status, InterviewStatus::Finished);
    assert!(
        detail
            .coverage
            .iter()
            .all(|c| c.state == CoverageState::Answered && !c.followed_up)
    );
    assert!(detail.exports.last().unwrap().json_path.is_some());
    let stored = answers(&app, id);
    assert!(stored.len() >= 6);
    assert!(
        stored
            .iter()
            .all(|m| m.content.is_empty() && m.doubt == Some(Doubt::NotTranscribed))
    );

    // Afterwards another recogniser hears what was recorded.
    let done = |app: &App| {
        let jobs = transcriptions::of_interview(app, id).unwrap();
        jobs.iter()
            .any(|job| (job.kind, job.state) == (JobKind::CatchUp, JobState::Done))
    };
    if !done(&app) {
        wait_for(&mut facts, "catching up", |_| done(&app));
    }
    let texts: Vec<_> = interviews::conversation(&app, id, 0)
        .unwrap()
        .into_iter()
        .filter(|view| view.message.role == Role::Candidate)
        .map(|view| view.counting.content)
        .collect();
    let errors = candor_core::speech::word_error_rate(&common::reference(), &texts.join(" "));
    assert!(errors.rate() <= 0.15, "{:.3}: {texts:?}", errors.rate());
    assert!(quality::quality(&app, id).unwrap().suffices);
    assert_sound(&app, id);
}

#[test]
fn another_language_is_noticed_and_spoken_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id, mut facts) = open(&folder, PATIENT);
    let desk = Desk::default();
    let (ears, mut mouth) = desk.hearing();
    desk.orders().sounds_like = Some(SoundsLike {
        language: Language::De,
        probability: 0.95,
    });
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say();
    wait_for_answers(&app, id, &mut facts, 1);
    mouth.say();
    let noticed = wait_for(&mut facts, "another language", |fact| {
        matches!(
            fact,
            Fact::Live {
                live: Live::OtherLanguage { .. }
            }
        )
    });
    let Fact::Live {
        live: Live::OtherLanguage { language, .. },
    } = noticed
    else {
        unreachable!("that is what was waited for");
    };
    assert_eq!(language, Language::De);
    let heard = wait_for_answers(&app, id, &mut facts, 2);
    assert!(
        heard
            .iter()
            .all(|m| m.doubt == Some(Doubt::OtherLanguage) && m.language == Language::En)
    );

    let spoken = room::speak_language(&app, id, Language::De, Actor::Operator).unwrap();
    assert_eq!(
        (spoken.language, spoken.spoken_language()),
        (Language::En, Language::De)
    );
    mouth.say();
    let heard = wait_for_answers(&app, id, &mut facts, 3);
    assert_eq!((heard[2].language, heard[2].doubt), (Language::De, None));
    assert_eq!(room::view(&app, id).unwrap().spoken_language, Language::De);
    // It outlives the room; no model that is installed here understands Russian.
    drop(facts);
    drop(app);
    let app = open_patient(folder.path());
    let kept = interviews::get(&app, id).unwrap();
    assert_eq!(kept.spoken_language(), Language::De);
    let refused = room::speak_language(&app, id, Language::Ru, Actor::Operator).unwrap_err();
    assert_eq!(refused.code(), Code::ModelMissing);
    let back = room::speak_language(&app, id, Language::En, Actor::Operator).unwrap();
    assert_eq!(back.speech_language, None);
    let chosen = app.events(0, u32::MAX).unwrap().into_iter();
    let chosen = chosen.filter(|event| event.kind == EventKind::SpeechLanguageChosen);
    assert_eq!(chosen.count(), 2);
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let over = room::speak_language(&app, id, Language::De, Actor::Operator).unwrap_err();
    assert_eq!(over.code(), Code::Conflict);
    assert_sound(&app, id);
}

#[test]
fn the_log_says_who_said_which_language_is_spoken() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id, facts) = open(&folder, PATIENT);
    let (ears, _mouth) = hearing(1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    room::speak_language(&app, id, Language::De, Actor::Candidate).unwrap();
    room::speak_language(&app, id, Language::En, Actor::Operator).unwrap();
    room::speak_language(&app, id, Language::Ru, Actor::Candidate).unwrap();
    room::pause(&app, id).unwrap();
    drop(facts);
    drop(app);
    // No room is open any more.
    let app = open_patient(folder.path());
    room::speak_language(&app, id, Language::En, Actor::Candidate).unwrap();
    let log = app.events(0, u32::MAX).unwrap().into_iter();
    let chosen = log.filter(|event| event.kind == EventKind::SpeechLanguageChosen);
    assert_eq!(
        chosen.map(|event| event.actor).collect::<Vec<_>>(),
        [
            Actor::Candidate,
            Actor::Operator,
            Actor::Candidate,
            Actor::Candidate
        ]
    );
    assert_sound(&app, id);
}

#[test]
fn a_language_the_model_does_not_understand_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id, _facts) = open(&folder, PATIENT);
    let (ears, _mouth) = hearing(1, &[]);
    let ears = room::Hearing {
        model: "demo-en".to_owned(),
        ..ears
    };
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    let refused = room::speak_language(&app, id, Language::De, Actor::Operator).unwrap_err();
    assert_eq!(refused.code(), Code::Invalid);
    let words = refused.to_string();
    assert!(
        words.contains("demo-en") && words.contains("multilingual"),
        "{words}"
    );
    let same = room::speak_language(&app, id, Language::En, Actor::Operator).unwrap();
    assert_eq!(same.speech_language, None);
}

#[test]
fn a_withdrawal_in_mid_sentence_leaves_nothing_running() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id, mut facts) = open(&folder, PATIENT);
    let desk = Desk::default();
    let (ears, mut mouth) = desk.hearing();
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say_part(0, Some(2_000));
    wait_for_caption(&mut facts, &mut Vec::new(), |_, unsettled| {
        !unsettled.is_empty()
    });
    desk.block(true);
    mouth.say_part(2_000, None);
    mouth.be_silent(1_000);
    mouth.say_part(0, Some(2_000));
    mouth.wait_until_heard();
    assert_eq!(desk.clerks(), 1);
    withdrawal::withdraw(&app, id).unwrap();
    assert_eq!(desk.clerks(), 0, "the recogniser is gone");
    assert!(!mouth.is_heard(), "and so is the microphone");
    assert!(answers(&app, id).is_empty());
    let view = room::view(&app, id).unwrap();
    assert_eq!((view.room_open, view.caption), (false, None));
    assert!(transcriptions::of_interview(&app, id).unwrap().is_empty());
    assert_sound(&app, id);
}

#[test]
fn what_was_not_transcribed_when_the_power_failed_is_caught_up_with() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id, mut facts) = open(&folder, PATIENT);
    let desk = Desk::default();
    desk.orders().dead = true;
    let (ears, mut mouth) = desk.hearing();
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say();
    wait_for_answers(&app, id, &mut facts, 1);
    mouth.be_silent(2_000);
    mouth.begin_to_say();
    mouth.wait_until_heard();
    // What is stored stays, nothing more is written, and the interview counts as running.
    room::end_at_once(&app, id).unwrap();
    drop(facts);
    drop(app);

    let app = open_patient(folder.path());
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    assert!(interviews::get(&app, id).unwrap().interrupted_at.is_some());
    assert_eq!(
        (contents(&answers(&app, id)), answers(&app, id)[0].doubt),
        (vec![""], Some(Doubt::NotTranscribed))
    );
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let words = |app: &App| {
        let views = interviews::conversation(app, id, 0).unwrap().into_iter();
        let own = views.filter(|view| view.message.role == Role::Candidate);
        own.map(|view| view.counting.content).collect::<String>()
    };
    if words(&app).is_empty() {
        wait_for(&mut facts, "catching up", |_| !words(&app).is_empty());
    }
    assert_sound(&app, id);
}

#[test]
fn the_echo_guard_can_be_switched_off_for_a_headset() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id, mut facts) = open(&folder, PATIENT);
    let (ears, mut mouth) = hearing(1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    room::reading_aloud(&app, id, true).unwrap();
    mouth.say();
    mouth.wait_until_heard();
    let headset = preferences::Preferences {
        echo_guard: false,
        ..preferences::get(&app).unwrap()
    };
    preferences::set(&app, headset).unwrap();
    room::reading_aloud(&app, id, true).unwrap();
    mouth.say();
    let heard = wait_for_answers(&app, id, &mut facts, 1);
    assert_eq!(contents(&heard), ["this is answer 1"]);
    assert!(
        heard[0].audio_start_ms.unwrap() > 4_000,
        "what was read aloud is recorded and not heard"
    );
    mouth.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(whole_recordings(&app, id)[0].stored_samples, mouth.samples);
}
