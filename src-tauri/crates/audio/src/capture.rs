//! The system's side of a microphone.
//!
//! The system calls [`Writer`] on its own thread. The stream itself lives on a thread of its own (on some systems it
//! may not change threads), which sleeps until the microphone is dropped or lost.

use std::{
    sync::{Arc, atomic::Ordering, mpsc::SyncSender},
    thread::{self, Thread},
    time::Duration,
};

use cpal::{
    BufferSize, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig,
    SupportedBufferSize, SupportedStreamConfig,
    traits::{DeviceTrait, StreamTrait},
};
use rtrb::{Consumer, RingBuffer};

use crate::{
    AudioError,
    callback::{Loss, Shared, Writer},
    device,
    resample::{RATES, Resampler},
};

/// Sound the ring holds for a consumer that is late, in seconds: longer than the store waits for a busy disk.
const RING_SECONDS: usize = 15;
/// How long the system may take to open a device.
pub(crate) const OPENING: Duration = Duration::from_secs(10);

/// What the opening thread found.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) name: String,
    /// The system's own name for the device.
    pub(crate) id: String,
    pub(crate) channels: usize,
    pub(crate) resampler: Resampler,
    pub(crate) ring: Consumer<f32>,
}

/// Body of the stream's thread: opens, reports, and holds the stream until it is no longer wanted.
pub(crate) fn own_stream(
    wanted: Option<&str>,
    shared: &Arc<Shared>,
    ready: &SyncSender<Result<Opened, AudioError>>,
) {
    let (stream, opened) = match open(wanted, shared) {
        Ok((stream, opened)) => (Some(stream), Ok(opened)),
        Err(e) => (None, Err(e)),
    };
    if ready.send(opened).is_err() || stream.is_none() {
        return;
    }
    while !shared.stop.load(Ordering::Relaxed) && shared.loss().is_none() {
        thread::park();
    }
    // Dropped here: a lost device may otherwise report its error over and over.
    drop(stream);
}

fn open(wanted: Option<&str>, shared: &Arc<Shared>) -> Result<(cpal::Stream, Opened), AudioError> {
    let device::Found { device, name, id } = device::find(wanted)?;
    let failed = |e: cpal::Error| refused(&e, &name, wanted.is_none());
    let config = device::config(&device).map_err(failed)?;
    let rate = config.sample_rate();
    if !RATES.contains(&rate) {
        return Err(AudioError::OpenFailed {
            name,
            reason: format!("it delivers {rate} samples a second"),
        });
    }
    let channels = usize::from(config.channels()).max(1);
    let resampler = Resampler::new(rate)?;
    let start = |buffered: StreamConfig| {
        let (producer, ring) = RingBuffer::new(rate as usize * channels * RING_SECONDS);
        let writer = Writer::new(producer, channels, rate, Arc::clone(shared));
        let stream = build(&device, buffered, config.sample_format(), writer)?;
        stream.play()?;
        Ok((stream, ring))
    };
    let (stream, ring) = start(with_buffer(&config))
        .or_else(|e: cpal::Error| match e.kind() {
            // The device does not like the buffer we wish for; then the one it wishes for.
            ErrorKind::UnsupportedConfig => start(config.config()),
            _ => Err(e),
        })
        .map_err(failed)?;
    Ok((
        stream,
        Opened {
            name,
            id,
            channels,
            resampler,
            ring,
        },
    ))
}

/// Why a device did not open, in words that say what to do.
fn refused(error: &cpal::Error, name: &str, default: bool) -> AudioError {
    let name = name.to_owned();
    match error.kind() {
        // Some systems always offer a default, whether there is anything behind it or not.
        ErrorKind::DeviceNotAvailable | ErrorKind::UnsupportedOperation if default => {
            AudioError::NoDevice
        }
        ErrorKind::DeviceBusy => AudioError::InUse { name },
        ErrorKind::PermissionDenied => AudioError::NotAllowed { name },
        ErrorKind::HostUnavailable => AudioError::NoSoundSystem,
        _ => AudioError::OpenFailed {
            name,
            reason: error.to_string(),
        },
    }
}

