//! What macOS has to know before it lets the bundle use microphone and camera.
//!
//! Without the texts the system ends the program when it asks for a device; without the entitlements it gives a
//! hardened program silence. Nobody notices either before the bundle runs on a Mac, so the files are checked here.
//! Windows asks for neither, and Linux has no such thing.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;

const SHELL: &str = "src-tauri";
const TEXTS: &[&str] = &["NSMicrophoneUsageDescription", "NSCameraUsageDescription"];
const ENTITLEMENTS: &[&str] = &[
    "com.apple.security.device.audio-input",
    "com.apple.security.device.camera",
];
const LANGUAGES: &[&str] = &["en", "de", "ru"];

/// Texts, entitlements and settings of the bundle that are missing or cannot be read.
pub(super) fn breaches(root: &Path) -> Result<Vec<String>, Failure> {
    let shell = root.join(SHELL);
    let read = |name: &str| {
        let path = shell.join(name);
        fs::read_to_string(&path).map_err(Failure::file(&path))
    };
    let mut breaches = of_plist("Info.plist", &read("Info.plist")?, TEXTS, "string");
    let entitlements = read("Entitlements.plist")?;
    breaches.extend(of_plist(
        "Entitlements.plist",
        &entitlements,
        ENTITLEMENTS,
        "true",
    ));
    let macos = of_bundle(&read("tauri.conf.json")?);
    let entitled = macos.get("entitlements").and_then(Value::as_str);
    if entitled != Some("Entitlements.plist") || macos["hardenedRuntime"] != Value::Bool(true) {
        breaches.push(
            "tauri.conf.json: bundle.macOS names Entitlements.plist and hardens the runtime".into(),
        );
    }
    for language in LANGUAGES {
        let place = format!("{language}.lproj/InfoPlist.strings");
        let name = format!("macos/{place}");
        if macos["files"][format!("Resources/{place}")] != Value::String(name.clone()) {
            breaches.push(format!(
                "tauri.conf.json: bundle.macOS.files does not bring {name}"
            ));
        }
        breaches.extend(of_strings(&name, &read(&name)?));
    }
    Ok(breaches)
}

/// The bundle's settings for macOS; nothing where there are none.
fn of_bundle(config: &str) -> Value {
    let config: Value = serde_json::from_str(config).unwrap_or_default();
    config["bundle"]["macOS"].clone()
}

/// Keys that lack a value of this kind, and elements that are not closed.
fn of_plist(name: &str, text: &str, keys: &[&str], kind: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let tags: Vec<&str> = text.split('<').skip(1).collect();
    let mut open: Vec<&str> = Vec::new();
    let mut unbalanced = false;
    for tag in &tags {
        let inner = tag.split('>').next().unwrap_or_default();
        if let Some(closed) = inner.strip_prefix('/') {
            unbalanced |= open.pop() != Some(closed);
        } else if !inner.starts_with(['?', '!']) && !inner.ends_with('/') {
            open.push(inner.split(' ').next().unwrap_or_default());
        }
    }
    if unbalanced || !open.is_empty() {
        breaches.push(format!(
            "{name}: an element is not closed where it should be"
        ));
    }
    for key in keys {
        let wanted = format!("key>{key}");
        let at = tags.iter().position(|tag| *tag == wanted);
        // After the key come its end tag and the value.
        let value = at
            .and_then(|at| tags.get(at + 2))
            .copied()
            .unwrap_or_default();
        let there = match kind {
            "true" => value.starts_with("true/>"),
            _ => value
                .strip_prefix("string>")
                .is_some_and(|text| !text.trim().is_empty()),
        };
        if !there {
            breaches.push(format!("{name}: {key} is missing"));
        }
    }
    breaches
}

/// Texts that are missing in one language, and lines that are no entry.
fn of_strings(name: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let entry = line
            .trim()
            .strip_suffix("\";")
            .and_then(|line| line.strip_prefix('"'))
            .and_then(|line| line.split_once("\" = \""));
        match entry {
            Some((key, text)) if !text.is_empty() && !text.contains('"') => found.push(key),
            _ => breaches.push(format!("{name}: “{line}” is no entry")),
        }
    }
    for key in TEXTS.iter().filter(|key| !found.contains(key)) {
        breaches.push(format!("{name}: {key} is missing"));
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "<?xml version=\"1.0\"?>\n<plist version=\"1.0\">\n<dict>\n\
        <key>NSMicrophoneUsageDescription</key>\n<string>To hear.</string>\n\
        <key>NSCameraUsageDescription</key>\n<string>To see.</string>\n</dict>\n</plist>\n";

    #[test]
    fn a_list_with_every_text_is_fine_and_each_lack_is_told() {
        let of = |text: &str| of_plist("Info.plist", text, TEXTS, "string").len();
        assert_eq!(of(GOOD), 0);
        assert_eq!(of(&GOOD.replace("To see.", "")), 1);
        assert_eq!(of(&GOOD.replace("NSCamera", "NSContacts")), 1);
        assert_eq!(of(&GOOD.replace("</dict>", "")), 1);
        let entitled = "<plist><dict><key>a</key><true/><key>b</key><false/></dict></plist>";
        let lacks = of_plist("Entitlements.plist", entitled, &["a", "b"], "true");
        assert_eq!(lacks, ["Entitlements.plist: b is missing"]);
    }

    #[test]
    fn texts_of_a_language_are_entries_and_complete() {
        let good =
            "\"NSMicrophoneUsageDescription\" = \"a\";\n\"NSCameraUsageDescription\" = \"b\";\n";
        assert_eq!(of_strings("de", good).len(), 0);
        assert_eq!(of_strings("de", &good.replace("\"b\";", "\"b\"")).len(), 2);
        assert_eq!(of_strings("de", "").len(), 2);
    }
}
