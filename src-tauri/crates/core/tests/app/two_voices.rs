//! Hearing again what two microphones in one room recorded: each of them heard both people, and everybody's words are
//! still their own.

use std::{
    ops::Range,
    sync::{Arc, Mutex},
};

use candor_core::{
    App,
    audio::codec::{BlockEncoder, EncodedBlock},
    clock, interviews, recording,
    speech::{SpeechError, TranscribeOptions, Transcriber, Transcription},
    transcriptions,
};
use candor_domain::{
    Actor, Doubt, EventKind, InterviewId, JobKind, Language, MessageId, Move, Origin, RecordingId,
    Role, Word,
    live::JobState,
    message::Purpose,
    recording::{Block, Recording},
};
use candor_store::{interviews as interview_table, messages, recordings};

use crate::{
    common::{consent, create, open},
    imports::answer,
};

const RATE: usize = 16_000;
/// How much more quietly a microphone hears the other person: 20 dB.
const ACROSS: f32 = 0.1;
/// How long nothing is said in between, in seconds: longer than anybody remembers how loud it was.
const SILENCE_S: usize = 135;

type Sounds = Arc<Mutex<Vec<Vec<f32>>>>;

/// Keeps what it is given to hear.
struct Ear(Sounds);

impl Transcriber for Ear {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        self.0.lock().unwrap().push(samples.to_vec());
        let end_ms = samples.len() as u64 / 16;
        let word = Word {
            text: format!("{end_ms} ms"),
            start_ms: 0,
            end_ms,
            probability: 0.9,
        };
        Ok(Transcription::from_words(
            vec![word],
            options.language,
            None,
        ))
    }
}

fn listen(app: &App) -> Sounds {
    let sounds = Sounds::default();
    let heard = Arc::clone(&sounds);
    let open = move |_: &str| Ok(Box::new(Ear(Arc::clone(&heard))) as Box<dyn Transcriber>);
    transcriptions::hear_with(app, Arc::new(open));
    sounds
}

/// What two people say, each at their sample.
struct Part {
    candidate: Vec<(usize, Vec<f32>)>,
    recruiter: Vec<(usize, Vec<f32>)>,
    length: usize,
}

impl Part {
    /// What the microphone of this person records: themselves, the other one across the room, and a little noise.
    fn track(&self, role: Role) -> Vec<f32> {
        let (own, other) = match role {
            Role::Recruiter => (&self.recruiter, &self.candidate),
            Role::Candidate | Role::AiHr => (&self.candidate, &self.recruiter),
        };
        let noise = |n: u32| (n.wrapping_mul(2_654_435_761) >> 8) as f32 / 16_777_216.0 - 0.5;
        let mut track: Vec<f32> = (0..self.length as u32).map(|n| noise(n) * 4e-4).collect();
        for (voices, gain) in [(own, 1.0), (other, ACROSS)] {
            for (at, voice) in voices {
                for (out, sample) in track[*at..].iter_mut().zip(voice) {
                    *out += sample * gain;
                }
            }
        }
        track
    }
}

/// Two parts of a conversation, with a long silence between them.
pub(crate) struct Talk {
    before: Part,
    after: Part,
}

impl Talk {
    /// The blocks of this person's recording, and its length in samples.
    fn recorded(&self, role: Role) -> (Vec<Block>, u64) {
        let silence = Part {
            candidate: Vec::new(),
            recruiter: Vec::new(),
            length: RATE,
        };
        let silence = encoded(&silence.track(role));
        let (mut blocks, mut end) = (Vec::new(), 0);
        let mut add = |part: &[EncodedBlock]| {
            for block in part {
                blocks.push(Block {
                    number: blocks.len() as u32,
                    start_sample: end,
                    samples: block.samples,
                    data: block.data.clone(),
                });
                end += u64::from(block.samples);
            }
        };
        add(&encoded(&self.before.track(role)));
        // Encoding minutes of it takes long.
        for _ in 0..SILENCE_S {
            add(&silence);
        }
        add(&encoded(&self.after.track(role)));
        (blocks, end)
    }
}

/// Whole seconds of sound in blocks.
fn encoded(samples: &[f32]) -> Vec<EncodedBlock> {
    let mut blocks = Vec::new();
    let mut encoder = BlockEncoder::new().unwrap();
    encoder.push(samples, &mut |b| blocks.push(b)).unwrap();
    blocks.extend(encoder.finish().unwrap());
    let all: usize = blocks.iter().map(|block| block.samples as usize).sum();
    assert_eq!(all, samples.len(), "no padding");
    blocks
}

/// A line of the interview, at these ms of the recording.
pub(crate) type Line = (Role, Range<u64>);

