//! Opens connections to AI services.

use std::{sync::Arc, time::Duration};

use candor_assistant::{
    client::{self, Config, HttpModel},
    model::{Endpoint, ReplyModel},
};
use zeroize::Zeroizing;

use super::{
    network::{Network, Proxy},
    stored::Kept,
};
use crate::{Error, Result};

/// Opens a connection; nothing is sent yet.
///
/// # Errors
/// [`Error::Invalid`] when it cannot be used as it is set up.
pub(super) fn open(
    connection: &Kept,
    network: &Network,
    key: Option<Zeroizing<String>>,
) -> Result<Arc<dyn ReplyModel>> {
    Ok(Arc::new(http_model(connection, network, key)?))
}

/// The same, with what only services behind HTTP can tell.
pub(super) fn http_model(
    connection: &Kept,
    network: &Network,
    key: Option<Zeroizing<String>>,
) -> Result<HttpModel> {
    let (config, network) = client_settings(connection, network, key);
    HttpModel::new(&config, &network).map_err(|error| Error::Invalid(error.to_string()))
}

/// What the client needs to know of a connection.
pub(super) fn client_settings(
    connection: &Kept,
    network: &Network,
    key: Option<Zeroizing<String>>,
) -> (Config, client::Network) {
    let seconds = |seconds: u32| Duration::from_secs(u64::from(seconds));
    let config = Config {
        endpoint: Endpoint {
            connection: connection.name.clone(),
            host: connection.host(),
            api: connection.api,
            model: connection.model.clone(),
            input_price_micros: connection.input_price_micros,
            output_price_micros: connection.output_price_micros,
        },
        base_url: connection.base_url.clone(),
        organization: connection.organization.clone(),
        project: connection.project.clone(),
        first_token: seconds(connection.first_token_s),
        total: seconds(connection.total_s),
        key,
    };
    let network = client::Network {
        proxy: match (network.proxy, &network.proxy_url) {
            (Proxy::Manual, Some(url)) => client::Proxy::Manual(url.clone()),
            (Proxy::System, _) => client::Proxy::System,
            _ => client::Proxy::None,
        },
        root_certificates: network
            .root_certificates
            .iter()
            .map(|certificate| certificate.pem.clone())
            .collect(),
    };
    (config, network)
}
