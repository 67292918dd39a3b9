//! Ways out of the kiosk that people try: keys, mouse, links, scripts, commands of the shell, the API. All fail, and
//! after each the kiosk stands as before.

use candor_vault::testing::SecretService;
use fantoccini::Client;
use serde_json::{Value, json};

use crate::{
    bench::{Bench, PATIENCE, Person as _},
    kiosk::{api, invoke, prepare},
};

/// Keys that lead somewhere in browsers, desktops and toolkits.
const KEYS: &[&str] = &[
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "shift+F10",
    "Menu",
    "Print",
    "ctrl+r",
    "ctrl+shift+r",
    "ctrl+F5",
    "ctrl+w",
    "ctrl+n",
    "ctrl+t",
    "ctrl+shift+n",
    "ctrl+p",
    "ctrl+s",
    "ctrl+o",
    "ctrl+u",
    "ctrl+f",
    "ctrl+g",
    "ctrl+h",
    "ctrl+j",
    "ctrl+l",
    "ctrl+d",
    "ctrl+q",
    "ctrl+plus",
    "ctrl+minus",
    "ctrl+0",
    "ctrl+shift+i",
    "ctrl+shift+c",
    "ctrl+shift+j",
    "ctrl+shift+u",
    "ctrl+period",
    "ctrl+semicolon",
    "ctrl+Tab",
    "ctrl+Escape",
    "ctrl+alt+Delete",
    "ctrl+alt+t",
    "alt+F4",
    "alt+F2",
    "alt+Left",
    "alt+Right",
    "alt+Home",
    "alt+Tab",
    "alt+d",
    "alt+space",
    "super",
    "super+l",
    "super+d",
    "super+r",
    "shift+Insert",
    "XF86Back",
    "XF86Forward",
    "XF86HomePage",
    "XF86Search",
    "XF86Refresh",
    "XF86Calculator",
    "BackSpace",
    "Escape",
];

/// Scripts that lead somewhere in browsers: what a link, a form or a frame would do.
const SCRIPTS: &[&str] = &[
    "window.open('https://example.org')",
    "window.open('/')",
    "window.open('about:blank', '_blank', 'popup')",
    "location.href = 'file:///etc/passwd'",
    "location.href = 'file:///'",
    "location.href = 'https://example.org'",
    "location.href = '/'",
    "location.href = '/positions'",
    "location.href = '/settings/kiosk'",
    "location.href = 'tauri://localhost/index.html'",
    "location.href = 'data:text/html,<h1>out</h1>'",
    "location.href = 'about:blank'",
    "location.href = 'candor://localhost/api/v1/interviews'",
    "location.href = 'mailto:somebody@example.org'",
    "location.href = 'javascript:document.body.remove()'",
    "location.replace('http://localhost:1/')",
    "history.back()",
    "history.pushState(null, '', '/')",
    "history.pushState(null, '', '/interviews/x/review')",
    "document.body.insertAdjacentHTML('beforeend', '<a id=out href=https://example.org>o</a>'); out.click()",
    "document.body.insertAdjacentHTML('beforeend', '<a id=out target=_blank href=/>o</a>'); out.click()",
    "document.body.insertAdjacentHTML('beforeend', '<a id=out href=file:///etc/passwd>o</a>'); out.click()",
    "document.body.insertAdjacentHTML('beforeend', '<a id=out download=x href=/index.html>o</a>'); out.click()",
    "document.body.insertAdjacentHTML('beforeend', '<form id=out action=https://example.org></form>'); out.submit()",
    "document.body.insertAdjacentHTML('beforeend', '<iframe id=out src=/positions></iframe>')",
    "document.body.insertAdjacentHTML('beforeend', '<iframe id=out src=file:///etc/passwd></iframe>')",
    "document.body.insertAdjacentHTML('beforeend', '<iframe id=out src=https://example.org></iframe>')",
    "document.body.insertAdjacentHTML('beforeend', '<input id=out type=file>'); out.click()",
    "document.body.insertAdjacentHTML('beforeend', '<meta id=out http-equiv=refresh content=\"0;url=/\">')",
    "document.documentElement.requestFullscreen?.().catch(() => 0); document.exitFullscreen?.()?.catch(() => 0)",
    "window.print()",
    "window.close()",
    "new Notification('out')",
    "navigator.serviceWorker?.register('/sw.js').catch(() => 0)",
];

