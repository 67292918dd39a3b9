//! OpenAI's Responses API.
//!
//! Its events are numbered. An event that was there already is dropped. Where a number is missing, no more text is shown
//! until the event that repeats the part as a whole: what was shown has to be its beginning, and the rest follows.
//! Compatible servers that number without sense are read as if they did not number at all.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{
    dialect::{self, Heard, Plain, broken},
    trouble::{self, Trouble},
};
use crate::model::{Failure, Finish, Request};

/// Fewest tokens the service lets one ask for.
const FEWEST_TOKENS: u32 = 16;

/// The body of a request: nothing is to be stored, and there are no tools.
pub(super) fn body(model: &str, request: &Request, plain: Plain, is_openai: bool) -> Value {
    let input: Vec<Value> = request
        .turns
        .iter()
        .map(|turn| json!({"role": turn.speaker.as_str(), "content": turn.content}))
        .collect();
    let mut body = json!({
        "model": model,
        "input": input,
        "max_output_tokens": request.max_output_tokens.max(FEWEST_TOKENS),
        "store": false,
        "stream": true,
    });
    if let Some(form) = request.schema.as_ref().filter(|_| !plain.no_schema) {
        body["text"] = json!({"format": {
            "type": "json_schema", "name": form.name, "schema": form.schema, "strict": true,
        }});
    }
    if !plain.no_effort && dialect::has_effort(model, is_openai) {
        body["reasoning"] = json!({"effort": dialect::EFFORT});
    }
    body
}

/// One reply being read.
pub(super) struct Responses {
    asked: String,
    /// Number of the last event.
    last: Option<u64>,
    /// Numbers and fingerprints of all events so far.
    seen: HashSet<(u64, u64)>,
    /// The numbers mean nothing.
    is_unnumbered: bool,
    /// A number was missing.
    has_gap: bool,
    /// Text waits until it is known to be whole.
    holds: bool,
    /// The part the text belongs to: output and content index.
    part: Option<(u64, u64)>,
    /// Everything handed out.
    shown: String,
    /// Where in it the part begins.
    part_start: usize,
    refusal: String,
}

impl Responses {
    pub(super) fn new(model: &str) -> Self {
        Self {
            asked: model.to_owned(),
            last: None,
            seen: HashSet::new(),
            is_unnumbered: false,
            has_gap: false,
            holds: false,
            part: None,
            shown: String::new(),
            part_start: 0,
            refusal: String::new(),
        }
    }

    /// Takes an event; `fingerprint` tells its data from others.
    pub(super) fn event(
        &mut self,
        name: &str,
        data: &Value,
        fingerprint: u64,
        heard: &mut Heard,
    ) -> Result<Option<Finish>, Trouble> {
        if !self.is_new(data, fingerprint) {
            return Ok(None);
        }
        let kind = data.get("type").and_then(Value::as_str).unwrap_or(name);
        if let Some(response) = data.get("response") {
            heard.model(response);
            heard.usage(response.get("usage"), "input_tokens", "output_tokens");
        }
        match kind {
            "response.output_text.delta" => {
                self.enter(data)?;
                let delta = data
                    .get("delta")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                if !self.holds {
                    self.show(delta, heard)?;
                }
            }
            "response.output_text.done" => {
                self.enter(data)?;
                if let Some(text) = data.get("text").and_then(Value::as_str) {
                    self.part_is(text, heard)?;
                }
            }
            "response.refusal.delta" => {
                let delta = data
                    .get("delta")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                if !self.has_gap && self.refusal.len() < super::dialect::MAX_TEXT {
                    self.refusal.push_str(delta);
                }
            }
            "response.refusal.done" => {
                if let Some(text) = data.get("refusal").and_then(Value::as_str) {
                    text.clone_into(&mut self.refusal);
                }
            }
            "response.completed" | "response.done" => {
                return self.completed(data.get("response"), heard).map(Some);
            }
            "response.incomplete" => {
                return self.incomplete(data.get("response"), heard).map(Some);
            }
            "response.failed" | "error" => return Err(trouble::told(data, &self.asked)),
            "response.cancelled" => {
                return Err(Trouble::later(
                    Failure::ServerFailed,
                    "the server gave the reply up",
                ));
            }
            // created, in_progress, output_item.*, content_part.*, reasoning, and whatever comes one day; but an error
            // is one under any name.
            _ if data.get("error").is_some_and(|error| !error.is_null()) => {
                return Err(trouble::told(data, &self.asked));
            }
            _ => {}
        }
        Ok(None)
    }

    /// Whether the event was not there yet; notices when one before it is missing.
    fn is_new(&mut self, data: &Value, fingerprint: u64) -> bool {
        let number = data.get("sequence_number").and_then(Value::as_u64);
        let Some(number) = number.filter(|_| !self.is_unnumbered) else {
            return true;
        };
        let is_new = self.seen.insert((number, fingerprint));
        match self.last {
            Some(last) if number <= last => {
                // Another event with a number that was passed: late after a gap, and its words come at the end; else
                // this server's numbers mean nothing.
                self.is_unnumbered = is_new && !self.has_gap;
                return self.is_unnumbered;
            }
            Some(last) if number > last + 1 => {
                self.has_gap = true;
                self.holds = true;
            }
            _ => {}
        }
        self.last = Some(number);
        true
    }

