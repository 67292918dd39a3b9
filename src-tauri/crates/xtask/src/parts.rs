//! Everything the desktop app is made of, with its licences, for its About page: crates of the program and packages of
//! the page, not those that only build or test them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::place;
use crate::process::Call;

/// The crates whose parts are shipped.
const SHIPPED: [&str; 2] = ["candor-desktop", "candor-cli"];

/// Fonts inside exported documents; their licences lie beside them in core's `fonts`.
const FONTS: [(&str, &str, &str); 2] = [
    ("DejaVu Sans", "2.37", "Bitstream-Vera AND LicenseRef-Arev"),
    ("Inter", "4.001", "OFL-1.1"),
];

/// One line of the list. Ordered as it is shown.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Part {
    name: String,
    version: String,
    licence: String,
}

/// Writes the list.
pub(crate) fn generate() -> Result<(), Failure> {
    let path = file();
    fs::write(&path, list()?).map_err(Failure::file(&path))
}

/// Fails if the list is not what would be written.
pub(crate) fn check() -> Result<(), Failure> {
    let path = file();
    let committed = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    if committed == list()? {
        Ok(())
    } else {
        Err(Failure::Drift(vec![SHOWN.to_owned()]))
    }
}

const SHOWN: &str = "ui/src/features/about/licences.json";

fn file() -> PathBuf {
    place::ui().join("src/features/about/licences.json")
}

/// One part a line, so that a change is a readable difference.
fn list() -> Result<String, Failure> {
    let metadata = Call::cargo()
        .args(["metadata", "--format-version", "1", "--locked"])
        .capture()?;
    let path = place::ui().join("package-lock.json");
    let lock = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let mut parts = crates(&metadata)?;
    parts.extend(packages(&lock)?);
    parts.extend(FONTS.map(|(name, version, licence)| Part {
        name: name.to_owned(),
        version: version.to_owned(),
        licence: licence.to_owned(),
    }));
    let lines: Vec<_> = parts
        .iter()
        .map(|part| serde_json::to_string(part).map_err(unreadable("the list of parts")))
        .collect::<Result<_, _>>()?;
    Ok(format!("[\n  {}\n]\n", lines.join(",\n  ")))
}

fn unreadable(what: &str) -> impl Fn(serde_json::Error) -> Failure + use<'_> {
    move |error| Failure::Unreadable {
        what: what.to_owned(),
        cause: error.to_string(),
    }
}

#[derive(Deserialize)]
struct Whole {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dep>,
}

#[derive(Deserialize)]
struct Dep {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// Crates reached from the shipped ones through normal dependencies, on any system.
fn crates(metadata: &str) -> Result<BTreeSet<Part>, Failure> {
    let whole: Whole =
        serde_json::from_str(metadata).map_err(unreadable("the output of `cargo metadata`"))?;
    let nodes: HashMap<_, _> = whole
        .resolve
        .nodes
        .iter()
        .map(|node| (&node.id, &node.deps))
        .collect();
    let mut todo: Vec<&String> = whole
        .packages
        .iter()
        .filter(|package| SHIPPED.contains(&package.name.as_str()))
        .map(|package| &package.id)
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = todo.pop() {
        if seen.insert(id) {
            let deps = nodes.get(id).into_iter().flat_map(|deps| deps.iter());
            todo.extend(
                deps.filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind.is_none()))
                    .map(|dep| &dep.pkg),
            );
        }
    }
    Ok(whole
        .packages
        .iter()
        // Our own have no source.
        .filter(|package| package.source.is_some() && seen.contains(&package.id))
        .map(|package| Part {
            name: package.name.clone(),
            version: package.version.clone(),
            licence: package.license.clone().unwrap_or_default(),
        })
        .collect())
}

#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Locked>,
}

#[derive(Deserialize)]
struct Locked {
    #[serde(default)]
    dev: bool,
    version: Option<String>,
    license: Option<String>,
}

/// Packages of the page that are not only for building it.
fn packages(lock: &str) -> Result<BTreeSet<Part>, Failure> {
    let lock: Lock = serde_json::from_str(lock).map_err(unreadable("ui/package-lock.json"))?;
    Ok(lock
        .packages
        .into_iter()
        .filter(|(_, package)| !package.dev)
        .filter_map(|(path, package)| {
            let (_, name) = path.rsplit_once("node_modules/")?;
            Some(Part {
                name: name.to_owned(),
                version: package.version.unwrap_or_default(),
                licence: package.license.unwrap_or_default(),
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(parts: &BTreeSet<Part>) -> Vec<&str> {
        parts.iter().map(|part| part.name.as_str()).collect()
    }

    #[test]
    fn only_what_is_shipped_is_listed() {
        let metadata = r#"{
            "packages": [
                {"id": "d", "name": "candor-desktop", "version": "0.1.0", "license": "MIT", "source": null},
                {"id": "a", "name": "a", "version": "1.0.0", "license": "MIT OR Apache-2.0", "source": "r"},
                {"id": "b", "name": "b", "version": "1.0.0", "license": "MIT", "source": "r"},
                {"id": "t", "name": "t", "version": "1.0.0", "license": "MIT", "source": "r"}
            ],
            "resolve": {"nodes": [
                {"id": "d", "deps": [
                    {"pkg": "a", "dep_kinds": [{"kind": null}]},
                    {"pkg": "t", "dep_kinds": [{"kind": "dev"}, {"kind": "build"}]}
                ]},
                {"id": "a", "deps": [{"pkg": "b", "dep_kinds": [{"kind": null}]}]},
                {"id": "b", "deps": []},
                {"id": "t", "deps": []}
            ]}
        }"#;
        let found = crates(metadata).map_err(|failure| failure.to_string());
        assert_eq!(found.as_ref().map(names), Ok(vec!["a", "b"]));

        let lock = r#"{"packages": {
            "": {"license": "MIT"},
            "node_modules/@x/y": {"version": "2.0.0", "license": "MIT"},
            "node_modules/z": {"dev": true, "version": "1.0.0", "license": "MIT"}
        }}"#;
        let found = packages(lock).map_err(|failure| failure.to_string());
        assert_eq!(found.as_ref().map(names), Ok(vec!["@x/y"]));
    }
}
