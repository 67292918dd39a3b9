//! The receipt on paper. The web view's own printing opens a dialogue that shows files, which is a way out; so the text
//! goes straight to the system's standard printer, or there is no button for it.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    sync::PoisonError,
};

use candor_domain::Code;
use tauri::{AppHandle, Manager as _};

use super::{Kiosk, Refusal};
use crate::startup::Startup;

/// Longest receipt in bytes; a real one has about two thousand.
const LONGEST: usize = 16 * 1024;
/// Copies for one candidate.
const COPIES: u32 = 3;

/// Whether this machine has a standard printer.
#[tauri::command]
pub(crate) async fn can_print_receipt() -> bool {
    let asking = tauri::async_runtime::spawn_blocking(has_printer);
    asking.await.unwrap_or(false)
}

/// Prints the receipt of the interview that is open at the kiosk.
#[tauri::command]
pub(crate) async fn print_receipt(app: AppHandle, text: String) -> Result<(), Refusal> {
    let open = app
        .state::<Startup>()
        .opened()
        .and_then(|opened| candor_core::kiosk::principal(&opened.app));
    let Some(candor_core::access::Principal::Guest(interview)) = open else {
        return Err(Refusal::new(Code::Forbidden, "no interview is open here"));
    };
    if text.len() > LONGEST {
        return Err(Refusal::new(Code::Invalid, "this is no receipt"));
    }
    {
        let state = app.state::<Kiosk>();
        let mut printed = state.printed.lock().unwrap_or_else(PoisonError::into_inner);
        if printed.0 != Some(interview) {
            *printed = (Some(interview), 0);
        }
        if printed.1 >= COPIES {
            let enough = "the receipt was printed already";
            return Err(Refusal::new(Code::TooManyAttempts, enough));
        }
        printed.1 += 1;
    }
    let printing = tauri::async_runtime::spawn_blocking(move || print(&text));
    let failed = match printing.await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => panic.to_string(),
    };
    tracing::warn!(error = failed, "the receipt could not be printed");
    Err(Refusal::new(
        Code::Internal,
        "the printer did not take the receipt; please tell somebody",
    ))
}

fn has_printer() -> bool {
    Command::new("lpstat")
        .arg("-d")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .env("LC_ALL", "C")
        .output()
        .is_ok_and(|said| {
            said.status.success() && String::from_utf8_lossy(&said.stdout).contains("destination:")
        })
}

fn print(text: &str) -> std::io::Result<()> {
    let mut spooler = Command::new("lp")
        .args(["-s", "-t", "Candor"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = spooler.stdin.take() {
        stdin.write_all(text.as_bytes())?;
    }
    if spooler.wait()?.success() {
        Ok(())
    } else {
        Err(std::io::Error::other("the spooler refused it"))
    }
}
