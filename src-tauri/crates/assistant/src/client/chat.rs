//! Chat Completions, as OpenAI describes them and as compatible servers speak them.

use serde_json::{Value, json};

use super::{
    dialect::{self, Heard, MAX_TEXT, Plain, broken},
    trouble::{self, Trouble},
};
use crate::model::{Failure, Finish, Request};

/// The body of a request.
pub(super) fn body(model: &str, request: &Request, plain: Plain, is_openai: bool) -> Value {
    let messages: Vec<Value> = request
        .turns
        .iter()
        .map(|turn| json!({"role": turn.speaker.as_str(), "content": turn.content}))
        .collect();
    let mut body = json!({"model": model, "messages": messages, "stream": true});
    // OpenAI's newer models know the newer name only, compatible servers often only the older one.
    let most = if is_openai ^ plain.completion_tokens {
        "max_completion_tokens"
    } else {
        "max_tokens"
    };
    body[most] = request.max_output_tokens.into();
    if is_openai {
        // Newer accounts keep what is not told otherwise; other servers may not know the word.
        body["store"] = false.into();
    }
    if !plain.no_usage {
        body["stream_options"] = json!({"include_usage": true});
    }
    if let Some(form) = request.schema.as_ref().filter(|_| !plain.no_schema) {
        body["response_format"] = json!({"type": "json_schema", "json_schema": {
            "name": form.name, "schema": form.schema, "strict": true,
        }});
    }
    if !plain.no_effort && dialect::has_effort(model, is_openai) {
        body["reasoning_effort"] = dialect::EFFORT.into();
    }
    body
}

/// One reply being read.
pub(super) struct Chat {
    asked: String,
    finish: Option<Finish>,
    has_text: bool,
    refusal: String,
}

impl Chat {
    pub(super) fn new(model: &str) -> Self {
        Self {
            asked: model.to_owned(),
            finish: None,
            has_text: false,
            refusal: String::new(),
        }
    }

    pub(super) fn event(
        &mut self,
        name: &str,
        data: &Value,
        heard: &mut Heard,
    ) -> Result<Option<Finish>, Trouble> {
        let is = |member: &str| data.get(member).and_then(Value::as_str) == Some("error");
        let has_error = data.get("error").is_some_and(|error| !error.is_null());
        if name == "error" || has_error || is("type") || is("object") {
            return Err(trouble::told(data, &self.asked));
        }
        heard.model(data);
        heard.usage(data.get("usage"), "prompt_tokens", "completion_tokens");
        if let Some(choice) = first_choice(data) {
            // After the end nothing more belongs to the reply.
            if let Some(delta) = choice.get("delta").filter(|_| self.finish.is_none()) {
                self.words(delta, heard)?;
            }
            self.reason(choice);
        }
        Ok(None)
    }

    fn words(&mut self, from: &Value, heard: &mut Heard) -> Result<(), Trouble> {
        let text = content(from.get("content"));
        self.has_text |= !text.is_empty();
        heard.text(&text)?;
        let refusal = from.get("refusal").and_then(Value::as_str).unwrap_or("");
        if self.refusal.len() + refusal.len() > MAX_TEXT {
            return Err(broken("the reply does not end"));
        }
        self.refusal.push_str(refusal);
        Ok(())
    }

    fn reason(&mut self, choice: &Value) {
        let reason = choice.get("finish_reason").and_then(Value::as_str);
        if let Some(reason) = reason.filter(|reason| !reason.is_empty())
            && self.finish.is_none()
        {
            self.finish = Some(match reason {
                "length" | "max_tokens" => Finish::Length,
                "content_filter" => Finish::Filtered,
                // `stop`, and what servers invent for it.
                _ => Finish::Complete,
            });
        }
    }

    /// Whether the end was told; what may still come is the number of tokens.
    pub(super) fn is_finished(&self) -> bool {
        self.finish.is_some()
    }

    /// Nothing more comes.
    pub(super) fn done(&mut self, heard: &mut Heard) -> Result<Finish, Trouble> {
        if !self.refusal.is_empty() {
            heard.text(&std::mem::take(&mut self.refusal))?;
            return Ok(Finish::Refused);
        }
        match self.finish {
            Some(finish) => Ok(finish),
            // Servers that do not give a reason, but an end.
            None if self.has_text => Ok(Finish::Complete),
            None => Err(Trouble::later(
                Failure::BrokenOff,
                "the stream ended without a reply",
            )),
        }
    }

