//! `candor doctor`: what works on this machine and what does not.

use candor_core::{machine, speech::ModelFolder};

use crate::{args::Place, failure::Failure, open};

/// Checks everything and fails if something an interview needs is missing.
pub(crate) fn run(place: &Place) -> Result<(), Failure> {
    let folders = open::folders(place)?;
    println!("data         {}", folders.data.display());
    println!("transcripts  {}", folders.transcripts.display());
    let mut problems = 0;
    match machine::devices() {
        Ok(devices) if devices.is_empty() => {
            println!("microphone   none found; interviews can be held by typing");
        }
        Ok(devices) => {
            for device in devices {
                let default = if device.is_default { " (default)" } else { "" };
                println!("microphone   {}{default}", device.name);
            }
        }
        Err(error) => {
            problems += 1;
            println!("microphone   {error}");
        }
    }
    let models = ModelFolder::new(folders.models.clone(), folders.shipped_models.clone());
    for model in models.list().into_iter().filter(|m| m.installed) {
        match models.locate(&model.entry.name) {
            Ok(found) => println!("model        {} (sound)", found.name()),
            Err(error) => {
                problems += 1;
                println!("model        {error}");
            }
        }
    }
    match open::app(place, folders) {
        Ok(app) => println!("database     opens; {} entries in its log", app.last_event()?),
        Err(failure) => {
            problems += 1;
            println!("database     {failure}");
        }
    }
    match problems {
        0 => Ok(()),
        n => Err(Failure::Other(format!("{n} problems found"))),
    }
}
