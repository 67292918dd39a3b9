//! What helps to find a fault, without anything private: counts, versions and warnings, never names, words or paths.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
};

use serde::Deserialize;

use crate::{App, Result, machine};

/// Warnings shown at most, the newest.
const WARNINGS: usize = 40;

/// One line of what is known about this machine and this Candor.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Diagnostic {
    /// What it is, in English: reports are read by the makers.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Everything that can be told without telling anything about anybody.
///
/// # Errors
/// Only if the database cannot be read.
pub fn diagnostics(app: &App) -> Result<Vec<Diagnostic>> {
    let mut lines = Vec::new();
    let mut tell = |name: &str, value: String| {
        lines.push(Diagnostic {
            name: name.to_owned(),
            value,
        });
    };
    let folders = app.folders();
    tell("Candor", env!("CARGO_PKG_VERSION").to_owned());
    let (system, processor) = (std::env::consts::OS, std::env::consts::ARCH);
    tell("system", format!("{system} {processor}"));
    if let Some(name) = distribution(Path::new("/etc/os-release")) {
        tell("distribution", name);
    }
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    tell("processor cores", cores.to_string());
    tell("database format", app.schema_version().to_string());
    tell("log entries", app.last_event()?.to_string());
    for (name, count) in app.store().read(candor_store::counts::all)? {
        tell(name, count.to_string());
    }
    let size = fs::metadata(folders.database()).map_or(0, |file| file.len());
    tell("database size", megabytes(size));
    match fs4::available_space(&folders.data) {
        Ok(bytes) => tell("free space", megabytes(bytes)),
        Err(error) => tell("free space", format!("unknown ({:?})", error.kind())),
    }
    let kept = match candor_vault::how_kept(&folders.database()) {
        Ok(Some(method)) => format!("{method:?}").to_lowercase(),
        Ok(None) => "nowhere".to_owned(),
        Err(error) => format!("unknown ({:?})", error.code()),
    };
    tell("database key", kept);
    match machine::devices() {
        // Names of devices may name their owners.
        Ok(devices) => tell("microphones", devices.len().to_string()),
        Err(error) => tell("microphones", format!("unknown ({:?})", error.code())),
    }
    let models = app.models().list();
    let installed = models
        .iter()
        .filter(|model| model.installed)
        .map(|model| model.entry.name.as_str());
    tell("speech models", installed.collect::<Vec<_>>().join(", "));
    for (name, value) in crate::ai::diagnostics(app)? {
        tell(name, value);
    }
    tell("open rooms", app.open_rooms().len().to_string());
    for warning in warnings(&folders.logs()) {
        tell("warning", warning);
    }
    Ok(lines)
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

fn distribution(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("PRETTY_NAME="))?;
    Some(line.trim_matches('"').to_owned())
}

/// A line of the log file, as far as it is told on.
#[derive(Deserialize)]
struct Line {
    timestamp: String,
    level: String,
    target: String,
    fields: Fields,
}

/// Of an entry's fields only its fixed text: ids and operating system messages stay here.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    message: String,
}

/// The newest warnings and errors of the newest log file.
fn warnings(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let newest = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "log"))
        .max();
    let Some(Ok(file)) = newest.map(fs::File::open) else {
        return Vec::new();
    };
    let told = BufReader::new(file)
        .lines()
        .map_while(std::io::Result::ok)
        .filter_map(|line| serde_json::from_str::<Line>(&line).ok())
        .filter(|line| matches!(line.level.as_str(), "WARN" | "ERROR"))
        // Only our own texts are known to be fixed.
        .filter(|line| line.target.starts_with("candor"))
        .map(|line| {
            let Line {
                timestamp,
                level,
                target,
                fields,
            } = line;
            format!("{timestamp} {level} {target}: {}", fields.message)
        });
    let all: Vec<_> = told.collect();
    let skip = all.len().saturating_sub(WARNINGS);
    all.into_iter().skip(skip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        DatabaseKey, Folders, engine::Settings, interviews, interviews::InterviewDraft, positions,
        samples,
    };

    #[test]
    fn a_report_tells_counts_and_warnings_but_nothing_private() {
        let folder = tempfile::tempdir().unwrap();
        let key = DatabaseKey::new([1; 32]);
        let folders = Folders::below(folder.path());
        let app = App::open_with_key(folders, Settings::default(), &key).unwrap();
        let file = samples::read("software-engineer").unwrap();
        let position = positions::create(&app, file.into()).unwrap();
        let draft: InterviewDraft = serde_json::from_value(serde_json::json!({
            "position_id": position.id, "candidate_name": "Xaver Private", "language": "en",
            "recommended_minutes": 30, "description": "SECRET-DESCRIPTION"
        }))
        .unwrap();
        let interview = interviews::create(&app, draft).unwrap().interview;
        let logs = app.folders().logs();
        fs::create_dir_all(&logs).unwrap();
        let line = serde_json::json!({
            "timestamp": "2026-01-02T03:04:05Z", "level": "WARN", "target": "candor_core::room",
            "fields": { "message": "sound was lost", "interview.id": interview.id.to_string(), "error": "/home/xaver" }
        });
        let other = serde_json::json!({
            "timestamp": "2026-01-02T03:04:06Z", "level": "ERROR", "target": "other",
            "fields": { "message": "OTHER-TEXT" }
        });
        fs::write(
            logs.join("candor.2026-01-02.log"),
            format!("{line}\n{other}\nnonsense\n"),
        )
        .unwrap();

        let report = diagnostics(&app).unwrap();
        let value = |name: &str| {
            let found = report.iter().find(|line| line.name == name);
            found.map(|line| line.value.clone()).unwrap()
        };
        assert_eq!(
            (value("interviews"), value("positions")),
            ("1".into(), "1".into())
        );
        assert!(value("warning").ends_with("candor_core::room: sound was lost"));
        let text = format!("{report:?}");
        let folder = folder.path().to_string_lossy().into_owned();
        for private in [
            "Xaver",
            "SECRET",
            "xaver",
            "OTHER-TEXT",
            &interview.id.to_string(),
            &folder,
            &position.title,
        ] {
            assert!(!text.contains(private), "{private} in {text}");
        }
    }
}
