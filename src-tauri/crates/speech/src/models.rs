//! The folders models lie in: what is installed, and checking it.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use sha2::{Digest, Sha256};

use crate::{
    catalog::{Catalog, CatalogEntry},
    disk::{self, FreeSpace},
    error::SpeechError,
};

/// A model file that has been found to be the catalogued one. Only this can be loaded.
///
/// The check and the loading are two steps; whoever can write the folder in between can already replace the
/// program's own data.
#[derive(Debug, Clone)]
pub struct VerifiedModel {
    entry: CatalogEntry,
    path: PathBuf,
}

impl VerifiedModel {
    /// In the recogniser's process: the parent, which names the file, has verified it.
    pub(crate) fn verified_by_parent(entry: CatalogEntry, path: PathBuf) -> Self {
        Self { entry, path }
    }

    /// What the catalogue says of it.
    pub fn entry(&self) -> &CatalogEntry {
        &self.entry
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.entry.name
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A catalogued model and whether it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelStatus {
    /// The model.
    pub entry: CatalogEntry,
    /// A file of its name and size lies in one of the folders. [`ModelFolder::locate`] checks the content.
    pub installed: bool,
    /// That file lies in the user's own folder, so that it can be deleted.
    pub own: bool,
    /// Bytes an unfinished download has left; it goes on from there.
    pub part_bytes: u64,
}

/// The folders searched for models. The first one is the user's own: imports and downloads go there.
#[derive(Debug, Clone)]
pub struct ModelFolder {
    catalog: Catalog,
    own: PathBuf,
    shipped: Vec<PathBuf>,
    /// Files outside the catalogue that a person vouches for; shared by all clones.
    approved: Arc<RwLock<Vec<CatalogEntry>>>,
    free_space: FreeSpace,
}

impl ModelFolder {
    /// Searches `own`, then the `shipped` folders in order, for the models of the bundled catalogue.
    /// Folders need not exist.
    pub fn new(own: impl Into<PathBuf>, shipped: impl IntoIterator<Item = PathBuf>) -> Self {
        Self::with_catalog(Catalog::bundled().clone(), own, shipped)
    }

    /// The same for another catalogue, for example one that points to an organisation's own mirror.
    pub fn with_catalog(
        catalog: Catalog,
        own: impl Into<PathBuf>,
        shipped: impl IntoIterator<Item = PathBuf>,
    ) -> Self {
        Self {
            catalog,
            own: own.into(),
            shipped: shipped.into_iter().collect(),
            approved: Arc::default(),
            free_space: disk::system,
        }
    }

    /// The same, told by `free_space` how much room the disk has.
    #[must_use]
    pub fn with_free_space(self, free_space: FreeSpace) -> Self {
        Self { free_space, ..self }
    }

    /// The same catalogue and approvals for another folder.
    pub(crate) fn at(&self, own: &Path) -> Self {
        Self {
            own: own.to_owned(),
            shipped: Vec::new(),
            ..self.clone()
        }
    }

    /// Bytes free where the user's folder lies; none where the system does not say.
    pub fn free_bytes(&self) -> Option<u64> {
        disk::free(self.free_space, &self.own)
    }

    /// Whether there is room for what is still to come of a model.
    ///
    /// # Errors
    /// [`SpeechError::DiskFull`], saying how much is missing; [`SpeechError::UnknownModel`].
    pub fn room_for(&self, name: &str) -> Result<(), SpeechError> {
        let entry = self.entry(name)?;
        let missing = entry.size_bytes.saturating_sub(self.part_bytes(&entry));
        self.make_sure_of_room(&self.own.join(&entry.file), missing)
    }

    /// Whether `bytes` more fit into the user's folder.
    pub(crate) fn make_sure_of_room(&self, file: &Path, bytes: u64) -> Result<(), SpeechError> {
        disk::make_sure(self.free_space, &self.own, file, bytes)
    }

    /// Every folder that is searched.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        std::iter::once(&self.own).chain(&self.shipped)
    }

    /// The catalogue these folders are read by.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The folder imports and downloads go to.
    pub fn own(&self) -> &Path {
        &self.own
    }

    /// The model of this name, catalogued or approved.
    ///
    /// # Errors
    /// [`SpeechError::UnknownModel`].
    pub fn entry(&self, name: &str) -> Result<CatalogEntry, SpeechError> {
        self.entries()
            .into_iter()
            .find(|e| e.name == name)
            .ok_or_else(|| SpeechError::UnknownModel {
                name: name.to_owned(),
            })
    }

    /// Every catalogued and approved model. Quick: looks at file names and sizes only.
    pub fn list(&self) -> Vec<ModelStatus> {
        let there = |entry: &CatalogEntry, path: &Path| {
            fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() == entry.size_bytes)
        };
        self.entries()
            .into_iter()
            .map(|entry| {
                let installed = self.candidates(&entry).any(|path| there(&entry, &path));
                ModelStatus {
                    installed,
                    own: there(&entry, &self.own.join(&entry.file)),
                    part_bytes: self.part_bytes(&entry),
                    entry,
                }
            })
            .collect()
    }

