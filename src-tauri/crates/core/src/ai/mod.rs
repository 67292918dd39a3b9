//! Connections to AI services: which there are, in which order they are asked, what for, how much an interview may use,
//! and what is sent where.
//!
//! Keys lie in the keychain only; the database knows the names of their entries. A key is for the server it was entered
//! for and travels encrypted, or to this very machine. An interview's words go to a host only if the consent given to
//! this interview names it for this use, or to this machine.

mod address;
mod by_name;
mod certificate;
mod chain;
mod connections;
mod draft;
mod keys;
mod network;
mod open;
mod sharing;
mod stored;
mod trial;
mod usage;

pub use by_name::by_name;
pub(crate) use chain::Opened;
pub use chain::{Chain, LeftOut, WhyLeftOut, chain};
pub(crate) use chain::{Setup, chain_of, setup};
pub use connections::{AiConnection, AiSettings, add, change, order, remove, settings};
pub use draft::AiConnectionDraft;
pub use keys::KeychainState;
pub use network::{
    AiNetwork, CertificateDraft, Proxy, ProxyDraft, RootCertificate, add_certificates,
    remove_certificate, set_proxy,
};
pub(crate) use open::way_out;
pub(crate) use sharing::{Named, diagnostics, named};
pub use sharing::{Shared, SharedWith, sharing};
pub use trial::{AiTest, FoundServer, OfferedModel, TestOutcome, probe, test};
pub use usage::{Budget, BudgetLeft, UseFor, budget_left, set_budget, set_use};
