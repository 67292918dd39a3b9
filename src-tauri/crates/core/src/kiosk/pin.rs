//! The PIN that leads out of the kiosk.

use candor_domain::Actor;
use candor_vault::PinHash;

use super::{
    attempts::{Attempts, PINS},
    state,
};
use crate::{App, Error, Result, clock};

/// Fewest and most digits.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=12;

/// Sets or changes the PIN. Changing needs the present one, and waits like leaving does.
///
/// # Errors
/// [`Error::Invalid`] for a PIN that is too short, too long or too easy; [`Error::PinWrong`];
/// [`Error::TooManyAttempts`].
pub fn set_pin(app: &App, pin: &str, current: Option<&str>) -> Result<()> {
    let _gate = app.kiosk().enter_gate();
    if !DIGITS.contains(&pin.len()) || !pin.bytes().all(|b| b.is_ascii_digit()) {
        let rule = "the PIN must have 6 to 12 digits";
        return Err(Error::Invalid(rule.to_owned()));
    }
    if is_easy(pin) {
        let rule = "this PIN is too easy to guess; avoid rows and repeated digits";
        return Err(Error::Invalid(rule.to_owned()));
    }
    if state::config(app.store())?.pin.is_some() {
        check(app, current.unwrap_or_default())?;
    }
    let hash = PinHash::new(pin).ok_or(Error::Internal)?;
    let mut config = state::config(app.store())?;
    config.pin = Some(hash);
    state::put_config(app.store(), clock::now(), config)
}

/// Whether this is the PIN. Wrong ones make the next attempt wait.
///
/// # Errors
/// [`Error::PinWrong`]; [`Error::TooManyAttempts`].
pub fn check_pin(app: &App, pin: &str) -> Result<()> {
    let _gate = app.kiosk().enter_gate();
    check(app, pin)
}

/// The same, inside the gate.
pub(super) fn check(app: &App, pin: &str) -> Result<()> {
    let now = clock::now();
    let mut state = app.kiosk().state();
    state.pins.begin(PINS, now)?;
    app.kiosk()
        .put(app.store(), Actor::Operator, now, state.clone())?;
    let kept = state::config(app.store())?.pin;
    if !kept.is_some_and(|kept| kept.matches(pin)) {
        return Err(Error::PinWrong);
    }
    state.pins = Attempts::default();
    app.kiosk().put(app.store(), Actor::Operator, now, state)
}

/// One digit repeated, or digits in a row.
fn is_easy(pin: &str) -> bool {
    let steps: Vec<_> = pin
        .as_bytes()
        .windows(2)
        .map(|pair| i16::from(pair[1]) - i16::from(pair[0]))
        .collect();
    [-1, 0, 1]
        .iter()
        .any(|step| steps.iter().all(|found| found == step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_repetitions_are_easy() {
        for easy in ["000000", "123456", "987654", "777777777"] {
            assert!(is_easy(easy), "{easy}");
        }
        for fine in ["482915", "112233", "123457", "098765"] {
            assert!(!is_easy(fine), "{fine}");
        }
    }
}
