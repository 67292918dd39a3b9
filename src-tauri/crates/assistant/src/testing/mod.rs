//! A stand-in for an AI service, for tests of this and other crates.
//!
//! It listens on a real socket of this machine, speaks both dialects as OpenAI publishes them, answers what it is told
//! to, and can be told any fault down to the byte. It records what it was asked.
//! Invariants: it never answers of its own accord what nobody told it to; dropping it ends every connection and thread.
//!
//! ```text
//! use candor_assistant::testing::{Answer, Fault, StandIn};
//!
//! let service = StandIn::start();
//! service.always(Answer::by(|asked| format!("You said: {}", asked.last())));
//! service.next(Answer::text("half a").fault(Fault::ResetAfterPieces(1)));
//! let model = service.model(candor_domain::AiApi::Responses);
//! ```

mod answer;
mod asked;
mod plan;
mod serve;
mod wire;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use candor_domain::AiApi;
use zeroize::Zeroizing;

pub use self::{
    answer::{Answer, Fault},
    asked::{Asked, Received},
};
use crate::{
    client::{Config, HttpModel, Network, Rest, Retries},
    model::Endpoint,
};

/// The model the stand-in has.
pub const MODEL: &str = "stand-in-1";
/// Longest a test waits for something that has to happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// The service. Ends when it is dropped.
pub struct StandIn {
    shared: Arc<Shared>,
    address: SocketAddr,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    is_over: AtomicBool,
}

#[derive(Default)]
struct State {
    always: Answer,
    /// Come first, in order.
    next: std::collections::VecDeque<Answer>,
    models: Vec<serde_json::Value>,
    key: Option<Zeroizing<String>>,
    received: Vec<Received>,
    /// Bytes sent so far as answers to `POST`.
    sent: usize,
    /// How often the other side left before an answer was whole.
    abandoned: usize,
    connections: usize,
    /// A second handle of every open connection, by its number: to end them.
    open: Vec<(usize, TcpStream)>,
    threads: Vec<JoinHandle<()>>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut self.state());
        self.changed.notify_all();
        result
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }
}

impl StandIn {
    /// Listens on a free port of this machine. Until told otherwise it answers “ready” and has the model [`MODEL`].
    ///
    /// # Panics
    /// If this machine has no free port.
    #[expect(clippy::expect_used, reason = "a test cannot go on without it")]
    pub fn start() -> Self {
        Self::try_start().expect("a free port of this machine")
    }

    fn try_start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                models: vec![wire::model(MODEL, None)],
                ..State::default()
            }),
            changed: Condvar::new(),
            is_over: AtomicBool::new(false),
        });
        let own = Arc::clone(&shared);
        let accepting = std::thread::Builder::new()
            .name("stand-in".to_owned())
            .spawn(move || serve::accept(&listener, &own))?;
        Ok(Self {
            shared,
            address,
            accepting: Some(accepting),
        })
    }

    /// Where its API begins: `http://127.0.0.1:PORT/v1`.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Host and port.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Answers like this from now on, once those of [`StandIn::next`] are used up.
    pub fn always(&self, answer: Answer) {
        self.shared.change(|state| state.always = answer);
    }

    /// Answers the next request like this; called several times, they come in that order.
    pub fn next(&self, answer: Answer) {
        self.shared.change(|state| state.next.push_back(answer));
    }

    /// Has these models instead, each with the day it is switched off.
    pub fn set_models(&self, models: &[(&str, Option<&str>)]) {
        let models = models.iter().map(|(id, end)| wire::model(id, *end));
        let models = models.collect();
        self.shared.change(|state| state.models = models);
    }

    /// Serves the models as another server would: with this owner.
    pub fn set_owner(&self, owner: &str) {
        self.shared.change(|state| {
            for model in &mut state.models {
                model["owned_by"] = owner.into();
            }
        });
    }

    /// Refuses every request without this key.
    pub fn require_key(&self, key: &str) {
        let key = Some(Zeroizing::new(key.to_owned()));
        self.shared.change(|state| state.key = key);
    }

    /// Every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<Received> {
        self.shared.state().received.clone()
    }

    /// Requests for a reply so far, understood.
    pub fn asked(&self) -> Vec<Asked> {
        let received = self.requests();
        received.into_iter().filter_map(|one| one.asked).collect()
    }

    /// How many connections were opened so far.
    pub fn connections(&self) -> usize {
        self.shared.state().connections
    }

    /// How many bytes it has sent in answer to requests for a reply.
    pub fn sent(&self) -> usize {
        self.shared.state().sent
    }

    /// Waits until this many requests for a reply have arrived.
    ///
    /// # Panics
    /// If they do not come.
    pub fn wait_for_asked(&self, count: usize) {
        self.wait("requests", |state| {
            let asked = state.received.iter().filter(|one| one.asked.is_some());
            asked.count() >= count
        });
    }

    /// Waits until this many connections were opened.
    ///
    /// # Panics
    /// If they are not.
    pub fn wait_for_connections(&self, count: usize) {
        self.wait("connections", |state| state.connections >= count);
    }

    /// Waits until this many answers were left by the other side before they were whole.
    ///
    /// # Panics
    /// If they are not.
    pub fn wait_for_abandoned(&self, count: usize) {
        self.wait("answers that are left", |state| state.abandoned >= count);
    }

    fn wait(&self, what: &str, mut is_so: impl FnMut(&State) -> bool) {
        let until = Instant::now() + PATIENCE;
        let mut state = self.shared.state();
        while !is_so(&state) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what}");
            let woken = self.shared.changed.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Settings of a connection to it: model [`MODEL`], no key, 5 s for the first token and 20 s in all.
    pub fn config(&self, api: AiApi) -> Config {
        Config {
            endpoint: Endpoint {
                connection: "Stand-in".to_owned(),
                host: self.host(),
                api,
                model: MODEL.to_owned(),
                input_price_micros: None,
                output_price_micros: None,
            },
            base_url: self.base_url(),
            organization: None,
            project: None,
            first_token: Duration::from_secs(5),
            total: Duration::from_secs(20),
            key: None,
        }
    }

    /// A connection to it that repeats failures after some ms instead of the usual pauses.
    ///
    /// # Panics
    /// If encryption is not available on this machine.
    #[expect(clippy::expect_used, reason = "a test cannot go on without it")]
    pub fn model(&self, api: AiApi) -> HttpModel {
        let retries = Retries {
            first: Duration::from_millis(2),
            ..Retries::default()
        };
        let config = self.config(api);
        HttpModel::tuned(&config, &Network::default(), retries, Rest::default())
            .expect("an address of this machine")
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        self.shared.changed.notify_all();
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            // A thread that panicked has told so.
            drop(accepting.join());
        }
        let (open, threads) = self.shared.change(|state| {
            (
                std::mem::take(&mut state.open),
                std::mem::take(&mut state.threads),
            )
        });
        for (_, connection) in open {
            // Closed already is closed as well.
            drop(connection.shutdown(std::net::Shutdown::Both));
        }
        for thread in threads {
            drop(thread.join());
        }
    }
}
