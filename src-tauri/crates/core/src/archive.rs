//! What is kept: the store and the folders, shared between the application and its rooms.

use std::sync::Arc;

use candor_domain::{Interview, InterviewId};
use candor_store::{Store, interviews, messages, progress};

use crate::{
    Error, Folders, Result,
    engine::{Script, Settings, State},
    review::{self, MessageView},
};

/// The store, the folders and the settings an interview is read with.
#[derive(Debug, Clone)]
pub struct Archive {
    /// The database.
    pub store: Arc<Store>,
    /// Where things lie.
    pub folders: Folders,
    /// Times that shape the conversation.
    pub conversation: Settings,
}

impl Archive {
    /// One interview's own data.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn interview(&self, id: InterviewId) -> Result<Interview> {
        self.store
            .read(|conn| interviews::get(conn, id))?
            .ok_or(Error::NotFound("interview"))
    }

    /// The script of an interview and the description of its position, as they were when it was created.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn script(&self, interview: &Interview) -> Result<(Script, String)> {
        let id = interview.id;
        let snapshot = self
            .store
            .read(|conn| interviews::snapshot(conn, id))?
            .ok_or(Error::NotFound("interview"))?;
        let script = Script::of(interview, &snapshot.title, snapshot.plan, self.conversation);
        Ok((script, snapshot.description))
    }

    /// The engine's last stored state; a new one when nothing was said yet.
    ///
    /// # Errors
    /// A state that cannot be read.
    pub fn state(&self, id: InterviewId, script: &Script) -> Result<State> {
        let Some(json) = self.store.read(|conn| progress::load(conn, id))? else {
            return Ok(State::new(script));
        };
        serde_json::from_str(&json).map_err(|error| {
            tracing::error!(%error, interview.id = %id, "the stored progress cannot be read");
            Error::Internal
        })
    }

    /// Messages after number `after`, with everything known about their words.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn conversation_of(&self, id: InterviewId, after: u32) -> Result<Vec<MessageView>> {
        let interview = self.interview(id)?;
        Ok(self.store.read(|conn| {
            let rows = messages::list(conn, id, after)?;
            review::views(conn, &interview, rows)
        })?)
    }
}
