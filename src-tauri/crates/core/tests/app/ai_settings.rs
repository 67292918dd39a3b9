//! What else is set about AI services: the budget of an interview, the network, and what is told of all that.

use candor_core::{
    ai::{self, AiConnectionDraft, Budget, CertificateDraft, Proxy, ProxyDraft, Shared, UseFor},
    diagnostics,
};
use candor_domain::{AiApi, AiCall, AiCallId, AiOutcome, AiTask, Code, UtcMillis};
use candor_store::ai_calls;

use crate::{
    ai_connections::draft,
    common::{self, create},
    keychain::{Memory, open},
};

const ROOT: &str = include_str!("certificates/root.pem");
const UNICODE: &str = include_str!("certificates/unicode.pem");
const EXPIRED: &str = include_str!("certificates/expired.pem");

#[test]
fn what_an_interview_may_use_is_counted_down_to_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let app = common::open(folder.path());
    let usual = ai::settings(&app).unwrap().budget;
    assert_eq!(usual, Budget::default());
    assert!(usual.tokens.is_some_and(|tokens| tokens >= 100_000));
    let of = |tokens, money_micros, currency: &str| Budget {
        tokens,
        money_micros,
        currency: currency.into(),
    };
    for wrong in [
        of(Some(0), None, "EUR"),
        of(None, Some(0), "EUR"),
        of(None, None, "EURO"),
        of(None, None, ""),
        of(Some(u64::MAX), None, "EUR"),
    ] {
        let error = ai::set_budget(&app, wrong).unwrap_err();
        assert_eq!(error.code(), Code::Invalid);
    }
    let kept = ai::set_budget(&app, of(Some(1_000), Some(500), " eur ")).unwrap();
    assert_eq!(kept, of(Some(1_000), Some(500), "EUR"));

    let id = create(&app, "Ada");
    let left = || app.store().read(|conn| ai::budget_left(conn, id)).unwrap();
    assert_eq!(
        (left().tokens, left().money_micros),
        (Some(1_000), Some(500))
    );
    let call = |tokens, cost| AiCall {
        id: AiCallId::new(),
        interview_id: id,
        at: UtcMillis(1),
        task: AiTask::Question,
        connection: "A".into(),
        host: "a.example".into(),
        api: AiApi::Chat,
        model: "m".into(),
        prompt_version: "question/1".into(),
        prompt: Vec::new(),
        reply: String::new(),
        outcome: AiOutcome::Used,
        reasons: Vec::new(),
        input_tokens: Some(tokens),
        output_tokens: Some(10),
        cost_micros: cost,
        first_token_ms: None,
        total_ms: 1,
        attempts: 1,
        message_id: None,
    };
    let log = |call: AiCall| {
        let write = app
            .store()
            .write(candor_domain::Actor::System, UtcMillis(1), move |tx| {
                ai_calls::insert(tx, &call)
            });
        write.unwrap();
    };
    log(call(190, Some(100)));
    assert_eq!((left().tokens, left().money_micros), (Some(800), Some(400)));
    assert!(!left().is_used_up());
    log(call(1_000, None));
    assert_eq!((left().tokens, left().money_micros), (Some(0), Some(400)));
    assert!(left().is_used_up());
    ai::set_budget(&app, of(None, None, "EUR")).unwrap();
    assert!(!left().is_used_up());
}

