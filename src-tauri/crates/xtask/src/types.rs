//! The user interface's types, generated from the API's description of itself.
//!
//! Router → `ui/src/api/openapi.json` → openapi-typescript → `ui/src/api/schema.d.ts`. Both files are
//! committed, so the interface builds without Rust; the check makes sure they still are what would be generated.

use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::place;
use crate::process::Call;
use crate::suite::EVERYTHING;
use crate::ui;

const DESCRIPTION: &str = "openapi.json";
const SCHEMA: &str = "schema.d.ts";

/// Names the file the API's test writes the description to instead of comparing it.
const WRITE_TO: &str = "CANDOR_WRITE_DESCRIPTION";

/// Writes both files.
pub(crate) fn generate() -> Result<(), Failure> {
    // The test that compares the description writes it: what it is built with serves every other test too.
    Call::cargo()
        .args(["test", "--quiet"])
        .args(EVERYTHING)
        .args(["--test", "routes", "--", "description::"])
        .env(WRITE_TO, generated(DESCRIPTION))
        .run()?;
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

fn generated(name: &str) -> PathBuf {
    place::ui().join("src").join("api").join(name)
}

fn shown(name: &str) -> String {
    format!("ui/src/api/{name}")
}
