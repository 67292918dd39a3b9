//! What both dialects have in common: a request becomes a body, events become text and an end.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use candor_domain::AiApi;
use serde_json::Value;

use super::{
    chat::Chat,
    responses::Responses,
    sse::Event,
    trouble::{Culprit, Trouble},
};
use crate::model::{Failure, Finish, Request, Usage};

/// Longest reply, in bytes: many times what any task asks for.
pub(super) const MAX_TEXT: usize = 256 * 1024;
/// Longest name of a model that is kept, in characters.
const MAX_MODEL: usize = 200;

/// What of a request an older server may not know, and whether it is left out.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that a server knows or not"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Plain {
    /// Tokens are not asked for.
    pub(super) no_usage: bool,
    /// The form of the reply is not demanded.
    pub(super) no_schema: bool,
    /// The most tokens have their newer name.
    pub(super) completion_tokens: bool,
    /// Nothing is said of how long to think.
    pub(super) no_effort: bool,
}

/// What of it is in a request at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) schema: bool,
    pub(super) effort: bool,
}

/// How long models are asked to think: a candidate waits for the first word.
pub(super) const EFFORT: &str = "low";

/// Whether this model is told how long to think: OpenAI's that reason, by their names; all others may refuse it.
pub(super) fn has_effort(model: &str, is_openai: bool) -> bool {
    let number = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_digit());
        rest[..end.unwrap_or(rest.len())].parse::<u32>().ok()
    };
    let reasons = match (model.strip_prefix("gpt-"), model.strip_prefix('o')) {
        (Some(rest), _) => number(rest).is_some_and(|generation| generation >= 5),
        (_, Some(rest)) => number(rest).is_some(),
        _ => false,
    };
    is_openai && reasons && !model.contains("chat")
}

impl Plain {
    /// What the server did not accept is left out as well; `None` if nothing is left to leave out.
    pub(super) fn without(self, culprit: Culprit, api: AiApi, sent: Sent) -> Option<Self> {
        let mut plain = self;
        let chat = api == AiApi::Chat;
        match culprit {
            Culprit::StreamOptions => plain.no_usage |= chat,
            Culprit::Schema => plain.no_schema |= sent.schema,
            Culprit::Effort => plain.no_effort |= sent.effort,
            Culprit::MaxTokens if chat => plain.completion_tokens = !self.completion_tokens,
            Culprit::MaxTokens => {}
            Culprit::Unknown => {
                plain.no_usage |= chat;
                plain.no_schema |= sent.schema;
                plain.no_effort |= sent.effort;
            }
        }
        (plain != self).then_some(plain)
    }
}

/// The body of a request.
pub(super) fn body(
    api: AiApi,
    model: &str,
    request: &Request,
    plain: Plain,
    is_openai: bool,
) -> Value {
    match api {
        AiApi::Responses => super::responses::body(model, request, plain, is_openai),
        AiApi::Chat => super::chat::body(model, request, plain, is_openai),
    }
}

/// Where it is sent.
pub(super) fn path(api: AiApi) -> &'static str {
    match api {
        AiApi::Responses => "responses",
        AiApi::Chat => "chat/completions",
    }
}

/// What was learnt of a reply, and its text on the way to whoever waits for it.
#[derive(Default)]
pub(super) struct Heard {
    /// Pieces of text not yet handed out.
    pub(super) pieces: Vec<String>,
    /// The model, as the service calls it.
    pub(super) model: Option<String>,
    /// Tokens.
    pub(super) usage: Option<Usage>,
    /// Length of all text so far.
    length: usize,
}

impl Heard {
    pub(super) fn text(&mut self, piece: &str) -> Result<(), Trouble> {
        self.length += piece.len();
        if self.length > MAX_TEXT {
            return Err(broken("the reply does not end"));
        }
        if !piece.is_empty() {
            self.pieces.push(piece.to_owned());
        }
        Ok(())
    }

    pub(super) fn model(&mut self, from: &Value) {
        if self.model.is_none()
            && let Some(name) = from.get("model").and_then(Value::as_str)
            && !name.is_empty()
        {
            let plain = name.chars().filter(|c| !c.is_control());
            self.model = Some(plain.take(MAX_MODEL).collect());
        }
    }

    pub(super) fn usage(&mut self, usage: Option<&Value>, input: &str, output: &str) {
        let Some(usage) = usage.filter(|usage| usage.is_object()) else {
            return;
        };
        let number = |name: &str| {
            let number = usage.get(name).and_then(Value::as_u64)?;
            Some(u32::try_from(number).unwrap_or(u32::MAX))
        };
        if let (Some(input_tokens), Some(output_tokens)) = (number(input), number(output)) {
            self.usage = Some(Usage {
                input_tokens,
                output_tokens,
            });
        }
    }
}

/// The reader of a stream of events.
pub(super) enum Reader {
    /// Responses.
    Responses(Responses),
    /// Chat Completions.
    Chat(Chat),
}

