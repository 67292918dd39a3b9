//! Opus inside OGG, WebM and MP4: the containers are symphonia's, the codec is ours.

use std::sync::{Mutex, PoisonError};

use opus::{Channels, Decoder};
use symphonia::core::{
    audio::{
        AsGenericAudioBufferRef as _, AudioBuffer, AudioMut as _, AudioSpec, GenericAudioBufferRef,
        layouts,
    },
    codecs::{
        CodecInfo,
        audio::{
            AudioCodecParameters, AudioDecoder, AudioDecoderOptions, FinalizeResult,
            well_known::CODEC_ID_OPUS,
        },
        registry::{RegisterableAudioDecoder, SupportedAudioCodec},
    },
    errors::{Result, decode_error, unsupported_error},
    packet::PacketRef,
};

/// The rate Opus is decoded at, in hertz; its delays are told in samples of this rate.
const RATE: u32 = 48_000;
/// Longest packet there can be: 120 ms.
const MAX_FRAMES: usize = RATE as usize * 120 / 1_000;

/// Decodes the packets of one Opus track, mono or stereo.
pub(crate) struct OpusPackets {
    /// Never locked: whoever decodes has it alone.
    decoder: Mutex<Decoder>,
    parameters: AudioCodecParameters,
    channels: usize,
    /// Samples at the beginning that are the encoder's run-up.
    pre_skip: usize,
    /// How many of them are still to come.
    skip: usize,
    interleaved: Vec<f32>,
    decoded: AudioBuffer<f32>,
}

/// What the header of an Opus track says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    channels: u8,
    pre_skip: u16,
    /// Loudness to add, in 1/256 dB.
    gain: i16,
}

impl Head {
    /// Reads `OpusHead` (RFC 7845); `None` when it is none, or of more than two channels.
    fn read(bytes: &[u8]) -> Option<Self> {
        let head = bytes.strip_prefix(b"OpusHead")?;
        let [_, channels @ 1..=2, p0, p1, _, _, _, _, g0, g1, family, ..] = *head else {
            return None;
        };
        (family <= 1).then_some(Self {
            channels,
            pre_skip: u16::from_le_bytes([p0, p1]),
            gain: i16::from_le_bytes([g0, g1]),
        })
    }
}

impl OpusPackets {
    fn decoder(&mut self) -> &mut Decoder {
        self.decoder
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn open(parameters: &AudioCodecParameters) -> Result<Self> {
        let head = match parameters.extra_data.as_deref().map(Head::read) {
            Some(Some(head)) => head,
            Some(None) => return unsupported_error("opus: neither mono nor stereo"),
            None => return unsupported_error("opus: no header"),
        };
        let (channels, layout) = match head.channels {
            1 => (Channels::Mono, layouts::CHANNEL_LAYOUT_MONO),
            _ => (Channels::Stereo, layouts::CHANNEL_LAYOUT_STEREO),
        };
        let Ok(mut decoder) = Decoder::new(RATE, channels) else {
            return unsupported_error("opus: no decoder");
        };
        if decoder.set_gain(i32::from(head.gain)).is_err() {
            return unsupported_error("opus: impossible gain");
        }
        let (count, pre_skip) = (usize::from(head.channels), usize::from(head.pre_skip));
        Ok(Self {
            decoder: Mutex::new(decoder),
            parameters: parameters.clone(),
            channels: count,
            pre_skip,
            skip: pre_skip,
            interleaved: vec![0.0; MAX_FRAMES * count],
            decoded: AudioBuffer::new(AudioSpec::new(RATE, layout), MAX_FRAMES),
        })
    }
}

impl AudioDecoder for OpusPackets {
    fn reset(&mut self) {
        self.decoded.clear();
        self.skip = self.pre_skip;
        if let Err(error) = self.decoder().reset_state() {
            tracing::warn!(%error, "an Opus decoder could not be reset");
        }
    }

    fn codec_info(&self) -> &CodecInfo {
        &Self::supported_codecs()[0].info
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.parameters
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.decoded.clear();
        // An empty packet would ask the codec to make up what was lost.
        if packet.data.is_empty() {
            return decode_error("opus: an empty packet");
        }
        let mut interleaved = std::mem::take(&mut self.interleaved);
        let decoded = self
            .decoder()
            .decode_float(packet.data, &mut interleaved, false);
        self.interleaved = interleaved;
        let Ok(frames) = decoded else {
            return decode_error("opus: a damaged packet");
        };
        self.decoded.render_uninit(Some(frames));
        for (channel, plane) in self.decoded.iter_planes_mut().enumerate() {
            let samples = self.interleaved[channel..].iter().step_by(self.channels);
            for (to, from) in plane.iter_mut().zip(samples) {
                *to = *from;
            }
        }
        let skipped = self.skip.min(frames);
        self.skip -= skipped;
        let end = packet.trim_end.get().min(frames as u64) as usize;
        self.decoded.trim(skipped, end);
        Ok(self.decoded.as_generic_audio_buffer_ref())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.decoded.as_generic_audio_buffer_ref()
    }
}

impl RegisterableAudioDecoder for OpusPackets {
    fn try_registry_new(
        parameters: &AudioCodecParameters,
        _options: &AudioDecoderOptions,
    ) -> Result<Box<dyn AudioDecoder>> {
        Ok(Box::new(Self::open(parameters)?))
    }

    fn supported_codecs() -> &'static [SupportedAudioCodec] {
        &[SupportedAudioCodec {
            id: CODEC_ID_OPUS,
            info: CodecInfo {
                short_name: "opus",
                long_name: "Opus",
                profiles: &[],
            },
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_and_what_is_none_is_refused() {
        let head = b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\xff\xff\0";
        let read = Head::read(head).unwrap();
        assert_eq!((read.channels, read.pre_skip, read.gain), (2, 312, -1));
        for length in 0..head.len() {
            assert_eq!(Head::read(&head[..length]), None, "{length} bytes");
        }
        let mut surround = *head;
        surround[9] = 6;
        assert_eq!(Head::read(&surround), None);
        let mut family = *head;
        family[18] = 255;
        assert_eq!(Head::read(&family), None);
    }
}
