//! The optional connection to an AI service: tested against a server on this machine, its key in the keychain only.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    sync::{Arc, Mutex},
    thread,
};

use candor_core::{
    App, TestOutcome, TestResult,
    connection::{self, AiConnectionDraft, KeychainState},
    preferences::{self, Preferences},
    vault::{KeyStore, KeyStoreError},
};
use candor_domain::{Code, Language};
use zeroize::Zeroizing;

const KEY: &str = "sk-very-secret-0123456789";

/// A keychain in memory, or none.
#[derive(Clone, Default)]
struct Memory {
    entries: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    missing: bool,
}

impl Memory {
    fn secrets(&self) -> Vec<String> {
        let entries = self.entries.lock().unwrap();
        let mut secrets: Vec<String> = entries
            .values()
            .map(|s| String::from_utf8(s.clone()).unwrap())
            .collect();
        secrets.sort();
        secrets
    }

    fn there(&self) -> Result<(), KeyStoreError> {
        if self.missing {
            Err(KeyStoreError::Missing)
        } else {
            Ok(())
        }
    }
}

impl KeyStore for Memory {
    fn get(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
        self.there()?;
        Ok(self
            .entries
            .lock()
            .unwrap()
            .get(entry)
            .cloned()
            .map(Zeroizing::new))
    }

    fn set(&self, entry: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
        self.there()?;
        self.entries
            .lock()
            .unwrap()
            .insert(entry.to_owned(), secret.to_vec());
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        self.there()?;
        self.entries.lock().unwrap().remove(entry);
        Ok(())
    }
}

fn open(data: &Path, keychain: &Memory) -> App {
    crate::common::open(data).with_keychain(Box::new(keychain.clone()))
}

fn draft(base_url: &str, model: &str, key: Option<&str>) -> AiConnectionDraft {
    AiConnectionDraft {
        base_url: base_url.to_owned(),
        model: model.to_owned(),
        api_key: key.map(|key| Zeroizing::new(key.to_owned())),
    }
}

/// Answers each request with this status and body; hands over what was asked.
fn serve(answers: Vec<(&'static str, String)>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    thread::spawn(move || {
        for (head, body) in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let request: Vec<String> = BufReader::new(&stream)
                .lines()
                .map(Result::unwrap)
                .take_while(|line| !line.is_empty())
                .collect();
            seen.lock().unwrap().push(request.join("\n"));
            write!(
                stream,
                "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
        }
    });
    (address, asked)
}

fn models() -> (&'static str, String) {
    let body = r#"{"object":"list","data":[{"id":"qwen3:8b","object":"model"},{"id":"gpt-5.1"}],"more":1}"#;
    ("200 OK", body.to_owned())
}

