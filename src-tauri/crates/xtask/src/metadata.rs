//! The part of `cargo metadata` the house rules read.

use std::path::PathBuf;

use serde::Deserialize;

use crate::failure::Failure;
use crate::process::Call;

/// The workspace as Cargo sees it, members only.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
}

/// One crate of the house.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) dependencies: Vec<Dependency>,
    #[serde(default)]
    pub(crate) targets: Vec<Target>,
}

/// One line of a `[dependencies]` table.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `None` for normal, otherwise `dev` or `build`.
    pub(crate) kind: Option<String>,
    /// The name it has in the manifest, where that differs.
    #[serde(default)]
    pub(crate) rename: Option<String>,
    #[serde(default)]
    pub(crate) features: Vec<String>,
}

/// Something Cargo builds from a crate.
#[derive(Debug, Deserialize)]
pub(crate) struct Target {
    pub(crate) kind: Vec<String>,
    pub(crate) src_path: PathBuf,
}

/// Reads the workspace; fails if `Cargo.lock` does not fit the manifests.
pub(crate) fn read() -> Result<Metadata, Failure> {
    // Without `--no-deps` Cargo also resolves, which is what compares the lock file with the manifests.
    let text = Call::cargo()
        .args(["metadata", "--format-version", "1", "--locked"])
        .capture()?;
    parse(&text)
}

fn parse(text: &str) -> Result<Metadata, Failure> {
    #[derive(Deserialize)]
    struct Whole {
        packages: Vec<serde_json::Value>,
        workspace_members: Vec<String>,
    }
    let unreadable = |error: serde_json::Error| Failure::Unreadable {
        what: "the output of `cargo metadata`".to_owned(),
        cause: error.to_string(),
    };
    let whole: Whole = serde_json::from_str(text).map_err(unreadable)?;
    let packages = whole
        .packages
        .into_iter()
        .filter(|package| {
            package["id"]
                .as_str()
                .is_some_and(|id| whole.workspace_members.iter().any(|member| member == id))
        })
        .map(|package| serde_json::from_value(package).map_err(unreadable))
        .collect::<Result<_, _>>()?;
    Ok(Metadata { packages })
}
