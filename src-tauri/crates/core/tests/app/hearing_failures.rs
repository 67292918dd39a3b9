//! The microphone is unplugged, the transcriber fails: the interview goes on and no sound is lost.

use crate::common::{consent, create};
use crate::scripted::{
    Hears, answers, assert_sound, contents, hearing, messages, open_patient, wait_for,
    wait_for_answers, wait_for_entry, wait_for_notice, wait_for_texts, whole_recordings,
};
use candor_core::{
    App,
    clock::samples_to_ms,
    engine::{Control, End},
    interviews, recording,
    room::{self, StartOptions},
};
use candor_domain::{
    Code, Doubt, EventKind, InterviewId, InterviewStatus, Origin, Role, live::Fact,
    message::Purpose,
};

fn begin(folder: &tempfile::TempDir) -> (App, InterviewId) {
    let app = open_patient(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    (app, id)
}

#[test]
fn a_lost_microphone_is_told_and_the_interview_goes_on_by_typing_and_with_new_ears() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (ears, mut mouth) = hearing(1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say();
    wait_for_answers(&app, id, &mut facts, 1);
    assert_eq!(room::listening(&app, id), Some(true));

    // In the middle of a sentence.
    mouth.begin_to_say();
    mouth.unplug();
    let words = wait_for_notice(&mut facts, Code::NoMicrophone);
    assert!(
        words.contains("stopped sending sound; connect it again"),
        "{words}"
    );
    wait_for_entry(&app, &mut facts, EventKind::RecordingEnded);
    let heard = wait_for_answers(&app, id, &mut facts, 2);
    assert_eq!(contents(&heard), ["this is answer 1", "this is answer 2"]);
    assert_eq!(room::listening(&app, id), Some(false));
    assert_eq!(
        interviews::get(&app, id).unwrap().status,
        InterviewStatus::Started
    );
    let first = whole_recordings(&app, id).remove(0);
    assert_eq!(first.stored_samples, mouth.samples);

    room::type_message(&app, id, Role::Candidate, "my microphone broke").unwrap();
    room::control(&app, id, Control::AnswerDone).unwrap();
    room::pause(&app, id).unwrap();
    let (ears, mut mouth) = hearing(3, &[]);
    let resumed = room::resume_hearing(&app, id, Some(ears)).unwrap();
    assert_eq!(resumed.status, InterviewStatus::Started);
    assert_eq!(room::listening(&app, id), Some(true));
    mouth.say();
    wait_for_answers(&app, id, &mut facts, 4);
    mouth.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();

    let recordings = whole_recordings(&app, id);
    assert_eq!(recordings.len(), 2);
    let break_ms = samples_to_ms(first.stored_samples);
    assert_eq!(
        recordings[1].recording.offset_ms, break_ms,
        "the time line goes on"
    );
    assert_eq!(recordings[1].stored_samples, mouth.samples);
    let answers = answers(&app, id);
    assert_eq!(
        contents(&answers)[2..],
        ["my microphone broke", "this is answer 3"]
    );
    assert!(answers[3].audio_start_ms.unwrap() >= break_ms);
    assert!(answers[3].words.iter().all(|w| w.start_ms >= break_ms));
    let wav = recording::wav(&app, id).unwrap();
    let samples = first.stored_samples + mouth.samples;
    // Places on the time line are whole milliseconds.
    assert!(((wav.len() as u64 - 44) / 2).abs_diff(samples) < 16);
    assert_sound(&app, id);
}

#[test]
fn new_ears_after_candor_was_closed_continue_the_time_line() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let (ears, mut mouth) = hearing(1, &[]);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say();
    wait_for_answers(&app, id, &mut facts, 1);
    mouth.begin_to_say();
    mouth.wait_until_heard();
    drop(facts);
    drop(app);

    let app = open_patient(folder.path());
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let interview = interviews::get(&app, id).unwrap();
    assert_eq!(
        (interview.status, interview.interrupted_at),
        (InterviewStatus::Paused, None)
    );
    let before = whole_recordings(&app, id).remove(0);
    assert_eq!(before.stored_samples, mouth.samples);
    let kept = answers(&app, id).len();
    let (ears, mut mouth) = hearing(kept + 1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say();
    wait_for_answers(&app, id, &mut facts, kept + 1);
    mouth.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let recordings = whole_recordings(&app, id);
    assert_eq!(
        recordings[1].recording.offset_ms,
        samples_to_ms(before.stored_samples)
    );
    assert_eq!(recordings[1].stored_samples, mouth.samples);
    assert_sound(&app, id);
}

#[test]
fn an_utterance_that_cannot_be_transcribed_keeps_its_place_and_its_sound_for_later() {
    for failure in [Hears::Nothing, Hears::Panics] {
        let folder = tempfile::tempdir().unwrap();
        let (app, id) = begin(&folder);
        let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
        let (ears, mut mouth) = hearing(1, &[Hears::Words, failure]);
        room::start_hearing(&app, id, Some(ears), None).unwrap();
        mouth.say();
        wait_for_answers(&app, id, &mut facts, 1);
        mouth.say();
        let words = wait_for_notice(&mut facts, Code::Internal);
        assert!(words.contains("the speech recogniser"), "{words}");
        mouth.say();
        let heard = wait_for_answers(&app, id, &mut facts, 3);
        assert_eq!(
            contents(&heard),
            ["this is answer 1", "", "this is answer 3"]
        );
        let later = &heard[1];
        assert_eq!(later.doubt, Some(Doubt::NotTranscribed));
        assert_eq!(
            (&later.speech_model, &later.question_key),
            (&None, &heard[0].question_key)
        );
        let place = |n: usize| {
            (
                heard[n].audio_start_ms.unwrap(),
                heard[n].audio_end_ms.unwrap(),
            )
        };
        assert!(
            place(0).1 <= place(1).0 && place(1).1 <= place(2).0,
            "the utterance in between has its place"
        );
        room::control(&app, id, Control::AnswerDone).unwrap();
        mouth.wait_until_heard();
        room::finish(&app, id, End::RecruiterFinished).unwrap();

        let questions = messages(&app, id)
            .iter()
            .filter(|m| m.purpose == Purpose::Question)
            .count();
        assert_eq!(questions + follow_ups(&app, id), 2, "the interview went on");
        assert_eq!(
            whole_recordings(&app, id)[0].stored_samples,
            mouth.samples,
            "its sound is kept"
        );
        assert_sound(&app, id);
    }
}

fn follow_ups(app: &App, id: InterviewId) -> usize {
    messages(app, id)
        .iter()
        .filter(|m| m.purpose == Purpose::FollowUp)
        .count()
}

#[test]
fn pausing_in_mid_sentence_keeps_the_words_said_so_far() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (ears, mut mouth) = hearing(1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.begin_to_say();
    wait_for(&mut facts, "speech", |fact| {
        matches!(
            fact,
            Fact::Live {
                live: candor_domain::live::Live::Speech { speaking: true, .. }
            }
        )
    });
    room::pause(&app, id).unwrap();
    wait_for_texts(&mut facts, 1);
    let heard = wait_for_answers(&app, id, &mut facts, 1);
    assert_eq!((heard.len(), heard[0].origin), (1, Origin::Speech));
    assert_eq!(room::listening(&app, id), Some(false));
    let stopped = whole_recordings(&app, id).remove(0).stored_samples;
    assert!(stopped <= mouth.samples);
    let typing = StartOptions {
        text_only: true,
        ..StartOptions::default()
    };
    room::resume(&app, id, &typing).unwrap();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(
        whole_recordings(&app, id).len(),
        1,
        "nothing was recorded after the pause"
    );
    assert_sound(&app, id);
}

#[test]
fn a_room_that_ends_at_once_keeps_what_is_stored_and_drops_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (ears, mut mouth) = hearing(1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say();
    wait_for_answers(&app, id, &mut facts, 1);
    mouth.begin_to_say();
    mouth.wait_until_heard();
    room::end_at_once(&app, id).unwrap();
    assert_eq!(room::listening(&app, id), None);
    assert!(!mouth.is_heard(), "the microphone is released");

    assert_eq!(contents(&answers(&app, id)), ["this is answer 1"]);
    let kept = whole_recordings(&app, id).remove(0).stored_samples;
    assert!(
        kept < mouth.samples && mouth.samples - kept < 32_000,
        "{kept} of {}",
        mouth.samples
    );
    let view = room::view(&app, id).unwrap();
    assert_eq!(
        (view.status, view.room_open, view.microphone),
        (InterviewStatus::Started, false, None)
    );
    assert!(interviews::detail(&app, id).unwrap().exports.is_empty());
    room::end_at_once(&app, id).unwrap();
    assert_sound(&app, id);
}
