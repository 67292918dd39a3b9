//! The running application: the open store, the folders, and the rooms in which interviews run.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use candor_assistant::model::ReplyModel;
use candor_domain::{Event, InterviewId};
use candor_speech::{Recogniser, models::ModelFolder};
use candor_store::{ChainReport, DatabaseKey, Store, events, verify_chain};
use candor_vault::Unlock;

use crate::{
    Archive, Folders, Result,
    ai::Opened,
    bus::Bus,
    clock,
    engine::Settings,
    folders,
    kiosk::Kiosk,
    machine::{Keychain, Machine},
    model_import,
    quality::Coverages,
    recording_import, recovery,
    review::Waveforms,
    room::{DataDisk, Disk, RoomHandle},
    scorecards::{Drafts, Starter},
    transcriptions::{self, Transcriptions},
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
    machine: Arc<Machine>,
    kiosk: Kiosk,
    // Still writes while it ends, like a room.
    transcriptions: Transcriptions,
    // The same.
    drafts: Drafts,
    waveforms: Waveforms,
    coverages: Coverages,
    bus: Bus,
    models: ModelFolder,
    recogniser: Recogniser,
    disk: Arc<dyn Disk>,
    imports: recording_import::Imports,
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
        transcriptions::note_interruptions(&store);
        let kiosk = Kiosk::restored(&store)?;
        let bus = Bus::new(&store);
        let archive = Archive {
            store,
            folders,
            conversation,
        };
        recovery::write_missing_transcripts(&archive)?;
        let models = ModelFolder::new(
            archive.folders.models.clone(),
            archive.folders.shipped_models.clone(),
        );
        model_import::restore_approved(&archive.store, &models)?;
        Ok(Self {
            rooms: Mutex::default(),
            machine: Arc::default(),
            transcriptions: Transcriptions::default(),
            waveforms: Waveforms::default(),
            coverages: Coverages::default(),
            drafts: Drafts::default(),
            kiosk,
            bus,
            models,
            recogniser: Recogniser::default(),
            disk: Arc::new(DataDisk::of(&archive.folders)),
            imports: recording_import::Imports::restored(&archive.store),
            archive,
        })
    }

    /// The same with another keychain for the secrets of services.
    #[must_use]
    pub fn with_keychain(self, keychain: Keychain) -> Self {
        Self {
            machine: Arc::new(own(self.machine).with_keychain(keychain)),
            ..self
        }
    }

    /// The same with these models to ask for replies, in this order, whatever is set up and agreed to: for trying out
    /// what becomes of their replies.
    #[must_use]
    pub fn with_reply_models(self, models: Vec<Arc<dyn ReplyModel>>) -> Self {
        Self {
            machine: Arc::new(own(self.machine).with_ai(Opened::with(models))),
            ..self
        }
    }

    /// The same with other speech models, for example those of an organisation's own mirror.
    #[must_use]
    pub fn with_models(self, models: ModelFolder) -> Self {
        Self { models, ..self }
    }

    /// The same with recognisers made in this way.
    #[must_use]
    pub fn with_recogniser(self, recogniser: Recogniser) -> Self {
        Self { recogniser, ..self }
    }

    /// The same with another disk to run out of room on.
    #[must_use]
    pub fn with_disk(self, disk: Arc<dyn Disk>) -> Self {
        Self { disk, ..self }
    }

    /// The disk the data lies on.
    pub(crate) fn disk(&self) -> Arc<dyn Disk> {
        Arc::clone(&self.disk)
    }

    /// The recordings being taken in.
    pub(crate) fn imports(&self) -> &recording_import::Imports {
        &self.imports
    }

    /// How recognisers of speech are made.
    pub fn recogniser(&self) -> &Recogniser {
        &self.recogniser
    }

    /// The database.
    pub fn store(&self) -> &Arc<Store> {
        &self.archive.store
    }

    /// What happens, as it happens.
    pub fn bus(&self) -> &Bus {
        &self.bus
    }

    /// Whether this machine is a kiosk, and for whom.
    pub(crate) fn kiosk(&self) -> &Kiosk {
        &self.kiosk
    }

    /// Recordings that are transcribed in the background.
    pub(crate) fn transcriptions(&self) -> &Transcriptions {
        &self.transcriptions
    }

    /// Queues transcriptions, wherever it is taken to.
    pub(crate) fn transcription_starter(&self) -> transcriptions::Starter {
        self.transcriptions.starter(self)
    }

    /// Waveforms drawn lately.
    pub(crate) fn waveforms(&self) -> &Waveforms {
        &self.waveforms
    }

    /// Ratings being drafted.
    pub(crate) fn drafts(&self) -> &Drafts {
        &self.drafts
    }

    /// Starts to draft ratings, wherever it is taken to.
    pub(crate) fn draft_starter(&self) -> Starter {
        self.drafts
            .starter(&self.archive, &self.bus, &self.machine, &self.coverages)
    }

    /// Recordings listened to lately for how much of them became words.
    pub(crate) fn coverages(&self) -> &Coverages {
        &self.coverages
    }

    /// What goes on at this machine outside of any interview.
    pub(crate) fn machine(&self) -> &Arc<Machine> {
        &self.machine
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

    /// The open rooms, and whether each takes sound in.
    pub fn open_rooms(&self) -> Vec<(InterviewId, bool)> {
        self.rooms()
            .iter()
            .filter(|(_, room)| !room.is_over())
            .map(|(id, room)| (*id, room.seen().is_listening()))
            .collect()
    }

    /// The running rooms. A panic while holding them leaves the map itself intact.
    pub(crate) fn rooms(&self) -> std::sync::MutexGuard<'_, HashMap<InterviewId, RoomHandle>> {
        self.rooms
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The machine of an application that was just opened: nobody else has it yet.
fn own(machine: Arc<Machine>) -> Machine {
    Arc::into_inner(machine).unwrap_or_default()
}
