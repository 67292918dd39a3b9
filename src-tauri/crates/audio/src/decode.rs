//! Sound files → 16 kHz mono, packet by packet, so that memory does not grow with the file.
// Length: one reader, and everything a damaged file may say of itself.

use std::{
    fs::File,
    io::{ErrorKind, Read, Seek},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::LazyLock,
};

use symphonia::core::{
    codecs::{
        audio::{AudioDecoder, AudioDecoderOptions, CODEC_ID_NULL_AUDIO},
        registry::CodecRegistry,
    },
    errors::Error,
    formats::{FormatOptions, FormatReader, TrackType, probe::Hint},
    io::{MediaSourceStream, MediaSourceStreamOptions},
    meta::MetadataOptions,
};

use crate::{
    AudioError,
    container::{Container, HEAD, recognise},
    counted::{Counted, Furthest},
    lane::Lane,
    opus_packets::OpusPackets,
    resample::{RATES, downmix},
};

/// The library's codecs, and ours.
static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<OpusPackets>();
    codecs
});

/// A sound file, read whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// Mono at [`crate::SAMPLE_RATE`].
    pub samples: Vec<f32>,
    /// The file ends before the sound its header promises; `samples` holds what is there.
    pub truncated: bool,
    /// Packets that could not be decoded; silence of the same length stands in their place.
    pub damaged_packets: u64,
}

/// Reads a sound file: WAV (8 to 32 bit, float), FLAC, MP3, OGG and WebM (Vorbis, Opus), M4A (AAC, ALAC).
///
/// # Errors
/// [`AudioError`] naming the file and what is wrong: unreadable, empty, without samples, damaged, unsupported.
/// A file that is merely cut off is not an error; see [`Decoded::truncated`].
pub fn decode_file(path: &Path) -> Result<Decoded, AudioError> {
    let mut reader = FileReader::open(path)?;
    let mut samples = Vec::new();
    while reader.read(std::slice::from_mut(&mut samples))? {}
    Ok(Decoded {
        samples,
        truncated: reader.truncated(),
        damaged_packets: reader.damaged_packets,
    })
}

/// Reads a file bit by bit.
pub(crate) struct FileReader {
    file: String,
    furthest: Furthest,
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    /// Rate the track was announced with; packets may differ.
    rate: u32,
    /// Frames the header promises, where that can be relied on.
    promised: Option<u64>,
    frames: u64,
    /// Frames since the rate changed last.
    recent_frames: u64,
    /// Their rate.
    recent_rate: u32,
    /// Milliseconds before them: pieces of a chained file may differ.
    earlier_ms: u64,
    /// Whether the container says where it ends, so that an end elsewhere is a cut. A WAV that was streamed does
    /// not; one that was not has `promised`.
    has_end: bool,
    /// The file ended inside a packet.
    cut: bool,
    damaged_packets: u64,
    ended: bool,
    /// The packet decoded last.
    interleaved: Vec<f32>,
    /// Its channels.
    channels: usize,
    lanes: Vec<Lane>,
}

impl FileReader {
    pub(crate) fn open(path: &Path) -> Result<Self, AudioError> {
        let file = path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        let unreadable = |source| AudioError::Unreadable {
            file: file.clone(),
            source,
        };
        let kind = path.metadata().map_err(unreadable)?.file_type();
        // Opening a pipe waits for somebody to write into it. A folder says for itself that it is one.
        if !kind.is_file() && !kind.is_dir() {
            return Err(AudioError::Unsupported {
                file,
                what: "it is a pipe or a device, not a file".to_owned(),
            });
        }
        let mut input = File::open(path).map_err(unreadable)?;
        let mut head = Vec::with_capacity(HEAD);
        (&mut input)
            .take(HEAD as u64)
            .read_to_end(&mut head)
            .map_err(unreadable)?;
        input.rewind().map_err(unreadable)?;
        if head.is_empty() {
            return Err(AudioError::Empty { file });
        }
        let container = recognise(&head);
        match container {
            Container::Unknown => {
                return Err(AudioError::Unsupported {
                    file,
                    what: "it is not a sound file, or its beginning is damaged".to_owned(),
                });
            }
            Container::Refused(kind) => {
                return Err(AudioError::Unsupported {
                    file,
                    what: format!("it is {kind}"),
                });
            }
            Container::Wav | Container::Flac | Container::Other => {}
        }
        let (input, furthest) = Counted::new(input);
        let stream = MediaSourceStream::new(Box::new(input), MediaSourceStreamOptions::default());
        let format = guarded(|| {
            symphonia::default::get_probe().probe(
                &Hint::new(),
                stream,
                FormatOptions::default(),
                MetadataOptions::default(),
            )
        })
        .map_err(|e| beginning(&file, e))?;
        let (track, rate, frames, decoder) = start(&file, format.as_ref())?;
        // Where it ends may have been looked up.
        furthest.restart();
        Ok(Self {
            file,
            furthest,
            format,
            decoder,
            track,
            rate,
            promised: frames.filter(|_| container != Container::Other),
            has_end: container != Container::Wav,
            frames: 0,
            recent_frames: 0,
            recent_rate: rate,
            earlier_ms: 0,
            cut: false,
            damaged_packets: 0,
            ended: false,
            interleaved: Vec::new(),
            channels: 0,
            lanes: vec![Lane::default()],
        })
    }

