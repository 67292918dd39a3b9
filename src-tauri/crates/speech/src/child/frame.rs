//! Frames on a pipe: eight bytes of header, then the payload.
//!
//! ```text
//! 'C' 'r' | version | kind | length of the payload, u32 little-endian | payload
//! ```
//!
//! Invariants: whatever the other side sends, reading ends with a frame or an error, never holds more than the kind's
//! limit and never more than has arrived, rounded up to the next portion. A frame of another version is told apart
//! from garbage.

use std::io::{self, Read};

/// What every frame begins with.
pub const MAGIC: [u8; 2] = *b"Cr";
/// Version of the frames and of everything in them; both sides must have the same.
pub const VERSION: u8 = 2;
/// Bytes before the payload.
pub const HEADER: usize = 8;
/// Bytes made room for at a time: a length that is not followed by so much costs no more than this.
const PORTION: usize = 64 << 10;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// To the child, first of all: which model to load. JSON.
    Hello = 1,
    /// To the child: an utterance follows. JSON.
    Request = 2,
    /// To the child: samples of the utterance, `f32` little-endian.
    Samples = 3,
    /// To the child: an utterance is not wanted any more. JSON.
    Cancel = 4,
    /// From the child: the model is loaded. JSON.
    Welcome = 65,
    /// From the child: it cannot serve; nothing follows. JSON.
    Refused = 66,
    /// From the child: the words of an utterance. JSON.
    Answer = 67,
    /// From the child: why an utterance has no words. JSON.
    Failed = 68,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Hello,
        Self::Request,
        Self::Samples,
        Self::Cancel,
        Self::Welcome,
        Self::Refused,
        Self::Answer,
        Self::Failed,
    ];

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }

    /// Most bytes of payload.
    pub fn limit(self) -> usize {
        match self {
            Self::Cancel => 1 << 10,
            Self::Hello | Self::Request | Self::Welcome | Self::Refused | Self::Failed => 256 << 10,
            Self::Samples => 1 << 20,
            Self::Answer => 8 << 20,
        }
    }
}

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What the payload is.
    pub kind: Kind,
    /// As long as the kind allows.
    pub payload: Vec<u8>,
}

/// Why no frame, or no message, came.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The other side closed the pipe between two frames.
    #[error("the pipe was closed")]
    Closed,
    /// It closed the pipe within a frame.
    #[error("the pipe was closed in the middle of a message")]
    Truncated,
    /// What came is no frame.
    #[error("something other than messages came through the pipe")]
    Garbage,
    /// The other side speaks another version.
    #[error("messages of version {0} came through the pipe")]
    Version(u8),
    /// No such kind of frame.
    #[error("a message of an unknown kind ({0}) came through the pipe")]
    UnknownKind(u8),
    /// Longer than its kind allows.
    #[error("a message of {length} bytes came through the pipe")]
    TooLong {
        /// Its kind.
        kind: Kind,
        /// The length its header names, in bytes.
        length: u32,
    },
    /// A frame whose payload is not what its kind says, or that has no place here.
    #[error("a message that makes no sense came through the pipe: {0}")]
    Malformed(String),
    /// The pipe failed.
    #[error("the pipe failed: {0}")]
    Pipe(io::Error),
}

/// Reads the next frame. Blocks.
///
/// # Errors
/// See [`FrameError`]; after any of them the stream is of no more use.
pub fn read(input: &mut impl Read) -> Result<Frame, FrameError> {
    let mut header = [0; HEADER];
    match fill(input, &mut header)? {
        0 => return Err(FrameError::Closed),
        // Too little to be sure of: what there is must look like one.
        n if n < HEADER => {
            let seen = n.min(MAGIC.len());
            return Err(if header[..seen] == MAGIC[..seen] {
                FrameError::Truncated
            } else {
                FrameError::Garbage
            });
        }
        _ => {}
    }
    let [m0, m1, version, kind, length @ ..] = header;
    if [m0, m1] != MAGIC {
        return Err(FrameError::Garbage);
    }
    if version != VERSION {
        return Err(FrameError::Version(version));
    }
    let kind = Kind::from_byte(kind).ok_or(FrameError::UnknownKind(kind))?;
    let length = u32::from_le_bytes(length);
    if length as usize > kind.limit() {
        return Err(FrameError::TooLong { kind, length });
    }
    let mut payload = Vec::new();
    while payload.len() < length as usize {
        let begun = payload.len();
        payload.resize((length as usize).min(begun + PORTION), 0);
        if fill(input, &mut payload[begun..])? < payload.len() - begun {
            return Err(FrameError::Truncated);
        }
    }
    Ok(Frame { kind, payload })
}

