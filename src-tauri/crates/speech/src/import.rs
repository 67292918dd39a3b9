//! Taking in a model file from elsewhere: a folder, a USB stick.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use candor_domain::Language;

use crate::{
    catalog::{CatalogEntry, Languages, Multilingual},
    error::SpeechError,
    housekeeping::UNFINISHED_IMPORT,
    models::{CopyEnd, ModelFolder, VerifiedModel, copy_hashing, create_folder, sync_folder},
};

/// First four bytes of a model file, little-endian: “ggml”.
const MAGIC: u32 = 0x6767_6d6c;
/// Words an English-only model knows; multilingual ones know more.
const ENGLISH_VOCABULARY: i32 = 51_864;
/// Longest name given to an imported model.
const MAX_NAME: usize = 40;

/// What became of a file that was to be taken in.
#[derive(Debug)]
pub enum Import {
    /// It is in the user's folder and checked.
    Installed(VerifiedModel),
    /// It looks like a model but is none that Candor knows. Nothing was copied; the user decides.
    Unknown(Stranger),
}

/// A model file that is not in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// Its file name.
    pub file_name: String,
    /// Its size.
    pub size_bytes: u64,
    /// SHA-256 of its content; approving it means approving exactly this.
    pub sha256: String,
}

impl ModelFolder {
    /// Copies a catalogued model, recognised by its content whatever its name, into the user's folder: it is
    /// there whole or not at all.
    ///
    /// # Errors
    /// [`SpeechError::ModelInvalid`] when the file is not in the catalogue; [`SpeechError::DiskFull`];
    /// [`SpeechError::File`].
    pub fn import(&self, file: &Path) -> Result<VerifiedModel, SpeechError> {
        match self.take_in(file, None, &mut |_, _| {})? {
            Import::Installed(model) => Ok(model),
            Import::Unknown(_) => Err(invalid(file)),
        }
    }

    /// As [`ModelFolder::import`], and with `approved` also a model Candor does not know, if that is the SHA-256 of
    /// its content: the model loader is not safe against malformed files, so a person has to vouch for this very one.
    /// `progress` gets bytes read and bytes in all.
    ///
    /// # Errors
    /// As [`ModelFolder::import`].
    pub fn take_in(
        &self,
        file: &Path,
        approved: Option<&str>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Import, SpeechError> {
        let mut source = File::open(file).map_err(|e| SpeechError::reading(file, e))?;
        let metadata = source
            .metadata()
            .map_err(|e| SpeechError::reading(file, e))?;
        if !metadata.is_file() {
            return Err(invalid(file));
        }
        let (size, header) = (metadata.len(), Header::read(file)?);
        let may_be_known = self.entries().iter().any(|e| e.size_bytes == size);
        if header.is_none() && !may_be_known {
            return Err(invalid(file));
        }
        let mut watched = Watched {
            inner: &mut source,
            done: 0,
            total: size,
            progress,
        };
        let read = |end| match end {
            CopyEnd::Read(e) => SpeechError::reading(file, e),
            CopyEnd::Write(e) => SpeechError::writing(self.own(), e),
        };
        // Spares copying gigabytes only to find out that they are something else.
        if !may_be_known && approved.is_none() {
            let sha256 = copy_hashing(&mut watched, &mut io::sink()).map_err(read)?;
            return Ok(Import::Unknown(stranger(file, size, sha256)));
        }
        create_folder(self.own())?;
        self.sweep();
        self.make_sure_of_room(file, size)?;
        let mut copy = tempfile::Builder::new()
            .prefix(UNFINISHED_IMPORT)
            .tempfile_in(self.own())
            .map_err(|e| SpeechError::writing(self.own(), e))?;
        let sha256 = copy_hashing(&mut watched, copy.as_file_mut()).map_err(read)?;
        let known = self.entries().into_iter().find(|e| e.sha256 == sha256);
        let entry = match (known, header) {
            (Some(entry), _) => entry,
            (None, None) => return Err(invalid(file)),
            (None, Some(_)) if approved != Some(sha256.as_str()) => {
                return Ok(Import::Unknown(stranger(file, size, sha256)));
            }
            (None, Some(header)) => self.imported_entry(file, size, sha256, header.languages()),
        };
        let path = self.own().join(&entry.file);
        copy.as_file()
            .sync_all()
            .map_err(|e| SpeechError::writing(&path, e))?;
        copy.persist(&path)
            .map_err(|e| SpeechError::writing(&path, e.error))?;
        // A file that already lay here under another name would only take room twice.
        if file.parent() == Some(self.own()) && file != path {
            std::fs::remove_file(file).map_err(|e| SpeechError::writing(file, e))?;
        }
        sync_folder(self.own())?;
        if entry.imported {
            self.approve(entry.clone());
        }
        Ok(Import::Installed(Self::verified(&entry, path)))
    }

    /// What stands for an approved stranger from now on: named after its file.
    fn imported_entry(
        &self,
        file: &Path,
        size_bytes: u64,
        sha256: String,
        languages: Languages,
    ) -> CatalogEntry {
        let stem = file
            .file_stem()
            .map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let plain: String = stem
            .trim_start_matches("ggml-")
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "._-".contains(c) {
                    c
                } else {
                    '-'
                }
            })
            .take(MAX_NAME)
            .collect();
        let base = if plain.is_empty() {
            "model".to_owned()
        } else {
            plain
        };
        let taken = self.entries();
        let free = |name: &String| taken.iter().all(|e| e.name != *name);
        // One of so many names is free: fewer models have one.
        let name = std::iter::once(base.clone())
            .chain((2..=taken.len() + 2).map(|n| format!("{base}-{n}")))
            .find(free)
            .unwrap_or(base);
        CatalogEntry::imported(name, size_bytes, sha256, languages)
    }
}

