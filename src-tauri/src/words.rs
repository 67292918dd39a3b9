//! The few words the shell says itself, in the language of the page.

use std::sync::{Mutex, PoisonError};

use candor_domain::Language;

/// The language spoken.
pub(crate) struct Words(Mutex<Language>);

impl Default for Words {
    fn default() -> Self {
        Self(Mutex::new(Language::En))
    }
}

impl Words {
    /// The page is in this language now.
    pub(crate) fn speak(&self, language: Language) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = language;
    }

    fn language(&self) -> Language {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings the window back.
    pub(crate) fn show(&self) -> &'static str {
        match self.language() {
            Language::En => "Show Candor",
            Language::De => "Candor zeigen",
            Language::Ru => "Показать Candor",
        }
    }

    /// Ends the program.
    pub(crate) fn quit(&self) -> &'static str {
        match self.language() {
            Language::En => "Quit",
            Language::De => "Beenden",
            Language::Ru => "Выйти",
        }
    }

    /// How many interviews are being recorded.
    pub(crate) fn recording(&self, interviews: usize) -> String {
        match (self.language(), interviews) {
            (Language::En, 0) => "Nothing is being recorded".to_owned(),
            (Language::En, 1) => "1 interview is being recorded".to_owned(),
            (Language::En, n) => format!("{n} interviews are being recorded"),
            (Language::De, 0) => "Es wird nichts aufgezeichnet".to_owned(),
            (Language::De, 1) => "1 Gespräch wird aufgezeichnet".to_owned(),
            (Language::De, n) => format!("{n} Gespräche werden aufgezeichnet"),
            (Language::Ru, 0) => "Запись не идёт".to_owned(),
            (Language::Ru, n) => format!("Идёт запись собеседований: {n}"),
        }
    }
}
