//! Notices that another language is spoken than the one that is transcribed.

use candor_domain::Language;
use candor_speech::SoundsLike;

/// Less speech than this says little about its language, in ms.
const LEAST_SOUND_MS: u64 = 1_500;
/// So many utterances are looked at in the beginning.
const FIRST: u32 = 3;
/// After that one of so many: looking costs a run of the encoder.
const ONE_OF: u32 = 8;
/// From here on a language is believed to be spoken.
const SURE: f32 = 0.8;
/// So many utterances in a row have to sound like another language before anybody is told.
const CONFIRMED: u32 = 2;

/// What an utterance's sound says about its language.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Noticed {
    /// It sounds like another language than the one it was transcribed in.
    pub(super) other: bool,
    /// The people in the room should be told that this language seems to be spoken, and how sure that is.
    pub(super) tell: Option<SoundsLike>,
}

/// Follows the utterances of a room.
#[derive(Debug, Default)]
pub(super) struct LanguageWatch {
    /// Utterances looked at.
    looked: u32,
    /// Utterances since the last one that was.
    since: u32,
    /// The other language the last ones sounded like, and how many of them.
    suspected: Option<(Language, u32)>,
    /// What people were told.
    told: Option<Language>,
}

impl LanguageWatch {
    /// Whether the language of an utterance of this length shall be looked at.
    pub(super) fn shall_look(&mut self, sound_ms: u64) -> bool {
        if sound_ms < LEAST_SOUND_MS {
            return false;
        }
        self.since += 1;
        let due = self.looked < FIRST || self.suspected.is_some() || self.since >= ONE_OF;
        if due {
            self.looked += 1;
            self.since = 0;
        }
        due
    }

    /// An utterance was transcribed in the language `spoken` and sounds like this.
    pub(super) fn heard(&mut self, spoken: Language, sounds_like: SoundsLike) -> Noticed {
        let SoundsLike {
            language,
            probability,
        } = sounds_like;
        if language == spoken || probability < SURE {
            self.suspected = None;
            if language == spoken && probability >= SURE {
                self.told = None;
            }
            return Noticed::default();
        }
        let times = match self.suspected {
            Some((before, times)) if before == language => times + 1,
            _ => 1,
        };
        self.suspected = Some((language, times));
        let news = times >= CONFIRMED && self.told != Some(language);
        if news {
            self.told = Some(language);
        }
        Noticed {
            other: true,
            tell: news.then_some(sounds_like),
        }
    }

    /// Another language is transcribed from now on: it has to prove itself like the first one.
    pub(super) fn start_over(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use candor_domain::Language::{De, En, Ru};

    use super::*;

    fn like(language: Language, probability: f32) -> SoundsLike {
        SoundsLike {
            language,
            probability,
        }
    }

    #[test]
    fn the_first_utterances_are_looked_at_and_then_one_now_and_then() {
        let mut watch = LanguageWatch::default();
        let looks: Vec<_> = (0..20).map(|_| watch.shall_look(4_000)).collect();
        let at: Vec<_> = (0..20).filter(|n| looks[*n]).collect();
        assert_eq!(at, [0, 1, 2, 10, 18]);
        assert!(!watch.shall_look(800), "too short to tell");
    }

    #[test]
    fn two_utterances_in_a_row_are_told_once() {
        let mut watch = LanguageWatch::default();
        let first = watch.heard(En, like(De, 0.95));
        assert_eq!((first.other, first.tell), (true, None));
        assert!(watch.shall_look(4_000), "to be confirmed");
        assert_eq!(watch.heard(En, like(De, 0.9)).tell, Some(like(De, 0.9)));
        let again = watch.heard(En, like(De, 0.97));
        assert_eq!((again.other, again.tell), (true, None));
        // Another one is news, and so is the same one after the first language was back.
        assert_eq!(watch.heard(En, like(Ru, 0.9)).tell, None);
        assert!(watch.heard(En, like(Ru, 0.9)).tell.is_some());
        assert_eq!(watch.heard(En, like(En, 0.9)), Noticed::default());
        watch.heard(En, like(De, 0.95));
        assert!(watch.heard(En, like(De, 0.95)).tell.is_some());
    }

    #[test]
    fn a_single_doubtful_utterance_is_no_other_language() {
        let mut watch = LanguageWatch::default();
        for _ in 0..5 {
            assert!(!watch.heard(En, like(De, 0.7)).other);
            assert!(watch.heard(En, like(De, 0.95)).tell.is_none());
        }
        assert!(watch.suspected.is_some());
        watch.start_over();
        assert!(watch.suspected.is_none() && watch.shall_look(2_000));
    }
}
