//! A request as the record keeps it.

use std::time::Instant;

use candor_assistant::{
    model::{Endpoint, Reply},
    prompt,
};
use candor_domain::{AiCall, AiCallId, AiOutcome};

use super::{Job, now, purse};

/// A request that is under way.
pub(super) struct UnderWay {
    call: AiCall,
    endpoint: Endpoint,
    since: Instant,
}

impl UnderWay {
    pub(super) fn new(job: &Job, endpoint: &Endpoint) -> Self {
        Self {
            call: AiCall {
                id: AiCallId::new(),
                interview_id: job.interview_id,
                at: now(),
                task: job.task,
                connection: endpoint.connection.clone(),
                host: endpoint.host.clone(),
                api: endpoint.api,
                model: endpoint.model.clone(),
                prompt_version: prompt::VERSION.to_owned(),
                prompt: job.prompt(),
                reply: String::new(),
                outcome: AiOutcome::Cancelled,
                reasons: Vec::new(),
                input_tokens: None,
                output_tokens: None,
                cost_micros: None,
                first_token_ms: None,
                total_ms: 0,
                attempts: 1,
                message_id: None,
            },
            endpoint: endpoint.clone(),
            since: Instant::now(),
        }
    }

    /// Takes in a piece of the reply; gives all that came so far.
    pub(super) fn came(&mut self, piece: &str) -> &str {
        let since = self.elapsed_ms();
        self.call.first_token_ms.get_or_insert(since);
        self.call.reply.push_str(piece);
        &self.call.reply
    }

    /// All that came so far.
    pub(super) fn text(&self) -> &str {
        &self.call.reply
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// What is kept of it, with what the client told if it came to an end by itself.
    pub(super) fn ended(
        mut self,
        outcome: AiOutcome,
        reasons: Vec<String>,
        told: Option<&Reply>,
    ) -> AiCall {
        self.call.total_ms = self.elapsed_ms();
        let mut call = self.call;
        call.outcome = outcome;
        call.reasons = reasons;
        if let Some(reply) = told {
            call.attempts = reply.attempts;
            if let Some(model) = &reply.model {
                call.model.clone_from(model);
            }
            call.input_tokens = reply.usage.map(|usage| usage.input_tokens);
            call.output_tokens = reply.usage.map(|usage| usage.output_tokens);
        }
        let used = told
            .and_then(|reply| reply.usage)
            .unwrap_or_else(|| purse::estimated(&call));
        call.cost_micros = self.endpoint.cost_micros(used);
        call
    }

    /// What is kept of a request that was not sent because it cannot be afforded.
    pub(super) fn not_sent(mut self, why: &str) -> AiCall {
        self.call.prompt.clear();
        self.call.attempts = 0;
        self.call.outcome = AiOutcome::OverBudget;
        self.call.reasons = vec![why.to_owned()];
        self.call
    }
}
