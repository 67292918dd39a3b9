//! What the ratings mean: a generic, behaviourally anchored scale, and the plan's own anchors where it has them.

use candor_domain::{Language, plan::Competency};

const LABELS: [[&str; 5]; 3] = [
    ["Not shown", "Weak", "Adequate", "Good", "Outstanding"],
    [
        "Nicht gezeigt",
        "Schwach",
        "Ausreichend",
        "Gut",
        "Herausragend",
    ],
    [
        "Не проявлено",
        "Слабо",
        "Достаточно",
        "Хорошо",
        "Превосходно",
    ],
];

const ANCHORS: [[&str; 5]; 3] = [
    [
        "The answers show nothing of it, or the opposite of what the job asks for.",
        "It is claimed in general words; there is no example of the candidate's own, or one that does not bear it out.",
        "One example of the candidate's own, told in outline: what the situation was and what they did.",
        "An example of the candidate's own with the situation, what they did themselves, and what came of it.",
        "Several such examples from different situations, with results and with what was learned from them.",
    ],
    [
        "Die Antworten zeigen nichts davon oder das Gegenteil dessen, was die Stelle verlangt.",
        "Es wird allgemein behauptet; ein eigenes Beispiel fehlt oder trägt die Behauptung nicht.",
        "Ein eigenes Beispiel in Umrissen: wie die Lage war und was getan wurde.",
        "Ein eigenes Beispiel mit der Lage, dem eigenen Handeln und dem Ergebnis.",
        "Mehrere solche Beispiele aus verschiedenen Lagen, mit Ergebnissen und mit dem, was daraus gelernt wurde.",
    ],
    [
        "В ответах этого нет, или они показывают противоположное тому, что нужно для работы.",
        "Об этом говорится общими словами; собственного примера нет, или он этого не подтверждает.",
        "Один собственный пример в общих чертах: какая была ситуация и что было сделано.",
        "Собственный пример с ситуацией, собственными действиями и результатом.",
        "Несколько таких примеров из разных ситуаций, с результатами и с тем, чему они научили.",
    ],
];

fn index(language: Language) -> usize {
    match language {
        Language::En => 0,
        Language::De => 1,
        Language::Ru => 2,
    }
}

/// The place of a rating on the scale; what lies outside it counts as its nearest end.
fn step(rating: u8) -> usize {
    usize::from(rating.clamp(1, 5)) - 1
}

/// What a rating is called.
pub fn label(language: Language, rating: u8) -> &'static str {
    LABELS[index(language)][step(rating)]
}

/// What a rating looks like in any competency.
pub fn generic(language: Language, rating: u8) -> &'static str {
    ANCHORS[index(language)][step(rating)]
}

/// What a rating looks like in this competency: the plan's own words in this language, or in one they exist in, else the
/// generic ones.
pub fn anchor(competency: &Competency, language: Language, rating: u8) -> &str {
    let own = competency.anchors.get(step(rating));
    own.and_then(|text| {
        text.get(language)
            .or_else(|| text.iter().next().map(|(_, text)| text))
    })
    .unwrap_or_else(|| generic(language, rating))
}

#[cfg(test)]
mod tests {
    use candor_domain::LocalizedText;

    use super::*;

    #[test]
    fn the_plans_own_anchors_come_first() {
        let german = |text: &str| LocalizedText {
            de: Some(text.to_owned()),
            ..LocalizedText::default()
        };
        let mut competency = Competency {
            key: "care".into(),
            name: "Care".into(),
            anchors: Vec::new(),
        };
        assert_eq!(
            anchor(&competency, Language::Ru, 3),
            generic(Language::Ru, 3)
        );
        competency.anchors = ["a", "b", "c", "d", "e"].map(german).to_vec();
        assert_eq!(anchor(&competency, Language::De, 5), "e");
        assert_eq!(anchor(&competency, Language::En, 1), "a");
    }

    #[test]
    fn every_step_has_words_of_its_own_in_every_language() {
        for language in Language::ALL {
            let mut texts: Vec<_> = (1..=5)
                .flat_map(|n| [label(language, n), generic(language, n)])
                .collect();
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), 10);
        }
    }
}
