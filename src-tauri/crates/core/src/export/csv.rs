//! CSV (RFC 4180, UTF-8 with a byte order mark): one row for each fact, message and question, for other programs.

use candor_domain::{Language, Origin, transcript::Transcript};
use csv::{Terminator, WriterBuilder};
use jiff::tz::TimeZone;

use super::{
    Report,
    cell::{BYTE_ORDER_MARK, cell, one_line, paragraphs},
    labels::labels,
    report::{Times, beside, doubt, language_name, speaker, taken_for_another},
};

const WIDTH: usize = 16;

/// Writes the document.
pub(super) fn write(
    transcript: &Transcript,
    report: &Report,
    language: Language,
    zone: &TimeZone,
) -> Result<Vec<u8>, csv::Error> {
    let labels = labels(language);
    let columns = labels.columns;
    let times = Times { labels, zone };
    let mut table = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    table.write_record(columns.headings)?;
    for (label, value) in &report.facts {
        table.write_record(named(columns.interview, label, value))?;
    }
    if let Some(about) = &report.about {
        table.write_record(named(columns.interview, labels.about, about))?;
    }
    for message in &transcript.messages {
        let last = message.revisions.last();
        let originally = if message.text == message.content {
            String::new()
        } else {
            cell(&paragraphs(&message.content))
        };
        // As the text beside it: of the version that counts, and none of what a person wrote.
        let version = transcript.interview.transcript_version;
        let again = message
            .heard_again
            .iter()
            .find(|own| own.version == version);
        let (confidence, model) = match again {
            Some(heard) => (heard.confidence, Some(&heard.speech_model)),
            None => (message.confidence, message.speech_model.as_ref()),
        };
        let confidence = confidence.filter(|_| last.is_none());
        let ms = |ms: Option<u64>| ms.map(|ms| ms.to_string()).unwrap_or_default();
        let certainty = |c: f32| (c * 100.0).round().to_string();
        let how = match message.origin {
            Origin::Speech => columns.spoken,
            Origin::Typed => labels.typed,
            Origin::Script => columns.scripted,
            Origin::Model => labels.model,
        };
        let mut remarks: Vec<_> = beside(message, labels)
            .into_iter()
            .map(str::to_owned)
            .collect();
        remarks.extend(message.doubt.map(|reason| doubt(reason, labels).to_owned()));
        remarks.extend(taken_for_another(message, transcript, &times));
        table.write_record::<[String; WIDTH], _>([
            columns.message.to_owned(),
            message.number.to_string(),
            times.sortable(&message.at),
            ms(message.audio_start_ms),
            ms(message.audio_end_ms),
            cell(&speaker(transcript, message.role, labels)),
            how.to_owned(),
            language_name(message.language, labels).to_owned(),
            confidence.map(certainty).unwrap_or_default(),
            cell(&one_line(message.question_key.as_deref().unwrap_or(""))),
            cell(&paragraphs(&message.text)),
            originally,
            cell(&one_line(last.map_or("", |r| r.author.as_str()))),
            last.map(|r| times.sortable(&r.at)).unwrap_or_default(),
            cell(&one_line(model.map_or("", String::as_str))),
            cell(&one_line(&remarks.join(", "))),
        ])?;
    }
    for (entry, asked) in transcript.coverage.iter().zip(&report.coverage) {
        let mut row = named(columns.question, &asked.in_one_line(), &asked.question);
        row[9] = cell(&one_line(&entry.question_key));
        table.write_record(row)?;
    }
    for (label, value) in &report.evidence {
        table.write_record(named(columns.evidence, label, value))?;
    }
    table
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// A row that says one thing: which part it is of, what it is called, what it is.
fn named(part: &str, label: &str, value: &str) -> [String; WIDTH] {
    let mut row: [String; WIDTH] = Default::default();
    part.clone_into(&mut row[0]);
    row[6] = cell(label);
    row[10] = cell(value);
    row
}
