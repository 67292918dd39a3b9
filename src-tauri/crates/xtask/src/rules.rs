//! The rules of the house that no compiler checks.

mod arrows;
mod layout;
mod manifest;
mod permissions;
mod text;

use crate::failure::Failure;
use crate::metadata;
use crate::place;

/// Checks all of them and reports every breach at once.
pub(crate) fn check() -> Result<(), Failure> {
    let root = place::root();
    let metadata = metadata::read()?;
    let mut breaches = arrows::breaches(&metadata);
    breaches.extend(manifest::breaches(&root, &metadata)?);
    breaches.extend(layout::breaches(&root, &metadata)?);
    breaches.extend(permissions::breaches(&root)?);
    breaches.extend(text::breaches(&root)?);
    if breaches.is_empty() {
        Ok(())
    } else {
        Err(Failure::Broken(breaches))
    }
}
