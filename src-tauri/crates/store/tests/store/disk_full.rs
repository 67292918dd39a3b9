//! A full disk and a folder that may not be written.
//!
//! Small and read-only file systems are mounted when the tests run as root. Otherwise name prepared folders:
//! `CANDOR_TEST_SMALL_FOLDER` (about 2 MiB in size) and `CANDOR_TEST_READONLY_FOLDER`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use candor_domain::Code;
use candor_store::{Store, messages, recordings, verify_chain};
use tempfile::TempDir;

use crate::fixture::{add_recording, block, key, message, write};

/// A file system of its own, unmounted at the end, or a folder prepared by whoever runs the tests.
struct Mount {
    folder: PathBuf,
    mounted: Option<TempDir>,
}

impl Mount {
    fn new(options: &str, variable: &str) -> Self {
        if let Some(folder) = env::var_os(variable) {
            return Self {
                folder: folder.into(),
                mounted: None,
            };
        }
        let dir = TempDir::new().unwrap();
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "candor-test"])
            .arg(dir.path())
            .status();
        assert!(
            status.as_ref().is_ok_and(std::process::ExitStatus::success),
            "cannot mount a file system for this test ({status:?}); run it as root or set {variable}"
        );
        Self {
            folder: dir.path().to_owned(),
            mounted: Some(dir),
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        if let Some(dir) = &self.mounted {
            let status = Command::new("umount").arg(dir.path()).status();
            if !std::thread::panicking() {
                assert!(status.unwrap().success(), "cannot unmount");
            }
        }
    }
}

fn fill(path: &Path) {
    let mut size = 1 << 20;
    let mut file = fs::File::create(path).unwrap();
    while size > 0 {
        if std::io::Write::write_all(&mut file, &vec![1; size]).is_err() {
            size /= 2;
        }
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing_acknowledged_and_the_store_goes_on_when_there_is_room() {
    let mount = Mount::new("size=2m", "CANDOR_TEST_SMALL_FOLDER");
    let database = mount.folder.join("candor.db");
    let ballast = mount.folder.join("ballast");
    let store = Store::open(&database, &key()).unwrap();
    let (interview, recording) = add_recording(&store);
    let (id, rec) = (interview.id, recording.id);
    fs::write(&ballast, vec![0; 400_000]).unwrap();

    let mut stored = 0;
    let mut add = |store: &Store| {
        let number = stored;
        let result = write(store, move |tx| {
            messages::append(tx, message(id, &format!("answer {number}")))?;
            recordings::add_block(tx, rec, &block(number))
        });
        stored += u32::from(result.is_ok());
        result.map(|()| stored)
    };
    let error = (0..10_000)
        .find_map(|_| add(&store).err())
        .expect("two megabytes are full some time");
    assert_eq!(error.code(), Code::DiskFull, "{error}");
    for _ in 0..5 {
        assert_eq!(add(&store).unwrap_err().code(), Code::DiskFull);
    }
    let report = store.read(verify_chain).unwrap();
    assert!(report.is_intact(), "{:?}", report.problems);

    fs::remove_file(&ballast).unwrap();
    let before = add(&store).expect("there is room again");
    let after = add(&store).unwrap();
    assert_eq!(after, before + 1);
    drop(store);

    let store = Store::open(&database, &key()).unwrap();
    let (kept, blocks) = store
        .read(|c| {
            Ok((
                messages::list(c, id, 0)?,
                recordings::list(c, id)?.remove(0).blocks,
            ))
        })
        .unwrap();
    assert_eq!((kept.len() as u32, blocks), (after, after));
    assert!(
        kept.iter()
            .enumerate()
            .all(|(n, m)| m.content == format!("answer {n}"))
    );
    let report = store.read(verify_chain).unwrap();
    assert!(report.is_intact(), "{:?}", report.problems);
    drop(store);
    fs::remove_file(database).unwrap();
}

#[cfg(unix)]
#[test]
fn a_database_cannot_be_created_on_a_full_disk() {
    let mount = Mount::new("size=1m", "CANDOR_TEST_SMALL_FOLDER");
    let ballast = mount.folder.join("ballast");
    fill(&ballast);
    let database = mount.folder.join("candor.db");
    let error = Store::open(&database, &key()).unwrap_err();
    assert_eq!(error.code(), Code::DiskFull, "{error}");

    fs::remove_file(&ballast).unwrap();
    let store = Store::open(&database, &key()).expect("what was begun is no obstacle");
    add_recording(&store);
    drop(store);
    fs::remove_file(database).unwrap();
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_named_as_such() {
    let mount = Mount::new("ro,size=1m", "CANDOR_TEST_READONLY_FOLDER");
    let error = Store::open(&mount.folder.join("candor.db"), &key()).unwrap_err();
    assert_eq!(error.code(), Code::NotWritable, "{error}");
}
