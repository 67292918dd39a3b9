//! Where speech models are downloaded from: the published addresses, or an organisation's own copies first. Proxy and
//! root certificates are those set up for AI services. Whoever delivers a file, its SHA-256 in the catalogue decides.

use candor_assistant::client;
use candor_domain::Actor;
use candor_speech::Source;
use candor_store::settings;
use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, ai, clock};

/// Name of the setting.
const NAME: &str = "model_source";

/// Where speech models are downloaded from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelSource {
    /// Address below which an organisation keeps copies of the published files, under their names; none to use the
    /// published addresses alone. `https`, or `http` on this machine.
    #[serde(default)]
    pub mirror: Option<String>,
    /// Whether the published address is asked where the mirror does not deliver.
    #[serde(default = "yes")]
    pub official: bool,
}

impl Default for ModelSource {
    fn default() -> Self {
        Self {
            mirror: None,
            official: true,
        }
    }
}

fn yes() -> bool {
    true
}

/// Where speech models are downloaded from; the published addresses when nothing was ever set.
///
/// # Errors
/// Only if the database cannot be read.
pub fn get(app: &App) -> Result<ModelSource> {
    Ok(app
        .store()
        .read(|conn| settings::get(conn, NAME))?
        .unwrap_or_default())
}

/// Chooses where speech models are downloaded from. Downloads that are under way go on as they began.
///
/// # Errors
/// [`Error::Invalid`] says what is wrong with the mirror's address.
pub fn set(app: &App, source: ModelSource) -> Result<ModelSource> {
    let mirror = source.mirror.as_deref().map(str::trim);
    let source = ModelSource {
        mirror: mirror
            .filter(|m| !m.is_empty())
            .map(mirror_address)
            .transpose()?,
        ..source
    };
    let stored = source.clone();
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            settings::put(tx, NAME, &stored)
        })?;
    Ok(source)
}

/// The address of a mirror as it is used: encrypted, or on this machine; without a slash at its end.
///
/// # Errors
/// [`Error::Invalid`] says what is wrong with it.
pub fn mirror_address(text: &str) -> Result<String> {
    if Url::parse(text.trim()).is_err() {
        return Err(Error::Invalid(
            "the mirror’s address has to look like https://files.example.com/speech".to_owned(),
        ));
    }
    let url = client::address(text)
        .map_err(|error| Error::Invalid(format!("the mirror cannot be used: {error}")))?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// What a download uses: mirror, proxy and root certificates of this installation.
///
/// # Errors
/// Only if the database cannot be read.
pub fn source(app: &App) -> Result<Source> {
    let ModelSource { mirror, official } = get(app)?;
    let (proxy, root_certificates) = ai::way_out(app)?;
    Ok(Source {
        mirror,
        official,
        proxy,
        root_certificates,
        ..Source::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_encrypted_or_on_this_machine_and_holds_no_secret() {
        for (given, used) in [
            (
                " https://files.example.com/speech/ ",
                "https://files.example.com/speech",
            ),
            ("https://files.example.com", "https://files.example.com"),
            ("http://127.0.0.1:8080/m", "http://127.0.0.1:8080/m"),
        ] {
            assert_eq!(mirror_address(given).unwrap(), used);
        }
        for wrong in [
            "files.example.com",
            "http://files.example.com",
            "ftp://files.example.com",
            "file:///models",
            "https://me:secret@files.example.com",
            "https://files.example.com/?token=1",
        ] {
            let error = mirror_address(wrong).unwrap_err().to_string();
            assert!(error.contains("mirror"), "{wrong}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