/// Commands of the shell and its plugins that are the operator's, or nobody's.
const COMMANDS: &[&str] = &[
    "enter_kiosk",
    "unlock",
    "show_in_folder",
    "listen_to_shell",
    "close_question_shown",
    "close_now",
    "speak",
    "choose_file",
    "choose_folder",
    "webview_version",
    "autostart",
    "set_autostart",
    "plugin:window|close",
    "plugin:window|destroy",
    "plugin:window|hide",
    "plugin:window|minimize",
    "plugin:window|set_fullscreen",
    "plugin:window|set_always_on_top",
    "plugin:window|create",
    "plugin:webview|create_webview_window",
    "plugin:webview|internal_toggle_devtools",
    "plugin:opener|open_url",
    "plugin:opener|open_path",
    "plugin:opener|reveal_item_in_dir",
    "plugin:dialog|open",
    "plugin:dialog|save",
    "plugin:autostart|enable",
    "plugin:autostart|disable",
    "plugin:event|emit",
    "plugin:app|version",
    "plugin:tray|new",
    "plugin:menu|new",
    "plugin:process|exit",
    "plugin:shell|execute",
];

/// A kiosk with an interview open at it, and the state it must stay in.
struct Kiosk {
    bench: Bench,
    window: Client,
    interview: String,
    /// Windows of this display that people see.
    windows: String,
    attempts: usize,
}

impl Kiosk {
    /// After an attempt: the same page, not loaded anew, alone on the screen, open for the same interview.
    async fn stands(&mut self, attempt: &str) {
        self.attempts += 1;
        assert!(self.bench.is_running(), "{attempt}: the program ended");
        let begin = std::time::Instant::now();
        loop {
            let url = self.window.current_url().await.unwrap();
            if url.as_str() == "tauri://localhost/kiosk" {
                break;
            }
            assert!(begin.elapsed() < PATIENCE, "{attempt}: at {url}");
        }
        let state = self
            .window
            .execute(
                "document.getElementById('out')?.remove();
                 return [window.unmoved, document.querySelectorAll('iframe').length, window.outerWidth, window.devicePixelRatio,
                         document.querySelector('[data-testid=kiosk-check]') !== null]",
                vec![],
            )
            .await
            .unwrap();
        assert_eq!(state, json!([true, 0, 1400, 1, true]), "{attempt}");
        let (status, view) = api(&self.window, "GET", "/api/v1/kiosk", Value::Null).await;
        assert_eq!(
            (status, &view["interview_id"]),
            (200, &json!(self.interview)),
            "{attempt}"
        );
        assert_eq!(self.visible(), self.windows, "{attempt}: another window");
        assert_eq!(self.window.windows().await.unwrap().len(), 1, "{attempt}");
    }

    fn visible(&self) -> String {
        self.bench
            .xdotool(&["search", "--onlyvisible", "--name", "."])
    }
}

async fn kiosk() -> Kiosk {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    let invited = prepare(&window, &["Eve Escape", "Foreign Person"]).await;
    window.close().await.unwrap();
    let window = bench.open(&["--kiosk"]).await;
    window.write("kiosk-code", &invited[0].1).await;
    window.see("kiosk-check").await;
    window
        .execute("window.unmoved = true", vec![])
        .await
        .unwrap();
    let mut kiosk = Kiosk {
        bench,
        window,
        interview: invited[0].0.clone(),
        windows: String::new(),
        attempts: 0,
    };
    kiosk.windows = kiosk.visible();
    assert_eq!(kiosk.windows.lines().count(), 1, "{}", kiosk.windows);
    kiosk
}