impl Reader {
    pub(super) fn new(api: AiApi, model: &str) -> Self {
        match api {
            AiApi::Responses => Self::Responses(Responses::new(model)),
            AiApi::Chat => Self::Chat(Chat::new(model)),
        }
    }

    /// Takes an event; tells how the reply ended, once it did.
    pub(super) fn event(
        &mut self,
        event: &Event,
        heard: &mut Heard,
    ) -> Result<Option<Finish>, Trouble> {
        let data = event.data.trim();
        if data == "[DONE]" {
            return match self {
                Self::Responses(_) => Ok(None),
                Self::Chat(chat) => chat.done(heard).map(Some),
            };
        }
        if data.is_empty() {
            return Ok(None);
        }
        let fingerprint = fingerprint(data);
        let data: Value = serde_json::from_str(data)
            .map_err(|_| broken("an event of the stream cannot be read"))?;
        match self {
            Self::Responses(responses) => responses.event(&event.name, &data, fingerprint, heard),
            Self::Chat(chat) => chat.event(&event.name, &data, heard),
        }
    }

    /// Whether everything that matters is there, though the stream goes on.
    pub(super) fn is_nearly_done(&self) -> bool {
        matches!(self, Self::Chat(chat) if chat.is_finished())
    }

    /// The stream has ended or broken off: how the reply ended, if it is whole in spite of that.
    pub(super) fn end(&mut self, heard: &mut Heard) -> Option<Result<Finish, Trouble>> {
        match self {
            Self::Chat(chat) if chat.is_finished() => Some(chat.done(heard)),
            _ => None,
        }
    }

    /// A reply that came in one piece.
    pub(super) fn whole(&mut self, body: &Value, heard: &mut Heard) -> Result<Finish, Trouble> {
        match self {
            Self::Responses(responses) => responses.whole(body, heard),
            Self::Chat(chat) => chat.whole(body, heard),
        }
    }
}

/// Tells data from others.
fn fingerprint(data: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    data.hash(&mut hasher);
    hasher.finish()
}

/// What came is not what was announced.
pub(super) fn broken(detail: &str) -> Trouble {
    Trouble::never(Failure::BrokenOff, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sent_is_left_out_and_only_once() {
        let plain = Plain::default();
        let sent = |schema| Sent {
            schema,
            effort: false,
        };
        let chat = |culprit, schema| plain.without(culprit, AiApi::Chat, sent(schema));
        let no_usage = Plain {
            no_usage: true,
            ..plain
        };
        assert_eq!(chat(Culprit::StreamOptions, true), Some(no_usage));
        assert_eq!(chat(Culprit::Unknown, false), Some(no_usage));
        assert_eq!(chat(Culprit::Schema, false), None);
        let newer = chat(Culprit::MaxTokens, false).unwrap();
        assert!(newer.completion_tokens);
        let all = chat(Culprit::Unknown, true).unwrap();
        assert_eq!(all.without(Culprit::Unknown, AiApi::Chat, sent(true)), None);
        let responses = |culprit| plain.without(culprit, AiApi::Responses, sent(true));
        assert_eq!(responses(Culprit::StreamOptions), None);
        assert_eq!(responses(Culprit::MaxTokens), None);
        assert!(responses(Culprit::Unknown).unwrap().no_schema);
    }

    #[test]
    fn only_models_of_openai_that_reason_are_told_how_long_and_not_again_once_they_refused() {
        let request = Request {
            turns: Vec::new(),
            max_output_tokens: 100,
            at_least: None,
            schema: None,
        };
        let told = |api, model: &str, plain, is_openai| {
            let body = body(api, model, &request, plain, is_openai);
            let place = match api {
                AiApi::Responses => "/reasoning/effort",
                AiApi::Chat => "/reasoning_effort",
            };
            body.pointer(place).and_then(Value::as_str) == Some("low")
        };
        for api in [AiApi::Responses, AiApi::Chat] {
            let plain = Plain::default();
            for model in ["o3", "o4-mini", "gpt-5", "gpt-5.1", "gpt-5-mini-2025-08-07"] {
                assert!(told(api, model, plain, true), "{model}");
                assert!(!told(api, model, plain, false), "{model}");
                let sent = Sent {
                    schema: false,
                    effort: true,
                };
                for culprit in [Culprit::Effort, Culprit::Unknown] {
                    let plainer = plain.without(culprit, api, sent).unwrap();
                    assert!(!told(api, model, plainer, true), "{model}");
                    assert_eq!(plainer.without(culprit, api, sent), None);
                }
            }
            for model in [
                "gpt-4o",
                "gpt-4.1",
                "gpt-5-chat-latest",
                "omni",
                "qwen3",
                "",
            ] {
                assert!(!told(api, model, plain, true), "{model}");
            }
        }
    }
}
