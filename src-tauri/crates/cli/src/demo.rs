//! `candor demo`: the main job end to end, with recorded answers standing for the candidate's voice.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use candor_core::{
    App, DatabaseKey, Folders,
    audio::{ClipSource, ClipTrigger, Pace},
    engine::Settings,
    interviews::{self, ExportEntry, InterviewDraft},
    machine, positions, room, samples,
    speech::word_error_rate,
};
use candor_domain::{InterviewId, Language, Message, Role, message::Purpose};
use serde::Serialize;

use crate::{
    args::{Demo, Place},
    failure::Failure,
    open,
    screen::{Screen, say},
};

const SAMPLE: &str = "customer-support-agent";
const MODEL: &str = "demo-en";
/// Pause between a question and its answer, in ms of the conversation.
const BREATH_MS: u64 = 800;
/// Above this share of wrong words the demo counts as failed.
const MOST_ERRORS: f64 = 0.15;

/// What a demo run found; the object `--json` prints.
#[derive(Serialize)]
struct Outcome {
    transcript_json: String,
    transcript_txt: String,
    /// Wrong words per reference word, 0 to 1 and above.
    word_error_rate: f64,
    questions_asked: usize,
    /// Seconds the interview took per second of its sound.
    real_time_factor: f64,
    audio_seconds: f64,
    elapsed_seconds: f64,
}

/// One recorded answer and what is said in it.
struct Answer {
    clip: PathBuf,
    text: String,
}

/// Runs the demo and prints what came of it.
pub(crate) fn run(place: &Place, args: &Demo) -> Result<(), Failure> {
    let answers = answers(place, args.answers.as_deref())?;
    let scratch = tempfile::Builder::new()
        .prefix("candor-demo-")
        .tempdir()
        .map_err(Failure::file(std::env::temp_dir()))?;
    let (app, kept) = open_app(place, args, scratch.path())?;
    let id = prepare(&app)?;
    let speed = if args.fast {
        Pace::Fast
    } else {
        Pace::RealTime
    };
    let clips = answers.iter().map(|a| a.clip.clone()).collect();
    let (source, trigger) = ClipSource::new(clips, speed).map_err(candor_core::Error::from)?;
    let model = machine::choose_model(app.models(), Some(MODEL), Language::En)?;
    let hearing = room::Hearing {
        source: Box::new(source),
        transcriber: app
            .recogniser()
            .open(&model)
            .map_err(candor_core::Error::from)?,
        model: model.name().to_owned(),
        microphones: None,
        chosen: None,
        recruiter: room::Recruiter::default(),
        faster: None,
    };
    let began = Instant::now();
    room::start_hearing(&app, id, Some(hearing), Some(candidate(trigger, args)))?;
    room::wait(&app, id);
    let outcome = outcome(&app, id, &answers, began.elapsed().as_secs_f64())?;
    drop(app);
    if !kept && args.out.is_none() {
        keep_transcripts_only(scratch)?;
    }
    report(args, &outcome)
}

/// Opens a database that lives as long as its random key, which is nowhere but in memory; or, with `--keep`, the
/// one the command line names.
fn open_app(place: &Place, args: &Demo, scratch: &Path) -> Result<(App, bool), Failure> {
    let kept = args.keep;
    let mut folders = if kept {
        open::folders(place)?
    } else {
        Folders::below(scratch)
    };
    if let Some(out) = &args.out {
        folders.transcripts.clone_from(out);
    }
    if kept {
        return Ok((open::app(place, folders)?, true));
    }
    let key = DatabaseKey::new(rand::random());
    let app = App::open_with_key(folders, Settings::default(), &key)?;
    Ok((app.with_recogniser(open::recogniser()), false))
}

fn prepare(app: &App) -> Result<InterviewId, Failure> {
    let position = positions::create(app, samples::read(SAMPLE)?.into())?;
    let created = interviews::create(
        app,
        InterviewDraft {
            position_id: position.id,
            candidate_name: "Oliver Demo".to_owned(),
            candidate_external_id: None,
            language: Language::En,
            recommended_minutes: 30,
            description: "Demonstration with recorded answers.".to_owned(),
            knowledge_base: String::new(),
            accommodations: candor_domain::Accommodations::default(),
            vocabulary: String::new(),
        },
    )?;
    let id = created.interview.id;
    let text = interviews::consent_text(app, id)?;
    interviews::give_consent(app, id, &text)?;
    Ok(id)
}

