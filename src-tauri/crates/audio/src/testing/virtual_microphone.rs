//! A microphone made of PulseAudio: what is played into its sink is what it hears.

use std::{
    fs,
    os::unix::net::UnixStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Name of the sink that is played into.
const SINK: &str = "candor";
/// Name of the source that hears it.
const SOURCE: &str = "candor_mic";
/// Name of another source, with a sink of its own.
const SPARE: &str = "candor_spare";
/// What the other one is called in lists of microphones.
pub const SPARE_NAME: &str = "Spare microphone";
/// How long the daemon may take to answer.
const STARTING: Duration = Duration::from_secs(20);

/// The bench could not be set up or used; says what to install or what went wrong.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BenchError(String);

/// A private PulseAudio daemon with one microphone. It ends when this is dropped.
#[derive(Debug)]
pub struct VirtualMicrophone {
    daemon: Child,
    home: TempDir,
}

impl VirtualMicrophone {
    /// Starts the daemon and waits until its microphone is there.
    ///
    /// # Errors
    /// [`BenchError`] if PulseAudio is not installed or does not start.
    pub fn start() -> Result<Self, BenchError> {
        let failed = |what: &str, e: &dyn std::fmt::Display| BenchError(format!("{what}: {e}"));
        let home = tempfile::Builder::new()
            .prefix("candor-mic-")
            .tempdir()
            .map_err(|e| failed("no temporary folder for the virtual microphone", &e))?;
        let path = |name: &str| home.path().join(name);
        fs::write(path(".asoundrc"), ASOUNDRC)
            .and_then(|()| fs::create_dir(path("run")))
            .map_err(|e| failed("the virtual microphone's files cannot be written", &e))?;
        let log = fs::File::create(path("pulseaudio.log"))
            .map_err(|e| failed("the virtual microphone's log cannot be written", &e))?;
        let socket = path("native");
        let daemon = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--system=false", "--use-pid-file=no"])
            .args(["--disable-shm=yes", "--high-priority=no", "--realtime=no"])
            // Ends by itself should the test be killed before it can end it.
            .arg("--exit-idle-time=600")
            .args(["-L", &sink(SINK)])
            .args(["-L", &source(SINK, SOURCE)])
            // Last, so that whoever can connect finds the microphone.
            .args([
                "-L",
                &format!(
                    "module-native-protocol-unix auth-anonymous=1 socket={}",
                    socket.display()
                ),
            ])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(environment(home.path()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|e| failed("pulseaudio cannot be started; install the packages pulseaudio, pulseaudio-utils and libasound2-plugins", &e))?;
        let mut microphone = Self { daemon, home };
        let began = Instant::now();
        while UnixStream::connect(&socket).is_err() {
            let ended = microphone.daemon.try_wait().ok().flatten();
            if ended.is_some() || began.elapsed() > STARTING {
                let log = fs::read_to_string(microphone.home.path().join("pulseaudio.log"));
                return Err(failed(
                    "pulseaudio did not come up",
                    &log.unwrap_or_default(),
                ));
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(microphone)
    }

    /// Environment in which a program hears this microphone as the default one, through ALSA.
    pub fn env(&self) -> Vec<(String, String)> {
        environment(self.home.path())
    }

    /// Says the contents of a WAV file into the microphone; returns when it has been said.
    ///
    /// # Errors
    /// [`BenchError`] if the file cannot be played.
    pub fn play(&self, wav: &Path) -> Result<(), BenchError> {
        let played = Command::new("paplay")
            .arg(format!("--device={SINK}"))
            .arg(wav)
            .envs(self.env())
            .output()
            .map_err(|e| {
                BenchError(format!(
                    "paplay cannot be started; install the package pulseaudio-utils: {e}"
                ))
            })?;
        if played.status.success() {
            Ok(())
        } else {
            Err(BenchError(format!(
                "“{}” cannot be played: {}",
                wav.display(),
                String::from_utf8_lossy(&played.stderr)
            )))
        }
    }

    /// Unplugs the microphone. Without another one its listeners lose it; else the daemon moves them there.
    ///
    /// # Errors
    /// [`BenchError`] if the daemon refuses, as when it is unplugged already.
    pub fn unplug(&self) -> Result<(), BenchError> {
        let modules = self.pactl(&["list", "short", "modules"])?;
        let own = format!("sink_name={SINK}");
        let number = modules
            .lines()
            .find(|line| line.split_whitespace().any(|word| word == own))
            .and_then(|line| line.split_whitespace().next())
            .ok_or_else(|| BenchError("the virtual microphone is not plugged in".to_owned()))?;
        self.pactl(&["unload-module", number]).map(drop)
    }

    /// Plugs the microphone in again.
    ///
    /// # Errors
    /// [`BenchError`] if the daemon refuses.
    pub fn replug(&self) -> Result<(), BenchError> {
        self.plug(SINK, SOURCE)
    }

    /// Stops the daemon in the middle of whatever it does: nothing arrives any more, and nobody is told.
    ///
    /// # Errors
    /// [`BenchError`] if the system refuses.
    pub fn freeze(&self) -> Result<(), BenchError> {
        self.signal("-STOP")
    }

    /// Lets the daemon go on after [`Self::freeze`].
    ///
    /// # Errors
    /// [`BenchError`] if the system refuses.
    pub fn thaw(&self) -> Result<(), BenchError> {
        self.signal("-CONT")
    }

    fn signal(&self, name: &str) -> Result<(), BenchError> {
        let sent = Command::new("kill")
            .args([name, &self.daemon.id().to_string()])
            .status();
        match sent {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(BenchError(format!("kill {name} ended with {status}"))),
            Err(e) => Err(BenchError(format!("kill {name} cannot be started: {e}"))),
        }
    }

    /// Plugs another microphone in, [`SPARE_NAME`]; nobody speaks into it.
    ///
    /// # Errors
    /// [`BenchError`] if the daemon refuses.
    pub fn plug_spare(&self) -> Result<(), BenchError> {
        self.plug("candor_spare_sink", SPARE)
    }

    fn plug(&self, of: &str, name: &str) -> Result<(), BenchError> {
        for module in [sink(of), source(of, name)] {
            let mut words = vec!["load-module"];
            words.extend(module.split(' '));
            self.pactl(&words)?;
        }
        Ok(())
    }

    /// Ends the daemon at once: every microphone is gone, and the sound system with it.
    pub fn end(self) {}

    fn pactl(&self, words: &[&str]) -> Result<String, BenchError> {
        let failed = |why: &dyn std::fmt::Display| {
            BenchError(format!("pactl {} did not work: {why}", words.join(" ")))
        };
        let done = Command::new("pactl")
            .args(words)
            .envs(self.env())
            .output()
            .map_err(|e| failed(&e))?;
        if done.status.success() {
            Ok(String::from_utf8_lossy(&done.stdout).into_owned())
        } else {
            Err(failed(&String::from_utf8_lossy(&done.stderr)))
        }
    }
}

/// The module that takes in what is played. Without `norewinds` an idle sink works two seconds ahead and a new listener
/// waits that long.
fn sink(name: &str) -> String {
    format!("module-null-sink sink_name={name} rate=48000 channels=2 norewinds=1")
}

/// The module that makes a microphone of what is played into a sink.
fn source(sink: &str, name: &str) -> String {
    format!("module-remap-source master={sink}.monitor source_name={name}")
}

impl Drop for VirtualMicrophone {
    fn drop(&mut self) {
        if let Err(e) = self.daemon.kill().and_then(|()| self.daemon.wait()) {
            tracing::warn!(error = %e, "the virtual microphone's daemon could not be ended");
        }
    }
}

/// ALSA's default device is the daemon's default source; the spare one is a device of its own.
const ASOUNDRC: &str = "\
pcm.!default { type pulse hint { show on description \"Virtual microphone\" } }
ctl.!default { type pulse }
pcm.spare { type pulse device \"candor_spare\" hint { show on description \"Spare microphone\" } }
";

fn environment(home: &Path) -> Vec<(String, String)> {
    let path = |name: &str| home.join(name).to_string_lossy().into_owned();
    vec![
        ("HOME".to_owned(), home.to_string_lossy().into_owned()),
        ("XDG_RUNTIME_DIR".to_owned(), path("run")),
        ("PULSE_RUNTIME_PATH".to_owned(), path("run")),
        (
            "PULSE_SERVER".to_owned(),
            format!("unix:{}", path("native")),
        ),
        ("PULSE_SOURCE".to_owned(), SOURCE.to_owned()),
        ("PULSE_SINK".to_owned(), SINK.to_owned()),
    ]
}
