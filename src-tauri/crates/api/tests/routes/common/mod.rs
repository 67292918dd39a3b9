//! The router over a Candor in a temporary folder.

#![allow(
    dead_code,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "shared between test programs that each use a part"
)]

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode},
};
use candor_api::{Principal, router};
use candor_core::{
    App, DatabaseKey, Folders,
    engine::Settings,
    interviews::{self, InterviewDraft},
    positions, samples,
    speech::{SpeechError, TranscribeOptions, Transcriber, Transcription},
};
use candor_domain::{InterviewId, Language, Word};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

/// Hears the same word in everything.
pub struct Parrot;

impl Transcriber for Parrot {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        let word = Word {
            text: "hello".to_owned(),
            start_ms: 0,
            end_ms: samples.len() as u64 / 16,
            probability: 0.9,
        };
        let words = vec![word];
        Ok(Transcription::from_words(words, options.language, None))
    }
}

pub struct TestApp {
    pub app: Arc<App>,
    router: Router,
    _folder: tempfile::TempDir,
}

impl TestApp {
    pub fn new() -> Self {
        Self::with(|app| app)
    }

    /// A Candor with something else about it, for example another keychain.
    pub fn with(change: impl FnOnce(App) -> App) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::below(folder.path());
        let key = DatabaseKey::new([3; 32]);
        let app = App::open_with_key(folders, Settings::default(), &key).unwrap();
        let app = Arc::new(change(app));
        Self {
            router: router(Arc::clone(&app)),
            app,
            _folder: folder,
        }
    }

    pub fn interview(&self, name: &str) -> InterviewId {
        let file = samples::read("customer-support-agent").unwrap();
        let position = positions::create(&self.app, file.into()).unwrap();
        let draft = InterviewDraft {
            position_id: position.id,
            candidate_name: name.to_owned(),
            candidate_external_id: None,
            language: Language::En,
            recommended_minutes: 30,
            description: String::new(),
            knowledge_base: String::new(),
            accommodations: candor_domain::Accommodations::default(),
            vocabulary: String::new(),
        };
        interviews::create(&self.app, draft).unwrap().interview.id
    }

    /// One request; status and body as text.
    pub async fn raw(
        &self,
        method: Method,
        uri: &str,
        principal: Option<Principal>,
        body: &str,
    ) -> (StatusCode, String) {
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header("content-type", "application/json")
            .body(Body::from(body.to_owned()))
            .unwrap();
        if let Some(principal) = principal {
            request.extensions_mut().insert(principal);
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    /// One request of the operator; status and body as JSON.
    pub async fn json(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let uri = format!("/api/v1{path}");
        let (status, text) = self
            .raw(method, &uri, Some(Principal::Operator), &body.to_string())
            .await;
        (
            status,
            serde_json::from_str(&text).unwrap_or(Value::String(text)),
        )
    }
}
