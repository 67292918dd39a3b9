//! The unguessable part of an interview's unique link.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A 160-bit random token. Only its hash is ever stored; the token itself is shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken([u8; 20]);

impl LinkToken {
    /// A token from 20 random bytes.
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// Parses the 32 characters of [`Self::reveal`] (Crockford base 32, case-insensitive).
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text
            .bytes()
            .map(|b| {
                ALPHABET
                    .iter()
                    .position(|a| *a == b.to_ascii_lowercase())
                    .map(|p| p as u8)
            })
            .collect::<Option<_>>()?;
        if digits.len() != 32 {
            return None;
        }
        let mut bytes = [0_u8; 20];
        for (chunk, out) in digits.chunks_exact(8).zip(bytes.chunks_exact_mut(5)) {
            let value = chunk.iter().fold(0_u64, |v, d| (v << 5) | u64::from(*d));
            out.copy_from_slice(&value.to_be_bytes()[3..]);
        }
        Some(Self(bytes))
    }

    /// The token as 32 characters that are safe in a URL and easy to read aloud.
    pub fn reveal(&self) -> String {
        let mut text = String::with_capacity(32);
        for chunk in self.0.chunks_exact(5) {
            let mut wide = [0_u8; 8];
            wide[3..].copy_from_slice(chunk);
            let value = u64::from_be_bytes(wide);
            for i in (0..8).rev() {
                text.push(char::from(ALPHABET[((value >> (i * 5)) & 31) as usize]));
            }
        }
        text
    }

    /// SHA-256 of the token: what the store keeps. A random 160-bit token needs no salt.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_being_written_down() {
        let token = LinkToken::from_bytes(std::array::from_fn(|i| (i * 37) as u8));
        let text = token.reveal();
        assert_eq!(text.len(), 32);
        assert_eq!(LinkToken::parse(&text.to_uppercase()), Some(token));
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in ["", "abc", &"u".repeat(32), &"0".repeat(33), "ä"] {
            assert!(LinkToken::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn debug_output_does_not_leak_the_token() {
        let token = LinkToken::from_bytes([7; 20]);
        assert!(!format!("{token:?}").contains(&token.reveal()[..6]));
    }
}
