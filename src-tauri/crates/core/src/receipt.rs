//! What a candidate takes home: what was stored, until when, and whom to ask.

use candor_domain::{InterviewId, InterviewStatus, Language, UtcMillis};
use candor_store::{consents, erasure, recordings, withdrawals};
use serde::Serialize;

use crate::{App, Result, consent, interviews, organisation, recording};

/// The receipt of an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Receipt {
    /// The interview; whoever asks about it names this.
    pub interview_id: InterviewId,
    /// The candidate's name; empty once the interview is erased.
    pub candidate_name: String,
    /// Title of the position.
    pub position_title: String,
    /// Language of the interview.
    pub language: Language,
    /// Where it stands.
    pub status: InterviewStatus,
    /// When it began.
    pub started_at: Option<UtcMillis>,
    /// When it ended, one way or the other.
    pub ended_at: Option<UtcMillis>,
    /// Milliseconds of sound stored; what two microphones recorded at once counts once.
    pub sound_ms: u64,
    /// Messages stored, the interviewer's included.
    pub messages: u64,
    /// Until when it is kept; absent when the organisation has set no fixed time.
    pub kept_until: Option<UtcMillis>,
    /// Name of the organisation; absent when it was not entered.
    pub organisation: Option<String>,
    /// Whom to ask; absent when it was not entered.
    pub contact: Option<String>,
    /// The consent; absent when none was given.
    pub consent: Option<ReceiptConsent>,
    /// How to withdraw, in the language of the consent.
    pub how_to_withdraw: String,
    /// When everything was erased, if it was.
    pub erased_at: Option<UtcMillis>,
}

/// The consent on a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReceiptConsent {
    /// When it was given.
    pub at: UtcMillis,
    /// Version of the text agreed to.
    pub version: String,
    /// Language it was read in.
    pub language: Language,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<UtcMillis>,
}

/// The receipt of an interview, as things stand.
///
/// # Errors
/// [`crate::Error::NotFound`]; a database that cannot be read.
pub fn of(app: &App, id: InterviewId) -> Result<Receipt> {
    let interview = interviews::get(app, id)?;
    let (script, _) = app.archive().script(&interview)?;
    let organisation = organisation::get(app)?;
    let (messages, sound_ms, consent, how_to_withdraw) = app.store().read(|conn| {
        let consent = match consents::get(conn, id)? {
            Some(given) => Some(ReceiptConsent {
                at: given.at,
                version: given.version,
                language: given.language,
                withdrawn_at: withdrawals::get(conn, id)?,
            }),
            None => None,
        };
        let (version, language) = consent
            .as_ref()
            .map_or(("", interview.language), |c| (&c.version, c.language));
        let how = consent::how_to_withdraw(conn, version, language)?;
        let messages = erasure::amounts(conn, id)?.messages;
        let sound_ms = recording::heard_ms(&recordings::list(conn, id)?);
        Ok((messages, sound_ms, consent, how))
    })?;
    let ended_at = interview.finished_at.or(interview.cancelled_at);
    Ok(Receipt {
        interview_id: id,
        candidate_name: interview.candidate_name,
        position_title: script.position_title,
        language: interview.language,
        status: interview.status,
        started_at: interview.started_at,
        ended_at,
        sound_ms,
        messages,
        kept_until: ended_at.and_then(|end| organisation.kept_until(end)),
        organisation: organisation.known_name(),
        contact: organisation.contact(),
        consent,
        how_to_withdraw,
        erased_at: interview.erased_at,
    })
}
