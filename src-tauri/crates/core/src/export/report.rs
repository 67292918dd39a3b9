//! What every document for people shows, in reading order and already in words: the forms differ only in how.

use candor_domain::{
    Doubt, Language, Origin, Role,
    interview::InterviewStatus,
    message::Purpose,
    transcript::{CoverageState, MessagePart, RevisionPart, Transcript},
};
use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::{
    labels::{Labels, labels},
    words::{one_line, paragraphs},
};

/// A transcript in words.
pub(super) struct Report {
    pub(super) labels: &'static Labels,
    pub(super) candidate: String,
    pub(super) position: String,
    pub(super) interview_id: String,
    /// Label and value, in the order they are shown.
    pub(super) facts: Vec<(&'static str, String)>,
    /// What the recruiter wrote about the interview.
    pub(super) about: Option<String>,
    pub(super) turns: Vec<Turn>,
    pub(super) coverage: Vec<Asked>,
    pub(super) evidence: Vec<(&'static str, String)>,
    /// Who wrote the document, with what.
    pub(super) colophon: String,
}

/// One message, or a stretch without sound between two.
pub(super) struct Turn {
    /// Place in the conversation; none for a stretch without sound.
    pub(super) number: Option<u32>,
    /// Time of day.
    pub(super) clock: String,
    /// Place in the recording.
    pub(super) position: Option<String>,
    pub(super) speaker: String,
    pub(super) role: Option<Role>,
    /// Said beside the speaker: typed, corrected by whom and when.
    pub(super) remarks: Vec<String>,
    /// The words that count; paragraphs parted by line breaks.
    pub(super) text: String,
    /// What it said before, with what that was.
    pub(super) earlier: Vec<(String, String)>,
    /// What a table of contents calls it; only questions of the plan have one.
    pub(super) bookmark: Option<String>,
}

impl Asked {
    /// What became of it and what else there is to say, in one line.
    pub(super) fn in_one_line(&self) -> String {
        let mut all = vec![self.outcome];
        all.extend(&self.remarks);
        all.join(", ")
    }
}

/// One question of the plan.
pub(super) struct Asked {
    pub(super) question: String,
    /// What became of it.
    pub(super) outcome: &'static str,
    /// What else there is to say: that it had to be asked, that it had a follow-up.
    pub(super) remarks: Vec<&'static str>,
    pub(super) answered: bool,
}

impl Report {
    /// The transcript in the words of `language`, times in `zone`.
    pub(super) fn new(transcript: &Transcript, language: Language, zone: &TimeZone) -> Self {
        let labels = labels(language);
        let times = Times { labels, zone };
        let interview = &transcript.interview;
        let software = &transcript.software;
        let mut evidence = vec![(labels.interview_id, interview.id.to_string())];
        if let Some(part) = &transcript.evidence {
            evidence.push((labels.entry, part.entry.to_string()));
            evidence.push((labels.hash, part.hash.clone()));
        }
        evidence.push((labels.written, times.moment(&transcript.exported_at)));
        Self {
            labels,
            candidate: one_line(&interview.candidate_name),
            position: one_line(&transcript.position.title),
            interview_id: interview.id.to_string(),
            facts: facts(transcript, &times),
            about: Some(paragraphs(&interview.description)).filter(|text| !text.is_empty()),
            turns: turns(transcript, &times),
            coverage: transcript
                .coverage
                .iter()
                .map(|entry| {
                    let state = match entry.state {
                        CoverageState::Answered => labels.states[0],
                        CoverageState::Unanswered => labels.states[1],
                        CoverageState::Skipped => labels.states[2],
                        CoverageState::NotAsked => labels.states[3],
                    };
                    let mut remarks = Vec::new();
                    if entry.followed_up {
                        remarks.push(labels.followed_up);
                    }
                    if entry.must_ask {
                        remarks.push(labels.must_ask);
                    }
                    Asked {
                        question: one_line(&entry.text),
                        outcome: state,
                        remarks,
                        answered: entry.state == CoverageState::Answered,
                    }
                })
                .collect(),
            evidence,
            colophon: format!(
                "{} {} {}",
                labels.written_by, software.name, software.version
            ),
        }
    }
}

fn facts(transcript: &Transcript, times: &Times<'_>) -> Vec<(&'static str, String)> {
    let labels = times.labels;
    let interview = &transcript.interview;
    let mut facts = vec![
        (labels.candidate, one_line(&interview.candidate_name)),
        (labels.position, one_line(&transcript.position.title)),
        (labels.status, status(transcript, labels)),
    ];
    if let Some(number) = &interview.candidate_external_id {
        facts.insert(1, (labels.number, one_line(number)));
    }
    match &interview.started_at {
        Some(at) => facts.push((labels.started, times.moment(at))),
        None => facts.push((labels.created, times.moment(&interview.created_at))),
    }
    if let Some(at) = &interview.finished_at {
        facts.push((labels.finished, times.moment(at)));
    }
    facts.push((labels.duration, clock(interview.duration_ms)));
    facts.push((labels.languages, languages(transcript, labels)));
    facts.push((
        labels.consent,
        match &transcript.consent {
            Some(consent) => format!(
                "{} ({} {}, {})",
                times.moment(&consent.at),
                labels.consent_version,
                one_line(&consent.version),
                language_name(consent.language, labels),
            ),
            None => labels.consent_none.to_owned(),
        },
    ));
    let recorded: u64 = transcript.recordings.iter().map(|r| r.duration_ms).sum();
    facts.push((
        labels.recording,
        if recorded == 0 {
            labels.no_recording.to_owned()
        } else {
            clock(recorded)
        },
    ));
    if !transcript.software.speech_models.is_empty() {
        let models = one_line(&transcript.software.speech_models.join(", "));
        facts.push((labels.speech_models, models));
    }
    facts
}

fn status(transcript: &Transcript, labels: &Labels) -> String {
    let interview = &transcript.interview;
    let place = InterviewStatus::ALL
        .iter()
        .position(|status| *status == interview.status);
    let mut status = vec![place.map_or("", |place| labels.statuses[place])];
    if interview.interrupted_at.is_some() {
        status.push(labels.interrupted);
    }
    if interview.withdrawn_at.is_some() {
        status.push(labels.withdrawn);
    }
    status.join(", ")
}

fn languages(transcript: &Transcript, labels: &Labels) -> String {
    let mut spoken = vec![transcript.interview.language];
    for message in &transcript.messages {
        if !spoken.contains(&message.language) {
            spoken.push(message.language);
        }
    }
    let names: Vec<_> = spoken
        .into_iter()
        .map(|l| language_name(l, labels))
        .collect();
    names.join(", ")
}

pub(super) fn language_name(language: Language, labels: &Labels) -> &'static str {
    let place = Language::ALL.iter().position(|l| *l == language);
    place.map_or("", |place| labels.language_names[place])
}

/// What a speaker is called: the name given, else the candidate's own, else the role.
pub(super) fn speaker(transcript: &Transcript, role: Role, labels: &Labels) -> String {
    match (transcript.speaker(role), role) {
        (Some(name), _) => one_line(name),
        (None, Role::Candidate) => one_line(&transcript.interview.candidate_name),
        (None, Role::AiHr) => labels.interviewer.to_owned(),
        (None, Role::Recruiter) => labels.recruiter.to_owned(),
    }
}

fn turns(transcript: &Transcript, times: &Times<'_>) -> Vec<Turn> {
    let labels = times.labels;
    let mut gaps = transcript.gaps.iter().peekable();
    let mut turns = Vec::new();
    for message in &transcript.messages {
        let from = message.audio_start_ms.unwrap_or(0);
        while let Some(gap) = gaps.next_if(|gap| gap.end_ms <= from) {
            turns.push(silence(gap.start_ms, gap.end_ms, labels));
        }
        turns.push(turn(message, transcript, times));
    }
    turns.extend(gaps.map(|gap| silence(gap.start_ms, gap.end_ms, labels)));
    turns
}

fn silence(start_ms: u64, end_ms: u64, labels: &Labels) -> Turn {
    Turn {
        number: None,
        clock: String::new(),
        position: Some(format!("{} – {}", clock(start_ms), clock(end_ms))),
        speaker: String::new(),
        role: None,
        remarks: Vec::new(),
        text: labels.gap.to_owned(),
        earlier: Vec::new(),
        bookmark: None,
    }
}

fn turn(message: &MessagePart, transcript: &Transcript, times: &Times<'_>) -> Turn {
    let labels = times.labels;
    let by = |revision: &RevisionPart| {
        let author = one_line(&revision.author);
        format!(
            "{} {author}, {}",
            labels.corrected,
            times.moment(&revision.at)
        )
    };
    let mut remarks = Vec::new();
    match message.origin {
        Origin::Typed => remarks.push(labels.typed.to_owned()),
        Origin::Model => remarks.push(labels.model.to_owned()),
        Origin::Speech | Origin::Script => {}
    }
    remarks.extend(beside(message, labels).into_iter().map(str::to_owned));
    remarks.extend(taken_for_another(message, transcript, times));
    let mut earlier = Vec::new();
    if message.text != message.content {
        earlier.push((labels.originally.to_owned(), paragraphs(&message.content)));
    }
    for heard in &message.heard_again {
        if heard.content != message.text {
            let what = format!("{} {}", labels.heard_again, one_line(&heard.speech_model));
            earlier.push((what, paragraphs(&heard.content)));
        }
    }
    if let Some((last, older)) = message.revisions.split_last() {
        earlier.extend(older.iter().map(|r| (by(r), paragraphs(&r.content))));
        remarks.push(by(last));
    }
    Turn {
        number: Some(message.number),
        clock: times.time_of_day(&message.at),
        position: message.audio_start_ms.map(clock),
        speaker: speaker(transcript, message.role, labels),
        role: Some(message.role),
        remarks,
        text: if message.is_not_transcribed() {
            format!("[{}]", doubt(Doubt::NotTranscribed, labels))
        } else {
            paragraphs(&message.text)
        },
        earlier,
        bookmark: (message.purpose == Purpose::Question).then(|| short(&message.text)),
    }
}

/// What is said of a message beside who spoke and how: that it answers a question about the job, that it broke off.
pub(super) fn beside(message: &MessagePart, labels: &Labels) -> Vec<&'static str> {
    let mut remarks = Vec::new();
    if message.purpose == Purpose::Reply {
        remarks.push(labels.reply);
    }
    if message.cut_off {
        remarks.push(labels.cut_off);
    }
    remarks
}