/// The candidate: answers each question with the next recording, and shows the conversation.
fn candidate(trigger: ClipTrigger, args: &Demo) -> room::OnMessage {
    let mut screen = (!args.json).then(Screen::new);
    let acknowledge = args.acknowledge;
    let mut asked = 0;
    Box::new(move |message: &Message| {
        if acknowledge {
            eprintln!(
                "stored {} {} {}",
                message.interview_id, message.number, message.id
            );
        }
        if let Some(screen) = &mut screen {
            screen.show(message);
        }
        if message.purpose == Purpose::Question {
            // Without a further recording the candidate stays silent.
            trigger.answer(asked, BREATH_MS);
            asked += 1;
        }
    })
}

fn outcome(
    app: &App,
    id: InterviewId,
    answers: &[Answer],
    elapsed_seconds: f64,
) -> Result<Outcome, Failure> {
    let detail = interviews::detail(app, id)?;
    let (transcript_json, transcript_txt) = match detail.exports.last() {
        Some(ExportEntry {
            json_path: Some(json),
            txt_path: Some(txt),
            ..
        }) => (json.clone(), txt.clone()),
        Some(ExportEntry {
            error: Some(error), ..
        }) => return Err(Failure::Other(error.clone())),
        _ => {
            return Err(Failure::Other(
                "the interview ended without a transcript".into(),
            ));
        }
    };
    let conversation = interviews::conversation(app, id, 0)?;
    let messages = || conversation.iter().map(|view| &view.message);
    let questions: Vec<_> = messages()
        .filter(|m| m.purpose == Purpose::Question)
        .filter_map(|m| m.question_key.as_deref())
        .collect();
    let (mut errors, mut words) = (0, 0);
    for (key, answer) in questions.iter().zip(answers) {
        let heard: Vec<_> = messages()
            .filter(|m| m.role == Role::Candidate && m.question_key.as_deref() == Some(key))
            .map(|m| m.content.as_str())
            .collect();
        let rate = word_error_rate(&answer.text, &heard.join(" "));
        errors += rate.errors;
        words += rate.reference_words;
    }
    let audio_seconds = candor_core::recording::duration_ms(app, id)? as f64 / 1_000.0;
    Ok(Outcome {
        transcript_json,
        transcript_txt,
        word_error_rate: errors as f64 / words.max(1) as f64,
        questions_asked: questions.len(),
        real_time_factor: elapsed_seconds / audio_seconds,
        audio_seconds,
        elapsed_seconds,
    })
}

fn report(args: &Demo, outcome: &Outcome) -> Result<(), Failure> {
    if args.json {
        say!("{}", serde_json::to_string(outcome)?)?;
    } else {
        say!()?;
        say!("Transcript (JSON): {}", outcome.transcript_json)?;
        say!("Transcript (TXT):  {}", outcome.transcript_txt)?;
        say!(
            "Word error rate:   {:.1} %",
            outcome.word_error_rate * 100.0
        )?;
        say!("Questions asked:   {}", outcome.questions_asked)?;
        say!(
            "Real-time factor:  {:.3} ({:.1} s for {:.1} s of sound)",
            outcome.real_time_factor,
            outcome.elapsed_seconds,
            outcome.audio_seconds
        )?;
    }
    if outcome.word_error_rate > MOST_ERRORS {
        return Err(Failure::Other(format!(
            "more than {:.0} % of the words were misunderstood",
            MOST_ERRORS * 100.0
        )));
    }
    Ok(())
}

/// The database cannot be opened again, so only the transcripts stay.
fn keep_transcripts_only(scratch: tempfile::TempDir) -> Result<(), Failure> {
    let folder = scratch.keep();
    for entry in std::fs::read_dir(&folder).map_err(Failure::file(&folder))? {
        let path = entry.map_err(Failure::file(&folder))?.path();
        if path.is_file() {
            std::fs::remove_file(&path).map_err(Failure::file(&path))?;
        }
    }
    Ok(())
}

fn answers(place: &Place, folder: Option<&Path>) -> Result<Vec<Answer>, Failure> {
    let shipped = || {
        let folders = open::folders(place).ok()?;
        folders
            .shipped_models
            .iter()
            .map(|f| f.join("answers"))
            .find(|f| f.is_dir())
    };
    let folder = folder.map(Path::to_owned).or_else(shipped).ok_or_else(|| {
        Failure::Other(
            "the demo answers are not beside the program; name them with --answers".into(),
        )
    })?;
    let mut answers = Vec::new();
    for number in 1.. {
        let clip = folder.join(format!("{number}.wav"));
        if !clip.exists() {
            break;
        }
        let reference = clip.with_extension("txt");
        let text = std::fs::read_to_string(&reference).map_err(Failure::file(&reference))?;
        answers.push(Answer { clip, text });
    }
    if answers.is_empty() {
        return Err(Failure::Other(format!(
            "{} holds no 1.wav",
            folder.display()
        )));
    }
    Ok(answers)
}
