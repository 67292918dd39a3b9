//! How much of the captions this computer manages, told from how long passes take and how long words are waited for.
//!
//! Pure: whoever asks says what time it is. It goes down as soon as words come too late, as far as it has to, and up again
//! one level at a time after some calm; the more often that was too early, the longer the calm has to last.

use candor_domain::live::Captions;

/// Share of the longest wait that counts as calm.
const CALM: f64 = 0.05;
/// Share of the longest wait beyond which nobody is shown words while they are spoken.
const LATE: f64 = 0.15;
/// Share of it beyond which a faster model is wanted.
const TOO_LATE: f64 = 0.35;
/// Looks that take longer than this come less often, in ms.
const SLOW_LOOK_MS: f64 = 1_200.0;
/// Looks that take longer than this do not come at all.
const HOPELESS_LOOK_MS: f64 = 4_000.0;
/// Seconds of computing for a second of speech from which on there is no time left for looks.
const BUSY: f64 = 0.8;
/// The same from which on the text falls ever further behind.
const OVERLOADED: f64 = 1.1;
/// The same down to which a level more is tried.
const EASY: f64 = 0.5;
/// What is assumed before the first pass has ended.
const UNKNOWN: f64 = 0.3;
/// Weight of the newest pass.
const NEWEST: f64 = 0.5;
/// A pass over less speech than this takes about as long as over so much, in ms.
const LEAST_SOUND_MS: f64 = 2_000.0;
/// Speech that is there before the first look at it, in ms, with the silence kept before it.
const FIRST_LOOK_MS: u64 = 900;
/// New speech before the next look, at the least, in ms.
const NEXT_LOOK_MS: u64 = 400;
/// The same where looks come less often.
const RARE_LOOK_MS: u64 = 2_500;
/// Doublings of the calm that is asked for.
const MOST_DOUBLINGS: u32 = 4;

/// What the room shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing but tell people that the level has changed.
    Told,
    /// Look for a faster model.
    Faster,
    /// Let the chosen model work again.
    First,
    /// Wait for no words any more.
    GiveUp,
}

/// A faster model than the chosen one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Faster {
    /// Nobody has looked for one.
    Unknown,
    /// It is being looked for and opened.
    Opening,
    /// It works.
    InUse,
    /// There is none.
    None,
}

/// Chooses the level. All times in ms, `now` on a clock that never runs backwards.
#[derive(Debug)]
pub(super) struct Pace {
    /// Longest wait for an utterance's words.
    patience_ms: f64,
    level: Captions,
    since: u64,
    faster: Faster,
    /// Computing per speech of final passes by the model at work; none before the first.
    factor: Option<f64>,
    /// The same of the chosen model while the faster one works.
    before: Option<f64>,
    /// How much slower the chosen model is than the faster one.
    ratio: Option<f64>,
    /// How long looks take.
    look_ms: Option<f64>,
    doublings: u32,
    rose_at: Option<u64>,
    probed_at: Option<u64>,
}

impl Pace {
    /// Everything works until it shows that it does not.
    pub(super) fn new(patience_ms: u64, has_faster: bool, now: u64) -> Self {
        Self {
            patience_ms: patience_ms.max(1) as f64,
            level: Captions::Live,
            since: now,
            faster: if has_faster {
                Faster::Unknown
            } else {
                Faster::None
            },
            factor: None,
            before: None,
            ratio: None,
            look_ms: None,
            doublings: 0,
            rose_at: None,
            probed_at: None,
        }
    }

    pub(super) fn level(&self) -> Captions {
        self.level
    }

    /// How long an utterance has to be, and by how much it has to have grown since the last look, before the next one;
    /// none when there are no looks.
    pub(super) fn looks(&self) -> Option<(u64, u64)> {
        // The next look hears what came while the last one was worked on, and a little more.
        let worked = self.look_ms.unwrap_or(0.0) as u64;
        match self.level {
            Captions::Live => Some((FIRST_LOOK_MS, NEXT_LOOK_MS.max(worked))),
            Captions::Fewer => Some((RARE_LOOK_MS, RARE_LOOK_MS.max(worked * 2))),
            Captions::WhenDone | Captions::SmallerModel | Captions::Later => None,
        }
    }

    /// A look at an utterance took so long.
    pub(super) fn looked(&mut self, took_ms: u64) {
        self.look_ms = Some(mean(self.look_ms, took_ms as f64));
    }

    /// A final pass over so much speech took so long. `substitute`: the faster model made it.
    pub(super) fn finished(&mut self, sound_ms: u64, took_ms: u64, substitute: bool) {
        if substitute != (self.faster == Faster::InUse) {
            // By the model that worked before: tells nothing about the one at work.
            return;
        }
        let factor = mean(self.factor, factor(sound_ms, took_ms));
        self.factor = Some(factor);
        if let (true, None, Some(before)) = (substitute, self.ratio, self.before) {
            self.ratio = Some((before / factor.max(f64::EPSILON)).max(1.0));
        }
    }

    /// Computing per speech by the model at work.
    pub(super) fn factor(&self) -> f64 {
        self.factor.unwrap_or(UNKNOWN)
    }

    /// The faster model is open and works from now on.
    pub(super) fn faster_works(&mut self, now: u64) {
        self.faster = Faster::InUse;
        self.before = self.factor.take();
        self.ratio = None;
        if self.level != Captions::Later {
            self.move_to(Captions::SmallerModel, now);
        }
    }

    /// There is no faster model.
    pub(super) fn none_is_faster(&mut self) {
        self.faster = Faster::None;
    }