    /// Gives each of the first `count` channels out on its own instead of their mean.
    pub(crate) fn separately(mut self, count: usize) -> Self {
        self.lanes = (0..count).map(|_| Lane::default()).collect();
        self
    }

    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Milliseconds of sound met so far.
    pub(crate) fn heard_ms(&self) -> u64 {
        self.earlier_ms + self.recent_frames * 1_000 / u64::from(self.recent_rate)
    }

    /// How far the file has been read, in bytes.
    pub(crate) fn read_bytes(&self) -> u64 {
        self.furthest.bytes()
    }

    /// So much more sound was met.
    fn met(&mut self, frames: usize, rate: u32) {
        if rate != self.recent_rate {
            self.earlier_ms = self.heard_ms();
            (self.recent_frames, self.recent_rate) = (0, rate);
        }
        self.frames += frames as u64;
        self.recent_frames += frames as u64;
    }

    /// Milliseconds of sound the file announces, where it does.
    pub(crate) fn announced_ms(&self) -> Option<u64> {
        let track = self.format.tracks().iter().find(|t| t.id == self.track)?;
        let by_frames = track.num_frames.map(|n| n * 1_000 / u64::from(self.rate));
        by_frames.or_else(|| {
            let time = track.time_base?.calc_duration(track.duration?)?;
            u64::try_from(time.as_millis()).ok()
        })
    }

    /// Name of the container, name of the codec.
    pub(crate) fn kind(&self) -> (&'static str, &'static str) {
        let container = self.format.format_info().short_name;
        (container, self.decoder.codec_info().short_name)
    }

    /// Samples a second, channels. The latter are known once something was read.
    pub(crate) fn shape(&self) -> (u32, usize) {
        (self.rate, self.channels)
    }

    /// Packets that could not be decoded so far.
    pub(crate) fn damaged_packets(&self) -> u64 {
        self.damaged_packets
    }

    /// Appends the next stretch of 16 kHz to one vector for each stream; `false` when the end has been reached.
    pub(crate) fn read(&mut self, out: &mut [Vec<f32>]) -> Result<bool, AudioError> {
        let Some(rate) = self.next_packet()? else {
            for (lane, out) in self.lanes.iter_mut().zip(out) {
                lane.finish(out)?;
            }
            return Ok(false);
        };
        let count = self.lanes.len();
        for (number, (lane, out)) in self.lanes.iter_mut().zip(out).enumerate() {
            if count == 1 {
                downmix(&self.interleaved, self.channels, &mut lane.samples);
            } else {
                // A piece with fewer channels than the others is the same for all.
                let channel = number.min(self.channels - 1);
                let own = self.interleaved[channel..].iter().step_by(self.channels);
                let finite = |s: &f32| if s.is_finite() { *s } else { 0.0 };
                lane.samples.extend(own.map(finite));
            }
            lane.push(rate, out)?;
        }
        Ok(true)
    }

    /// Reads to the end without keeping anything, so that whatever is wrong with the file is known.
    pub(crate) fn survey(mut self) -> Result<(), AudioError> {
        while self.next_packet()?.is_some() {}
        if self.truncated() {
            let ms = |frames: u64| frames * 1000 / u64::from(self.rate);
            return Err(AudioError::Truncated {
                present_ms: self.heard_ms(),
                promised_ms: self.promised.map(ms),
                file: self.file,
            });
        }
        if self.damaged_packets > 0 {
            return Err(AudioError::Corrupt {
                what: format!("{} of its packets cannot be decoded", self.damaged_packets),
                file: self.file,
            });
        }
        Ok(())
    }

    /// Meaningful once the end has been reached.
    pub(crate) fn truncated(&self) -> bool {
        self.cut || self.promised.is_some_and(|promised| promised > self.frames)
    }

