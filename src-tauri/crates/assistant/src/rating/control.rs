//! The control: a competency nobody asked for, with an answer of ours that can only be rated low.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use candor_domain::Language;

use super::{
    material::Material,
    parse::{Parsed, ParsedClaim},
};
use crate::evidence;

/// From this rating on the control was rated too high.
const TOO_HIGH: u8 = 3;

/// Key, name, question and answer.
type Words = [&'static str; 4];

const EN: [Words; 4] = [
    [
        "record_keeping",
        "Record keeping",
        "How did you keep records of your work?",
        "I did not really keep any. Somebody else may have done that, I never looked.",
    ],
    [
        "stock_control",
        "Stock control",
        "How did you make sure that supplies did not run out?",
        "I have no idea. They ran out quite often and I did nothing about it.",
    ],
    [
        "training_others",
        "Training others",
        "How have you trained new colleagues?",
        "I have never trained anybody. They had to see for themselves.",
    ],
    [
        "tool_care",
        "Care of equipment",
        "How did you look after the equipment?",
        "I did not. When something broke I put it aside and said nothing.",
    ],
];
const DE: [Words; 4] = [
    [
        "record_keeping",
        "Dokumentation",
        "Wie haben Sie Ihre Arbeit dokumentiert?",
        "Eigentlich gar nicht. Vielleicht hat das jemand anders gemacht, ich habe nie nachgesehen.",
    ],
    [
        "stock_control",
        "Materialwirtschaft",
        "Wie haben Sie dafür gesorgt, dass das Material nicht ausging?",
        "Keine Ahnung. Es ging ziemlich oft aus, und ich habe nichts unternommen.",
    ],
    [
        "training_others",
        "Anleiten",
        "Wie haben Sie neue Leute angeleitet?",
        "Ich habe nie jemanden angeleitet. Die mussten selbst zurechtkommen.",
    ],
    [
        "tool_care",
        "Umgang mit Geräten",
        "Wie haben Sie die Geräte gepflegt?",
        "Gar nicht. Wenn etwas kaputtging, habe ich es weggelegt und nichts gesagt.",
    ],
];
const RU: [Words; 4] = [
    [
        "record_keeping",
        "Ведение записей",
        "Как вы вели записи о своей работе?",
        "Да никак. Может быть, этим занимался кто-то другой, я никогда не смотрел на это.",
    ],
    [
        "stock_control",
        "Учёт запасов",
        "Как вы следили за тем, чтобы материалы не заканчивались?",
        "Понятия не имею. Они заканчивались довольно часто, и я ничего с этим не делал.",
    ],
    [
        "training_others",
        "Обучение других",
        "Как вы обучали новых коллег?",
        "Никого я никогда не обучал. Пусть сами разбираются.",
    ],
    [
        "tool_care",
        "Уход за оборудованием",
        "Как вы ухаживали за оборудованием?",
        "Никак. Если что-то ломалось, я откладывал это в сторону и молчал.",
    ],
];

/// A control chosen for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Control {
    pub(super) key: String,
    pub(super) name: &'static str,
    pub(super) question: &'static str,
    pub(super) answer: &'static str,
    /// Number of its message, one that the interview does not have.
    pub(super) number: u32,
    /// How many competencies stand before it.
    pub(super) place: usize,
}

impl Control {
    /// The control that goes with this random word.
    pub(super) fn chosen(material: &Material, boundary: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        boundary.hash(&mut hasher);
        let chance = usize::try_from(hasher.finish() >> 33).unwrap_or(0);
        let all = match material.language {
            Language::En => &EN,
            Language::De => &DE,
            Language::Ru => &RU,
        };
        let [key, name, question, answer] = all[chance % all.len()];
        let mut key = key.to_owned();
        while material.competencies.iter().any(|own| own.key == key) {
            key.push_str("_2");
        }
        let answers = material.asked.iter().flat_map(|asked| &asked.answers);
        let last = answers.map(|answer| answer.number).max().unwrap_or(0);
        Self {
            key,
            name,
            question,
            answer,
            number: last + 1 + u32::try_from(chance / 7 % 5).unwrap_or(0),
            place: chance / 11,
        }
    }

    /// Whether the model took the control for what it is. One that leaves it out or gives it no rating has shown nothing.
    pub(super) fn is_rated_low(&self, parsed: &Parsed) -> bool {
        let own = parsed.control(&self.key);
        own.is_some_and(|rating| rating < TOO_HIGH)
    }

    /// Whether a statement is about the control.
    pub(super) fn is_quoted(&self, claim: &ParsedClaim) -> bool {
        claim.quotes.iter().any(|quote| {
            quote.message == Some(self.number)
                || evidence::find(&quote.text, &[self.answer], None).is_some()
        })
    }
}
