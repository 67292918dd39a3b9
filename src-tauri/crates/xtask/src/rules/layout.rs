//! What may lie at the top of the checkout, and how each crate opens.

use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::metadata::Metadata;

/// Besides these only dot-files, and `target`, which Cargo makes.
const TOP_LEVEL: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "migrations",
    "models",
    "rust-toolchain.toml",
    "src-tauri",
    "target",
    "ui",
];

/// Strangers at the top level and crates that do not say what they are for.
pub(super) fn breaches(root: &Path, metadata: &Metadata) -> Result<Vec<String>, Failure> {
    let mut breaches = Vec::new();
    for entry in fs::read_dir(root).map_err(Failure::file(root))? {
        let name = entry.map_err(Failure::file(root))?.file_name();
        let name = name.to_string_lossy();
        if !is_welcome(&name) {
            breaches.push(format!(
                "{name}: the top level holds only what the README's map names"
            ));
        }
    }
    let targets = metadata
        .packages
        .iter()
        .flat_map(|package| &package.targets);
    for target in targets.filter(|target| {
        target
            .kind
            .iter()
            .any(|kind| kind == "lib" || kind == "bin")
    }) {
        let text = fs::read_to_string(&target.src_path).map_err(Failure::file(&target.src_path))?;
        if !opens_with_purpose(&text) {
            let path = target
                .src_path
                .strip_prefix(root)
                .unwrap_or(&target.src_path);
            breaches.push(format!(
                "{}: opens with `//!`: purpose, place, invariants",
                path.display()
            ));
        }
    }
    Ok(breaches)
}

fn is_welcome(name: &str) -> bool {
    name.starts_with('.') || TOP_LEVEL.contains(&name)
}

fn opens_with_purpose(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with("// "))
        .is_some_and(|line| line.starts_with("//! "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_at_the_top_are_seen() {
        assert!(is_welcome("ui") && is_welcome(".github"));
        assert!(!is_welcome("scripts") && !is_welcome("notes.md"));
    }

    #[test]
    fn a_crate_says_first_what_it_is_for() {
        assert!(opens_with_purpose("//! The vault.\n"));
        assert!(opens_with_purpose(
            "// Length: one table.\n\n//! The vault.\n"
        ));
        assert!(!opens_with_purpose("use std::fs;\n//! Late.\n"));
        assert!(!opens_with_purpose(""));
    }
}
