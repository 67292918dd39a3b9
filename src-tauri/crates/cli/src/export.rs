//! `candor export`: the transcript of an interview as files.

use std::{
    io::{self, Write as _},
    path::Path,
};

use candor_core::{
    App, Error,
    export::{self, Format},
    transcript::{self, files},
};

use crate::{
    args::{Export, Place},
    failure::Failure,
    open,
    screen::say,
};

/// Writes what was asked for and prints where it lies.
pub(crate) fn run(place: &Place, wanted: &Export) -> Result<(), Failure> {
    let app = open::app(place, open::folders(place)?)?;
    let Some(format) = wanted.format else {
        let exported = transcript::export(app.archive(), wanted.interview)?;
        say!("{}\n{}", exported.json_path, exported.txt_path)?;
        return Ok(());
    };
    if let Some(file) = &wanted.out {
        return one(&app, wanted, format, file);
    }
    let saved = export::save(&app, wanted.interview, format, wanted.language)?;
    say!("{}", saved.path)?;
    Ok(())
}

/// One document into a file of the user's choice, whole or not at all; or to standard output.
fn one(app: &App, wanted: &Export, format: Format, file: &Path) -> Result<(), Failure> {
    let document = export::document(app, wanted.interview, format, wanted.language)?;
    if file == Path::new("-") {
        let mut out = io::stdout().lock();
        out.write_all(&document.bytes)?;
        out.flush()?;
        return Ok(());
    }
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
        let words = format!("{} is not the name of a file", file.display());
        return Err(Failure::Other(words));
    };
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let path = files::write_atomically(folder, name, &document.bytes).map_err(Error::from)?;
    say!("{}", path.display())?;
    Ok(())
}
