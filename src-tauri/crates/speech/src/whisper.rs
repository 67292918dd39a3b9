//! Whisper, run in this process by whisper.cpp.

use std::{ffi::c_void, time::Instant};

use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState,
    WhisperSysContext, WhisperSysState, install_logging_hooks,
};

use crate::{
    SAMPLES_PER_MS,
    catalog::CatalogEntry,
    error::SpeechError,
    models::VerifiedModel,
    repeats,
    transcriber::{TranscribeOptions, Transcriber, Transcription},
    words::{self, Token},
};

/// Whisper expects at least a second, and whisper.cpp reads beyond the end of very short buffers.
const MIN_SAMPLES: usize = 17_600;
/// Samples one step of the encoder's context stands for (20 ms).
const SAMPLES_PER_CONTEXT: usize = 320;
/// Context beyond the last sample, so that the end of the speech is seen as an end.
const CONTEXT_MARGIN: usize = 30;
/// Encoder runs allowed for any utterance, and one more for each so many samples (2 s, a short sentence).
const FIRST_RUNS: usize = 2;
const SAMPLES_PER_RUN: usize = 32_000;
/// More threads than this make whisper no faster.
const MAX_THREADS: usize = 8;
/// Longest stretch transcribed in one go; whisper hears 30 s at a time.
const WINDOW_MS: u64 = 28_000;

/// A loaded model. Takes about the model file's size in memory, and some more for computing.
pub struct Whisper {
    entry: CatalogEntry,
    context: WhisperContext,
    state: WhisperState,
}

impl Whisper {
    /// Loads a model. Takes from milliseconds to seconds, with its size.
    ///
    /// # Errors
    /// [`SpeechError::ModelInvalid`] when the file is gone or whisper.cpp refuses it.
    pub fn load(model: &VerifiedModel) -> Result<Self, SpeechError> {
        // whisper.cpp writes to standard error otherwise.
        install_logging_hooks();
        let started = Instant::now();
        let refused = |error: whisper_rs::WhisperError| {
            tracing::error!(model = model.name(), %error, "the speech model could not be loaded");
            SpeechError::ModelInvalid {
                path: model.path().to_owned(),
                problem: "it could not be loaded".to_owned(),
                remedy: "make sure that there is enough free memory, or choose a smaller model"
                    .to_owned(),
            }
        };
        let context =
            WhisperContext::new_with_params(model.path(), WhisperContextParameters::default())
                .map_err(refused)?;
        let state = context.create_state().map_err(refused)?;
        tracing::info!(model = model.name(), took = ?started.elapsed(), "speech model loaded");
        Ok(Self {
            entry: model.entry().clone(),
            context,
            state,
        })
    }

    /// What the catalogue says of the loaded model.
    pub fn entry(&self) -> &CatalogEntry {
        &self.entry
    }