    /// The recogniser has given up.
    pub(super) fn gave_up(&mut self, now: u64) -> bool {
        let news = self.level != Captions::Later;
        if news {
            self.fall_to(Captions::Later, now);
        }
        news
    }

    /// Looks at the situation: `lag_ms` of speech have no text yet, and the oldest of it is waited for since `wait_ms`.
    pub(super) fn look(&mut self, lag_ms: u64, wait_ms: u64, now: u64) -> Option<Turn> {
        if self.level == Captions::Later {
            return None;
        }
        let behind_ms = (lag_ms as f64 * self.factor()).max(wait_ms as f64);
        let behind = behind_ms / self.patience_ms;
        let slow = |than: f64| self.look_ms.is_some_and(|ms| ms > than);
        let busy = |than: f64| self.factor.is_some_and(|factor| factor > than);
        if behind >= 1.0 {
            self.fall_to(Captions::Later, now);
            return Some(Turn::GiveUp);
        }
        if self.faster == Faster::Unknown && (behind > TOO_LATE || busy(OVERLOADED)) {
            self.faster = Faster::Opening;
            self.fall_to(self.level.max_level(Captions::WhenDone), now);
            return Some(Turn::Faster);
        }
        let bearable = if behind > LATE || busy(BUSY) || slow(HOPELESS_LOOK_MS) {
            Captions::WhenDone
        } else if slow(SLOW_LOOK_MS) {
            Captions::Fewer
        } else {
            Captions::Live
        };
        if bearable.depth() > self.level.depth() {
            self.fall_to(bearable, now);
            return Some(Turn::Told);
        }
        self.rise(behind, now)
    }

    fn rise(&mut self, behind: f64, now: u64) -> Option<Turn> {
        let calm_ms = self.calm_ms();
        let kept_ms = now.saturating_sub(self.since);
        if kept_ms > calm_ms * 8 {
            self.doublings = 0;
        }
        if behind > CALM || kept_ms < calm_ms {
            return None;
        }
        match self.level {
            Captions::Fewer if self.look_ms.is_none_or(|ms| ms < SLOW_LOOK_MS * 0.75) => {
                self.rise_to(Captions::Live, now);
                Some(Turn::Told)
            }
            Captions::WhenDone if self.factor() < EASY && self.faster != Faster::Opening => {
                // What looks took before tells nothing about now.
                self.look_ms = None;
                self.rise_to(Captions::Fewer, now);
                Some(Turn::Told)
            }
            Captions::SmallerModel
                if kept_ms >= calm_ms * 4
                    && self
                        .ratio
                        .zip(self.factor)
                        .is_some_and(|(ratio, factor)| ratio * factor < EASY) =>
            {
                self.faster = Faster::Unknown;
                self.factor = None;
                self.rise_to(Captions::WhenDone, now);
                Some(Turn::First)
            }
            _ => None,
        }
    }

    /// Whether an utterance whose words nobody waits for shall be heard to see whether the recogniser works again.
    pub(super) fn shall_probe(&mut self, now: u64) -> bool {
        let last = self.probed_at.unwrap_or(self.since);
        let due = self.level == Captions::Later && now.saturating_sub(last) >= self.calm_ms();
        if due {
            self.probed_at = Some(now);
        }
        due
    }

    /// Such an utterance was heard. Says whether captions come back.
    pub(super) fn probed(&mut self, sound_ms: u64, took_ms: u64, now: u64) -> bool {
        let factor = factor(sound_ms, took_ms);
        let late = took_ms as f64 > self.patience_ms * TOO_LATE;
        if self.level != Captions::Later || factor > BUSY || late {
            return false;
        }
        self.factor = Some(factor);
        let level = if self.faster == Faster::InUse {
            Captions::SmallerModel
        } else {
            Captions::WhenDone
        };
        self.rise_to(level, now);
        true
    }

    /// How long a level is kept before a better one is tried.
    fn calm_ms(&self) -> u64 {
        (self.patience_ms * 0.25) as u64 * (1 << self.doublings)
    }

    fn fall_to(&mut self, level: Captions, now: u64) {
        if self
            .rose_at
            .is_some_and(|at| now.saturating_sub(at) < self.calm_ms() * 4)
        {
            self.doublings = (self.doublings + 1).min(MOST_DOUBLINGS);
        }
        self.rose_at = None;
        self.probed_at = None;
        self.move_to(level, now);
    }

    fn rise_to(&mut self, level: Captions, now: u64) {
        self.rose_at = Some(now);
        self.move_to(level, now);
    }

    fn move_to(&mut self, level: Captions, now: u64) {
        self.level = level;
        self.since = now;
    }
}

fn factor(sound_ms: u64, took_ms: u64) -> f64 {
    took_ms as f64 / (sound_ms as f64).max(LEAST_SOUND_MS)
}

fn mean(before: Option<f64>, newest: f64) -> f64 {
    before.map_or(newest, |before| before + (newest - before) * NEWEST)
}

/// Levels in the order in which they give up more.
trait Depth: Sized + Copy {
    fn depth(self) -> u8;
    fn max_level(self, other: Self) -> Self;
}

impl Depth for Captions {
    fn depth(self) -> u8 {
        match self {
            Self::Live => 0,
            Self::Fewer => 1,
            Self::WhenDone => 2,
            Self::SmallerModel => 3,
            Self::Later => 4,
        }
    }

    fn max_level(self, other: Self) -> Self {
        if other.depth() > self.depth() {
            other
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests;
