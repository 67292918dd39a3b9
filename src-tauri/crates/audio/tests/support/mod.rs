//! Sounds, files and measurements the tests share.
#![allow(dead_code, reason = "each test file uses a part of this")]

use std::{
    f64::consts::TAU,
    path::{Path, PathBuf},
};

/// How a WAV file stores its samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stored {
    U8,
    I16,
    I24,
    I32,
    F32,
    F64,
}

impl Stored {
    pub(crate) const ALL: [Self; 6] = [
        Self::U8,
        Self::I16,
        Self::I24,
        Self::I32,
        Self::F32,
        Self::F64,
    ];

    fn bits(self) -> u16 {
        match self {
            Self::U8 => 8,
            Self::I16 => 16,
            Self::I24 => 24,
            Self::I32 | Self::F32 => 32,
            Self::F64 => 64,
        }
    }

    fn put(self, sample: f64, to: &mut Vec<u8>) {
        let int = |scale: f64| (sample * scale).round().clamp(-scale, scale - 1.0) as i32;
        match self {
            Self::U8 => to.push((int(128.0) + 128) as u8),
            Self::I16 => to.extend((int(32_768.0) as i16).to_le_bytes()),
            Self::I24 => to.extend(&int(8_388_608.0).to_le_bytes()[..3]),
            Self::I32 => to.extend(int(2_147_483_648.0).to_le_bytes()),
            Self::F32 => to.extend((sample as f32).to_le_bytes()),
            Self::F64 => to.extend(sample.to_le_bytes()),
        }
    }
}

/// A WAV file with the same sound in every channel; with more than two of them in the extensible format.
pub(crate) fn wav(stored: Stored, rate: u32, channels: u16, mono: &[f64]) -> Vec<u8> {
    let mut data = Vec::new();
    for &sample in mono {
        for _ in 0..channels {
            stored.put(sample, &mut data);
        }
    }
    let tag: u16 = if matches!(stored, Stored::F32 | Stored::F64) {
        3
    } else {
        1
    };
    let bytes = stored.bits() / 8 * channels;
    let extensible = channels > 2;
    let mut format = Vec::new();
    for field in [if extensible { 0xfffe } else { tag }, channels] {
        format.extend(field.to_le_bytes());
    }
    format.extend(rate.to_le_bytes());
    format.extend((rate * u32::from(bytes)).to_le_bytes());
    for field in [bytes, stored.bits()] {
        format.extend(field.to_le_bytes());
    }
    if extensible {
        format.extend(22_u16.to_le_bytes());
        format.extend(stored.bits().to_le_bytes());
        format.extend(((1_u32 << channels) - 1).to_le_bytes());
        format.extend(tag.to_le_bytes());
        format.extend([
            0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71,
        ]);
    }
    let mut file = b"RIFF".to_vec();
    file.extend((4 + 8 + format.len() as u32 + 8 + data.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend((format.len() as u32).to_le_bytes());
    file.extend(format);
    file.extend(b"data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file
}

/// A sine of amplitude 0.5.
pub(crate) fn tone(rate: u32, hertz: f64, samples: usize) -> Vec<f64> {
    (0..samples)
        .map(|n| 0.5 * (n as f64 * hertz * TAU / f64::from(rate)).sin())
        .collect()
}

/// Noise between −`amplitude` and `amplitude`, the same for the same seed.
pub(crate) fn noise(seed: u64, amplitude: f32, samples: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..samples)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            ((state >> 40) as f32 / 8_388_608.0 - 1.0) * amplitude
        })
        .collect()
}

/// Writes a file and gives its path.
pub(crate) fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A recording shipped for tests and the demo.
pub(crate) fn answer(number: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../../models/demo/answers/{number}.wav"))
}

/// A file of `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// Amplitude of the part of 16 kHz `samples` that has this pitch.
pub(crate) fn amplitude_at(samples: &[f32], hertz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, &sample) in samples.iter().enumerate() {
        let phase = n as f64 * hertz * TAU / 16_000.0;
        re += f64::from(sample) * phase.cos();
        im += f64::from(sample) * phase.sin();
    }
    2.0 * re.hypot(im) / samples.len() as f64
}

/// By how many samples `b` lags behind `a` (−`reach` to `reach`), and how alike they are there (1 = the same).
pub(crate) fn lag(a: &[f32], b: &[f32], reach: isize) -> (isize, f64) {
    let energy = |x: &[f32]| {
        x.iter()
            .map(|&s| f64::from(s) * f64::from(s))
            .sum::<f64>()
            .sqrt()
    };
    let scale = energy(a) * energy(b);
    (-reach..=reach)
        .map(|lag| {
            let (a_from, b_from) = if lag < 0 {
                (lag.unsigned_abs(), 0)
            } else {
                (0, lag.unsigned_abs())
            };
            let sum: f64 = a[a_from.min(a.len())..]
                .iter()
                .zip(&b[b_from.min(b.len())..])
                .map(|(&x, &y)| f64::from(x) * f64::from(y))
                .sum();
            (lag, sum / scale)
        })
        .max_by(|x, y| x.1.total_cmp(&y.1))
        .unwrap()
}

/// Difference between `original` and `copy` in decibels below `original`.
pub(crate) fn error_db(original: &[f32], copy: &[f32]) -> f64 {
    let square = |x: f32| f64::from(x) * f64::from(x);
    let signal: f64 = original.iter().map(|&s| square(s)).sum();
    let error: f64 = original.iter().zip(copy).map(|(a, b)| square(a - b)).sum();
    10.0 * (error / signal).log10()
}
