//! The sections of a consent text, and how their placeholders are filled in.

use std::fmt::Write as _;

use candor_domain::Language;
use serde::{Deserialize, Serialize};

use super::built_in;
use crate::organisation::Organisation;

/// Longest section, in characters.
const MAX_SECTION: usize = 2_000;
/// What may stand in braces.
const PLACEHOLDERS: [&str; 4] = ["organisation", "contact", "retention", "viewers"];

/// What a section of a consent text is about, in the order they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// That the interviewer is automated.
    Interviewer,
    /// What is recorded.
    Recorded,
    /// Where it is kept.
    Kept,
    /// What AI is used for and which services get the text of the conversation; only while it is used.
    Ai,
    /// How long.
    Retention,
    /// Who sees it.
    Viewers,
    /// How to withdraw the consent.
    Withdrawal,
    /// Anything else the organisation has to say.
    Additional,
}

/// A section as the candidate reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// Its heading.
    pub title: String,
    /// Its words; paragraphs are separated by line breaks.
    pub text: String,
}

/// A consent text in one language, section by section; all but the last must say something.
///
/// `{organisation}`, `{contact}`, `{retention}` and `{viewers}` stand for what was entered about the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentWords {
    /// That the interviewer is automated.
    pub interviewer: String,
    /// What is recorded.
    pub recorded: String,
    /// Where it is kept.
    pub kept: String,
    /// How long.
    pub retention: String,
    /// Who sees it.
    pub viewers: String,
    /// How to withdraw the consent.
    pub withdrawal: String,
    /// Anything else; may be empty.
    #[serde(default)]
    pub additional: String,
}

/// A consent text in every language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentTexts {
    /// English.
    pub en: ConsentWords,
    /// German.
    pub de: ConsentWords,
    /// Russian.
    pub ru: ConsentWords,
}

impl ConsentTexts {
    /// The words in this language.
    pub fn get(&self, language: Language) -> &ConsentWords {
        match language {
            Language::En => &self.en,
            Language::De => &self.de,
            Language::Ru => &self.ru,
        }
    }

    /// Takes away white space at the ends, and says everything that is missing or wrong.
    ///
    /// # Errors
    /// The problems, in words.
    pub fn validated(mut self) -> Result<Self, String> {
        let mut problems = Vec::new();
        for (language, words) in [
            (Language::En, &mut self.en),
            (Language::De, &mut self.de),
            (Language::Ru, &mut self.ru),
        ] {
            words.tidy_and_check(language, &mut problems);
        }
        if problems.is_empty() {
            Ok(self)
        } else {
            Err(problems.join("; "))
        }
    }
}

impl ConsentWords {
    /// The sections in the order they are shown.
    fn parts(&self) -> [(SectionKind, &str); 7] {
        [
            (SectionKind::Interviewer, &self.interviewer),
            (SectionKind::Recorded, &self.recorded),
            (SectionKind::Kept, &self.kept),
            (SectionKind::Retention, &self.retention),
            (SectionKind::Viewers, &self.viewers),
            (SectionKind::Withdrawal, &self.withdrawal),
            (SectionKind::Additional, &self.additional),
        ]
    }

    fn tidy_and_check(&mut self, language: Language, problems: &mut Vec<String>) {
        for text in [
            &mut self.interviewer,
            &mut self.recorded,
            &mut self.kept,
            &mut self.retention,
            &mut self.viewers,
            &mut self.withdrawal,
            &mut self.additional,
        ] {
            *text = text.trim().to_owned();
        }
        for (kind, text) in self.parts() {
            let title = built_in::title(kind, Language::En);
            if text.is_empty() && kind != SectionKind::Additional {
                problems.push(format!("“{title}” is missing in the language “{language}”"));
            }
            if text.chars().count() > MAX_SECTION {
                problems.push(format!(
                    "“{title}” is longer than {MAX_SECTION} characters in the language “{language}”"
                ));
            }
            if let Some(unknown) = pieces(text).find_map(Piece::unknown) {
                problems.push(format!(
                    "“{{{unknown}}}” in “{title}” (language “{language}”) stands for nothing; use {}",
                    PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(", ")
                ));
            }
        }
    }

    /// The sections as the candidate reads them, with what is known of the organisation.
    pub fn sections(&self, language: Language, organisation: &Organisation) -> Vec<Section> {
        let fill = |text: &str| fill(text, language, organisation);
        self.parts()
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(kind, text)| Section {
                kind,
                title: built_in::title(kind, language).to_owned(),
                text: fill(text),
            })
            .collect()
    }
}

