//! The database file: made, opened, asserted to be encrypted.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use rusqlite::{Connection, OpenFlags};

use crate::aside;
use crate::change::{self, Change, View};
use crate::error::StorageError;
use crate::folder::{Folder, rename, sync_file, sync_folder};
use crate::for_reading;
use crate::keys::{self, JournalKey, SlotFile};
use crate::schema;
use crate::search::Touched;

/// Files up to this size are checked whole at every opening; larger ones page by page as they are read
/// (each page carries its own seal).
const WHOLE_CHECK_BYTES: u64 = 16 * 1024 * 1024;

#[cfg(feature = "test-kdf")]
thread_local! {
    /// Whether this thread opens every journal as it opens a big one.
    pub(crate) static AS_BIG: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether so small that its opening may read every page.
fn is_small(bytes: u64) -> bool {
    #[cfg(feature = "test-kdf")]
    if AS_BIG.get() {
        return false;
    }
    bytes <= WHOLE_CHECK_BYTES
}

/// A journal that is known to be there but cannot be asked anything.
pub struct LockedJournal {
    path: PathBuf,
}

/// An open journal.
pub struct Journal {
    db: Connection,
    path: PathBuf,
    /// Damaged, and opened so that nothing in its folder changes.
    for_reading: bool,
    /// What search followed since its rows began to be moved under another key; absent while they are not.
    touched: RefCell<Option<Touched>>,
}

/// A connection of its own that only reads: long work asks through it and never holds up who writes.
pub struct Reader {
    db: Connection,
}

impl Reader {
    pub fn view(&self) -> View<'_> {
        View::new(&self.db)
    }

    /// Checks every table with its indexes, and with each page the seal of it. `go_on` is asked before each table with
    /// those done and all of them; `false` ends it, and is the answer.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] where a table is not whole; [`StorageError::Stopped`] when it was interrupted.
    pub fn check_tables(&self, mut go_on: impl FnMut(i64, i64) -> bool) -> Result<bool, StorageError> {
        let tables = table_names(&self.db)?;
        for (done, table) in (0_i64..).zip(&tables) {
            if !go_on(done, i64::try_from(tables.len()).unwrap_or(i64::MAX)) {
                return Ok(false);
            }
            check_table(&self.db, table)?;
        }
        Ok(true)
    }

    /// What stops this connection's work from another thread.
    pub fn handle(&self) -> ReaderHandle {
        ReaderHandle(self.db.get_interrupt_handle())
    }
}

/// Stops what a reader is busy with.
pub struct ReaderHandle(rusqlite::InterruptHandle);

impl ReaderHandle {
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl LockedJournal {
    /// # Errors
    /// [`StorageError::Missing`] when the file is not there, [`StorageError::NotEncrypted`] when it is plain SQLite.
    pub fn find(path: &Path) -> Result<Self, StorageError> {
        assert_encrypted(path)?;
        Ok(Self { path: path.to_owned() })
    }

    /// Opens with the key.
    ///
    /// # Errors
    /// The key is right whenever a slot gave it, so a file that does not open under it is [`StorageError::Damaged`].
    pub fn unlock(&self, key: &JournalKey) -> Result<Journal, StorageError> {
        assert_encrypted(&self.path)?;
        // What is damaged, or a later program's, is left as it is: a connection that may write would fold the log
        // before the journal into it as it closes.
        let db = for_reading::connect(&self.path, key)?;
        // The first reading shows whether the key opens the file.
        db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))?;
        schema::assert_known(&db)?;
        if is_small(fs::metadata(&self.path)?.len()) {
            check_whole(&db)?;
        }
        db.close().map_err(|(_, error)| StorageError::from(error))?;
        let mut db = connect(&self.path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        settle(&db)?;
        let found = schema::found(&db)?;
        if (1..schema::NEWEST).contains(&found) {
            aside::set_aside(&db, &self.path, key, schema::NEWEST)?;
            schema::bring_up(&mut db)?;
            // Opened anew as any later opening will, before older copies go.
            db.close().map_err(|(_, error)| StorageError::from(error))?;
            db = connect(&self.path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            settle(&db)?;
            check_whole(&db)?;
            aside::keep_newest(&self.path, schema::NEWEST)?;
        }
        schema::bring_up(&mut db)?;
        Ok(Journal { db, path: self.path.clone(), for_reading: false, touched: RefCell::default() })
    }

    /// Opens a damaged journal so that what is left of it can be read. Its files stay as they are, and what stands on a
    /// damaged page is [`StorageError::Damaged`] whenever it is asked for.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] where nothing can be read; also a journal of an earlier schema: it would have to be
    /// brought up first, and questions are put to the newest alone.
    pub fn open_for_reading(&self, key: &JournalKey) -> Result<Journal, StorageError> {
        assert_encrypted(&self.path)?;
        let db = for_reading::connect_to_what_is_left(&self.path, key)?;
        let found = schema::assert_known(&db)?;
        db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))?;
        if found < schema::NEWEST || has_met_damage(&db) {
            return Err(StorageError::Damaged);
        }
        Ok(Journal { db, path: self.path.clone(), for_reading: true, touched: RefCell::default() })
    }
}

