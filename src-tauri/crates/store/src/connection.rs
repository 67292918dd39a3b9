//! Opening connections: key first, then everything else, and never a byte written before the key is proven right.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
    sync::Once,
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use crate::{DatabaseKey, StoreError, folder_lock::owner_only, migrations};

/// How long a connection waits for another one's lock. Only a checkpoint ever holds one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// More than there are different statements, so that each is prepared once per connection.
const CACHED_STATEMENTS: usize = 128;

/// The one writing connection: creates the file when it is missing, migrates it when it is older.
pub(crate) fn writer(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    initialise();
    create_if_missing(path)?;
    let mut conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    // A connection that turns out not to belong here must not tidy up the write-ahead log on its way out.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    unlock(&conn, path, key)?;
    let found: usize = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = migrations::newest();
    if found > known {
        return Err(StoreError::NewerDatabase { found, known });
    }
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;

    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(StoreError::Invalid(
            "the data folder is on a file system that cannot hold the database; choose a local folder"
                .to_owned(),
        ));
    }
    // `fullfsync` matters on macOS only, where a plain fsync does not reach the disk. `secure_delete`: what is
    // deleted is overwritten, so that erasing an interview leaves nothing of it in the file.
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA journal_size_limit = 16777216;",
    )?;
    migrations::migrate(&mut conn, known)?;
    Ok(conn)
}

/// A connection that can only read.
pub(crate) fn reader(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    unlock(&conn, path, key)?;
    // A search reads many pages, and reading one means decrypting it; up to 8 MB of them are kept.
    conn.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8000;")?;
    Ok(conn)
}

/// SQLite counts itself ready before SQLCipher is: two threads that open the first databases of a process would
/// race. One connection that nobody else waits for settles it.
fn initialise() {
    static READY: Once = Once::new();
    READY.call_once(|| {
        if let Err(error) = Connection::open_in_memory() {
            tracing::warn!(%error, "SQLite could not be initialised ahead of time");
        }
    });
}

fn unlock(conn: &Connection, path: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    // SQLCipher would otherwise write its own remarks to standard error.
    conn.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    conn.execute_batch(&key.pragma())?;
    // A build without SQLCipher ignores the key and would store everything in plaintext.
    conn.pragma_query_value(None, "cipher_version", |row| row.get::<_, String>(0))?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::KeyWrong {
                path: path.to_owned(),
            },
            _ => error.into(),
        })?;
    // Views and triggers planted in the file must not reach functions with side effects.
    conn.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;")?;
    Ok(())
}

/// Creates an empty file only its owner can read; its log and index inherit the permissions.
fn create_if_missing(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    owner_only(&mut options);
    match options.open(path) {
        Ok(file) => {
            file.sync_all()?;
            sync_folder(path)?;
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => restrict(path)?,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Takes away what a copy or an unpacked archive may have given to others.
fn restrict(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        }
    }
    #[cfg(not(unix))]
    fs::metadata(path)?;
    Ok(())
}

/// Makes the new file's name survive a power cut.
fn sync_folder(path: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
