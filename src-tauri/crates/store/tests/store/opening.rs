//! Opening, refusing to open, and leaving alone what is not ours to change.

use std::{fs, path::Path};

use candor_domain::Code;
use candor_store::{DatabaseKey, Store, StoreError, messages, migrations, positions};

use crate::fixture::{Folder, add_interview, key, message, position, write};

#[test]
fn what_was_stored_is_there_after_reopening() {
    let folder = Folder::new();
    let stored = position("Clerk");
    {
        let store = folder.open();
        let stored = stored.clone();
        write(&store, move |tx| positions::insert(tx, &stored)).unwrap();
    }
    let store = folder.open();
    assert_eq!(store.read(positions::list).unwrap(), [stored]);
}

#[test]
fn another_key_is_refused_and_changes_nothing() {
    let folder = Folder::new();
    let store = folder.open();
    let interview = add_interview(&store, "Ada");
    write(&store, move |tx| {
        messages::append(tx, message(interview.id, "hello there"))
    })
    .unwrap();
    drop(store);
    let before = fs::read(folder.database()).unwrap();

    let error = Store::open(&folder.database(), &DatabaseKey::new([8; 32])).unwrap_err();

    assert_eq!(error.code(), Code::KeyWrong);
    assert!(error.to_string().contains("candor.db"), "{error}");
    assert!(fs::read(folder.database()).unwrap() == before);
    folder.open();
}

#[test]
fn another_key_does_not_tidy_up_after_a_crash_either() {
    let folder = Folder::new();
    let store = folder.open();
    // The first commit after opening empties the log beside the file.
    add_interview(&store, "Ada");
    add_interview(&store, "Grace");
    // A copy taken while the store is open is what a crash leaves: the newest rows are in the log beside the file.
    let crashed = Folder::new();
    for suffix in ["", "-wal"] {
        fs::copy(
            folder.dir.path().join(format!("candor.db{suffix}")),
            crashed.dir.path().join(format!("candor.db{suffix}")),
        )
        .unwrap();
    }
    let wal = crashed.dir.path().join("candor.db-wal");
    let before = (
        fs::read(crashed.database()).unwrap(),
        fs::read(&wal).unwrap(),
    );
    assert!(!before.1.is_empty());

    let error = Store::open(&crashed.database(), &DatabaseKey::new([8; 32])).unwrap_err();

    assert_eq!(error.code(), Code::KeyWrong);
    let after = (
        fs::read(crashed.database()).unwrap(),
        fs::read(&wal).unwrap(),
    );
    assert!(before == after);
    let names = crashed
        .open()
        .read(|conn| {
            let listed =
                candor_store::interviews::list(conn, candor_store::interviews::Filter::default())?;
            Ok(listed
                .into_iter()
                .map(|l| l.interview.candidate_name)
                .collect::<Vec<_>>())
        })
        .unwrap();
    assert_eq!(names, ["Grace", "Ada"]);
}

#[test]
fn an_unencrypted_database_and_a_damaged_file_are_refused() {
    let folder = Folder::new();
    let plain = rusqlite::Connection::open(folder.database()).unwrap();
    plain.execute_batch("CREATE TABLE t (x);").unwrap();
    drop(plain);
    let error = Store::open(&folder.database(), &key()).unwrap_err();
    assert_eq!(error.code(), Code::KeyWrong);

    fs::write(folder.database(), b"not a database at all").unwrap();
    let error = Store::open(&folder.database(), &key()).unwrap_err();
    assert_eq!(error.code(), Code::KeyWrong);
    assert_eq!(
        fs::read(folder.database()).unwrap(),
        b"not a database at all"
    );
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let folder = Folder::new();
    drop(folder.open());
    let raw = folder.raw();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    let before = fs::read(folder.database()).unwrap();

    let error = Store::open(&folder.database(), &key()).unwrap_err();

    assert_eq!(error.code(), Code::NewerDatabase);
    assert!(
        matches!(error, StoreError::NewerDatabase { found: 99, known } if known == migrations::newest())
    );
    assert!(fs::read(folder.database()).unwrap() == before);
}

#[test]
fn every_older_format_is_brought_up_to_date() {
    for version in 0..=migrations::newest() {
        let folder = Folder::new();
        let mut raw = folder.raw();
        migrations::migrate(&mut raw, version).unwrap();
        drop(raw);
        let store = folder.open();
        let found: usize = store
            .read(|conn| Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?))
            .unwrap();
        assert_eq!(found, migrations::newest(), "from format {version}");
        add_interview(&store, "Ada");
    }
}

#[test]
fn a_data_folder_has_one_user_at_a_time() {
    let folder = Folder::new();
    let first = folder.open();
    let error = Store::open(&folder.database(), &key()).unwrap_err();
    assert_eq!(error.code(), Code::InUse);
    drop(first);
    folder.open();
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let store = folder.open();
    add_interview(&store, "Ada");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let mut seen = 0;
    for entry in fs::read_dir(folder.dir.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 4, "database, log, index and lock");
    drop(store);

    fs::set_permissions(folder.database(), fs::Permissions::from_mode(0o644)).unwrap();
    drop(folder.open());
    assert_eq!(mode(&folder.database()), 0o600);
}

#[test]
fn a_missing_folder_is_named_as_such() {
    let folder = Folder::new();
    let error = Store::open(&folder.dir.path().join("no/candor.db"), &key()).unwrap_err();
    assert_eq!(error.code(), Code::NotWritable);
}

#[test]
fn a_key_is_never_printed() {
    assert_eq!(format!("{:?}", key()), "DatabaseKey(…)");
}