    /// The text that follows belongs to this part.
    fn enter(&mut self, data: &Value) -> Result<(), Trouble> {
        let index = |name: &str| data.get(name).and_then(Value::as_u64).unwrap_or(0);
        let part = (index("output_index"), index("content_index"));
        match self.part {
            Some(now) if now == part => Ok(()),
            Some(now) if now > part => Err(broken("parts of the reply came mixed up")),
            _ => {
                self.part = Some(part);
                self.part_start = self.shown.len();
                Ok(())
            }
        }
    }

    fn show(&mut self, text: &str, heard: &mut Heard) -> Result<(), Trouble> {
        heard.text(text)?;
        self.shown.push_str(text);
        Ok(())
    }

    /// The part as a whole: what was shown is its beginning, and the rest is shown now.
    fn part_is(&mut self, whole: &str, heard: &mut Heard) -> Result<(), Trouble> {
        match whole.strip_prefix(&self.shown[self.part_start..]) {
            Some(rest) => {
                let rest = rest.to_owned();
                self.holds = false;
                self.show(&rest, heard)
            }
            None if self.has_gap => Err(broken("parts of the reply were lost on the way")),
            // Nothing was lost: a server that tidies the whole up afterwards.
            None => Ok(()),
        }
    }

    /// The reply as a whole, as the last event repeats it. Servers may leave that out.
    fn reply_is(&mut self, response: Option<&Value>, heard: &mut Heard) -> Result<(), Trouble> {
        let (text, refusal) = response.map(texts).unwrap_or_default();
        if !refusal.is_empty() {
            self.refusal = refusal;
        }
        if text.is_empty() {
            if self.holds && self.refusal.is_empty() {
                return Err(broken("parts of the reply were lost on the way"));
            }
            return Ok(());
        }
        self.part_start = 0;
        self.part_is(&text, heard)
    }

    fn completed(
        &mut self,
        response: Option<&Value>,
        heard: &mut Heard,
    ) -> Result<Finish, Trouble> {
        // Some servers end every reply with this event and tell in it how it went.
        match response
            .and_then(|response| response.get("status"))
            .and_then(Value::as_str)
        {
            Some("incomplete") => return self.incomplete(response, heard),
            Some("failed") => {
                return Err(trouble::told(response.unwrap_or(&Value::Null), &self.asked));
            }
            _ => {}
        }
        self.reply_is(response, heard)?;
        self.finish(Finish::Complete, heard)
    }

    fn incomplete(
        &mut self,
        response: Option<&Value>,
        heard: &mut Heard,
    ) -> Result<Finish, Trouble> {
        self.reply_is(response, heard)?;
        let reason = response
            .and_then(|response| response.pointer("/incomplete_details/reason"))
            .and_then(Value::as_str);
        match reason {
            Some("content_filter") => self.finish(Finish::Filtered, heard),
            Some("max_output_tokens" | "max_tokens" | "length") => {
                self.finish(Finish::Length, heard)
            }
            _ => Err(broken("the server ended the reply early")),
        }
    }

    /// What the model said instead of a reply is handed out in one piece, when it is known to be just that.
    fn finish(&mut self, finish: Finish, heard: &mut Heard) -> Result<Finish, Trouble> {
        if self.refusal.is_empty() {
            return Ok(finish);
        }
        let refusal = std::mem::take(&mut self.refusal);
        self.show(&refusal, heard)?;
        Ok(Finish::Refused)
    }

    /// A server that does not stream: the object of the last event alone.
    pub(super) fn whole(&mut self, body: &Value, heard: &mut Heard) -> Result<Finish, Trouble> {
        heard.model(body);
        heard.usage(body.get("usage"), "input_tokens", "output_tokens");
        if body.get("error").is_some_and(|error| !error.is_null()) {
            return Err(trouble::instead(body, &self.asked));
        }
        if !body.get("output").is_some_and(Value::is_array) {
            return Err(Trouble::never(
                Failure::NotCompatible,
                "the answer is no reply of a model",
            ));
        }
        self.completed(Some(body), heard)
    }
}

/// Text and refusal of all messages in a response.
fn texts(response: &Value) -> (String, String) {
    let (mut text, mut refusal) = (String::new(), String::new());
    let items = response.get("output").and_then(Value::as_array);
    for item in items.into_iter().flatten() {
        if item
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or("message")
            != "message"
        {
            continue;
        }
        let parts = item.get("content").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            let of = |name: &str| part.get(name).and_then(Value::as_str).unwrap_or_default();
            match of("type") {
                "output_text" | "text" => text.push_str(of("text")),
                "refusal" => refusal.push_str(of("refusal")),
                _ => {}
            }
        }
    }
    (text, refusal)
}

#[cfg(test)]
mod tests;