impl Journal {
    /// Makes a whole new journal: database, both slot files, then one rename. Nothing half-made stays under
    /// the journal's name.
    ///
    /// # Errors
    /// Whatever the disk says; what was begun is taken away again.
    pub fn make<E: From<StorageError>>(
        folder: &Folder,
        slots: &SlotFile,
        key: &JournalKey,
        at: DateTime<Utc>,
        fill: impl FnOnce(&Change<'_>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let begun = folder.being_made();
        let made = build(folder, &begun, slots, key, at, fill);
        if made.is_err() {
            // The first trouble is the one to tell of.
            let _ = fs::remove_dir_all(&begun);
        }
        made?;
        Ok(LockedJournal::find(&folder.journal().join(slots.database()))?.unlock(key)?)
    }

    pub fn view(&self) -> View<'_> {
        View::new(&self.db)
    }

    /// The one door for changes.
    pub fn change<T, E: From<StorageError>>(
        &mut self,
        account: Option<AccountId>,
        at: DateTime<Utc>,
        work: impl FnOnce(&Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.for_reading {
            return Err(StorageError::ForReading.into());
        }
        let (value, touched) = change::change_telling(&mut self.db, account, at, work)?;
        if let Some(all) = self.touched.borrow_mut().as_mut() {
            all.add_all(touched);
        }
        Ok(value)
    }

    pub(crate) fn begin_touching(&self) {
        self.touched.replace(Some(Touched::default()));
    }

    pub(crate) fn end_touching(&self) {
        self.touched.replace(None);
    }

    /// What search followed since then, once.
    pub(crate) fn touched(&self) -> Touched {
        self.touched.take().unwrap_or_default()
    }

    /// Opens the file once more, only to read.
    pub fn reader(&self, key: &JournalKey) -> Result<Reader, StorageError> {
        let db = connect(&self.path, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        db.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 2000;")?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(Reader { db })
    }

    /// Closes the file; what could not be folded back stays safe in the write-ahead log.
    pub fn close(self) {
        if let Err((db, _)) = self.db.close() {
            drop(db);
        }
    }

    /// A damaged page was met since the journal was opened. From then on the library answers with zeros in place of
    /// every page it has not read before, and mostly without a word: nothing read since is true.
    pub fn has_met_damage(&self) -> bool {
        has_met_damage(&self.db)
    }

    /// What was read, or that it could not be: an answer in which a damaged page has a part is none.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] whatever else the reading said of zeros.
    pub fn truly<T, E: From<StorageError>>(&self, read: impl FnOnce(&View<'_>) -> Result<T, E>) -> Result<T, E> {
        let answer = read(&self.view());
        if self.has_met_damage() { Err(StorageError::Damaged.into()) } else { answer }
    }

    /// Goes on with a connection that has met no damage yet.
    pub fn open_anew(&mut self, key: &JournalKey) -> Result<(), StorageError> {
        self.db = if self.for_reading {
            for_reading::connect_to_what_is_left(&self.path, key)?
        } else {
            let db = connect(&self.path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            settle(&db)?;
            db
        };
        Ok(())
    }

    /// Opened by [`LockedJournal::open_for_reading`]: no change is taken.
    pub fn is_for_reading(&self) -> bool {
        self.for_reading
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes away what earlier schemas left beside it: it still holds whatever was destroyed here since.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn leave_earlier_schemas(&self) -> Result<(), StorageError> {
        aside::take_away(&self.path)
    }

    pub(crate) fn db(&self) -> &Connection {
        &self.db
    }

    /// Both integrity checks: the seal of every page, and SQLite's own.
    pub fn check_integrity(&self) -> Result<(), StorageError> {
        check_whole(&self.db)?;
        check_sound(&self.db)
    }
}

fn build<E: From<StorageError>>(
    folder: &Folder,
    begun: &Path,
    slots: &SlotFile,
    key: &JournalKey,
    at: DateTime<Utc>,
    fill: impl FnOnce(&Change<'_>) -> Result<(), E>,
) -> Result<(), E> {
    if folder.has_journal() {
        return Err(StorageError::Busy.into());
    }
    let path = begun.join(slots.database());
    let prepared = (|| {
        if begun.exists() {
            fs::remove_dir_all(begun)?;
        }
        fs::create_dir_all(begun)?;
        let mut db = connect(&path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        settle(&db)?;
        schema::bring_up(&mut db)?;
        Ok::<_, StorageError>(db)
    })();
    let mut db = prepared?;
    change::change(&mut db, None, at, fill)?;
    let finished = (|| {
        db.close().map_err(|(_, error)| StorageError::from(error))?;
        assert_encrypted(&path)?;
        sync_file(&path)?;
        keys::write_twins(begun, slots)?;
        sync_folder(begun)?;
        rename(begun, folder.journal())?;
        sync_folder(folder.root())
    })();
    Ok(finished?)
}

/// How every page of a journal is sealed. Most processors compute SHA-256 by themselves (AMD's since 2017, Intel's small
/// ones since 2016 and the others since 2021): a seal then takes a third of the time of SHA-512. On older ones it takes
/// half as long again.
const SEAL: &str = "HMAC_SHA256";
/// SQLCipher's own choice: so the first journals are sealed, until their key is changed.
const EARLIER_SEAL: &str = "HMAC_SHA512";

/// The encryption library prepares itself at its first use, and not safely from two threads at once.
static PREPARED: OnceLock<()> = OnceLock::new();

fn prepare_library() {
    PREPARED.get_or_init(|| {
        if let Ok(db) = Connection::open_in_memory() {
            // Whatever it answers: the journal's own opening will say what is wrong. Its own log would write to
            // the terminal; its troubles come back as errors anyway.
            let _ = db.pragma_update(None, "cipher_log_level", "NONE");
            // Of every file from now on, attached ones too.
            let _ = db.pragma_update(None, "cipher_default_hmac_algorithm", SEAL);
            let _ = db.execute_batch("PRAGMA key = 'first use'");
            let _ = db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0));
        }
    });
}

pub(crate) fn connect(path: &Path, key: &JournalKey, flags: OpenFlags) -> Result<Connection, StorageError> {
    let open = || Ok(Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?);
    connect_by(open, key, |_| Ok(()))
}

/// Opens a journal's file under whichever seal it has. `settle` is done before anything is read of it.
///
/// # Errors
/// [`StorageError::Damaged`] where its first page opens under neither.
pub(crate) fn connect_by(
    open: impl Fn() -> Result<Connection, StorageError>,
    key: &JournalKey,
    settle: impl Fn(&Connection) -> Result<(), StorageError>,
) -> Result<Connection, StorageError> {
    let under = |seal: &str| {
        let db = with_key(&open, key)?;
        db.pragma_update(None, "cipher_hmac_algorithm", seal)?;
        settle(&db)?;
        // It stands on the first page, and nothing else has to be read for it.
        db.query_row("PRAGMA user_version", [], |_| Ok(()))?;
        Ok(db)
    };
    match under(SEAL) {
        // One that could not read its first page reads nothing any more.
        Err(StorageError::Damaged) => under(EARLIER_SEAL),
        opened => opened,
    }
}

/// A connection that has its key and has read nothing yet.
pub(crate) fn with_key(
    open: impl FnOnce() -> Result<Connection, StorageError>,
    key: &JournalKey,
) -> Result<Connection, StorageError> {
    prepare_library();
    let db = open()?;
    // Raw key: no stretching, the slot has done it.
    // Not through `pragma_update`, which would leave the words of the key in memory it gives back.
    db.execute_batch(&key.statement())?;
    // A library without encryption takes the pragma above silently and writes plain text.
    let cipher: Option<String> = db.query_row("PRAGMA cipher_version", [], |row| row.get(0)).ok();
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(StorageError::NotEncrypted);
    }
    Ok(db)
}

/// A journal's copy without encryption: a yardstick, never a journal.
#[cfg(feature = "test-kdf")]
pub(crate) fn open_plain(path: &Path) -> Result<Journal, StorageError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    settle(&db)?;
    Ok(Journal { db, path: path.to_owned(), for_reading: false, touched: RefCell::default() })
}

fn settle(db: &Connection) -> Result<(), StorageError> {
    // WAL with FULL: a commit is on the disk before it is said to be done. A page read again is deciphered again
    // unless it is kept, so more of them are kept than SQLite's two megabytes: at most 24 MiB, taken as needed.
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    db.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA cache_size = -24576;
         PRAGMA trusted_schema = OFF;
         PRAGMA busy_timeout = 2000;",
    )?;
    db.set_prepared_statement_cache_capacity(128);
    Ok(())
}

pub(crate) fn has_met_damage(db: &Connection) -> bool {
    // The yardstick without encryption has no page size of a cipher, and its status says as little.
    let is_enciphered = || db.query_row("PRAGMA cipher_page_size", [], |_| Ok(())).is_ok();
    let status = db.query_row("PRAGMA cipher_status", [], |row| row.get::<_, String>(0));
    status.is_ok_and(|status| status == "0") && is_enciphered()
}

/// What was read of a damaged page may have been zeros, and what was made of those is not kept.
pub(crate) fn assert_undamaged(db: &Connection) -> Result<(), StorageError> {
    if has_met_damage(db) { Err(StorageError::Damaged) } else { Ok(()) }
}

/// SQLite's own check of the whole file.
pub(crate) fn check_sound(db: &Connection) -> Result<(), StorageError> {
    let answer: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if answer == "ok" { assert_undamaged(db) } else { Err(StorageError::Damaged) }
}

/// Tables that have pages: what a virtual one keeps lies in such too.
pub(crate) fn table_names(db: &Connection) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// SQLite's own check of one table with its indexes; every page it reads has its seal checked.
pub(crate) fn check_table(db: &Connection, table: &str) -> Result<(), StorageError> {
    let sql = "SELECT integrity_check FROM pragma_integrity_check(?1)";
    let answer: String = db.query_row(sql, [table], |row| row.get(0))?;
    // The last page of a long value says nothing of itself when it is read as zeros.
    if answer == "ok" { assert_undamaged(db) } else { Err(StorageError::Damaged) }
}

/// The seal of every page.
pub(crate) fn check_whole(db: &Connection) -> Result<(), StorageError> {
    let mut statement = db.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = statement.query([])?;
    // Each row names a page whose seal does not hold.
    if rows.next()?.is_some() { Err(StorageError::Damaged) } else { Ok(()) }
}

/// A plain SQLite file begins with its own name; an encrypted one with random bytes.
fn assert_encrypted(path: &Path) -> Result<(), StorageError> {
    let mut head = [0; 16];
    let mut file = File::open(path)?;
    match file.read_exact(&mut head) {
        Ok(()) if &head == b"SQLite format 3\0" => Err(StorageError::NotEncrypted),
        Ok(()) => Ok(()),
        Err(_) => Err(StorageError::Damaged),
    }
}