    /// Decodes the next packet into `self.interleaved` and says its rate; `None` at the end.
    pub(crate) fn next_packet(&mut self) -> Result<Option<u32>, AudioError> {
        while !self.ended {
            let packet = match guarded(|| self.format.next_packet()) {
                Ok(Some(packet)) => packet,
                Ok(None) => break,
                Err(Error::IoError(e)) if e.kind() == ErrorKind::UnexpectedEof => {
                    self.cut = self.has_end;
                    break;
                }
                // The next piece of a chained file: other parameters may apply from here on.
                Err(Error::ResetRequired) => {
                    (self.track, self.rate, _, self.decoder) =
                        start(&self.file, self.format.as_ref())?;
                    continue;
                }
                Err(e) => return Err(middle(&self.file, e)),
            };
            if packet.track_id != self.track {
                continue;
            }
            match guarded(|| self.decoder.decode(&packet)) {
                Ok(sound) => {
                    let (rate, frames) = (sound.spec().rate(), sound.frames());
                    let channels = sound.spec().channels().count();
                    check_rate(&self.file, rate)?;
                    if frames == 0 || channels == 0 {
                        continue;
                    }
                    sound.copy_to_vec_interleaved(&mut self.interleaved);
                    self.met(frames, rate);
                    self.channels = channels;
                    return Ok(Some(rate));
                }
                Err(Error::DecodeError(_) | Error::IoError(_)) => {
                    self.damaged_packets += 1;
                    // A packet lasts less than a second; a longer one is part of the damage.
                    let frames = packet.dur.get().min(u64::from(self.rate)) as usize;
                    if frames > 0 && self.frames > 0 {
                        self.met(frames, self.rate);
                        self.interleaved.clear();
                        self.interleaved.resize(frames * self.channels, 0.0);
                        return Ok(Some(self.rate));
                    }
                }
                Err(e) => return Err(middle(&self.file, e)),
            }
        }
        self.ended = true;
        if self.frames > 0 {
            return Ok(None);
        }
        let file = self.file.clone();
        Err(if self.damaged_packets > 0 {
            AudioError::Corrupt {
                file,
                what: "none of its sound can be decoded".to_owned(),
            }
        } else if self.truncated() {
            AudioError::Corrupt {
                file,
                what: "it ends right after its header".to_owned(),
            }
        } else {
            AudioError::NoSamples { file }
        })
    }
}

type Started = (u32, u32, Option<u64>, Box<dyn AudioDecoder>);

/// Picks the sound track and makes its decoder: id, rate, promised frames, decoder.
fn start(file: &str, format: &dyn FormatReader) -> Result<Started, AudioError> {
    let unsupported = |what: &str| AudioError::Unsupported {
        file: file.to_owned(),
        what: what.to_owned(),
    };
    let track = format
        .default_track(TrackType::Audio)
        .or_else(|| format.first_track(TrackType::Audio))
        .ok_or_else(|| unsupported("it has no sound track"))?;
    let parameters = track
        .codec_params
        .as_ref()
        .and_then(|parameters| parameters.audio())
        .filter(|parameters| parameters.codec != CODEC_ID_NULL_AUDIO)
        .ok_or_else(|| unsupported("its sound is in a codec Candor does not know"))?;
    let rate = parameters.sample_rate.unwrap_or(crate::SAMPLE_RATE);
    check_rate(file, rate)?;
    let decoder =
        guarded(|| CODECS.make_audio_decoder(parameters, &AudioDecoderOptions::default()))
            .map_err(|e| match e {
                Error::Unsupported(_) => {
                    unsupported("its sound is in a codec Candor cannot decode")
                }
                e => beginning(file, e),
            })?;
    Ok((track.id, rate, track.num_frames, decoder))
}

/// Runs the decoder library. Its arithmetic on hostile headers overflows in places, which is a panic in builds
/// with checks; for us that is one more way to say that the file is damaged.
fn guarded<T>(run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    // Unwind safe: after an error of this kind the reader is not used again.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or(Err(Error::LimitError("a field is out of range")))
}

fn check_rate(file: &str, rate: u32) -> Result<(), AudioError> {
    if RATES.contains(&rate) {
        Ok(())
    } else {
        Err(AudioError::Corrupt {
            file: file.to_owned(),
            what: format!("its header says {rate} samples a second, which cannot be"),
        })
    }
}

fn beginning(file: &str, error: Error) -> AudioError {
    let what = match error {
        Error::IoError(e) if e.kind() == ErrorKind::UnexpectedEof => {
            "it ends in the middle of its header".to_owned()
        }
        Error::Unsupported(what) | Error::DecodeError(what) | Error::LimitError(what) => {
            format!("its header makes no sense ({what})")
        }
        e => return middle(file, e),
    };
    AudioError::Corrupt {
        file: file.to_owned(),
        what,
    }
}

fn middle(file: &str, error: Error) -> AudioError {
    let file = file.to_owned();
    match error {
        Error::IoError(source) => AudioError::Unreadable { file, source },
        e => AudioError::Corrupt {
            file,
            what: format!("its sound cannot be decoded ({e})"),
        },
    }
}
