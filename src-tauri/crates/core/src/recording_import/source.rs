//! Which file an interview was made from, so that the same recording given twice is noticed, whatever it is called.

use std::{fs::File, io::Read as _, path::Path};

use candor_audio::AudioError;
use candor_domain::{InterviewId, RecordingImportStep, UtcMillis};
use candor_speech::Cancel;
use candor_store::{
    Store,
    imports::{self, Source},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{TakenIn, file_name, given_up};
use crate::Result;

/// Bytes read at a time.
const PIECE: usize = 1 << 20;

/// An interview that was made from the same file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct EarlierImport {
    /// The interview.
    pub interview_id: InterviewId,
    /// The candidate's name.
    pub candidate_name: String,
    /// When it was taken in.
    pub at: UtcMillis,
}

/// Reads the file once, to know it again.
pub(super) fn read(path: &Path, cancel: &Cancel, told: &mut dyn FnMut(TakenIn)) -> Result<Source> {
    let unreadable = |source| AudioError::Unreadable {
        file: file_name(path),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let total_bytes = file.metadata().map_err(unreadable)?.len();
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        told(TakenIn {
            step: RecordingImportStep::Checking,
            done_ms: 0,
            total_ms: None,
            done_bytes: bytes,
            total_bytes,
        });
        if cancel.is_cancelled() {
            return Err(given_up());
        }
        match file.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => {
                hash.update(&piece[..read]);
                bytes += read as u64;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(error).into()),
        }
    }
    Ok(Source {
        bytes,
        sha256: hash.finalize().into(),
    })
}

/// The newest interview made from this very content.
pub(super) fn earlier(store: &Store, source: &Source) -> Result<Option<EarlierImport>> {
    let bytes = source.bytes;
    let made = store.read(move |conn| imports::made_from(conn, bytes))?;
    let same = made.into_iter().find(|made| made.source == *source);
    Ok(same.map(|made| EarlierImport {
        interview_id: made.interview_id,
        candidate_name: made.candidate_name,
        at: made.at,
    }))
}

/// The same for a file that nobody has read yet: it is read only if one of its length was taken in.
pub(super) fn earlier_of(store: &Store, path: &Path) -> Result<Option<EarlierImport>> {
    // Whether it can be read has been seen already.
    let Ok(meta) = path.metadata() else {
        return Ok(None);
    };
    let bytes = meta.len();
    if store
        .read(move |conn| imports::made_from(conn, bytes))?
        .is_empty()
    {
        return Ok(None);
    }
    earlier(store, &read(path, &Cancel::default(), &mut |_| {})?)
}
