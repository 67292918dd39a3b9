//! What whisper.cpp asks while it works: whether to go on.
#![expect(
    unsafe_code,
    reason = "whisper-rs has no sound wrapper for the abort callback, and none that limits encoder runs"
)]

use std::{
    ffi::c_void,
    sync::atomic::{AtomicBool, Ordering},
};

use whisper_rs::{FullParams, WhisperSysContext, WhisperSysState};

use crate::transcriber::Cancel;

/// Encoder runs allowed for any utterance, and one more for each so many samples (2 s, a short sentence).
const FIRST_RUNS: usize = 2;
const SAMPLES_PER_RUN: usize = 32_000;

/// Limits of one call of whisper.cpp. Has to outlive that call.
///
/// A cancelled call ends before the next run of the encoder or with the next token, whichever comes first: a run of the
/// encoder that has begun is not broken off, whisper.cpp has no means to.
pub(super) struct Limits {
    runs_left: usize,
    exhausted: bool,
    cancel: Cancel,
}

impl Limits {
    /// Where a model's time stamps advance by hundredths of a second, whisper.cpp would look at the same speech a
    /// thousand times; with these limits it does not.
    pub(super) fn new(samples: usize, cancel: &Cancel) -> Self {
        Self {
            runs_left: FIRST_RUNS + samples / SAMPLES_PER_RUN,
            exhausted: false,
            cancel: cancel.clone(),
        }
    }

    /// Whether whisper.cpp wanted to go on hearing and was not allowed to: what followed is missing from the text.
    pub(super) fn are_exhausted(&self) -> bool {
        self.exhausted
    }

    /// Makes a call with these parameters obey.
    ///
    /// # Safety
    /// `self` has to stay where it is, and be left alone, until whisper.cpp has returned from every call made with
    /// `params`.
    pub(super) unsafe fn impose(&mut self, params: &mut FullParams<'_, '_>) {
        let limits: *mut Self = self;
        // SAFETY: both callbacks have the types whisper.cpp documents and touch neither its context nor its state.
        // `before_encoder` gets a pointer to `self`, which the caller keeps alive and leaves alone; whisper.cpp calls it
        // on the calling thread. `is_cancelled` gets a pointer to the flag itself, which the clone in `self` keeps
        // alive; it only reads it, atomically, so other threads may set it meanwhile and any thread may call it.
        unsafe {
            params.set_start_encoder_callback(Some(before_encoder));
            params.set_start_encoder_callback_user_data(limits.cast());
            params.set_abort_callback(Some(is_cancelled));
            params.set_abort_callback_user_data(self.cancel.as_ptr().cast_mut().cast());
        }
    }
}

/// Called by whisper.cpp before each run of the encoder; false ends the transcription with what there is.
unsafe extern "C" fn before_encoder(
    _: *mut WhisperSysContext,
    _: *mut WhisperSysState,
    limits: *mut c_void,
) -> bool {
    // SAFETY: `impose` passes a pointer to a `Limits` that lives until whisper.cpp returns and that nothing else uses.
    let limits = unsafe { &mut *limits.cast::<Limits>() };
    if limits.cancel.is_cancelled() {
        return false;
    }
    limits.exhausted |= limits.runs_left == 0;
    limits.runs_left = limits.runs_left.saturating_sub(1);
    !limits.exhausted
}

/// Called by whisper.cpp after each run of the encoder and of the decoder; true makes it fail at once.
unsafe extern "C" fn is_cancelled(flag: *mut c_void) -> bool {
    // SAFETY: `impose` passes a pointer to an `AtomicBool` that the `Limits` keep alive until whisper.cpp returns; it is
    // only read, through a shared reference.
    let flag = unsafe { &*flag.cast_const().cast::<AtomicBool>() };
    flag.load(Ordering::Acquire)
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use super::*;

    fn asked(limits: &mut Limits) -> bool {
        // SAFETY: it looks at neither of the first two, and the limits live on and are left alone meanwhile.
        unsafe {
            before_encoder(
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::from_mut(limits).cast(),
            )
        }
    }

    #[test]
    fn what_is_cut_off_is_known_and_what_is_called_off_is_not_cut_off() {
        let mut limits = Limits::new(2 * SAMPLES_PER_RUN, &Cancel::default());
        for _ in 0..FIRST_RUNS + 2 {
            assert!(asked(&mut limits));
        }
        assert!(!limits.are_exhausted(), "all of it was heard");
        assert!(!asked(&mut limits));
        assert!(limits.are_exhausted());

        let cancel = Cancel::default();
        let mut limits = Limits::new(0, &cancel);
        cancel.cancel();
        for _ in 0..=FIRST_RUNS {
            assert!(!asked(&mut limits));
        }
        assert!(!limits.are_exhausted());
    }
}
