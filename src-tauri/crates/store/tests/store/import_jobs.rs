//! What is to be taken in is kept until it is told, and forgotten without a trace; so is the file an interview was made
//! from when the interview is erased.

use candor_domain::{Code, RecordingImportId};
use candor_store::{
    erasure, import_jobs,
    imports::{self, Source},
};

use crate::fixture::{Folder, add_interview, write};

#[test]
fn what_was_asked_for_is_kept_with_its_failure_and_forgotten_without_a_trace() {
    let folder = Folder::new();
    let store = folder.open();
    let (one, other) = (RecordingImportId::new(), RecordingImportId::new());
    for id in [one, other] {
        let insert = move |tx: &mut candor_store::WriteTx<'_>| {
            import_jobs::insert(tx, id, "{\"candidate\":\"Wilhelmina\"}")
        };
        write(&store, insert).unwrap();
    }
    write(&store, move |tx| {
        import_jobs::fail(tx, other, Code::DiskFull, "no room")
    })
    .unwrap();
    let rows = store.read(import_jobs::list).unwrap();
    let failed: Vec<_> = rows.iter().map(|row| row.failed.clone()).collect();
    assert_eq!(failed, [None, Some((Code::DiskFull, "no room".to_owned()))]);
    for id in [one, other] {
        write(&store, move |tx| import_jobs::delete(tx, id)).unwrap();
    }
    assert_eq!(store.read(import_jobs::list).unwrap(), []);
    let pages = folder.raw().serialize("main").unwrap().to_vec();
    assert!(!pages.windows(10).any(|at| at == b"Wilhelmina"));
}

#[test]
fn an_erasure_forgets_the_file() {
    let folder = Folder::new();
    let store = folder.open();
    let source = Source {
        bytes: 4_711,
        sha256: [7; 32],
    };
    let ids = ["Ada", "Grace"].map(|name| add_interview(&store, name).id);
    for id in ids {
        write(&store, move |tx| imports::remember(tx, id, &source)).unwrap();
    }
    let made = |bytes| {
        store
            .read(move |conn| imports::made_from(conn, bytes))
            .unwrap()
    };
    assert_eq!(made(4_711).len(), 2);
    assert_eq!(made(4_712), []);
    write(&store, move |tx| erasure::erase(tx, ids[0], &[])).unwrap();
    let [left] = made(4_711).try_into().unwrap();
    assert_eq!(
        (left.interview_id, &*left.candidate_name),
        (ids[1], "Grace")
    );
    assert_eq!(left.source, source);
    let hashes = "SELECT count(*) FROM import_sources";
    let count: u32 = folder
        .raw()
        .query_row(hashes, [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
}
