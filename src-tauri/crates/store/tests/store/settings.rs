//! Settings: kept, replaced, logged, and guarded like everything else.

use candor_domain::{Code, EventKind};
use candor_store::{events, settings, verify::Problem, verify_chain};
use serde::{Deserialize, Serialize};

use crate::fixture::{Folder, write};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Sound {
    device: Option<String>,
    model: String,
}

fn sound(model: &str) -> Sound {
    Sound {
        device: None,
        model: model.into(),
    }
}

#[test]
fn the_newest_value_counts_and_every_change_is_logged() {
    let folder = Folder::new();
    let store = folder.open();
    assert_eq!(
        store.read(|c| settings::get::<Sound>(c, "sound")).unwrap(),
        None
    );
    for model in ["base", "small"] {
        write(&store, move |tx| settings::put(tx, "sound", &sound(model))).unwrap();
    }
    write(&store, |tx| settings::put(tx, "other", &true)).unwrap();
    drop(store);

    let store = folder.open();
    assert_eq!(
        store.read(|c| settings::get(c, "sound")).unwrap(),
        Some(sound("small"))
    );
    let logged: Vec<_> = store
        .read(|c| events::after(c, 0, 10))
        .unwrap()
        .into_iter()
        .map(|e| (e.kind, e.subject))
        .collect();
    let of = |name| (EventKind::SettingChanged, settings::subject(name));
    assert_eq!(logged, [of("sound"), of("sound"), of("other")]);
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn a_name_is_needed_and_a_value_of_another_shape_is_told() {
    let folder = Folder::new();
    let store = folder.open();
    let error = write(&store, |tx| settings::put(tx, "", &1)).unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
    write(&store, |tx| settings::put(tx, "sound", &1)).unwrap();
    let error = store
        .read(|c| settings::get::<Sound>(c, "sound"))
        .unwrap_err();
    assert_eq!(error.code(), Code::Internal, "{error}");
    assert_eq!(store.read(events::last_seq).unwrap(), 1);
}

#[test]
fn what_is_changed_past_the_store_is_found() {
    let problems = |sql: &str| {
        let folder = Folder::new();
        let store = folder.open();
        write(&store, |tx| settings::put(tx, "sound", &sound("base"))).unwrap();
        write(&store, |tx| settings::put(tx, "sound", &sound("small"))).unwrap();
        drop(store);
        folder.raw().execute_batch(sql).unwrap();
        folder.open().read(verify_chain).unwrap().problems
    };
    assert_eq!(problems("SELECT 1"), []);
    for sql in [
        "UPDATE settings SET value = '{\"device\":null,\"model\":\"tiny\"}'",
        "UPDATE settings SET changed_at = changed_at + 1",
    ] {
        let found = problems(sql);
        assert!(
            matches!(
                found[..],
                [Problem::ContentChanged {
                    kind: EventKind::SettingChanged,
                    seq: 2,
                    ..
                }]
            ),
            "{sql}: {found:?}"
        );
    }
    for sql in ["DELETE FROM settings", "UPDATE settings SET name = 'noise'"] {
        let found = problems(sql);
        assert!(
            matches!(found[..], [Problem::ContentMissing { seq: 2, .. }]),
            "{sql}: {found:?}"
        );
    }
    assert_eq!(
        problems("INSERT INTO settings VALUES ('smuggled', '1', 1)"),
        [Problem::NotLogged {
            table: "settings",
            rows: 1
        }]
    );
}
