//! An answer down to the byte: what is sent when, and how it ends.

use std::time::Duration;

use candor_domain::AiApi;
use serde_json::{Value, json};

use super::{
    Asked,
    answer::{Answer, Fault, Words},
    wire::{self, Data, Ending, Story, Wired},
};

/// Letters of a piece.
const PIECE: usize = 4;
/// Bytes of a chunk of a line that does not end.
const FILLER: usize = 64 * 1024;

/// What is sent.
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) end: End,
}

/// Bytes that are sent after a pause.
pub(super) struct Step {
    pub(super) after: Duration,
    pub(super) bytes: Vec<u8>,
    /// How often.
    pub(super) times: usize,
}

/// How a connection goes on after an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It waits for the next request.
    Keep,
    Close,
    Reset,
    /// Nothing more comes until the other side leaves.
    Hang,
}

impl Plan {
    fn of(bytes: Vec<u8>, end: End) -> Self {
        Self {
            steps: vec![step(Duration::ZERO, bytes)],
            end,
        }
    }

    /// An answer in one piece.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::plain(status, &[], "application/json", &body.to_string())
    }

    fn plain(status: u16, headers: &[(String, String)], kind: &str, body: &str) -> Self {
        let mut head = format!(
            "HTTP/1.1 {status} Told\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nx-request-id: req_standin\r\n",
            body.len()
        );
        for (name, value) in headers {
            for part in [name, ": ", value, "\r\n"] {
                head.push_str(part);
            }
        }
        Self::of(format!("{head}\r\n{body}").into_bytes(), End::Keep)
    }

    /// An error with its code.
    pub(super) fn error(status: u16, code: &str) -> Self {
        Self::json(status, &json!({"error": wire::error(code)}))
    }
}

/// What this answer to this request is on the wire.
pub(super) fn plan(asked: &Asked, answer: &Answer) -> Plan {
    match &answer.fault {
        Fault::Status {
            status,
            headers,
            body,
        } => {
            let own = json!({"error": wire::error(code_of(*status))}).to_string();
            let body = body.as_ref().unwrap_or(&own);
            return Plan::plain(*status, headers, "application/json", body);
        }
        Fault::InsufficientQuota => return Plan::error(429, "insufficient_quota"),
        Fault::ModelNotFound => return Plan::error(404, "model_not_found"),
        Fault::Refuses(members) => {
            if let Some(member) = members.iter().find(|m| asked.body.get(**m).is_some()) {
                let mut error = wire::error("unsupported_parameter");
                error["param"] = (*member).into();
                return Plan::json(400, &json!({"error": error}));
            }
        }
        Fault::HangBeforeHeaders => return Plan::of(Vec::new(), End::Hang),
        Fault::ResetBeforeHeaders => return Plan::of(Vec::new(), End::Reset),
        Fault::ContentType(kind) if !kind.starts_with("text/event-stream") => {
            return Plan::plain(200, &[], kind, "<html><body>Please log in.</body></html>");
        }
        _ => {}
    }
    let story = story(asked, answer);
    if answer.fault == Fault::Whole || !asked.stream {
        let mut plan = Plan::json(200, &wire::whole(&story));
        plan.steps[0].after = answer.first;
        return plan;
    }
    stream(&story, answer)
}

fn code_of(status: u16) -> &'static str {
    match status {
        401 => "invalid_api_key",
        429 => "rate_limit_exceeded",
        500..=599 => "server_error",
        _ => "invalid_request",
    }
}