/// Whom it was first taken for, and who put that right; nothing where it counts as theirs.
pub(super) fn taken_for_another(
    message: &MessagePart,
    transcript: &Transcript,
    times: &Times<'_>,
) -> Option<String> {
    let labels = times.labels;
    let first = message.first_role.filter(|first| *first != message.role)?;
    let last = message.speaker_corrections.last()?;
    let (author, at) = (one_line(&last.author), times.moment(&last.at));
    let first = speaker(transcript, first, labels);
    let (by, taken_for) = (labels.speaker_corrected, labels.taken_for);
    Some(format!("{by} {author}, {at}; {taken_for} {first}"))
}

/// Why words deserve a second look.
pub(super) fn doubt(doubt: Doubt, labels: &Labels) -> &'static str {
    let place = match doubt {
        Doubt::NoSpeech => 0,
        Doubt::Uncertain => 1,
        Doubt::Repetition => 2,
        Doubt::OtherLanguage => 3,
        Doubt::NotTranscribed => 4,
    };
    labels.doubts[place]
}

/// As much of the text as a table of contents shows.
fn short(text: &str) -> String {
    const LONGEST: usize = 90;
    let line = one_line(text);
    match line.char_indices().nth(LONGEST) {
        None => line,
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
    }
}

/// Hours, minutes and seconds; hours only when there are any.
pub(super) fn clock(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// Points in time as a person of this language reads them.
pub(super) struct Times<'z> {
    pub(super) labels: &'static Labels,
    pub(super) zone: &'z TimeZone,
}

impl Times<'_> {
    fn local(&self, rfc3339: &str) -> Zoned {
        let at: Timestamp = rfc3339.parse().unwrap_or_default();
        at.to_zoned(self.zone.clone())
    }

    /// Date, time and zone.
    fn moment(&self, rfc3339: &str) -> String {
        let at = self.local(rfc3339);
        let month = self.labels.months[at.month().unsigned_abs() as usize - 1];
        let (day, year) = (at.day(), at.year());
        let date = match self.labels.language {
            Language::En => format!("{day} {month} {year}"),
            Language::De => format!("{day}. {month} {year}"),
            Language::Ru => format!("{day} {month} {year} г."),
        };
        format!("{date}, {}", at.strftime("%H:%M:%S %Z"))
    }

    fn time_of_day(&self, rfc3339: &str) -> String {
        self.local(rfc3339).strftime("%H:%M:%S").to_string()
    }

    /// Date and time in the order that sorts, for tables.
    pub(super) fn sortable(&self, rfc3339: &str) -> String {
        self.local(rfc3339)
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string()
    }
}