/// An interview that is over, recorded by two microphones, with these lines: transcribed, or still without words.
pub(crate) fn held(
    app: &App,
    talk: &Talk,
    lines: &[Line],
    has_words: bool,
) -> (InterviewId, Vec<MessageId>) {
    let id = create(app, "Ada");
    consent(app, id);
    let tracks = [Role::Candidate, Role::Recruiter].map(|role| {
        let (blocks, length) = talk.recorded(role);
        (role, blocks, length)
    });
    let mut interview = interviews::get(app, id).unwrap();
    let now = clock::now();
    let lines: Vec<_> = lines
        .iter()
        .map(|(role, span)| messages::NewMessage {
            id: MessageId::new(),
            interview_id: id,
            at: now,
            role: *role,
            purpose: match role {
                Role::Candidate => Purpose::Answer,
                Role::Recruiter | Role::AiHr => Purpose::Remark,
            },
            content: if has_words { "heard at once" } else { "" }.to_owned(),
            origin: Origin::Speech,
            question_key: None,
            audio_start_ms: Some(span.start),
            audio_end_ms: Some(span.end),
            words: Vec::new(),
            language: Language::En,
            confidence: has_words.then_some(0.9),
            speech_model: Some("own".to_owned()),
            cut_off: false,
            doubt: (!has_words).then_some(Doubt::NotTranscribed),
        })
        .collect();
    let ids = lines.iter().map(|line| line.id).collect();
    app.store()
        .write(Actor::System, now, move |tx| {
            interview.apply(Move::Start, now).unwrap();
            interview_table::update_status(tx, &interview, EventKind::InterviewStarted)?;
            for (track, blocks, length) in tracks {
                let recording = Recording {
                    id: RecordingId::new(),
                    interview_id: id,
                    started_at: now,
                    offset_ms: 0,
                    device: track.as_str().to_owned(),
                    codec: "opus".to_owned(),
                    track,
                };
                recordings::start(tx, &recording)?;
                for block in &blocks {
                    recordings::add_block(tx, recording.id, block)?;
                }
                recordings::end(tx, recording.id, length)?;
            }
            for line in lines {
                messages::append(tx, line)?;
            }
            interview.apply(Move::Finish, now).unwrap();
            interview_table::update_status(tx, &interview, EventKind::InterviewFinished)
        })
        .unwrap();
    (id, ids)
}

fn ms(samples: usize) -> u64 {
    samples as u64 / 16
}

/// How loud it is, in dBFS; far below every voice where there is nothing.
fn db(samples: &[f32]) -> f32 {
    let power = samples.iter().map(|s| s * s).sum::<f32>() / samples.len().max(1) as f32;
    10.0 * power.max(1e-12).log10()
}

/// The recruiter asks, the candidate answers at once; minutes later the recruiter says something, and both speak at once.
pub(crate) fn talk() -> (Talk, [Line; 4]) {
    let voice = answer(6);
    let length = |samples: usize| samples.next_multiple_of(RATE) + RATE;
    let (asked, answered) = (RATE, RATE + voice.len());
    let answer_ends = answered + voice.len();
    let before = Part {
        candidate: vec![(answered, voice.clone())],
        recruiter: vec![(asked, voice.clone())],
        length: length(answer_ends),
    };
    let (said, both) = (RATE, 2 * RATE + voice.len());
    let after = Part {
        candidate: vec![(both, voice.clone())],
        recruiter: vec![(said, voice.clone()), (both, voice.clone())],
        length: length(both + voice.len()),
    };
    let later = before.length + SILENCE_S * RATE;
    let during = |at: usize| ms(later + at)..ms(later + at + voice.len());
    let lines = [
        // The candidate's microphone heard question and answer as one.
        (Role::Candidate, ms(asked)..ms(answer_ends)),
        (Role::Recruiter, ms(asked)..ms(answered)),
        (Role::Candidate, during(said)),
        (Role::Candidate, during(both)),
    ];
    (Talk { before, after }, lines)
}

/// Everybody's own words, and nothing of the other's.
#[track_caller]
fn assert_own(heard: &[Vec<f32>], voice: usize) {
    let [answer, question, both] = heard else {
        panic!("{} utterances were heard", heard.len())
    };
    // Up to the steps in which one voice goes over into the other.
    let seam = RATE / 5;
    assert!(answer.len().abs_diff(2 * voice) < 64, "as much as was said");
    // Much less is left of the question than the microphone heard of it across the room.
    let question_left = db(&answer[seam..voice - seam]);
    assert!(
        question_left < db(question) - 20.0 - 15.0,
        "{question_left} of {}",
        db(question)
    );
    assert!(db(&answer[voice + seam..]) > -40.0, "the answer");
    assert!(db(question) > -40.0, "the question on its own track");
    assert!(db(both) > -40.0, "what both say at once is kept");
}

#[test]
fn heard_again_nobody_is_given_the_other_ones_words() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (talk, lines) = talk();
    let (id, _) = held(&app, &talk, &lines, true);
    let sounds = listen(&app);
    // The recording holds everything: it is only not heard.
    let raw = recording::window(&app, id, lines[2].1.start, lines[2].1.end, false).unwrap();
    assert!(raw.len() > 44 + RATE);
    transcriptions::again(&app, id, "other").unwrap();
    transcriptions::wait(&app);
    assert_own(&sounds.lock().unwrap(), answer(6).len());

    let views = interviews::conversation(&app, id, 0).unwrap();
    let again: Vec<_> = views
        .iter()
        .map(|view| {
            (
                view.heard_again[0].content.is_empty(),
                view.heard_again[0].doubt,
            )
        })
        .collect();
    let words = (false, None);
    assert_eq!(again, [words, words, (true, None), words]);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn caught_up_with_nobody_is_given_the_other_ones_words() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (talk, lines) = talk();
    let (id, ids) = held(&app, &talk, &lines, false);
    let sounds = listen(&app);
    transcriptions::resume(&app).unwrap();
    transcriptions::wait(&app);
    let job = transcriptions::of_interview(&app, id).unwrap().remove(0);
    assert_eq!((job.kind, job.state), (JobKind::CatchUp, JobState::Done));
    assert_own(&sounds.lock().unwrap(), answer(6).len());
    let views = interviews::conversation(&app, id, 0).unwrap();
    let theirs = views.iter().find(|view| view.message.id == ids[2]).unwrap();
    assert_eq!(theirs.counting.content, "");
    assert_eq!(theirs.counting.doubt, None, "nothing is missing there");
    // Once is enough.
    transcriptions::resume(&app).unwrap();
    transcriptions::wait(&app);
    assert_eq!(transcriptions::of_interview(&app, id).unwrap().len(), 1);
}
