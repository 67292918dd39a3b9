//! Addresses of AI services: which are accepted, which server one means, and where a key may travel.

use candor_assistant::client;
pub(super) use candor_assistant::client::{host, is_local};
use reqwest::Url;

use crate::{Error, Result};

/// The address as it is used, without a slash at its end.
///
/// # Errors
/// [`Error::Invalid`] says what is wrong with it.
pub(super) fn address(text: &str) -> Result<Url> {
    client::address(text).map_err(|error| Error::Invalid(error.to_string()))
}

/// An address as text, without a slash at its end.
pub(super) fn text(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

/// A key goes over an encrypted connection, or to this very machine.
pub(super) fn may_carry_a_key(url: &Url) -> Result<()> {
    if url.scheme() == "https" || is_local(url) {
        return Ok(());
    }
    Err(Error::Invalid(
        "the key would travel unencrypted; use an address that begins with https://, or no key"
            .to_owned(),
    ))
}

/// Whether both are the same scheme, host and port.
pub(super) fn is_same_server(one: &str, other: &Url) -> bool {
    Url::parse(one).is_ok_and(|one| one.origin() == other.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_named_with_unusual_ports_only() {
        for (address_, named, local) in [
            ("https://API.openai.com/v1/", "api.openai.com", false),
            ("https://api.openai.com:443/v1", "api.openai.com", false),
            ("http://localhost:11434/v1", "localhost:11434", true),
            ("http://[::1]:1234", "[::1]:1234", true),
            ("http://127.0.0.1/v1", "127.0.0.1", true),
            (
                "http://localhost.example.com",
                "localhost.example.com",
                false,
            ),
            (
                "http://127.0.0.1.example.com",
                "127.0.0.1.example.com",
                false,
            ),
        ] {
            let url = address(address_).unwrap();
            assert_eq!((host(&url).as_str(), is_local(&url)), (named, local));
        }
    }

    #[test]
    fn the_same_server_is_the_same_scheme_host_and_port() {
        let url = address("https://a.example/v1").unwrap();
        assert!(is_same_server("https://a.example:443/v2", &url));
        for other in [
            "http://a.example/v1",
            "https://a.example:8443/v1",
            "https://b.example/v1",
            "nonsense",
        ] {
            assert!(!is_same_server(other, &url), "{other}");
        }
    }
}
