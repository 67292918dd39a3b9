//! What an interview may still spend on models.

use candor_assistant::model::{Endpoint, Request, Usage};
use candor_domain::{AiCall, AiOutcome};

use crate::ai::BudgetLeft;

/// Fewest characters a token stands for in any of the interview's languages: estimates are never too low.
const CHARACTERS_PER_TOKEN: usize = 2;

/// What may still be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Purse {
    left: BudgetLeft,
}

impl Purse {
    pub(crate) fn new(left: BudgetLeft) -> Self {
        Self { left }
    }

    /// Why this request cannot be afforded: `tokens` or `money`; `None` when it can, the longest reply included.
    pub(crate) fn refuses(&self, endpoint: &Endpoint, request: &Request) -> Option<&'static str> {
        let sent = request.turns.iter().map(|turn| turn.content.as_str());
        let most = Usage {
            input_tokens: tokens(sent),
            output_tokens: request.max_output_tokens,
        };
        let is_over = |left: Option<u64>, needed: u64| left.is_some_and(|left| needed > left);
        if is_over(self.left.tokens, all(most)) {
            return Some("tokens");
        }
        let cost = endpoint.cost_micros(most).unwrap_or(0);
        is_over(self.left.money_micros, cost).then_some("money")
    }

    /// Counts a request: as the service told, else as it is estimated.
    pub(crate) fn spend(&mut self, call: &AiCall) {
        let told = call.input_tokens.is_some() || call.output_tokens.is_some();
        let usage = if told {
            Usage {
                input_tokens: call.input_tokens.unwrap_or(0),
                output_tokens: call.output_tokens.unwrap_or(0),
            }
        } else {
            estimated(call)
        };
        take(&mut self.left.tokens, all(usage));
        take(&mut self.left.money_micros, call.cost_micros.unwrap_or(0));
    }

    /// Counts the tokens of earlier requests of which the services told nothing; what they told is counted already.
    pub(crate) fn spend_untold(&mut self, calls: &[AiCall]) {
        let untold = |call: &&AiCall| call.input_tokens.is_none() && call.output_tokens.is_none();
        for call in calls.iter().filter(untold) {
            take(&mut self.left.tokens, all(estimated(call)));
        }
    }
}

/// What a request has used at most, if the service did not tell: nothing when it failed without a word.
pub(crate) fn estimated(call: &AiCall) -> Usage {
    let unused = matches!(call.outcome, AiOutcome::Failed | AiOutcome::OverBudget);
    if call.attempts == 0 || (unused && call.reply.is_empty()) {
        return Usage::default();
    }
    Usage {
        input_tokens: tokens(call.prompt.iter().map(|part| part.content.as_str())),
        output_tokens: tokens([call.reply.as_str()].into_iter()),
    }
}

fn tokens<'t>(texts: impl Iterator<Item = &'t str>) -> u32 {
    let characters: usize = texts.map(|text| text.chars().count()).sum();
    u32::try_from(characters.div_ceil(CHARACTERS_PER_TOKEN)).unwrap_or(u32::MAX)
}

fn all(usage: Usage) -> u64 {
    u64::from(usage.input_tokens) + u64::from(usage.output_tokens)
}

fn take(left: &mut Option<u64>, spent: u64) {
    if let Some(left) = left {
        *left = left.saturating_sub(spent);
    }
}
