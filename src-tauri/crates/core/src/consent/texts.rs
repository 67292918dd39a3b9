//! The versions of the consent text, and which one is in force.

use candor_domain::{Actor, Language, UtcMillis};
use candor_store::{
    Connection, StoreError,
    consent_texts::{self, StoredText},
    settings as stored_settings,
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::{
    ai_section, built_in,
    words::{ConsentTexts, Section},
};
use crate::{App, Error, Result, ai, clock, organisation};

/// Name of the setting that says which version is in force; `null` or absent: the one Candor comes with.
const SETTING: &str = "consent_text";

/// A version of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ConsentVersion {
    /// Its name.
    pub version: String,
    /// When it was written; absent for the one Candor comes with.
    pub created_at: Option<UtcMillis>,
    /// Whether it is the one in force.
    pub in_force: bool,
}

/// The text in force as the organisation edits it, and every version there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ConsentTextSettings {
    /// Version in force.
    pub version: String,
    /// Whether that is the one Candor comes with.
    pub is_built_in: bool,
    /// Its words, with placeholders.
    pub texts: ConsentTexts,
    /// The words Candor comes with.
    pub built_in: ConsentTexts,
    /// Every version, newest first, the one Candor comes with last.
    pub versions: Vec<ConsentVersion>,
}

/// The text in force and its versions.
///
/// # Errors
/// Only if the database cannot be read.
pub fn settings(app: &App) -> Result<ConsentTextSettings> {
    Ok(app.store().read(|conn| {
        let (version, texts) = in_force(conn)?;
        let own = consent_texts::versions(conn)?
            .into_iter()
            .map(|own| (own.version, Some(own.created_at)));
        let versions = own
            .chain([(built_in::VERSION.to_owned(), None)])
            .map(|(name, created_at)| ConsentVersion {
                in_force: name == version,
                version: name,
                created_at,
            })
            .collect();
        Ok(ConsentTextSettings {
            is_built_in: version == built_in::VERSION,
            version,
            texts,
            built_in: built_in::texts(),
            versions,
        })
    })?)
}

/// Writes a new version, which is in force from then on. Words that are in force already make no new one.
///
/// # Errors
/// [`Error::Invalid`] names what is missing or wrong.
pub fn write(app: &App, texts: ConsentTexts) -> Result<ConsentTextSettings> {
    let texts = texts.validated().map_err(Error::Invalid)?;
    let now = clock::now();
    let day = Timestamp::from_millisecond(now.0)
        .unwrap_or_default()
        .to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%d")
        .to_string();
    app.store().write(Actor::Operator, now, move |tx| {
        if in_force(tx.conn())?.1 == texts {
            return Ok(());
        }
        let mut rows = Vec::new();
        for language in Language::ALL {
            let json = serde_json::to_string(texts.get(language))
                .map_err(|_| StoreError::Invalid("the consent text has no JSON form".to_owned()))?;
            rows.push((language, json));
        }
        let version = consent_texts::add(tx, &day, &rows)?;
        stored_settings::put(tx, SETTING, &Some(version))
    })?;
    settings(app)
}

/// Puts a version into force that exists already: an earlier one, or the one Candor comes with.
///
/// # Errors
/// [`Error::NotFound`] when there is no such version.
pub fn choose(app: &App, version: String) -> Result<ConsentTextSettings> {
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            if in_force(tx.conn())?.0 == version {
                return Ok(());
            }
            let chosen = (version != built_in::VERSION).then_some(version);
            if let Some(own) = &chosen
                && consent_texts::of_version(tx.conn(), own)?.is_empty()
            {
                return Err(StoreError::NotFound("version of the consent text"));
            }
            stored_settings::put(tx, SETTING, &chosen)
        })?;
    settings(app)
}

/// What candidates would read, in this language; nothing is kept.
///
/// # Errors
/// [`Error::Invalid`] names what is missing or wrong.
pub fn preview(app: &App, texts: ConsentTexts, language: Language) -> Result<Vec<Section>> {
    let texts = texts.validated().map_err(Error::Invalid)?;
    let (organisation, named) = app
        .store()
        .read(|conn| Ok((organisation::read(conn)?, ai::named(conn)?)))?;
    let mut sections = texts.get(language).sections(language, &organisation);
    if let Some(named) = named {
        ai_section::add(&mut sections, &named, language);
    }
    Ok(sections)
}

/// Version and words in force.
pub(super) fn in_force(conn: &Connection) -> Result<(String, ConsentTexts), StoreError> {
    let chosen: Option<Option<String>> = stored_settings::get(conn, SETTING)?;
    if let Some(version) = chosen.flatten() {
        return match of_version(conn, &version)? {
            Some(texts) => Ok((version, texts)),
            // It was there when it was chosen: somebody has taken it out of the database.
            None => Err(StoreError::NotFound("version of the consent text")),
        };
    }
    Ok((built_in::VERSION.to_owned(), built_in::texts()))
}

/// The words of a version; `None` when there is no such version.
pub(super) fn of_version(
    conn: &Connection,
    version: &str,
) -> Result<Option<ConsentTexts>, StoreError> {
    if version == built_in::VERSION {
        return Ok(Some(built_in::texts()));
    }
    let rows = consent_texts::of_version(conn, version)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let words = |language: Language| {
        let row = rows.iter().find(|row| row.language == language);
        let words = row.and_then(|row: &StoredText| serde_json::from_str(&row.sections).ok());
        words.ok_or_else(|| {
            tracing::error!(version, %language, "a consent text cannot be read");
            StoreError::NotFound("version of the consent text")
        })
    };
    Ok(Some(ConsentTexts {
        en: words(Language::En)?,
        de: words(Language::De)?,
        ru: words(Language::Ru)?,
    }))
}
