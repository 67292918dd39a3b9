//! Guards against words that nobody said.
//!
//! Voice activity has kept silence and steady noise away; what passes for speech there may still be none, or be heard
//! wrongly. What is doubtful is kept and flagged for review. Only what is said about silence all over the world, or with
//! next to no confidence, is taken out, and only where the model itself holds it likely that nobody spoke.

use candor_domain::{Doubt, Language, Word};

use crate::{
    repeats,
    transcriber::{SoundsLike, text_of},
};

/// No-speech probability from which the model holds it likely that nobody spoke (OpenAI's own threshold).
pub(crate) const NO_SPEECH: f32 = 0.6;
/// Mean log-probability below which a text counts as failed (OpenAI's own threshold: each token at 37 %).
pub(crate) const FAILED: f32 = -1.0;
/// Mean log-probability below which a text from a shortened context is looked at again: each token at 50 %.
const SHORTENED_FAILED: f32 = -0.7;
/// Mean word probability below which a text deserves a second look.
const UNCERTAIN: f32 = 0.5;
/// Mean word probability below which words heard in a sound that is no usual voice are none.
const UNSURE: f32 = 0.75;
/// Mean log-probability below which the phrases of silence are taken out.
const SILENCE_FAILED: f32 = -0.35;
/// How sure the model has to be of another language.
const OTHER_LANGUAGE: f32 = 0.8;
/// More characters in a second than anyone says: fast readers reach twenty-five.
const FASTEST: f32 = 32.0;
/// Speech from which hearing no word at all is suspicious, in ms.
const SHOULD_HAVE_WORDS_MS: u64 = 1_000;

/// What whisper's training material has under silence: thanks of film makers and credits of subtitlers. Compared without
/// case and punctuation, as a whole text or as its beginning.
const SAID_ABOUT_SILENCE: [&str; 20] = [
    "thank you for watching",
    "thanks for watching",
    "thank you so much for watching",
    "please subscribe",
    "subtitles by the amara org community",
    "subtitles by",
    "transcription by castingwords",
    "vielen dank fürs zuschauen",
    "vielen dank für die aufmerksamkeit",
    "untertitel der amara org community",
    "untertitel im auftrag des zdf",
    "untertitelung des zdf",
    "untertitelung im auftrag des zdf",
    "copyright wdr",
    "swr 2020",
    "продолжение следует",
    "спасибо за просмотр",
    "субтитры сделал dimatorzok",
    "субтитры создавал dimatorzok",
    "редактор субтитров",
];

/// What a pass brought.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    /// Without sounds that are no speech.
    pub(crate) words: Vec<Word>,
    /// Highest no-speech probability of its parts; none without parts.
    pub(crate) no_speech: Option<f32>,
    /// Mean log-probability of the tokens that carry text; none without.
    pub(crate) mean_log_probability: Option<f32>,
    /// The model was stopped before it had heard everything: words may be missing at the end.
    pub(crate) cut_off: bool,
}

impl Heard {
    fn likely_no_speech(&self) -> bool {
        self.no_speech.is_some_and(|p| p > NO_SPEECH)
    }

    fn log_probability(&self) -> f32 {
        self.mean_log_probability.unwrap_or(0.0)
    }
}

/// Whether a text from a shortened context shows what goes wrong there: said twice, unsure, nothing or too much.
pub(crate) fn looks_broken(heard: &Heard, length_ms: u64) -> bool {
    let seconds = length_ms as f32 / 1_000.0;
    let characters = heard
        .words
        .iter()
        .map(|w| w.text.chars().count() + 1)
        .sum::<usize>() as f32;
    heard.words.is_empty() && length_ms >= SHOULD_HAVE_WORDS_MS
        || heard.likely_no_speech()
        || heard.log_probability() < SHORTENED_FAILED
        || repeats::suspicious(&heard.words)
        // A second more, for the very short.
        || characters > FASTEST * (seconds + 1.0)
}

/// Whether the text is one that nobody said: the model holds it likely that nobody spoke, and is unsure of every word or
/// says what it says about silence.
pub(crate) fn is_invented(heard: &Heard) -> bool {
    heard.likely_no_speech()
        && (heard.log_probability() < FAILED
            || heard.log_probability() < SILENCE_FAILED && is_said_about_silence(&heard.words))
}