    /// Finds and checks a model. Reads the whole file: about a second per gigabyte.
    ///
    /// # Errors
    /// [`SpeechError::UnknownModel`]; [`SpeechError::ModelMissing`], saying how to install it;
    /// [`SpeechError::ModelInvalid`] when what lies there is cut short or another file.
    pub fn locate(&self, name: &str) -> Result<VerifiedModel, SpeechError> {
        let entry = &self.entry(name)?;
        let mut failure = None;
        for path in self.candidates(entry) {
            match check(entry, &path) {
                Ok(true) => {
                    return Ok(VerifiedModel {
                        entry: entry.clone(),
                        path,
                    });
                }
                Ok(false) => {}
                // A sound copy in a later folder is still better than none.
                Err(error) => {
                    tracing::warn!(model = entry.name, %error, "a speech model file was passed over");
                    failure.get_or_insert(error);
                }
            }
        }
        Err(failure.unwrap_or_else(|| SpeechError::ModelMissing {
            name: entry.name.clone(),
            remedy: match &entry.url {
                Some(url) => format!(
                    "install it with `candor models download {}` or in the settings, or, without a network, download \
                     {url} elsewhere and import the file",
                    entry.name
                ),
                None => "it comes with Candor, so install Candor again".to_owned(),
            },
        }))
    }

    /// Lets a model be used that the catalogue does not know and a person has vouched for.
    pub fn approve(&self, entry: CatalogEntry) {
        let mut approved = self
            .approved
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if approved.iter().all(|e| e.sha256 != entry.sha256) {
            approved.push(entry);
        }
    }

    /// The models that were approved, in that order.
    pub fn approved(&self) -> Vec<CatalogEntry> {
        self.approved
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes an approval back.
    pub(crate) fn disapprove(&self, name: &str) {
        self.approved
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|e| e.name != name);
    }

    /// What may be loaded: the catalogue, then what was approved.
    pub(crate) fn entries(&self) -> Vec<CatalogEntry> {
        let mut entries = self.catalog.entries().to_vec();
        entries.extend(self.approved());
        entries
    }

    /// Names a file that [`check`] has just passed.
    pub(crate) fn verified(entry: &CatalogEntry, path: PathBuf) -> VerifiedModel {
        VerifiedModel {
            entry: entry.clone(),
            path,
        }
    }

    fn candidates(&self, entry: &CatalogEntry) -> impl Iterator<Item = PathBuf> {
        self.folders().map(|folder| folder.join(&entry.file))
    }
}

/// Whether `path` is the catalogued file; false when there is no such file.
pub(crate) fn check(entry: &CatalogEntry, path: &Path) -> Result<bool, SpeechError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(SpeechError::reading(path, e)),
    };
    let length = file
        .metadata()
        .map_err(|e| SpeechError::reading(path, e))?
        .len();
    let invalid = |problem: String| SpeechError::ModelInvalid {
        path: path.to_owned(),
        problem,
        remedy: match entry.url {
            Some(_) => format!("delete it and run `candor models download {}`", entry.name),
            None => "delete it and install Candor again".to_owned(),
        },
    };
    if length < entry.size_bytes {
        return Err(invalid(format!(
            "it is cut short, {length} of {} bytes",
            entry.size_bytes
        )));
    }
    if length > entry.size_bytes {
        return Err(invalid(format!(
            "it is too long, {length} instead of {} bytes",
            entry.size_bytes
        )));
    }
    let sha256 = copy_hashing(&mut file, &mut io::sink()).map_err(|end| match end {
        CopyEnd::Read(e) | CopyEnd::Write(e) => SpeechError::reading(path, e),
    })?;
    if sha256 == entry.sha256 {
        Ok(true)
    } else {
        Err(invalid(format!(
            "its content is not that of “{}”",
            entry.name
        )))
    }
}

/// Which side of a copy failed.
pub(crate) enum CopyEnd {
    Read(io::Error),
    Write(io::Error),
}

/// Copies everything and returns the SHA-256 of it in hexadecimal.
pub(crate) fn copy_hashing(from: &mut dyn Read, to: &mut dyn Write) -> Result<String, CopyEnd> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok(hex(hash)),
            Ok(read) => read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(CopyEnd::Read(e)),
        };
        hash.update(&buffer[..read]);
        to.write_all(&buffer[..read]).map_err(CopyEnd::Write)?;
    }
}

/// The digest in lower-case hexadecimal.
pub(crate) fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a String cannot fail");
            text
        })
}

/// Creates a folder and its parents, for this user only.
pub(crate) fn create_folder(folder: &Path) -> Result<(), SpeechError> {
    // It may be the first folder ever made here: nobody else looks into it or into those above it.
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|e| SpeechError::writing(folder, e))
}

/// Makes a rename in `folder` survive a power cut. Windows has no such call and needs none.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), SpeechError> {
    if cfg!(unix) {
        File::open(folder)
            .and_then(|f| f.sync_all())
            .map_err(|e| SpeechError::writing(folder, e))?;
    }
    Ok(())
}
