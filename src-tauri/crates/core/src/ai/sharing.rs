//! What is sent where, as the recruiter and the candidate are told it.

use candor_domain::AiUse;
use candor_store::{Connection, StoreError};
use serde::Serialize;

use super::stored;
use crate::{App, Result};

/// A part of an interview that is sent. Never sent: sound, keys, other interviews, the candidate's family name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    /// The texts of the interview's plan: questions, competencies, hints.
    Plan,
    /// Title and description of the job, and the name of the organisation.
    JobDescription,
    /// The text the candidate's questions are answered from.
    KnowledgeBase,
    /// The candidate's first name.
    FirstName,
    /// What the candidate says and types, as text.
    Answers,
    /// The transcript of the interview.
    Transcript,
}

/// A server, and what it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SharedWith {
    /// Its host, with its port unless that is the usual one.
    pub host: String,
    /// It is this machine: nothing leaves it.
    pub local: bool,
    /// It is asked to word what the interviewer says.
    pub conversation: bool,
    /// It is asked to draft ratings.
    pub scorecards: bool,
    /// What it is sent for these.
    pub sent: Vec<Shared>,
}

/// Every server that is sent something, in the order they are asked; empty when AI is used for nothing.
///
/// # Errors
/// Only if the database cannot be read.
pub fn sharing(app: &App) -> Result<Vec<SharedWith>> {
    let (use_for, connections) = app.store().read(stored::in_use)?;
    let mut all: Vec<SharedWith> = Vec::new();
    for connection in connections {
        let recipient = connection.recipient();
        let local = recipient.is_none();
        let host = recipient.unwrap_or_else(|| connection.host());
        if all.iter().any(|one| one.host == host) {
            continue;
        }
        let mut sent = Vec::new();
        for one in stored::uses(use_for) {
            for part in parts(one) {
                if !sent.contains(part) {
                    sent.push(*part);
                }
            }
        }
        all.push(SharedWith {
            host,
            local,
            conversation: use_for.conversation,
            scorecards: use_for.scorecards,
            sent,
        });
    }
    Ok(all)
}

/// What is sent for a use.
fn parts(one: AiUse) -> &'static [Shared] {
    match one {
        AiUse::Conversation => &[
            Shared::Plan,
            Shared::JobDescription,
            Shared::KnowledgeBase,
            Shared::FirstName,
            Shared::Answers,
        ],
        AiUse::Scorecards => &[Shared::Plan, Shared::Transcript],
    }
}

/// What a report of a fault tells about AI services: never an address, a name, or anything else that was entered.
pub(crate) fn diagnostics(app: &App) -> Result<Vec<(&'static str, String)>> {
    let (all, use_for, network) = app.store().read(|conn| {
        Ok((
            stored::connections(conn)?.list,
            stored::use_for(conn)?,
            stored::network(conn)?,
        ))
    })?;
    let kinds = all.iter().map(|kept| {
        let place = if kept.recipient().is_none() {
            "on this machine"
        } else {
            "elsewhere"
        };
        let (key, on) = (kept.key_entry.is_some(), kept.enabled);
        format!("{} {place}, key {key}, enabled {on}", kept.api.as_str())
    });
    let uses: Vec<_> = stored::uses(use_for)
        .into_iter()
        .map(AiUse::as_str)
        .collect();
    let proxy = format!("{:?}", network.proxy).to_lowercase();
    Ok(vec![
        ("AI connections", kinds.collect::<Vec<_>>().join("; ")),
        ("AI used for", uses.join(", ")),
        ("AI proxy", proxy),
        (
            "AI root certificates",
            network.root_certificates.len().to_string(),
        ),
    ])
}

/// What a candidate has to be told about AI before agreeing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// What models are used for, at least one thing.
    pub(crate) uses: Vec<AiUse>,
    /// Hosts outside of this machine that are sent the text, in the order they are asked.
    pub(crate) hosts: Vec<String>,
    /// A model on this machine is asked, too.
    pub(crate) local: bool,
}

/// What has to be told; `None` when AI is used for nothing.
pub(crate) fn named(conn: &Connection) -> Result<Option<Named>, StoreError> {
    let (use_for, connections) = stored::in_use(conn)?;
    let uses = stored::uses(use_for);
    if uses.is_empty() {
        return Ok(None);
    }
    let mut hosts = Vec::new();
    let mut local = false;
    for connection in connections {
        match connection.recipient() {
            Some(host) if !hosts.contains(&host) => hosts.push(host),
            Some(_) => {}
            None => local = true,
        }
    }
    Ok(Some(Named { uses, hosts, local }))
}
