//! Making the machine ready: what every other command calls first.
//!
//! On Debian and its descendants missing packages are installed; elsewhere the exact commands are printed. Either way
//! the user reads what is missing and what it is for. Nothing outside the distribution's packages and this checkout's
//! `target` folder is changed.

mod apt;
mod elsewhere;
mod needs;
mod node;
mod pinned;

use clap::ValueEnum;

use crate::failure::Failure;

/// What the machine is made ready for; each one includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Purpose {
    /// The demo in the terminal: needs no WebKit, Node, display or microphone.
    Demo,
    /// The desktop app.
    Run,
    /// Every check and test there is.
    Test,
}

/// Makes the machine ready for `purpose`, or says exactly what to do.
pub(crate) fn setup(purpose: Purpose) -> Result<(), Failure> {
    let distribution = apt::Distribution::this();
    match &distribution {
        Some(distribution) => apt::provide(distribution, purpose)?,
        None => elsewhere::check(purpose)?,
    }
    if purpose >= Purpose::Run {
        node::provide(distribution.is_some())?;
    }
    if purpose >= Purpose::Test {
        pinned::provide()?;
    }
    Ok(())
}

/// Makes Node ready, for commands that need nothing else.
pub(crate) fn setup_node() -> Result<(), Failure> {
    node::provide(apt::Distribution::this().is_some())
}