fn story<'a>(asked: &'a Asked, answer: &Answer) -> Story<'a> {
    let words = match &answer.words {
        Words::Text(words) => words.clone(),
        Words::By(words) => words(asked),
    };
    let wants_usage = asked.api == AiApi::Responses
        || asked.body.pointer("/stream_options/include_usage") == Some(&Value::Bool(true))
        || !asked.stream;
    let told = match answer.fault {
        Fault::GapAt { is_told: false, .. } => format!("Something else than: {words}"),
        _ => words.clone(),
    };
    Story {
        api: asked.api,
        model: &asked.model,
        pieces: pieces(&words),
        told,
        usage: answer.usage.filter(|_| wants_usage),
        ending: match answer.fault {
            Fault::Refusal => Ending::Refusal,
            Fault::Incomplete(reason) => Ending::Incomplete(reason),
            _ => Ending::Complete,
        },
        is_lean: answer.fault == Fault::Lean,
    }
}

/// Words as a model gives them: in pieces that end anywhere.
pub(super) fn pieces(words: &str) -> Vec<String> {
    let letters: Vec<char> = words.chars().collect();
    letters.chunks(PIECE).map(|c| c.iter().collect()).collect()
}

fn stream(story: &Story<'_>, answer: &Answer) -> Plan {
    let has_noise = answer.fault == Fault::Noise;
    let mut events = wire::events(story, has_noise);
    let (mut end, mut is_whole) = (End::Keep, true);
    // Where the event with this piece stands, else the first after all words.
    let place_of = |events: &[Wired], piece: usize| {
        let found = events.iter().position(|event| event.piece == Some(piece));
        let behind = || events.iter().rposition(|event| event.piece.is_some());
        found
            .or_else(|| behind().map(|last| last + 1))
            .unwrap_or(events.len().min(1))
    };
    let raw = |bytes: &[u8]| Wired {
        name: None,
        data: Data::Raw(bytes.to_vec()),
        piece: None,
    };
    let own = |data: Value| wire::named(story.api, data, None);
    match &answer.fault {
        Fault::HangAfterHeaders => {
            events.clear();
            (end, is_whole) = (End::Hang, false);
        }
        Fault::HangAfterPieces(piece) => {
            events.truncate(place_of(&events, *piece));
            (end, is_whole) = (End::Hang, false);
        }
        Fault::HangAtEnd => {
            if story.api == AiApi::Chat {
                events.pop();
            }
            (end, is_whole) = (End::Hang, false);
        }
        Fault::ResetAfterPieces(piece) => {
            events.truncate(place_of(&events, *piece));
            (end, is_whole) = (End::Reset, false);
        }
        Fault::CloseAfterPieces(piece) => {
            events.truncate(place_of(&events, *piece));
            (end, is_whole) = (End::Close, false);
        }
        Fault::EndAfterPieces(piece) => events.truncate(place_of(&events, *piece)),
        Fault::BadUtf8(piece) => {
            let place = place_of(&events, *piece);
            events.insert(place, raw(b"{\"delta\": \"\xff\xfe\"}"));
        }
        Fault::Garbage(piece) => {
            let place = place_of(&events, *piece);
            events.insert(place, raw(b"{\"delta\": \"hal"));
        }
        Fault::LongLine { after, .. } => events.truncate(place_of(&events, *after)),
        Fault::DuplicateEvents => {
            let is_numbered = story.api == AiApi::Responses;
            let twice = |event: Wired| match event.piece {
                Some(_) if !is_numbered => vec![event],
                _ => vec![event.clone(), event],
            };
            events = events.into_iter().flat_map(twice).collect();
        }
        Fault::GapAt { piece, .. } if story.api == AiApi::Responses => {
            events.retain(|event| event.piece != Some(*piece));
        }
        Fault::Failed { after, code } => {
            events.truncate(place_of(&events, *after));
            events.push(own(match story.api {
                AiApi::Responses => {
                    let error = json!({"code": code, "message": "The stand-in was told to fail."});
                    json!({"type": "response.failed", "response": {"status": "failed", "error": error}})
                }
                AiApi::Chat => json!({"error": wire::error(code)}),
            }));
        }
        Fault::FlatError { after, code } => {
            events.truncate(place_of(&events, *after));
            let mut error = wire::error(code);
            match story.api {
                AiApi::Responses => error["type"] = "error".into(),
                AiApi::Chat => error["object"] = "error".into(),
            }
            events.push(own(error));
        }
        Fault::NestedError { after, code } => {
            events.truncate(place_of(&events, *after));
            events.push(own(json!({"type": "error", "error": wire::error(code)})));
        }
        Fault::NoDone if story.api == AiApi::Chat => {
            events.pop();
        }
        _ => {}
    }
    let kind = match &answer.fault {
        Fault::ContentType(kind) => kind,
        _ => "text/event-stream; charset=utf-8",
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\nx-request-id: req_standin\r\n\r\n"
    );
    let mut steps = vec![step(Duration::ZERO, head.into_bytes())];
    let mut is_first = true;
    for event in &events {
        let after = match event.piece {
            Some(_) if std::mem::take(&mut is_first) => answer.first,
            Some(_) => answer.between,
            None => Duration::ZERO,
        };
        steps.push(step(after, framed(&written(event, has_noise))));
    }
    if let Fault::LongLine { bytes, .. } = answer.fault {
        steps.push(step(Duration::ZERO, framed(b"data: ")));
        let mut filler = step(Duration::ZERO, framed(&vec![b'x'; FILLER]));
        filler.times = bytes / FILLER;
        steps.push(filler);
        steps.push(step(Duration::ZERO, framed(b"\n\n")));
    }
    if is_whole {
        steps.push(step(Duration::ZERO, b"0\r\n\r\n".to_vec()));
    }
    cut(Plan { steps, end }, &answer.fault)
}

