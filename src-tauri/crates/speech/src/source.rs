//! Where model files come from, and how that place is reached: an organisation's own copies, its proxy, its root
//! certificates. Whatever the place, the SHA-256 in the catalogue decides what is a model.

use std::time::Duration;

use reqwest::{Certificate, Client, Url, redirect};

use crate::catalog::CatalogEntry;

/// Longest a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(30);
/// Most times a server may point to another address.
const REDIRECTS: usize = 10;

/// Where model files come from.
#[derive(Debug, Clone)]
pub struct Source {
    /// Address below which an organisation keeps copies under the catalogue's file names; asked first.
    pub mirror: Option<String>,
    /// Whether the published address is asked as well, where the mirror does not deliver. Without a mirror it always
    /// is.
    pub official: bool,
    /// How servers on other machines are reached.
    pub proxy: Proxy,
    /// Root certificates in PEM form trusted besides those of the system.
    pub root_certificates: Vec<String>,
    /// How much is borne.
    pub patience: Patience,
}

/// Which proxy is used. Servers on this machine are always reached directly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Proxy {
    /// The one the system names.
    #[default]
    System,
    /// None.
    None,
    /// This one.
    Manual(String),
}

/// How much of a bad connection is borne before a download fails.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// A server that sends nothing for this long is given up, and asked anew.
    pub stall: Duration,
    /// Wait before the second attempt; each further one waits twice as long, up to [`Patience::longest_wait`].
    pub first_wait: Duration,
    /// Longest wait between attempts, also where the server asks for a longer one.
    pub longest_wait: Duration,
    /// So many attempts in a row may bring next to nothing.
    pub attempts: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            stall: Duration::from_mins(1),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(30),
            attempts: 8,
        }
    }
}

impl Patience {
    /// How long to wait before the next attempt when `fruitless` ones (at least one) came to nothing, or the server
    /// asked for `asked`. None: it asked for longer than anybody waits.
    pub(crate) fn wait(&self, fruitless: u32, asked: Option<Duration>) -> Option<Duration> {
        if let Some(asked) = asked {
            return (asked <= self.longest_wait.max(Duration::from_mins(2))).then_some(asked);
        }
        let doubled = 1_u32 << fruitless.saturating_sub(1).min(16);
        Some(self.longest_wait.min(self.first_wait * doubled))
    }
}

impl Default for Source {
    fn default() -> Self {
        Self {
            mirror: None,
            official: true,
            proxy: Proxy::default(),
            root_certificates: Vec::new(),
            patience: Patience::default(),
        }
    }
}

impl Source {
    /// The addresses to ask for a model, in order; none for what comes with Candor.
    pub(crate) fn addresses(&self, entry: &CatalogEntry) -> Vec<String> {
        let Some(url) = &entry.url else {
            return Vec::new();
        };
        let mirror = self.mirror.as_deref();
        let mirrored = mirror.map(|base| format!("{}/{}", base.trim_end_matches('/'), entry.file));
        let official = (mirror.is_none() || self.official).then(|| url.clone());
        mirrored.into_iter().chain(official).collect()
    }

    /// A client for `url`.
    ///
    /// # Errors
    /// When proxy or certificates cannot be used.
    pub(crate) fn client(&self, url: &str) -> Result<Client, reqwest::Error> {
        let parsed = Url::parse(url).ok();
        let mut builder = Client::builder()
            .user_agent(concat!("Candor/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECTING)
            // What began encrypted stays so, wherever it is sent on to.
            .https_only(parsed.as_ref().is_some_and(|u| u.scheme() == "https"))
            .redirect(redirect::Policy::limited(REDIRECTS))
            .retry(reqwest::retry::never())
            .referer(false);
        let host = parsed.as_ref().and_then(Url::host_str);
        if matches!(host, Some("127.0.0.1" | "localhost" | "[::1]")) {
            builder = builder.no_proxy();
        } else {
            builder = match &self.proxy {
                Proxy::System => builder,
                Proxy::None => builder.no_proxy(),
                Proxy::Manual(address) => builder.no_proxy().proxy(reqwest::Proxy::all(address)?),
            };
        }
        let mut roots = Vec::new();
        for pem in &self.root_certificates {
            roots.extend(Certificate::from_pem_bundle(pem.as_bytes())?);
        }
        if !roots.is_empty() {
            builder = builder.tls_certs_merge(roots);
        }
        builder.build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn the_mirror_is_asked_first_and_the_published_address_only_where_that_is_allowed() {
        let entry = Catalog::bundled().get("tiny").unwrap();
        let published = entry.url.clone().unwrap();
        let asked = |mirror: Option<&str>, official| {
            let source = Source {
                mirror: mirror.map(str::to_owned),
                official,
                ..Source::default()
            };
            source.addresses(entry)
        };
        let mirrored = "https://files.example.com/speech/ggml-tiny.bin".to_owned();
        assert_eq!(asked(None, true), std::slice::from_ref(&published));
        assert_eq!(asked(None, false), std::slice::from_ref(&published));
        for base in [
            "https://files.example.com/speech",
            "https://files.example.com/speech/",
        ] {
            assert_eq!(
                asked(Some(base), true),
                [mirrored.clone(), published.clone()]
            );
            assert_eq!(asked(Some(base), false), std::slice::from_ref(&mirrored));
        }
        let demo = Catalog::bundled().get("demo-en").unwrap();
        assert!(Source::default().addresses(demo).is_empty());
    }

    #[test]
    fn waits_grow_up_to_a_limit_and_a_server_may_ask_for_a_longer_one() {
        let patience = Patience::default();
        let seconds = |n| Some(Duration::from_secs(n));
        let waits: Vec<_> = (1..=7).map(|n| patience.wait(n, None)).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30].map(seconds));
        assert_eq!(patience.wait(40, None), seconds(30));
        assert_eq!(patience.wait(1, seconds(90)), seconds(90));
        assert_eq!(patience.wait(1, seconds(3_600)), None);
        assert_eq!(patience.wait(5, seconds(0)), seconds(0));
    }

    #[test]
    fn a_certificate_or_proxy_that_is_none_is_refused() {
        let source = Source {
            root_certificates: vec![
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".into(),
            ],
            ..Source::default()
        };
        assert!(source.client("https://files.example.com").is_err());
        let source = Source {
            proxy: Proxy::Manual("no address".into()),
            ..Source::default()
        };
        assert!(source.client("https://files.example.com").is_err());
    }
}