/// Whether a file looks like a model, whatever its content is worth.
pub(crate) fn looks_like_a_model(file: &Path) -> bool {
    matches!(Header::read(file), Ok(Some(_)))
}

/// What a model file says of itself.
struct Header {
    vocabulary: i32,
}

impl Header {
    /// The header of a whisper model; none when the file is something else.
    fn read(path: &Path) -> Result<Option<Self>, SpeechError> {
        let mut bytes = [0; 48];
        let mut file = File::open(path).map_err(|e| SpeechError::reading(path, e))?;
        match file.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(e) => return Err(SpeechError::reading(path, e)),
        }
        let field = |n: usize| {
            let mut number = [0; 4];
            number.copy_from_slice(&bytes[n * 4..n * 4 + 4]);
            i32::from_le_bytes(number)
        };
        // Vocabulary, audio context, state, heads and layers, text context, state, heads and layers, mel bands.
        let plausible = field(0) as u32 == MAGIC
            && (ENGLISH_VOCABULARY..ENGLISH_VOCABULARY + 1_000).contains(&field(1))
            && (1..=8).all(|n| (1..=8_192).contains(&field(n + 1)))
            && [80, 128].contains(&field(10));
        Ok(plausible.then(|| Self {
            vocabulary: field(1),
        }))
    }

    fn languages(&self) -> Languages {
        if self.vocabulary == ENGLISH_VOCABULARY {
            Languages::Only(vec![Language::En])
        } else {
            Languages::All(Multilingual::Multilingual)
        }
    }
}

/// A reader that tells how far it has come.
struct Watched<'a> {
    inner: &'a mut File,
    done: u64,
    total: u64,
    progress: &'a mut dyn FnMut(u64, u64),
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.done += read as u64;
        (self.progress)(self.done, self.total);
        Ok(read)
    }
}

fn stranger(file: &Path, size_bytes: u64, sha256: String) -> Stranger {
    Stranger {
        file_name: file
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
        size_bytes,
        sha256,
    }
}

fn invalid(file: &Path) -> SpeechError {
    SpeechError::ModelInvalid {
        path: PathBuf::from(file),
        problem: "it is none of the models Candor knows, or it is damaged".to_owned(),
        remedy: "only models listed by `candor models` can be imported; if it should be one of them, download it again"
            .to_owned(),
    }
}
