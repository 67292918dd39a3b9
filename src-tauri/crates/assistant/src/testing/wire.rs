//! The events of a reply, as OpenAI publishes them.

use candor_domain::AiApi;
use serde_json::{Value, json};

/// An event on its way.
#[derive(Debug, Clone)]
pub(super) struct Wired {
    /// Its name, where the dialect has names.
    pub(super) name: Option<String>,
    /// Its data.
    pub(super) data: Data,
    /// Which piece of the words it carries.
    pub(super) piece: Option<usize>,
}

/// What an event holds.
#[derive(Debug, Clone)]
pub(super) enum Data {
    Json(Value),
    Raw(Vec<u8>),
}

/// What is told.
pub(super) struct Story<'a> {
    pub(super) api: AiApi,
    pub(super) model: &'a str,
    pub(super) pieces: Vec<String>,
    /// The words as the final events repeat them.
    pub(super) told: String,
    pub(super) usage: Option<(u32, u32)>,
    pub(super) ending: Ending,
    pub(super) is_lean: bool,
}

/// How it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Complete,
    Incomplete(&'static str),
    Refusal,
}

pub(super) fn model(id: &str, shutdown: Option<&str>) -> Value {
    json!({
        "id": id, "object": "model", "created": 1_780_000_000, "owned_by": "openai",
        "shutdown_date": shutdown,
    })
}

/// An error as a body or inside an event.
pub(super) fn error(code: &str) -> Value {
    let kind = match code {
        "insufficient_quota" => "insufficient_quota",
        "server_error" => "server_error",
        "rate_limit_exceeded" => "tokens",
        _ => "invalid_request_error",
    };
    json!({"message": "The stand-in was told to fail.", "type": kind, "param": null, "code": code})
}

/// All events in order, numbered where the dialect numbers them.
pub(super) fn events(story: &Story<'_>, has_noise: bool) -> Vec<Wired> {
    let mut events = match (story.api, story.is_lean) {
        (AiApi::Responses, false) => responses(story),
        (AiApi::Responses, true) => lean_responses(story),
        (AiApi::Chat, false) => chat(story),
        (AiApi::Chat, true) => lean_chat(story),
    };
    if has_noise {
        for place in (0..events.len()).rev() {
            let data = match story.api {
                AiApi::Responses => json!({"type": "response.weather.changed", "sky": "blue"}),
                AiApi::Chat => json!({"object": "weather", "sky": "blue"}),
            };
            events.insert(place, named(story.api, data, None));
        }
    }
    if story.api == AiApi::Responses && !story.is_lean {
        for (number, event) in events.iter_mut().enumerate() {
            if let Data::Json(data) = &mut event.data {
                data["sequence_number"] = number.into();
            }
        }
    }
    events
}

/// The last line of a chat.
pub(super) fn done() -> Wired {
    Wired {
        name: None,
        data: Data::Raw(b"[DONE]".to_vec()),
        piece: None,
    }
}

pub(super) fn named(api: AiApi, data: Value, piece: Option<usize>) -> Wired {
    let name = data.get("type").and_then(Value::as_str).map(str::to_owned);
    Wired {
        name: name.filter(|_| api == AiApi::Responses),
        data: Data::Json(data),
        piece,
    }
}

fn response(story: &Story<'_>, status: &str) -> Value {
    let output = match status {
        "in_progress" => json!([]),
        _ => json!([item(story, status)]),
    };
    json!({
        "id": "resp_standin", "object": "response", "created_at": 1_780_000_000,
        "status": status, "error": null, "incomplete_details": null, "instructions": null,
        "model": story.model, "output": output, "store": false, "tools": [],
        "parallel_tool_calls": true, "metadata": {}, "usage": null,
    })
}

fn item(story: &Story<'_>, status: &str) -> Value {
    let content = match status {
        "in_progress" => json!([]),
        _ => json!([part(story, &story.told)]),
    };
    json!({"id": "msg_standin", "type": "message", "role": "assistant", "status": status, "content": content})
}

fn part(story: &Story<'_>, text: &str) -> Value {
    if story.ending == Ending::Refusal {
        json!({"type": "refusal", "refusal": text})
    } else {
        json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []})
    }
}

/// The response as it ends.
pub(super) fn final_response(story: &Story<'_>) -> Value {
    let status = match story.ending {
        Ending::Incomplete(_) => "incomplete",
        _ => "completed",
    };
    let mut response = response(story, status);
    if let Ending::Incomplete(reason) = story.ending {
        response["incomplete_details"] = json!({"reason": reason});
    }
    if let Some((input, output)) = story.usage {
        response["usage"] = json!({
            "input_tokens": input, "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": output, "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": input + output,
        });
    }
    response
}

