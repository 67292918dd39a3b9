//! A PIN, kept as its Argon2id hash with salt and costs beside it.

use rand::random;
use serde::{Deserialize, Serialize};

use crate::passphrase::Derivation;

/// What is kept of a PIN. The PIN cannot be had back from it; few digits are guessed quickly by whoever has the
/// hash, which is why it lies in the encrypted database only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinHash {
    derivation: Derivation,
    /// 32 bytes, hexadecimal.
    hash: String,
}

impl PinHash {
    /// Hashes a PIN with a new salt; takes about a fifth of a second. `None` only when there is no memory for it.
    pub fn new(pin: &str) -> Option<Self> {
        let derivation = Derivation::new(random());
        let hash = hashed(&derivation, pin)?;
        Some(Self { derivation, hash })
    }

    /// Whether this is the PIN; takes as long whether it is or not.
    pub fn matches(&self, pin: &str) -> bool {
        let Some(hash) = hashed(&self.derivation, pin) else {
            return false;
        };
        let differences = hash
            .bytes()
            .zip(self.hash.bytes())
            .fold(0, |all, (a, b)| all | (a ^ b));
        differences == 0 && hash.len() == self.hash.len()
    }
}

fn hashed(derivation: &Derivation, pin: &str) -> Option<String> {
    let key = derivation.key(pin)?;
    let digits = key.bytes().iter().map(|byte| format!("{byte:02x}"));
    Some(digits.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pin_itself_matches() {
        let kept = PinHash::new("482915").unwrap();
        assert!(kept.matches("482915"));
        for wrong in ["482916", "48291", "4829150", "", " 482915"] {
            assert!(!kept.matches(wrong), "{wrong}");
        }
        let written = serde_json::to_string(&kept).unwrap();
        assert!(!written.contains("482915"), "{written}");
        assert_eq!(serde_json::from_str::<PinHash>(&written).unwrap(), kept);
        assert_ne!(PinHash::new("482915").unwrap(), kept);
    }
}
