//! Sounds of rooms and lines in which nobody speaks, made from a seed: the same for every run.
// Length: one function for each kind of sound, nothing else.
#![allow(
    unreachable_pub,
    reason = "a test and a benchmark each use their own part"
)]

use std::f32::consts::TAU;

const RATE: f32 = 16_000.0;

/// A small generator of pseudo-random numbers (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to 1.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1 << 24) as f32
    }

    /// `low` to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// White noise, root mean square 1.
    fn white(&mut self) -> f32 {
        (self.unit() * 2.0 - 1.0) * 3_f32.sqrt()
    }
}

/// A resonance: two poles and two zeros.
struct Band {
    b0: f32,
    a1: f32,
    a2: f32,
    x: [f32; 2],
    y: [f32; 2],
}

impl Band {
    fn new(hertz: f32, width: f32) -> Self {
        let w = TAU * hertz / RATE;
        let alpha = w.sin() * width / (2.0 * hertz);
        let a0 = 1.0 + alpha;
        Self {
            b0: alpha / a0,
            a1: -2.0 * w.cos() / a0,
            a2: (1.0 - alpha) / a0,
            x: [0.0; 2],
            y: [0.0; 2],
        }
    }

    fn pass(&mut self, x: f32) -> f32 {
        let y = self.b0 * (x - self.x[1]) - self.a1 * self.y[0] - self.a2 * self.y[1];
        self.x = [x, self.x[0]];
        self.y = [y, self.y[0]];
        y
    }
}

/// One kind of sound: its name, and how it is made for so many samples.
pub type Kind = (&'static str, fn(usize, &mut Dice) -> Vec<f32>);

/// Every kind.
pub const KINDS: [Kind; 14] = [
    ("silence and dither", quiet),
    ("white noise", white),
    ("hiss that comes and goes", bursts),
    ("a fan", fan),
    ("rain on a window", rain),
    ("line and hold tones", tones),
    ("dialling", dialling),
    ("typing", typing),
    ("mouse and pen", clicks),
    ("breathing", breathing),
    ("paper and cloth", rustling),
    ("steps, doors and chairs", thumps),
    ("an engine", engine),
    ("music on hold", music),
];

/// Brings a sound to this root mean square, in dBFS.
pub fn at_level(mut samples: Vec<f32>, db: f32) -> Vec<f32> {
    let power = samples.iter().map(|s| s * s).sum::<f32>() / samples.len().max(1) as f32;
    if power > 0.0 {
        let gain = 10_f32.powf(db / 20.0) / power.sqrt();
        for sample in &mut samples {
            *sample = (*sample * gain).clamp(-1.0, 1.0);
        }
    }
    samples
}

fn quiet(count: usize, dice: &mut Dice) -> Vec<f32> {
    (0..count)
        .map(|n| {
            if n % 320_000 < 160_000 {
                0.0
            } else {
                dice.white()
            }
        })
        .collect()
}

pub fn white(count: usize, dice: &mut Dice) -> Vec<f32> {
    (0..count).map(|_| dice.white()).collect()
}

/// Noise whose colour and strength change every few seconds, suddenly or slowly.
fn bursts(count: usize, dice: &mut Dice) -> Vec<f32> {
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let length = dice.between(0.1, 3.0) * RATE;
        let mut band = Band::new(dice.between(200.0, 5_000.0), dice.between(200.0, 4_000.0));
        let (from, to) = (dice.unit(), dice.unit());
        for n in 0..length as usize {
            let strength = from + (to - from) * n as f32 / length;
            out.push(band.pass(dice.white()) * strength);
        }
        out.resize(out.len() + (dice.between(0.0, 1.5) * RATE) as usize, 0.0);
    }
    out.truncate(count);
    out
}

