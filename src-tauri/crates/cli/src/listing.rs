//! Commands that only look something up and print it.

use candor_core::{interviews, transcript::one_line};

use crate::{args::Place, failure::Failure, open, screen::say};

/// `candor interviews`
pub(crate) fn interviews(place: &Place) -> Result<(), Failure> {
    let app = open::app(place, open::folders(place)?)?;
    for row in interviews::list(&app, None, u32::MAX, 0)? {
        let interview = row.interview;
        let interrupted = if interview.interrupted_at.is_some() {
            " (interrupted)"
        } else {
            ""
        };
        say!(
            "{}  {}{interrupted}  {}  {}",
            interview.id,
            interview.status.as_str(),
            one_line(&interview.candidate_name),
            one_line(&row.position_title)
        )?;
    }
    Ok(())
}

/// `candor openapi`
pub(crate) fn openapi() -> Result<(), Failure> {
    say!("{}", serde_json::to_string_pretty(&candor_api::openapi())?)?;
    Ok(())
}

/// `candor transcript-schema`
pub(crate) fn transcript_schema() -> Result<(), Failure> {
    say!(
        "{}",
        serde_json::to_string_pretty(&candor_domain::transcript::json_schema())?
    )?;
    Ok(())
}
