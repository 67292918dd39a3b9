//! Nothing readable reaches the disk.

use std::fs;

use candor_domain::RevisionId;
use candor_store::{
    consents, exports, messages, progress,
    revisions::{self, NewRevision},
};

use crate::fixture::{Folder, NOW, add_interview, consent, message, write};

/// Every string that must not be found, in the encodings a careless program would leave behind.
fn assert_nothing_readable(folder: &Folder, secrets: &[&str]) {
    let mut files = 0;
    for entry in fs::read_dir(folder.dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for secret in secrets {
            let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for needle in [secret.as_bytes(), &wide] {
                assert!(
                    !bytes.windows(needle.len()).any(|w| w == needle),
                    "{secret} stands readable in {}",
                    path.display()
                );
            }
        }
        files += 1;
    }
    assert!(files >= 2);
}

#[test]
fn neither_names_nor_words_nor_the_sqlite_header_are_on_disk() {
    let folder = Folder::new();
    let store = folder.open();
    let interview = add_interview(&store, "Wilhelmina Quackenbush");
    let id = interview.id;
    write(&store, move |tx| {
        consents::insert(tx, &consent(id))?;
        let said = messages::append(tx, message(id, "rhinoceros parade yesterday"))?;
        revisions::append(
            tx,
            NewRevision {
                id: RevisionId::new(),
                message_id: said.id,
                content: "hippopotamus parade".into(),
                author: "Zbigniew".into(),
                at: NOW,
            },
        )?;
        progress::save(tx, id, r#"{"asked":["xylophone-question"]}"#)?;
        exports::record(
            tx,
            id,
            exports::Outcome::Failed {
                error: "no folder named marmalade".into(),
            },
        )
    })
    .unwrap();
    let secrets = [
        "SQLite format 3",
        "CREATE TABLE",
        "Wilhelmina",
        "Quackenbush",
        "rhinoceros",
        "hippopotamus",
        "Zbigniew",
        "xylophone",
        "marmalade",
        "Keeps the books",
        "einverstanden",
        "MessageAdded",
        "message_added",
    ];
    let wal = fs::metadata(folder.dir.path().join("candor.db-wal")).unwrap();
    assert!(wal.len() > 0, "the words are in the write-ahead log now");
    assert_nothing_readable(&folder, &secrets);

    drop(store);
    assert!(
        !folder.dir.path().join("candor.db-wal").exists(),
        "closing moved them into the database file"
    );
    assert_nothing_readable(&folder, &secrets);
}
