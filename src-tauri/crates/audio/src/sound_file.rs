//! Sound files that are taken in piece by piece: what they hold, and their sound as 16 kHz streams.

use std::path::Path;

use crate::{AudioError, decode::FileReader};

/// What a sound file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundInfo {
    /// Length in ms, where the file announces it.
    pub duration_ms: Option<u64>,
    /// Channels: 1 mono, 2 stereo, …
    pub channels: usize,
    /// Samples a second and channel.
    pub sample_rate: u32,
    /// Kind of file, for people: `WAV`, `OGG (Opus)`, …
    pub format: String,
}

/// How the channels of a file are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Streams {
    /// One stream: the mean of all channels.
    Mixed,
    /// Two streams: the first channel and the second one.
    Two,
}

/// Looks at a sound file: reads its header and its first sound.
///
/// # Errors
/// As [`crate::decode_file`], as far as the beginning shows it.
pub fn look(path: &Path) -> Result<SoundInfo, AudioError> {
    let mut reader = FileReader::open(path)?;
    reader.next_packet()?;
    let (sample_rate, channels) = reader.shape();
    Ok(SoundInfo {
        duration_ms: reader.announced_ms(),
        channels,
        sample_rate,
        format: for_people(reader.kind()),
    })
}

/// A sound file that is read piece by piece, so that memory does not grow with it.
pub struct SoundReader {
    reader: FileReader,
    streams: usize,
}

impl SoundReader {
    /// Opens a file of any kind [`crate::decode_file`] reads.
    ///
    /// # Errors
    /// [`AudioError`] naming the file and what is wrong with its beginning.
    pub fn open(path: &Path, streams: Streams) -> Result<Self, AudioError> {
        let reader = FileReader::open(path)?;
        Ok(match streams {
            Streams::Mixed => Self { reader, streams: 1 },
            Streams::Two => Self {
                reader: reader.separately(2),
                streams: 2,
            },
        })
    }

    /// Number of streams.
    pub fn streams(&self) -> usize {
        self.streams
    }

    /// Appends the next piece, well below a second, to one vector for each stream, as many samples to each; `false`
    /// when the end has been reached, with the last samples appended.
    ///
    /// # Errors
    /// Damage that nothing can be decoded beyond; a file that cannot be read any more.
    pub fn read(&mut self, out: &mut [Vec<f32>]) -> Result<bool, AudioError> {
        self.reader.read(out)
    }

    /// Milliseconds of sound read so far.
    pub fn heard_ms(&self) -> u64 {
        self.reader.heard_ms()
    }

    /// How far the file has been read, in bytes.
    pub fn read_bytes(&self) -> u64 {
        self.reader.read_bytes()
    }

    /// Milliseconds of sound the file announces, where it does.
    pub fn announced_ms(&self) -> Option<u64> {
        self.reader.announced_ms()
    }

    /// Whether the file ends before the sound its header promises. Known at the end.
    pub fn truncated(&self) -> bool {
        self.reader.truncated()
    }

    /// Packets so far that could not be decoded; silence stands in their place.
    pub fn damaged_packets(&self) -> u64 {
        self.reader.damaged_packets()
    }
}

/// The kind of file as people call it.
fn for_people((container, codec): (&str, &str)) -> String {
    let codec = match codec {
        "opus" => "Opus",
        "vorbis" => "Vorbis",
        "aac" => "AAC",
        "alac" => "ALAC",
        "flac" => "FLAC",
        "mp1" | "mp2" | "mp3" => "MP3",
        pcm if pcm.starts_with("pcm") => "PCM",
        other => other,
    };
    match container {
        "wave" => "WAV".to_owned(),
        "flac" => "FLAC".to_owned(),
        "mp1" | "mp2" | "mp3" => "MP3".to_owned(),
        "aac" | "adts" => "AAC".to_owned(),
        "ogg" => format!("OGG ({codec})"),
        "isomp4" => format!("M4A ({codec})"),
        "matroska" => format!("WebM ({codec})"),
        other => format!("{} ({codec})", other.to_uppercase()),
    }
}
