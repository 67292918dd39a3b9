//! The connections to AI services: kept in an order, their keys in the keychain only.

use std::path::Path;

use candor_assistant::testing::{MODEL, StandIn};
use candor_core::ai::{self, AiConnectionDraft, KeychainState, TestOutcome, UseFor};
use candor_domain::{Actor, AiApi, Code, ConnectionId, UtcMillis};
use candor_store::settings;
use zeroize::Zeroizing;

use crate::keychain::{Memory, open};

const KEY: &str = "sk-very-secret-0123456789";

pub(crate) fn draft(base_url: &str, model: &str, key: Option<&str>) -> AiConnectionDraft {
    AiConnectionDraft {
        base_url: base_url.to_owned(),
        model: model.to_owned(),
        api_key: key.map(|key| Zeroizing::new(key.to_owned())),
        ..AiConnectionDraft::default()
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    for (url, key, words) in [
        ("", None, "look like"),
        ("api.openai.com/v1", None, "look like"),
        ("ftp://api.openai.com/v1", None, "begin with"),
        ("https://me:secret@api.openai.com/v1", None, "password"),
        ("https://api.openai.com/v1?x=1", None, "“?”"),
        ("http://api.example.com/v1", Some(KEY), "unencrypted"),
        ("http://api.example.com/v1", None, "unencrypted"),
        ("http://192.168.1.20:11434/v1", None, "https://"),
        ("https://api.openai.com/v1", Some("two words"), "no key"),
        ("https://api.openai.com/v1", Some("schlüssel"), "no key"),
    ] {
        let draft = draft(url, "gpt-5.1", key);
        for error in [
            ai::add(&app, &draft).unwrap_err(),
            ai::test(&app, &draft).unwrap_err(),
        ] {
            assert_eq!(error.code(), Code::Invalid, "{url}");
            assert!(error.to_string().contains(words), "{url}: {error}");
        }
    }
    let good = || draft("https://api.openai.com/v1", "gpt-5.1", None);
    for wrong in [
        draft("https://api.openai.com/v1", " ", None),
        AiConnectionDraft {
            name: "x".repeat(101),
            ..good()
        },
        AiConnectionDraft {
            organization: Some("two words".into()),
            ..good()
        },
        AiConnectionDraft {
            first_token_s: Some(0),
            ..good()
        },
        AiConnectionDraft {
            first_token_s: Some(20),
            total_s: Some(10),
            ..good()
        },
        AiConnectionDraft {
            total_s: Some(601),
            ..good()
        },
        AiConnectionDraft {
            input_price_micros: Some(u64::MAX),
            ..good()
        },
    ] {
        assert_eq!(ai::add(&app, &wrong).unwrap_err().code(), Code::Invalid);
    }
    assert!(ai::settings(&app).unwrap().connections.is_empty());
    assert_eq!(app.last_event().unwrap(), 0);
}

/// Everything the folder holds, as bytes.
fn everything(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            all.extend(std::fs::read(path).unwrap());
        } else {
            all.extend(everything(&path));
        }
    }
    all
}

