//! `cargo xtask screenshots`: a picture of every screen in every size, theme and language, drawn by a browser from the
//! app around a fake of its core. `ui/e2e/screens.mjs` is the list of screens.

use crate::failure::Failure;
use crate::process::Call;
use crate::setup::{Purpose, setup};
use crate::{place, ui};

/// Takes the pictures of the screens with these names, of all screens if none is named.
pub(crate) fn take(names: &[String]) -> Result<(), Failure> {
    setup(Purpose::Test)?;
    ui::install()?;
    ui::script("build:browser")?;
    // The README shows a few of them, so these lie where they are kept under version control.
    let folders = [
        place::root().join("target").join("screenshots"),
        place::root().join(".github").join("screens"),
    ];
    Call::new("node")
        .dir(&place::ui())
        .args(["e2e/screenshots.mjs"])
        .args(folders)
        .args(names)
        .hand_over()
}