/// On ALSA the usual buffer lasts 20 ms, and transcription easily keeps every processor busy for longer than
/// that; elsewhere audio threads have priority and the system knows best.
fn with_buffer(config: &SupportedStreamConfig) -> StreamConfig {
    let mut wanted = config.config();
    if cfg!(target_os = "linux")
        && let SupportedBufferSize::Range { min, max } = *config.buffer_size()
        && min <= max / 2
    {
        // A period; the buffer holds two.
        wanted.buffer_size = BufferSize::Fixed((config.sample_rate() / 20).clamp(min, max / 2));
    }
    wanted
}

fn build(
    device: &cpal::Device,
    config: StreamConfig,
    format: SampleFormat,
    writer: Writer,
) -> Result<cpal::Stream, cpal::Error> {
    match format {
        SampleFormat::I8 => build_as::<i8>(device, config, writer),
        SampleFormat::I16 => build_as::<i16>(device, config, writer),
        SampleFormat::I24 => build_as::<cpal::I24>(device, config, writer),
        SampleFormat::I32 => build_as::<i32>(device, config, writer),
        SampleFormat::I64 => build_as::<i64>(device, config, writer),
        SampleFormat::U8 => build_as::<u8>(device, config, writer),
        SampleFormat::U16 => build_as::<u16>(device, config, writer),
        SampleFormat::U24 => build_as::<cpal::U24>(device, config, writer),
        SampleFormat::U32 => build_as::<u32>(device, config, writer),
        SampleFormat::U64 => build_as::<u64>(device, config, writer),
        SampleFormat::F32 => build_as::<f32>(device, config, writer),
        SampleFormat::F64 => build_as::<f64>(device, config, writer),
        other => Err(cpal::Error::with_message(
            ErrorKind::UnsupportedConfig,
            format!("it delivers samples as {other}"),
        )),
    }
}

fn build_as<T>(
    device: &cpal::Device,
    config: StreamConfig,
    mut writer: Writer,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let (shared, owner) = (writer.shared(), thread::current());
    device.build_input_stream::<T, _, _>(
        config,
        move |data, _| writer.write(data),
        move |error| note(error.kind(), &shared, &owner),
        Some(OPENING),
    )
}

/// The error callback.
fn note(error: ErrorKind, shared: &Shared, owner: &Thread) {
    if error == ErrorKind::Xrun {
        shared.overruns.fetch_add(1, Ordering::Relaxed);
    }
    if let Some(loss) = Loss::of(error) {
        shared.lose(loss);
        owner.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_stream_that_does_not_go_on_by_itself_ends_the_recording() {
        let loss = |kind| {
            let shared = Shared::new();
            note(kind, &shared, &thread::current());
            shared.loss()
        };
        assert_eq!(loss(ErrorKind::DeviceNotAvailable), Some(Loss::Gone));
        assert_eq!(loss(ErrorKind::StreamInvalidated), Some(Loss::Changed));
        assert_eq!(loss(ErrorKind::PermissionDenied), Some(Loss::NotAllowed));
        assert_eq!(loss(ErrorKind::HostUnavailable), Some(Loss::NoSoundSystem));
        for passing in [
            ErrorKind::Xrun,
            ErrorKind::DeviceChanged,
            ErrorKind::RealtimeDenied,
            ErrorKind::BackendError,
        ] {
            assert_eq!(loss(passing), None, "{passing:?}");
        }
    }

    #[test]
    fn every_refusal_says_what_to_do() {
        let refused = |kind: ErrorKind, default| refused(&kind.into(), "Headset", default);
        let words = |kind| refused(kind, false).to_string();
        let busy = words(ErrorKind::DeviceBusy);
        assert!(
            busy.contains("“Headset”") && busy.contains("close it"),
            "{busy}"
        );
        let denied = words(ErrorKind::PermissionDenied);
        assert!(denied.contains("does not let Candor use"), "{denied}");
        assert!(matches!(
            refused(ErrorKind::HostUnavailable, true),
            AudioError::NoSoundSystem
        ));
        assert!(matches!(
            refused(ErrorKind::DeviceNotAvailable, true),
            AudioError::NoDevice
        ));
        assert!(matches!(
            refused(ErrorKind::DeviceNotAvailable, false),
            AudioError::OpenFailed { .. }
        ));
    }
}