#[tokio::test]
async fn nothing_leads_out_of_the_kiosk() {
    let mut kiosk = kiosk().await;
    let id = kiosk.windows.trim().to_owned();
    kiosk.bench.xdotool(&["windowfocus", "--sync", &id]);
    kiosk.bench.xdotool(&["mousemove", "700", "120"]);

    // Keys do arrive here: otherwise it would prove nothing that the following do nothing.
    kiosk
        .window
        .execute(
            "window.pressed = ''; addEventListener('keydown', (e) => { window.pressed += e.key + ' ' })",
            vec![],
        )
        .await
        .unwrap();
    kiosk.bench.xdotool(&["key", "--window", "0", "k"]);
    kiosk.bench.xdotool(&["key", "k"]);
    let begin = std::time::Instant::now();
    while kiosk
        .window
        .execute("return window.pressed", vec![])
        .await
        .unwrap()
        == json!("")
    {
        assert!(begin.elapsed() < PATIENCE, "no key arrives at the kiosk");
    }
    for keys in KEYS {
        kiosk.bench.xdotool(&["key", "--clearmodifiers", keys]);
        kiosk.stands(keys).await;
    }
    let arrived = kiosk
        .window
        .execute("return window.pressed", vec![])
        .await
        .unwrap();
    let harmless = ["k", "Shift", "Control", "Backspace", "Escape"];
    let others: Vec<_> = arrived
        .as_str()
        .unwrap()
        .split_whitespace()
        .filter(|key| !harmless.contains(key))
        .collect();
    assert!(others.is_empty(), "these reached the page: {others:?}");

    // The mouse: menu, paste, back and forward, zoom, dragging a text out and in.
    for button in ["2", "3", "8", "9"] {
        kiosk.bench.xdotool(&["click", button]);
        kiosk.stands(&format!("button {button}")).await;
    }
    for wheel in ["4", "5"] {
        kiosk
            .bench
            .xdotool(&["keydown", "ctrl", "click", wheel, "keyup", "ctrl"]);
        kiosk.stands(&format!("ctrl and wheel {wheel}")).await;
    }
    let drag = [
        "mousemove",
        "300",
        "300",
        "mousedown",
        "1",
        "mousemove",
        "600",
        "500",
        "mousemove",
        "1399",
        "899",
        "mouseup",
        "1",
    ];
    kiosk.bench.xdotool(&drag);
    kiosk.stands("drag").await;
    for event in ["dragenter", "dragover", "drop"] {
        let script = format!(
            "const data = new DataTransfer(); data.setData('text/uri-list', 'file:///etc/passwd');
             const event = new DragEvent('{event}', {{ bubbles: true, cancelable: true, dataTransfer: data }});
             document.body.dispatchEvent(event); return event.defaultPrevented"
        );
        assert_eq!(
            kiosk.window.execute(&script, vec![]).await.unwrap(),
            json!(true),
            "{event}"
        );
        kiosk.stands(event).await;
    }
    // The frame's close button, as a window manager would press it.
    kiosk.bench.press_close_button();
    kiosk.stands("close button").await;

    for script in SCRIPTS {
        // Some are refused by throwing.
        let guarded = format!("try {{ {script} }} catch {{ }}");
        kiosk.window.execute(&guarded, vec![]).await.unwrap();
        kiosk.stands(script).await;
    }
    for command in COMMANDS {
        let answer = invoke(
            &kiosk.window,
            command,
            json!({ "passphrase": "x", "on": true, "title": "", "extensions": [] }),
        )
        .await;
        assert!(answer.get("error").is_some(), "{command}: {answer}");
        kiosk.stands(command).await;
    }
    let before = kiosk.attempts;
    api_attempts(&mut kiosk).await;
    assert!(before >= 60, "{before} without the API");
    assert!(kiosk.attempts >= 150, "{} in all", kiosk.attempts);
    kiosk.bench.kill();
}

/// Every operation of the table, on the own and on a foreign interview, but those of the own room.
async fn api_attempts(kiosk: &mut Kiosk) {
    let (status, table) = api(&kiosk.window, "GET", "/api/v1/openapi.json", Value::Null).await;
    assert_eq!(status, 200);
    let foreign = "01900000-0000-7000-8000-000000000000";
    for (path, item) in table["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let in_room = [
                "room",
                "devices",
                "consent",
                "consent/withdraw",
                "receipt",
                "start",
                "pause",
                "resume",
                "finish",
                "controls",
                "microphone",
                "reading-aloud",
                "spoken-language",
                "messages",
                "human",
            ]
            .iter()
            .any(|end| path.ends_with(&format!("/interviews/{{id}}/{end}")));
            let open = ["/health", "/openapi.json", "/kiosk", "/kiosk/close"]
                .iter()
                .any(|end| *path == format!("/api/v1{end}"))
                || path.starts_with("/api/v1/microphone-check");
            for id in [kiosk.interview.clone(), foreign.to_owned()] {
                if open || (in_room && id == kiosk.interview) {
                    continue;
                }
                let uri = path
                    .replace("{id}", &id)
                    .replace("{message_id}", &id)
                    .replace("{name}", "nothing");
                let (status, body) =
                    api(&kiosk.window, &method.to_uppercase(), &uri, json!({})).await;
                assert!(
                    status == 403 || status == 404,
                    "{method} {uri}: {status} {body}"
                );
                kiosk.attempts += 1;
            }
        }
    }
    kiosk.stands("the API").await;
}
