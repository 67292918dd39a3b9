//! Addresses of AI services: which are accepted, and which server one means.

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
                "https://localhost.example.com",
                "localhost.example.com",
                false,
            ),
            (
                "https://127.0.0.1.example.com",
                "127.0.0.1.example.com",
                false,
            ),
            ("https://192.168.1.20:8443/v1", "192.168.1.20:8443", false),
        ] {
            let url = address(address_).unwrap();
            assert_eq!((host(&url).as_str(), is_local(&url)), (named, local));
        }
    }

    #[test]
    fn nothing_travels_unencrypted_to_another_machine() {
        for other in [
            "http://a.example/v1",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1:8000/v1",
            "http://192.168.1.20:11434/v1",
            "http://[fe80::1]/v1",
        ] {
            let error = address(other).unwrap_err();
            assert!(
                error.to_string().contains("unencrypted"),
                "{other}: {error}"
            );
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
