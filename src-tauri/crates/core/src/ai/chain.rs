//! The models an interview may ask, in order, ready to be asked.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use candor_assistant::model::ReplyModel;
use candor_domain::{AiTask, AiUse, ConnectionId, InterviewId};
use candor_store::{Store, consents};

use super::{
    network::Network,
    open::{Models, open},
    stored::{self, Kept},
    usage::{Budget, BudgetLeft, UseFor, budget_left},
};
use crate::{App, Error, Result, machine::Machine};

/// How long the keychain may take: a candidate may be waiting.
const PATIENCE: Duration = Duration::from_secs(5);

/// The models an interview may ask for a task.
#[derive(Clone)]
pub struct Chain {
    /// AI is switched on for this task and there is a connection; if not, the scripted interviewer was chosen.
    pub is_used: bool,
    /// Whom to ask, in this order.
    pub models: Vec<Arc<dyn ReplyModel>>,
    /// Connections that are switched on but may not or cannot be asked.
    pub left_out: Vec<LeftOut>,
    /// What the interview may still use; [`budget_left`] tells it anew.
    pub budget: BudgetLeft,
}

/// What is set up for the AI services, as far as it decides who is asked, and for how much.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Setup {
    use_for: UseFor,
    connections: Vec<Kept>,
    network: Network,
    budget: Budget,
}

/// What is set up at this moment: a [`Chain`] made under another setup is out of date.
///
/// # Errors
/// A database that cannot be read.
pub(crate) fn setup(store: &Store) -> Result<Setup> {
    Ok(store.read(|conn| {
        let (use_for, connections) = stored::in_use(conn)?;
        Ok(Setup {
            use_for,
            connections,
            network: stored::network(conn)?,
            budget: stored::budget(conn)?,
        })
    })?)
}

/// A connection that is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name.
    pub connection: String,
    /// Its host.
    pub host: String,
    /// Why.
    pub why: WhyLeftOut,
}

/// Why a connection is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyLeftOut {
    /// The consent to this interview does not speak of this use, or does not name its host.
    NotInConsent,
    /// Its key is in a keychain that is locked, missing or silent.
    KeychainLocked,
    /// Its key is not in the keychain any more.
    KeyMissing,
    /// It cannot be opened as it is set up.
    Unusable,
}

impl WhyLeftOut {
    /// Stable word, as logged.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotInConsent => "not_in_consent",
            Self::KeychainLocked => "keychain_locked",
            Self::KeyMissing => "key_missing",
            Self::Unusable => "unusable",
        }
    }
}

/// Connections that were opened, kept for the next interview: with them lives what was learned of a service that
/// fails, and the open lines to it.
#[derive(Default)]
pub(crate) struct Opened {
    /// In place of what is set up; for tests.
    injected: Option<Vec<Arc<dyn ReplyModel>>>,
    models: Mutex<HashMap<ConnectionId, OpenedModel>>,
    /// Held while keys are kept and forgotten.
    pub(super) keys: Mutex<()>,
}

struct OpenedModel {
    /// What it was opened with; anything else means opening it anew.
    connection: Kept,
    network: Network,
    models: Models,
}

impl Opened {
    pub(crate) fn with(models: Vec<Arc<dyn ReplyModel>>) -> Self {
        Self {
            injected: Some(models),
            ..Self::default()
        }
    }

    /// The model of this connection for this use, if nothing has changed since it was opened.
    fn same(
        &self,
        connection: &Kept,
        network: &Network,
        use_for: AiUse,
    ) -> Option<Arc<dyn ReplyModel>> {
        let models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        models
            .get(&connection.id)
            .filter(|opened| opened.connection == *connection && opened.network == *network)
            .map(|opened| opened.models.of(use_for))
    }

    fn keep(&self, connection: Kept, network: Network, models: Models) {
        let opened = OpenedModel {
            connection,
            network,
            models,
        };
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        models.insert(opened.connection.id, opened);
    }

