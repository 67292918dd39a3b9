//! `cargo xtask bench`: our figures beside those of a peer doing the same work, as ratios.
//!
//! Each benchmark is an example of the crate it measures. Whatever it prints is shown; lines of the form
//!
//! ```text
//! BENCH {"name":"file transcription","unit":"s","ours":1.93,"peer":1.91,"ratio":1.01,"goal":1.02,"runs":9}
//! ```
//!
//! are its results, one object per figure:
//!
//! - `ours`, `peer`: medians over `runs` interleaved runs, in `unit` (optional);
//! - `ratio`: ours divided by peer, as the benchmark weighs it (median of the runs' ratios where runs are paired);
//! - `goal`: the bound of the ratio. Above one it is a ceiling (time, memory), below one a floor (work per second)
//!   unless `ceiling` is true (time that has to be a fraction).
//!   A figure without one is for information.
//!
//! Several lines of one name are taken as repetitions: the table shows their medians and the sum of their runs. A
//! missed goal is shown, not made an error, because a busy machine can miss one; a benchmark that prints no result is
//! an error.
//!
//! Built with the `dev` profile, which spares a second build of everything. It stands in fairly for what ships,
//! because all that the figures spend their time in is optimised in it, for both sides alike: whisper.cpp and its
//! bindings, voice activity, transcription, SQLite, the encryption, the store and what it stores, by
//! `[profile.dev.package]`, like the unpacking of the page; WebKit and GTK, because they come with the distribution.
//! Of the window's programs our own shell and most of tauri are not, which can only count against us: the empty window
//! has the same tauri and no shell, and larger programs take more memory.

use serde::Deserialize;

use crate::failure::Failure;
use crate::process::Call;
use crate::setup::{Purpose, setup};
use crate::suite::WINDOW_TESTS;
use crate::{say, show, ui};

const MARK: &str = "BENCH ";

/// One of the benchmarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Bench {
    /// Transcribing a file, against a bare whisper-rs loop.
    Speech,
    /// Short clips with whisper's context sized to them, against its full 30 s.
    Context,
    /// Words invented in an hour in which nobody speaks, and spoken words that are lost.
    Invented,
    /// Recognition in a process of its own, against the same in this one; and 500 kills of it without a lost word.
    Isolation,
    /// The callback of a microphone and lost samples beside busy processors, against bounds.
    Audio,
    /// A microphone unplugged 50 times in one interview: how soon it is back and how true the gaps are.
    Microphones,
    /// How soon words are on screen at real time, on an idle computer and on a busy one.
    Live,
    /// Memory over an interview of four hours, which takes some minutes.
    Memory,
    /// Memory while an hour of two channels is taken in from a file, against ten minutes.
    Import,
    /// Inserts per second, against plain SQLite on the same schema.
    Store,
    /// Start time and memory of the window, against an empty Tauri window.
    Window,
    /// A desk of 10,000 interviews and one of 100,000 messages in the window, against a short one and against bounds.
    Large,
    /// A model's words in the window: how soon they are on screen, and what a long conversation keeps in memory.
    Replies,
}

impl Bench {
    const ALL: [Self; 13] = [
        Self::Speech,
        Self::Context,
        Self::Invented,
        Self::Isolation,
        Self::Audio,
        Self::Microphones,
        Self::Live,
        Self::Memory,
        Self::Import,
        Self::Store,
        Self::Window,
        Self::Large,
        Self::Replies,
    ];

    /// The package and its example.
    fn example(self) -> [&'static str; 2] {
        match self {
            Self::Speech => ["candor-speech", "bare_loop_ratio"],
            Self::Context => ["candor-speech", "context_ratio"],
            Self::Invented => ["candor-speech", "invented_words"],
            Self::Isolation => ["candor-speech", "child_kills"],
            Self::Audio => ["candor-audio", "audio_callback"],
            Self::Microphones => ["candor-core", "microphone_returns"],
            Self::Live | Self::Memory => ["candor-core", "live_replay"],
            Self::Import => ["candor-core", "import_memory"],
            Self::Store => ["candor-store", "insert_rate"],
            Self::Window => ["candor-desktop", "window_ratio"],
            Self::Large => ["candor-desktop", "big_window"],
            Self::Replies => ["candor-desktop", "streamed_replies"],
        }
    }

