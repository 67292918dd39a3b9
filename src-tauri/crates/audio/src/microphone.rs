//! A real microphone.
//!
//! The system calls back on its own thread; the callback converts the samples to `f32` and writes whole frames
//! into a lock-free ring, nothing else. [`Source::read`] empties the ring on the consumer's thread, downmixes and
//! resamples. The stream itself lives on a thread of its own (on some systems it may not change threads), which
//! sleeps until the microphone is dropped or lost.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
    thread::{self, JoinHandle, Thread},
    time::{Duration, Instant},
};

use cpal::{
    ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig,
    traits::{DeviceTrait, StreamTrait},
};
use rtrb::{Consumer, Producer, RingBuffer};

use crate::{
    AudioError, Pace, Pull, Source, device,
    resample::{RATES, Resampler, downmix},
};

/// Sound the ring holds for a consumer that is late, in seconds.
const RING_SECONDS: usize = 4;
/// How long the system may take to open a device.
const OPENING: Duration = Duration::from_secs(10);
/// How long a running stream may stay without a callback.
const SILENT: Duration = Duration::from_secs(2);
/// How long it may take to the first one: a wireless headset changes its mode first.
const FIRST: Duration = Duration::from_secs(5);
/// How long a read waits at most.
const WAIT: Duration = Duration::from_millis(50);
/// How often a waiting read looks.
const LOOK: Duration = Duration::from_millis(5);

/// An open microphone. Capture ends when it is dropped.
#[derive(Debug)]
pub struct Microphone {
    opened: Opened,
    shared: Arc<Shared>,
    owner: Option<JoinHandle<()>>,
    watchdog: Watchdog,
    resampler: Resampler,
    interleaved: Vec<f32>,
    mono: Vec<f32>,
}

/// What the opening thread found.
#[derive(Debug)]
struct Opened {
    name: String,
    channels: usize,
    rate: u32,
    ring: Consumer<f32>,
}

/// What the callbacks, the stream's thread and the consumer tell each other.
#[derive(Debug, Default)]
struct Shared {
    /// Data callbacks so far.
    callbacks: AtomicU64,
    /// Frames that did not fit into the ring.
    dropped: AtomicU64,
    /// Times the system itself lost sound because it was not fetched in time.
    overruns: AtomicU64,
    /// The device is gone.
    lost: AtomicBool,
    /// The microphone is being dropped.
    stop: AtomicBool,
}

impl Microphone {
    /// Opens the microphone with this name or id, or the default one, and starts capturing.
    ///
    /// # Errors
    /// [`AudioError::NoDevice`], [`AudioError::UnknownDevice`] or [`AudioError::OpenFailed`].
    pub fn open(device: Option<&str>) -> Result<Self, AudioError> {
        let shared = Arc::new(Shared::default());
        let (ready, opened) = sync_channel(1);
        let wanted = device.map(str::to_owned);
        let theirs = Arc::clone(&shared);
        let owner = thread::Builder::new()
            .name("microphone".to_owned())
            .spawn(move || own_stream(wanted.as_deref(), &theirs, &ready))
            .map_err(AudioError::Thread)?;
        // If the system hangs, the thread is left behind; it ends by itself when nobody takes what it opened.
        let opened = opened.recv_timeout(OPENING).unwrap_or_else(|_| {
            Err(AudioError::OpenFailed {
                name: device.unwrap_or("default").to_owned(),
                reason: "the system does not answer".to_owned(),
            })
        })?;
        tracing::info!(
            rate = opened.rate,
            channels = opened.channels,
            "microphone opened"
        );
        Ok(Self {
            resampler: Resampler::new(opened.rate)?,
            opened,
            shared,
            owner: Some(owner),
            watchdog: Watchdog::new(Instant::now()),
            interleaved: Vec::new(),
            mono: Vec::new(),
        })
    }

    /// Frames lost because nobody read for too long; at the device's own rate.
    pub fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }

    /// Times the system lost sound before it reached us.
    pub fn overruns(&self) -> u64 {
        self.shared.overruns.load(Ordering::Relaxed)
    }

    /// Moves what the ring holds to `out`.
    fn drain(&mut self, out: &mut Vec<f32>) -> Result<(), AudioError> {
        let slots = self.opened.ring.slots();
        let Ok(chunk) = self.opened.ring.read_chunk(slots) else {
            return Ok(());
        };
        let (first, second) = chunk.as_slices();
        self.interleaved.clear();
        self.interleaved.extend_from_slice(first);
        self.interleaved.extend_from_slice(second);
        chunk.commit_all();
        self.mono.clear();
        downmix(&self.interleaved, self.opened.channels, &mut self.mono);
        self.resampler.push(&self.mono, out)
    }

    fn wake_owner(&self) {
        if let Some(owner) = &self.owner {
            owner.thread().unpark();
        }
    }
}

impl Source for Microphone {
    fn name(&self) -> &str {
        &self.opened.name
    }

    fn pace(&self) -> Pace {
        Pace::RealTime
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
        let (before, began) = (out.len(), Instant::now());
        loop {
            self.drain(out)?;
            if out.len() > before {
                return Ok(Pull::Samples);
            }
            let callbacks = self.shared.callbacks.load(Ordering::Relaxed);
            if self.watchdog.gave_up(callbacks, Instant::now()) {
                self.shared.lost.store(true, Ordering::Relaxed);
                self.wake_owner();
            }
            if self.shared.lost.load(Ordering::Relaxed) {
                return Err(AudioError::DeviceLost {
                    name: self.opened.name.clone(),
                });
            }
            if began.elapsed() + LOOK > WAIT {
                return Ok(Pull::Idle);
            }
            thread::sleep(LOOK);
        }
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.wake_owner();
        if let Some(owner) = self.owner.take()
            && owner.join().is_err()
        {
            tracing::error!("the microphone's thread panicked");
        }
    }
}

/// Notices a stream that no longer calls back.
#[derive(Debug)]
struct Watchdog {
    seen: u64,
    since: Instant,
}

impl Watchdog {
    fn new(now: Instant) -> Self {
        Self {
            seen: 0,
            since: now,
        }
    }

    /// Whether the number of callbacks has not grown for [`SILENT`], or not from zero for [`FIRST`].
    fn gave_up(&mut self, callbacks: u64, now: Instant) -> bool {
        if callbacks != self.seen {
            self.seen = callbacks;
            self.since = now;
        }
        let patience = if self.seen == 0 { FIRST } else { SILENT };
        now.duration_since(self.since) >= patience
    }
}

/// Body of the stream's thread: opens, reports, and holds the stream until it is no longer wanted.
fn own_stream(
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
    let (producer, ring) = RingBuffer::new(rate as usize * channels * RING_SECONDS);
    let writer = Writer {
        ring: producer,
        channels,
        shared: Arc::clone(shared),
    };
    let stream = build(&device, config.config(), config.sample_format(), writer)
        .and_then(|stream| stream.play().map(|()| stream))
        .map_err(failed)?;
    Ok((
        stream,
        Opened {
            name,
            channels,
            rate,
            ring,
        },
    ))
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
    fn a_stream_without_callbacks_is_given_up_after_two_seconds() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut watchdog = Watchdog::new(start);
        assert!(watchdog.gave_up(0, at(5000)), "never began");
        assert!(!watchdog.gave_up(0, at(2400)));
        assert!(!watchdog.gave_up(5, at(2500)));
        assert!(!watchdog.gave_up(5, at(4499)));
        assert!(watchdog.gave_up(5, at(4500)));
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
