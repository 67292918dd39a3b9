//! The transcript as text a person reads: local times, who spoke, corrections visible.

use candor_domain::{
    Language, Origin, Role,
    message::Purpose,
    recording::Gap,
    transcript::{CoverageState, MessagePart, Transcript},
};
use jiff::{Timestamp, tz::TimeZone};

/// Column at which long lines are broken.
const WIDTH: usize = 100;
/// When something was corrected.
const MOMENT: &str = "%Y-%m-%d %H:%M %Z";

/// The labels of the text form in one language.
struct Labels {
    title: &'static str,
    candidate: &'static str,
    number: &'static str,
    position: &'static str,
    started: &'static str,
    finished: &'static str,
    duration: &'static str,
    minutes: &'static str,
    version: &'static str,
    nothing_heard: &'static str,
    not_transcribed: &'static str,
    no_sound: &'static str,
    conversation: &'static str,
    interviewer: &'static str,
    recruiter: &'static str,
    typed: &'static str,
    model: &'static str,
    reply: &'static str,
    cut_off: &'static str,
    corrected: &'static str,
    speaker_corrected: &'static str,
    taken_for: &'static str,
    coverage: &'static str,
    must_ask: &'static str,
    states: [&'static str; 4],
    written_by: &'static str,
}

/// Writes the text form; times are shown in `zone`.
pub fn to_txt(document: &Transcript, zone: &TimeZone) -> String {
    let labels = labels(document.interview.language);
    let mut text = String::new();
    let interview = &document.interview;
    let moment = |at: &str| local(at, zone, "%Y-%m-%d %H:%M:%S %Z");
    push(&mut text, labels.title);
    push(&mut text, &"=".repeat(labels.title.chars().count()));
    push(&mut text, "");
    let mut field =
        |name: &str, value: &str| push(&mut text, &format!("{name}: {}", one_line(value)));
    field(labels.candidate, &interview.candidate_name);
    if let Some(id) = &interview.candidate_external_id {
        field(labels.number, id);
    }
    field(labels.position, &document.position.title);
    if let Some(at) = &interview.started_at {
        field(labels.started, &moment(at));
    }
    if let Some(at) = &interview.finished_at {
        field(labels.finished, &moment(at));
    }
    let seconds = interview.duration_ms / 1_000;
    field(
        labels.duration,
        &format!("{}:{:02} {}", seconds / 60, seconds % 60, labels.minutes),
    );
    if interview.transcript_version != 1 {
        field(labels.version, &format!("{}", interview.transcript_version));
    }
    push(&mut text, "");
    heading(&mut text, labels.conversation);
    let mut gaps = document.gaps.iter().peekable();
    for message in &document.messages {
        let start_ms = message.audio_start_ms.unwrap_or(0);
        while let Some(gap) = gaps.next_if(|gap| gap.end_ms <= start_ms) {
            push_gap(&mut text, *gap, labels);
        }
        push_message(&mut text, message, document, labels, zone);
    }
    for gap in gaps {
        push_gap(&mut text, *gap, labels);
    }
    heading(&mut text, labels.coverage);
    for (i, entry) in document.coverage.iter().enumerate() {
        let state = match entry.state {
            CoverageState::Answered => labels.states[0],
            CoverageState::Unanswered => labels.states[1],
            CoverageState::Skipped => labels.states[2],
            CoverageState::NotAsked => labels.states[3],
        };
        let must = if entry.must_ask {
            format!(" ({})", labels.must_ask)
        } else {
            String::new()
        };
        push(
            &mut text,
            &format!("{}. {} — {state}{must}", i + 1, one_line(&entry.text)),
        );
    }
    push(&mut text, "");
    let software = &document.software;
    push(
        &mut text,
        &format!(
            "{} {} {}{} · {}",
            labels.written_by,
            software.name,
            software.version,
            software
                .speech_models
                .iter()
                .fold(String::new(), |all, m| all + " · " + m),
            interview.id
        ),
    );
    text
}

fn push_message(
    text: &mut String,
    message: &MessagePart,
    document: &Transcript,
    labels: &Labels,
    zone: &TimeZone,
) {
    let called = |role: Role| match (document.speaker(role), role) {
        (Some(name), _) => one_line(name),
        (None, Role::Candidate) => one_line(&document.interview.candidate_name),
        (None, Role::AiHr) => labels.interviewer.to_owned(),
        (None, Role::Recruiter) => labels.recruiter.to_owned(),
    };
    let who = called(message.role);
    let how = match message.origin {
        Origin::Typed => Some(labels.typed),
        Origin::Model => Some(labels.model),
        Origin::Speech | Origin::Script => None,
    };
    let reply = (message.purpose == Purpose::Reply).then_some(labels.reply);
    let cut_off = message.cut_off.then_some(labels.cut_off);
    let remarks = [how, reply, cut_off]
        .into_iter()
        .flatten()
        .fold(String::new(), |all, remark| all + " (" + remark + ")");
    push(
        text,
        &format!("[{}] {who}{remarks}:", local(&message.at, zone, "%H:%M:%S")),
    );
    let first = message.first_role.filter(|first| *first != message.role);
    if let Some((first, last)) = first.zip(message.speaker_corrections.last()) {
        let (by, taken_for) = (labels.speaker_corrected, labels.taken_for);
        let (author, at) = (one_line(&last.author), local(&last.at, zone, MOMENT));
        let first = called(first);
        push(
            text,
            &format!("    [{by} {author} {at}; {taken_for} {first}]"),
        );
    }
    let chosen = document.interview.transcript_version;
    let heard_again = message.heard_again.iter().find(|v| v.version == chosen);
    match heard_again {
        Some(version) if version.content.is_empty() => {
            push(text, &format!("    [{}]", labels.nothing_heard));
        }
        Some(version) => wrapped(text, &version.content),
        None if message.is_not_transcribed() => {
            push(text, &format!("    [{}]", labels.not_transcribed));
        }
        None => wrapped(text, &message.content),
    }
    for revision in &message.revisions {
        push(
            text,
            &format!(
                "    [{} {} {}]",
                labels.corrected,
                one_line(&revision.author),
                local(&revision.at, zone, MOMENT)
            ),
        );
        wrapped(text, &revision.content);
    }
    push(text, "");
}

/// A stretch without sound, as a line of its own.
fn push_gap(text: &mut String, gap: Gap, labels: &Labels) {
    let (from, to) = (clock(gap.start_ms), clock(gap.end_ms));
    push(text, &format!("[{} {from}–{to}]", labels.no_sound));
    push(text, "");
}

fn clock(ms: u64) -> String {
    let seconds = ms / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn heading(text: &mut String, title: &str) {
    push(text, title);
    push(text, &"-".repeat(title.chars().count()));
    push(text, "");
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn local(at: &str, zone: &TimeZone, format: &str) -> String {
    let at: Timestamp = at.parse().unwrap_or_default();
    at.to_zoned(zone.clone()).strftime(format).to_string()
}

/// Names come from people: what would break a line, turn its direction or steer a terminal is shown as a space.
pub fn one_line(value: &str) -> String {
    value
        .split(|c: char| c.is_control() || is_direction_mark(c))
        .collect::<Vec<_>>()
        .join(" ")
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Indents and breaks at [`WIDTH`]; paragraphs of typed messages stay paragraphs.
fn wrapped(text: &mut String, content: &str) {
    for paragraph in content.lines() {
        let mut column = 0;
        for word in one_line(paragraph).split_whitespace() {
            let width = word.chars().count();
            if column == 0 {
                text.push_str("    ");
                column = 4;
            } else if column + 1 + width > WIDTH {
                text.push_str("\n    ");
                column = 4;
            } else {
                text.push(' ');
                column += 1;
            }
            text.push_str(word);
            column += width;
        }
        text.push('\n');
    }
}

fn labels(language: Language) -> &'static Labels {
    match language {
        Language::En => &Labels {
            title: "Interview transcript",
            candidate: "Candidate",
            number: "Candidate number",
            position: "Position",
            started: "Started",
            finished: "Finished",
            duration: "Duration without pauses",
            minutes: "min",
            version: "Transcript version",
            nothing_heard: "nothing heard",
            not_transcribed: "not transcribed",
            no_sound: "no sound",
            conversation: "Conversation",
            interviewer: "Automated interviewer",
            recruiter: "Recruiter",
            typed: "typed",
            model: "worded by AI",
            reply: "answer to the candidate's question",
            cut_off: "broken off",
            corrected: "corrected by",
            speaker_corrected: "speaker corrected by",
            taken_for: "first taken for",
            coverage: "Questions of the plan",
            must_ask: "must be asked",
            states: [
                "answered",
                "not answered",
                "skipped on request",
                "not asked",
            ],
            written_by: "Written by",
        },
        Language::De => &Labels {
            title: "Gesprächsprotokoll",
            candidate: "Kandidat/in",
            number: "Kandidatennummer",
            position: "Stelle",
            started: "Beginn",
            finished: "Ende",
            duration: "Dauer ohne Pausen",
            minutes: "Min.",
            version: "Fassung des Transkripts",
            nothing_heard: "nichts gehört",
            not_transcribed: "nicht transkribiert",
            no_sound: "kein Ton",
            conversation: "Gespräch",
            interviewer: "Automatisierter Interviewer",
            recruiter: "Personalabteilung",
            typed: "getippt",
            model: "von KI formuliert",
            reply: "Antwort auf eine Frage der Kandidatin oder des Kandidaten",
            cut_off: "abgebrochen",
            corrected: "berichtigt von",
            speaker_corrected: "Zuordnung berichtigt von",
            taken_for: "zuerst zugeordnet:",
            coverage: "Fragen des Leitfadens",
            must_ask: "Pflichtfrage",
            states: [
                "beantwortet",
                "nicht beantwortet",
                "auf Wunsch übersprungen",
                "nicht gestellt",
            ],
            written_by: "Geschrieben von",
        },
        Language::Ru => &Labels {
            title: "Расшифровка собеседования",
            candidate: "Кандидат",
            number: "Номер кандидата",
            position: "Вакансия",
            started: "Начало",
            finished: "Конец",
            duration: "Длительность без пауз",
            minutes: "мин",
            version: "Версия расшифровки",
            nothing_heard: "ничего не слышно",
            not_transcribed: "не расшифровано",
            no_sound: "нет звука",
            conversation: "Беседа",
            interviewer: "Автоматический интервьюер",
            recruiter: "Рекрутер",
            typed: "напечатано",
            model: "сформулировано ИИ",
            reply: "ответ на вопрос кандидата",
            cut_off: "оборвалось",
            corrected: "исправлено:",
            speaker_corrected: "говорящий исправлен:",
            taken_for: "сначала указан:",
            coverage: "Вопросы плана",
            must_ask: "обязательный",
            states: [
                "есть ответ",
                "нет ответа",
                "пропущен по просьбе",
                "не задан",
            ],
            written_by: "Записано программой",
        },
    }
}