fn tested(
    answers: Vec<(&'static str, String)>,
    model: &str,
    key: Option<&str>,
) -> (TestResult, String) {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    let (address, asked) = serve(answers);
    let result = connection::test(&app, &draft(&address, model, key)).unwrap();
    assert_eq!(app.last_event().unwrap(), 0, "a test keeps nothing");
    let asked = asked.lock().unwrap().join("\n\n");
    (result, asked)
}

#[test]
fn a_test_asks_for_the_models_and_sends_nothing_but_the_key() {
    let (result, asked) = tested(vec![models()], "gpt-5.1", Some(KEY));
    assert_eq!(result.outcome, TestOutcome::Works);
    assert_eq!(result.models, ["gpt-5.1", "qwen3:8b"]);
    assert!(asked.starts_with("GET /v1/models HTTP/1.1"), "{asked}");
    assert!(
        asked
            .to_lowercase()
            .contains(&format!("authorization: bearer {KEY}")),
        "{asked}"
    );
    let (result, asked) = tested(vec![models()], "", None);
    assert_eq!(result.outcome, TestOutcome::Works);
    assert!(!asked.to_lowercase().contains("authorization"), "{asked}");
}

#[test]
fn whatever_answers_is_told_in_plain_words() {
    for (head, body, outcome) in [
        ("401 Unauthorized", "", TestOutcome::KeyRefused),
        ("403 Forbidden", "", TestOutcome::KeyRefused),
        ("404 Not Found", "", TestOutcome::WrongAddress),
        (
            "302 Found\r\nLocation: https://elsewhere.invalid/",
            "",
            TestOutcome::WrongAddress,
        ),
        ("429 Too Many Requests", "", TestOutcome::Limited),
        ("503 Service Unavailable", "", TestOutcome::ServerFailed),
        ("200 OK", "<html>router</html>", TestOutcome::NotCompatible),
        ("200 OK", r#"{"data":"none"}"#, TestOutcome::NotCompatible),
    ] {
        let (result, asked) = tested(vec![(head, body.to_owned())], "gpt-5.1", Some(KEY));
        assert_eq!(result.outcome, outcome, "{head}");
        assert!(
            !result.detail.is_empty() && !result.detail.contains(KEY),
            "{result:?}"
        );
        assert_eq!(
            asked.matches("GET ").count(),
            1,
            "nobody is followed elsewhere: {asked}"
        );
    }
    let (result, _) = tested(vec![models()], "gpt-6", None);
    assert_eq!(result.outcome, TestOutcome::ModelMissing);
    assert_eq!(result.models.len(), 2);

    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let result =
        connection::test(&app, &draft(&format!("http://{nobody}/v1"), "x", Some(KEY))).unwrap();
    assert_eq!(result.outcome, TestOutcome::Unreachable);
    assert!(!result.detail.is_empty() && !result.detail.contains(KEY));
}

#[test]
fn addresses_and_keys_that_cannot_be_meant_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    for (url, key, words) in [
        ("", None, "look like"),
        ("api.openai.com/v1", None, "look like"),
        ("ftp://api.openai.com/v1", None, "begin with"),
        ("https://me:secret@api.openai.com/v1", None, "password"),
        ("https://api.openai.com/v1?x=1", None, "“?”"),
        ("http://api.example.com/v1", Some(KEY), "unencrypted"),
        ("https://api.openai.com/v1", Some("two words"), "no key"),
        ("https://api.openai.com/v1", Some("schlüssel"), "no key"),
    ] {
        let draft = draft(url, "gpt-5.1", key);
        for error in [
            connection::set(&app, &draft).unwrap_err(),
            connection::test(&app, &draft).unwrap_err(),
        ] {
            assert_eq!(error.code(), Code::Invalid, "{url}");
            assert!(error.to_string().contains(words), "{url}: {error}");
        }
    }
    let error = connection::set(&app, &draft("https://api.openai.com/v1", " ", None)).unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
    assert_eq!(connection::get(&app).unwrap().base_url, "");
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
fn the_key_is_in_the_keychain_and_goes_to_its_own_server_only() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Memory::default();
    let app = open(folder.path(), &keychain);
    let (address, asked) = serve(vec![models()]);
    let kept =
        connection::set(&app, &draft(&format!(" {address}/ "), "gpt-5.1", Some(KEY))).unwrap();
    assert_eq!(
        (kept.base_url.as_str(), kept.model.as_str()),
        (address.as_str(), "gpt-5.1")
    );
    assert!(kept.has_key && kept.keychain == KeychainState::Available);
    assert_eq!(keychain.secrets(), [KEY]);
    let stored: String = app
        .store()
        .read(|conn| {
            Ok(conn.query_row("SELECT group_concat(value) FROM settings", [], |r| r.get(0))?)
        })
        .unwrap();
    assert!(
        stored.contains("gpt-5.1") && !stored.contains(KEY),
        "{stored}"
    );
    assert!(!serde_json::to_string(&kept).unwrap().contains(KEY));

    // Another model of the same server: the key stays. It is used for a test as well.
    let kept = connection::set(&app, &draft(&address, "qwen3:8b", None)).unwrap();
    assert!(kept.has_key);
    let result = connection::test(&app, &draft(&address, "qwen3:8b", None)).unwrap();
    assert_eq!(result.outcome, TestOutcome::Works);
    assert!(asked.lock().unwrap()[0].contains(KEY));

    // Another server never sees it.
    let (other, asked) = serve(vec![models()]);
    connection::test(&app, &draft(&other, "", None)).unwrap();
    assert!(!asked.lock().unwrap()[0].contains(KEY));
    let kept = connection::set(&app, &draft(&other, "gpt-5.1", None)).unwrap();
    assert!(!kept.has_key && keychain.secrets().is_empty());

    // A new key replaces the old one, an empty one removes it.
    connection::set(&app, &draft(&other, "gpt-5.1", Some("first"))).unwrap();
    connection::set(&app, &draft(&other, "gpt-5.1", Some("second"))).unwrap();
    assert_eq!(keychain.secrets(), ["second"]);
    assert!(
        !connection::set(&app, &draft(&other, "gpt-5.1", Some("")))
            .unwrap()
            .has_key
    );
    assert!(keychain.secrets().is_empty());
    connection::set(&app, &draft(&other, "gpt-5.1", Some(KEY))).unwrap();
    assert!(app.verify().unwrap().is_intact());
    drop(app);
    let all = everything(folder.path());
    assert!(!all.windows(KEY.len()).any(|w| w == KEY.as_bytes()));

    let app = open(folder.path(), &keychain);
    assert!(connection::get(&app).unwrap().has_key);
    connection::remove(&app).unwrap();
    connection::remove(&app).unwrap();
    assert!(keychain.secrets().is_empty());
    let none = connection::get(&app).unwrap();
    assert!(none.base_url.is_empty() && !none.has_key);
}

#[test]
fn without_a_keychain_a_key_is_refused_and_everything_else_works() {
    let folder = tempfile::tempdir().unwrap();
    let none = Memory {
        missing: true,
        ..Memory::default()
    };
    let app = open(folder.path(), &none);
    assert_eq!(
        connection::get(&app).unwrap().keychain,
        KeychainState::Missing
    );
    let address = "http://localhost:11434/v1";
    let error = connection::set(&app, &draft(address, "qwen3:8b", Some(KEY))).unwrap_err();
    assert_eq!(error.code(), Code::KeychainMissing);
    assert_eq!(
        connection::get(&app).unwrap().base_url,
        "",
        "nothing is changed"
    );
    assert!(
        !connection::set(&app, &draft(address, "qwen3:8b", None))
            .unwrap()
            .has_key
    );
    connection::remove(&app).unwrap();
}

#[test]
fn preferences_are_kept_and_used_as_far_as_they_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    assert_eq!(preferences::get(&app).unwrap(), Preferences::default());
    let wanted = Preferences {
        first_run_done: true,
        device: Some("A headset that is not connected".to_owned()),
        model: Some("demo-en".to_owned()),
    };
    preferences::set(&app, wanted.clone()).unwrap();
    drop(app);
    let app = crate::common::open(folder.path());
    assert_eq!(preferences::get(&app).unwrap(), wanted);

    let model = |chosen, language| preferences::model(&app, chosen, language).unwrap();
    assert_eq!(model(None, Language::En).as_deref(), Some("demo-en"));
    assert_eq!(
        model(None, Language::De),
        None,
        "it does not understand German"
    );
    assert_eq!(model(Some("base"), Language::En).as_deref(), Some("base"));
    assert_eq!(preferences::device(&app, None).unwrap(), None);
    assert_eq!(
        preferences::device(&app, Some("x")).unwrap().as_deref(),
        Some("x")
    );

    let unknown = Preferences {
        model: Some("nothing".to_owned()),
        ..wanted.clone()
    };
    assert_eq!(
        preferences::set(&app, unknown).unwrap_err().code(),
        Code::NotFound
    );
    let endless = Preferences {
        device: Some("x".repeat(401)),
        ..wanted.clone()
    };
    assert_eq!(
        preferences::set(&app, endless).unwrap_err().code(),
        Code::Invalid
    );
    assert_eq!(preferences::get(&app).unwrap(), wanted);
    assert!(app.verify().unwrap().is_intact());
}
