//! The speech models Candor may load, from `models/catalog.toml`.

use std::sync::LazyLock;

use candor_domain::Language;
use serde::{Deserialize, Serialize};

/// Everything the catalogue lists. Names, files and hashes are unique.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    #[serde(rename = "model")]
    entries: Vec<CatalogEntry>,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogEntry {
    /// What people call it, for example `small-q5_1`.
    pub name: String,
    /// Its file name in a model folder.
    pub file: String,
    /// Where it is published; none for what comes with Candor.
    #[serde(default)]
    pub url: Option<String>,
    /// Exact size of the file.
    pub size_bytes: u64,
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Languages it understands.
    pub languages: Languages,
    /// Range of shortened encoder contexts, in steps of 20 ms, it was trained with as well. None: it was trained
    /// with its full context only and always gets that.
    #[serde(default)]
    pub short_audio_context: Option<[u32; 2]>,
    /// Of no use on human speech; whoever offers it must say so.
    #[serde(default)]
    pub demo: bool,
    /// What a person choosing a model should know.
    #[serde(default)]
    pub note: Option<String>,
    /// What it is the first choice for.
    #[serde(default)]
    pub recommended_for: Option<Need>,
    /// Not from the catalogue: a person vouched for the file.
    #[serde(skip)]
    pub imported: bool,
}

/// What somebody needs of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// To keep up on a slow computer.
    SlowComputer,
    /// Interviews on a usual laptop.
    Everyday,
    /// As few mistakes as possible.
    Accuracy,
}

/// Languages a model understands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Languages {
    /// Every language Candor speaks.
    All(Multilingual),
    /// These.
    Only(Vec<Language>),
}

/// The word `multilingual`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Multilingual {
    /// All of them.
    Multilingual,
}

static BUNDLED: LazyLock<Catalog> = LazyLock::new(|| {
    Catalog::parse(include_str!("../../../../models/catalog.toml"))
        .expect("the shipped catalogue is checked by a test")
});

impl Catalog {
    /// The catalogue compiled into the program.
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Reads a catalogue.
    ///
    /// # Errors
    /// When it is not TOML of this form; the message names line and field.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Every model, in the order they are offered.
    pub fn entries(&self) -> &[CatalogEntry] {
        &self.entries
    }

    /// The model of this name.
    pub fn get(&self, name: &str) -> Option<&CatalogEntry> {
        self.entries.iter().find(|e| e.name == name)
    }

    /// The model whose file has this hash.
    pub fn by_sha256(&self, sha256: &str) -> Option<&CatalogEntry> {
        self.entries.iter().find(|e| e.sha256 == sha256)
    }
}

impl CatalogEntry {
    /// An entry for a file outside the catalogue that a person vouches for.
    pub fn imported(name: String, size_bytes: u64, sha256: String, languages: Languages) -> Self {
        Self {
            file: format!("imported-{}.bin", sha256.get(..16).unwrap_or(&sha256)),
            name,
            url: None,
            size_bytes,
            sha256,
            languages,
            short_audio_context: None,
            demo: false,
            note: None,
            recommended_for: None,
            imported: true,
        }
    }

    /// Whether it understands `language`.
    pub fn supports(&self, language: Language) -> bool {
        match &self.languages {
            Languages::All(_) => true,
            Languages::Only(list) => list.contains(&language),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_shipped_catalogue_is_sound() {
        let entries = Catalog::bundled().entries();
        assert!(entries.len() > 20);
        let unique = |values: HashSet<&str>| assert_eq!(values.len(), entries.len());
        unique(entries.iter().map(|e| e.name.as_str()).collect());
        unique(entries.iter().map(|e| e.file.as_str()).collect());
        unique(entries.iter().map(|e| e.sha256.as_str()).collect());
        for entry in entries {
            assert!(
                entry.sha256.len() == 64
                    && entry
                        .sha256
                        .bytes()
                        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
                "{}",
                entry.name
            );
            assert!(!entry.file.contains(['/', '\\']), "{}", entry.file);
            assert_eq!(entry.demo, entry.url.is_none(), "{}", entry.name);
            if let Some(url) = &entry.url {
                assert!(
                    url.starts_with("https://") && url.ends_with(&format!("/{}", entry.file)),
                    "{url}"
                );
            }
            assert_eq!(
                entry.supports(Language::De),
                entry.languages == Languages::All(Multilingual::Multilingual)
            );
            assert!(entry.supports(Language::En));
        }
    }

    #[test]
    fn the_demo_model_says_that_it_is_no_use_on_human_speech() {
        let demo = Catalog::bundled().get("demo-en").unwrap();
        assert!(
            demo.demo
                && demo
                    .note
                    .as_ref()
                    .unwrap()
                    .contains("no use on human speech")
        );
        assert!(!demo.supports(Language::Ru));
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let error = Catalog::parse("[[model]]\nname = \"x\"\nsha = \"y\"")
            .unwrap_err()
            .to_string();
        assert!(error.contains("sha"), "{error}");
    }
}
