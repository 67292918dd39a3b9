//! How fast speech models are on this machine: measured with a sentence of the demo, estimated from what was measured.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, TryLockError},
    time::{Duration, Instant},
};

use candor_domain::{Actor, Language, UtcMillis};
use candor_speech::{CatalogEntry, TranscribeOptions, Transcriber};
use candor_store::settings;
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, clock};

/// Name of the setting: measured speeds by model.
const NAME: &str = "model_speed";
/// A sentence of four seconds: 16 kHz mono, 16 bit.
const SAMPLE: &[u8] = include_bytes!("../../../../models/demo/recordings/return.wav");
/// Bytes before its samples.
const HEADER: usize = 44;
/// Beyond this share of real time, text falls behind somebody who speaks without pausing.
const LIVE: f64 = 0.8;
/// A run shorter than this is repeated: the first one also warms the caches.
const SHORT: Duration = Duration::from_secs(4);

/// The demo model.
const DEMO: &str = "demo-en";
/// What it takes, on the scale of [`cost`]: it is so small that most of its time goes into other things than computing.
/// The example `demo_speed` of the speech crate measures it against models of the real shapes: tiny takes 8 times as
/// long, base 19 times.
const DEMO_COST: f64 = 5.1;

/// How fast a model is on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Speed {
    /// Seconds of computing for a second of speech.
    pub factor: f64,
    /// Measured with this model; otherwise worked out from another one.
    pub measured: bool,
    /// Fast enough for live captions.
    pub live: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Measured {
    factor: f64,
    at: UtcMillis,
}

type AllMeasured = BTreeMap<String, Measured>;

/// Transcribes a short sample with this model and keeps how long that took. Blocks for seconds, with a large model on
/// a slow machine for a minute.
///
/// # Errors
/// [`Error::Conflict`] while an interview listens or another measurement runs; a model that is missing or damaged.
pub fn measure(app: &App, name: &str) -> Result<Speed> {
    app.models().entry(name)?;
    let _alone = match app.machine().measuring.try_lock() {
        Ok(guard) => guard,
        Err(TryLockError::Poisoned(guard)) => PoisonError::into_inner(guard),
        Err(TryLockError::WouldBlock) => {
            return Err(Error::Conflict(
                "another speech model is being measured; try again in a moment".to_owned(),
            ));
        }
    };
    if app.open_rooms().iter().any(|(_, listening)| *listening) {
        return Err(Error::Conflict(
            "an interview is running, which a measurement would slow down; try again afterwards"
                .to_owned(),
        ));
    }
    let mut whisper = app.recogniser().open(&app.models().locate(name)?)?;
    let samples = samples();
    let options = TranscribeOptions::new(Language::En);
    let mut took = run(whisper.as_mut(), &samples, &options)?;
    if took < SHORT {
        took = took.min(run(whisper.as_mut(), &samples, &options)?);
    }
    let seconds = samples.len() as f64 / f64::from(candor_domain::recording::SAMPLE_RATE);
    let factor = took.as_secs_f64() / seconds;
    tracing::info!(model = name, factor, "speed of a speech model");
    let now = clock::now();
    let measured = Measured { factor, at: now };
    let model = name.to_owned();
    app.store().write(Actor::Operator, now, move |tx| {
        let mut all: AllMeasured = settings::get(tx.conn(), NAME)?.unwrap_or_default();
        all.insert(model, measured);
        settings::put(tx, NAME, &all)
    })?;
    Ok(speed(factor, true))
}

fn run(
    whisper: &mut dyn Transcriber,
    samples: &[f32],
    options: &TranscribeOptions,
) -> Result<Duration> {
    let began = Instant::now();
    whisper.transcribe(samples, options)?;
    Ok(began.elapsed())
}

fn samples() -> Vec<f32> {
    let (words, _) = SAMPLE[HEADER..].as_chunks::<2>();
    words
        .iter()
        .map(|bytes| f32::from(i16::from_le_bytes(*bytes)) / 32_768.0)
        .collect()
}

fn speed(factor: f64, measured: bool) -> Speed {
    Speed {
        factor,
        measured,
        live: factor <= LIVE,
    }
}

/// What was measured on this machine, to tell the speed of any model from.
pub(crate) struct Speeds(AllMeasured);

impl Speeds {
    /// As if these had been measured.
    #[cfg(test)]
    pub(crate) fn known(measured: &[(&str, f64)]) -> Self {
        let at = UtcMillis(1);
        let all = measured.iter();
        Self(
            all.map(|(name, factor)| {
                let factor = *factor;
                ((*name).to_owned(), Measured { factor, at })
            })
            .collect(),
        )
    }

    /// Nothing was measured.
    pub(crate) fn none() -> Self {
        Self(AllMeasured::new())
    }

