//! Whisper, run in this process by whisper.cpp.

mod callbacks;
mod languages;
mod parameters;

use std::{borrow::Cow, time::Instant};

use candor_domain::Doubt;
use whisper_rs::{FullParams, WhisperContext, WhisperError, WhisperState, install_logging_hooks};

use crate::{
    SAMPLES_PER_MS,
    catalog::CatalogEntry,
    context::AudioContext,
    error::SpeechError,
    graphics_card::Computing,
    guards::{self, Heard},
    models::VerifiedModel,
    processor, repeats,
    texture::{self, Judgement},
    transcriber::{Pass, TranscribeOptions, Transcriber, Transcription},
    vocabulary::Vocabulary,
    words::{self, Piece, Token},
};

/// Whisper expects at least a second, and whisper.cpp reads beyond the end of very short buffers.
const MIN_SAMPLES: usize = 17_600;
/// More threads than this make whisper no faster.
const MAX_THREADS: usize = 8;
/// Longest stretch transcribed in one go; whisper hears 30 s at a time.
const WINDOW_MS: u64 = 28_000;
/// Speech from which its language can be told, in ms.
const LANGUAGE_FROM_MS: u64 = 2_000;
/// Sound of a running utterance from which it is judged whether it sounds like speech, in ms.
const JUDGED_FROM_MS: u64 = 2_000;
/// What one step of a time stamp stands for, in ms.
const MARK_MS: i64 = 20;
/// What whisper.cpp answers when it has no memory for its cache; it has freed its state by then.
const STATE_IS_FREED: i32 = -7;

/// A loaded model. Takes about the model file's size in memory, and some more for computing.
pub struct Whisper {
    entry: CatalogEntry,
    context: WhisperContext,
    /// None after whisper.cpp has freed it.
    state: Option<WhisperState>,
    computing: Computing,
}

impl Whisper {
    /// Loads a model. Takes from milliseconds to seconds, with its size.
    ///
    /// # Errors
    /// [`SpeechError::ModelInvalid`] when the file is gone or whisper.cpp refuses it.
    pub fn load(model: &VerifiedModel) -> Result<Self, SpeechError> {
        Self::load_on(model, true)
    }

