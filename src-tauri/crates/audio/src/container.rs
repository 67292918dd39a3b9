//! Recognises a sound file by its first bytes.
//!
//! The decoder library searches a whole megabyte for anything that looks like a frame and would happily play
//! noise out of a damaged or foreign file; so we look first.

/// How many bytes [`recognise`] wants to see.
pub(crate) const HEAD: usize = 16;

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    /// RIFF/WAVE; its header says how much sound follows.
    Wav,
    /// FLAC; its header says how much sound follows.
    Flac,
    /// A kind that does not reliably say how much follows: MP3, OGG, MP4, WebM, ADTS.
    Other,
    /// A kind we know and cannot read.
    Refused(&'static str),
    /// Nothing we know.
    Unknown,
}

/// The kind of file that starts with these bytes.
pub(crate) fn recognise(head: &[u8]) -> Container {
    let at = |from: usize, mark: &[u8]| head.get(from..from + mark.len()) == Some(mark);
    match head {
        _ if at(0, b"RIFF") && at(8, b"WAVE") => Container::Wav,
        _ if at(0, b"RIFF") => Container::Refused("a RIFF file that holds no WAVE sound"),
        _ if at(0, b"RF64") || at(0, b"BW64") => Container::Refused("a 64-bit WAV file (RF64)"),
        _ if at(0, b"RIFX") => Container::Refused("a big-endian WAV file (RIFX)"),
        _ if at(0, b"fLaC") => Container::Flac,
        _ if at(0, b"FORM") => Container::Refused("an AIFF file"),
        _ if at(0, b"caff") => Container::Refused("a Core Audio file (CAF)"),
        _ if at(0, &[0x30, 0x26, 0xb2, 0x75]) => Container::Refused("a Windows Media file"),
        _ if at(0, b"OggS")
            || at(0, b"ID3")
            || at(4, b"ftyp")
            || at(0, &[0x1a, 0x45, 0xdf, 0xa3]) =>
        {
            Container::Other
        }
        // MPEG audio and ADTS frames start with eleven set bits; a layer of 0 with a version of 1 does not exist.
        [0xff, second, ..] if second & 0xe0 == 0xe0 && *second != 0xff => Container::Other,
        _ => Container::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_what_a_file_is() {
        assert_eq!(recognise(b"RIFF\x24\0\0\0WAVEfmt "), Container::Wav);
        assert_eq!(recognise(b"fLaC\0\0\0\x22"), Container::Flac);
        assert_eq!(recognise(b"OggS\0\x02"), Container::Other);
        assert_eq!(recognise(b"\0\0\0\x1cftypM4A "), Container::Other);
        assert_eq!(recognise(&[0xff, 0xfb, 0x90, 0x64]), Container::Other);
        assert_eq!(recognise(b"<html>"), Container::Unknown);
        assert_eq!(recognise(b"RI"), Container::Unknown);
        assert_eq!(recognise(&[0xff; 16]), Container::Unknown);
        assert!(matches!(
            recognise(b"RIFF\x24\0\0\0AVI "),
            Container::Refused(_)
        ));
    }
}
