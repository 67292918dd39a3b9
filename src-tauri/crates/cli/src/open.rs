//! Opens Candor the way the command line says.

use std::io::IsTerminal as _;

use candor_core::{
    App, Config, Folders,
    engine::Settings,
    speech::{ModelFolder, Recogniser},
    unlock,
};

use crate::{args::Place, failure::Failure};

/// The folders the command line names, or the system's.
pub(crate) fn folders(place: &Place) -> Result<Folders, Failure> {
    Ok(Folders::standard(place.data_dir.as_deref())?)
}

/// Opens the database of these folders.
pub(crate) fn app(place: &Place, folders: Folders) -> Result<App, Failure> {
    let unlock = match &place.passphrase_file {
        Some(file) => {
            unlock::Unlock::Passphrase(unlock::passphrase_file(file).map_err(Failure::file(file))?)
        }
        None if place.passphrase => unlock::Unlock::Passphrase(ask(&folders)?),
        None if unlock::passphrase_use(&folders) == unlock::PassphraseUse::Opens => {
            unlock::Unlock::Passphrase(ask(&folders)?)
        }
        None => unlock::Unlock::Keychain,
    };
    let app = App::open(Config {
        folders,
        unlock,
        conversation: Settings::default(),
    })?;
    Ok(app.with_recogniser(recogniser()))
}

/// The speech models; with those approved in the window where `wanted` is none of the catalogue.
pub(crate) fn models(place: &Place, wanted: Option<&str>) -> Result<ModelFolder, Failure> {
    let folders = folders(place)?;
    let models = ModelFolder::new(folders.models.clone(), folders.shipped_models.clone());
    let is_unknown = wanted.is_some_and(|name| models.entry(name).is_err());
    if is_unknown && folders.database().exists() {
        return Ok(without_asking(place, folders)?.models().clone());
    }
    Ok(models)
}

/// Opens the database where that needs nobody at the terminal.
pub(crate) fn without_asking(place: &Place, folders: Folders) -> Result<App, Failure> {
    let needs_somebody = place.passphrase_file.is_none()
        && !place.passphrase
        && unlock::passphrase_use(&folders) == unlock::PassphraseUse::Opens;
    if needs_somebody {
        return Err(Failure::Other(
            "the database is opened with a passphrase; use --passphrase or --passphrase-file"
                .into(),
        ));
    }
    app(place, folders)
}

fn ask(folders: &Folders) -> Result<unlock::Passphrase, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::Other(
            "there is no terminal to ask for the passphrase; use --passphrase-file".into(),
        ));
    }
    let first = unlock::passphrase(rpassword::prompt_password("Passphrase of the database: ")?);
    if !folders.database().exists() {
        let again = unlock::passphrase(rpassword::prompt_password("The same again: ")?);
        if first != again {
            return Err(Failure::Other("the two passphrases differ".into()));
        }
    }
    Ok(first)
}

/// How this program has speech recognised: in processes of its own.
pub(crate) fn recogniser() -> Recogniser {
    Recogniser::of_this_program()
}
