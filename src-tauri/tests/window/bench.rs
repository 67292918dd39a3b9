//! A display, a keychain, a microphone and a driver of their own for each test.

use std::{
    ffi::OsString,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use candor_audio::testing::VirtualMicrophone;
use candor_vault::testing::SecretService;
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::json;

/// Longest wait for anything a person would wait for.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A process that ends with the value.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Words to the X server.
mod x11 {
    use x11rb::{
        CURRENT_TIME,
        connection::Connection as _,
        protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask, Window},
    };

    /// Asks a window's program to close it.
    pub(super) fn close(display: &str, window: Window) {
        let (connection, _) = x11rb::connect(Some(display)).unwrap();
        let atom = |name: &str| {
            let reply = connection.intern_atom(false, name.as_bytes()).unwrap();
            reply.reply().unwrap().atom
        };
        let words = [atom("WM_DELETE_WINDOW"), CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), words);
        connection
            .send_event(false, window, EventMask::NO_EVENT, message)
            .unwrap()
            .check()
            .unwrap();
        connection.flush().unwrap();
    }
}

/// Everything a window needs. Ends, in this order, with the value.
pub(crate) struct Bench {
    driver: Option<Ended>,
    _display: Ended,
    display: String,
    pub(crate) session: SecretService,
    pub(crate) microphone: VirtualMicrophone,
    pub(crate) data: tempfile::TempDir,
    port: u16,
}

impl Bench {
    pub(crate) fn start(session: SecretService) -> Self {
        let (screen, display) = display();
        DISPLAY.get_or_init(|| display.clone());
        Self {
            driver: None,
            _display: screen,
            display,
            session,
            microphone: VirtualMicrophone::start().unwrap(),
            data: tempfile::tempdir().unwrap(),
            port: 0,
        }
    }

    /// Opens the window and a session with it.
    pub(crate) async fn open(&mut self, args: &[&str]) -> Client {
        self.driver = None;
        let (port, native) = (free_port(), free_port());
        let mut driver = Command::new(tool("tauri-driver"));
        driver
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &native.to_string(),
            ])
            .args(["--native-driver", "/usr/bin/WebKitWebDriver"])
            .envs(self.env())
            .stdout(Stdio::null());
        self.driver = Some(Ended(
            driver
                .spawn()
                .expect("tauri-driver is installed by the setup"),
        ));
        self.port = port;
        let capabilities = json!({
            "browserName": "wry",
            "tauri:options": { "application": env!("CARGO_BIN_EXE_candor-desktop"), "args": args },
        });
        let serde_json::Value::Object(capabilities) = capabilities else {
            unreachable!()
        };
        let address = format!("http://127.0.0.1:{port}");
        let begin = Instant::now();
        loop {
            let mut builder = ClientBuilder::native();
            builder.capabilities(capabilities.clone());
            match tokio::time::timeout(PATIENCE, builder.connect(&address)).await {
                Ok(Ok(client)) => return client,
                Ok(Err(error)) => assert!(begin.elapsed() < PATIENCE, "no session: {error}"),
                Err(late) => panic!("no session: {late}"),
            }
            tokio::task::yield_now().await;
        }
    }

    /// What a program started beside the window needs to know.
    pub(crate) fn env(&self) -> Vec<(OsString, OsString)> {
        let mut all: Vec<(OsString, OsString)> = Vec::new();
        all.extend(self.session.env());
        for (name, value) in self.microphone.env() {
            all.push((name.into(), value.into()));
        }
        for (name, value) in [
            ("DISPLAY", self.display.as_str()),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
            ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
            ("GDK_BACKEND", "x11"),
        ] {
            all.push((name.into(), value.into()));
        }
        all.push(("CANDOR_DATA".into(), self.data.path().into()));
        all
    }

    /// The running program: the process that holds this test's data folder.
    fn candor(&self) -> Option<u32> {
        let program = Path::new(env!("CARGO_BIN_EXE_candor-desktop"));
        let wanted = format!("CANDOR_DATA={}", self.data.path().display());
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        processes
            .filter(|entry| {
                std::fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == program)
            })
            .filter(|entry| {
                // It may end while it is looked at.
                let environ = std::fs::read(entry.path().join("environ")).unwrap_or_default();
                environ
                    .split(|b| *b == 0)
                    .any(|variable| variable == wanted.as_bytes())
            })
            .find_map(|entry| entry.file_name().to_str()?.parse().ok())
    }

    /// The system's order to end, as at logging out.
    pub(crate) fn terminate(&self) {
        let id = self.candor().expect("Candor runs").to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Ends the program in the middle of whatever it does, as a power cut would.
    pub(crate) fn kill(&self) {
        let id = self.candor().expect("Candor runs").to_string();
        let killed = Command::new("kill").args(["-KILL", &id]).status().unwrap();
        assert!(killed.success());
    }

    /// Whether the program runs.
    pub(crate) fn is_running(&self) -> bool {
        self.candor().is_some()
    }

    /// What `xdotool` says about this test's display.
    pub(crate) fn xdotool(&self, args: &[&str]) -> String {
        let said = Command::new("xdotool")
            .env("DISPLAY", &self.display)
            .args(args)
            .output()
            .expect("xdotool is installed by the setup");
        String::from_utf8(said.stdout).unwrap()
    }

    /// Waits until the program has ended by itself.
    pub(crate) fn wait_until_ended(&self) {
        let begin = Instant::now();
        while self.candor().is_some() {
            assert!(begin.elapsed() < PATIENCE, "Candor still runs");
            std::thread::yield_now();
        }
    }

    /// Presses the close button of the window's frame, as a window manager would tell it.
    pub(crate) fn press_close_button(&self) {
        let search = Command::new("xdotool")
            .env("DISPLAY", &self.display)
            .args(["search", "--onlyvisible", "--name", "^Candor$"])
            .output()
            .expect("xdotool is installed by the setup");
        let windows = String::from_utf8(search.stdout).unwrap();
        let window = windows
            .lines()
            .last()
            .expect("the window is there")
            .parse()
            .unwrap();
        x11::close(&self.display, window);
    }

    pub(crate) fn transcripts(&self) -> PathBuf {
        self.data.path().join("transcripts")
    }
}

