//! What the two sides say to each other.
//!
//! The parent begins with [`Hello`]; the child loads the model and answers [`Welcome`] or [`Refusal`]. Then each
//! [`Request`], with its samples in frames behind it, is answered once, in order, by an answer or a failure;
//! a cancelled one as well.

use std::ffi::OsString;

use candor_domain::Language;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::frame::{self, Frame, FrameError, Kind};
use crate::{
    catalog::CatalogEntry,
    graphics_card::Computing,
    transcriber::{Pass, Transcription},
};

/// Version of the program; both sides must have the same.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");
/// Most samples of one utterance: an hour.
pub const MAX_SAMPLES: usize = 3_600 * candor_domain::recording::SAMPLE_RATE as usize;
/// Samples in one frame.
pub const SAMPLES_PER_FRAME: usize = 128 << 10;
/// Most bytes of vocabulary that are passed on; whisper itself heeds far less.
pub const MAX_VOCABULARY: usize = 16 << 10;

/// The parent's first message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The parent's version.
    pub program: String,
    /// What the catalogue says of the model. The parent has verified that the file is this one.
    pub entry: CatalogEntry,
    /// Whether a person vouched for it, instead of the catalogue.
    pub imported: bool,
    /// The model's file, absolute.
    pub path: OsString,
    /// Whether it may compute on the graphics card.
    pub graphics_card: bool,
}

/// The child is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The child's version.
    pub program: String,
    /// SHA-256 of the model it was told to load.
    pub sha256: String,
    /// See [`Transcriber::window_ms`](crate::Transcriber::window_ms).
    pub window_ms: u64,
    /// What it computes on.
    pub computing: Computing,
}

/// Why the child does not serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It is of another version.
    Version {
        /// The child's.
        program: String,
    },
    /// The model cannot be loaded.
    Model {
        /// What is wrong with it.
        problem: String,
        /// What to do.
        remedy: String,
    },
}

/// An utterance, without its samples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The parent's number for it.
    pub id: u64,
    /// How many samples follow.
    pub samples: u32,
    /// As in [`TranscribeOptions`](crate::TranscribeOptions), like the rest.
    pub language: Language,
    /// Threads to compute with.
    pub threads: Option<usize>,
    /// What for.
    pub pass: Pass,
    /// Words to expect.
    pub vocabulary: String,
    /// Whether to look which language it sounds like.
    pub detect_language: bool,
}

/// Why an utterance has no words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// It was called off.
    Cancelled,
    /// The model does not know the language.
    LanguageUnsupported,
    /// The recogniser failed, for example for want of memory; a fresh one may do better.
    Recogniser(String),
}

/// What the parent says.
#[derive(Debug, Clone, PartialEq)]
pub enum ToChild {
    /// First of all.
    Hello(Box<Hello>),
    /// An utterance.
    Request(Request),
    /// Its next samples.
    Samples(Vec<f32>),
    /// It is not wanted any more.
    Cancel {
        /// Its number.
        id: u64,
    },
}

/// What the child says.
#[derive(Debug, Clone, PartialEq)]
pub enum FromChild {
    /// It is ready.
    Welcome(Welcome),
    /// It does not serve.
    Refused(Refusal),
    /// An utterance's words.
    Answer(Box<Answer>),
    /// An utterance has none.
    Failed {
        /// Its number.
        id: u64,
        /// Why.
        failure: Failure,
    },
}

/// The words of an utterance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The parent's number for it.
    pub id: u64,
    /// The words.
    pub transcription: Transcription,
}

#[derive(Serialize, Deserialize)]
struct CancelBody {
    id: u64,
}

#[derive(Serialize, Deserialize)]
struct FailedBody {
    id: u64,
    failure: Failure,
}

impl ToChild {
    /// The bytes of its frame.
    ///
    /// # Errors
    /// [`FrameError::TooLong`].
    pub fn bytes(&self) -> Result<Vec<u8>, FrameError> {
        match self {
            Self::Hello(hello) => json(Kind::Hello, hello),
            Self::Request(request) => json(Kind::Request, request),
            Self::Samples(samples) => samples_bytes(samples),
            Self::Cancel { id } => json(Kind::Cancel, &CancelBody { id: *id }),
        }
    }

