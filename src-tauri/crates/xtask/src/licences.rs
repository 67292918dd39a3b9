//! Licences of the packages the user interface ships; `cargo deny` reads those of the crates.
//!
//! Packages that only build or test it never reach a user and are not looked at.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use crate::failure::Failure;
use crate::place;

const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "ISC",
    "MIT",
    "Unlicense",
    "Zlib",
];

#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Locked>,
}

#[derive(Deserialize)]
struct Locked {
    #[serde(default)]
    dev: bool,
    license: Option<String>,
}

/// Fails if a shipped package's licence is unknown or not allowed.
pub(crate) fn check() -> Result<(), Failure> {
    let path = place::ui().join("package-lock.json");
    let text = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let breaches = breaches(&text)?;
    if breaches.is_empty() {
        Ok(())
    } else {
        Err(Failure::Broken(breaches))
    }
}

fn breaches(lock: &str) -> Result<Vec<String>, Failure> {
    let lock: Lock = serde_json::from_str(lock).map_err(|error| Failure::Unreadable {
        what: "ui/package-lock.json".to_owned(),
        cause: error.to_string(),
    })?;
    Ok(lock
        .packages
        .iter()
        .filter(|(path, package)| !path.is_empty() && !package.dev)
        .filter(|(_, package)| !package.license.as_deref().is_some_and(is_allowed))
        .map(|(path, package)| {
            let licence = package.license.as_deref().unwrap_or("no licence");
            format!("{path}: {licence} is not among the licences we ship")
        })
        .collect())
}

/// One of the alternatives of an SPDX expression must be allowed in all its parts.
fn is_allowed(expression: &str) -> bool {
    let parts = |alternative: &str| {
        alternative
            .split(" AND ")
            .all(|part| ALLOWED.contains(&part.trim_matches(['(', ')', ' '])))
    };
    expression.split(" OR ").any(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_weighed() {
        assert!(
            is_allowed("MIT") && is_allowed("(GPL-3.0-only OR MIT)") && is_allowed("MIT AND ISC")
        );
        assert!(!is_allowed("GPL-3.0-only") && !is_allowed("MIT AND GPL-3.0-only"));
    }

    #[test]
    fn only_shipped_packages_are_looked_at() {
        let lock = r#"{"packages": {
            "": {"license": "MIT"},
            "node_modules/a": {"license": "MIT"},
            "node_modules/b": {"dev": true, "license": "MPL-2.0"},
            "node_modules/c": {}
        }}"#;
        let breaches = breaches(lock).map_err(|failure| failure.to_string());
        assert_eq!(
            breaches,
            Ok(vec![
                "node_modules/c: no licence is not among the licences we ship".to_owned()
            ])
        );
    }
}
