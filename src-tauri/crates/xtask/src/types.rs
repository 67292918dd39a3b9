//! The user interface's types, generated from the API's description of itself.
//!
//! `candor openapi` → `ui/src/api/openapi.json` → openapi-typescript → `ui/src/api/schema.d.ts`. Both files are
//! committed, so the interface builds without Rust; the check makes sure they still are what would be generated.

use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::place;
use crate::process::Call;
use crate::ui;

const DESCRIPTION: &str = "openapi.json";
const SCHEMA: &str = "schema.d.ts";

/// Writes both files.
pub(crate) fn generate() -> Result<(), Failure> {
    let path = generated(DESCRIPTION);
    fs::write(&path, description()?).map_err(Failure::file(&path))?;
    ui::install()?;
    ui::script("types")
}

/// Fails if the types are not what would be generated from the description; leaves them as they are. That the
/// description is the router's own is a test of the API, which needs no program built for it.
pub(crate) fn check() -> Result<(), Failure> {
    // The script knows only its one place to write to, so what was there is put back afterwards.
    let path = generated(SCHEMA);
    let committed = fs::read(&path).map_err(Failure::file(&path))?;
    ui::install()?;
    let ran = ui::script("types");
    let fresh = fs::read(&path).map_err(Failure::file(&path))?;
    if fresh != committed {
        fs::write(&path, &committed).map_err(Failure::file(&path))?;
    }
    ran?;
    if fresh == committed {
        Ok(())
    } else {
        Err(Failure::Drift(vec![shown(SCHEMA)]))
    }
}

/// The API's description as the program prints it, ending in one newline.
fn description() -> Result<String, Failure> {
    let text = Call::cargo()
        .args([
            "run",
            "--quiet",
            "--package",
            "candor-cli",
            "--bin",
            "candor",
            "--",
            "openapi",
        ])
        .capture()?;
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(description) if description.get("openapi").is_some() => {
            Ok(format!("{}\n", text.trim_end()))
        }
        Ok(_) => Err(unreadable("it has no `openapi` field")),
        Err(error) => Err(unreadable(&error.to_string())),
    }
}

fn unreadable(cause: &str) -> Failure {
    Failure::Unreadable {
        what: "what `candor openapi` printed".to_owned(),
        cause: cause.to_owned(),
    }
}

fn generated(name: &str) -> PathBuf {
    place::ui().join("src").join("api").join(name)
}

fn shown(name: &str) -> String {
    format!("ui/src/api/{name}")
}
