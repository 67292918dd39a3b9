//! A store in a temporary folder, and things to put into it.

use std::path::PathBuf;

use candor_domain::{
    Actor, Interview, InterviewId, InterviewStatus, Language, LocalizedText, MessageId, Origin,
    Plan, Position, PositionId, Question, RecordingId, Role, UtcMillis, Word,
    message::Purpose,
    plan::Competency,
    recording::{Block, Recording},
};
use candor_store::{
    DatabaseKey, Store, StoreError, WriteTx,
    consents::{self, Consent},
    interviews::{self, Snapshot},
    messages::NewMessage,
    positions,
};
use tempfile::TempDir;

pub(crate) const NOW: UtcMillis = UtcMillis(1_760_000_000_000);

pub(crate) fn key() -> DatabaseKey {
    DatabaseKey::new([7; 32])
}

/// A folder that disappears with the test.
pub(crate) struct Folder {
    pub(crate) dir: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self {
            dir: TempDir::new().unwrap(),
        }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir.path().join("candor.db")
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(&self.database(), &key()).unwrap()
    }

    /// A second connection past the store, as somebody with the key and an SQL shell would have.
    pub(crate) fn raw(&self) -> rusqlite::Connection {
        let conn = rusqlite::Connection::open(self.database()).unwrap();
        conn.execute_batch(&format!("PRAGMA key = \"x'{}'\";", "07".repeat(32)))
            .unwrap();
        conn
    }
}

pub(crate) fn write<T: Send + 'static>(
    store: &Store,
    work: impl FnOnce(&mut WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write(Actor::Operator, NOW, work)
}

pub(crate) fn plan() -> Plan {
    Plan {
        competencies: vec![Competency {
            key: "care".into(),
            name: "Care".into(),
            anchors: Vec::new(),
        }],
        questions: vec![Question {
            key: "intro".into(),
            competency: "care".into(),
            weight: 1.5,
            time_budget_s: 120,
            must_ask: true,
            text: LocalizedText {
                en: Some("Who are you?".into()),
                ..LocalizedText::default()
            },
            follow_ups: Vec::new(),
            keywords: candor_domain::language::LocalizedWords::default(),
        }],
    }
}

pub(crate) fn position(title: &str) -> Position {
    Position {
        id: PositionId::new(),
        title: title.into(),
        description: "Keeps the books".into(),
        plan: plan(),
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn interview(position: PositionId, name: &str) -> Interview {
    Interview {
        id: InterviewId::new(),
        position_id: position,
        candidate_name: name.into(),
        candidate_external_id: Some("E-17".into()),
        language: Language::En,
        recommended_minutes: 30,
        description: "First round".into(),
        knowledge_base: "The office is in Ulm.".into(),
        status: InterviewStatus::NotStarted,
        created_at: NOW,
        consented_at: None,
        started_at: None,
        running_since: None,
        paused_at: None,
        interrupted_at: None,
        finished_at: None,
        cancelled_at: None,
        expires_at: Some(NOW.plus_ms(86_400_000)),
        active_ms: 0,
        accommodations: candor_domain::Accommodations::default(),
        human_requested_at: None,
        withdrawn_at: None,
        deleted_at: None,
        erased_at: None,
        transcript_version: 1,
        vocabulary: String::new(),
        speech_language: None,
        imported_from: None,
    }
}

pub(crate) fn snapshot(position: &Position) -> Snapshot {
    Snapshot {
        title: position.title.clone(),
        description: position.description.clone(),
        plan: position.plan.clone(),
    }
}

/// An interview for a new position, not yet consented to.
pub(crate) fn add_interview(store: &Store, name: &str) -> Interview {
    let position = position("Clerk");
    let interview = interview(position.id, name);
    let added = interview.clone();
    write(store, move |tx| {
        positions::insert(tx, &position)?;
        let mut link_hash = [0; 32];
        link_hash[..16].copy_from_slice(interview.id.0.as_bytes());
        interviews::insert(tx, &interview, &snapshot(&position), &link_hash)
    })
    .unwrap();
    added
}

pub(crate) fn consent(interview: InterviewId) -> Consent {
    Consent {
        interview_id: interview,
        at: NOW.plus_ms(5),
        version: "2025-10".into(),
        language: Language::De,
        text: "Ich bin einverstanden.".into(),
        ai_hosts: Vec::new(),
        ai_uses: Vec::new(),
    }
}

/// A consented interview with a running recording.
pub(crate) fn add_recording(store: &Store) -> (Interview, Recording) {
    let interview = add_interview(store, "Ada");
    let recording = Recording {
        id: RecordingId::new(),
        interview_id: interview.id,
        started_at: NOW,
        offset_ms: 0,
        device: "default".into(),
        codec: "opus".into(),
        track: candor_domain::Role::Candidate,
    };
    let (id, started) = (interview.id, recording.clone());
    write(store, move |tx| {
        consents::insert(tx, &consent(id))?;
        candor_store::recordings::start(tx, &started)
    })
    .unwrap();
    (interview, recording)
}

pub(crate) fn block(number: u32) -> Block {
    Block {
        number,
        start_sample: u64::from(number) * 16_000,
        samples: 16_000,
        data: number.to_be_bytes().repeat(500),
    }
}

pub(crate) fn message(interview: InterviewId, content: &str) -> NewMessage {
    NewMessage {
        id: MessageId::new(),
        interview_id: interview,
        at: NOW,
        role: Role::Candidate,
        purpose: Purpose::Answer,
        content: content.into(),
        origin: Origin::Speech,
        question_key: Some("intro".into()),
        audio_start_ms: Some(1_000),
        audio_end_ms: Some(2_400),
        words: content
            .split_whitespace()
            .map(|text| Word {
                text: text.into(),
                start_ms: 1_000,
                end_ms: 1_100,
                probability: 0.1 + 0.2_f32,
            })
            .collect(),
        language: Language::En,
        confidence: Some(0.87),
        speech_model: Some("demo".into()),
        cut_off: false,
        doubt: None,
    }
}