/// Low noise with the blades' tone and its overtones.
pub fn fan(count: usize, dice: &mut Dice) -> Vec<f32> {
    let blades = dice.between(60.0, 140.0);
    let mut low = 0.0;
    (0..count)
        .map(|n| {
            low += (dice.white() - low) * 0.05;
            let t = n as f32 / RATE;
            let tone: f32 = (1..6)
                .map(|k| (TAU * blades * k as f32 * t).sin() / (k * k) as f32)
                .sum();
            low * 4.0 + tone * 0.1
        })
        .collect()
}

fn rain(count: usize, dice: &mut Dice) -> Vec<f32> {
    let mut band = Band::new(3_000.0, 4_000.0);
    let mut drop = 0.0_f32;
    (0..count)
        .map(|_| {
            if dice.unit() < 60.0 / RATE {
                drop = dice.between(0.3, 1.5);
            }
            drop *= 0.985;
            band.pass(dice.white()) * (0.3 + drop)
        })
        .collect()
}

/// Engaged, ringing and hold tones of several countries, with their cadences, and a siren.
fn tones(count: usize, dice: &mut Dice) -> Vec<f32> {
    const LINES: [(&[f32], f32, f32); 7] = [
        (&[425.0], 0.48, 0.48),
        (&[425.0], 1.0, 4.0),
        (&[440.0, 480.0], 2.0, 4.0),
        (&[400.0, 450.0], 0.4, 0.2),
        (&[350.0, 440.0], 3.0, 0.0),
        (&[1_000.0], 0.5, 9.5),
        (&[950.0, 1_400.0, 1_800.0], 0.33, 0.1),
    ];
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let (pitches, on, off) = LINES[(dice.next() % 7) as usize];
        for _ in 0..4 {
            for n in 0..(on * RATE) as usize {
                let t = n as f32 / RATE;
                out.push(pitches.iter().map(|hertz| (TAU * hertz * t).sin()).sum());
            }
            out.resize(out.len() + (off * RATE) as usize, 0.0);
        }
        let (low, high) = (dice.between(300.0, 600.0), dice.between(800.0, 1_600.0));
        let mut phase = 0.0;
        for n in 0..(2.0 * RATE) as usize {
            let sweep = f32::midpoint((n as f32 / RATE * TAU * 0.5).sin(), 1.0);
            phase += TAU * (low + (high - low) * sweep) / RATE;
            out.push(phase.sin());
        }
    }
    out.truncate(count);
    out
}

/// Keys of a telephone, and a modem's warble.
fn dialling(count: usize, dice: &mut Dice) -> Vec<f32> {
    const ROWS: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
    const COLUMNS: [f32; 3] = [1_209.0, 1_336.0, 1_477.0];
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let (row, column) = (
            ROWS[(dice.next() % 4) as usize],
            COLUMNS[(dice.next() % 3) as usize],
        );
        let on = dice.between(0.06, 0.3) * RATE;
        for n in 0..on as usize {
            let t = n as f32 / RATE;
            out.push((TAU * row * t).sin() + (TAU * column * t).sin());
        }
        let off = if dice.unit() < 0.1 {
            2.0
        } else {
            dice.between(0.05, 0.4)
        };
        out.resize(out.len() + (off * RATE) as usize, 0.0);
    }
    out.truncate(count);
    out
}

/// A short knock of noise through a few resonances, added at `at`.
fn knock(out: &mut [f32], at: usize, dice: &mut Dice, pitch: (f32, f32), decay_ms: f32, gain: f32) {
    let mut bands = [
        Band::new(dice.between(pitch.0, pitch.1), pitch.0 * 0.6),
        Band::new(dice.between(pitch.0, pitch.1) * 1.7, pitch.0),
    ];
    let fall = (-1.0 / (decay_ms / 1_000.0 * RATE)).exp();
    let mut strength = gain;
    for sample in out.iter_mut().skip(at) {
        let hit = dice.white() * strength;
        *sample += bands.iter_mut().map(|band| band.pass(hit)).sum::<f32>();
        strength *= fall;
        if strength < gain * 0.001 {
            return;
        }
    }
}

