//! Opens connections to AI services.

use std::{sync::Arc, time::Duration};

use candor_assistant::{
    client::{self, Config, HttpModel},
    model::{Endpoint, ReplyModel},
};
use candor_domain::AiUse;
use zeroize::Zeroizing;

use super::{
    network::{Network, Proxy},
    stored::{self, Kept},
};
use crate::{App, Error, Result};

/// A connection that was opened: a model for each use. They share what was learned of the server and the open lines to
/// it, but not how often it failed: a long draft that comes to nothing must not silence the conversation.
pub(super) struct Models {
    conversation: Arc<dyn ReplyModel>,
    scorecards: Arc<dyn ReplyModel>,
}

impl Models {
    /// The one for this use.
    pub(super) fn of(&self, one: AiUse) -> Arc<dyn ReplyModel> {
        Arc::clone(match one {
            AiUse::Conversation => &self.conversation,
            AiUse::Scorecards => &self.scorecards,
        })
    }
}

/// Opens a connection; nothing is sent yet.
///
/// # Errors
/// [`Error::Invalid`] when it cannot be used as it is set up.
pub(super) fn open(
    connection: &Kept,
    network: &Network,
    key: Option<Zeroizing<String>>,
) -> Result<Models> {
    let model = http_model(connection, network, key)?;
    Ok(Models {
        scorecards: Arc::new(model.apart()),
        conversation: Arc::new(model),
    })
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

/// How servers outside of this machine are reached, for what is not an AI service: the proxy, and root certificates in
/// PEM form.
///
/// # Errors
/// Only if the database cannot be read.
pub(crate) fn way_out(app: &App) -> Result<(candor_speech::source::Proxy, Vec<String>)> {
    use candor_speech::source::Proxy as Way;
    let network = app.store().read(stored::network)?;
    let proxy = match (network.proxy, network.proxy_url) {
        (Proxy::Manual, Some(url)) => Way::Manual(url),
        (Proxy::System, _) => Way::System,
        _ => Way::None,
    };
    let certificates = network.root_certificates.into_iter();
    Ok((proxy, certificates.map(|kept| kept.pem).collect()))
}
