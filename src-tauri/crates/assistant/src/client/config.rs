//! What a connection needs to know, and what of it cannot be used.

use std::{fmt, net::IpAddr, time::Duration};

use reqwest::Url;
use zeroize::Zeroizing;

use crate::model::Endpoint;

/// Longest address, header and key, in bytes.
const MAX_LENGTH: usize = 2_000;

/// One connection to a service.
#[derive(Clone)]
pub struct Config {
    /// How it is named, spoken to and priced. `host` is taken from `base_url`, whatever stands in it.
    pub endpoint: Endpoint,
    /// Where the service's API begins, for example `https://api.openai.com/v1`; http for this machine only.
    pub base_url: String,
    /// Sent as `OpenAI-Organization`.
    pub organization: Option<String>,
    /// Sent as `OpenAI-Project`.
    pub project: Option<String>,
    /// How long the first token may take, counted from the request and over all its repetitions; and how long the
    /// stream may stand still after it.
    pub first_token: Duration,
    /// How long the whole reply may take.
    pub total: Duration,
    /// Sent as bearer token.
    pub key: Option<Zeroizing<String>>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("endpoint", &self.endpoint)
            .field("has_key", &self.key.is_some())
            .finish_non_exhaustive()
    }
}

/// How servers that are not this machine are reached.
#[derive(Clone, Default)]
pub struct Network {
    /// Through which proxy. This machine is always reached directly.
    pub proxy: Proxy,
    /// Root certificates in PEM form that are trusted beside those of the system; each may hold several.
    pub root_certificates: Vec<String>,
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address of a proxy may hold a password.
        let proxy = match self.proxy {
            Proxy::System => "system",
            Proxy::None => "none",
            Proxy::Manual(_) => "manual",
        };
        f.debug_struct("Network")
            .field("proxy", &proxy)
            .field("root_certificates", &self.root_certificates.len())
            .finish()
    }
}

/// Through which proxy servers are reached.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Proxy {
    /// The one the environment names, if any.
    #[default]
    System,
    /// None.
    None,
    /// This one: `http://host:port`, with `name:password@` if it wants that.
    Manual(String),
}

/// Why a connection cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// No address of a server.
    #[error("the address cannot be used: {0}")]
    Address(&'static str),
    /// What is sent would be readable on its way.
    #[error(
        "everything said in interviews would travel unencrypted; use an address that begins with https:// (http:// is for servers on this computer only)"
    )]
    Unencrypted,
    /// No key.
    #[error("this is no key: keys have neither spaces nor special letters; copy it again")]
    Key,
    /// The organisation or the project cannot be sent.
    #[error(
        "the organisation and the project must be plain words as the service gives them; copy them again"
    )]
    Header,
    /// No address of a proxy.
    #[error("the proxy cannot be used: its address has to look like http://proxy.example:3128")]
    Proxy,
    /// No certificate.
    #[error("this is no certificate in PEM form; export it again as PEM (Base-64, .crt or .pem)")]
    Certificate,
    /// Encryption is not available on this machine.
    #[error("encrypted connections cannot be set up on this machine: {0}")]
    Tls(String),
}

impl ConfigError {
    /// Stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "ai_address",
            Self::Unencrypted => "ai_unencrypted",
            Self::Key => "ai_key",
            Self::Header => "ai_header",
            Self::Proxy => "ai_proxy",
            Self::Certificate => "ai_certificate",
            Self::Tls(_) => "ai_tls",
        }
    }
}

/// The address as it is used: https, or http on this machine; no name or password, no query, no slash at its end.
///
/// # Errors
/// [`ConfigError::Address`] says what is wrong with it; [`ConfigError::Unencrypted`] for http to any other machine, be it
/// in the same house.
pub fn address(text: &str) -> Result<Url, ConfigError> {
    let text = text.trim().trim_end_matches('/');
    if text.len() > MAX_LENGTH {
        return Err(ConfigError::Address("it is too long"));
    }
    let url = Url::parse(text)
        .map_err(|_| ConfigError::Address("it has to look like https://api.openai.com/v1"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(ConfigError::Address(
            "it has to begin with https:// or http://",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ConfigError::Address(
            "a name or password does not belong into it",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(ConfigError::Address("it must not hold “?” or “#”"));
    }
    if url.scheme() != "https" && !is_local(&url) {
        return Err(ConfigError::Unencrypted);
    }
    Ok(url)
}

/// Whether the server is this very machine.
pub fn is_local(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Host, with its port unless that is the usual one.
pub fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The key as it is sent, if there is one.
pub(super) fn key(
    key: Option<&Zeroizing<String>>,
) -> Result<Option<Zeroizing<String>>, ConfigError> {
    let Some(key) = key.map(|key| key.trim()).filter(|key| !key.is_empty()) else {
        return Ok(None);
    };
    if key.len() > MAX_LENGTH || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(ConfigError::Key);
    }
    Ok(Some(Zeroizing::new(key.to_owned())))
}

/// A header's value, absent when empty.
pub(super) fn header(value: Option<&str>) -> Result<Option<String>, ConfigError> {
    let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    if value.len() > MAX_LENGTH || !value.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(ConfigError::Header);
    }
    Ok(Some(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_last_slash_and_nothing_else() {
        let url = address(" https://api.openai.com/v1/ ").unwrap();
        assert_eq!(url.as_str(), "https://api.openai.com/v1");
        assert_eq!(host(&url), "api.openai.com");
        assert_eq!(
            host(&address("http://[::1]:8080/v1").unwrap()),
            "[::1]:8080"
        );
        for wrong in [
            "",
            "api.openai.com",
            "ftp://a/b",
            "https://a:b@c/v1",
            "https://a/v1?x",
            "https://a/v1#x",
        ] {
            assert!(
                matches!(address(wrong), Err(ConfigError::Address(_))),
                "{wrong}"
            );
        }
    }

    #[test]
    fn only_this_machine_is_local() {
        for local in [
            "http://localhost:1",
            "http://127.0.0.1",
            "http://127.9.9.9",
            "http://[::1]:4",
        ] {
            assert!(is_local(&address(local).unwrap()), "{local}");
        }
        for other in [
            "localhost.example",
            "10.0.0.1",
            "192.168.1.20:11434",
            "127.0.0.1.example",
            "0.0.0.0",
            "[::2]",
            "[::ffff:10.0.0.1]",
            "ai.example:8080",
        ] {
            let unencrypted = address(&format!("http://{other}/v1"));
            assert_eq!(unencrypted, Err(ConfigError::Unencrypted), "{other}");
            let encrypted = address(&format!("https://{other}/v1")).unwrap();
            assert!(!is_local(&encrypted), "{other}");
        }
    }

    #[test]
    fn a_key_has_neither_spaces_nor_special_letters() {
        let key = |text: &str| key(Some(&Zeroizing::new(text.to_owned())));
        assert_eq!(key(" sk-1 ").unwrap().unwrap().as_str(), "sk-1");
        assert_eq!(key("sk 1\n2"), Err(ConfigError::Key));
        assert_eq!(key("  "), Ok(None));
    }
}
