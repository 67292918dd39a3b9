//! Candor's real window, driven on a display, a session bus and a keychain of its own.

use std::{
    env,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use candor_vault::testing::SecretService;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};

/// Longest wait for anything.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// An X server without a screen, ended with the value.
pub(crate) struct Screen {
    server: Child,
    name: String,
}

impl Screen {
    pub(crate) fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x900x24"])
            .args(["-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let name = format!(":{}", line.trim());
        Self { server, name }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// tauri-driver, ended with the value.
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    pub(crate) fn start(session: &SecretService, screen: &Screen) -> Self {
        let (port, native) = (free_port(), free_port());
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin/tauri-driver");
        let process = Command::new(own)
            .args(["--port", &port.to_string()])
            .args(["--native-port", &native.to_string()])
            .args(["--native-driver", "/usr/bin/WebKitWebDriver"])
            .envs(session.env())
            .env("DISPLAY", &screen.name)
            .env("GDK_BACKEND", "x11")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, port }
    }

    /// Candor over this data, whose passphrase stands in a file beside it.
    pub(crate) async fn open(&self, data: &Path) -> Client {
        let app = env::current_exe().unwrap();
        let app = app.parent().unwrap().with_file_name("candor-desktop");
        let passphrase = data.join("passphrase.txt");
        let capabilities = json!({
            "browserName": "wry",
            "tauri:options": {
                "application": app,
                "args": ["--data-dir", data, "--passphrase-file", passphrase],
            },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!()
        };
        let begin = Instant::now();
        loop {
            let mut builder = ClientBuilder::native();
            builder.capabilities(capabilities.clone());
            let address = format!("http://127.0.0.1:{}", self.port);
            match builder.connect(&address).await {
                Ok(client) => return client,
                Err(_) => pause(begin + PATIENCE, Duration::from_millis(50)),
            }
        }
    }
}

impl Driver {
    /// The process under which the window's own run.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It has usually ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Lets `length` pass, unless waiting has lasted too long.
pub(crate) fn pause(patience: Instant, length: Duration) {
    assert!(Instant::now() < patience, "waited in vain");
    // Poll: neither the X server nor the driver announces what is waited for.
    thread::sleep(length);
}
