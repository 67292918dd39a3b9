//! Which language it sounds like, from what the encoder has already made of the utterance.

use candor_domain::Language;
use whisper_rs::{WhisperContext, WhisperError, WhisperState, get_lang_max_id, get_lang_str};

use crate::transcriber::SoundsLike;

/// Tokens of a multilingual vocabulary that are no languages.
const NOT_LANGUAGES: i32 = 51_766;

/// The language the last encoded sound of `state` sounds like: what the decoder expects as its second token, after the
/// one that starts every transcript. One run of the decoder, none of the encoder.
///
/// None for a model of one language, and when a language Candor does not speak is the likeliest.
pub(super) fn sounds_like(
    context: &WhisperContext,
    state: &mut WhisperState,
    threads: usize,
) -> Result<Option<SoundsLike>, WhisperError> {
    if !context.is_multilingual() {
        return Ok(None);
    }
    state.decode(&[context.token_sot()], 0, threads)?;
    let logits = state.get_logits()?;
    // Models differ in how many languages they have; behind the last one stand the tasks.
    let count = (context.n_vocab() - NOT_LANGUAGES).clamp(0, get_lang_max_id() + 1);
    let scores = (0..count).filter_map(|id| {
        let score = *logits.get(usize::try_from(context.token_lang(id)).ok()?)?;
        Some((get_lang_str(id).and_then(Language::from_code), score))
    });
    Ok(likeliest(scores))
}

/// The likeliest of all languages if it is one of Candor's, with its share among those.
fn likeliest(scores: impl Iterator<Item = (Option<Language>, f32)>) -> Option<SoundsLike> {
    let scores: Vec<_> = scores.filter(|(_, score)| score.is_finite()).collect();
    let &(best, highest) = scores.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let among_ours: f32 = scores
        .iter()
        .filter(|(language, _)| language.is_some())
        .map(|(_, score)| (score - highest).exp())
        .sum();
    Some(SoundsLike {
        language: best?,
        probability: 1.0 / among_ours,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_language_is_told_with_its_share_among_ours() {
        let like = likeliest(
            [
                (Some(Language::En), 1.0),
                (None, 2.9),
                (Some(Language::De), 3.0),
                (Some(Language::Ru), -50.0),
            ]
            .into_iter(),
        )
        .unwrap();
        assert_eq!(like.language, Language::De);
        assert!((like.probability - 1.0 / (1.0 + (-2.0_f32).exp())).abs() < 1e-6);
    }

    #[test]
    fn a_language_nobody_here_speaks_is_not_told() {
        assert_eq!(
            likeliest([(Some(Language::En), 1.0), (None, 3.0)].into_iter()),
            None
        );
        assert_eq!(
            likeliest([(Some(Language::En), f32::NAN)].into_iter()),
            None
        );
    }
}