fn responses(story: &Story<'_>) -> Vec<Wired> {
    let is_refusal = story.ending == Ending::Refusal;
    let kind = if is_refusal { "refusal" } else { "output_text" };
    let status = match story.ending {
        Ending::Incomplete(_) => "incomplete",
        _ => "completed",
    };
    let place = json!({"item_id": "msg_standin", "output_index": 0, "content_index": 0});
    let at = |data: Value| {
        let mut data = data;
        for name in ["item_id", "output_index", "content_index"] {
            data[name] = place[name].clone();
        }
        data
    };
    let own = |data: Value| named(AiApi::Responses, data, None);
    let mut events = vec![
        own(json!({"type": "response.created", "response": response(story, "in_progress")})),
        own(json!({"type": "response.in_progress", "response": response(story, "in_progress")})),
        own(
            json!({"type": "response.output_item.added", "output_index": 0, "item": item(story, "in_progress")}),
        ),
        own(at(
            json!({"type": "response.content_part.added", "part": part(story, "")}),
        )),
    ];
    for (index, piece) in story.pieces.iter().enumerate() {
        let kind = format!("response.{kind}.delta");
        let data = at(json!({"type": kind, "delta": piece, "obfuscation": "x7Q"}));
        events.push(named(AiApi::Responses, data, Some(index)));
    }
    let done = if is_refusal { "refusal" } else { "text" };
    events.extend([
        own(at(
            json!({"type": format!("response.{kind}.done"), done: story.told}),
        )),
        own(at(json!({"type": "response.content_part.done", "part": part(story, &story.told)}))),
        own(json!({"type": "response.output_item.done", "output_index": 0, "item": item(story, status)})),
        own(json!({"type": format!("response.{status}"), "response": final_response(story)})),
    ]);
    events
}

fn lean_responses(story: &Story<'_>) -> Vec<Wired> {
    let pieces = story.pieces.iter().enumerate().map(|(index, piece)| {
        let data = json!({"type": "response.output_text.delta", "delta": piece});
        named(AiApi::Responses, data, Some(index))
    });
    let mut events: Vec<_> = pieces.collect();
    let end = json!({"type": "response.completed", "response": {"status": "completed"}});
    events.push(named(AiApi::Responses, end, None));
    events
}

fn chunk(story: &Story<'_>, delta: Value, finish: Option<&str>) -> Value {
    let mut chunk = json!({
        "id": "chatcmpl-standin", "object": "chat.completion.chunk", "created": 1_780_000_000,
        "model": story.model,
        "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}],
    });
    if story.usage.is_some() {
        chunk["usage"] = Value::Null;
    }
    chunk
}

fn finish_reason(story: &Story<'_>) -> &'static str {
    match story.ending {
        Ending::Incomplete("content_filter") => "content_filter",
        Ending::Incomplete(_) => "length",
        Ending::Complete | Ending::Refusal => "stop",
    }
}

fn chat_usage(usage: (u32, u32)) -> Value {
    json!({"prompt_tokens": usage.0, "completion_tokens": usage.1, "total_tokens": usage.0 + usage.1})
}

fn chat(story: &Story<'_>) -> Vec<Wired> {
    let member = match story.ending {
        Ending::Refusal => "refusal",
        _ => "content",
    };
    let own = |data: Value| named(AiApi::Chat, data, None);
    let first = json!({"role": "assistant", "content": null, "refusal": null});
    let mut events = vec![own(chunk(story, first, None))];
    for (index, piece) in story.pieces.iter().enumerate() {
        let data = chunk(story, json!({member: piece}), None);
        events.push(named(AiApi::Chat, data, Some(index)));
    }
    events.push(own(chunk(story, json!({}), Some(finish_reason(story)))));
    if let Some(usage) = story.usage {
        let mut last = chunk(story, Value::Null, None);
        last["choices"] = json!([]);
        last["usage"] = chat_usage(usage);
        events.push(own(last));
    }
    events.push(done());
    events
}

fn lean_chat(story: &Story<'_>) -> Vec<Wired> {
    let pieces = story.pieces.iter().enumerate().map(|(index, piece)| {
        let data = json!({"choices": [{"delta": {"content": piece}}]});
        named(AiApi::Chat, data, Some(index))
    });
    let mut events: Vec<_> = pieces.collect();
    let end = json!({"choices": [{"delta": {}, "finish_reason": "stop"}]});
    events.push(named(AiApi::Chat, end, None));
    events.push(done());
    events
}

/// The reply in one piece.
pub(super) fn whole(story: &Story<'_>) -> Value {
    if story.api == AiApi::Responses {
        return final_response(story);
    }
    let mut message = json!({"role": "assistant", "content": story.told, "refusal": null});
    if story.ending == Ending::Refusal {
        message = json!({"role": "assistant", "content": null, "refusal": story.told});
    }
    let mut body = json!({
        "id": "chatcmpl-standin", "object": "chat.completion", "created": 1_780_000_000,
        "model": story.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason(story)}],
    });
    if let Some(usage) = story.usage {
        body["usage"] = chat_usage(usage);
    }
    body
}