    /// The parameters used for an utterance of `samples` samples: greedy, sampling at rising temperature where
    /// that fails, no conditioning on earlier text.
    pub fn full_params(
        &self,
        options: &TranscribeOptions,
        samples: usize,
    ) -> FullParams<'static, 'static> {
        let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 5 });
        params.set_n_threads(options.threads.unwrap_or_else(default_threads).max(1) as i32);
        // English is whisper.cpp's own default; setting it again would leak a copy of the string per call.
        if options.language != candor_domain::Language::En {
            params.set_language(Some(options.language.code()));
        }
        params.set_no_context(true);
        params.set_n_max_text_ctx(0);
        params.set_token_timestamps(true);
        params.set_suppress_blank(true);
        params.set_suppress_nst(true);
        params.set_temperature(0.0);
        params.set_temperature_inc(0.4);
        params.set_entropy_thold(2.4);
        params.set_logprob_thold(-1.0);
        params.set_no_speech_thold(0.6);
        params.set_print_special(false);
        params.set_print_progress(false);
        params.set_print_realtime(false);
        params.set_print_timestamps(false);
        params.set_audio_ctx(self.audio_context(samples));
        params
    }

    /// Encoder context for this many samples; 0 is the model's full context.
    fn audio_context(&self, samples: usize) -> i32 {
        let Some([least, most]) = self.entry.short_audio_context else {
            return 0;
        };
        let needed = samples.div_ceil(SAMPLES_PER_CONTEXT) + CONTEXT_MARGIN;
        let most = most.min(self.context.n_audio_ctx().unsigned_abs()) as usize;
        if needed > most {
            0
        } else {
            needed.max(least as usize) as i32
        }
    }

    /// Runs whisper on at least [`MIN_SAMPLES`], but never for long: where a model's time stamps advance by
    /// hundredths of a second, whisper.cpp would otherwise look at the same speech a thousand times.
    #[expect(
        unsafe_code,
        reason = "the safe wrappers have no limit on encoder runs"
    )]
    fn run(
        &mut self,
        samples: &[f32],
        mut params: FullParams<'static, 'static>,
    ) -> Result<(), SpeechError> {
        let mut runs_left = FIRST_RUNS + samples.len() / SAMPLES_PER_RUN;
        // SAFETY: the callback has the type whisper.cpp documents, touches neither context nor state, and gets a
        // pointer to `runs_left`, which outlives `full` below and is used by nothing else until that returns.
        unsafe {
            params.set_start_encoder_callback(Some(count_down));
            params.set_start_encoder_callback_user_data((&raw mut runs_left).cast());
        }
        Ok(self.state.full(params, samples)?)
    }

    fn words(&self) -> (Vec<candor_domain::Word>, Option<f32>) {
        let first_special = self.context.token_eot();
        let mut words = Vec::new();
        let mut no_speech: Option<f32> = None;
        for segment in self.state.as_iter() {
            let probability = segment.no_speech_probability();
            no_speech = Some(no_speech.map_or(probability, |p| p.max(probability)));
            let tokens: Vec<Token> = (0..segment.n_tokens())
                .filter_map(|number| segment.get_token(number))
                .filter(|token| token.token_id() < first_special)
                .filter_map(|token| {
                    let data = token.token_data();
                    Some(Token {
                        bytes: token.to_bytes().ok()?.to_owned(),
                        // whisper.cpp counts in hundredths of a second.
                        start_ms: data.t0 * 10,
                        end_ms: data.t1 * 10,
                        probability: data.p,
                    })
                })
                .collect();
            words.extend(words::without_sounds(words::from_tokens(&tokens)));
        }
        (words, no_speech)
    }
}

/// One thread per physical core but one. The threads spin while they wait for each other, so that a single core
/// busy with something else — the microphone, the window, a compiler — slows all of them down up to sixty-fold.
fn default_threads() -> usize {
    num_cpus::get_physical()
        .saturating_sub(1)
        .clamp(1, MAX_THREADS)
}

/// Called by whisper.cpp before each run of the encoder; false ends the transcription with what there is.
#[expect(unsafe_code, reason = "a callback for C")]
unsafe extern "C" fn count_down(
    _: *mut WhisperSysContext,
    _: *mut WhisperSysState,
    runs_left: *mut c_void,
) -> bool {
    // SAFETY: `run` passes a pointer to a `usize` that lives until whisper.cpp returns.
    let runs_left = unsafe { &mut *runs_left.cast::<usize>() };
    let go_on = *runs_left > 0;
    *runs_left = runs_left.saturating_sub(1);
    go_on
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
        if samples.is_empty() {
            return Ok(Transcription::from_words(
                Vec::new(),
                options.language,
                None,
            ));
        }
        if options.cancel.is_cancelled() {
            return Err(SpeechError::Cancelled);
        }
        let started = Instant::now();
        let params = self.full_params(options, samples.len().max(MIN_SAMPLES));
        if samples.len() < MIN_SAMPLES {
            let mut padded = samples.to_owned();
            padded.resize(MIN_SAMPLES, 0.0);
            self.run(&padded, params)?;
        } else {
            self.run(samples, params)?;
        }
        let (mut words, no_speech) = self.words();
        let length_ms = samples.len() as u64 / SAMPLES_PER_MS;
        words::settle_times(&mut words, length_ms);
        let dropped = repeats::collapse(&mut words);
        tracing::debug!(length_ms, words = words.len(), dropped, took = ?started.elapsed(), "utterance transcribed");
        Ok(Transcription::from_words(
            words,
            options.language,
            no_speech,
        ))
    }

    fn window_ms(&self) -> u64 {
        // With its full context every call costs the encoder 30 s, whatever the length.
        if self.entry.short_audio_context.is_some() {
            0
        } else {
            WINDOW_MS
        }
    }
}
