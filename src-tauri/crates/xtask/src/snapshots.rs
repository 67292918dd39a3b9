//! Snapshots no test compares with any more.
//!
//! insta writes the path of every snapshot it looked at into a file named by an environment variable; what lies on
//! disk and is not in that file is stale.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::place;

/// Names the file insta writes to.
pub(crate) const VARIABLE: &str = "INSTA_SNAPSHOT_REFERENCES_FILE";

/// A fresh place for insta to write to.
pub(crate) fn prepare() -> Result<PathBuf, Failure> {
    let path = references();
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::file(&path)(error)),
        _ => Ok(path),
    }
}

/// Fails if a snapshot was not looked at since [`prepare`].
pub(crate) fn check() -> Result<(), Failure> {
    let path = references();
    let used: BTreeSet<_> = match fs::read_to_string(&path) {
        Ok(text) => text
            .lines()
            .filter_map(|line| fs::canonicalize(line).ok())
            .collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeSet::new(),
        Err(error) => return Err(Failure::file(&path)(error)),
    };
    let mut found = Vec::new();
    collect(&place::root().join("src-tauri"), &mut found)?;
    let stale: Vec<_> = found
        .iter()
        .filter(|path| !fs::canonicalize(path).is_ok_and(|path| used.contains(&path)))
        .map(|path| {
            format!(
                "{}: no test compares with this snapshot; remove it",
                path.display()
            )
        })
        .collect();
    if stale.is_empty() {
        Ok(())
    } else {
        Err(Failure::Broken(stale))
    }
}

fn references() -> PathBuf {
    place::root().join("target").join("snapshots-compared.txt")
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
        let path = entry.map_err(Failure::file(folder))?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path
            .extension()
            .is_some_and(|ending| ending == "snap" || ending == "new")
        {
            found.push(path);
        }
    }
    Ok(())
}
