//! The short code a candidate types at the kiosk.

use sha2::{Digest, Sha256};

/// Crockford's base 32: no letter that can be taken for a digit or another letter.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code.
const LENGTH: usize = 8;

/// A 40-bit random code. Only its hash is stored; the code itself is shown once. Guessing it is slow because the
/// kiosk makes people wait after wrong ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KioskCode([u8; 5]);

impl KioskCode {
    /// A code from 5 random bytes.
    pub fn from_bytes(bytes: [u8; 5]) -> Self {
        Self(bytes)
    }

    /// Reads what somebody typed: case, spaces and hyphens do not matter, and O, I and L are taken for the digits
    /// they look like.
    pub fn parse(text: &str) -> Option<Self> {
        let mut value = 0_u64;
        let mut count = 0;
        for typed in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let digit = match typed.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let place = ALPHABET.iter().position(|a| char::from(*a) == digit)?;
            count += 1;
            if count > LENGTH {
                return None;
            }
            value = (value << 5) | place as u64;
        }
        let mut bytes = [0; 5];
        bytes.copy_from_slice(&value.to_be_bytes()[3..]);
        (count == LENGTH).then_some(Self(bytes))
    }

    /// The code as it is shown: two groups of four, easy to read aloud and to type.
    pub fn reveal(&self) -> String {
        let mut wide = [0; 8];
        wide[3..].copy_from_slice(&self.0);
        let value = u64::from_be_bytes(wide);
        let mut text = String::with_capacity(LENGTH + 1);
        for place in (0..LENGTH).rev() {
            if place + 1 == LENGTH / 2 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[((value >> (place * 5)) & 31) as usize]));
        }
        text
    }

    /// SHA-256 of the code: what the store keeps.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::new()
            .chain_update("candor/kiosk-code/1")
            .chain_update(self.0)
            .finalize()
            .into()
    }
}

impl std::fmt::Debug for KioskCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KioskCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_being_read_aloud_and_typed() {
        for seed in 0..=255_u8 {
            let code = KioskCode::from_bytes([seed, seed ^ 0x5a, 255 - seed, 7, seed]);
            let shown = code.reveal();
            assert_eq!((shown.len(), shown.find('-')), (9, Some(4)), "{shown}");
            assert_eq!(KioskCode::parse(&shown), Some(code));
            let sloppy = format!(" {} ", shown.to_lowercase().replace('-', " "));
            assert_eq!(KioskCode::parse(&sloppy), Some(code));
            let mistaken = shown.replace('0', "o").replace('1', "l");
            assert_eq!(KioskCode::parse(&mistaken), Some(code));
        }
    }

    #[test]
    fn anything_else_is_no_code() {
        for bad in [
            "",
            "ABCD",
            "ABCD-EFG",
            "ABCD-EFGHJ",
            "ABCD-EFGU",
            "ÄBCD-EFGH",
            "ABCD_EFGH",
        ] {
            assert!(KioskCode::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn debug_output_does_not_leak_the_code() {
        let code = KioskCode::from_bytes([1, 2, 3, 4, 5]);
        assert_eq!(format!("{code:?}"), "KioskCode(…)");
    }
}