fn is_said_about_silence(words: &[Word]) -> bool {
    let text = text_of(words)
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    SAID_ABOUT_SILENCE.iter().any(|phrase| {
        text.strip_prefix(phrase)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}

/// Whether the model is not sure of what it heard in a sound that is articulated, but no usual voice.
pub(crate) fn is_unsure(heard: &Heard) -> bool {
    crate::transcriber::confidence_of(&heard.words).is_none_or(|mean| mean < UNSURE)
}

/// Why a text deserves a second look; `repeated` when repetitions were taken out of it.
pub(crate) fn doubt(
    heard: &Heard,
    repeated: bool,
    language: Language,
    sounds_like: Option<SoundsLike>,
) -> Option<Doubt> {
    let confidence = crate::transcriber::confidence_of(&heard.words)?;
    if repeated {
        Some(Doubt::Repetition)
    } else if sounds_like.is_some_and(|s| s.language != language && s.probability >= OTHER_LANGUAGE)
    {
        Some(Doubt::OtherLanguage)
    } else if heard.likely_no_speech() {
        Some(Doubt::NoSpeech)
    } else if heard.cut_off || confidence < UNCERTAIN || heard.log_probability() < FAILED {
        Some(Doubt::Uncertain)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str, no_speech: f32, mean_log_probability: f32) -> Heard {
        Heard {
            words: text
                .split_whitespace()
                .map(|word| Word {
                    text: word.to_owned(),
                    start_ms: 0,
                    end_ms: 0,
                    probability: mean_log_probability.exp(),
                })
                .collect(),
            no_speech: Some(no_speech),
            mean_log_probability: Some(mean_log_probability),
            cut_off: false,
        }
    }

    #[test]
    fn words_about_silence_are_taken_out_and_nothing_else() {
        for invented in [
            heard("Thank you for watching!", 0.9, -0.5),
            heard("Untertitel im Auftrag des ZDF für funk, 2017", 0.8, -0.4),
            heard("Субтитры сделал DimaTorzok", 0.7, -0.6),
            heard("anything at all", 0.7, -1.4),
        ] {
            assert!(is_invented(&invented), "{invented:?}");
        }
        for said in [
            heard("Thank you for watching!", 0.1, -0.5),
            heard("Thank you for watching!", 0.9, -0.1),
            heard("Thank you for your time.", 0.9, -0.5),
            heard("I work in a hotel.", 0.9, -0.5),
            heard("I mumble a lot", 0.2, -1.4),
            heard("Subtitlesby", 0.9, -0.5),
        ] {
            assert!(!is_invented(&said), "{said:?}");
        }
    }

    #[test]
    fn what_is_doubtful_is_flagged_with_the_reason() {
        let reason = |heard: &Heard, repeated, sounds_like| {
            doubt(heard, repeated, Language::En, sounds_like)
        };
        let german = |probability| {
            Some(SoundsLike {
                language: Language::De,
                probability,
            })
        };
        let clear = heard("I work in a hotel.", 0.1, -0.2);
        assert_eq!(reason(&clear, false, None), None);
        assert_eq!(reason(&clear, false, german(0.6)), None);
        assert_eq!(
            reason(&clear, false, german(0.95)),
            Some(Doubt::OtherLanguage)
        );
        assert_eq!(reason(&clear, true, None), Some(Doubt::Repetition));
        assert_eq!(
            reason(&heard("I work", 0.7, -0.2), false, None),
            Some(Doubt::NoSpeech)
        );
        assert_eq!(
            reason(&heard("I work", 0.1, -0.8), false, None),
            Some(Doubt::Uncertain)
        );
        let cut_off = Heard {
            cut_off: true,
            ..clear.clone()
        };
        assert_eq!(reason(&cut_off, false, None), Some(Doubt::Uncertain));
        // Where there are no words there is nothing to look at.
        assert_eq!(reason(&heard("", 0.9, -2.0), true, german(1.0)), None);
    }

    #[test]
    fn a_shortened_context_is_not_trusted_with_what_goes_wrong_there() {
        let broken = |heard: &Heard, ms| looks_broken(heard, ms);
        assert!(!broken(
            &heard("Please increase that limit.", 0.1, -0.2),
            2_000
        ));
        assert!(!broken(&heard("Yes.", 0.1, -0.2), 400));
        assert!(!broken(&heard("", 0.1, 0.0), 400));
        assert!(broken(
            &heard(
                "Please increase that limit. Please increase that limit.",
                0.1,
                -0.2
            ),
            2_000
        ));
        assert!(broken(&heard("", 0.1, 0.0), 2_000));
        assert!(broken(&heard("Please", 0.1, -0.9), 2_000));
        assert!(broken(&heard("Please", 0.8, -0.1), 2_000));
        assert!(broken(
            &heard(
                "so many different words as nobody could possibly have said in the time there was for saying them aloud",
                0.1,
                -0.2
            ),
            1_500
        ));
    }
}
