//! Connections to the stand-in: requests in, bytes out.

use std::{
    io::{self, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    Asked, Received, Shared,
    plan::{self, End, Plan},
};

/// Longest request.
const MAX_REQUEST: usize = 16 * 1024 * 1024;

/// Takes connections until the stand-in ends.
pub(super) fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept() {
        if shared.is_over() {
            return;
        }
        let own = Arc::clone(shared);
        let Ok(second) = stream.try_clone() else {
            continue;
        };
        let number = shared.change(|state| {
            state.connections += 1;
            state.open.push((state.connections, second));
            state.connections
        });
        let thread = std::thread::Builder::new()
            .name("stand-in".to_owned())
            .spawn(move || {
                // A connection that fails is one the other side has closed.
                drop(converse(stream, number, &own));
                forget(number, &own);
            });
        shared.change(|state| state.threads.extend(thread));
    }
}

/// As long as a second handle is there, a connection is not closed.
fn forget(number: usize, shared: &Shared) {
    shared.change(|state| state.open.retain(|(open, _)| *open != number));
}

fn converse(mut stream: TcpStream, number: usize, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut waiting = Vec::new();
    while let Some(received) = receive(&mut stream, &mut waiting)? {
        let counts = received.asked.is_some();
        let plan = answer(received, shared);
        let sent = send(&mut stream, &plan, &mut waiting, |bytes| {
            if counts {
                shared.change(|state| state.sent += bytes);
            }
        });
        let is_left = sent.is_err();
        if is_left && !shared.is_over.load(Ordering::SeqCst) {
            shared.change(|state| state.abandoned += 1);
        }
        sent?;
        match plan.end {
            End::Keep => {}
            End::Close | End::Hang => return Ok(()),
            End::Reset => {
                forget(number, shared);
                return reset(stream);
            }
        }
    }
    Ok(())
}

/// The next request; `None` once the other side has closed.
fn receive(stream: &mut TcpStream, waiting: &mut Vec<u8>) -> io::Result<Option<Received>> {
    stream.set_read_timeout(None)?;
    let head_end = loop {
        if let Some(end) = waiting.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if !more(stream, waiting)? {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&waiting[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let (method, path) = (word(), word());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(Ok(0), |(_, value)| value.parse::<usize>());
    let length = length.map_err(io::Error::other)?;
    let end = head_end + 4 + length;
    if end > MAX_REQUEST {
        return Err(io::Error::other("too long a request"));
    }
    while waiting.len() < end {
        if !more(stream, waiting)? {
            return Ok(None);
        }
    }
    let body = waiting[head_end + 4..end].to_vec();
    waiting.drain(..end);
    Ok(Some(Received {
        asked: Asked::read(&path, &body).filter(|_| method == "POST"),
        method,
        path,
        headers,
        body,
    }))
}

/// Reads on; `false` once the other side has closed.
fn more(stream: &mut TcpStream, waiting: &mut Vec<u8>) -> io::Result<bool> {
    let mut room = [0; 16 * 1024];
    let length = stream.read(&mut room)?;
    waiting.extend_from_slice(&room[..length]);
    Ok(length > 0)
}

/// Notes the request and says what is answered.
fn answer(received: Received, shared: &Shared) -> Plan {
    let bearer = received.header("authorization").map(str::to_owned);
    let (method, path) = (received.method.clone(), received.path.clone());
    let asked = received.asked.clone();
    let (key, models) = shared.change(|state| {
        state.received.push(received);
        (state.key.clone(), state.models.clone())
    });
    if key.is_some_and(|key| bearer != Some(format!("Bearer {}", key.as_str()))) {
        return Plan::error(401, "invalid_api_key");
    }
    if method == "GET" && path == "/v1/models" {
        return Plan::json(200, &json!({"object": "list", "data": models}));
    }
    let is_known = matches!(path.as_str(), "/v1/responses" | "/v1/chat/completions");
    if method != "POST" || !is_known {
        return Plan::error(404, "unknown_url");
    }
    let Some(asked) = asked else {
        return Plan::error(400, "invalid_request");
    };
    if !models.iter().any(|model| model["id"] == asked.model) {
        return Plan::error(404, "model_not_found");
    }
    if !is_accepted(&asked) {
        return Plan::error(400, "invalid_request");
    }
    let answer = shared.change(|state| {
        let next = state.next.pop_front();
        next.unwrap_or_else(|| state.always.clone())
    });
    plan::plan(&asked, &answer)
}

/// What OpenAI demands of a request, as far as it concerns ours.
fn is_accepted(asked: &Asked) -> bool {
    let known = ["system", "developer", "user", "assistant"];
    let is_long_enough = asked.body.get("max_output_tokens").is_none()
        || asked.max_tokens.is_some_and(|tokens| tokens >= 16);
    !asked.turns.is_empty()
        && asked
            .turns
            .iter()
            .all(|(role, _)| known.contains(&role.as_str()))
        && is_long_enough
        && asked.schema.as_ref().is_none_or(is_strict)
}

/// Whether every object demands all it names and allows nothing else, as `strict` wants it.
fn is_strict(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => {
            let is_sound = members.get("properties").is_none_or(|properties| {
                let names = properties.as_object().map(serde_json::Map::len);
                let required = members.get("required").and_then(Value::as_array);
                members.get("additionalProperties") == Some(&Value::Bool(false))
                    && names == required.map(Vec::len)
            });
            is_sound && members.values().all(is_strict)
        }
        Value::Array(items) => items.iter().all(is_strict),
        _ => true,
    }
}

fn send(
    stream: &mut TcpStream,
    plan: &Plan,
    waiting: &mut Vec<u8>,
    mut sent: impl FnMut(usize),
) -> io::Result<()> {
    for step in &plan.steps {
        if !step.after.is_zero() {
            pause(stream, waiting, Some(step.after))?;
        }
        for _ in 0..step.times {
            stream.write_all(&step.bytes)?;
            sent(step.bytes.len());
        }
    }
    if plan.end == End::Hang {
        pause(stream, waiting, None)?;
    }
    Ok(())
}

/// Waits, and notices when the other side leaves meanwhile.
fn pause(
    stream: &mut TcpStream,
    waiting: &mut Vec<u8>,
    length: Option<Duration>,
) -> io::Result<()> {
    let until = length.map(|length| Instant::now() + length);
    loop {
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            return Ok(());
        }
        stream.set_read_timeout(left)?;
        match more(stream, waiting) {
            Ok(true) => {}
            Ok(false) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
                ) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Breaks the connection off without a farewell (RST).
fn reset(stream: TcpStream) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let _inside = runtime.enter();
    stream.set_nonblocking(true)?;
    tokio::net::TcpStream::from_std(stream)?.set_zero_linger()
}