    /// Reads them.
    pub(crate) fn read(app: &App) -> Result<Self> {
        let all = app.store().read(|conn| settings::get(conn, NAME))?;
        Ok(Self(all.unwrap_or_default()))
    }

    /// The measured speed, or an estimate from the measured model that takes most nearly as much computing, or, before
    /// any real one was measured, from the demo model; none before that.
    pub(crate) fn of(&self, entry: &CatalogEntry) -> Option<Speed> {
        if let Some(measured) = self.0.get(&entry.name) {
            return Some(speed(measured.factor, true));
        }
        let wanted = cost(&entry.name)?;
        let nearest = self
            .0
            .iter()
            .filter_map(|(name, measured)| Some((cost(name)?, measured.factor)))
            .min_by(|(a, _), (b, _)| {
                let distance = |cost: f64| (cost / wanted).ln().abs();
                distance(*a).total_cmp(&distance(*b))
            });
        let demo = || Some((DEMO_COST, self.0.get(DEMO)?.factor));
        let (cost, factor) = nearest.or_else(demo)?;
        Some(speed(factor * wanted / cost, false))
    }
}

/// Computing a model needs for one utterance, in billions of operations, from the shape of its family; none for
/// models of unknown shape.
fn cost(name: &str) -> Option<f64> {
    /// What the encoder looks at, whatever the length of the utterance.
    const CONTEXT: f64 = 1_500.0;
    /// Tokens of a usual utterance.
    const TOKENS: f64 = 30.0;
    let family = name.split(['-', '.']).next()?;
    let (encoder, width, decoder) = match family {
        "tiny" => (4.0, 384.0, 4.0),
        "base" => (6.0, 512.0, 6.0),
        "small" => (12.0, 768.0, 12.0),
        "medium" => (24.0, 1_024.0, 24.0),
        "large" if name.contains("turbo") => (32.0, 1_280.0, 4.0),
        "large" => (32.0, 1_280.0, 32.0),
        _ => return None,
    };
    let encoding = encoder * CONTEXT * (24.0 * width * width + 4.0 * CONTEXT * width);
    let looking = decoder * CONTEXT * 4.0 * width * width;
    let writing = TOKENS * (decoder * 28.0 * width * width + 2.0 * 51_865.0 * width);
    Some((encoding + looking + writing) / 1e9)
}

#[cfg(test)]
mod tests {
    use candor_speech::Catalog;

    use super::*;

    #[test]
    fn the_sample_is_four_seconds_of_mono_at_the_one_rate() {
        assert_eq!(&SAMPLE[..4], b"RIFF");
        assert_eq!(&SAMPLE[20..28], [1, 0, 1, 0, 0x80, 0x3e, 0, 0]);
        assert_eq!(&SAMPLE[36..40], b"data");
        let samples = samples();
        assert!((60_000..80_000).contains(&samples.len()));
        assert!(samples.iter().any(|s| s.abs() > 0.1));
    }

    #[test]
    fn what_was_not_measured_is_estimated_from_the_nearest_that_was() {
        let catalog = Catalog::bundled();
        let entry = |name| catalog.get(name).unwrap();
        let at = UtcMillis(1);
        let speeds = Speeds(
            [
                ("base-q5_1".to_owned(), Measured { factor: 0.2, at }),
                ("large-v2".to_owned(), Measured { factor: 20.0, at }),
            ]
            .into(),
        );
        assert_eq!(speeds.of(entry("base-q5_1")), Some(speed(0.2, true)));
        let small = speeds.of(entry("small")).unwrap();
        assert!(
            !small.measured && (0.4..1.2).contains(&small.factor),
            "{small:?}"
        );
        let large = speeds.of(entry("large-v3")).unwrap();
        assert!(
            (large.factor - 20.0).abs() < 0.001 && !large.measured && !large.live,
            "{large:?}"
        );
        let turbo = speeds.of(entry("large-v3-turbo-q5_0")).unwrap();
        assert!(turbo.factor < large.factor);
        assert_eq!(speeds.of(entry("demo-en")), None);
        assert_eq!(Speeds::none().of(entry("small")), None);
    }

    #[test]
    fn before_any_real_model_is_here_the_demo_tells_how_fast_the_machine_is() {
        let catalog = Catalog::bundled();
        let entry = |name| catalog.get(name).unwrap();
        let of = |measured: &[(&str, f64)], name| Speeds::known(measured).of(entry(name)).unwrap();
        let tiny = of(&[("demo-en", 0.02)], "tiny");
        assert!(
            !tiny.measured && (0.12..0.2).contains(&tiny.factor),
            "{tiny:?}"
        );
        let base = of(&[("demo-en", 0.02)], "base");
        assert!((0.3..0.45).contains(&base.factor), "{base:?}");
        // A real one tells more, however different.
        let small = of(&[("demo-en", 0.02), ("large-v3", 50.0)], "small");
        assert!(small.factor > 2.0, "{small:?}");
    }
}