/// The sections as one text, as it is printed and kept.
pub(super) fn as_text(sections: &[Section]) -> String {
    let mut text = String::new();
    for section in sections {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{}\n{}", section.title, section.text);
    }
    text
}

/// A stretch of a text.
enum Piece<'t> {
    Words(&'t str),
    Placeholder(&'t str),
}

impl<'t> Piece<'t> {
    fn unknown(self) -> Option<&'t str> {
        match self {
            Self::Placeholder(name) if !PLACEHOLDERS.contains(&name) => Some(name),
            _ => None,
        }
    }
}

/// Splits a text at its placeholders: a word of letters in braces. Other braces are just braces.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(name) = placeholder_at_start(rest) {
            rest = &rest[name.len() + 2..];
            return Some(Piece::Placeholder(name));
        }
        let end = rest
            .char_indices()
            .skip(1)
            .find(|(at, _)| placeholder_at_start(&rest[*at..]).is_some())
            .map_or(rest.len(), |(at, _)| at);
        let (words, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Words(words))
    })
}

fn placeholder_at_start(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    let is_word = !name.is_empty() && name.chars().all(|c| c.is_alphabetic() || c == '_');
    is_word.then_some(name)
}

/// Fills in the placeholders; what was entered is never looked at for placeholders itself.
fn fill(text: &str, language: Language, organisation: &Organisation) -> String {
    pieces(text)
        .map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Placeholder(name) => {
                value(name, language, organisation).unwrap_or_else(|| format!("{{{name}}}"))
            }
        })
        .collect()
}

fn value(name: &str, language: Language, organisation: &Organisation) -> Option<String> {
    let known = |value: Option<String>, otherwise: &str| value.unwrap_or(otherwise.to_owned());
    let general = built_in::general(language);
    Some(match name {
        "organisation" => known(organisation.known_name(), general.organisation),
        "contact" => known(organisation.contact(), general.contact),
        "retention" => match organisation.retention_days {
            Some(days) => built_in::retention(days, language),
            None => general.retention.to_owned(),
        },
        "viewers" => match organisation.viewers.get(language) {
            Some(viewers) => viewers.to_owned(),
            None => general.viewers.replace(
                "{organisation}",
                &known(organisation.known_name(), general.organisation),
            ),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> ConsentWords {
        ConsentWords {
            interviewer: text.to_owned(),
            ..built_in::texts().en
        }
    }

    #[test]
    fn placeholders_are_filled_once_and_other_braces_stay() {
        let organisation = Organisation {
            name: "{contact} & Co".into(),
            ..Organisation::default()
        };
        let filled = fill(
            "{organisation}: {1} {} {a b} {{contact}}{",
            Language::En,
            &organisation,
        );
        assert_eq!(filled, "{contact} & Co: {1} {} {a b} {your contact there}{");
    }

    #[test]
    fn nothing_required_can_be_left_out_in_any_language() {
        for kind in [
            "interviewer",
            "recorded",
            "kept",
            "retention",
            "viewers",
            "withdrawal",
        ] {
            for language in ["en", "de", "ru"] {
                let mut texts = serde_json::to_value(built_in::texts()).unwrap();
                texts[language][kind] = "  ".into();
                let texts: ConsentTexts = serde_json::from_value(texts).unwrap();
                let problems = texts.validated().unwrap_err();
                assert!(problems.contains("missing") && problems.contains(language));
            }
        }
        built_in::texts().validated().unwrap();
    }

    #[test]
    fn misspelt_placeholders_and_endless_texts_are_refused() {
        let with = |en| ConsentTexts {
            en,
            ..built_in::texts()
        };
        let misspelt = with(words("{organization} asks you")).validated();
        assert!(misspelt.unwrap_err().contains("{organization}"));
        let endless = with(words(&"x".repeat(2_001))).validated();
        assert!(endless.unwrap_err().contains("longer than"));
    }

    #[test]
    fn every_language_says_everything_with_and_without_an_organisation() {
        let known = Organisation {
            name: "Muster GmbH".into(),
            contact_person: "Frau Weber".into(),
            retention_days: Some(21),
            ..Organisation::default()
        };
        for language in Language::ALL {
            for organisation in [&Organisation::default(), &known] {
                let texts = built_in::texts();
                let sections = texts.get(language).sections(language, organisation);
                assert_eq!(sections.len(), 6);
                let text = as_text(&sections);
                assert!(!text.contains('{'), "{text}");
                if organisation == &known {
                    for part in ["Muster GmbH", "Frau Weber", "21"] {
                        assert!(text.contains(part), "{part} in {text}");
                    }
                }
            }
        }
    }
}
