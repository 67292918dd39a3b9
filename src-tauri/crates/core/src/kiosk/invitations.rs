//! Who may open what at the kiosk.

use candor_domain::{Actor, Code, Interview, InterviewId, InterviewStatus, KioskCode, UtcMillis};
use candor_store::{
    interviews as table,
    kiosk_invitations::{self, Invitation},
};
use serde::Serialize;

use crate::{App, Error, Result, clock, interviews};

/// Codes drawn before giving up; two interviews with one code are a matter of one in a billion.
const DRAWS: usize = 4;

/// A new invitation and the one showing of its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Invited {
    /// The code, as `ABCD-EFGH`; only its hash is kept, so it cannot be shown again. None for the queue.
    pub code: Option<String>,
    /// Whether the interview waits in the queue.
    pub queued: bool,
    /// Until when the invitation is good: the end of tomorrow, or earlier when the interview's link runs out.
    pub expires_at: UtcMillis,
}

/// An invitation that is still good, for the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InvitedInterview {
    /// The interview.
    pub interview_id: InterviewId,
    /// Its candidate.
    pub candidate_name: String,
    /// Title of its position.
    pub position_title: String,
    /// Since when it waits in the queue, if it does.
    pub queued_at: Option<UtcMillis>,
    /// Whether a code was handed out for it.
    pub has_code: bool,
    /// Until when the invitation is good.
    pub expires_at: UtcMillis,
}

/// Invites to the kiosk: into its queue, or by a code. An older invitation to the same interview ends.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for an interview that runs or is over.
pub fn invite(app: &App, id: InterviewId, queue: bool) -> Result<Invited> {
    let interview = interviews::get(app, id)?;
    if !can_be_opened(&interview) {
        let late = "only an interview that waits or is paused can be opened at the kiosk";
        return Err(Error::Conflict(late.to_owned()));
    }
    let now = clock::now();
    let expires_at = interview
        .expires_at
        .filter(|_| interview.status == InterviewStatus::NotStarted)
        .map_or(end_of_tomorrow(now), |link| link.min(end_of_tomorrow(now)));
    for _ in 0..DRAWS {
        let code = (!queue).then(|| KioskCode::from_bytes(rand::random()));
        let invitation = Invitation {
            interview_id: id,
            code_hash: code.map(|code| code.hash()),
            queued_at: queue.then_some(now),
            expires_at,
            created_at: now,
        };
        let stored = app.store().write(Actor::Operator, now, move |tx| {
            kiosk_invitations::put(tx, &invitation)
        });
        match stored {
            // Somebody else's code.
            Err(error) if error.code() == Code::Conflict => {}
            Err(error) => return Err(error.into()),
            Ok(()) => {
                super::tell(app);
                return Ok(Invited {
                    code: code.map(|code| code.reveal()),
                    queued: queue,
                    expires_at,
                });
            }
        }
    }
    Err(Error::Internal)
}

/// Ends the invitation to this interview. One that is open at the kiosk stays open.
///
/// # Errors
/// [`Error::NotFound`] when there is no such interview or it is not invited.
pub fn revoke(app: &App, id: InterviewId) -> Result<()> {
    interviews::get(app, id)?;
    let end = move |tx: &mut candor_store::WriteTx<'_>| kiosk_invitations::end(tx, id);
    if !app.store().write(Actor::Operator, clock::now(), end)? {
        return Err(Error::NotFound("invitation to the kiosk"));
    }
    super::tell(app);
    Ok(())
}

/// Invitations that are still good: the queue in its order, then those with a code.
///
/// # Errors
/// Only if the database cannot be read.
pub fn invitations(app: &App) -> Result<Vec<InvitedInterview>> {
    let now = clock::now();
    let mut good = Vec::new();
    for invitation in app.store().read(kiosk_invitations::list)? {
        if !is_good(app, &invitation, now)? {
            continue;
        }
        let id = invitation.interview_id;
        let interview = interviews::get(app, id)?;
        let snapshot = app.store().read(|conn| table::snapshot(conn, id))?;
        good.push(InvitedInterview {
            interview_id: id,
            candidate_name: interview.candidate_name,
            position_title: snapshot.map(|s| s.title).unwrap_or_default(),
            queued_at: invitation.queued_at,
            has_code: invitation.code_hash.is_some(),
            expires_at: invitation.expires_at,
        });
    }
    Ok(good)
}

/// The interview whose turn it is.
pub(super) fn next_in_queue(app: &App, now: UtcMillis) -> Result<Option<InterviewId>> {
    for invitation in app.store().read(kiosk_invitations::list)? {
        if invitation.queued_at.is_some() && is_good(app, &invitation, now)? {
            return Ok(Some(invitation.interview_id));
        }
    }
    Ok(None)
}

/// Whether the invitation still opens its interview.
pub(super) fn is_good(app: &App, invitation: &Invitation, now: UtcMillis) -> Result<bool> {
    if invitation.expires_at <= now {
        return Ok(false);
    }
    match interviews::get(app, invitation.interview_id) {
        Ok(interview) => Ok(can_be_opened(&interview)),
        Err(Error::NotFound(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn can_be_opened(interview: &Interview) -> bool {
    matches!(
        interview.status,
        InterviewStatus::NotStarted | InterviewStatus::Paused
    ) && interview.withdrawn_at.is_none()
        && interview.deleted_at.is_none()
        && interview.erased_at.is_none()
}

/// The last moment of the next day, where this machine stands.
fn end_of_tomorrow(now: UtcMillis) -> UtcMillis {
    let end = jiff::Timestamp::from_millisecond(now.0)
        .and_then(|at| at.to_zoned(jiff::tz::TimeZone::system()).tomorrow())
        .and_then(|tomorrow| tomorrow.end_of_day());
    match end {
        Ok(end) => UtcMillis(end.timestamp().as_millisecond()),
        // At the end of the calendar a day is a day.
        Err(_) => now.plus_ms(86_400_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_lasts_one_to_two_days() {
        for now in [0, 1_794_000_000_000, 1_794_043_200_000] {
            let length = end_of_tomorrow(UtcMillis(now)).since(UtcMillis(now));
            // A day in which the clocks change has an hour more or less.
            assert!(
                (23 * 3_600_000..=49 * 3_600_000).contains(&length),
                "{length}"
            );
        }
    }
}