    /// The same; not on the graphics card unless that is allowed.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_on(model: &VerifiedModel, graphics_card: bool) -> Result<Self, SpeechError> {
        processor::check()?;
        // whisper.cpp writes to standard error otherwise.
        install_logging_hooks();
        let started = Instant::now();
        let refused = |error: WhisperError| {
            tracing::error!(model = model.name(), %error, "the speech model could not be loaded");
            SpeechError::ModelInvalid {
                path: model.path().to_owned(),
                problem: "it could not be loaded".to_owned(),
                remedy: "make sure that there is enough free memory, or choose a smaller model"
                    .to_owned(),
            }
        };
        let ((context, state), computing) =
            processor::load(model, graphics_card).map_err(refused)?;
        tracing::info!(
            model = model.name(),
            ?computing,
            took = ?started.elapsed(),
            "speech model loaded"
        );
        Ok(Self {
            entry: model.entry().clone(),
            context,
            state: Some(state),
            computing,
        })
    }

    /// What it computes on.
    pub fn computing(&self) -> Computing {
        self.computing
    }

    /// What the catalogue says of the loaded model.
    pub fn entry(&self) -> &CatalogEntry {
        &self.entry
    }

    /// The parameters of the first pass over `samples` samples, without vocabulary: for comparing with a bare loop.
    pub fn full_params(
        &self,
        options: &TranscribeOptions,
        samples: usize,
    ) -> FullParams<'static, 'static> {
        let context = self.audio_context(samples);
        parameters::parameters(options, samples, threads(options), context, &[])
    }

    fn audio_context(&self, samples: usize) -> AudioContext {
        let full = self.context.n_audio_ctx().unsigned_abs() as usize;
        AudioContext::new(samples, self.entry.short_audio_context, full)
    }

    /// What to expect, for a pass that may use it.
    fn vocabulary(&self, options: &TranscribeOptions) -> Vocabulary {
        if options.vocabulary.is_empty() || options.pass == Pass::Partial {
            return Vocabulary::default();
        }
        Vocabulary::new(
            &options.vocabulary,
            self.context.n_text_ctx().unsigned_abs() as usize,
            self.context.token_eot(),
            // A token is a byte at least; whisper-rs must not be given less room than it takes.
            |text| self.context.tokenize(text, text.len() + 1).ok(),
        )
    }

    /// One call of whisper.cpp and what it heard.
    #[expect(unsafe_code, reason = "limits are imposed by callbacks for C")]
    fn hear(
        &mut self,
        samples: &[f32],
        length_ms: u64,
        options: &TranscribeOptions,
        context: AudioContext,
        prompt: &[i32],
    ) -> Result<Heard, SpeechError> {
        let state = match &mut self.state {
            Some(state) => state,
            none => none.insert(self.context.create_state()?),
        };
        let mut params =
            parameters::parameters(options, samples.len(), threads(options), context, prompt);
        let mut limits = callbacks::Limits::new(samples.len(), &options.cancel);
        // SAFETY: `limits` lives to the end of this function and is not touched before the only call that `params` is
        // used for, below, has returned.
        unsafe { limits.impose(&mut params) };
        // whisper.cpp logs an error for every pass that was called off; what is one is answered.
        let result =
            tracing::dispatcher::with_default(&tracing::dispatcher::Dispatch::none(), || {
                state.full(params, samples)
            });
        if matches!(result, Err(WhisperError::GenericError(STATE_IS_FREED)))
            && let Some(state) = self.state.take()
        {
            // Dropping it would free it again.
            std::mem::forget(state);
        }
        if options.cancel.is_cancelled() {
            return Err(SpeechError::Cancelled);
        }
        result?;
        let mut heard = self.heard(options.pass, length_ms);
        heard.cut_off = limits.are_exhausted();
        Ok(heard)
    }

    fn heard(&self, pass: Pass, length_ms: u64) -> Heard {
        let first_special = self.context.token_eot();
        let first_mark = self.context.token_beg();
        let mut heard = Heard::default();
        let (mut log_probability, mut count) = (0.0, 0_u32);
        for segment in self.state.iter().flat_map(WhisperState::as_iter) {
            let probability = segment.no_speech_probability();
            heard.no_speech = Some(heard.no_speech.map_or(probability, |p| p.max(probability)));
            let pieces = (0..segment.n_tokens())
                .filter_map(|number| segment.get_token(number))
                .filter_map(|token| {
                    let data = token.token_data();
                    if token.token_id() >= first_mark {
                        return Some(Piece::Mark(
                            i64::from(token.token_id() - first_mark) * MARK_MS,
                        ));
                    }
                    if token.token_id() >= first_special {
                        return None;
                    }
                    log_probability += data.plog;
                    count += 1;
                    Some(Piece::Text(Token {
                        bytes: token.to_bytes().ok()?.to_owned(),
                        // whisper.cpp counts in hundredths of a second.
                        start_ms: data.t0 * 10,
                        end_ms: data.t1 * 10,
                        probability: data.p,
                    }))
                });
            let tokens = match pass {
                // whisper.cpp takes a single segment for 30 s long, and its words for as far apart.
                Pass::Partial => words::between_marks(pieces, length_ms as i64),
                Pass::Final => words::without_marks(pieces),
            };
            heard
                .words
                .extend(words::without_sounds(words::from_tokens(&tokens)));
        }
        heard.mean_log_probability = (count > 0).then(|| log_probability / count as f32);
        heard
    }

    /// Hears an utterance, with every second try the pass allows.
    fn listen(
        &mut self,
        samples: &[f32],
        length_ms: u64,
        options: &TranscribeOptions,
    ) -> Result<Heard, SpeechError> {
        let mut context = self.audio_context(samples.len());
        let vocabulary = self.vocabulary(options);
        let mut heard = self.hear(samples, length_ms, options, context, vocabulary.tokens())?;
        if context.has_second_try(options.pass) && guards::looks_broken(&heard, length_ms) {
            tracing::debug!(length_ms, "heard again with the full context");
            context = AudioContext::Full;
            heard = self.hear(samples, length_ms, options, context, vocabulary.tokens())?;
        }
        if !heard.words.is_empty() && vocabulary.is_all_of(&heard.words) {
            // What was expected has to be there without expecting it, if spelled differently.
            let unprompted = self.hear(samples, length_ms, options, context, &[])?;
            if unprompted.words.is_empty() || guards::is_invented(&unprompted) {
                heard = unprompted;
            }
        }
        Ok(heard)
    }
}

