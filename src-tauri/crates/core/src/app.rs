//! The running application: the open store, the folders, and the rooms in which interviews run.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use candor_domain::{Event, InterviewId};
use candor_speech::models::ModelFolder;
use candor_store::{ChainReport, DatabaseKey, Store, events, verify_chain};
use candor_vault::Unlock;

use crate::{
    Archive, Folders, Result, bus::Bus, clock, engine::Settings, folders, recovery,
    room::RoomHandle,
};

/// How to open Candor.
pub struct Config {
    /// Where things lie.
    pub folders: Folders,
    /// How the database key is had.
    pub unlock: Unlock,
    /// Times that shape the conversation.
    pub conversation: Settings,
}

/// The open application. Dropping it closes running rooms in good order: they are paused and can be resumed.
pub struct App {
    // Rooms go first: they still write while they close.
    rooms: Mutex<HashMap<InterviewId, RoomHandle>>,
    bus: Bus,
    models: ModelFolder,
    archive: Archive,
}

impl App {
    /// Opens the database, creating it the first time, and notes which interviews were interrupted.
    ///
    /// # Errors
    /// Key, database and folder failures, each with its own code.
    pub fn open(config: Config) -> Result<Self> {
        let Config {
            folders,
            unlock,
            conversation,
        } = config;
        folders::create_private(&folders.data)?;
        let key = candor_vault::database_key(&folders.database(), &unlock)?;
        Self::open_with_key(folders, conversation, &DatabaseKey::new(*key.bytes()))
    }

    /// Opens with a key that is at hand already, for databases that are thrown away with their key.
    ///
    /// # Errors
    /// Database and folder failures, each with its own code.
    pub fn open_with_key(
        folders: Folders,
        conversation: Settings,
        key: &DatabaseKey,
    ) -> Result<Self> {
        folders::create_private(&folders.data)?;
        let store = Arc::new(Store::open(&folders.database(), key)?);
        recovery::note_interruptions(&store)?;
        recovery::expire(&store, clock::now())?;
        let bus = Bus::new(&store);
        let archive = Archive {
            store,
            folders,
            conversation,
        };
        recovery::write_missing_transcripts(&archive)?;
        Ok(Self {
            rooms: Mutex::default(),
            bus,
            models: ModelFolder::new(
                archive.folders.models.clone(),
                archive.folders.shipped_models.clone(),
            ),
            archive,
        })
    }

    /// The database.
    pub fn store(&self) -> &Arc<Store> {
        &self.archive.store
    }

    /// What happens, as it happens.
    pub fn bus(&self) -> &Bus {
        &self.bus
    }

    /// Installed and installable speech models.
    pub fn models(&self) -> &ModelFolder {
        &self.models
    }

    /// Entries of the log after number `after`, at most `limit`.
    ///
    /// # Errors
    /// Only if the log cannot be read.
    pub fn events(&self, after: u64, limit: u32) -> Result<Vec<Event>> {
        Ok(self
            .archive
            .store
            .read(|conn| events::after(conn, after, limit))?)
    }

    /// Number of the newest entry of the log.
    ///
    /// # Errors
    /// Only if the database cannot be read.
    pub fn last_event(&self) -> Result<u64> {
        Ok(self.archive.store.read(events::last_seq)?)
    }

    /// Checks the log against itself and against everything it speaks of.
    ///
    /// # Errors
    /// Only if the database cannot be read; what is not as it was written stands in the report.
    pub fn verify(&self) -> Result<ChainReport> {
        Ok(self.archive.store.read(verify_chain)?)
    }

    /// Version of the database's schema.
    pub fn schema_version(&self) -> u64 {
        candor_store::migrations::newest() as u64
    }

    /// Where things lie.
    pub fn folders(&self) -> &Folders {
        &self.archive.folders
    }

    /// What is kept: store, folders and settings.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Closes every room in good order: running interviews are paused and can be resumed.
    pub fn close_rooms(&self) {
        let rooms = std::mem::take(&mut *self.rooms());
        drop(rooms);
    }

    /// The running rooms. A panic while holding them leaves the map itself intact.
    pub(crate) fn rooms(&self) -> std::sync::MutexGuard<'_, HashMap<InterviewId, RoomHandle>> {
        self.rooms
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
