//! `candor import`: a recording made elsewhere becomes an interview; and `candor transcriptions`, what of that waits.

use std::{thread, time::Duration};

use candor_core::{
    App,
    bus::Subscription,
    interviews::{self, ExportEntry},
    positions::{self, PositionDraft},
    recording_import::{self, ImportedRecording, RecordingImport, Speakers, TakenIn},
    samples,
    speech::Cancel,
    transcript::one_line,
    transcriptions::{self, QueuedTranscription},
};
use candor_domain::{
    Position, RecordingImportStep, Role, TranscriptionJob, TranscriptionJobId, UtcMillis,
    live::{Fact, JobState, Live},
    plan_toml,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    args::{Channels, Import, Place},
    failure::Failure,
    open,
    screen::say,
};

/// How often it is looked whether Ctrl-C was pressed.
const GLANCE: Duration = Duration::from_millis(100);
const GO_ON: &str = "go on with: candor import --resume";

/// Takes a recording in and gives it its words, or goes on with those that wait for theirs.
pub(crate) fn run(place: &Place, args: &Import) -> Result<(), Failure> {
    let app = open::app(place, open::folders(place)?)?;
    let stop = Cancel::default();
    stop_with_ctrl_c(&stop)?;
    let mut facts = app.bus().subscribe(app.last_event()?)?;
    let Some(file) = &args.file else {
        return go_on(&app, &mut facts, &stop);
    };
    let file = std::path::absolute(file).map_err(Failure::file(file))?;
    let request = RecordingImport {
        path: file.display().to_string(),
        position_id: position(&app, args.position.as_deref().unwrap_or_default())?.id,
        candidate_name: args.candidate.clone().unwrap_or_default(),
        candidate_external_id: args.number.clone(),
        language: args.language,
        description: args.description.clone().unwrap_or_default(),
        vocabulary: args.vocabulary.clone().unwrap_or_default(),
        recorded_at: args.recorded_at,
        speakers: match args.channels {
            None => Speakers::Candidate,
            Some(Channels::CandidateFirst) => Speakers::Channels {
                first: Role::Candidate,
            },
            Some(Channels::RecruiterFirst) => Speakers::Channels {
                first: Role::Recruiter,
            },
        },
        model: args.model.clone(),
        consent: args.consent.clone().unwrap_or_default(),
        again: args.again,
    };
    let bar = Bar::new();
    let told = &mut |taken: TakenIn| match (taken.step, taken.total_ms) {
        (RecordingImportStep::Checking, _) => {
            bar.show("checking", taken.done_bytes, Some(taken.total_bytes));
        }
        (_, Some(total)) => bar.show("taking in", taken.done_ms, Some(total)),
        (_, None) => bar.show("taking in", taken.done_bytes, Some(taken.total_bytes)),
    };
    let imported = recording_import::import_watched(&app, &request, &stop, told)?;
    drop(bar);
    remark(&imported);
    say!("{}", imported.interview.id)?;
    follow(&app, &mut facts, &imported.job, &stop)
}

/// Works off everything that waits.
fn go_on(app: &App, facts: &mut Subscription, stop: &Cancel) -> Result<(), Failure> {
    transcriptions::resume(app)?;
    let mut failed = 0;
    let waiting = transcriptions::queue(app)?.jobs;
    let waiting: Vec<_> = waiting
        .into_iter()
        .filter(|queued| !queued.job.state.is_over())
        .collect();
    if waiting.is_empty() {
        return Ok(say!("Nothing waits to be transcribed.")?);
    }
    for QueuedTranscription { job, .. } in waiting {
        say!("{}", job.interview_id)?;
        if let Err(failure) = follow(app, facts, &job, stop) {
            if stop.is_cancelled() {
                return Err(failure);
            }
            eprintln!("candor: {failure}");
            failed += 1;
        }
    }
    match failed {
        0 => Ok(()),
        n => Err(Failure::Other(format!(
            "{n} could not be transcribed; see candor transcriptions"
        ))),
    }
}

/// Shows how far the job is until it has ended.
fn follow(
    app: &App,
    facts: &mut Subscription,
    job: &TranscriptionJob,
    stop: &Cancel,
) -> Result<(), Failure> {
    let bar = Bar::new();
    let ended = loop {
        if stop.is_cancelled() {
            drop(bar);
            return Err(Failure::Other(format!("stopped; {GO_ON}")));
        }
        let told = facts
            .next(GLANCE)
            .map_err(|closed| Failure::Other(closed.to_string()))?;
        match told.and_then(|fact| about(fact, job.id)) {
            Some(job) if job.state.is_over() => break job,
            Some(job) => {
                if let Some(error) = &job.error {
                    bar.note(error);
                }
                bar.show("transcribing", job.done_ms, Some(job.total_ms));
            }
            // A fact that was missed is found in the database.
            None => {
                let stored = transcriptions::get(app, job.id)?;
                if stored.state.is_over() {
                    break stored;
                }
            }
        }
    };
    drop(bar);
    match ended.state {
        JobState::Done => files(app, &ended),
        JobState::Failed => Err(Failure::Other(ended.error.unwrap_or_default())),
        _ => Err(Failure::Other("the transcription was given up".into())),
    }
}

