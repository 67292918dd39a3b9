//! What the stand-in was asked.

use candor_domain::AiApi;
use serde_json::Value;

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// `GET` or `POST`.
    pub method: String,
    /// For example `/v1/responses`.
    pub path: String,
    /// Names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The body understood, if it asks for a reply.
    pub asked: Option<Asked>,
}

impl Received {
    /// The first header with this name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| known == name);
        header.map(|(_, value)| value.as_str())
    }
}

/// A request for a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// In which dialect.
    pub api: AiApi,
    /// The model.
    pub model: String,
    /// The parts in order: who speaks, and the words.
    pub turns: Vec<(String, String)>,
    /// Name of the form demanded, if one is.
    pub schema_name: Option<String>,
    /// Its JSON Schema.
    pub schema: Option<Value>,
    /// Most tokens.
    pub max_tokens: Option<u64>,
    /// Whether the reply is to be streamed.
    pub stream: bool,
    /// Everything.
    pub body: Value,
}

impl Asked {
    /// The words of the last part; empty if there is none.
    pub fn last(&self) -> &str {
        self.turns.last().map_or("", |(_, words)| words)
    }

    /// All words of those who speak as this, one below the other.
    pub fn of(&self, role: &str) -> String {
        let words = self.turns.iter().filter(|(speaker, _)| speaker == role);
        words
            .map(|(_, words)| words.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// `None`: that is no request for a reply, and a real service would refuse it.
    pub(super) fn read(path: &str, body: &[u8]) -> Option<Self> {
        let (api, list, form) = match path {
            "/v1/responses" => (AiApi::Responses, "input", "/text/format"),
            "/v1/chat/completions" => (AiApi::Chat, "messages", "/response_format/json_schema"),
            _ => return None,
        };
        let body: Value = serde_json::from_slice(body).ok()?;
        let turns = body
            .get(list)?
            .as_array()?
            .iter()
            .map(|turn| {
                let text = |name: &str| Some(turn.get(name)?.as_str()?.to_owned());
                Some((text("role")?, text("content")?))
            })
            .collect::<Option<Vec<_>>>()?;
        let form = body.pointer(form);
        let number = |name: &str| body.get(name).and_then(Value::as_u64);
        Some(Self {
            api,
            model: body.get("model")?.as_str()?.to_owned(),
            turns,
            schema_name: form
                .and_then(|form| form.get("name")?.as_str())
                .map(str::to_owned),
            schema: form.and_then(|form| form.get("schema")).cloned(),
            max_tokens: number("max_output_tokens")
                .or_else(|| number("max_completion_tokens"))
                .or_else(|| number("max_tokens")),
            stream: body.get("stream").and_then(Value::as_bool) == Some(true),
            body,
        })
    }
}
