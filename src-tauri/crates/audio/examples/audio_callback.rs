//! How regularly sound arrives, and whether any is lost, while other work keeps every processor busy.
//!
//! `audio_callback [SECONDS]` listens to a virtual microphone for a minute, beside two busy threads per processor, and
//! prints `BENCH` lines as `cargo xtask bench` reads them; `peer` is the bound.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

#[cfg(target_os = "linux")]
fn main() {
    if let Ok(seconds) = std::env::var(linux::SECONDS) {
        return linux::listen(seconds.parse().unwrap());
    }
    linux::measure(std::env::args().nth(1).map_or(60, |n| n.parse().unwrap()));
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the virtual microphone needs PulseAudio on Linux");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        hint::black_box,
        io::{BufRead, BufReader},
        process::{Command, Stdio},
        sync::atomic::{AtomicBool, Ordering},
        thread,
        time::{Duration, Instant},
    };

    use candor_audio::{Microphone, SAMPLE_RATE, Source, testing::VirtualMicrophone, wav_bytes};

    /// Says to the process that listens how long it shall.
    pub(crate) const SECONDS: &str = "CANDOR_LISTEN_SECONDS";
    /// What a callback brings where nobody asks for another length: 50 ms.
    const BUFFER: Duration = Duration::from_millis(50);

    /// Plays while a process of its own listens: which microphone it hears is decided by its environment.
    pub(crate) fn measure(seconds: u64) {
        let bench = VirtualMicrophone::start().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let wav = folder.path().join("tone.wav");
        let tone: Vec<f32> = (0..seconds * u64::from(SAMPLE_RATE))
            .map(|n| 0.3 * (n as f32 * 0.2).sin())
            .collect();
        std::fs::write(&wav, wav_bytes(&tone)).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .envs(bench.env())
            .env(SECONDS, seconds.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.next().unwrap().unwrap();
        assert_eq!(ready, "listening");
        bench.play(&wav).unwrap();
        for line in lines {
            println!("{}", line.unwrap());
        }
        assert!(child.wait().unwrap().success(), "see above");
    }

    pub(crate) fn listen(seconds: u64) {
        let mut microphone = Microphone::open(None).unwrap();
        let mut heard = Vec::new();
        while heard.is_empty() {
            microphone.read(&mut heard).unwrap();
        }
        println!("listening");
        let over = AtomicBool::new(false);
        let workers = 2 * thread::available_parallelism().map_or(2, usize::from);
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    let mut n = 0_u64;
                    while !over.load(Ordering::Relaxed) {
                        n = black_box(n.wrapping_mul(6_364_136_223_846_793_005) + 1);
                    }
                });
            }
            let (began, mut samples) = (Instant::now(), 0_u64);
            while began.elapsed() < Duration::from_secs(seconds) {
                heard.clear();
                microphone.read(&mut heard).unwrap();
                samples += heard.len() as u64;
            }
            over.store(true, Ordering::Relaxed);
            let missing = began.elapsed().saturating_sub(Duration::from_millis(
                samples * 1_000 / u64::from(SAMPLE_RATE),
            ));
            report(&microphone, missing);
        });
    }

    fn report(microphone: &Microphone, missing: Duration) {
        let times = microphone.callback_times();
        println!("{times:?}; {missing:?} behind the clock at the end");
        let ms = |d: Duration| d.as_secs_f64() * 1_000.0;
        let figures = Figures(times.callbacks);
        figures.bounded(
            "callback took, ms, 999 of 1,000",
            ms(times.took_p999),
            ms(BUFFER),
        );
        // Being late is no loss: the system keeps what is not fetched yet, and what it cannot keep is an overrun.
        figures.show(
            "callback late by, ms, 999 of 1,000",
            ms(times.late_p999),
            ms(BUFFER),
            "",
        );
        figures.bounded("sound behind the clock, ms", ms(missing), ms(4 * BUFFER));
        figures.bounded("frames dropped", microphone.dropped() as f64, 0.0);
        figures.bounded("overruns of the system", microphone.overruns() as f64, 0.0);
    }

    /// Figures drawn from so many callbacks; durations in ms.
    struct Figures(u64);

    impl Figures {
        fn bounded(&self, name: &str, ours: f64, bound: f64) {
            self.show(name, ours, bound, ",\"goal\":1.0");
        }

        fn show(&self, name: &str, ours: f64, peer: f64, goal: &str) {
            let ratio = if peer > 0.0 { ours / peer } else { 1.0 + ours };
            let runs = self.0;
            println!(
                "BENCH {{\"name\":\"{name}\",\"ours\":{ours:.3},\"peer\":{peer:.3},\"ratio\":{ratio:.3}{goal},\"runs\":{runs}}}"
            );
        }
    }
}
