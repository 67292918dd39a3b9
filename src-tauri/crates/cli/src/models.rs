//! `candor models`: what can be heard with, getting more of it, and bringing it to machines without a network.

use std::{fs, path::Path, sync::atomic::AtomicBool};

use candor_core::{
    App,
    machine::{self, Model},
    model_import::{self, FileState, ImportOutcome, ImportRequest},
    model_recommendation, model_source, preferences,
    speech::{
        Download, ModelFolder, Progress, Source, SpeechError, Taken, VerifiedModel, source::Proxy,
    },
};
use candor_domain::Language;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    args::{Models, ModelsFrom, Place, Prepare},
    failure::Failure,
    open,
    screen::say,
};

/// Runs one of the commands; without one, lists the models.
pub(crate) fn run(place: &Place, command: Option<&Models>) -> Result<(), Failure> {
    let here = Here::open(place)?;
    match command {
        None => here.list(Language::En),
        Some(Models::List { language }) => here.list(*language),
        Some(Models::Download { name, from }) => {
            let bar = Bar::new();
            let source = here.source(from)?;
            let models = here.models();
            let end = models.download(name, &source, &mut |step| bar.show(name, step), &never());
            bar.end();
            match end.map_err(core)? {
                Download::Installed(model) => show(&model),
                // Only Ctrl-C ends it early, and with it the program.
                Download::Cancelled => Ok(()),
            }
        }
        Some(Models::Import { path, approve }) => here.import(path, approve.as_deref()),
        Some(Models::Check { name }) => show(&here.models().locate(name).map_err(core)?),
        Some(Models::Remove { name }) => here.remove(name),
        Some(Models::Prepare(prepare)) => here.prepare(prepare),
    }
}

fn never() -> AtomicBool {
    AtomicBool::new(false)
}

fn core(error: SpeechError) -> Failure {
    candor_core::Error::from(error).into()
}

fn show(model: &VerifiedModel) -> Result<(), Failure> {
    Ok(say!("{}: {}", model.name(), model.path().display())?)
}

/// The models of this machine: with what is set up in the database, or without it where it cannot be opened.
enum Here {
    /// With approvals, measured speeds, mirror and proxy.
    Full(Box<App>),
    /// Catalogued models alone.
    Bare(ModelFolder),
}

impl Here {
    fn open(place: &Place) -> Result<Self, Failure> {
        let folders = open::folders(place)?;
        let bare = ModelFolder::new(folders.models.clone(), folders.shipped_models.clone());
        // Nothing was set up yet, and looking at models is no reason to begin with it.
        if !folders.database().exists() {
            return Ok(Self::Bare(bare));
        }
        match open::without_asking(place, folders) {
            Ok(app) => Ok(Self::Full(Box::new(app))),
            Err(failure) => {
                eprintln!(
                    "candor: models approved in the window and what is set up there are left out: {failure}"
                );
                Ok(Self::Bare(bare))
            }
        }
    }

    fn models(&self) -> &ModelFolder {
        match self {
            Self::Full(app) => app.models(),
            Self::Bare(models) => models,
        }
    }

    fn source(&self, from: &ModelsFrom) -> Result<Source, Failure> {
        let mut source = match self {
            Self::Full(app) => model_source::source(app)?,
            Self::Bare(_) => Source::default(),
        };
        if let Some(mirror) = from.mirror.as_deref().filter(|mirror| !mirror.is_empty()) {
            source.mirror = Some(model_source::mirror_address(mirror)?);
            source.official = true;
        }
        if from.mirror_only {
            if source.mirror.is_none() {
                return Err(Failure::Other(
                    "there is no mirror; name one with --mirror, or set one in the window".into(),
                ));
            }
            source.official = false;
        }
        match from.proxy.as_deref() {
            None => {}
            Some("none") => source.proxy = Proxy::None,
            Some(address) => {
                candor_core::assistant::client::check_proxy(address)
                    .map_err(|error| Failure::Other(error.to_string()))?;
                source.proxy = Proxy::Manual(address.to_owned());
            }
        }
        if let Some(file) = &from.ca_file {
            let pem = fs::read_to_string(file).map_err(Failure::file(file))?;
            candor_core::assistant::client::check_certificates(&pem)
                .map_err(|error| Failure::Other(error.to_string()))?;
            source.root_certificates.push(pem);
        }
        Ok(source)
    }

