//! What is printed: results, and the conversation as it scrolls by.

use std::{
    fmt,
    io::{self, IsTerminal as _, Write as _},
};

use candor_core::transcript::one_line;
use candor_domain::{Message, Origin, Role, UtcMillis};

/// Prints one line of a result. Other than with `println!`, a reader that has gone away is an error, not a panic.
macro_rules! say {
    () => { $crate::screen::print_line(format_args!("")) };
    ($($words:tt)*) => { $crate::screen::print_line(format_args!($($words)*)) };
}
pub(crate) use say;

/// What [`say!`] does.
pub(crate) fn print_line(line: fmt::Arguments<'_>) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// Prints messages with the time since the first one.
pub(crate) struct Screen {
    began: Option<UtcMillis>,
    colour: bool,
}

impl Screen {
    pub(crate) fn new() -> Self {
        Self {
            began: None,
            colour: io::stdout().is_terminal(),
        }
    }

    /// Prints one message; a terminal that is gone does not stop an interview.
    pub(crate) fn show(&mut self, message: &Message) {
        let began = *self.began.get_or_insert(message.at);
        let seconds = message.at.since(began) / 1_000;
        let (who, colour) = match message.role {
            Role::AiHr => ("Interviewer", "35"),
            Role::Candidate => ("Candidate", "1"),
            Role::Recruiter => ("Recruiter", "36"),
        };
        let typed = if message.origin == Origin::Typed {
            " (typed)"
        } else {
            ""
        };
        let (on, off) = if self.colour {
            (format!("\x1b[{colour}m"), "\x1b[0m")
        } else {
            (String::new(), "")
        };
        let line = format!(
            "[{:02}:{:02}] {on}{who}{typed}:{off} {}\n",
            seconds / 60,
            seconds % 60,
            // Names and typed words come from outside and must not steer the terminal.
            one_line(&message.content)
        );
        let mut out = io::stdout().lock();
        if out
            .write_all(line.as_bytes())
            .and_then(|()| out.flush())
            .is_err()
        {
            self.colour = false;
        }
    }
}