    /// A server that does not stream.
    pub(super) fn whole(&mut self, body: &Value, heard: &mut Heard) -> Result<Finish, Trouble> {
        heard.model(body);
        heard.usage(body.get("usage"), "prompt_tokens", "completion_tokens");
        if body.get("error").is_some_and(|error| !error.is_null()) {
            return Err(trouble::instead(body, &self.asked));
        }
        let Some(choice) = first_choice(body) else {
            return Err(Trouble::never(
                Failure::NotCompatible,
                "the answer is no reply of a model",
            ));
        };
        if let Some(message) = choice.get("message") {
            self.words(message, heard)?;
        }
        self.reason(choice);
        if self.finish.is_none() {
            self.finish = Some(Finish::Complete);
        }
        self.done(heard)
    }
}

/// The only choice that was asked for.
fn first_choice(data: &Value) -> Option<&Value> {
    let choices = data.get("choices")?.as_array()?;
    choices
        .iter()
        .find(|choice| choice.get("index").and_then(Value::as_u64).unwrap_or(0) == 0)
}

/// A string, nothing, or a list of parts.
fn content(from: Option<&Value>) -> String {
    match from {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => parts
            .iter()
            .filter_map(|part| part.get("text").and_then(Value::as_str))
            .collect(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(chunks: &[Value]) -> (String, Result<Finish, Failure>) {
        let mut reader = Chat::new("m");
        let mut heard = Heard::default();
        for chunk in chunks {
            if let Err(trouble) = reader.event("", chunk, &mut heard) {
                return (heard.pieces.concat(), Err(trouble.failure));
            }
        }
        let end = reader.done(&mut heard);
        (
            heard.pieces.concat(),
            end.map_err(|trouble| trouble.failure),
        )
    }

    fn chunk(delta: Value, finish: Value) -> Value {
        json!({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
    }

    #[test]
    fn every_form_of_words_is_read_and_nothing_else() {
        let chunks = [
            json!({"choices": []}),
            json!({"choices": null}),
            chunk(json!({"role": "assistant"}), Value::Null),
            chunk(
                json!({"content": null, "reasoning_content": "hm"}),
                Value::Null,
            ),
            chunk(json!({"content": "a"}), json!("")),
            chunk(
                json!({"content": [{"type": "text", "text": "b"}]}),
                Value::Null,
            ),
            json!({"choices": [{"index": 1, "delta": {"content": "another"}}]}),
            json!({"choices": [{"delta": {"content": "c"}}]}),
            chunk(json!({}), json!("eos")),
            chunk(json!({"content": "after the end"}), Value::Null),
        ];
        assert_eq!(read(&chunks), ("abc".to_owned(), Ok(Finish::Complete)));
    }

    #[test]
    fn how_it_ends_is_told_by_its_reason() {
        let ended = |reason: &str| {
            read(&[
                chunk(json!({"content": "a"}), Value::Null),
                chunk(json!({}), json!(reason)),
            ])
            .1
        };
        assert_eq!(ended("stop"), Ok(Finish::Complete));
        assert_eq!(ended("length"), Ok(Finish::Length));
        assert_eq!(ended("content_filter"), Ok(Finish::Filtered));
        // Servers that end without a reason, with words and without.
        let words = [chunk(json!({"content": "a"}), Value::Null)];
        assert_eq!(read(&words).1, Ok(Finish::Complete));
        assert_eq!(read(&[]).1, Err(Failure::BrokenOff));
    }

    #[test]
    fn an_error_is_one_in_every_form() {
        for error in [
            json!({"error": {"code": "server_error"}}),
            json!({"error": "boom"}),
            json!({"object": "error", "message": "boom", "code": 500}),
            json!({"type": "error", "error": {"type": "overloaded_error"}}),
        ] {
            let chunks = [chunk(json!({"content": "a"}), Value::Null), error];
            assert_eq!(read(&chunks), ("a".to_owned(), Err(Failure::ServerFailed)));
        }
    }
}
