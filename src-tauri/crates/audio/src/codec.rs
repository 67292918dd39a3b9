//! Recordings as Opus, in blocks of about a second that each stand on their own.
//!
//! A block must be decodable without its neighbours (a crash may take the last one, a click on a sentence needs
//! only a few) and must sit on exactly its samples. So each block is an Opus stream of its own: the encoder is
//! reset, fed the last ~33 ms *before* the block as a run-up, then the block, then the ~6 ms after it that the
//! codec looks ahead; decoding drops run-up and delay again. Encoder and decoder thus start from the same state,
//! the start-up transient falls into the run-up, and a seam sounds like any other place. The price is 4 % more data.
//!
//! Layout of a block, little endian: version `u8` = 1; samples to drop `u16`; samples to keep `u32`; then per 20 ms
//! packet its length `u16` and its bytes.

use opus::{Application, Bitrate, Channels, Decoder, Encoder, Signal};

use crate::{AudioError, SAMPLE_RATE};

/// Name of the codec as stored beside the blocks.
pub const NAME: &str = "opus";

const VERSION: u8 = 1;
const HEADER: usize = 7;
/// Samples per packet: 20 ms.
const FRAME: usize = SAMPLE_RATE as usize / 50;
/// Samples per block: 1 s.
const BLOCK: usize = SAMPLE_RATE as usize;
/// Bits a second. Transparent enough for speech at 16 kHz to be transcribed again later.
const BITRATE: i32 = 32_000;
/// Largest Opus packet of one frame, in bytes.
const MAX_PACKET: usize = 1275;
/// Longest hole between blocks that is filled with silence, in samples: a day. More is damage.
const MAX_GAP: u64 = SAMPLE_RATE as u64 * 86_400;

/// A stretch of a recording, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedBlock {
    /// First sample, counted from the start of the recording.
    pub start_sample: u64,
    /// Samples in this block.
    pub samples: u32,
    /// The encoded samples.
    pub data: Vec<u8>,
}

/// Cuts a stream of samples into blocks.
#[derive(Debug)]
pub struct BlockEncoder {
    encoder: Encoder,
    /// Samples the codec looks ahead, which is also its delay.
    delay: usize,
    /// Samples of run-up; with delay and block they fill whole packets.
    run_up: usize,
    /// Run-up, then what has been pushed and not yet encoded.
    buffer: Vec<f32>,
    start: u64,
}

impl BlockEncoder {
    /// An encoder at the start of a recording.
    ///
    /// # Errors
    /// [`AudioError::Codec`] if memory for the encoder cannot be had.
    pub fn new() -> Result<Self, AudioError> {
        let mut encoder = Encoder::new(SAMPLE_RATE, Channels::Mono, Application::Audio)?;
        encoder.set_bitrate(Bitrate::Bits(BITRATE))?;
        encoder.set_signal(Signal::Voice)?;
        let delay = encoder.get_lookahead()?.max(0) as usize;
        let run_up = 2 * FRAME - delay % FRAME;
        Ok(Self {
            encoder,
            delay,
            run_up,
            buffer: vec![0.0; run_up],
            start: 0,
        })
    }

    /// Takes samples and hands every block that became complete to `sink`. A block is complete about 7 ms after
    /// its last sample.
    ///
    /// # Errors
    /// [`AudioError::Codec`]; cannot happen with the settings used.
    pub fn push(
        &mut self,
        samples: &[f32],
        sink: &mut impl FnMut(EncodedBlock),
    ) -> Result<(), AudioError> {
        self.buffer
            .extend(samples.iter().map(|s| if s.is_finite() { *s } else { 0.0 }));
        while self.buffer.len() >= self.run_up + BLOCK + self.delay {
            sink(self.encode(BLOCK)?);
        }
        Ok(())
    }

    /// Encodes what is left, if anything. More may be pushed afterwards; it joins on without a gap.
    ///
    /// # Errors
    /// [`AudioError::Codec`]; cannot happen with the settings used.
    pub fn finish(&mut self) -> Result<Option<EncodedBlock>, AudioError> {
        match self.buffer.len() - self.run_up {
            0 => Ok(None),
            rest => self.encode(rest).map(Some),
        }
    }

