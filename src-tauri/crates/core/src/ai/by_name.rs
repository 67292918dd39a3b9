//! A kept connection as the command line tries it.

use candor_assistant::client;

use super::{open::client_settings, stored};
use crate::{App, Result};

/// What the client needs to know of the connection with this name, its key included; `None` if there is none. Asks the
/// keychain for the key.
///
/// # Errors
/// A database or a keychain that cannot be read.
pub fn by_name(app: &App, name: &str) -> Result<Option<(client::Config, client::Network)>> {
    let (connections, network) = app
        .store()
        .read(|conn| Ok((stored::connections(conn)?, stored::network(conn)?)))?;
    let Some(kept) = connections.list.iter().find(|kept| kept.name == name) else {
        return Ok(None);
    };
    let key = match &kept.key_entry {
        Some(entry) => candor_vault::secret(entry, app.machine().keychain())?,
        None => None,
    };
    Ok(Some(client_settings(kept, &network, key)))
}
