//! The seam between the outside world's sound and the interview.

use std::time::Duration;

use crate::AudioError;

/// Somewhere samples come from: mono, [`crate::SAMPLE_RATE`], pulled by one consumer.
pub trait Source: Send {
    /// Name for people: the device, the file.
    fn name(&self) -> &str;

    /// The system's own name for the device, where it is one.
    fn id(&self) -> Option<&str> {
        None
    }

    /// Whether its samples arrive by the wall clock.
    fn pace(&self) -> Pace;

    /// Appends what has arrived to `out`. Blocks for at most about 50 ms.
    ///
    /// # Errors
    /// The device is lost or the file cannot be read on; what came before has been appended by then or by
    /// earlier calls. Further calls fail in the same way.
    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError>;

    /// Drops what has arrived and was not read: what is read next begins now. Sources that wait for their reader have
    /// nothing to drop.
    fn skip_to_now(&mut self) {}

    /// How long ago the last sound that was read arrived here: longer than no time where the reader was late. Sources
    /// that wait for their reader deliver when they are read.
    fn behind(&self) -> Duration {
        Duration::ZERO
    }

    /// Samples that were lost since this was last asked, because nobody read for too long. They belong before
    /// what is read next. Sources that wait for their reader lose none.
    fn take_lost(&mut self) -> u64 {
        0
    }
}

/// How fast a source delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pace {
    /// One second of sound a second.
    RealTime,
    /// As fast as it is read.
    Fast,
}

/// What a read brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pull {
    /// Samples were appended.
    Samples,
    /// Nothing has arrived yet; read again.
    Idle,
    /// The recording is over; nothing was appended and nothing ever will be.
    End,
}