    /// What cargo is told besides the example.
    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Speech
            | Self::Context
            | Self::Invented
            | Self::Isolation
            | Self::Audio
            | Self::Microphones
            | Self::Live
            | Self::Memory
            | Self::Import
            | Self::Store => &[],
            Self::Window | Self::Large | Self::Replies => &["--features", WINDOW_TESTS],
        }
    }

    /// What the example is told.
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Memory => &["--", "--memory"],
            _ => &[],
        }
    }

    /// Builds the programs that the example starts: `cargo run` builds the example alone.
    fn prepare(self) -> Result<(), Failure> {
        if !matches!(self, Self::Window | Self::Large | Self::Replies) {
            return Ok(());
        }
        ui::build()?;
        if self == Self::Large {
            Call::cargo()
                .args([
                    "build",
                    "--package",
                    "candor-store",
                    "--example",
                    "big_desk",
                ])
                .run()?;
        }
        let [package, _] = self.example();
        // With the examples, so that all are built with the same features of everything beneath them.
        Call::cargo()
            .args(["build", "--package", package, "--bins", "--examples"])
            .args(self.features())
            .run()
    }

    fn results(self) -> Result<Vec<Figure>, Failure> {
        let [package, example] = self.example();
        let call = Call::cargo()
            .args(["run", "--package", package, "--example", example])
            .args(self.features())
            .args(self.arguments());
        let shown = call.shown().to_owned();
        let heard = call.listen()?;
        if !heard.succeeded {
            return Err(Failure::Ended { shown, status: 1 });
        }
        let figures = figures(&heard.lines)?;
        if figures.is_empty() {
            return Err(Failure::Unreadable {
                what: format!("the output of `{shown}`"),
                cause: format!("it has no `{}` line", MARK.trim()),
            });
        }
        Ok(figures)
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Figure {
    name: String,
    #[serde(default)]
    unit: String,
    ours: f64,
    peer: f64,
    ratio: f64,
    #[serde(default)]
    goal: Option<f64>,
    #[serde(default)]
    ceiling: bool,
    runs: u64,
}

impl Figure {
    fn is_ceiling(&self, goal: f64) -> bool {
        self.ceiling || goal >= 1.0
    }

    /// Nothing to say where there is no goal.
    fn reaches_goal(&self) -> Option<bool> {
        self.goal.map(|goal| {
            if self.is_ceiling(goal) {
                self.ratio <= goal
            } else {
                self.ratio >= goal
            }
        })
    }
}

/// Runs the chosen benchmarks, or all of them, and prints the table.
pub(crate) fn run(chosen: &[Bench]) -> Result<(), Failure> {
    setup(Purpose::Test)?;
    let chosen = if chosen.is_empty() {
        &Bench::ALL
    } else {
        chosen
    };
    let mut all = Vec::new();
    for bench in chosen {
        say!("\n=== {}", bench.example().join(": "));
        bench.prepare()?;
        all.extend(bench.results()?);
    }
    show!("{}", table(&combined(all)));
    Ok(())
}

fn figures(lines: &[String]) -> Result<Vec<Figure>, Failure> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix(MARK))
        .map(|json| {
            serde_json::from_str(json).map_err(|error| Failure::Unreadable {
                what: format!("the result {json}"),
                cause: error.to_string(),
            })
        })
        .collect()
}

/// One figure per name, in the order they first appear.
fn combined(all: Vec<Figure>) -> Vec<Figure> {
    let mut named: Vec<(Figure, Vec<Figure>)> = Vec::new();
    for figure in all {
        match named
            .iter_mut()
            .find(|(first, _)| first.name == figure.name)
        {
            Some((_, same)) => same.push(figure),
            None => named.push((figure.clone(), vec![figure])),
        }
    }
    named
        .into_iter()
        .map(|(first, same)| Figure {
            ours: median(same.iter().map(|figure| figure.ours)),
            peer: median(same.iter().map(|figure| figure.peer)),
            ratio: median(same.iter().map(|figure| figure.ratio)),
            runs: same.iter().map(|figure| figure.runs).sum(),
            ..first
        })
        .collect()
}