/// One thread per physical core but one. The threads spin while they wait for each other, so that a single core
/// busy with something else — the microphone, the window, a compiler — slows all of them down up to sixty-fold.
fn default_threads() -> usize {
    num_cpus::get_physical()
        .saturating_sub(1)
        .clamp(1, MAX_THREADS)
}

fn threads(options: &TranscribeOptions) -> usize {
    options.threads.unwrap_or_else(default_threads).max(1)
}

/// Samples without any that is no number or beyond full scale: one of them would spoil the whole spectrum.
fn sound(samples: &[f32]) -> Cow<'_, [f32]> {
    let is_sound = |sample: &f32| (-1.0..=1.0).contains(sample);
    if samples.iter().all(is_sound) {
        return samples.into();
    }
    samples
        .iter()
        .map(|sample| {
            if sample.is_nan() {
                0.0
            } else {
                sample.clamp(-1.0, 1.0)
            }
        })
        .collect()
}

/// As many samples as whisper.cpp needs, filled up with silence.
fn long_enough(mut samples: Cow<'_, [f32]>) -> Cow<'_, [f32]> {
    if samples.len() < MIN_SAMPLES {
        samples.to_mut().resize(MIN_SAMPLES, 0.0);
    }
    samples
}

impl Transcriber for Whisper {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        if !self.entry.supports(options.language) {
            return Err(SpeechError::LanguageUnsupported {
                name: self.entry.name.clone(),
                language: options.language,
            });
        }
        if options.cancel.is_cancelled() {
            return Err(SpeechError::Cancelled);
        }
        let started = Instant::now();
        let length_ms = samples.len() as u64 / SAMPLES_PER_MS;
        let sound = sound(samples);
        // The first moments of an utterance are too short to be judged before the first look.
        let judgement = if options.pass == Pass::Final || length_ms >= JUDGED_FROM_MS {
            texture::judge(&sound)
        } else {
            Judgement::Speech
        };
        if sound.is_empty() || judgement == Judgement::Nothing {
            return Ok(Transcription::from_words(
                Vec::new(),
                options.language,
                None,
            ));
        }
        let mut heard = self.listen(&long_enough(sound), length_ms, options)?;
        let doubtful = judgement == Judgement::Doubtful;
        if guards::is_invented(&heard) || doubtful && guards::is_unsure(&heard) {
            heard.words.clear();
        }
        let sounds_like = match &mut self.state {
            Some(state)
                if options.detect_language
                    && length_ms >= LANGUAGE_FROM_MS
                    && !heard.words.is_empty() =>
            {
                languages::sounds_like(&self.context, state, threads(options))?
            }
            _ => None,
        };
        words::settle_times(&mut heard.words, length_ms);
        let dropped = repeats::collapse(&mut heard.words);
        let unusual = (doubtful && !heard.words.is_empty()).then_some(Doubt::NoSpeech);
        let doubt = guards::doubt(&heard, dropped > 0, options.language, sounds_like).or(unusual);
        tracing::debug!(
            length_ms,
            pass = ?options.pass,
            words = heard.words.len(),
            dropped,
            ?doubt,
            took = ?started.elapsed(),
            "utterance transcribed"
        );
        Ok(Transcription {
            doubt,
            sounds_like,
            ..Transcription::from_words(heard.words, options.language, heard.no_speech)
        })
    }

    fn window_ms(&self) -> u64 {
        // Speech that fills the full context is heard best by a model that was trained with nothing else, and costs no
        // more than the same speech in shortened ones.
        if self.entry.short_audio_context.is_some() {
            0
        } else {
            WINDOW_MS
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_sound_becomes_silence() {
        let broken = [0.5, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -7.0, 1.0];
        assert_eq!(sound(&broken)[..], [0.5, 0.0, 1.0, -1.0, -1.0, 1.0]);
        assert!(matches!(sound(&[0.25; 9]), Cow::Borrowed(_)));
        let filled = long_enough(sound(&[0.25]));
        assert_eq!(
            (filled[0], filled[1], filled.len()),
            (0.25, 0.0, MIN_SAMPLES)
        );
        assert!(matches!(
            long_enough(sound(&vec![0.25; MIN_SAMPLES])),
            Cow::Borrowed(_)
        ));
    }
}