/// Faults of the bytes, whatever they mean.
fn cut(plan: Plan, fault: &Fault) -> Plan {
    let all = || -> Vec<u8> { plan.steps.iter().flat_map(|s| s.bytes.clone()).collect() };
    match fault {
        Fault::ResetAfterBytes(most) => {
            let mut bytes = all();
            bytes.truncate(*most);
            Plan::of(bytes, End::Reset)
        }
        Fault::Drip { bytes, pause } => {
            let drops = all();
            let drops = drops.chunks((*bytes).max(1));
            Plan {
                steps: drops.map(|drop| step(*pause, drop.to_vec())).collect(),
                end: plan.end,
            }
        }
        Fault::Cuts(lengths) => {
            let bytes = all();
            let mut rest = bytes.as_slice();
            let mut steps = Vec::new();
            for length in lengths.iter().map(|length| (*length).max(1)).cycle() {
                if rest.is_empty() {
                    break;
                }
                let (now, later) = rest.split_at(length.min(rest.len()));
                steps.push(step(Duration::ZERO, now.to_vec()));
                rest = later;
            }
            Plan {
                steps,
                end: plan.end,
            }
        }
        _ => plan,
    }
}

fn step(after: Duration, bytes: Vec<u8>) -> Step {
    Step {
        after,
        bytes,
        times: 1,
    }
}

/// As a chunk of an answer whose length is not told.
fn framed(bytes: &[u8]) -> Vec<u8> {
    let mut framed = format!("{:x}\r\n", bytes.len()).into_bytes();
    framed.extend_from_slice(bytes);
    framed.extend_from_slice(b"\r\n");
    framed
}

fn written(event: &Wired, has_noise: bool) -> Vec<u8> {
    let end: &[u8] = if has_noise { b"\r\n" } else { b"\n" };
    let mut line = Vec::new();
    if has_noise {
        line.extend_from_slice(b": still here\r\n\r\nretry: 3000\r\nid: 7\r\n");
    }
    if let Some(name) = &event.name {
        line.extend_from_slice(format!("event: {name}").as_bytes());
        line.extend_from_slice(end);
    }
    line.extend_from_slice(b"data: ");
    match &event.data {
        Data::Json(data) => line.extend_from_slice(data.to_string().as_bytes()),
        Data::Raw(bytes) => line.extend_from_slice(bytes),
    }
    line.extend_from_slice(end);
    line.extend_from_slice(end);
    line
}
