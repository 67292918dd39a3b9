//! How AI services are reached from an organisation's network: its proxy and its own root certificates.

use candor_domain::{Actor, Code, UtcMillis};
use candor_store::StoreError;
use reqwest::{Certificate, Url};
use serde::{Deserialize, Serialize};

use super::{certificate, connections, stored};
use crate::{App, Error, Result, clock};

/// Longest text certificates are read from, in bytes.
const MAX_PEM: usize = 512 * 1024;
/// Most certificates kept.
const MAX_CERTIFICATES: usize = 100;
/// Longest address of a proxy, in bytes.
const MAX_ADDRESS: usize = 2_000;

/// Which proxy is used. Servers on this machine are always reached directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proxy {
    /// The one the system names.
    #[default]
    System,
    /// None.
    None,
    /// The one named here.
    Manual,
}

/// The network as stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Network {
    pub(super) proxy: Proxy,
    pub(super) proxy_url: Option<String>,
    pub(super) root_certificates: Vec<KeptCertificate>,
}

/// A root certificate as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptCertificate {
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) expires_at: UtcMillis,
    pub(super) pem: String,
}

/// How AI services are reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AiNetwork {
    /// Which proxy is used.
    pub proxy: Proxy,
    /// Address of the proxy that was entered; empty when there is none.
    pub proxy_url: String,
    /// Root certificates trusted besides those of the system.
    pub root_certificates: Vec<RootCertificate>,
}

/// A root certificate that is trusted besides those of the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RootCertificate {
    /// SHA-256 of the certificate, in hexadecimal.
    pub id: String,
    /// Whom it names.
    pub subject: String,
    /// Until when it is valid.
    pub expires_at: UtcMillis,
}

/// A choice of the proxy.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxyDraft {
    /// Which proxy is used.
    pub proxy: Proxy,
    /// Its address, for example `http://proxy.example.com:3128`; needed for `manual` only, kept for the others.
    #[serde(default)]
    pub proxy_url: Option<String>,
}

/// Certificates to trust.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateDraft {
    /// One or more certificates in PEM form (`-----BEGIN CERTIFICATE-----`).
    pub pem: String,
}

impl From<Network> for AiNetwork {
    fn from(network: Network) -> Self {
        let certificates = network.root_certificates.into_iter();
        Self {
            proxy: network.proxy,
            proxy_url: network.proxy_url.unwrap_or_default(),
            root_certificates: certificates
                .map(|kept| RootCertificate {
                    id: kept.id,
                    subject: kept.subject,
                    expires_at: kept.expires_at,
                })
                .collect(),
        }
    }
}

/// Chooses the proxy.
///
/// # Errors
/// [`Error::Invalid`] says what is wrong with its address.
pub fn set_proxy(app: &App, draft: &ProxyDraft) -> Result<AiNetwork> {
    let text = draft.proxy_url.as_deref().map(str::trim);
    let url = match text.filter(|text| !text.is_empty()) {
        Some(text) => Some(proxy_address(text)?),
        None if draft.proxy == Proxy::Manual => {
            return Err(Error::Invalid(
                "enter the proxy's address, for example http://proxy.example.com:3128".to_owned(),
            ));
        }
        None => None,
    };
    let proxy = draft.proxy;
    change(app, move |network| {
        network.proxy = proxy;
        network.proxy_url = url;
        Ok(())
    })
}

fn proxy_address(text: &str) -> Result<String> {
    let wrong = |what: &str| Error::Invalid(format!("the proxy's address cannot be used: {what}"));
    if text.len() > MAX_ADDRESS {
        return Err(wrong("it is too long"));
    }
    let url =
        Url::parse(text).map_err(|_| wrong("it has to look like http://proxy.example.com:3128"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong("it has to begin with http:// or https://"));
    }
    // It would lie in the database and be shown; secrets are neither.
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "a name or password does not belong into it; let the system sign in to the proxy",
        ));
    }
    if url.path().len() > 1 || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("it ends with the host and the port"));
    }
    Ok(super::address::text(&url))
}

/// Trusts certificates. Those that are trusted already stay as they are.
///
/// # Errors
/// [`Error::Invalid`] when it is no certificate, holds a private key, or has expired; nothing is kept then.
pub fn add_certificates(app: &App, draft: &CertificateDraft) -> Result<AiNetwork> {
    let invalid = |what: String| Error::Invalid(what);
    if draft.pem.len() > MAX_PEM {
        return Err(invalid("this file is too large for certificates".into()));
    }
    if draft.pem.contains("PRIVATE KEY-----") {
        return Err(invalid(
            "this file holds a private key; only certificates belong here. Nothing of it was kept"
                .into(),
        ));
    }
    let no_certificate = || {
        Error::Invalid(
            "this is no certificate in PEM form; it has to begin with “-----BEGIN CERTIFICATE-----”"
                .to_owned(),
        )
    };
    let read = certificate::read_all(&draft.pem).ok_or_else(no_certificate)?;
    let now = clock::now();
    for one in &read {
        Certificate::from_pem(one.pem.as_bytes()).map_err(|_| no_certificate())?;
        if one.expires_at < now {
            return Err(invalid(format!(
                "the certificate “{}” has expired; ask for a newer one",
                one.subject
            )));
        }
    }
    change(app, move |network| {
        for one in read {
            if network.root_certificates.iter().any(|c| c.id == one.id) {
                continue;
            }
            if network.root_certificates.len() >= MAX_CERTIFICATES {
                return Err(StoreError::Refused {
                    code: Code::Invalid,
                    reason: format!("no more than {MAX_CERTIFICATES} certificates can be kept"),
                });
            }
            network.root_certificates.push(KeptCertificate {
                id: one.id,
                subject: one.subject,
                expires_at: one.expires_at,
                pem: one.pem,
            });
        }
        Ok(())
    })
}

/// Trusts a certificate no longer.
///
/// # Errors
/// [`Error::Store`] with the code `not_found` when it was not trusted.
pub fn remove_certificate(app: &App, id: String) -> Result<AiNetwork> {
    change(app, move |network| {
        let before = network.root_certificates.len();
        network.root_certificates.retain(|kept| kept.id != id);
        if network.root_certificates.len() == before {
            return Err(StoreError::NotFound("certificate"));
        }
        Ok(())
    })
}

fn change(
    app: &App,
    change: impl FnOnce(&mut Network) -> Result<(), StoreError> + Send + 'static,
) -> Result<AiNetwork> {
    let network = app
        .store()
        .write(Actor::Operator, clock::now(), move |tx| {
            let mut network = stored::network(tx.conn())?;
            change(&mut network)?;
            stored::put_network(tx, &network)?;
            Ok(network)
        })?;
    connections::let_go(app)?;
    Ok(network.into())
}
