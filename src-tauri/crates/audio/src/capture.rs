//! The system's side of a microphone.
//!
//! The system calls back on its own thread; the callback converts the samples to `f32` and writes whole frames
//! into a lock-free ring, nothing else. The stream itself lives on a thread of its own (on some systems it may
//! not change threads), which sleeps until the microphone is dropped or lost.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::SyncSender,
    },
    thread::{self, Thread},
    time::Duration,
};

use cpal::{
    BufferSize, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig,
    SupportedBufferSize, SupportedStreamConfig,
    traits::{DeviceTrait, StreamTrait},
};
use rtrb::{Consumer, Producer, RingBuffer};

use crate::{
    AudioError, device,
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
    pub(crate) channels: usize,
    pub(crate) resampler: Resampler,
    pub(crate) ring: Consumer<f32>,
}

/// What the callbacks, the stream's thread and the consumer tell each other.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// Data callbacks so far.
    pub(crate) callbacks: AtomicU64,
    /// Frames that did not fit into the ring.
    pub(crate) dropped: AtomicU64,
    /// Times the system itself lost sound because it was not fetched in time.
    pub(crate) overruns: AtomicU64,
    /// The device is gone.
    pub(crate) lost: AtomicBool,
    /// The microphone is being dropped.
    pub(crate) stop: AtomicBool,
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
    while !shared.stop.load(Ordering::Relaxed) && !shared.lost.load(Ordering::Relaxed) {
        thread::park();
    }
    // Dropped here: a lost device may otherwise report its error over and over.
    drop(stream);
}

fn open(wanted: Option<&str>, shared: &Arc<Shared>) -> Result<(cpal::Stream, Opened), AudioError> {
    let (device, name) = device::find(wanted)?;
    let failed = |e: cpal::Error| match e.kind() {
        // Some systems always offer a default, whether there is anything behind it or not.
        ErrorKind::DeviceNotAvailable
        | ErrorKind::HostUnavailable
        | ErrorKind::UnsupportedOperation
            if wanted.is_none() =>
        {
            AudioError::NoDevice
        }
        _ => AudioError::OpenFailed {
            name: name.clone(),
            reason: e.to_string(),
        },
    };
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
        let writer = Writer {
            ring: producer,
            channels,
            shared: Arc::clone(shared),
        };
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
            channels,
            resampler,
            ring,
        },
    ))
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
    let (shared, owner) = (Arc::clone(&writer.shared), thread::current());
    device.build_input_stream::<T, _, _>(
        config,
        move |data, _| writer.write(data),
        move |error| note(error.kind(), &shared, &owner),
        Some(OPENING),
    )
}

/// The error callback. What may pass by itself is left to the watchdog.
fn note(error: ErrorKind, shared: &Shared, owner: &Thread) {
    match error {
        ErrorKind::Xrun => {
            shared.overruns.fetch_add(1, Ordering::Relaxed);
        }
        ErrorKind::DeviceNotAvailable
        | ErrorKind::StreamInvalidated
        | ErrorKind::HostUnavailable
        | ErrorKind::PermissionDenied => {
            shared.lost.store(true, Ordering::Relaxed);
            owner.unpark();
        }
        _ => {}
    }
}

/// The callback's end of the ring.
struct Writer {
    ring: Producer<f32>,
    channels: usize,
    shared: Arc<Shared>,
}

impl Writer {
    /// Runs on the system's audio thread: no locks, no allocation, no I/O.
    fn write<T>(&mut self, data: &[T])
    where
        T: SizedSample,
        f32: FromSample<T>,
    {
        let frames = data.len() / self.channels;
        let room = (self.ring.slots() / self.channels).min(frames);
        if let Ok(chunk) = self.ring.write_chunk_uninit(room * self.channels) {
            chunk.fill_from_iter(data.iter().map(|&sample| f32::from_sample_(sample)));
        }
        if room < frames {
            self.shared
                .dropped
                .fetch_add((frames - room) as u64, Ordering::Relaxed);
        }
        self.shared.callbacks.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(channels: usize, capacity: usize) -> (Writer, Consumer<f32>) {
        let (ring, out) = RingBuffer::new(capacity);
        let shared = Arc::default();
        (
            Writer {
                ring,
                channels,
                shared,
            },
            out,
        )
    }

    fn written<T>(data: &[T]) -> Vec<f32>
    where
        T: SizedSample,
        f32: FromSample<T>,
    {
        let (mut writer, mut out) = writer(1, data.len());
        writer.write(data);
        std::iter::from_fn(|| out.pop().ok()).collect()
    }

    #[test]
    fn every_sample_format_arrives_on_the_same_scale() {
        let half = [-1.0, 0.0, 0.5];
        assert_eq!(written(&[i8::MIN, 0, 64]), half);
        assert_eq!(written(&[i16::MIN, 0, 1 << 14]), half);
        assert_eq!(written(&[i32::MIN, 0, 1 << 30]), half);
        assert_eq!(written(&[i64::MIN, 0, 1 << 62]), half);
        assert_eq!(written(&[0_u8, 128, 192]), half);
        assert_eq!(written(&[0_u16, 1 << 15, 3 << 14]), half);
        assert_eq!(written(&[0_u32, 1 << 31, 3 << 30]), half);
        assert_eq!(written(&[0_u64, 1 << 63, 3 << 62]), half);
        assert_eq!(written(&[-1.0_f32, 0.0, 0.5]), half);
        assert_eq!(written(&[-1.0_f64, 0.0, 0.5]), half);
        let i24 = |v| cpal::I24::new(v).unwrap();
        assert_eq!(written(&[i24(-(1 << 23)), i24(0), i24(1 << 22)]), half);
        let u24 = |v| cpal::U24::new(v).unwrap();
        assert_eq!(written(&[u24(0), u24(1 << 23), u24(3 << 22)]), half);
    }

    #[test]
    fn a_full_ring_drops_whole_frames_and_counts_them() {
        let (mut writer, mut out) = writer(2, 7);
        writer.write(&[0.1_f32, 0.2, 0.3, 0.4]);
        writer.write(&[0.5_f32, 0.6, 0.7, 0.8]);
        let kept: Vec<f32> = std::iter::from_fn(|| out.pop().ok()).collect();
        assert_eq!(kept, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        assert_eq!(writer.shared.dropped.load(Ordering::Relaxed), 1);
        assert_eq!(writer.shared.callbacks.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn only_a_device_that_is_gone_ends_the_recording() {
        let lost = |kind| {
            let shared = Shared::default();
            note(kind, &shared, &thread::current());
            shared.lost.load(Ordering::Relaxed)
        };
        assert!(lost(ErrorKind::DeviceNotAvailable) && lost(ErrorKind::StreamInvalidated));
        assert!(!lost(ErrorKind::Xrun) && !lost(ErrorKind::DeviceChanged));
        assert!(!lost(ErrorKind::RealtimeDenied) && !lost(ErrorKind::BackendError));
    }
}
