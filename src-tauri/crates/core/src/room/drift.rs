//! How far a sound card's clock has run away from the room's.
//!
//! Sound arrives late, by now more and by now less, never early: the most a track was ahead within half a minute says
//! how it stands, however busy the computer was. Pure.

use candor_domain::UtcMillis;

/// How long is looked at a time, in ms.
const WINDOW_MS: u64 = 30_000;
/// So much is put right, in ms: below it, nobody hears or sees that two tracks are apart.
const MOST_MS: i64 = 50;
/// Sound cards are at most so many millionths wrong; what is more wrong is something else, and left alone.
const PLAUSIBLE_PPM: i64 = 1_000;

/// Watches one recording.
#[derive(Debug)]
pub(super) struct Drift {
    began: UtcMillis,
    /// The most the track was ahead in the first window, in ms: how late its sound comes anyway.
    usual_ms: Option<i64>,
    window_began: UtcMillis,
    ahead_ms: Option<i64>,
    /// What was put right so far, in ms.
    corrected_ms: i64,
}

impl Drift {
    pub(super) fn new(began: UtcMillis) -> Self {
        Self {
            began,
            usual_ms: None,
            window_began: began,
            ahead_ms: None,
            corrected_ms: 0,
        }
    }

    /// So many ms of sound are recorded by now. Gives how many ms of silence should be taken out (positive) or put in
    /// (negative) at the next pause.
    pub(super) fn heard(&mut self, recorded_ms: u64, now: UtcMillis) -> Option<i64> {
        let ahead = signed(recorded_ms) - signed(now.since(self.began));
        self.ahead_ms = Some(self.ahead_ms.map_or(ahead, |most| most.max(ahead)));
        if now.since(self.window_began) < WINDOW_MS {
            return None;
        }
        self.window_began = now;
        let ahead = self.ahead_ms.take()?;
        let Some(usual) = self.usual_ms else {
            self.usual_ms = Some(ahead);
            return None;
        };
        let drift = ahead - usual;
        let all = drift + self.corrected_ms;
        let plausible = signed(now.since(self.began)) * PLAUSIBLE_PPM / 1_000_000 + MOST_MS;
        if drift.abs() < MOST_MS || all.abs() > plausible {
            return None;
        }
        self.corrected_ms += drift;
        Some(drift)
    }
}

fn signed(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A card whose clock is wrong by so many millionths for so long, read every 40 ms and late by turns; gives how far
    /// it is off at the end, and how often it was put right.
    fn run(ppm: i64, minutes: u64) -> (i64, u32) {
        let began = UtcMillis(1_000_000);
        let mut drift = Drift::new(began);
        let (mut taken_out, mut times, mut off) = (0_i64, 0, 0);
        for step in 1..=minutes * 60 * 25 {
            let passed = step * 40;
            // Some reads come up to two seconds late; the sound comes 30 ms late anyway.
            let late = 30
                + if step % 700 < 50 {
                    (step * 37) % 2_000
                } else {
                    step % 20
                };
            let true_ms = signed(passed) + signed(passed) * ppm / 1_000_000;
            let recorded = (true_ms - taken_out - signed(late)).max(0);
            off = true_ms - taken_out - signed(passed);
            if let Some(ms) = drift.heard(recorded as u64, began.plus_ms(passed)) {
                taken_out += ms;
                times += 1;
            }
        }
        (off, times)
    }

    #[test]
    fn cards_that_run_fast_or_slow_stay_within_a_tenth_of_a_second_for_hours() {
        for ppm in [-300, -100, 100, 300] {
            let (off, times) = run(ppm, 240);
            assert!(off.abs() < 100, "{ppm} ppm: {off} ms");
            assert!(times > 10, "{ppm} ppm: {times}");
        }
    }

    #[test]
    fn a_true_card_is_left_alone_however_late_its_sound_comes() {
        assert_eq!(run(0, 240).1, 0);
    }

    #[test]
    fn what_no_sound_card_does_is_left_alone() {
        assert_eq!(run(50_000, 20).1, 0);
    }
}