#[test]
fn a_key_is_in_the_keychain_and_goes_to_its_own_server_only() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Memory::default();
    let app = open(folder.path(), &keychain);
    let (server, other) = (StandIn::start(), StandIn::start());
    let address = server.base_url();
    let kept = ai::add(&app, &draft(&format!(" {address}/ "), MODEL, Some(KEY))).unwrap();
    assert_eq!(
        (kept.base_url.as_str(), kept.model.as_str()),
        (address.as_str(), MODEL)
    );
    assert_eq!(
        (kept.name.as_str(), kept.api),
        (server.host().as_str(), AiApi::Chat)
    );
    assert_eq!(
        (kept.first_token_s, kept.total_s, kept.enabled),
        (8, 30, true)
    );
    assert!(kept.has_key);
    assert_eq!(keychain.secrets(), [KEY]);
    let stored: String = app
        .store()
        .read(|conn| {
            Ok(conn.query_row("SELECT group_concat(value) FROM settings", [], |r| r.get(0))?)
        })
        .unwrap();
    assert!(stored.contains(MODEL) && !stored.contains(KEY), "{stored}");
    assert!(!serde_json::to_string(&kept).unwrap().contains(KEY));

    // Another model of the same server: the key stays. It is used for a test as well.
    let id = kept.id;
    assert!(
        ai::change(&app, id, &draft(&address, "other", None))
            .unwrap()
            .has_key
    );
    let with_id = |draft: AiConnectionDraft| AiConnectionDraft {
        id: Some(id),
        ..draft
    };
    let result = ai::test(&app, &with_id(draft(&address, "", None))).unwrap();
    assert_eq!(result.outcome, TestOutcome::Works);
    let bearer = format!("Bearer {KEY}");
    assert_eq!(
        server.requests()[0].header("authorization"),
        Some(bearer.as_str())
    );

    // Another server never sees it, whichever connection is named.
    ai::test(&app, &with_id(draft(&other.base_url(), "", None))).unwrap();
    assert_eq!(other.requests()[0].header("authorization"), None);
    let kept = ai::change(&app, id, &draft(&other.base_url(), MODEL, None)).unwrap();
    assert!(!kept.has_key && keychain.secrets().is_empty());

    // A new key replaces the old one, an empty one removes it.
    let at = other.base_url();
    ai::change(&app, id, &draft(&at, MODEL, Some("first"))).unwrap();
    ai::change(&app, id, &draft(&at, MODEL, Some("second"))).unwrap();
    assert_eq!(keychain.secrets(), ["second"]);
    let without = ai::change(&app, id, &draft(&at, MODEL, Some(""))).unwrap();
    assert!(!without.has_key && keychain.secrets().is_empty());
    ai::change(&app, id, &draft(&at, MODEL, Some(KEY))).unwrap();
    assert!(app.verify().unwrap().is_intact());
    drop(app);
    let all = everything(folder.path());
    assert!(!all.windows(KEY.len()).any(|w| w == KEY.as_bytes()));

    let app = open(folder.path(), &keychain);
    assert!(ai::settings(&app).unwrap().connections[0].has_key);
    ai::remove(&app, id).unwrap();
    assert_eq!(ai::remove(&app, id).unwrap_err().code(), Code::NotFound);
    assert!(keychain.secrets().is_empty());
    assert!(ai::settings(&app).unwrap().connections.is_empty());
}

#[test]
fn without_a_keychain_a_key_is_refused_and_everything_else_works() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::missing());
    let keychain = ai::settings(&app).unwrap().keychain;
    assert_eq!(keychain, KeychainState::Missing);
    let address = "http://localhost:11434/v1";
    let error = ai::add(&app, &draft(address, "qwen3:8b", Some(KEY))).unwrap_err();
    assert_eq!(error.code(), Code::KeychainMissing);
    assert_eq!(app.last_event().unwrap(), 0, "nothing is changed");
    let kept = ai::add(&app, &draft(address, "qwen3:8b", None)).unwrap();
    assert!(!kept.has_key);
    ai::remove(&app, kept.id).unwrap();
}

