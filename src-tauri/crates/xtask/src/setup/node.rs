//! Node and npm, which build the user interface.

use super::apt;
use crate::failure::Failure;
use crate::place;
use crate::process::Call;
use crate::say;

/// The oldest Node the user interface's tools run on.
const OLDEST: (u32, u32) = (20, 19);

/// What is fetched through npm where the distribution's Node is older.
const FETCHED: &str = "22.23.3";

/// Makes sure a new enough Node and npm are there.
pub(super) fn provide(has_apt: bool) -> Result<(), Failure> {
    if has_apt {
        let missing: Vec<_> = [("node", "nodejs"), ("npm", "npm")]
            .into_iter()
            .filter(|(program, _)| !place::has_program(program))
            .map(|(_, package)| package)
            .collect();
        if !missing.is_empty() {
            say!(
                "Missing on this machine: {} (builds the user interface)",
                missing.join(" ")
            );
            apt::install(&missing)?;
        }
    }
    if !place::has_program("npm") {
        return Err(lacking("npm is not installed"));
    }
    let found = version();
    if found.is_some_and(|version| version >= OLDEST) {
        return Ok(());
    }
    let found = found.map_or_else(
        || "none".to_owned(),
        |(major, minor)| format!("{major}.{minor}"),
    );
    fetch(&found)?;
    match version() {
        Some(version) if version >= OLDEST => Ok(()),
        _ => Err(lacking(&format!("Node {found} is too old"))),
    }
}

/// Distributions of two years ago still ship Node 18. The official build is also an npm package, so the old one can
/// fetch a new one into this checkout without touching the system.
fn fetch(found: &str) -> Result<(), Failure> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        _ => return Err(lacking(&format!("Node {found} is too old"))),
    };
    if system == "windows" {
        return Err(lacking(&format!("Node {found} is too old")));
    }
    say!(
        "Node {}.{} or newer builds the user interface, this machine has {found}: fetching Node {FETCHED} into \
         target/tools",
        OLDEST.0,
        OLDEST.1
    );
    Call::new("npm")
        .args([
            "install",
            "--no-save",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
        ])
        .args([place::tools().join("node")])
        .args([format!("node-{system}-{processor}@{FETCHED}")])
        .run()
}

fn version() -> Option<(u32, u32)> {
    parse(&Call::new("node").args(["--version"]).ask()?)
}

/// Reads `v20.20.2`.
fn parse(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn lacking(what: &str) -> Failure {
    Failure::Missing(format!(
        "{what}; Node {}.{} or newer with npm builds the user interface. Get it from https://nodejs.org or through \
         your package manager (brew install node, winget install OpenJS.NodeJS.LTS, dnf install nodejs, pacman -S \
         nodejs npm)",
        OLDEST.0, OLDEST.1
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(parse("v20.20.2\n"), Some((20, 20)));
        assert!(parse("v18.20.4") < Some(OLDEST));
        assert!(parse("v100.0.0") > Some(OLDEST));
        assert_eq!(parse("20"), None);
    }
}
