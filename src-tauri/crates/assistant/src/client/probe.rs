//! Which of the well-known servers run on this machine. Looks at loopback only, and only when somebody asks.

use std::{sync::mpsc, time::Duration};

use candor_domain::AiApi;

use super::{
    http,
    models::{self, ModelInfo},
};

/// A server people run on their own machine, and where it listens unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalServer {
    /// Its name.
    pub name: &'static str,
    /// Its port.
    pub port: u16,
    /// What it names as the owner of its models, if that tells it apart.
    pub owner: &'static str,
}

/// Those that are well known.
pub const LOCAL_SERVERS: [LocalServer; 4] = [
    LocalServer {
        name: "Ollama",
        port: 11_434,
        owner: "library",
    },
    LocalServer {
        name: "LM Studio",
        port: 1_234,
        owner: "organization_owner",
    },
    LocalServer {
        name: "llama.cpp",
        port: 8_080,
        owner: "llamacpp",
    },
    LocalServer {
        name: "vLLM",
        port: 8_000,
        owner: "vllm",
    },
];

/// A server that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name: what it says of itself, else the one usual at its port.
    pub name: String,
    /// Where its API begins.
    pub base_url: String,
    /// How it is spoken to.
    pub api: AiApi,
    /// Its models.
    pub models: Vec<ModelInfo>,
}

/// Looks for these servers on this machine, all at once, each for at most `patience`. Blocks. What answers but offers no
/// list of models is none of them.
pub fn probe(servers: &[LocalServer], patience: Duration) -> Vec<Found> {
    let runtime = match http::runtime() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "no runtime for connections");
            return Vec::new();
        }
    };
    let client = match http::local_client() {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "no connections to this machine");
            return Vec::new();
        }
    };
    let (sender, receiver) = mpsc::channel();
    for (place, server) in servers.iter().copied().enumerate() {
        let (client, sender) = (client.clone(), sender.clone());
        runtime.spawn(async move {
            let base_url = format!("http://127.0.0.1:{}/v1", server.port);
            if let Some(models) = models::list_at(&client, &base_url, patience).await {
                let found = Found {
                    name: name(server, &models).to_owned(),
                    base_url,
                    api: AiApi::Chat,
                    models,
                };
                // Whoever asked waits below.
                let _ = sender.send((place, found));
            }
        });
    }
    drop(sender);
    let mut found: Vec<(usize, Found)> = receiver.iter().collect();
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, found)| found).collect()
}

/// Ports are a habit only: some servers can be told apart by what they say.
fn name(server: LocalServer, models: &[ModelInfo]) -> &'static str {
    let owner = models.first().and_then(|model| model.owned_by.as_deref());
    LOCAL_SERVERS
        .iter()
        .find(|known| Some(known.owner) == owner)
        .map_or(server.name, |known| known.name)
}
