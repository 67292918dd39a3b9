//! A file that knows how far it has been read, for whoever shows how far decoding it has come.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use symphonia::core::io::MediaSource;

/// How far a file has been read, in bytes: the furthest place, for formats look ahead and jump back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Furthest(Arc<AtomicU64>);

impl Furthest {
    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// From here on it counts anew: looking at a file may have jumped to its end and back.
    pub(crate) fn restart(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// A file that counts.
pub(crate) struct Counted {
    file: File,
    at: u64,
    furthest: Furthest,
}

impl Counted {
    /// Counts from the file's beginning, where it has to stand.
    pub(crate) fn new(file: File) -> (Self, Furthest) {
        let furthest = Furthest::default();
        let counted = Self {
            file,
            at: 0,
            furthest: furthest.clone(),
        };
        (counted, furthest)
    }
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.at += read as u64;
        self.furthest.0.fetch_max(self.at, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

impl MediaSource for Counted {
    fn is_seekable(&self) -> bool {
        self.file.is_seekable()
    }

    fn byte_len(&self) -> Option<u64> {
        self.file.byte_len()
    }
}
