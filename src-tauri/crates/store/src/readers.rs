//! A few connections that can only read, shared by whoever asks.

use std::path::Path;

use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::Connection;

use crate::{DatabaseKey, StoreError, connection};

/// Enough for the window, an export and a few guests; reads are short.
const SIZE: usize = 4;

#[derive(Debug)]
pub(crate) struct Readers {
    idle: Receiver<Connection>,
    back: Sender<Connection>,
}

impl Readers {
    pub(crate) fn open(path: &Path, key: &DatabaseKey) -> Result<Self, StoreError> {
        let (back, idle) = bounded(SIZE);
        for _ in 0..SIZE {
            back.send(connection::reader(path, key)?)
                .map_err(|_| StoreError::Stopped)?;
        }
        Ok(Self { idle, back })
    }

    /// Runs `f` on one unchanging view of the database. Waits when all connections are busy.
    pub(crate) fn read<T>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let lent = Lent {
            conn: Some(self.idle.recv().map_err(|_| StoreError::Stopped)?),
            back: &self.back,
        };
        let Some(conn) = &lent.conn else {
            return Err(StoreError::Stopped);
        };
        // Dropping the transaction, also during a panic, ends the view.
        let view = conn.unchecked_transaction()?;
        f(&view)
    }
}

/// Returns the connection however the read ends.
struct Lent<'p> {
    conn: Option<Connection>,
    back: &'p Sender<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            // There is room: as many places as connections.
            let _ = self.back.try_send(conn);
        }
    }
}
