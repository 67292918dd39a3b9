//! Recordings made elsewhere: what is kept aside is deleted bit by bit, and an erasure takes the recruiter's own words.

use candor_domain::{InterviewId, Language, Role, recording::Block};
use candor_store::{
    Store,
    consents::{self, Consent},
    erasure, imports, interviews, verify_chain,
};
use uuid::Uuid;

use crate::fixture::{Folder, NOW, add_interview, write};

const WORDS: &str = "Wilhelmina said yes on the telephone";

/// An imported interview, consented to in the recruiter's words and held in another language.
fn imported(store: &Store) -> InterviewId {
    let interview = add_interview(store, "Wilhelmina");
    let id = interview.id;
    write(store, move |tx| {
        let consent = Consent {
            interview_id: id,
            at: NOW,
            version: consents::ELSEWHERE.into(),
            language: Language::En,
            text: WORDS.into(),
            ai_hosts: Vec::new(),
            ai_uses: Vec::new(),
        };
        consents::insert(tx, &consent)?;
        let mut spoken = interviews::get(tx.conn(), id)?.unwrap();
        spoken.speech_language = Some(Language::De);
        let kind = candor_domain::EventKind::SpeechLanguageChosen;
        interviews::update_status(tx, &spoken, kind)
    })
    .unwrap();
    id
}

fn holds(folder: &Folder, words: &str) -> bool {
    let pages = folder.raw().serialize("main").unwrap().to_vec();
    pages.windows(words.len()).any(|at| at == words.as_bytes())
}

#[test]
fn an_erasure_takes_the_recruiters_words_and_the_check_knows() {
    let folder = Folder::new();
    let store = folder.open();
    let (id, other) = (imported(&store), imported(&store));
    assert!(holds(&folder, WORDS));
    write(&store, move |tx| erasure::erase(tx, other, &[])).unwrap();
    let kept = store.read(|conn| consents::get(conn, id)).unwrap().unwrap();
    assert_eq!(kept.text, WORDS, "the other one's");
    for _ in 0..2 {
        write(&store, move |tx| erasure::erase(tx, id, &[])).unwrap();
        assert!(!holds(&folder, WORDS));
        let given = store.read(|conn| consents::get(conn, id)).unwrap().unwrap();
        assert_eq!(
            (given.at, given.version.as_str(), given.text.as_str()),
            (NOW, consents::ELSEWHERE, consents::ERASED),
            "that and when it was given stays"
        );
        let shell = store.read(|conn| interviews::get(conn, id)).unwrap();
        assert_eq!(shell.unwrap().speech_language, None);
        let report = store.read(verify_chain).unwrap();
        assert!(report.is_intact(), "{:?}", report.problems);
    }
}

#[test]
fn words_taken_out_without_an_erasure_are_found_and_others_cannot_be_put_in() {
    let folder = Folder::new();
    let store = folder.open();
    let id = imported(&store);
    let raw = folder.raw();
    let change = |text: &str, at: i64| {
        let sql = "UPDATE consents SET text = ?1, at = ?2 WHERE interview_id = ?3";
        raw.execute(sql, rusqlite::params![text, at, id.0])
    };
    let refused = change("Wilhelmina did not mind", NOW.0).unwrap_err();
    assert!(refused.to_string().contains("never changed"), "{refused}");
    assert!(change(consents::ERASED, NOW.0 + 1).is_err());
    assert!(store.read(verify_chain).unwrap().is_intact());
    change(consents::ERASED, NOW.0).unwrap();
    assert!(!store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn what_is_kept_aside_is_deleted_bit_by_bit() {
    let folder = Folder::new();
    let store = folder.open();
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    let block = |number: u32| Block {
        number,
        start_sample: u64::from(number) * 960,
        samples: 960,
        data: vec![number as u8; 40],
    };
    for import in [one, other] {
        let blocks: Vec<Block> = (0..25).map(block).collect();
        write(&store, move |tx| {
            imports::add(tx, import, Role::Candidate, &blocks)
        })
        .unwrap();
    }
    let forget = |import| write(&store, move |tx| imports::forget(tx, import, 10)).unwrap();
    assert_eq!([(); 4].map(|()| forget(one)), [10, 10, 5, 0]);
    assert!(store.read(imports::is_any).unwrap(), "the other one's");
    assert_eq!([(); 3].map(|()| forget(other)), [10, 10, 5]);
    assert!(!store.read(imports::is_any).unwrap());
}