/// Keystrokes: down and up, at a person's rhythm, with pauses to think.
fn typing(count: usize, dice: &mut Dice) -> Vec<f32> {
    let mut out = vec![0.0; count];
    let mut at = 0.0;
    while (at as usize) < count {
        let space = dice.unit() < 0.15;
        let pitch = if space {
            (300.0, 900.0)
        } else {
            (900.0, 3_200.0)
        };
        let gain = dice.between(0.4, 1.0);
        knock(&mut out, at as usize, dice, pitch, dice_decay(space), gain);
        let up = at + dice.between(0.05, 0.11) * RATE;
        knock(
            &mut out,
            up as usize,
            dice,
            (1_500.0, 4_500.0),
            6.0,
            gain * 0.4,
        );
        at += if dice.unit() < 0.05 {
            dice.between(0.6, 3.0)
        } else {
            dice.between(0.07, 0.28)
        } * RATE;
    }
    out
}

fn dice_decay(space: bool) -> f32 {
    if space { 28.0 } else { 12.0 }
}

fn clicks(count: usize, dice: &mut Dice) -> Vec<f32> {
    let mut out = vec![0.0; count];
    let mut at = 0.0;
    while (at as usize) < count {
        for _ in 0..=(dice.next() % 3) {
            let gain = dice.between(0.3, 1.0);
            knock(&mut out, at as usize, dice, (1_800.0, 3_500.0), 4.0, gain);
            at += dice.between(0.06, 0.2) * RATE;
        }
        at += dice.between(0.3, 4.0) * RATE;
    }
    out
}

/// In and out through nose or mouth: noise through a throat, slowly swelling.
fn breathing(count: usize, dice: &mut Dice) -> Vec<f32> {
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        for (strength, low, high) in [(0.7, 900.0, 2_600.0), (1.0, 400.0, 1_500.0)] {
            let length = dice.between(0.6, 1.8) * RATE;
            let mut bands = [
                Band::new(dice.between(low, high), 700.0),
                Band::new(dice.between(low, high) * 1.9, 1_200.0),
                Band::new(5_000.0, 3_000.0),
            ];
            for n in 0..length as usize {
                let swell = (TAU / 2.0 * n as f32 / length).sin().powi(2);
                let air = dice.white() * swell * strength;
                out.push(bands.iter_mut().map(|band| band.pass(air)).sum());
            }
            out.resize(out.len() + (dice.between(0.1, 0.9) * RATE) as usize, 0.0);
        }
    }
    out.truncate(count);
    out
}

fn rustling(count: usize, dice: &mut Dice) -> Vec<f32> {
    let mut band = Band::new(4_000.0, 5_000.0);
    let (mut strength, mut aim) = (0.0_f32, 0.0);
    (0..count)
        .map(|n| {
            if n % 400 == 0 {
                aim = if dice.unit() < 0.4 {
                    0.0
                } else {
                    dice.unit().powi(2)
                };
            }
            strength += (aim - strength) * 0.01;
            band.pass(dice.white()) * strength
        })
        .collect()
}

/// Low knocks, and the creak of a chair: a narrow sound that slides.
fn thumps(count: usize, dice: &mut Dice) -> Vec<f32> {
    let mut out = vec![0.0; count];
    let mut at = 0.0;
    while (at as usize) < count {
        let gain = dice.between(0.4, 1.0);
        knock(&mut out, at as usize, dice, (60.0, 260.0), 60.0, gain * 4.0);
        at += dice.between(0.4, 1.2) * RATE;
        if dice.unit() < 0.2 {
            let (length, mut phase) = (dice.between(0.15, 0.7) * RATE, 0.0_f32);
            let (from, to) = (dice.between(300.0, 900.0), dice.between(300.0, 1_200.0));
            for n in 0..length as usize {
                let along = n as f32 / length;
                phase += TAU * (from + (to - from) * along) / RATE;
                // Stick and slip: the tone is torn.
                let torn = if dice.unit() < 0.3 { 0.2 } else { 1.0 };
                if let Some(sample) = out.get_mut(at as usize + n) {
                    *sample += phase.sin() * torn * (TAU / 2.0 * along).sin() * 0.4;
                }
            }
            at += length;
        }
    }
    out
}

