//! The connections themselves: one runtime for all, one pool for each server.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher as _, Hasher as _},
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::OnceLock,
    time::Duration,
};

use reqwest::{
    Certificate, Client, Method, RequestBuilder, Url,
    header::{AUTHORIZATION, HeaderValue},
    redirect,
};
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use super::config::{self, Config, ConfigError, Network, Proxy};

/// How long a server may take to be reached.
const CONNECTING: Duration = Duration::from_secs(8);
/// How long an unused connection is kept for the next question.
const IDLE: Duration = Duration::from_mins(1);

/// The runtime all connections live on: their own thread, so that no reply waits for anything else of the app.
pub(super) fn runtime() -> Result<&'static Runtime, &'static io::Error> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("ai-connections")
                .enable_all()
                .build()
        })
        .as_ref()
}

/// A server, and what every request to it carries.
pub(super) struct Server {
    client: Client,
    base: Url,
    key: Option<Zeroizing<String>>,
    organization: Option<String>,
    project: Option<String>,
}

impl Server {
    pub(super) fn new(config: &Config, network: &Network) -> Result<Self, ConfigError> {
        let base = config::address(&config.base_url)?;
        Ok(Self {
            key: config::key(config.key.as_ref())?,
            organization: config::header(config.organization.as_deref())?,
            project: config::header(config.project.as_deref())?,
            client: client(&base, network)?,
            base,
        })
    }

    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    pub(super) fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// OpenAI itself: what it wants differs in a few places from what compatible servers understand.
    pub(super) fn is_openai(&self) -> bool {
        self.base
            .host_str()
            .is_some_and(|host| host == "openai.com" || host.ends_with(".openai.com"))
    }

    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let place = format!("{}/{path}", self.base.as_str().trim_end_matches('/'));
        let mut request = self
            .client
            .request(method, place)
            .header("x-client-request-id", request_id());
        if let Some(key) = &self.key {
            let bearer = Zeroizing::new(format!("Bearer {}", key.as_str()));
            // Keys are made of letters a header may hold: that was checked before.
            if let Ok(mut value) = HeaderValue::from_str(&bearer) {
                value.set_sensitive(true);
                request = request.header(AUTHORIZATION, value);
            }
        }
        if let Some(organization) = &self.organization {
            request = request.header("openai-organization", organization);
        }
        if let Some(project) = &self.project {
            request = request.header("openai-project", project);
        }
        request
    }
}

fn client(base: &Url, network: &Network) -> Result<Client, ConfigError> {
    let mut builder = Client::builder()
        .user_agent(concat!("Candor/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECTING)
        .pool_idle_timeout(IDLE)
        .tcp_nodelay(true)
        // Repeating is decided here alone, and the key is for this server, not for where it would send us.
        .retry(reqwest::retry::never())
        .referer(false)
        .redirect(redirect::Policy::none());
    if config::is_local(base) {
        // Whatever the resolver says: what is called local stays on this machine.
        let local = [
            SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
        ];
        builder = builder.no_proxy().resolve_to_addrs("localhost", &local);
    } else {
        builder = match &network.proxy {
            Proxy::System => builder,
            Proxy::None => builder.no_proxy(),
            Proxy::Manual(address) => builder.no_proxy().proxy(proxy(address)?),
        };
    }
    let mut roots = Vec::new();
    for pem in &network.root_certificates {
        roots.extend(certificates(pem)?);
    }
    if !roots.is_empty() {
        builder = builder.tls_certs_merge(roots);
    }
    builder
        .build()
        .map_err(|error| ConfigError::Tls(innermost(&error)))
}

/// For what runs on this machine.
pub(super) fn local_client() -> Result<Client, ConfigError> {
    client(&config::address("http://127.0.0.1")?, &Network::default())
}

/// Whether this is the address of a proxy that can be used.
///
/// # Errors
/// [`ConfigError::Proxy`] if it is not.
pub fn check_proxy(address: &str) -> Result<(), ConfigError> {
    proxy(address).map(drop)
}

fn proxy(address: &str) -> Result<reqwest::Proxy, ConfigError> {
    let url = Url::parse(address.trim()).map_err(|_| ConfigError::Proxy)?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(ConfigError::Proxy);
    }
    reqwest::Proxy::all(url).map_err(|_| ConfigError::Proxy)
}

/// Whether this holds root certificates that can be used, and nothing else.
///
/// # Errors
/// [`ConfigError::Certificate`] if it does not.
pub fn check_certificates(pem: &str) -> Result<(), ConfigError> {
    certificates(pem).map(drop)
}

fn certificates(pem: &str) -> Result<Vec<Certificate>, ConfigError> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let mut certificates = Vec::new();
    let mut rest = pem;
    while let Some(start) = rest.find(BEGIN) {
        let length = rest[start..].find(END).ok_or(ConfigError::Certificate)? + END.len();
        let one = &rest[start..start + length];
        certificates
            .push(Certificate::from_pem(one.as_bytes()).map_err(|_| ConfigError::Certificate)?);
        rest = &rest[start + length..];
    }
    if certificates.is_empty() {
        return Err(ConfigError::Certificate);
    }
    Ok(certificates)
}

/// The innermost cause says most: the outermost is no more than “error sending request”. Holds no address.
pub(super) fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// A number nobody can guess, good enough to tell requests apart and to spread repetitions.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A name of our own for a request, by which the service's support finds it again.
fn request_id() -> String {
    format!("candor-{:016x}{:016x}", random(), random())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_proxy_and_no_certificate_is_said_before_it_is_kept() {
        check_proxy("http://proxy.example:3128").unwrap();
        check_proxy("http://name:secret@proxy.example:3128").unwrap();
        for wrong in [
            "",
            "proxy.example:3128",
            "socks5://proxy.example:1080",
            "ftp://a",
        ] {
            assert_eq!(check_proxy(wrong), Err(ConfigError::Proxy), "{wrong}");
        }
        for wrong in [
            "",
            "-----BEGIN CERTIFICATE-----\nAAAA",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            assert_eq!(
                check_certificates(wrong),
                Err(ConfigError::Certificate),
                "{wrong}"
            );
        }
    }

    #[test]
    fn every_request_has_a_name_of_its_own() {
        assert_ne!(request_id(), request_id());
    }
}
