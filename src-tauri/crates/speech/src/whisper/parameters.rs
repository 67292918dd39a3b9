//! whisper.cpp's parameters for the two kinds of pass.

use std::cell::RefCell;

use candor_domain::Language;
use whisper_rs::{FullParams, SamplingStrategy};

use crate::{
    context::AudioContext,
    guards,
    transcriber::{Pass, TranscribeOptions},
};

/// Samples to choose from where sampling at a temperature; the first try does not.
const BEST_OF: i32 = 5;
/// Steps in which the temperature rises where decoding fails.
const TEMPERATURE_STEP: f32 = 0.4;
/// Entropy of the last 32 tokens below which they count as a loop (whisper.cpp's own).
const LOOP_ENTROPY: f32 = 2.4;
/// Tokens a look at a running utterance may have: so many, and so many a second. Fast speech in a language whose words
/// fall into many tokens comes to ten a second; only a loop says more.
const TOKENS: usize = 16;
const TOKENS_PER_SECOND: usize = 12;

thread_local! {
    /// whisper-rs copies the language's code for every set of parameters and never frees it, so each thread makes one
    /// set per language and copies that.
    static BASE: RefCell<[Option<FullParams<'static, 'static>>; Language::ALL.len()]> =
        const { RefCell::new([const { None }; Language::ALL.len()]) };
}

/// The parameters all passes have in common.
fn base(language: Language) -> FullParams<'static, 'static> {
    BASE.with_borrow_mut(|base| {
        base[language as usize]
            .get_or_insert_with(|| {
                let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: BEST_OF });
                params.set_language(Some(language.code()));
                // Earlier text makes whisper repeat it; the utterance alone counts.
                params.set_no_context(true);
                params.set_n_max_text_ctx(0);
                params.set_token_timestamps(true);
                params.set_suppress_blank(true);
                params.set_suppress_nst(true);
                params.set_temperature(0.0);
                params.set_temperature_inc(0.0);
                params.set_entropy_thold(LOOP_ENTROPY);
                params.set_logprob_thold(guards::FAILED);
                params.set_no_speech_thold(guards::NO_SPEECH);
                params.set_print_special(false);
                params.set_print_progress(false);
                params.set_print_realtime(false);
                params.set_print_timestamps(false);
                params
            })
            .clone()
    })
}

/// The parameters for `samples` samples.
///
/// A partial pass is one try without a fallback; so is a final pass that may be repeated with more context. A partial pass
/// is a single segment, because whisper.cpp throws away what follows the last time stamp otherwise, and there is no next
/// window to hear it in. It has time stamps, although it would save the two tokens they cost: which of its words are
/// stable is judged by where they end.
pub(super) fn parameters<'p>(
    options: &TranscribeOptions,
    samples: usize,
    threads: usize,
    context: AudioContext,
    prompt: &'p [i32],
) -> FullParams<'static, 'p> {
    let mut params: FullParams<'static, 'p> = match options.pass {
        Pass::Partial => {
            let mut params = base(options.language);
            params.set_single_segment(true);
            let seconds = samples.div_ceil(16_000);
            params.set_max_tokens((TOKENS + TOKENS_PER_SECOND * seconds) as i32);
            params
        }
        Pass::Final if context.has_second_try(options.pass) => base(options.language),
        Pass::Final => {
            let mut params = base(options.language);
            params.set_temperature_inc(TEMPERATURE_STEP);
            params
        }
    };
    params.set_n_threads(threads as i32);
    params.set_audio_ctx(context.audio_ctx());
    if !prompt.is_empty() {
        params.set_tokens(prompt);
        params.set_n_max_text_ctx(prompt.len() as i32 + 1);
    }
    params
}