    /// What a frame says.
    ///
    /// # Errors
    /// [`FrameError::Malformed`].
    pub fn decode(frame: &Frame) -> Result<Self, FrameError> {
        let payload = &frame.payload;
        match frame.kind {
            Kind::Hello => Ok(Self::Hello(parsed(payload)?)),
            Kind::Request => {
                let request: Request = parsed(payload)?;
                if request.samples as usize > MAX_SAMPLES {
                    return Err(FrameError::Malformed("an utterance of hours".to_owned()));
                }
                Ok(Self::Request(request))
            }
            Kind::Samples => {
                let (samples, rest) = payload.as_chunks::<4>();
                if !rest.is_empty() || samples.is_empty() {
                    return Err(FrameError::Malformed("a part of a sample".to_owned()));
                }
                Ok(Self::Samples(
                    samples.iter().map(|b| f32::from_le_bytes(*b)).collect(),
                ))
            }
            Kind::Cancel => Ok(Self::Cancel {
                id: parsed::<CancelBody>(payload)?.id,
            }),
            other => Err(out_of_place(other)),
        }
    }
}

/// The frame of up to [`SAMPLES_PER_FRAME`] samples.
///
/// # Errors
/// [`FrameError::TooLong`].
pub fn samples_bytes(samples: &[f32]) -> Result<Vec<u8>, FrameError> {
    let payload: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    frame::bytes(Kind::Samples, &payload)
}

impl FromChild {
    /// The bytes of its frame.
    ///
    /// # Errors
    /// [`FrameError::TooLong`].
    pub fn bytes(&self) -> Result<Vec<u8>, FrameError> {
        match self {
            Self::Welcome(welcome) => json(Kind::Welcome, welcome),
            Self::Refused(refusal) => json(Kind::Refused, refusal),
            Self::Answer(answer) => json(Kind::Answer, answer),
            Self::Failed { id, failure } => json(
                Kind::Failed,
                &FailedBody {
                    id: *id,
                    failure: failure.clone(),
                },
            ),
        }
    }

    /// What a frame says.
    ///
    /// # Errors
    /// [`FrameError::Malformed`].
    pub fn decode(frame: &Frame) -> Result<Self, FrameError> {
        let payload = &frame.payload;
        match frame.kind {
            Kind::Welcome => Ok(Self::Welcome(parsed(payload)?)),
            Kind::Refused => Ok(Self::Refused(parsed(payload)?)),
            Kind::Answer => Ok(Self::Answer(parsed(payload)?)),
            Kind::Failed => {
                let FailedBody { id, failure } = parsed(payload)?;
                Ok(Self::Failed { id, failure })
            }
            other => Err(out_of_place(other)),
        }
    }
}

/// Makes numbers of the recogniser's safe to write down: JSON has no infinities, and times end with the samples.
pub fn plausible(mut transcription: Transcription, length_ms: u64) -> Transcription {
    let share = |p: f32| {
        if p.is_finite() {
            p.clamp(0.0, 1.0)
        } else {
            0.0
        }
    };
    for word in &mut transcription.words {
        word.end_ms = word.end_ms.min(length_ms);
        word.start_ms = word.start_ms.min(word.end_ms);
        word.probability = share(word.probability);
    }
    transcription.confidence = transcription.confidence.map(share);
    transcription.no_speech_probability = transcription.no_speech_probability.map(share);
    if let Some(sounds_like) = &mut transcription.sounds_like {
        sounds_like.probability = share(sounds_like.probability);
    }
    transcription
}

fn json(kind: Kind, body: &impl Serialize) -> Result<Vec<u8>, FrameError> {
    let payload = serde_json::to_vec(body).map_err(|e| FrameError::Malformed(e.to_string()))?;
    frame::bytes(kind, &payload)
}

