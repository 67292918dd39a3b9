//! What the stand-in is told to answer, and what is to go wrong with it.

use std::{fmt, sync::Arc, time::Duration};

use serde_json::Value;

use super::Asked;

/// An answer to a request for a reply.
#[derive(Clone)]
pub struct Answer {
    pub(super) words: Words,
    pub(super) first: Duration,
    pub(super) between: Duration,
    pub(super) fault: Fault,
    pub(super) usage: Option<(u32, u32)>,
}

/// Where the words of an answer come from.
#[derive(Clone)]
pub(super) enum Words {
    Text(String),
    By(Arc<dyn Fn(&Asked) -> String + Send + Sync>),
}

impl Default for Answer {
    fn default() -> Self {
        Self::text("ready")
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// These words, at once, whole.
    pub fn text(words: impl Into<String>) -> Self {
        Self::new(Words::Text(words.into()))
    }

    /// This JSON, as text.
    pub fn json(value: &Value) -> Self {
        Self::text(value.to_string())
    }

    /// Words made up from the request.
    pub fn by(words: impl Fn(&Asked) -> String + Send + Sync + 'static) -> Self {
        Self::new(Words::By(Arc::new(words)))
    }

    fn new(words: Words) -> Self {
        Self {
            words,
            first: Duration::ZERO,
            between: Duration::ZERO,
            fault: Fault::None,
            usage: Some((120, 12)),
        }
    }

    /// The first piece comes after `first`, each further one after `between`.
    #[must_use]
    pub fn pace(mut self, first: Duration, between: Duration) -> Self {
        (self.first, self.between) = (first, between);
        self
    }

    /// This goes wrong.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }

    /// Counts these tokens, sent and received; `None`: does not tell. 120 and 12 when not said.
    #[must_use]
    pub fn usage(mut self, usage: Option<(u32, u32)>) -> Self {
        self.usage = usage;
        self
    }
}

/// What goes wrong with an answer. Words are sent in pieces of about four letters; a piece is one event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// This status with these headers and this body, instead of an answer.
    Status {
        /// For example 503.
        status: u16,
        /// For example `("Retry-After", "2")`.
        headers: Vec<(String, String)>,
        /// The body; when absent, an error as OpenAI words it.
        body: Option<String>,
    },
    /// 429 because there is no credit left.
    InsufficientQuota,
    /// 404 because there is no such model.
    ModelNotFound,
    /// 400 if the request has one of these members, as older servers do; else the answer.
    Refuses(Vec<&'static str>),
    /// Takes the request and never answers.
    HangBeforeHeaders,
    /// Sends the head of an answer and nothing more.
    HangAfterHeaders,
    /// Sends so many pieces and then nothing more.
    HangAfterPieces(usize),
    /// Sends everything but the last line of a chat (`[DONE]`), and never closes the stream.
    HangAtEnd,
    /// Resets the connection before it answers.
    ResetBeforeHeaders,
    /// Resets it (RST) after this many bytes of the whole answer, head included.
    ResetAfterBytes(usize),
    /// Resets it after this many pieces.
    ResetAfterPieces(usize),
    /// Closes it properly after this many pieces, in the middle of the answer.
    CloseAfterPieces(usize),
    /// The stream ends as streams do after this many pieces, without its last events.
    EndAfterPieces(usize),
    /// After this many pieces, one with bytes that are no UTF-8.
    BadUtf8(usize),
    /// After this many pieces, a line of this many bytes.
    LongLine {
        /// Pieces before it.
        after: usize,
        /// Its length.
        bytes: usize,
    },
    /// After this many pieces, an event that is no JSON.
    Garbage(usize),
    /// The answer claims to be of this type; its body is some HTML unless it claims to be events.
    ContentType(String),
    /// The answer drips: so many bytes at a time, with a pause in between.
    Drip {
        /// Bytes at a time.
        bytes: usize,
        /// The pause.
        pause: Duration,
    },
    /// The answer is cut at these lengths in turn, over and over.
    Cuts(Vec<usize>),
    /// Every event comes twice, with the same number. In Chat Completions, where events have none, those without words.
    DuplicateEvents,
    /// The piece with this index is lost, and its number with it. The final events tell the whole text, if they are
    /// right. Chat Completions do not number: there the whole stream is as it should be.
    GapAt {
        /// Index of the lost piece.
        piece: usize,
        /// Whether the final events tell the text as it should have been; else as it was sent.
        is_told: bool,
    },
    /// The model will not answer; the words are what it says instead.
    Refusal,
    /// The reply ends early for this reason: `max_output_tokens` or `content_filter`.
    Incomplete(&'static str),
    /// The service gives up after this many pieces, with this code.
    Failed {
        /// Pieces before it.
        after: usize,
        /// For example `server_error`.
        code: &'static str,
    },
    /// An error after this many pieces, its members in the event itself.
    FlatError {
        /// Pieces before it.
        after: usize,
        /// For example `server_error`.
        code: &'static str,
    },
    /// An error after this many pieces, inside `error`.
    NestedError {
        /// Pieces before it.
        after: usize,
        /// For example `server_error`.
        code: &'static str,
    },
    /// The reply is whole, but the last line of a chat (`[DONE]`) is missing.
    NoDone,
    /// Tells nothing that is not needed: no roles, no usage, no numbers, no final texts; as lean servers do.
    Lean,
    /// Events nobody knows, comments and empty lines between those that matter; lines end in CR LF.
    Noise,
    /// Does not stream but answers in one piece.
    Whole,
}

impl Fault {
    /// A status with headers.
    pub fn status(status: u16, headers: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self::Status {
            status,
            headers: headers.iter().map(owned).collect(),
            body: None,
        }
    }
}
