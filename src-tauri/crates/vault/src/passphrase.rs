//! From a passphrase to a key: Argon2id, with the costs written down beside the salt.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Key32, VaultError};

/// Shortest passphrase, in characters.
pub(crate) const MIN_CHARS: usize = 8;
/// Most memory a key file may ask for, in KiB: a damaged one must not bring the machine down.
const MAX_MEMORY_KIB: u32 = 4 * 1024 * 1024;

/// The only derivation there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kdf {
    Argon2id,
}

/// Everything but the passphrase. Not secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Derivation {
    pub(crate) kdf: Kdf,
    /// 16 random bytes, hexadecimal.
    pub(crate) salt: String,
    /// Memory in KiB.
    pub(crate) m_cost: u32,
    /// Passes.
    pub(crate) t_cost: u32,
    /// Lanes.
    pub(crate) p_cost: u32,
}

impl Derivation {
    /// A new salt with today's costs: three times what OWASP asks for (19 MiB, two passes), about a fifth of a second.
    pub(crate) fn new(salt: [u8; 16]) -> Self {
        Self {
            kdf: Kdf::Argon2id,
            salt: format!("{:032x}", u128::from_be_bytes(salt)),
            m_cost: 64 * 1024,
            t_cost: 3,
            p_cost: 1,
        }
    }

    /// The key; `None` when salt or costs make no sense.
    pub(crate) fn key(&self, passphrase: &str) -> Option<Key32> {
        let Kdf::Argon2id = self.kdf;
        if self.salt.len() != 32 || self.m_cost > MAX_MEMORY_KIB {
            return None;
        }
        let salt = u128::from_str_radix(&self.salt, 16).ok()?.to_be_bytes();
        let params = Params::new(self.m_cost, self.t_cost, self.p_cost, Some(32)).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &salt, &mut *key)
            .ok()?;
        Some(Key32(key))
    }
}

/// Refuses what protects nothing.
pub(crate) fn check(passphrase: &str) -> Result<(), VaultError> {
    if passphrase.trim().chars().count() < MIN_CHARS {
        return Err(VaultError::PassphraseTooShort);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_and_salt_give_the_same_key_and_nothing_else_does() {
        let one = Derivation::new([1; 16]);
        let key = one.key("correct horse").unwrap();
        assert_eq!(one.key("correct horse").unwrap().bytes(), key.bytes());
        assert_ne!(one.key("correct house").unwrap().bytes(), key.bytes());
        let other = Derivation::new([2; 16]).key("correct horse").unwrap();
        assert_ne!(other.bytes(), key.bytes());
    }

    #[test]
    fn the_derivation_never_changes() {
        // From the reference implementation: `argon2 0123456789abcdef -id -t 3 -k 65536 -p 1 -l 32 -r`.
        let key = Derivation::new(*b"0123456789abcdef")
            .key("correct horse")
            .unwrap();
        let hex: String = key
            .bytes()
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        assert_eq!(
            hex,
            "92599c67f23f1d9dce9b6f0cfb5a9b18ce110336de00799947472465edd9e49a"
        );
    }

    #[test]
    fn nonsense_gives_no_key() {
        let good = Derivation::new([1; 16]);
        for bad in [
            Derivation {
                salt: "xyz".into(),
                ..good.clone()
            },
            Derivation {
                salt: "é".repeat(16),
                ..good.clone()
            },
            Derivation {
                m_cost: u32::MAX,
                ..good.clone()
            },
            Derivation {
                t_cost: 0,
                ..good.clone()
            },
            Derivation { p_cost: 0, ..good },
        ] {
            assert!(bad.key("correct horse").is_none(), "{bad:?}");
        }
    }

    #[test]
    fn short_passphrases_are_refused() {
        for short in ["", "1234567", "        ", "ääääääa"] {
            assert!(check(short).is_err(), "{short:?}");
        }
        for long in ["12345678", "ääääääää"] {
            assert!(check(long).is_ok(), "{long:?}");
        }
    }
}
