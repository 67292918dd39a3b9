//! Recognition in a process of its own: the same program started once more, which holds the model and nothing else.
//!
//! Place in the flow: [`Recogniser::Child`](crate::Recogniser) makes a [`Supervised`], which is a
//! [`Transcriber`](crate::Transcriber) like any other. It starts the [`ChildCommand`], sends utterances through a pipe
//! ([`protocol`] in [`frame`]s) and gets words back. The child's whole life is [`run`].
//!
//! Invariants:
//! - Whatever the child does — crash, hang, run out of memory, send garbage — costs at most a retry of the utterance it
//!   worked on; how often it is started again is bounded, and it comes back by itself.
//! - No child outlives its parent, however that ends: the pipe closes, and Linux ends it besides.
//! - Calling off returns at once, whatever the child is doing.
//! - What was said gets into no log, however the child ends: it tells where it panicked and not about what.
//! - Only the parent chooses what is loaded, and it has verified that file.
//! - A child that broke down while it computed on the graphics card is replaced by one that computes on the processor.

pub mod frame;
mod last_words;
mod manners;
mod patience;
mod process;
pub mod protocol;
mod restarts;
mod running;
mod serve;
mod supervisor;

use std::{
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

pub use patience::Patience;
pub use restarts::Limits;
pub use supervisor::{Pulse, Supervised, Supervision};

use crate::{GraphicsCard, Whisper};

/// First argument of a program that shall be a recogniser for whoever started it. Not for people.
pub const ASKED_FOR: &str = "--recogniser-process";

/// How a child is started. Clones share what is known of the graphics card.
#[derive(Debug, Clone)]
pub struct ChildCommand {
    program: PathBuf,
    args: Vec<OsString>,
    graphics_card: GraphicsCard,
}

impl ChildCommand {
    /// This program once more. Its `main` must begin with [`is_asked_for`].
    ///
    /// # Errors
    /// When the system does not say which program this is.
    pub fn this_program() -> io::Result<Self> {
        // Still the same program when its file has been replaced or deleted by an update meanwhile.
        let own = Path::new("/proc/self/exe");
        let program = if cfg!(target_os = "linux") && own.exists() {
            own.to_owned()
        } else {
            std::env::current_exe()?
        };
        Ok(Self::new(program, [ASKED_FOR]))
    }

    /// Any program that speaks the protocol.
    pub fn new<A: Into<OsString>>(
        program: impl Into<PathBuf>,
        args: impl IntoIterator<Item = A>,
    ) -> Self {
        Self {
            program: program.into(),
            args: args.into_iter().map(Into::into).collect(),
            graphics_card: GraphicsCard::default(),
        }
    }

    /// The same with this graphics card.
    #[must_use]
    pub fn with_graphics_card(self, graphics_card: GraphicsCard) -> Self {
        Self {
            graphics_card,
            ..self
        }
    }

    /// The graphics card its children may compute on.
    pub fn graphics_card(&self) -> &GraphicsCard {
        &self.graphics_card
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Its arguments.
    pub fn args(&self) -> &[OsString] {
        &self.args
    }
}

/// Whether this process was started to be a recogniser. Then `main` must do nothing else than [`run`].
pub fn is_asked_for() -> bool {
    std::env::args_os().nth(1).as_deref() == Some(OsStr::new(ASKED_FOR))
}

/// Serves the process that started this one until it closes the pipe. Call it before any thread is started. Standard
/// output belongs to the protocol. Of what goes to standard error the parent repeats only what cannot quote anybody; logs
/// that the caller has set up are for whoever starts this process by hand.
pub fn run() -> ExitCode {
    last_words::tell_only_where_it_panics();
    manners::adopt();
    let served = serve::serve(
        io::stdin(),
        io::stdout(),
        &|model, graphics_card| {
            let whisper = Whisper::load_on(model, graphics_card)?;
            let computing = whisper.computing();
            Ok((Box::new(whisper), computing))
        },
        || manners::vanish(),
    );
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            last_words::say(&format!("it ends: {error}"));
            ExitCode::FAILURE
        }
    }
}
