//! What the speakers of an interview are called.

use candor_domain::{
    Actor, InterviewId, SpeakerNames,
    plan::{MAX_TITLE, check_text},
};
use candor_store::speaker_names;

use crate::{App, Result, clock, interviews};

/// Names the speakers; an empty or absent name gives the role back its own.
///
/// # Errors
/// [`crate::Error::NotFound`]; [`crate::Error::Invalid`] for an endless name.
pub fn name_speakers(app: &App, id: InterviewId, names: &SpeakerNames) -> Result<SpeakerNames> {
    interviews::get(app, id)?;
    let (mut wanted, mut problems) = (SpeakerNames::default(), Vec::new());
    for (role, name) in names.entries() {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = name {
            check_text(name, "the speaker's name", MAX_TITLE, &mut problems);
        }
        wanted.set(role, name.map(ToOwned::to_owned));
    }
    super::refuse(&problems)?;
    let stored = wanted.clone();
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            speaker_names::save(tx, id, &stored)
        })?;
    Ok(wanted)
}
