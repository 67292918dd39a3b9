//! Chat Completions, as OpenAI describes them and as compatible servers speak them.

use serde_json::{Value, json};

use super::{
    dialect::{Heard, MAX_TEXT, Plain, broken},
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
    let most = if is_openai != plain.completion_tokens {
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
            return Err(trouble::told(body, &self.asked));
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