#[test]
fn a_keychain_that_refuses_changes_nothing_and_no_key_is_left_behind_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Memory::default();
    let app = open(folder.path(), &keychain);
    let at = "https://api.example.com/v1";
    let kept = ai::add(&app, &draft(at, "m", Some("first"))).unwrap();
    let before = ai::settings(&app).unwrap();

    keychain.lock(true);
    let error = ai::change(&app, kept.id, &draft(at, "n", Some("second"))).unwrap_err();
    assert_eq!(error.code(), Code::KeychainLocked);
    assert_eq!(
        ai::remove(&app, kept.id).unwrap_err().code(),
        Code::KeychainLocked
    );
    let locked = ai::settings(&app).unwrap();
    assert_eq!(locked.keychain, KeychainState::Locked);
    assert_eq!(locked.connections, before.connections);
    keychain.lock(false);

    // It takes the new key but does not let go of the old one: that is forgotten as soon as it does.
    keychain.keep_what_it_has(true);
    ai::change(&app, kept.id, &draft(at, "n", Some("second"))).unwrap();
    assert_eq!(keychain.secrets(), ["first", "second"]);
    keychain.keep_what_it_has(false);
    drop(app);
    let app = open(folder.path(), &keychain);
    ai::settings(&app).unwrap();
    assert_eq!(keychain.secrets(), ["second"]);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn connections_have_an_order_and_the_first_one_switches_ai_on() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Memory::default();
    let app = open(folder.path(), &keychain);
    let on = UseFor {
        conversation: true,
        scorecards: true,
    };
    assert_eq!(ai::settings(&app).unwrap().use_for, UseFor::default());
    assert_eq!(ai::set_use(&app, on).unwrap_err().code(), Code::Invalid);
    let add = |host: &str| {
        let draft = draft(&format!("https://{host}/v1"), "m", Some(host));
        ai::add(&app, &draft).unwrap().id
    };
    let (one, two) = (add("api.openai.com"), add("b.example"));
    assert_eq!(ai::settings(&app).unwrap().use_for, on);
    let only_talk = UseFor {
        conversation: true,
        scorecards: false,
    };
    ai::set_use(&app, only_talk).unwrap();
    let three = add("c.example");
    let shown = || ai::settings(&app).unwrap();
    assert_eq!(shown().use_for, only_talk, "the third one changes nothing");
    assert_eq!(shown().connections[0].api, AiApi::Responses);
    assert_eq!(shown().connections[1].api, AiApi::Chat);
    let ids = || -> Vec<ConnectionId> { shown().connections.iter().map(|c| c.id).collect() };
    assert_eq!(ids(), [one, two, three]);
    ai::order(&app, vec![three, one, two]).unwrap();
    assert_eq!(ids(), [three, one, two]);
    for wrong in [
        vec![],
        vec![one, two],
        vec![one, one, two, three],
        vec![one, two, ConnectionId::new()],
    ] {
        assert_eq!(ai::order(&app, wrong).unwrap_err().code(), Code::Invalid);
    }
    assert_eq!(ids(), [three, one, two]);
    ai::remove(&app, one).unwrap();
    assert_eq!(keychain.secrets(), ["b.example", "c.example"]);
    ai::remove(&app, two).unwrap();
    ai::remove(&app, three).unwrap();
    assert_eq!(shown().use_for, UseFor::default());
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn the_connection_of_an_earlier_version_is_taken_over_with_its_key_and_stays_off() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Memory::default();
    let app = open(folder.path(), &keychain);
    let entry = candor_core::vault::new_entry();
    candor_core::vault::keep_secret(&entry, KEY, &keychain).unwrap();
    let former = serde_json::json!({
        "base_url": "https://api.openai.com/v1", "model": "gpt-5.1", "key_entry": entry,
    });
    app.store()
        .write(Actor::Operator, UtcMillis(1), move |tx| {
            settings::put(tx, "ai_connection", &former)
        })
        .unwrap();
    let shown = ai::settings(&app).unwrap();
    let first = &shown.connections[0];
    assert_eq!(
        (
            first.model.as_str(),
            first.api,
            first.has_key,
            first.enabled
        ),
        ("gpt-5.1", AiApi::Responses, true, true)
    );
    assert_eq!(
        shown.use_for,
        UseFor::default(),
        "nobody has agreed to that"
    );
    let kept = ai::change(&app, first.id, &draft(&first.base_url, "gpt-6", None)).unwrap();
    assert_eq!((kept.id, kept.has_key), (first.id, true));
    assert_eq!(keychain.secrets(), [KEY]);
    assert_eq!(ai::settings(&app).unwrap().connections.len(), 1);
    ai::remove(&app, first.id).unwrap();
    assert!(keychain.secrets().is_empty());
    assert!(ai::settings(&app).unwrap().connections.is_empty());
    assert!(app.verify().unwrap().is_intact());
}
