//! What AI is used for, and how much an interview may use.

use candor_domain::{Actor, AiUse, Code, InterviewId};
use candor_store::{Connection, StoreError, ai_calls};
use serde::{Deserialize, Serialize};

use super::stored;
use crate::{App, Error, Result, clock};

/// Tokens an interview may use unless something else was said: some hours of conversation and a scorecard.
const TOKENS: u64 = 500_000;
/// Most tokens and money a budget can name: far beyond what is sensible, far below what overflows.
const MAX_BUDGET: u64 = 1_000_000_000_000;

/// What AI is used for. Off until there is a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseFor {
    /// Models word what the interviewer says.
    pub conversation: bool,
    /// Models draft ratings once the interview is over.
    pub scorecards: bool,
}

impl UseFor {
    /// Whether this use is switched on.
    pub fn is_on(self, one: AiUse) -> bool {
        match one {
            AiUse::Conversation => self.conversation,
            AiUse::Scorecards => self.scorecards,
        }
    }
}

/// What the requests of one interview may use in all; after that the scripted interviewer goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Tokens sent and received; no limit when absent.
    #[serde(default)]
    pub tokens: Option<u64>,
    /// Money in millionths of the currency, as far as prices are known; no limit when absent.
    #[serde(default)]
    pub money_micros: Option<u64>,
    /// Currency of this and of the connections' prices, three letters.
    pub currency: String,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            tokens: Some(TOKENS),
            money_micros: None,
            currency: "USD".to_owned(),
        }
    }
}

impl Budget {
    fn validated(mut self) -> Result<Self> {
        let wrong = |what: &str| Err(Error::Invalid(what.to_owned()));
        self.currency = self.currency.trim().to_ascii_uppercase();
        if self.currency.len() != 3 || !self.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return wrong("name the currency with three letters, for example EUR");
        }
        if self.tokens.is_some_and(|n| !(1..=MAX_BUDGET).contains(&n)) {
            return wrong("allow at least one token, or leave the number of tokens open");
        }
        if self
            .money_micros
            .is_some_and(|n| !(1..=MAX_BUDGET).contains(&n))
        {
            return wrong("allow an amount above zero, or leave the amount open");
        }
        Ok(self)
    }
}

/// What an interview may still use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BudgetLeft {
    /// Tokens; no limit when absent.
    pub tokens: Option<u64>,
    /// Money in millionths of the currency; no limit when absent.
    pub money_micros: Option<u64>,
}

impl BudgetLeft {
    /// Nothing more may be sent.
    pub fn is_used_up(self) -> bool {
        self.tokens == Some(0) || self.money_micros == Some(0)
    }
}

/// What the interview may still use, by the budget and the requests logged so far.
///
/// # Errors
/// When the rows cannot be read.
pub fn budget_left(conn: &Connection, interview: InterviewId) -> Result<BudgetLeft, StoreError> {
    let budget = stored::budget(conn)?;
    let used = ai_calls::used(conn, interview)?;
    Ok(BudgetLeft {
        tokens: budget.tokens.map(|all| all.saturating_sub(used.tokens)),
        money_micros: budget
            .money_micros
            .map(|all| all.saturating_sub(used.cost_micros)),
    })
}

/// Sets what AI is used for.
///
/// # Errors
/// [`Error::Invalid`] when something is switched on without any connection.
pub fn set_use(app: &App, use_for: UseFor) -> Result<UseFor> {
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            let any = use_for.conversation || use_for.scorecards;
            if any && stored::connections(tx.conn())?.list.is_empty() {
                return Err(StoreError::Refused {
                    code: Code::Invalid,
                    reason: "there is no connection to an AI service yet; add one first".to_owned(),
                });
            }
            stored::put_use(tx, use_for)
        })?;
    Ok(use_for)
}

/// Sets what an interview may use.
///
/// # Errors
/// [`Error::Invalid`] says what is wrong.
pub fn set_budget(app: &App, budget: Budget) -> Result<Budget> {
    let budget = budget.validated()?;
    let kept = budget.clone();
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            stored::put_budget(tx, &kept)
        })?;
    Ok(budget)
}