/// Reads until `buffer` is full or the pipe ends; how many bytes came.
fn fill(input: &mut impl Read, buffer: &mut [u8]) -> Result<usize, FrameError> {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(FrameError::Pipe(error)),
        }
    }
    Ok(filled)
}

/// The bytes of a frame.
///
/// # Errors
/// [`FrameError::TooLong`].
pub fn bytes(kind: Kind, payload: &[u8]) -> Result<Vec<u8>, FrameError> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    if payload.len() > kind.limit() {
        return Err(FrameError::TooLong { kind, length });
    }
    let mut bytes = Vec::with_capacity(HEADER + payload.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&[VERSION, kind as u8]);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(payload);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_all(mut stream: &[u8]) -> (Vec<Frame>, FrameError) {
        let mut frames = Vec::new();
        loop {
            match read(&mut stream) {
                Ok(frame) => frames.push(frame),
                Err(error) => return (frames, error),
            }
        }
    }

    /// Gives one byte at a time and is interrupted before each.
    struct Slow<'b>(&'b [u8], bool);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let one = buffer.len().min(1);
            self.0.read(&mut buffer[..one])
        }
    }

    #[test]
    fn a_stream_cut_anywhere_gives_whole_frames_and_an_error() {
        let mut stream = bytes(Kind::Cancel, b"{\"id\":1}").unwrap();
        stream.extend(bytes(Kind::Samples, &vec![7; 70_000]).unwrap());
        for end in (0..40).chain(stream.len() - 40..stream.len()) {
            let (frames, error) = read_all(&stream[..end]);
            assert_eq!(frames.len(), usize::from(end >= 16));
            match end {
                0 | 16 => assert!(matches!(error, FrameError::Closed), "{end} {error:?}"),
                _ => assert!(matches!(error, FrameError::Truncated), "{end} {error:?}"),
            }
        }
        let (frames, error) = read_all(&stream);
        assert!(frames.len() == 2 && matches!(error, FrameError::Closed));
        assert_eq!(read(&mut Slow(&stream, false)).unwrap(), frames[0]);
    }

    #[test]
    fn versions_kinds_and_lengths_are_told_apart_from_garbage() {
        let good = bytes(Kind::Answer, b"{}").unwrap();
        let changed = |at: usize, byte: u8| {
            let mut bytes = good.clone();
            bytes[at] = byte;
            read(&mut bytes.as_slice())
        };
        assert!(matches!(changed(0, b'x'), Err(FrameError::Garbage)));
        assert!(matches!(changed(2, 9), Err(FrameError::Version(9))));
        assert!(matches!(changed(3, 200), Err(FrameError::UnknownKind(200))));
        // Four gigabytes are refused unread.
        assert!(matches!(
            changed(7, 0xff),
            Err(FrameError::TooLong {
                kind: Kind::Answer,
                ..
            })
        ));
        assert!(matches!(read(&mut &b"Hi"[..]), Err(FrameError::Garbage)));
        assert!(bytes(Kind::Cancel, &[0; 2_000]).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_payload_comes_back(kind in 0..Kind::ALL.len(), payload in proptest::collection::vec(any::<u8>(), 0..900)) {
            let kind = Kind::ALL[kind];
            let frame = read(&mut bytes(kind, &payload).unwrap().as_slice()).unwrap();
            prop_assert_eq!(frame, Frame { kind, payload });
        }

        #[test]
        fn no_stream_panics_and_none_holds_more_than_it_sent(stream in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut forged = MAGIC.to_vec();
            forged.push(VERSION);
            forged.extend(&stream);
            for stream in [stream, forged] {
                let (frames, _) = read_all(&stream);
                prop_assert!(frames.iter().map(|f| f.payload.len() + HEADER).sum::<usize>() <= stream.len());
            }
        }
    }
}
