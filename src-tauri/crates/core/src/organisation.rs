//! What candidates are told about the organisation: who it is, whom to ask, how long recordings are kept, who sees them.

use candor_domain::{Actor, LocalizedText, UtcMillis};
use candor_store::{Connection, StoreError, settings};
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, clock};

/// Name of the setting.
const SETTING: &str = "organisation";
/// Longest name or contact, in characters.
const MAX_LINE: usize = 200;
/// Longest description of who sees the recordings, in characters.
const MAX_VIEWERS: usize = 500;
/// Longest time recordings may be kept, in days: ten years.
const MAX_DAYS: u32 = 3_650;

/// The organisation interviews are held for. What is empty was not entered, and is told in general words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Person for questions and withdrawals.
    pub contact_person: String,
    /// Their e-mail address.
    pub contact_email: String,
    /// Their telephone number.
    pub contact_phone: String,
    /// Days recordings are kept after the interview, 1 to 3650; absent when there is no fixed time.
    pub retention_days: Option<u32>,
    /// Who sees the recordings, per language.
    pub viewers: LocalizedText,
}

impl Organisation {
    /// Whom to ask, on one line; `None` when nobody was entered.
    pub fn contact(&self) -> Option<String> {
        let parts = [
            &self.contact_person,
            &self.contact_email,
            &self.contact_phone,
        ];
        let line = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        (!line.is_empty()).then_some(line)
    }

    /// Its name; `None` when it was not entered.
    pub fn known_name(&self) -> Option<String> {
        (!self.name.is_empty()).then(|| self.name.clone())
    }

    /// Until when what was recorded in an interview that ended at `end` is kept; `None` without a fixed time.
    pub fn kept_until(&self, end: UtcMillis) -> Option<UtcMillis> {
        self.retention_days
            .map(|days| end.plus_ms(u64::from(days) * 86_400_000))
    }

    fn validated(mut self) -> Result<Self> {
        let mut problems = Vec::new();
        for (text, what) in [
            (&mut self.name, "the organisation's name"),
            (&mut self.contact_person, "the contact person"),
            (&mut self.contact_email, "the e-mail address"),
            (&mut self.contact_phone, "the telephone number"),
        ] {
            *text = text.trim().to_owned();
            if text.chars().count() > MAX_LINE {
                problems.push(format!("{what} is longer than {MAX_LINE} characters"));
            }
            if text.chars().any(char::is_control) {
                problems.push(format!("{what} must be a single line"));
            }
        }
        if !self.contact_email.is_empty() && !is_address(&self.contact_email) {
            problems.push("the e-mail address is not complete".to_owned());
        }
        if self
            .retention_days
            .is_some_and(|days| !(1..=MAX_DAYS).contains(&days))
        {
            problems.push(format!(
                "recordings are kept between 1 and {MAX_DAYS} days, or without a fixed time"
            ));
        }
        let LocalizedText { en, de, ru } = &mut self.viewers;
        for viewers in [en, de, ru] {
            *viewers = viewers
                .take()
                .map(|text| text.trim().trim_end_matches('.').to_owned())
                .filter(|text| !text.is_empty());
            if viewers
                .as_ref()
                .is_some_and(|text| text.chars().count() > MAX_VIEWERS)
            {
                problems.push(format!(
                    "who sees the recordings is longer than {MAX_VIEWERS} characters"
                ));
            }
        }
        if problems.is_empty() {
            Ok(self)
        } else {
            Err(Error::Invalid(problems.join("; ")))
        }
    }
}

/// Something before an @ and a domain with a dot behind it; more can only be known by writing to it.
fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let dotted = domain
        .split_once('.')
        .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    !name.is_empty() && dotted && !text.contains(char::is_whitespace)
}

/// What was entered about the organisation.
///
/// # Errors
/// Only if the database cannot be read.
pub fn get(app: &App) -> Result<Organisation> {
    Ok(app.store().read(read)?)
}

/// The same, inside a transaction.
pub(crate) fn read(conn: &Connection) -> Result<Organisation, StoreError> {
    Ok(settings::get(conn, SETTING)?.unwrap_or_default())
}

/// Keeps what was entered. Consents given before keep the words they were given to.
///
/// # Errors
/// [`Error::Invalid`] names what is wrong.
pub fn put(app: &App, organisation: Organisation) -> Result<Organisation> {
    let organisation = organisation.validated()?;
    let stored = organisation.clone();
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            settings::put(tx, SETTING, &stored)
        })?;
    Ok(organisation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_entered_is_tidied_and_what_is_wrong_is_named() {
        let organisation = Organisation {
            name: "  Muster GmbH ".into(),
            contact_email: "privacy@muster.example".into(),
            contact_phone: "+49 731 1".into(),
            retention_days: Some(180),
            viewers: LocalizedText {
                en: Some("the hiring team.".into()),
                de: Some("  ".into()),
                ru: None,
            },
            ..Organisation::default()
        };
        let organisation = organisation.validated().unwrap();
        assert_eq!(organisation.name, "Muster GmbH");
        assert_eq!(organisation.viewers.en.as_deref(), Some("the hiring team"));
        assert_eq!(organisation.viewers.de, None);
        assert_eq!(
            organisation.contact().unwrap(),
            "privacy@muster.example, +49 731 1"
        );
        assert_eq!(
            organisation.kept_until(UtcMillis(0)),
            Some(UtcMillis(180 * 86_400_000))
        );
        for wrong in [
            Organisation {
                contact_email: "nobody".into(),
                ..Organisation::default()
            },
            Organisation {
                contact_email: "a b@c.d".into(),
                ..Organisation::default()
            },
            Organisation {
                retention_days: Some(0),
                ..Organisation::default()
            },
            Organisation {
                name: "two\nlines".into(),
                ..Organisation::default()
            },
            Organisation {
                name: "x".repeat(300),
                ..Organisation::default()
            },
        ] {
            assert!(matches!(wrong.validated(), Err(Error::Invalid(_))));
        }
        assert_eq!(Organisation::default().contact(), None);
    }
}
