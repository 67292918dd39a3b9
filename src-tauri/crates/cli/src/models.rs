//! `candor models`: what can be heard with, and getting more of it.

use std::sync::atomic::AtomicBool;

use candor_core::speech::{Download, ModelFolder, SpeechError, VerifiedModel};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    args::{Models, Place},
    failure::Failure,
    open,
    screen::say,
};

/// Runs one of the commands.
pub(crate) fn run(place: &Place, command: &Models) -> Result<(), Failure> {
    let folders = open::folders(place)?;
    let models = ModelFolder::new(folders.models, folders.shipped_models);
    let done = match command {
        Models::List => return list(&models),
        Models::Download { name } => download(&models, name),
        Models::Import { file } => models.import(file).map(Some),
        Models::Check { name } => models.locate(name).map(Some),
    };
    if let Some(model) = done.map_err(candor_core::Error::from)? {
        say!("{}: {}", model.name(), model.path().display())?;
    }
    Ok(())
}

fn list(models: &ModelFolder) -> Result<(), Failure> {
    for status in models.list() {
        let entry = status.entry;
        say!(
            "{} {:24} {:>7.1} MB  {}",
            if status.installed {
                "installed"
            } else {
                "        -"
            },
            entry.name,
            entry.size_bytes as f64 / 1e6,
            entry.note.unwrap_or_default()
        )?;
    }
    Ok(())
}

/// `None` when it was cancelled, which here only Ctrl-C does, and that ends the program.
fn download(models: &ModelFolder, name: &str) -> Result<Option<VerifiedModel>, SpeechError> {
    let bar = ProgressBar::no_length();
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left")
    {
        bar.set_style(style);
    }
    let mut progress = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let result = models.download(name, &mut progress, &AtomicBool::new(false));
    bar.finish_and_clear();
    match result? {
        Download::Installed(model) => Ok(Some(model)),
        Download::Cancelled => Ok(None),
    }
}
