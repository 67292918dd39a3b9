//! Two interviews with everything there can be of one, held at the same time.

use candor_domain::{
    Accommodations, InterviewId, Note, NoteId, RecordingId, RevisionId, SpeakerNames,
    TranscriptVersionId,
    recording::{Block, Recording},
};
use candor_store::{
    Store, consents, exports, interviews, messages, notes, positions, progress, recordings,
    revisions::{self, NewRevision},
    speaker_names, transcript_versions,
};

use crate::fixture::{Folder, NOW, consent, interview, message, position, snapshot, write};

/// Words of one person only, so that they can be looked for. Each is a single word for the search index.
pub(crate) struct Words {
    pub(crate) name: &'static str,
    pub(crate) said: &'static str,
    pub(crate) corrected: &'static str,
    pub(crate) noted: &'static str,
}

pub(crate) const ADA: Words = Words {
    name: "Wilhelmina",
    said: "rhinoceros",
    corrected: "hippopotamus",
    noted: "marmalade",
};
pub(crate) const BOB: Words = Words {
    name: "Zbigniew",
    said: "xylophone",
    corrected: "saxophone",
    noted: "quarantine",
};

/// Sound that can be recognised.
pub(crate) fn sound(seed: u8, number: u32) -> Block {
    let mut state = (u64::from(seed) << 32) | u64::from(number) | 1 << 60;
    let data = std::iter::repeat_with(|| {
        // Numerical Recipes' generator: nothing in it comes twice.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(3_900)
    .collect();
    Block {
        number,
        start_sample: u64::from(number) * 16_000,
        samples: 16_000,
        data,
    }
}

/// Begins an interview in which everything there is will be stored.
fn begin(store: &Store, words: &'static Words) -> (InterviewId, RecordingId) {
    let job = position("Clerk");
    let mut new = interview(job.id, words.name);
    new.description = format!("{} applied", words.name);
    new.knowledge_base = format!("about {}", words.name);
    new.accommodations = Accommodations {
        typing_only: true,
        ..Accommodations::default()
    };
    let id = new.id;
    let recording = Recording {
        id: RecordingId::new(),
        interview_id: id,
        started_at: NOW,
        offset_ms: 0,
        device: "default".into(),
        codec: "opus".into(),
        track: candor_domain::Role::Candidate,
    };
    let started = recording.id;
    write(store, move |tx| {
        positions::insert(tx, &job)?;
        let mut link_hash = [0; 32];
        link_hash[..16].copy_from_slice(id.0.as_bytes());
        interviews::insert(tx, &new, &snapshot(&job), &link_hash)?;
        consents::insert(tx, &consent(id))?;
        recordings::start(tx, &recording)
    })
    .unwrap();
    (id, started)
}

/// One more second of the interview: sound, an answer, its correction, a note.
fn go_on(
    store: &Store,
    (id, recording): (InterviewId, RecordingId),
    words: &'static Words,
    n: u32,
) {
    let seed = words.said.as_bytes()[0];
    write(store, move |tx| {
        recordings::add_block(tx, recording, &sound(seed, n))?;
        let said = messages::append(tx, message(id, &format!("{} number {n}", words.said)))?;
        let at = NOW;
        revisions::append(
            tx,
            NewRevision {
                id: RevisionId::new(),
                message_id: said.id,
                content: format!(
                    "{} number {n}, and quite a bit more than was said",
                    words.corrected
                ),
                author: words.name.into(),
                at,
            },
        )?;
        notes::insert(
            tx,
            &Note {
                id: NoteId::new(),
                interview_id: id,
                message_id: Some(said.id),
                at_ms: None,
                author: "R".into(),
                content: format!("{} {n}", words.noted),
                created_at: at,
                changed_at: at,
                deleted_at: None,
            },
        )?;
        progress::save(tx, id, &format!("{{\"last\":\"{} {n}\"}}", words.said))
    })
    .unwrap();
}

fn end(
    store: &Store,
    (id, recording): (InterviewId, RecordingId),
    words: &'static Words,
    blocks: u32,
) {
    let path = format!("/transcripts/{}", words.name);
    write(store, move |tx| {
        recordings::end(tx, recording, u64::from(blocks) * 16_000)?;
        let names = SpeakerNames {
            candidate: Some(words.name.into()),
            ..SpeakerNames::default()
        };
        speaker_names::save(tx, id, &names)?;
        let texts = messages::list(tx.conn(), id, 0)?
            .into_iter()
            .map(|m| candor_domain::VersionText {
                message_id: m.id,
                content: format!("{} again", words.said),
                words: m.words,
                confidence: Some(0.5),
                doubt: None,
            })
            .collect();
        transcript_versions::insert(
            tx,
            &transcript_versions::NewVersion {
                id: TranscriptVersionId::new(),
                interview_id: id,
                speech_model: "better".into(),
                created_at: NOW,
                texts,
            },
        )?;
        exports::record(
            tx,
            id,
            exports::Outcome::Written {
                json_path: format!("{path}.json"),
                txt_path: format!("{path}.txt"),
            },
        )
    })
    .unwrap();
}

pub(crate) const SECONDS: u32 = 120;

/// Two interviews that were held at the same time, so that their rows share pages.
pub(crate) fn two_interviews() -> (Folder, Store, InterviewId, InterviewId) {
    let folder = Folder::new();
    let store = folder.open();
    let (ada, bob) = (begin(&store, &ADA), begin(&store, &BOB));
    for n in 0..SECONDS {
        go_on(&store, ada, &ADA, n);
        go_on(&store, bob, &BOB, n);
    }
    end(&store, ada, &ADA, SECONDS);
    end(&store, bob, &BOB, SECONDS);
    (folder, store, ada.0, bob.0)
}
