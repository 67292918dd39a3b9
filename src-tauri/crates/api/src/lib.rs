//! The one table of operations: an axum router, described by OpenAPI, that every carrier shares.
//!
//! Sits in front of core; the window calls it in-process, a network carrier will serve the same router.
//! Invariants: a request without a principal is refused; a handler that does not state what it needs answers
//! nobody; failures are RFC 9457 problem documents with a closed code.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod access;
mod extract;
mod problem;
mod router;
mod routes;

pub use candor_core::access::Principal;
pub use problem::Problem;
pub use router::{openapi, router};

/// Where the routes begin.
pub const BASE: &str = "/api/v1";
