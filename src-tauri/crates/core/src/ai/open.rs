//! Opens connections to AI services.

use std::sync::Arc;

use candor_assistant::model::ReplyModel;
use zeroize::Zeroizing;

use super::{network::Network, stored::Kept};
use crate::{Error, Result};

/// Opens a connection; nothing is sent yet.
///
/// # Errors
/// [`Error::Invalid`] when it cannot be used as it is set up.
pub(super) fn open(
    connection: &Kept,
    _network: &Network,
    _key: Option<Zeroizing<String>>,
) -> Result<Arc<dyn ReplyModel>> {
    Err(Error::Invalid(format!(
        "the connection “{}” cannot be opened",
        connection.name
    )))
}
