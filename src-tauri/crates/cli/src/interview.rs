//! `candor interview`: an interview held in the terminal, by voice and by typing.

use std::{
    io::{BufRead as _, Write as _},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use candor_core::{
    App,
    engine::{Control, End},
    interviews::{self, ExportEntry, InterviewDraft},
    positions::{self, PositionDraft},
    room::{self, StartOptions},
    samples,
};
use candor_domain::{InterviewId, InterviewStatus, Message, Role, plan_toml};

use crate::{
    args::{Interview, Place},
    failure::Failure,
    open,
    screen::{Screen, say},
};

/// How often the end of the interview is looked for while nothing is typed.
const GLANCE: Duration = Duration::from_millis(200);

const HELP: &str = "\
Speak, or type an answer and press Enter. Also: /repeat  /skip  /think  /done  /human  /pause  /resume  /finish";

/// Holds the interview until it ends or is paused by closing the input.
pub(crate) fn run(place: &Place, args: &Interview) -> Result<(), Failure> {
    let app = open::app(place, open::folders(place)?)?;
    let lines = typed_lines();
    let id = match args.resume {
        Some(id) => id,
        None => create(&app, args)?,
    };
    if !agreed(&app, id, &lines)? {
        say!("Nothing was recorded. The interview is kept: candor interview --resume {id}")?;
        return Ok(());
    }
    let options = StartOptions {
        device: args.device.clone(),
        model: args.model.clone(),
        text_only: args.typing,
        ..StartOptions::default()
    };
    say!("{HELP}\n")?;
    let hearing = room::hearing(&app, &interviews::get(&app, id)?, &options)?;
    let mut screen = Screen::new();
    let show = Box::new(move |message: &Message| screen.show(message));
    room::start_hearing(&app, id, hearing, Some(show))?;
    let ended = converse(&app, id, &lines, &options)?;
    if !ended {
        say!("\nPaused. Go on with: candor interview --resume {id}")?;
        return Ok(());
    }
    match interviews::detail(&app, id)?.exports.last() {
        Some(ExportEntry {
            json_path: Some(json),
            txt_path: Some(txt),
            ..
        }) => {
            say!("\n{json}\n{txt}")?;
            Ok(())
        }
        Some(ExportEntry {
            error: Some(error), ..
        }) => Err(Failure::Other(error.clone())),
        _ => Err(Failure::Other(
            "the interview ended without a transcript".into(),
        )),
    }
}

fn create(app: &App, args: &Interview) -> Result<InterviewId, Failure> {
    let draft: PositionDraft = if samples::list()?.iter().any(|s| s.name == args.plan) {
        samples::read(&args.plan)?.into()
    } else {
        let text = std::fs::read_to_string(&args.plan).map_err(Failure::file(&args.plan))?;
        plan_toml::read(&text)
            .map_err(candor_core::Error::from)?
            .into()
    };
    // Holding several interviews for one position must not multiply it.
    let known = positions::list(app)?
        .into_iter()
        .find(|p| p.title == draft.title && p.plan == draft.plan);
    let position = match known {
        Some(position) => position,
        None => positions::create(app, draft)?,
    };
    let created = interviews::create(
        app,
        InterviewDraft {
            position_id: position.id,
            candidate_name: args.candidate.clone().unwrap_or_default(),
            candidate_external_id: None,
            language: args.language,
            recommended_minutes: args.minutes,
            description: String::new(),
            knowledge_base: String::new(),
            accommodations: candor_domain::Accommodations::default(),
            vocabulary: String::new(),
        },
    )?;
    Ok(created.interview.id)
}

fn agreed(app: &App, id: InterviewId, lines: &Receiver<String>) -> Result<bool, Failure> {
    if interviews::get(app, id)?.consented_at.is_some() {
        return Ok(true);
    }
    let consent = interviews::consent_text(app, id)?;
    let mut out = std::io::stdout().lock();
    write!(out, "{}\n\nDo you agree? Type yes: ", consent.text)?;
    out.flush()?;
    drop(out);
    let yes = lines.recv().is_ok_and(|line| {
        matches!(
            line.trim().to_lowercase().as_str(),
            "yes" | "y" | "ja" | "да"
        )
    });
    if yes {
        interviews::give_consent(app, id, &consent)?;
    }
    Ok(yes)
}

/// Passes on what is typed until the interview has ended (true) or the input is closed (false).
fn converse(
    app: &App,
    id: InterviewId,
    lines: &Receiver<String>,
    options: &StartOptions,
) -> Result<bool, Failure> {
    loop {
        let over = |app: &App| interviews::get(app, id).map(|i| i.status);
        match lines.recv_timeout(GLANCE) {
            Ok(line) => {
                if let Err(error) = obey(app, id, line.trim(), options) {
                    say!("{error}")?;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => match over(app)? {
                InterviewStatus::Started => match room::pause(app, id) {
                    Ok(_) => return Ok(false),
                    // It ended by itself at this very moment: look again.
                    Err(candor_core::Error::IllegalMove(_)) => {}
                    Err(error) => return Err(error.into()),
                },
                InterviewStatus::Paused => return Ok(false),
                _ => {}
            },
        }
        if over(app)? == InterviewStatus::Finished {
            room::wait(app, id);
            return Ok(true);
        }
    }
}

fn obey(app: &App, id: InterviewId, line: &str, options: &StartOptions) -> candor_core::Result<()> {
    match line {
        "" => Ok(()),
        "/repeat" => room::control(app, id, Control::Repeat),
        "/skip" => room::control(app, id, Control::Skip),
        "/think" => room::control(app, id, Control::StillThinking),
        "/done" => room::control(app, id, Control::AnswerDone),
        "/human" => room::control(app, id, Control::RequestHuman),
        "/pause" => room::pause(app, id).map(drop),
        "/resume" => room::resume(app, id, options).map(drop),
        "/finish" => room::finish(app, id, End::RecruiterFinished).map(drop),
        text => room::type_message(app, id, Role::Candidate, text).map(drop),
    }
}

/// Lines of standard input, read on their own thread so that the interview can end while nobody types.
fn typed_lines() -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}