/// Errors name line and column, never the content: that may be what somebody said.
fn parsed<T: DeserializeOwned>(payload: &[u8]) -> Result<T, FrameError> {
    serde_json::from_slice(payload).map_err(|error| {
        FrameError::Malformed(format!(
            "unreadable at line {}, column {}",
            error.line(),
            error.column()
        ))
    })
}

fn out_of_place(kind: Kind) -> FrameError {
    FrameError::Malformed(format!("{kind:?} has no place here"))
}

#[cfg(test)]
mod tests {
    use candor_domain::Word;

    use super::*;
    use crate::{Catalog, SoundsLike};

    fn there_and_back(message: &ToChild) -> ToChild {
        ToChild::decode(&frame::read(&mut message.bytes().unwrap().as_slice()).unwrap()).unwrap()
    }

    #[test]
    fn what_the_parent_says_arrives() {
        // A path that is no text, as some file systems have it.
        #[cfg(unix)]
        let path: OsString = std::os::unix::ffi::OsStringExt::from_vec(vec![b'/', 0xff, b'm']);
        #[cfg(not(unix))]
        let path = OsString::from("C:\\m");
        for entry in Catalog::bundled().entries() {
            let hello = ToChild::Hello(Box::new(Hello {
                program: PROGRAM.to_owned(),
                entry: entry.clone(),
                imported: false,
                path: path.clone(),
                graphics_card: true,
            }));
            assert_eq!(there_and_back(&hello), hello);
        }
        let request = ToChild::Request(Request {
            id: u64::MAX,
            samples: 16_000,
            language: Language::Ru,
            threads: Some(3),
            pass: Pass::Partial,
            vocabulary: "Kubernetes, Straße".to_owned(),
            detect_language: true,
        });
        assert_eq!(there_and_back(&request), request);
        let cancel = ToChild::Cancel { id: 3 };
        assert_eq!(there_and_back(&cancel), cancel);
        let samples = ToChild::Samples(vec![f32::MIN_POSITIVE, -0.0, 1.0, f32::INFINITY]);
        assert_eq!(there_and_back(&samples), samples);
        assert!(samples_bytes(&vec![0.5; SAMPLES_PER_FRAME]).is_ok());
    }

    #[test]
    fn numbers_that_are_none_do_not_break_an_answer() {
        let word = Word {
            text: "so".to_owned(),
            start_ms: 9_000,
            end_ms: u64::MAX,
            probability: f32::NAN,
        };
        let mut heard = Transcription::from_words(vec![word], Language::En, Some(f32::NAN));
        heard.sounds_like = Some(SoundsLike {
            language: Language::De,
            probability: f32::INFINITY,
        });
        let transcription = plausible(heard, 1_500);
        let word = &transcription.words[0];
        assert_eq!(
            (word.start_ms, word.end_ms, word.probability),
            (1_500, 1_500, 0.0)
        );
        let answer = FromChild::Answer(Box::new(Answer {
            id: 1,
            transcription,
        }));
        let frame = frame::read(&mut answer.bytes().unwrap().as_slice()).unwrap();
        assert_eq!(FromChild::decode(&frame).unwrap(), answer);
    }

    #[test]
    fn messages_that_make_no_sense_are_refused_without_quoting_them() {
        let frame = |kind, payload: &[u8]| Frame {
            kind,
            payload: payload.to_vec(),
        };
        assert!(ToChild::decode(&frame(Kind::Samples, &[1, 2, 3])).is_err());
        assert!(ToChild::decode(&frame(Kind::Samples, &[])).is_err());
        assert!(ToChild::decode(&frame(Kind::Answer, b"{}")).is_err());
        let error = FromChild::decode(&frame(Kind::Answer, b"{\"secret words\": 1}")).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
        let hours = br#"{"id":1,"samples":4294967295,"language":"en","threads":null,"pass":"final","vocabulary":"","detect_language":false}"#;
        assert!(ToChild::decode(&frame(Kind::Request, hours)).is_err());
    }
}
