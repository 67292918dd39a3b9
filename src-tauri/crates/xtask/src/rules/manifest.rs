//! Nothing is left over in the workspace's table of dependencies: `cargo machete` only looks at the crates.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::metadata::Metadata;

/// Entries of `[workspace.dependencies]` that no crate uses.
pub(super) fn breaches(root: &Path, metadata: &Metadata) -> Result<Vec<String>, Failure> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let used: BTreeSet<_> = metadata
        .packages
        .iter()
        .flat_map(|package| &package.dependencies)
        .map(|dependency| dependency.rename.as_deref().unwrap_or(&dependency.name))
        .collect();
    Ok(shared(&text)
        .filter(|name| !used.contains(name))
        .map(|name| format!("Cargo.toml: no crate uses the workspace dependency {name}"))
        .collect())
}

/// The names in the `[workspace.dependencies]` table of a manifest.
fn shared(manifest: &str) -> impl Iterator<Item = &str> {
    manifest
        .lines()
        .skip_while(|line| line.trim() != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim())
        .filter(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_dependency_table_is_read() {
        let manifest = "[workspace]\nresolver = \"3\"\n\n[workspace.dependencies]\nserde = \"1\"\n# a = note\n\
                        whisper-rs = { version = \"0.16\" }\n\n[profile.dev]\ndebug = 1\n";
        assert_eq!(
            shared(manifest).collect::<Vec<_>>(),
            ["serde", "whisper-rs"]
        );
    }
}