    /// Lets go of everything that is not set up like this any more, keys included.
    pub(super) fn keep_only(&self, connections: &[Kept], network: &Network) {
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        models.retain(|_, opened| {
            opened.network == *network && connections.contains(&opened.connection)
        });
    }
}

/// The models this interview may ask for this task: the connections that are switched on, in their order, if the consent
/// given to this interview speaks of this use, and names their host unless it is this machine.
///
/// Asks the keychain for the keys of connections not opened before. Should its user have to be asked for the password,
/// that takes some seconds, and those are left out; once it is unlocked they are there the next time.
///
/// # Errors
/// Once the consent was withdrawn or the interview erased; a database that cannot be read. A connection that cannot be
/// asked is left out, and says why.
pub fn chain(app: &App, interview: InterviewId, task: AiTask) -> Result<Chain> {
    chain_of(app.store(), app.machine(), interview, task)
}

/// The same for whoever outlives the call that asked for it.
pub(crate) fn chain_of(
    store: &Store,
    machine: &Machine,
    interview: InterviewId,
    task: AiTask,
) -> Result<Chain> {
    let (use_for, connections, network, consent, budget) = store.read(|conn| {
        consents::refuse_withdrawn(conn, interview)?;
        let (use_for, connections) = stored::in_use(conn)?;
        let network = stored::network(conn)?;
        let consent = consents::get(conn, interview)?;
        let budget = budget_left(conn, interview)?;
        Ok((use_for, connections, network, consent, budget))
    })?;
    let opened = &machine.ai;
    let mut chain = Chain {
        is_used: use_for.is_on(task.part_of()),
        models: Vec::new(),
        left_out: Vec::new(),
        budget,
    };
    if let Some(models) = &opened.injected {
        chain.is_used = true;
        chain.models.clone_from(models);
        return Ok(chain);
    }
    if !chain.is_used {
        return Ok(chain);
    }
    let use_for = task.part_of();
    // Also a model on this machine is one the candidate has to know of.
    let told = consent.filter(|consent| consent.ai_uses.contains(&use_for));
    let mut keychain_answers = true;
    for connection in connections {
        let may_be_asked = told.as_ref().is_some_and(|consent| {
            let recipient = connection.recipient();
            recipient.is_none_or(|host| consent.ai_hosts.contains(&host))
        });
        let model = if may_be_asked {
            opened.same(&connection, &network, use_for).map_or_else(
                || {
                    open_now(
                        machine,
                        &connection,
                        &network,
                        use_for,
                        &mut keychain_answers,
                    )
                },
                Ok,
            )
        } else {
            Err(WhyLeftOut::NotInConsent)
        };
        match model {
            Ok(model) => chain.models.push(model),
            Err(why) => chain.left_out.push(LeftOut {
                host: connection.host(),
                connection: connection.name,
                why,
            }),
        }
    }
    Ok(chain)
}

fn open_now(
    machine: &Machine,
    connection: &Kept,
    network: &Network,
    use_for: AiUse,
    keychain_answers: &mut bool,
) -> Result<Arc<dyn ReplyModel>, WhyLeftOut> {
    let key = match &connection.key_entry {
        None => None,
        // Who did not unlock it for one connection is not asked again for the next.
        Some(_) if !*keychain_answers => return Err(WhyLeftOut::KeychainLocked),
        Some(entry) => match candor_vault::secret_within(entry, PATIENCE, machine.keychain()) {
            Ok(Some(key)) => Some(key),
            Ok(None) => return Err(WhyLeftOut::KeyMissing),
            Err(error) => {
                tracing::warn!(%error, "the keychain does not give the key of a connection");
                *keychain_answers = false;
                return Err(WhyLeftOut::KeychainLocked);
            }
        },
    };
    let models = open(connection, network, key).map_err(|error: Error| {
        tracing::warn!(
            code = error.code().as_str(),
            "a connection cannot be opened"
        );
        WhyLeftOut::Unusable
    })?;
    let model = models.of(use_for);
    machine.ai.keep(connection.clone(), network.clone(), models);
    Ok(model)
}