/// The middle value, or the mean of the two middle ones. There is at least one value.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

fn table(figures: &[Figure]) -> String {
    let mut lines = vec![format!(
        "{:<36} {:>14} {:>14} {:>8} {:>9} {:>5}",
        "benchmark", "ours", "peer", "ratio", "goal", "runs"
    )];
    for figure in figures {
        let goal = match figure.goal {
            Some(goal) if figure.is_ceiling(goal) => format!("≤ {goal}"),
            Some(goal) => format!("≥ {goal}"),
            None => "none".to_owned(),
        };
        let verdict = match figure.reaches_goal() {
            Some(true) => "reached",
            Some(false) => "missed",
            None => "for information",
        };
        let name = match figure.unit.as_str() {
            "" => figure.name.clone(),
            unit => format!("{} [{unit}]", figure.name),
        };
        lines.push(format!(
            "{name:<36} {:>14.3} {:>14.3} {:>8.3} {:>9} {:>5}  {verdict}",
            figure.ours, figure.peer, figure.ratio, goal, figure.runs
        ));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, ratio: f64, goal: f64) -> String {
        format!(
            "BENCH {{\"name\":\"{name}\",\"ours\":1.0,\"peer\":1.0,\"ratio\":{ratio},\"goal\":{goal},\"runs\":3}}"
        )
    }

    #[test]
    fn repetitions_become_one_median() {
        let lines = [
            "loading".to_owned(),
            line("a", 1.00, 1.02),
            line("b", 0.9, 0.8),
            line("a", 1.04, 1.02),
            line("a", 1.01, 1.02),
        ];
        let figures = combined(
            figures(&lines)
                .map_err(|failure| failure.to_string())
                .unwrap(),
        );
        let shown: Vec<_> = figures
            .iter()
            .map(|figure| (figure.name.as_str(), figure.ratio, figure.runs))
            .collect();
        assert_eq!(shown, [("a", 1.01, 9), ("b", 0.9, 3)]);
        assert!(
            figures
                .iter()
                .all(|figure| figure.reaches_goal() == Some(true))
        );
    }

    #[test]
    fn a_figure_without_a_goal_is_neither_reached_nor_missed() {
        let line =
            "BENCH {\"name\":\"a\",\"ours\":1.0,\"peer\":2.0,\"ratio\":0.5,\"runs\":3}".to_owned();
        let figures = figures(&[line])
            .map_err(|failure| failure.to_string())
            .unwrap();
        assert_eq!(figures[0].reaches_goal(), None);
        assert!(table(&figures).ends_with("for information"));
    }

    #[test]
    fn a_goal_below_one_is_a_floor() {
        let figures = figures(&[line("a", 0.7, 0.8), line("b", 1.2, 1.15)])
            .map_err(|failure| failure.to_string())
            .unwrap();
        assert!(
            figures
                .iter()
                .all(|figure| figure.reaches_goal() == Some(false))
        );
        assert!(
            table(&figures)
                .lines()
                .skip(1)
                .all(|line| line.ends_with("missed"))
        );
    }

    #[test]
    fn a_goal_below_one_is_a_ceiling_where_that_is_said() {
        let line = |ratio| line("a", ratio, 0.4).replace('}', ",\"ceiling\":true}");
        for (ratio, reached) in [(0.3, true), (0.5, false)] {
            let figures = figures(&[line(ratio)])
                .map_err(|failure| failure.to_string())
                .unwrap();
            assert_eq!(figures[0].reaches_goal(), Some(reached));
            assert!(table(&figures).contains("≤ 0.4"));
        }
    }

    #[test]
    fn a_broken_result_is_an_error() {
        assert!(figures(&["BENCH {\"name\":\"a\"}".to_owned()]).is_err());
    }
}
