//! How much of whisper's window a pass looks at.
//!
//! Whisper's encoder always works on 30 s (1,500 steps of 20 ms); what an utterance does not fill is silence, and costs
//! as much as speech. whisper.cpp can be told to look at fewer steps (`audio_ctx`). Policy:
//!
//! - A model whose catalogue entry says that it was **trained with shortened contexts** gets as many steps as the speech
//!   has and a margin, within the trained range, in every pass; its full context beyond that.
//! - **Every other model** (all official ones) was trained with the full context only. It gets as many steps as the
//!   speech has and a wide margin, but never fewer than [`FLOOR`]. What goes wrong with too few is known from
//!   whisper.cpp's users: the decoder misses the end of the speech and says the last sentence again, or runs on. So a
//!   final pass with a shortened context gets a single try and is checked: where it looks broken
//!   ([`guards::looks_broken`](crate::guards::looks_broken)) the utterance is decoded again with the full context and
//!   every fallback, and that is what counts. A partial pass is not decoded again; the next one replaces it.
//!
//! Measured here: times, for the shapes of the tiny, base and small models and for the demo model, and the demo model's
//! word errors (`cargo xtask bench context`). Not measured here, because no official weights can be had where this was
//! built: their word errors. [`FLOOR`] and [`MARGIN`] for them are what others found to work: whisper.cpp's own
//! streaming example suggests 512 as a third of the time at some loss of quality, and its issue 1855 found no loss with
//! the length of the speech and 128 steps more.

use crate::transcriber::Pass;

/// Samples one step of the encoder's context stands for (20 ms).
const SAMPLES_PER_STEP: usize = 320;
/// Fewest steps for a model that was not trained with fewer than all: 10.2 s.
const FLOOR: usize = 512;
/// Steps of silence beyond the speech for such a model, so that it sees the end: 2.6 s.
const MARGIN: usize = 128;
/// With more steps than this the full context costs little more, and is what the model knows.
const MOST: usize = 1_100;
/// Steps beyond the speech for a model trained with shortened contexts.
const TRAINED_MARGIN: usize = 30;

/// How many steps of the encoder's context a pass uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AudioContext {
    /// All.
    Full,
    /// So many, as the model was trained.
    Trained(usize),
    /// So many, although the model was trained with all of them.
    Shortened(usize),
}

impl AudioContext {
    /// For this many samples. `trained` is the catalogue's `short_audio_context`, `full` the model's own number of steps.
    pub(crate) fn new(samples: usize, trained: Option<[u32; 2]>, full: usize) -> Self {
        let speech = samples.div_ceil(SAMPLES_PER_STEP);
        if let Some([least, most]) = trained {
            let needed = speech + TRAINED_MARGIN;
            return if needed <= full.min(most as usize) {
                Self::Trained(needed.max(least as usize))
            } else {
                Self::Full
            };
        }
        let needed = (speech + MARGIN).max(FLOOR);
        if needed <= MOST.min(full) {
            Self::Shortened(needed)
        } else {
            Self::Full
        }
    }

    /// As whisper.cpp wants it.
    pub(crate) fn audio_ctx(self) -> i32 {
        match self {
            Self::Full => 0,
            Self::Trained(steps) | Self::Shortened(steps) => {
                i32::try_from(steps).unwrap_or_default()
            }
        }
    }

    /// Whether a pass with it may be decoded again with the full context.
    pub(crate) fn has_second_try(self, pass: Pass) -> bool {
        matches!((self, pass), (Self::Shortened(_), Pass::Final))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: usize = 16_000;

    #[test]
    fn a_model_trained_for_it_stays_in_its_range() {
        let context = |seconds: usize| AudioContext::new(seconds * SECOND, Some([400, 600]), 1_500);
        assert_eq!(context(1), AudioContext::Trained(400));
        assert_eq!(context(10), AudioContext::Trained(530));
        assert_eq!(context(12), AudioContext::Full);
    }

    #[test]
    fn other_models_get_a_floor_and_a_wide_margin() {
        let context = |seconds: usize| AudioContext::new(seconds * SECOND, None, 1_500);
        assert_eq!(context(1), AudioContext::Shortened(512));
        assert_eq!(context(10), AudioContext::Shortened(628));
        assert_eq!(context(20), AudioContext::Full);
        assert!(context(1).has_second_try(Pass::Final));
        assert!(!context(1).has_second_try(Pass::Partial));
        assert!(!context(20).has_second_try(Pass::Final));
    }

    proptest! {
        #[test]
        fn no_speech_is_ever_outside_the_context(samples in 0_usize..960_000, least in 1_u32..1_500, span in 0_u32..1_500) {
            for trained in [None, Some([least, least + span])] {
                match AudioContext::new(samples, trained, 1_500) {
                    AudioContext::Full => {}
                    AudioContext::Trained(steps) | AudioContext::Shortened(steps) => {
                        prop_assert!(steps * SAMPLES_PER_STEP > samples);
                        prop_assert!(steps <= 1_500);
                    }
                }
            }
        }
    }
}
