//! Connections as they are entered, and what of them cannot be meant.

use candor_domain::{AiApi, ConnectionId};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    address,
    stored::{self, FIRST_TOKEN_S, Kept, TOTAL_S},
};
use crate::{Error, Result};

/// Longest name, model, organisation, project and key, in bytes.
const MAX_LENGTH: usize = 2_000;
/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// Longest time a reply may take, in seconds.
const MAX_SECONDS: u32 = 600;
/// Highest price of a million tokens, in millionths of the currency.
const MAX_PRICE: u64 = 1_000_000_000_000;

/// A connection to keep or to test.
#[derive(Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AiConnectionDraft {
    /// For a test: the kept connection whose key is used when none is given here. Otherwise without meaning.
    #[serde(default)]
    pub id: Option<ConnectionId>,
    /// Name it is shown by; the host when absent.
    #[serde(default)]
    pub name: String,
    /// How it is spoken to; what is usual at this host when absent.
    #[serde(default)]
    pub api: Option<AiApi>,
    /// Where the service's API begins, for example `https://api.openai.com/v1`.
    pub base_url: String,
    /// Model to ask; may be empty for a test.
    #[serde(default)]
    pub model: String,
    /// Its key. Absent: the kept one stays, as long as the server is the same. Empty: there is none.
    #[serde(default, deserialize_with = "wiped")]
    #[schema(value_type = Option<String>, write_only)]
    pub api_key: Option<Zeroizing<String>>,
    /// Organisation the service books requests on.
    #[serde(default)]
    pub organization: Option<String>,
    /// Project the service books requests on.
    #[serde(default)]
    pub project: Option<String>,
    /// How long the first token may take, in seconds, 1 to 600; 8 when absent.
    #[serde(default)]
    pub first_token_s: Option<u32>,
    /// How long a reply may take in all, in seconds, no less than that, at most 600; 30 when absent.
    #[serde(default)]
    pub total_s: Option<u32>,
    /// Price of a million tokens sent, in millionths of the budget's currency.
    #[serde(default)]
    pub input_price_micros: Option<u64>,
    /// Price of a million tokens received, in millionths of the budget's currency.
    #[serde(default)]
    pub output_price_micros: Option<u64>,
    /// Whether it is asked at all; yes when absent.
    #[serde(default)]
    pub enabled: Option<bool>,
}

/// A secret out of a request, erased from memory after use.
fn wiped<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> std::result::Result<Option<Zeroizing<String>>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Zeroizing::new))
}

/// What a draft describes, without its key; a model has to be named.
pub(super) fn described(draft: &AiConnectionDraft, id: ConnectionId) -> Result<Kept> {
    let kept = described_for_test(draft, id)?;
    if kept.model.is_empty() {
        return Err(Error::Invalid("name the model to ask".to_owned()));
    }
    Ok(kept)
}

/// The same; the model may be left open.
pub(super) fn described_for_test(draft: &AiConnectionDraft, id: ConnectionId) -> Result<Kept> {
    let invalid = |what: String| Err(Error::Invalid(what));
    let url = address::address(&draft.base_url)?;
    let host = address::host(&url);
    let name = draft.name.trim();
    if name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return invalid(format!("give it a name of at most {MAX_NAME} letters"));
    }
    let model = draft.model.trim();
    if model.len() > MAX_LENGTH || model.chars().any(char::is_control) {
        return invalid("this is no name of a model".to_owned());
    }
    let first_token_s = draft.first_token_s.unwrap_or(FIRST_TOKEN_S);
    let total_s = draft.total_s.unwrap_or(TOTAL_S.max(first_token_s));
    if first_token_s == 0 || total_s < first_token_s || total_s > MAX_SECONDS {
        return invalid(format!(
            "the first word may take at least one second, and the whole reply no less than that and at most {MAX_SECONDS} seconds"
        ));
    }
    let prices = [draft.input_price_micros, draft.output_price_micros];
    if prices.into_iter().flatten().any(|price| price > MAX_PRICE) {
        return invalid("a price is far too high; enter it per million tokens".to_owned());
    }
    Ok(Kept {
        id,
        name: if name.is_empty() {
            host.clone()
        } else {
            name.to_owned()
        },
        api: draft.api.unwrap_or_else(|| stored::usual_api(&host)),
        base_url: address::text(&url),
        model: model.to_owned(),
        organization: word(draft.organization.as_deref(), "the organisation")?,
        project: word(draft.project.as_deref(), "the project")?,
        first_token_s,
        total_s,
        input_price_micros: draft.input_price_micros,
        output_price_micros: draft.output_price_micros,
        enabled: draft.enabled.unwrap_or(true),
        key_entry: None,
    })
}

/// A word that is sent in a header; `None` when it is empty.
fn word(text: Option<&str>, what: &str) -> Result<Option<String>> {
    let text = text.map(str::trim).unwrap_or_default();
    if text.len() > MAX_LENGTH || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::Invalid(format!(
            "{what} has neither spaces nor special letters; copy it again"
        )));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The key that was entered, if any.
pub(super) fn key(draft: &AiConnectionDraft) -> Result<Option<&str>> {
    let Some(key) = draft.api_key.as_ref().map(|k| k.trim()) else {
        return Ok(None);
    };
    if key.len() > MAX_LENGTH || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::Invalid(
            "this is no key: keys have neither spaces nor special letters; copy it again"
                .to_owned(),
        ));
    }
    Ok(Some(key).filter(|key| !key.is_empty()))
}
