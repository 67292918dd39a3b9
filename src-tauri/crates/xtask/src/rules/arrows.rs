//! Dependencies point one way:
//! domain ← {audio, speech, assistant, store, vault} ← core ← api ← {cli, desktop}.
//!
//! Siblings never import each other, only the desktop shell knows Tauri, and these developer commands know nobody.

use crate::metadata::{Dependency, Metadata};

/// Each crate with the crates of the house it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("candor-domain", &[]),
    ("candor-audio", &["candor-domain"]),
    ("candor-speech", &["candor-domain"]),
    ("candor-assistant", &["candor-domain"]),
    ("candor-store", &["candor-domain"]),
    ("candor-vault", &["candor-domain"]),
    (
        "candor-core",
        &[
            "candor-domain",
            "candor-audio",
            "candor-speech",
            "candor-assistant",
            "candor-store",
            "candor-vault",
        ],
    ),
    ("candor-api", &["candor-domain", "candor-core"]),
    (
        "candor-cli",
        &["candor-domain", "candor-core", "candor-api"],
    ),
    (
        "candor-desktop",
        &["candor-domain", "candor-core", "candor-api"],
    ),
    ("candor-xtask", &[]),
];

/// Tests above the core may use these stand-ins for the outside world, through this feature only.
const TEST_BENCH: &str = "test-bench";
const STAND_INS: &[&str] = &["candor-assistant", "candor-audio", "candor-vault"];
const MAY_USE_STAND_INS: &[&str] = &["candor-api", "candor-cli", "candor-desktop"];

/// Every arrow that points the wrong way.
pub(super) fn breaches(metadata: &Metadata) -> Vec<String> {
    let mut breaches = Vec::new();
    for package in &metadata.packages {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == package.name) else {
            breaches.push(format!(
                "{} has no place in the house: add it to the arrows",
                package.name
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            let is_ours = metadata.packages.iter().any(|member| member.name == name);
            // A crate may turn its own features on for its tests.
            if is_ours
                && name != package.name
                && !allowed.contains(&name)
                && !is_stand_in(&package.name, dependency)
            {
                breaches.push(format!("{} must not import {name}", package.name));
            }
            if name.starts_with("tauri") && package.name != "candor-desktop" {
                breaches.push(format!(
                    "{} imports {name}; only candor-desktop knows Tauri",
                    package.name
                ));
            }
        }
    }
    breaches
}

fn is_stand_in(importer: &str, dependency: &Dependency) -> bool {
    dependency.kind.as_deref() == Some("dev")
        && STAND_INS.contains(&dependency.name.as_str())
        && MAY_USE_STAND_INS.contains(&importer)
        && dependency
            .features
            .iter()
            .any(|feature| feature == TEST_BENCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Package;

    fn dependency(name: &str, kind: Option<&str>, features: &[&str]) -> Dependency {
        Dependency {
            name: name.to_owned(),
            kind: kind.map(str::to_owned),
            rename: None,
            features: features.iter().map(|&feature| feature.to_owned()).collect(),
        }
    }

    fn package(name: &str, dependencies: Vec<Dependency>) -> Package {
        Package {
            name: name.to_owned(),
            dependencies,
            targets: Vec::new(),
        }
    }

    /// A house of two rooms and the one under test.
    fn house(name: &str, dependencies: Vec<Dependency>) -> Vec<String> {
        let mut packages = vec![
            package("candor-domain", vec![]),
            package("candor-audio", vec![]),
        ];
        packages.retain(|existing| existing.name != name);
        packages.push(package(name, dependencies));
        breaches(&Metadata { packages })
    }

    #[test]
    fn arrows_to_lower_rooms_and_other_peoples_crates_are_fine() {
        let dependencies = vec![
            dependency("candor-domain", None, &[]),
            dependency("serde", None, &[]),
        ];
        assert!(house("candor-store", dependencies).is_empty());
        assert!(
            house(
                "candor-audio",
                vec![dependency("candor-audio", Some("dev"), &[TEST_BENCH])]
            )
            .is_empty()
        );
    }

    #[test]
    fn siblings_skipped_rooms_and_upward_arrows_are_refused() {
        let to_audio = || vec![dependency("candor-audio", None, &[])];
        assert_eq!(
            house("candor-store", to_audio()),
            ["candor-store must not import candor-audio"]
        );
        assert_eq!(
            house("candor-api", to_audio()),
            ["candor-api must not import candor-audio"]
        );
        assert_eq!(
            house("candor-domain", to_audio()),
            ["candor-domain must not import candor-audio"]
        );
    }

    #[test]
    fn dev_dependencies_are_arrows_except_for_the_test_bench() {
        let dev = |features: &[&str]| vec![dependency("candor-audio", Some("dev"), features)];
        assert!(house("candor-api", dev(&[TEST_BENCH])).is_empty());
        assert_eq!(house("candor-api", dev(&[])).len(), 1);
        assert_eq!(house("candor-speech", dev(&[TEST_BENCH])).len(), 1);
    }

    #[test]
    fn only_the_shell_knows_tauri_and_strangers_are_named() {
        assert!(
            house(
                "candor-desktop",
                vec![dependency("tauri-build", Some("build"), &[])]
            )
            .is_empty()
        );
        assert_eq!(
            house("candor-core", vec![dependency("tauri", None, &[])]).len(),
            1
        );
        assert_eq!(house("candor-attic", vec![]).len(), 1);
    }
}
