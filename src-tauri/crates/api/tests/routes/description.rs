//! The description the user interface's types are generated from.

/// The committed file, beside the user interface that reads it.
const COMMITTED: &str = include_str!("../../../../../ui/src/api/openapi.json");

#[test]
fn the_committed_description_is_the_routers_own() {
    let fresh = serde_json::to_string_pretty(&candor_api::openapi()).unwrap();
    // How `cargo xtask types` writes it.
    if let Some(path) = std::env::var_os("CANDOR_WRITE_DESCRIPTION") {
        std::fs::write(path, format!("{fresh}\n")).unwrap();
        return;
    }
    let lines = COMMITTED.lines().zip(fresh.lines());
    if let Some((committed, fresh)) = lines.into_iter().find(|(old, new)| old != new) {
        panic!("run `cargo xtask types`: the router says {fresh:?}, the file {committed:?}");
    }
    assert_eq!(COMMITTED.trim_end(), fresh, "run `cargo xtask types`");
}