fn display() -> (Ended, String) {
    let mut server = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1400x900x24",
            "-nolisten",
            "tcp",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb is installed by the setup");
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(!line.trim().is_empty(), "Xvfb gave no display");
    (Ended(server), format!(":{}", line.trim()))
}

/// Two ports are asked for at once, so they differ; the driver binds them right away.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn tool(name: &str) -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../target/tools/bin")
        .join(name);
    if own.exists() {
        own
    } else {
        PathBuf::from(name)
    }
}

pub(crate) fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../models/demo")
        .canonicalize()
        .unwrap()
}

/// What a person does with the page.
pub(crate) trait Person {
    async fn see(&self, id: &str) -> Element;
    async fn press(&self, id: &str);
    async fn write(&self, id: &str, text: &str);
    async fn choose(&self, id: &str, label: &str);
    async fn read(&self, id: &str) -> String;
    async fn read_until(&self, id: &str, done: impl Fn(&str) -> bool) -> String;
}

fn at(id: &str) -> String {
    format!("[data-testid='{id}']")
}

impl Person for Client {
    async fn see(&self, id: &str) -> Element {
        match self
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(&at(id)))
            .await
        {
            Ok(element) => element,
            Err(error) => {
                keep_picture("missing");
                panic!("{id} did not appear: {error}")
            }
        }
    }

    async fn press(&self, id: &str) {
        let begin = Instant::now();
        loop {
            let element = self.see(id).await;
            if element.is_enabled().await.unwrap_or(false) && element.click().await.is_ok() {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "{id} cannot be pressed");
        }
    }

    async fn write(&self, id: &str, text: &str) {
        self.see(id).await.send_keys(text).await.unwrap();
    }

    async fn choose(&self, id: &str, label: &str) {
        let element = self.see(id).await;
        let begin = Instant::now();
        while element.select_by_label(label).await.is_err() {
            assert!(begin.elapsed() < PATIENCE, "{label} is not offered in {id}");
        }
    }

    async fn read(&self, id: &str) -> String {
        self.see(id).await.text().await.unwrap()
    }

    async fn read_until(&self, id: &str, done: impl Fn(&str) -> bool) -> String {
        let begin = Instant::now();
        let mut last = String::new();
        while begin.elapsed() < PATIENCE {
            // The page may replace the element between finding and reading it.
            if let Ok(element) = self.find(Locator::Css(&at(id))).await
                && let Ok(text) = element.text().await
            {
                if done(&text) {
                    return text;
                }
                last = text;
            }
        }
        keep_picture("unread");
        panic!("{id} still says “{last}”")
    }
}

/// The display of this process's test, for pictures of it.
static DISPLAY: OnceLock<String> = OnceLock::new();

/// Keeps a picture of the screen where `CANDOR_PICTURES` says, for people to look at. Not the driver's own
/// screenshots: WebKitWebDriver waits for ever for one of a page that does not repaint.
pub(crate) fn keep_picture(name: &str) {
    if let (Some(folder), Some(display)) = (std::env::var_os("CANDOR_PICTURES"), DISPLAY.get()) {
        let file = Path::new(&folder).join(format!("{name}.png"));
        let mut import = Command::new("import");
        import
            .args(["-display", display, "-window", "root"])
            .arg(file);
        assert!(
            import
                .status()
                .expect("ImageMagick takes pictures")
                .success()
        );
    }
}