    fn list(&self, language: Language) -> Result<(), Failure> {
        match self {
            Self::Full(app) => {
                let wanted = preferences::get(app)?;
                for model in machine::models(app)? {
                    let name = Some(model.name.as_str());
                    let live = wanted.model.as_deref() == name;
                    let later = wanted.transcript_model.as_deref() == name;
                    line(&model, live, later)?;
                }
                let place = machine::model_place(app);
                for stray in &place.strays {
                    say!(
                        "unknown   {:24} {:>9}  not used; vouch for it with `candor models import`",
                        stray.file_name,
                        size(stray.size_bytes)
                    )?;
                }
                let best = model_recommendation::recommend(app, language)?;
                let or_none = |name: Option<String>| name.unwrap_or_else(|| "none".to_owned());
                say!()?;
                say!(
                    "best here for “{language}”: {} for live captions, {} for transcripts{}",
                    or_none(best.live),
                    or_none(best.transcript),
                    if best.measured {
                        ""
                    } else {
                        " (this machine was not measured yet)"
                    }
                )?;
            }
            Self::Bare(models) => {
                for status in models.list() {
                    let entry = status.entry;
                    say!(
                        "{} {:24} {:>9}  {:8}  {}",
                        state(status.installed, status.part_bytes > 0),
                        entry.name,
                        size(entry.size_bytes),
                        Language::ALL
                            .iter()
                            .filter(|l| entry.supports(**l))
                            .map(|l| l.code())
                            .collect::<Vec<_>>()
                            .join(" "),
                        entry.note.unwrap_or_default()
                    )?;
                }
                say!()?;
            }
        }
        let models = self.models();
        let taken: u64 = models
            .list()
            .iter()
            .map(|m| m.part_bytes + if m.own { m.entry.size_bytes } else { 0 })
            .sum();
        let free = models
            .free_bytes()
            .map_or_else(String::new, |bytes| format!(", {} are free", size(bytes)));
        say!("{} take {}{free}", models.own().display(), size(taken))?;
        Ok(())
    }

    fn import(&self, path: &Path, approve: Option<&str>) -> Result<(), Failure> {
        let path = std::path::absolute(path).map_err(Failure::file(path))?;
        let Self::Full(app) = self else {
            return import_bare(self.models(), &path, approve);
        };
        let request = ImportRequest {
            path: path.to_string_lossy().into_owned(),
            approved_sha256: approve.map(str::to_owned),
        };
        match model_import::import(app, &request)? {
            ImportOutcome::Installed { model } => show(&app.models().locate(&model).map_err(core)?),
            ImportOutcome::Unknown { sha256, .. } => Err(unknown(&path, &sha256)),
            ImportOutcome::Folder { files } => {
                let mut unusable = 0;
                for file in files {
                    let name = file.model.unwrap_or(file.file_name);
                    match file.state {
                        FileState::Installed => say!("{name}: installed")?,
                        FileState::AlreadyHere => say!("{name}: already here")?,
                        FileState::Unknown => say!("{name}: not known; import it by itself")?,
                        FileState::Unusable => {
                            unusable += 1;
                            say!("{name}: {}", file.problem.unwrap_or_default())?;
                        }
                    }
                }
                all_well(unusable)
            }
        }
    }

    fn remove(&self, name: &str) -> Result<(), Failure> {
        match self {
            Self::Full(app) => model_import::remove(app, name)?,
            Self::Bare(models) => models.remove(name).map_err(core)?,
        }
        Ok(say!("{name}: deleted")?)
    }

    fn prepare(&self, prepare: &Prepare) -> Result<(), Failure> {
        let mut names = prepare.names.clone();
        if names.is_empty() {
            let best = match self {
                Self::Full(app) => model_recommendation::recommend(app, prepare.language)?,
                Self::Bare(models) => model_recommendation::unmeasured(models, prepare.language),
            };
            names.extend([best.live, best.transcript].into_iter().flatten());
        }
        let (bar, source) = (Bar::new(), self.source(&prepare.from)?);
        let done = self.models().prepare(
            &prepare.folder,
            &names,
            &source,
            &mut |name, step| bar.show(name, step),
            &never(),
        );
        bar.end();
        for model in done.map_err(core)?.unwrap_or_default() {
            show(&model)?;
        }
        Ok(())
    }
}

