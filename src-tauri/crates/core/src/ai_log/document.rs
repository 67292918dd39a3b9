//! The log of requests as a document: for people with a spreadsheet, and for other programs.
//!
//! The JSON form gives every word as it was sent and received; the CSV form is fit for a spreadsheet.

use candor_domain::{AiCall, InterviewId, Language, transcript::Software};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{AttemptView, csv};
use crate::{
    App, Result, clock,
    export::{self, Document, Format, Saved},
    transcript::{ExportError, files},
};

/// Format marker of the JSON form; readers refuse a major version they do not know.
const FORMAT: &str = "candor-ai-log/1";

/// A form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AiLogFormat)]
pub enum LogFormat {
    /// Everything, for programs.
    Json,
    /// A table for spreadsheets.
    Csv,
}

impl From<LogFormat> for Format {
    fn from(form: LogFormat) -> Self {
        match form {
            LogFormat::Json => Self::Json,
            LogFormat::Csv => Self::Csv,
        }
    }
}

/// The log of one interview, whole.
#[derive(Debug, Serialize)]
pub(super) struct Log {
    format: &'static str,
    software: Software,
    /// RFC 3339 with the writer's offset.
    exported_at: String,
    pub(super) interview_id: InterviewId,
    pub(super) candidate_name: String,
    pub(super) calls: Vec<Entry>,
    pub(super) attempts: Vec<AttemptView>,
}

/// A request, with what else a reader needs to place it.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    /// Place in the log, from 1.
    pub(super) number: u32,
    /// RFC 3339, UTC.
    sent_at: String,
    /// Number of the message it became, if it became one.
    pub(super) message_number: Option<u32>,
    #[serde(flatten)]
    pub(super) call: AiCall,
}

/// Makes the log's document for whoever asked for it, and logs that it was handed out. Headings are in `language`, or in the
/// interview's when none is named.
///
/// # Errors
/// As [`export::document`].
pub fn document(
    app: &App,
    id: InterviewId,
    form: LogFormat,
    language: Option<Language>,
) -> Result<Document> {
    let document = make(app, id, form, language)?;
    export::log(app, id, &document)?;
    Ok(document)
}

/// Writes the log's document into the transcripts folder, replacing an older one of the same form, and logs it.
///
/// # Errors
/// As [`export::save`].
pub fn save(
    app: &App,
    id: InterviewId,
    form: LogFormat,
    language: Option<Language>,
) -> Result<Saved> {
    let document = make(app, id, form, language)?;
    export::keep(app, id, form.into(), &document)
}

fn make(
    app: &App,
    id: InterviewId,
    form: LogFormat,
    language: Option<Language>,
) -> Result<Document> {
    let interview = export::allowed(app, id)?;
    let zone = TimeZone::system();
    let now = clock::now();
    let began = interview.started_at.unwrap_or(interview.created_at);
    let day = Timestamp::from_millisecond(began.0)
        .unwrap_or_default()
        .to_zoned(zone.clone())
        .strftime("%Y-%m-%d")
        .to_string();
    let format = Format::from(form);
    let name = files::safe_name(&interview.candidate_name);
    let file_name = format!("{day}_{name}_AI-log_{id}.{}", format.as_str());
    let log = gather(app, id, interview.candidate_name, now, &zone)?;
    let failed = |error: &dyn std::fmt::Display| ExportError::Form(error.to_string());
    let bytes = match form {
        LogFormat::Json => serde_json::to_vec_pretty(&log).map_err(|e| failed(&e))?,
        LogFormat::Csv => {
            let language = language.unwrap_or(interview.language);
            csv::write(&log, language, &zone).map_err(|e| failed(&e))?
        }
    };
    Ok(Document {
        bytes,
        file_name,
        media_type: format.media_type(),
    })
}

fn gather(
    app: &App,
    id: InterviewId,
    candidate_name: String,
    now: candor_domain::UtcMillis,
    zone: &TimeZone,
) -> Result<Log> {
    let conversation = app.archive().conversation_of(id, 0)?;
    let number_of = |call: &AiCall| {
        let said = |view: &&crate::review::MessageView| Some(view.message.id) == call.message_id;
        conversation.iter().find(said).map(|v| v.message.number)
    };
    let calls = super::calls(app, id)?;
    let numbered = (1..).zip(calls).map(|(number, call)| Entry {
        number,
        sent_at: utc(call.at),
        message_number: number_of(&call),
        call,
    });
    Ok(Log {
        format: FORMAT,
        software: Software {
            name: "Candor".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            speech_models: Vec::new(),
        },
        exported_at: Timestamp::from_millisecond(now.0)
            .unwrap_or_default()
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%dT%H:%M:%S%:z")
            .to_string(),
        interview_id: id,
        candidate_name,
        calls: numbered.collect(),
        attempts: super::attempts(app, id)?,
    })
}

fn utc(at: candor_domain::UtcMillis) -> String {
    Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_string()
}
