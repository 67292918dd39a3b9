//! Who may call what: stated by handlers in their arguments, enforced here, deny by default.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    extract::{FromRequestParts, MatchedPath, Path, Request, State},
    http::request::Parts,
    middleware::Next,
    response::{IntoResponse, Response},
};
use candor_core::access::Principal;
use candor_domain::{Code, InterviewId};

use crate::Problem;

/// Set by the extractors below; a response of a handler that used none is withheld.
#[derive(Clone, Default)]
struct Stated(Arc<AtomicBool>);

/// The paths the description of the API names. What is not described is not served.
pub(crate) type Described = Arc<HashSet<String>>;

/// Refuses requests without a principal and routes the API does not describe, before any handler runs; and, as a
/// second line, withholds the answer of a handler that stated no need.
pub(crate) async fn guard(
    State(described): State<Described>,
    mut request: Request,
    next: Next,
) -> Response {
    if request.extensions().get::<Principal>().is_none() {
        return Problem::new(Code::Forbidden, "sign in first").into_response();
    }
    let route = request.extensions().get::<MatchedPath>();
    if route.is_some_and(|route| !described.contains(route.as_str())) {
        return Problem::new(Code::Forbidden, "nobody may do this").into_response();
    }
    let stated = Stated::default();
    request.extensions_mut().insert(stated.clone());
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    if stated.0.load(Ordering::Relaxed) {
        return response;
    }
    tracing::error!(path, "a handler does not state who may call it");
    Problem::new(Code::Forbidden, "nobody may do this").into_response()
}

fn principal(parts: &Parts) -> Result<Principal, Problem> {
    if let Some(stated) = parts.extensions.get::<Stated>() {
        stated.0.store(true, Ordering::Relaxed);
    }
    parts
        .extensions
        .get::<Principal>()
        .copied()
        .ok_or_else(|| Problem::new(Code::Forbidden, "sign in first"))
}

/// Any principal may call this.
pub(crate) struct Anyone;

impl<S: Sync> FromRequestParts<S> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        principal(parts).map(|_| Self)
    }
}

/// Only the operator of this machine may call this.
pub(crate) struct Operator;

impl<S: Sync> FromRequestParts<S> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if principal(parts)?.may_operate() {
            Ok(Self)
        } else {
            Err(Problem::new(
                Code::Forbidden,
                "only the recruiter may do this",
            ))
        }
    }
}

/// Whoever sits at this machine: its operator, a passer-by at the kiosk, or the guest of an interview.
pub(crate) struct AtMachine {
    /// Who it is.
    pub(crate) principal: Principal,
}

impl<S: Sync> FromRequestParts<S> for AtMachine {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let principal = principal(parts)?;
        Ok(Self { principal })
    }
}

/// Only who stands before a kiosk at which no interview is open may call this.
pub(crate) struct Passerby;

impl<S: Sync> FromRequestParts<S> for Passerby {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match principal(parts)? {
            Principal::Kiosk => Ok(Self),
            // The operator may do more, only not from here.
            Principal::Operator => Err(Problem::new(
                Code::Conflict,
                "interviews are opened at the kiosk itself",
            )),
            Principal::Guest(_) => Err(Problem::new(
                Code::Forbidden,
                "an interview is open here already",
            )),
        }
    }
}

/// Only who takes part in the interview named in the path may call this.
pub(crate) struct Participant {
    /// The interview.
    pub(crate) interview: InterviewId,
    /// Who it is.
    pub(crate) principal: Principal,
}

impl<S: Send + Sync> FromRequestParts<S> for Participant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let principal = principal(parts)?;
        // To a stranger, an interview that is not theirs does not exist.
        let hidden = || Problem::new(Code::NotFound, "there is no such interview");
        let Path(path) = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| hidden())?;
        let interview: InterviewId = path
            .get("id")
            .and_then(|id| id.parse().ok())
            .ok_or_else(hidden)?;
        if principal.may_take_part(interview) {
            Ok(Self {
                interview,
                principal,
            })
        } else {
            Err(hidden())
        }
    }
}
