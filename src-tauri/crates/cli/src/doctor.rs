//! `candor doctor`: what works on this machine and what does not.

use std::time::Instant;

use candor_core::{machine, speech::ModelFolder};

use crate::{args::Place, failure::Failure, open, screen::say};

/// Checks everything and fails if something an interview needs is missing.
pub(crate) fn run(place: &Place) -> Result<(), Failure> {
    let folders = open::folders(place)?;
    say!("data         {}", folders.data.display())?;
    say!("transcripts  {}", folders.transcripts.display())?;
    let mut problems = 0;
    match machine::devices() {
        Ok(devices) if devices.is_empty() => {
            say!("microphone   none found; interviews can be held by typing")?;
        }
        Ok(devices) => {
            for device in devices {
                let default = if device.is_default { " (default)" } else { "" };
                say!("microphone   {}{default}", device.name)?;
            }
        }
        Err(error) => {
            problems += 1;
            say!("microphone   {error}")?;
        }
    }
    let models = ModelFolder::new(folders.models.clone(), folders.shipped_models.clone());
    let recogniser = open::recogniser();
    for model in models.list().into_iter().filter(|m| m.installed) {
        match models.locate(&model.entry.name) {
            Ok(found) => {
                say!("model        {} (sound)", found.name())?;
                let began = Instant::now();
                match recogniser.open(&found) {
                    Ok(_) => {
                        let seconds = began.elapsed().as_secs_f64();
                        say!("recogniser   loads {} in {seconds:.1} s", found.name())?;
                    }
                    Err(error) => {
                        problems += 1;
                        say!("recogniser   {}: {error}", found.name())?;
                    }
                }
            }
            Err(error) => {
                problems += 1;
                say!("model        {error}")?;
            }
        }
    }
    for model in recogniser.graphics_card_failures() {
        say!(
            "recogniser   runs {model} on the processor because the graphics card failed; a newer driver may help"
        )?;
    }
    match open::app(place, folders) {
        Ok(app) => {
            let report = app.verify()?;
            match report.problems.len() {
                0 => say!(
                    "database     opens; {} entries in its log, all as written",
                    report.events
                )?,
                n => {
                    problems += n;
                    say!(
                        "database     {n} entries are not as they were written; restore a backup"
                    )?;
                }
            }
        }
        Err(failure) => {
            problems += 1;
            say!("database     {failure}")?;
        }
    }
    match problems {
        0 => Ok(()),
        n => Err(Failure::Other(format!("{n} problems found"))),
    }
}
