//! A Secret Service of its own for tests: private D-Bus, private home, real `gnome-keyring-daemon`.
//!
//! Needs the programs `dbus-daemon`, `dbus-send` and `gnome-keyring-daemon`. Everything is in a temporary folder and ends
//! with the value. Run what should use it as a child process with [`SecretService::env`].

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// How long the daemons may take to come up.
const PATIENCE: Duration = Duration::from_secs(20);
/// No service folders: nothing is started behind the test's back.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=FOLDER</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A running session bus, with or without a keychain on it.
#[derive(Debug)]
pub struct SecretService {
    home: TempDir,
    address: OsString,
    // Ended in this order.
    keychain: Option<Ended>,
    _bus: Ended,
}

impl SecretService {
    /// A session with an unlocked keychain.
    ///
    /// # Errors
    /// When a program is missing or does not come up.
    pub fn start() -> io::Result<Self> {
        let mut session = Self::without_keychain()?;
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .envs(session.env())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(Ended)?;
        if let Some(mut stdin) = daemon.0.stdin.take() {
            stdin.write_all(b"the test keychain's password")?;
        }
        session.keychain = Some(daemon);
        session.wait_for_keychain()?;
        Ok(session)
    }

    /// A session in which nobody keeps secrets.
    ///
    /// # Errors
    /// When `dbus-daemon` is missing or does not come up.
    pub fn without_keychain() -> io::Result<Self> {
        let home = TempDir::new()?;
        let config = home.path().join("bus.conf");
        let folder = home.path().display().to_string();
        fs::write(&config, BUS.replace("FOLDER", &folder))?;
        let mut bus = Command::new("dbus-daemon")
            .arg("--config-file")
            .arg(&config)
            .args(["--nofork", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map(Ended)?;
        let mut address = String::new();
        if let Some(stdout) = bus.0.stdout.take() {
            BufReader::new(stdout).read_line(&mut address)?;
        }
        let address = address.trim();
        if address.is_empty() {
            return Err(io::Error::other("dbus-daemon did not come up"));
        }
        Ok(Self {
            home,
            address: address.into(),
            keychain: None,
            _bus: bus,
        })
    }

    /// What a process needs in its environment to live in this session.
    pub fn env(&self) -> Vec<(OsString, OsString)> {
        let home = self.home.path();
        [
            ("DBUS_SESSION_BUS_ADDRESS", self.address.clone()),
            ("HOME", home.into()),
            ("XDG_RUNTIME_DIR", home.into()),
            ("XDG_DATA_HOME", home.join("data").into()),
            ("XDG_CONFIG_HOME", home.join("config").into()),
            ("XDG_CACHE_HOME", home.join("cache").into()),
        ]
        .map(|(name, value)| (name.into(), value))
        .into()
    }

    /// Locks the keychain. Nobody can unlock it: there is no display to ask for the password on.
    ///
    /// # Errors
    /// When the keychain does not do so.
    pub fn lock(&self) -> io::Result<()> {
        self.call([
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            "array:objpath:/org/freedesktop/secrets/collection/login",
        ])
        .map(drop)
    }

    /// Stops the keychain in its tracks: it is still there but answers nothing any more.
    ///
    /// # Errors
    /// When there is no keychain, or it cannot be stopped.
    pub fn freeze(&self) -> io::Result<()> {
        let daemon = self.keychain.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let status = Command::new("kill")
            .args(["-STOP", &daemon.0.id().to_string()])
            .status()?;
        if !status.success() {
            return Err(io::Error::other("the keychain cannot be stopped"));
        }
        Ok(())
    }

    fn wait_for_keychain(&self) -> io::Result<()> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let there = self.call([
                "--dest=org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ])?;
            // The name is owned before the keyring is open; the alias is set once it is.
            if there.contains("true") && self.default_keyring()?.contains("/collection/") {
                return Ok(());
            }
        }
        Err(io::Error::other("gnome-keyring-daemon did not come up"))
    }

    fn default_keyring(&self) -> io::Result<String> {
        self.call([
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.ReadAlias",
            "string:default",
        ])
    }

    fn call<'a>(&self, message: impl IntoIterator<Item = &'a str>) -> io::Result<String> {
        let output = Command::new("dbus-send")
            .args(["--session", "--print-reply=literal"])
            .args(message.into_iter().map(OsStr::new))
            .envs(self.env())
            .stdin(Stdio::null())
            .output()?;
        if !output.status.success() {
            return Err(io::Error::other(
                String::from_utf8_lossy(&output.stderr).into_owned(),
            ));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// A child process that ends with the value.
#[derive(Debug)]
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
