//! What candidates are told before the first sample is recorded, and their yes to it.
//!
//! The organisation may write a text of its own; each edit is a new version that is never changed afterwards. A consent
//! keeps the very words agreed to, with their version and language and the time.

mod ai_section;
mod built_in;
mod texts;
mod words;

use candor_domain::{
    Actor, AiUse, Code, Interview, InterviewId, InterviewStatus, Language, UtcMillis,
};
use candor_store::{Connection, StoreError, consents, withdrawals};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use texts::{ConsentTextSettings, ConsentVersion, choose, preview, settings, write};
pub use words::{ConsentTexts, ConsentWords, Section, SectionKind};

use crate::{App, Error, Result, ai, clock, interviews, organisation};

/// The consent text in force as a candidate reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ConsentText {
    /// Version of the text.
    pub version: String,
    /// Language it is in.
    pub language: Language,
    /// Languages it can be read in.
    pub languages: Vec<Language>,
    /// Changes with every word shown, those about the organisation included.
    pub fingerprint: String,
    /// The text, section by section.
    pub sections: Vec<Section>,
    /// The same as one text: headings and sections, separated by blank lines.
    pub text: String,
    /// Name of the organisation; absent when it was not entered.
    pub organisation: Option<String>,
    /// Whom to ask; absent when it was not entered.
    pub contact: Option<String>,
    /// The consent, if it was given for this interview.
    pub given: Option<GivenConsent>,
}

/// A consent that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct GivenConsent {
    /// When.
    pub at: UtcMillis,
    /// Version of the text agreed to.
    pub version: String,
    /// Language it was shown in.
    pub language: Language,
    /// The very words agreed to.
    pub text: String,
    /// Hosts of the AI services they named; no others are sent what is said.
    pub ai_hosts: Vec<String>,
    /// What they said AI is used for.
    pub ai_uses: Vec<AiUse>,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<UtcMillis>,
}

/// What a candidate agrees to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Version of the text that was read.
    pub version: String,
    /// Language it was read in; the interview's when absent.
    #[serde(default)]
    pub language: Option<Language>,
    /// The text's fingerprint; with it, a change of the organisation's details in the meantime is noticed, too. A text
    /// that names AI services is not agreed to without.
    #[serde(default)]
    pub fingerprint: Option<String>,
}

/// The text in force for an interview, in its own language or another one.
///
/// # Errors
/// [`Error::NotFound`].
pub fn text(app: &App, id: InterviewId, language: Option<Language>) -> Result<ConsentText> {
    let interview = interviews::get(app, id)?;
    let language = language.unwrap_or(interview.language);
    Ok(app.store().read(|conn| {
        let given = match consents::get(conn, id)? {
            Some(consent) => Some(GivenConsent {
                at: consent.at,
                version: consent.version,
                language: consent.language,
                text: consent.text,
                ai_hosts: consent.ai_hosts,
                ai_uses: consent.ai_uses,
                withdrawn_at: withdrawals::get(conn, id)?,
            }),
            None => None,
        };
        Ok(ConsentText {
            given,
            ..in_force(conn, language)?
        })
    })?)
}

/// Logs that the candidate agreed. Agreeing again changes nothing.
///
/// # Errors
/// [`Error::Conflict`] if these are not the words in force or the interview is over; [`Error::ConsentWithdrawn`] once it was
/// withdrawn, which is final: the organisation can invite to a new interview.
pub fn give(app: &App, id: InterviewId, agreement: Agreement) -> Result<Interview> {
    let interview = interviews::get(app, id)?;
    if interview.withdrawn_at.is_some() {
        return Err(Error::ConsentWithdrawn);
    }
    if interview.consented_at.is_some() {
        return Ok(interview);
    }
    if !matches!(
        interview.status,
        InterviewStatus::NotStarted | InterviewStatus::Started | InterviewStatus::Paused
    ) {
        return Err(Error::Conflict("this interview is over".into()));
    }
    let now = clock::now();
    let language = agreement.language.unwrap_or(interview.language);
    app.store().write(Actor::Candidate, now, move |tx| {
        // Looked at inside the transaction: nobody changes the text between this check and the consent.
        let text = in_force(tx.conn(), language)?;
        let named = ai::named(tx.conn())?;
        let same_words = agreement
            .fingerprint
            .map_or(named.is_none(), |fingerprint| {
                fingerprint == text.fingerprint
            });
        if text.version != agreement.version || !same_words {
            return Err(StoreError::Refused {
                code: Code::Conflict,
                reason: "the consent text has changed; please read it again".to_owned(),
            });
        }
        let (ai_hosts, ai_uses) = named
            .map(|named| (named.hosts, named.uses))
            .unwrap_or_default();
        consents::insert(
            tx,
            &consents::Consent {
                interview_id: id,
                at: now,
                version: text.version,
                language,
                text: text.text,
                ai_hosts,
                ai_uses,
            },
        )
    })?;
    interviews::get(app, id)
}

/// The words in force, as a candidate reads them in this language.
fn in_force(conn: &Connection, language: Language) -> Result<ConsentText, StoreError> {
    let organisation = organisation::read(conn)?;
    let (version, texts) = texts::in_force(conn)?;
    let mut sections = texts.get(language).sections(language, &organisation);
    if let Some(named) = ai::named(conn)? {
        ai_section::add(&mut sections, &named, language);
    }
    let text = words::as_text(&sections);
    Ok(ConsentText {
        fingerprint: fingerprint(&version, language, &text),
        version,
        language,
        languages: Language::ALL.to_vec(),
        sections,
        text,
        organisation: organisation.known_name(),
        contact: organisation.contact(),
        given: None,
    })
}

/// How to withdraw, in the words of the version agreed to and with today's contact.
pub(crate) fn how_to_withdraw(
    conn: &Connection,
    version: &str,
    language: Language,
) -> Result<String, StoreError> {
    let organisation = organisation::read(conn)?;
    let texts = match texts::of_version(conn, version)? {
        Some(texts) => texts,
        None => texts::in_force(conn)?.1,
    };
    let sections = texts.get(language).sections(language, &organisation);
    let section = sections
        .into_iter()
        .find(|section| section.kind == SectionKind::Withdrawal);
    Ok(section.map(|section| section.text).unwrap_or_default())
}

fn fingerprint(version: &str, language: Language, text: &str) -> String {
    let digest = Sha256::new()
        .chain_update(version)
        .chain_update([0])
        .chain_update(language.code())
        .chain_update([0])
        .chain_update(text)
        .finalize();
    let mut start = [0; 8];
    start.copy_from_slice(&digest[..8]);
    format!("{:016x}", u64::from_be_bytes(start))
}