    /// Encodes the next `samples` of the buffer and keeps their end as the next run-up.
    fn encode(&mut self, samples: usize) -> Result<EncodedBlock, AudioError> {
        let drop = self.run_up + self.delay;
        let mut data = Vec::with_capacity(HEADER + (samples / FRAME + 3) * 90);
        data.push(VERSION);
        data.extend((drop as u16).to_le_bytes());
        data.extend((samples as u32).to_le_bytes());
        self.encoder.reset_state()?;
        let (mut frame, mut packet) = ([0.0; FRAME], [0; MAX_PACKET]);
        for from in (0..drop + samples).step_by(FRAME) {
            let to = self.buffer.len().min(from + FRAME);
            let there = to.saturating_sub(from);
            frame[..there].copy_from_slice(&self.buffer[to - there..to]);
            frame[there..].fill(0.0);
            let length = self.encoder.encode_float(&frame, &mut packet)?;
            data.extend((length as u16).to_le_bytes());
            data.extend(&packet[..length]);
        }
        let block = EncodedBlock {
            start_sample: self.start,
            samples: samples as u32,
            data,
        };
        self.buffer.drain(..samples);
        self.start += samples as u64;
        Ok(block)
    }
}

/// Decodes blocks, each on its own.
#[derive(Debug)]
pub struct BlockDecoder {
    decoder: Decoder,
}

impl BlockDecoder {
    /// A decoder; blocks may come in any order.
    ///
    /// # Errors
    /// [`AudioError::Codec`] if memory for the decoder cannot be had.
    pub fn new() -> Result<Self, AudioError> {
        Ok(Self {
            decoder: Decoder::new(SAMPLE_RATE, Channels::Mono)?,
        })
    }

    /// Appends exactly `block.samples` samples to `out`.
    ///
    /// # Errors
    /// [`AudioError::BlockDamaged`]; `out` is unchanged then.
    pub fn decode(&mut self, block: &EncodedBlock, out: &mut Vec<f32>) -> Result<(), AudioError> {
        let before = out.len();
        self.try_decode(block, out).map_err(|what| {
            out.truncate(before);
            AudioError::BlockDamaged {
                start_sample: block.start_sample,
                what,
            }
        })
    }

    fn try_decode(&mut self, block: &EncodedBlock, out: &mut Vec<f32>) -> Result<(), String> {
        let [VERSION, d0, d1, s0, s1, s2, s3, packets @ ..] = block.data.as_slice() else {
            return Err(match block.data.first() {
                Some(&version) if version != VERSION => {
                    format!("its format {version} is not known to this version of Candor")
                }
                _ => "the block has no header".to_owned(),
            });
        };
        let drop = usize::from(u16::from_le_bytes([*d0, *d1]));
        let keep = u32::from_le_bytes([*s0, *s1, *s2, *s3]);
        if keep != block.samples {
            return Err(format!("{} samples expected, {keep} found", block.samples));
        }
        self.decoder.reset_state().map_err(|e| e.to_string())?;
        let (mut packets, mut frame) = (packets, [0.0; FRAME]);
        let (mut position, end) = (0, drop + keep as usize);
        while let [l0, l1, rest @ ..] = packets {
            let length = usize::from(u16::from_le_bytes([*l0, *l1]));
            let (packet, later) = rest
                .split_at_checked(length)
                .filter(|_| length > 0)
                .ok_or("a packet is cut off")?;
            let decoded = self
                .decoder
                .decode_float(packet, &mut frame, false)
                .map_err(|e| e.description().to_owned())?;
            if decoded != FRAME {
                return Err(format!("a packet holds {decoded} samples"));
            }
            let from = drop.saturating_sub(position).min(FRAME);
            let to = end.saturating_sub(position).min(FRAME);
            out.extend_from_slice(&frame[from.min(to)..to]);
            position += FRAME;
            packets = later;
        }
        if !packets.is_empty() || position < end {
            return Err("the block is cut off".to_owned());
        }
        Ok(())
    }
}

/// Decodes a recording from its first given block on. Blocks must be in order; where some are missing, silence
/// of exactly their length stands in their place, so nothing after a hole is shifted.
///
/// # Errors
/// [`AudioError::BlockDamaged`] for a block that cannot be decoded or does not follow its predecessor.
pub fn decode_blocks(
    blocks: impl IntoIterator<Item = EncodedBlock>,
) -> Result<Vec<f32>, AudioError> {
    let mut decoder = BlockDecoder::new()?;
    let mut out = Vec::new();
    let mut first = None;
    for block in blocks {
        let first = *first.get_or_insert(block.start_sample);
        let next = first + out.len() as u64;
        match block.start_sample.checked_sub(next) {
            Some(hole) if hole <= MAX_GAP => out.resize(out.len() + hole as usize, 0.0),
            _ => {
                return Err(AudioError::BlockDamaged {
                    start_sample: block.start_sample,
                    what: format!("the block does not follow the one that ends at sample {next}"),
                });
            }
        }
        decoder.decode(&block, &mut out)?;
    }
    Ok(out)
}