/// What a fact says about this job.
fn about(fact: Fact, id: TranscriptionJobId) -> Option<TranscriptionJob> {
    match fact {
        Fact::Live {
            live: Live::Transcription { job },
        } => Some(job).filter(|job| job.id == id),
        _ => None,
    }
}

/// Where the transcript was written.
fn files(app: &App, job: &TranscriptionJob) -> Result<(), Failure> {
    match interviews::detail(app, job.interview_id)?.exports.pop() {
        Some(ExportEntry {
            json_path: Some(json),
            txt_path: Some(txt),
            ..
        }) => Ok(say!("{json}\n{txt}")?),
        Some(ExportEntry {
            error: Some(error), ..
        }) => Err(Failure::Other(error)),
        _ => Ok(()),
    }
}

fn remark(imported: &ImportedRecording) {
    if imported.truncated {
        eprintln!("candor: the file is cut off; what is there was taken in");
    }
    if imported.damaged_packets > 0 {
        eprintln!(
            "candor: {} pieces of the file are damaged; silence stands in their place",
            imported.damaged_packets
        );
    }
}

/// The position of this id or title, or a new one from a sample or a plan file.
fn position(app: &App, named: &str) -> Result<Position, Failure> {
    let known = positions::list(app)?;
    let is_it = |p: &&Position| {
        p.id.to_string() == named || p.title.to_lowercase() == named.trim().to_lowercase()
    };
    if let Some(position) = known.iter().find(is_it) {
        return Ok(position.clone());
    }
    let draft: PositionDraft = if samples::list()?.iter().any(|s| s.name == named) {
        samples::read(named)?.into()
    } else {
        let text = std::fs::read_to_string(named).map_err(|_| {
            let titles: Vec<_> = known.iter().map(|p| one_line(&p.title)).collect();
            Failure::Other(format!(
                "there is no position, sample or plan file “{}”; positions: {}",
                one_line(named),
                if titles.is_empty() {
                    "none yet".to_owned()
                } else {
                    titles.join(", ")
                }
            ))
        })?;
        plan_toml::read(&text)
            .map_err(candor_core::Error::from)?
            .into()
    };
    // Taking in several recordings for one position must not multiply it.
    let same = |p: &&Position| p.title == draft.title && p.plan == draft.plan;
    match known.iter().find(same) {
        Some(position) => Ok(position.clone()),
        None => Ok(positions::create(app, draft)?),
    }
}

/// `candor transcriptions`
pub(crate) fn list(place: &Place) -> Result<(), Failure> {
    let app = open::app(place, open::folders(place)?)?;
    for queued in transcriptions::queue(&app)?.jobs {
        let job = queued.job;
        let percent = match job.state {
            JobState::Done => 100,
            _ => job.done_ms * 100 / job.total_ms.max(1),
        };
        let error = job.error.map(|e| format!("  {e}")).unwrap_or_default();
        say!(
            "{}  {}  {}  {percent:>3} %  {}  {}  {}{error}",
            job.interview_id,
            job.kind.as_str(),
            job.state.as_str(),
            job.model,
            one_line(&queued.candidate_name),
            one_line(&queued.position_title),
        )?;
    }
    Ok(())
}

/// Calls off once Ctrl-C is pressed; pressed again, the program ends at once, which loses nothing that is stored.
fn stop_with_ctrl_c(stop: &Cancel) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let stop = stop.clone();
    thread::Builder::new()
        .name("candor-ctrl-c".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                while tokio::signal::ctrl_c().await.is_ok() {
                    if stop.is_cancelled() {
                        std::process::exit(130);
                    }
                    stop.cancel();
                }
            });
        })?;
    Ok(())
}

/// A time as `2026-11-03T09:30:00Z`.
pub(crate) fn time(text: &str) -> Result<UtcMillis, String> {
    let wrong = || "a time like 2026-11-03T09:30:00+01:00".to_owned();
    candor_core::clock::read(text).ok_or_else(wrong)
}

/// How far something is; nothing unless standard error is a terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::new(0);
        let style = "{msg} [{bar:32}] {percent} %  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    fn show(&self, what: &'static str, done: u64, total: Option<u64>) {
        self.0.set_message(what);
        self.0.set_length(total.unwrap_or(done).max(1));
        self.0.set_position(done);
    }

    fn note(&self, words: &str) {
        self.0.suspend(|| eprintln!("candor: {words}"));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
