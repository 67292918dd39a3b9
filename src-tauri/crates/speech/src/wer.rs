//! Word error rate: how far a transcript is from what was said.

/// Errors against a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordErrorRate {
    /// Words substituted, inserted or left out, the fewest that explain the difference.
    pub errors: usize,
    /// Words in the reference.
    pub reference_words: usize,
}

impl WordErrorRate {
    /// Errors per reference word; above 1 when more was invented than was said. Zero when both are empty.
    pub fn rate(self) -> f64 {
        match (self.errors, self.reference_words) {
            (0, _) => 0.0,
            (errors, 0) => errors as f64,
            (errors, words) => errors as f64 / words as f64,
        }
    }
}

impl std::ops::Add for WordErrorRate {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            reference_words: self.reference_words + other.reference_words,
        }
    }
}

/// Compares words without regard to case and punctuation.
pub fn word_error_rate(reference: &str, hypothesis: &str) -> WordErrorRate {
    let (reference, hypothesis) = (normalized(reference), normalized(hypothesis));
    // Levenshtein distance, one row at a time.
    let mut row: Vec<usize> = (0..=hypothesis.len()).collect();
    for (i, said) in reference.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, heard) in hypothesis.iter().enumerate() {
            let substituted = diagonal + usize::from(said != heard);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    WordErrorRate {
        errors: row[hypothesis.len()],
        reference_words: reference.len(),
    }
}

/// Lower-case words of letters, digits and inner apostrophes. Hyphens separate: “fifty-five” is two words.
fn normalized(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('’', "'")
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|w| w.trim_matches('\'').to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_punctuation_do_not_count() {
        let same = word_error_rate("I don’t know, fifty-five?", "i don't KNOW fifty five");
        assert_eq!(
            same,
            WordErrorRate {
                errors: 0,
                reference_words: 5
            }
        );
        assert!(same.rate().abs() < f64::EPSILON);
    }

    #[test]
    fn every_kind_of_error_counts_once() {
        let errors = |hypothesis| word_error_rate("we fixed the payment system", hypothesis).errors;
        assert_eq!(errors("we fixed a payment system"), 1);
        assert_eq!(errors("we fixed the payment"), 1);
        assert_eq!(errors("so we fixed the payment system"), 1);
        assert_eq!(errors(""), 5);
        assert_eq!(errors("entirely different words were heard here"), 6);
    }

    #[test]
    fn inventing_words_for_silence_is_no_perfect_score() {
        assert!(word_error_rate("", "thank you").rate() > 1.0);
        assert!(word_error_rate("", "").rate().abs() < f64::EPSILON);
    }

    #[test]
    fn other_alphabets_are_words_too() {
        assert_eq!(
            word_error_rate("Ещё раз, пожалуйста", "ещё раз пожалуйста").errors,
            0
        );
        assert_eq!(word_error_rate("Größe", "Grösse").errors, 1);
    }
}