/// Without the database nothing unknown can be vouched for: nobody would remember it.
fn import_bare(models: &ModelFolder, path: &Path, approve: Option<&str>) -> Result<(), Failure> {
    if approve.is_some() {
        return Err(Failure::Other(
            "an unknown model can be approved once Candor was set up: open its window, or run `candor doctor`, first"
                .into(),
        ));
    }
    if !path.is_dir() {
        return show(&models.import(path).map_err(core)?);
    }
    let taken = models
        .take_in_folder(path, &mut |_, _, _| {})
        .map_err(core)?;
    if taken.is_empty() {
        return Err(Failure::Other(format!(
            "there is no speech model in {}",
            path.display()
        )));
    }
    let mut unusable = 0;
    for one in taken {
        let name = one.file.display();
        match one.outcome {
            Ok(Taken::Installed(model)) => say!("{}: installed", model.name())?,
            Ok(Taken::AlreadyHere(model)) => say!("{}: already here", model.name())?,
            Ok(Taken::Unknown(_)) => say!("{name}: not known; import it by itself")?,
            Err(error) => {
                unusable += 1;
                say!("{name}: {error}")?;
            }
        }
    }
    all_well(unusable)
}

fn all_well(unusable: u32) -> Result<(), Failure> {
    match unusable {
        0 => Ok(()),
        n => Err(Failure::Other(format!("{n} files cannot be used"))),
    }
}

fn unknown(path: &Path, sha256: &str) -> Failure {
    Failure::Other(format!(
        "{} is none of the models Candor knows; if you trust where it comes from, compare its SHA-256 with what the \
         publisher states and import it with --approve {sha256}",
        path.display()
    ))
}

fn line(model: &Model, live: bool, later: bool) -> Result<(), Failure> {
    let languages: Vec<&str> = model.languages.iter().map(|l| l.code()).collect();
    let speed = model.speed.map_or_else(String::new, |speed| {
        let about = if speed.measured { "" } else { "about " };
        let kept = if speed.live { "live" } else { "not live" };
        format!("{about}{:.1} s for 10 s, {kept}", speed.factor * 10.0)
    });
    let used = match (live, later) {
        (true, true) => " [used]",
        (true, false) => " [used for live captions]",
        (false, true) => " [used for transcripts]",
        (false, false) => "",
    };
    Ok(say!(
        "{} {:24} {:>9}  {:8}  {speed:28} {}{used}",
        state(model.installed, model.download.is_some()),
        model.name,
        size(model.size_bytes),
        languages.join(" "),
        if model.imported {
            "Added by you; Candor does not know it."
        } else {
            &model.note
        },
    )?)
}

fn state(installed: bool, begun: bool) -> &'static str {
    match (installed, begun) {
        (true, _) => "installed",
        (false, true) => "   partly",
        (false, false) => "        -",
    }
}

fn size(bytes: u64) -> String {
    if bytes < 1_000_000_000 {
        format!("{:.1} MB", bytes as f64 / 1e6)
    } else {
        format!("{:.2} GB", bytes as f64 / 1e9)
    }
}

/// How far a download has come.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template(
            "{prefix} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left {msg}",
        ) {
            bar.set_style(style);
        }
        Self(bar)
    }

    fn show(&self, name: &str, step: Progress<'_>) {
        if self.0.prefix() != name {
            self.0.set_prefix(name.to_owned());
            self.0.reset();
            // What was there before is no speed.
            self.0.set_position(step.done);
            self.0.reset_eta();
        }
        self.0.set_length(step.total);
        self.0.set_position(step.done);
        let trouble = step.waiting.map(|why| format!("(tries again: {why})"));
        self.0.set_message(trouble.unwrap_or_default());
    }

    fn end(&self) {
        self.0.finish_and_clear();
    }
}