#[test]
fn the_proxy_is_named_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let app = common::open(folder.path());
    let set = |proxy, url: Option<&str>| {
        let draft = ProxyDraft {
            proxy,
            proxy_url: url.map(str::to_owned),
        };
        ai::set_proxy(&app, &draft)
    };
    assert_eq!(ai::settings(&app).unwrap().network.proxy, Proxy::System);
    for wrong in [
        None,
        Some(" "),
        Some("proxy.example:3128"),
        Some("socks5://proxy.example:1080"),
        Some("http://me:secret@proxy.example:3128"),
        Some("http://proxy.example:3128/path"),
    ] {
        let error = set(Proxy::Manual, wrong).unwrap_err();
        assert_eq!(error.code(), Code::Invalid, "{wrong:?}");
        assert!(!error.to_string().contains("secret"));
    }
    let network = set(Proxy::Manual, Some("http://proxy.example:3128/")).unwrap();
    assert_eq!(
        (network.proxy, network.proxy_url.as_str()),
        (Proxy::Manual, "http://proxy.example:3128")
    );
    let network = set(Proxy::None, None).unwrap();
    assert_eq!(
        (network.proxy, network.proxy_url.as_str()),
        (Proxy::None, "")
    );
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn root_certificates_show_whom_they_name_and_until_when_they_are_valid() {
    let folder = tempfile::tempdir().unwrap();
    let app = common::open(folder.path());
    let trust = |pem: &str| {
        let pem = pem.to_owned();
        ai::add_certificates(&app, &CertificateDraft { pem })
    };
    let both = format!("# ours\n{ROOT}\r\n{UNICODE}");
    let network = trust(&both).unwrap();
    let shown: Vec<_> = network
        .root_certificates
        .iter()
        .map(|c| (c.subject.as_str(), c.expires_at))
        .collect();
    // 2126-10-27 17:46:40 and 2051-07-12 17:46:40, as `openssl x509 -enddate` prints them.
    assert_eq!(
        shown,
        [
            (
                "Muster Root CA \"1\", Muster GmbH, IT Security",
                UtcMillis(4_948_796_800_000)
            ),
            ("Корень, Müller AG", UtcMillis(2_572_796_800_000)),
        ]
    );
    assert_eq!(trust(ROOT).unwrap(), network, "it is trusted already");

    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let damaged = ROOT.replacen("MII", "MIA", 1);
    let cut = ROOT.replace("-----END CERTIFICATE-----", "");
    let no_base64 = UNICODE.replacen('M', "!", 1);
    for (wrong, words) in [
        ("", "no certificate"),
        ("nonsense", "no certificate"),
        (&format!("{UNICODE}{key}"), "private key"),
        (&damaged, "no certificate"),
        (&cut, "no certificate"),
        (&no_base64, "no certificate"),
        (&format!("{UNICODE}{EXPIRED}"), "expired"),
        (&"x".repeat(600_000), "too large"),
    ] {
        let error = trust(wrong).unwrap_err();
        assert_eq!(error.code(), Code::Invalid);
        assert!(error.to_string().contains(words), "{words}: {error}");
    }
    let id = network.root_certificates[0].id.clone();
    assert_eq!(id.len(), 64);
    let left = ai::remove_certificate(&app, id.clone()).unwrap();
    assert_eq!(left.root_certificates.len(), 1);
    let error = ai::remove_certificate(&app, id).unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn what_is_sent_where_is_told_host_by_host() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    assert_eq!(ai::sharing(&app).unwrap(), []);
    let add = |url: &str, model: &str, enabled| {
        let draft = AiConnectionDraft {
            enabled: Some(enabled),
            ..draft(url, model, None)
        };
        ai::add(&app, &draft).unwrap()
    };
    add("https://api.openai.com/v1", "gpt-5.1", true);
    add("https://api.openai.com/v1", "gpt-5-mini", true);
    add("http://localhost:11434/v1", "qwen3:8b", true);
    add("http://localhost:11434/v1", "gpt-oss:120b-cloud", true);
    add("https://off.example/v1", "m", false);
    let told: Vec<_> = ai::sharing(&app)
        .unwrap()
        .into_iter()
        .map(|one| (one.host, one.local, one.conversation, one.scorecards))
        .collect();
    assert_eq!(
        told,
        [
            ("api.openai.com".to_owned(), false, true, true),
            ("localhost:11434".to_owned(), true, true, true),
            ("ollama.com".to_owned(), false, true, true),
        ]
    );
    let only_cards = UseFor {
        conversation: false,
        scorecards: true,
    };
    ai::set_use(&app, only_cards).unwrap();
    let first = ai::sharing(&app).unwrap().remove(0);
    assert!(!first.conversation && first.scorecards);
    assert_eq!(first.sent, [Shared::Plan, Shared::Transcript]);
    ai::set_use(&app, UseFor::default()).unwrap();
    assert_eq!(ai::sharing(&app).unwrap(), []);
}

/// Every cell of every table, as text.
fn decrypted(data: &std::path::Path) -> String {
    let file = common::folders(data).database();
    let conn = rusqlite::Connection::open(file).unwrap();
    let key: String = (0..32).map(|_| "07").collect();
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\";"))
        .unwrap();
    let tables: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(tables.len() > 10, "{tables:?}");
    let mut all = String::new();
    for table in tables {
        let mut statement = conn.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let value: rusqlite::types::Value = row.get(column).unwrap();
                let bytes = match value {
                    rusqlite::types::Value::Text(text) => text,
                    rusqlite::types::Value::Blob(bytes) => {
                        String::from_utf8_lossy(&bytes).into_owned()
                    }
                    other => format!("{other:?}"),
                };
                all.push_str(&bytes);
                all.push('\n');
            }
        }
    }
    all
}

#[test]
fn keys_stand_neither_in_the_decrypted_database_nor_in_what_is_told_of_a_fault() {
    const KEY: &str = "sk-very-secret-0123456789";
    let folder = tempfile::tempdir().unwrap();
    let keychain = Memory::default();
    let app = open(folder.path(), &keychain);
    let wanted = AiConnectionDraft {
        name: "Quiet corner".into(),
        ..draft(
            "https://llm.private-name.example:8443/v1",
            "house-model",
            Some(KEY),
        )
    };
    let kept = ai::add(&app, &wanted).unwrap();
    ai::change(
        &app,
        kept.id,
        &draft(&kept.base_url, "house-model", Some("sk-another-secret")),
    )
    .unwrap();
    let pem = ROOT.to_owned();
    ai::add_certificates(&app, &CertificateDraft { pem }).unwrap();
    let proxy = ProxyDraft {
        proxy: Proxy::Manual,
        proxy_url: Some("http://proxy.private-name.example:3128".into()),
    };
    ai::set_proxy(&app, &proxy).unwrap();

    let report = diagnostics::diagnostics(&app).unwrap();
    let told = format!("{report:?}");
    let value = |name: &str| {
        let line = report.iter().find(|line| line.name == name);
        line.map(|line| line.value.as_str()).unwrap()
    };
    assert_eq!(
        value("AI connections"),
        "chat elsewhere, key true, enabled true"
    );
    assert_eq!(value("AI used for"), "conversation, scorecards");
    assert_eq!(value("AI proxy"), "manual");
    assert_eq!(value("AI root certificates"), "1");
    for private in ["private-name", "Quiet corner", "house-model", "Muster"] {
        assert!(!told.contains(private), "{private} in {told}");
    }
    let events = serde_json::to_string(&app.events(0, 1_000).unwrap()).unwrap();
    let settings = serde_json::to_string(&ai::settings(&app).unwrap()).unwrap();
    drop(app);
    let dump = decrypted(folder.path());
    assert!(dump.contains("house-model"), "the dump holds what is kept");
    for secret in [KEY, "sk-another-secret"] {
        for text in [&told, &events, &settings, &dump] {
            assert!(!text.contains(secret));
        }
    }
    assert_eq!(keychain.secrets(), ["sk-another-secret"]);
}