/// Overtones of a low pitch that wanders: of all machines the one most like a voice.
fn engine(count: usize, dice: &mut Dice) -> Vec<f32> {
    let (mut pitch, mut aim, mut phase) = (90.0_f32, 90.0, 0.0_f32);
    (0..count)
        .map(|n| {
            if n % 24_000 == 0 {
                aim = dice.between(50.0, 220.0);
            }
            pitch += (aim - pitch) * 0.000_1;
            phase = (phase + pitch / RATE).fract();
            let tone: f32 = (1..16)
                .map(|k| (TAU * phase * k as f32).sin() / k as f32)
                .sum();
            tone + dice.white() * 0.2
        })
        .collect()
}

/// Chords, a tune, a bass and a drum, plucked, blown or bowed.
fn music(count: usize, dice: &mut Dice) -> Vec<f32> {
    const CHORDS: [[i32; 3]; 6] = [
        [0, 4, 7],
        [-3, 0, 4],
        [5, 9, 12],
        [7, 11, 14],
        [2, 5, 9],
        [-5, -1, 2],
    ];
    const SCALE: [i32; 8] = [0, 2, 4, 5, 7, 9, 11, 12];
    let mut out = vec![0.0; count];
    let mut at = 0.0;
    while (at as usize) < count {
        // One piece: its own key, pace and instrument.
        let (key, beat) = (dice.between(130.0, 260.0), dice.between(0.28, 0.6) * RATE);
        let bowed = dice.unit() < 0.4;
        for _bar in 0..8 {
            let chord = CHORDS[(dice.next() % 6) as usize];
            for note in chord {
                tone(
                    &mut out,
                    at,
                    key * half_tones(note),
                    beat * 4.0,
                    0.25,
                    bowed,
                );
            }
            tone(
                &mut out,
                at,
                key / 2.0 * half_tones(chord[0]),
                beat * 2.0,
                0.5,
                false,
            );
            let mut within = 0.0;
            while within < 4.0 {
                let length = [0.5, 1.0, 1.0, 2.0][(dice.next() % 4) as usize];
                let note = SCALE[(dice.next() % 8) as usize] + 12;
                let begin = at + within * beat;
                tone(
                    &mut out,
                    begin,
                    key * half_tones(note),
                    beat * length,
                    0.5,
                    bowed,
                );
                within += length;
            }
            for beat_number in 0..4 {
                let begin = (at + beat_number as f32 * beat) as usize;
                let (pitch, decay) = if beat_number % 2 == 0 {
                    ((50.0, 90.0), 80.0)
                } else {
                    ((1_500.0, 4_000.0), 40.0)
                };
                knock(&mut out, begin, dice, pitch, decay, 0.8);
            }
            at += beat * 4.0;
        }
        at += dice.between(0.3, 2.0) * RATE;
    }
    out
}

fn half_tones(count: i32) -> f32 {
    2_f32.powf(count as f32 / 12.0)
}

fn tone(out: &mut [f32], at: f32, hertz: f32, length: f32, gain: f32, bowed: bool) {
    for n in 0..length as usize {
        let Some(sample) = out.get_mut(at as usize + n) else {
            return;
        };
        let (t, along) = (n as f32 / RATE, n as f32 / length);
        let vibrato = if bowed {
            (TAU * 5.5 * t).sin() * 0.004 * hertz
        } else {
            0.0
        };
        let shape = if bowed {
            (TAU / 2.0 * along).sin().sqrt()
        } else {
            (-t * 3.0).exp() * (1.0 - along)
        };
        let overtones: f32 = (1..7)
            .map(|k| (TAU * (hertz * t + vibrato / 5.5) * k as f32).sin() / (k as f32).powf(1.3))
            .sum();
        *sample += overtones * shape * gain;
    }
}
