//! The tables, and how an older database becomes a current one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::{BUSY_PATIENCE, store_error};
use crate::atomic_file::make_private;
use crate::clock;
use crate::error::Error;

/// One step for each version of the schema; `user_version` is how many have been taken.
const MIGRATIONS: [&str; 4] = [
    include_str!("schema/1-first.sql"),
    include_str!("schema/2-history.sql"),
    include_str!("schema/3-drafts.sql"),
    include_str!("schema/4-revision.sql"),
];

/// How long the write-ahead log grows before its pages are put into the database, in pages of 4 KiB. Each time, the
/// answer that comes in waits for the disk twice; with SQLite's own 1,000 pages a large one waits every 4 MB.
const LOG_PAGES: i64 = 4_000;

/// A backup that is older and not finished has been given up.
const LONGEST_BACKUP: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) enum OpenError {
    Damaged,
    Newer,
    Failed(rusqlite::Error),
    Backup(std::io::Error),
}

impl OpenError {
    pub(super) fn into_error(self, path: &Path) -> Error {
        match self {
            Self::Newer => Error::DatabaseNewer { path: path.to_path_buf() },
            Self::Damaged => Error::Store {
                path: path.to_path_buf(),
                reason: "the file is damaged and could not be replaced".into(),
            },
            Self::Failed(error) => store_error(path, &error),
            Self::Backup(source) => Error::Store {
                path: path.to_path_buf(),
                reason: format!("no backup could be made before an update: {source}"),
            },
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged,
            _ => Self::Failed(error),
        }
    }
}

/// Opens the database for writing and brings its schema up to date.
pub(super) fn open(path: &Path) -> Result<Connection, OpenError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_PATIENCE)?;
    // Before anything is set: what another version has made is not touched.
    refuse_newer(&connection)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    // What was in pages that become free is overwritten: purged is gone, in the file too. Only purges and the full-text
    // index make pages free, so that no answer waits for it.
    connection.pragma_update(None, "secure_delete", true)?;
    make_private(path);
    migrate(&mut connection, path)?;
    look_into(&connection)?;
    Ok(connection)
}

/// Reads both ends of every table, so that a file that was overwritten or cut is found damaged now and not in the middle
/// of a conversation. Reading all of it would take minutes where there is much.
fn look_into(connection: &Connection) -> Result<(), OpenError> {
    for table in ["merchant", "conversation", "turn", "line"] {
        for order in ["ASC", "DESC"] {
            let sql = format!("SELECT * FROM {table} ORDER BY rowid {order} LIMIT 1");
            let mut select = connection.prepare(&sql)?;
            let columns = select.column_count();
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    row.get_ref(column)?;
                }
            }
        }
    }
    Ok(())
}

/// The version of a database, if it is not newer than what this application knows.
fn refuse_newer(connection: &Connection) -> Result<usize, OpenError> {
    let version = user_version(connection)?;
    if version > MIGRATIONS.len() { Err(OpenError::Newer) } else { Ok(version) }
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let version = refuse_newer(connection)?;
    if version == MIGRATIONS.len() {
        return Ok(());
    }
    if version > 0 {
        back_up(connection, path, version)?;
    }
    for (step, statements) in MIGRATIONS.iter().enumerate().skip(version) {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Another process may have taken the step while this one waited for the lock.
        if user_version(&transaction)? == step {
            transaction.execute_batch(statements)?;
            transaction.pragma_update(None, "user_version", i64::try_from(step + 1).unwrap_or(i64::MAX))?;
        }
        transaction.commit()?;
    }
    Ok(())
}

fn user_version(connection: &Connection) -> Result<usize, OpenError> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    usize::try_from(version).map_err(|_negative| OpenError::Damaged)
}

/// A whole copy beside the database, named after the version that it holds.
fn back_up(connection: &Connection, path: &Path, version: usize) -> Result<(), OpenError> {
    remove_abandoned(path);
    let copy = path.with_extension(format!("v{version}.backup.db"));
    // Another process may be making its own at this moment.
    let unfinished = path.with_extension(format!("v{version}.backup.{}.unfinished", uuid::Uuid::new_v4()));
    let copied = connection
        .execute("VACUUM INTO ?1", [unfinished.to_string_lossy()])
        .map_err(OpenError::from)
        .and_then(|_| Connection::open(&unfinished).map_err(OpenError::from))
        .and_then(|copy| user_version(&copy));
    match copied {
        Ok(held) if held == version => {
            make_private(&unfinished);
            // An earlier backup gives way only when the new one is whole.
            std::fs::rename(&unfinished, &copy).map_err(OpenError::Backup)
        }
        // The other one has taken the step in the meantime, and has made the backup before it.
        Ok(_newer) => std::fs::remove_file(&unfinished).map_err(OpenError::Backup),
        Err(error) => {
            // Half a copy is of no use to anybody; the disk may be full of it. It may not even have been begun.
            std::fs::remove_file(&unfinished).ok();
            Err(error)
        }
    }
}

/// Takes away the copies that a killed process had begun: each is as large as the database. Another process may be making
/// one at this moment, and none takes a day.
fn remove_abandoned(path: &Path) {
    let (Some(folder), Some(stem)) = (path.parent(), path.file_stem()) else { return };
    let begins = format!("{}.v", stem.to_string_lossy());
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let begun = name.starts_with(&begins) && name.contains(".backup.") && name.ends_with(".unfinished");
        let age =
            entry.metadata().and_then(|found| found.modified()).ok().and_then(|time| time.elapsed().ok());
        if begun && age.is_some_and(|age| age > LONGEST_BACKUP) {
            // One that cannot be removed stays in the way of nothing.
            std::fs::remove_file(entry.path()).ok();
        }
    }
}

/// Renames a damaged database and what belongs to it; answers its new name.
pub(super) fn set_aside(path: &Path) -> Result<PathBuf, Error> {
    let name = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let aside = path.with_extension(format!("damaged-{}.db", clock::now_ms()));
    std::fs::rename(path, &aside)
        .map_err(|source| Error::File { path: path.to_path_buf(), source: std::sync::Arc::new(source) })?;
    for suffix in ["-wal", "-shm"] {
        let mut beside = aside.as_os_str().to_owned();
        beside.push(suffix);
        // They exist only after a crash.
        std::fs::rename(name(suffix), beside).ok();
    }
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_database_gets_every_step_and_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sofia.db");
        for _ in 0..2 {
            let connection = open(&path).ok().unwrap();
            assert_eq!(user_version(&connection).ok(), Some(MIGRATIONS.len()));
        }
    }

    /// A file as the first version left it: its own statements, and what a conversation put in.
    fn first_version(path: &Path) {
        let connection = Connection::open(path).unwrap();
        connection.pragma_update(None, "journal_mode", "wal").unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection
            .execute_batch(
                r#"PRAGMA user_version = 1;
                INSERT INTO merchant VALUES ('m', 'Loja', 'https://a.example', 'b', 'a', '#5140d6', 0, NULL, NULL, 1, NULL);
                INSERT INTO conversation VALUES ('c', 'm', 'vestido azul', 'cliente', 'https://a.example', 'b', 'a', 's',
                    'closed', NULL, 0, 'o', 1700000000000, 1700000001000);
                INSERT INTO turn VALUES (7, 'c', 1, 'https://a.example/invoke', x'7b7d', 1700000000500, 'complete', NULL,
                    1, 2, 3, 4, 5, 2, 9, NULL);
                INSERT INTO line VALUES (11, 7, 1, 400, 0, x'7b7d');
                INSERT INTO line VALUES (12, 7, 2, 500, 1, x'ff00fe');"#,
            )
            .unwrap();
    }

    #[test]
    fn a_database_of_the_first_version_is_brought_up_to_date_with_all_that_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sofia.db");
        first_version(&path);
        let connection = open(&path).ok().unwrap();
        assert_eq!(user_version(&connection).ok(), Some(MIGRATIONS.len()));
        let held: (String, String, String, Option<i64>, i64) = connection
            .query_row(
                "SELECT conversation.title, conversation.source, hex(line.bytes), turn.unindexed_from, turn.key_checked
                 FROM line JOIN turn ON turn.id = line.turn_id JOIN conversation ON conversation.id = turn.conversation_id
                 WHERE line.id = 12",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
            )
            .unwrap();
        let expected = ("vestido azul".to_owned(), "held".to_owned(), "FF00FE".to_owned(), Some(0), 0);
        assert_eq!(held, expected);
        let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok");

        let backup = Connection::open(folder.path().join("sofia.v1.backup.db")).unwrap();
        assert_eq!(user_version(&backup).ok(), Some(1));
        let lines: i64 = backup.query_row("SELECT count(*) FROM line", [], |row| row.get(0)).unwrap();
        assert_eq!(lines, 2);
    }

    /// A file as each version left it: what the first one held, brought up to that version, and what came with it.
    fn earlier_version(path: &Path, version: usize) -> Connection {
        first_version(path);
        let connection = Connection::open(path).unwrap();
        let with_it = [
            "",
            "UPDATE conversation SET own_title = 'azul', note = 'nota', pinned_at = 5, deleted_at = 6, recorded = '{}';
             INSERT INTO tag VALUES ('c', 'frete');
             UPDATE turn SET rating = -1, rating_reason = 'preço', rated_at = 7, key_checked = 1;
             INSERT INTO key_place VALUES (7, 11, 0, 1);
             INSERT INTO session_call VALUES (3, 'c', 'init', 'u', x'7b7d', 1, 2, x'7b7d', NULL);
             INSERT INTO setting VALUES ('retention_days', '30');
             INSERT INTO piece VALUES (9, NULL, 7, 11);
             INSERT INTO found (rowid, words, rest, marks) VALUES (9, 'vestido azul', '', '');",
            "INSERT INTO draft VALUES ('c', 'tem em');",
        ];
        for (step, statements) in MIGRATIONS.iter().enumerate().take(version) {
            if step > 0 {
                connection.execute_batch(statements).unwrap();
            }
            // A step that brings no table and no column has nothing here.
            connection.execute_batch(with_it.get(step).unwrap_or(&"")).unwrap();
        }
        connection.pragma_update(None, "user_version", i64::try_from(version).unwrap()).unwrap();
        connection
    }

    /// Every row of every table, under the names of its columns. The parts of the full-text index are not told apart.
    fn rows(connection: &Connection) -> std::collections::BTreeMap<String, Vec<Vec<(String, String)>>> {
        let names = |sql: &str| -> Vec<String> {
            let mut select = connection.prepare(sql).unwrap();
            let names = select.query_map([], |row| row.get(0)).unwrap();
            names.collect::<Result<_, _>>().unwrap()
        };
        let tables = names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'found%'");
        let read = |table: &String| {
            let columns = names(&format!("SELECT name FROM pragma_table_info('{table}')"));
            let mut select = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let rows = select.query_map([], |row| {
                let value =
                    |(at, name): (usize, &String)| Ok((name.clone(), format!("{:?}", row.get_ref(at)?)));
                columns.iter().enumerate().map(value).collect()
            });
            (table.clone(), rows.unwrap().collect::<Result<_, _>>().unwrap())
        };
        tables.iter().map(read).collect()
    }

    #[test]
    fn every_earlier_version_is_brought_up_to_date_without_a_loss_and_backed_up_before() {
        for version in 1..MIGRATIONS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("sofia.db");
            let before = rows(&earlier_version(&path, version));
            assert!(before.values().all(|rows| !rows.is_empty()), "{version}: {before:?}");

            let connection = open(&path).ok().unwrap();
            assert_eq!(user_version(&connection).ok(), Some(MIGRATIONS.len()), "from {version}");
            let after = rows(&connection);
            for (table, rows) in &before {
                let now = &after[table];
                assert_eq!(now.len(), rows.len(), "{table} from {version}");
                for (now, row) in now.iter().zip(rows) {
                    assert!(
                        row.iter().all(|value| now.contains(value)),
                        "{table} from {version}: {now:?} {row:?}"
                    );
                }
            }
            let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
            assert_eq!(check, "ok", "from {version}");
            let broken: usize = connection
                .prepare("PRAGMA foreign_key_check")
                .unwrap()
                .query_map([], |_| Ok(()))
                .unwrap()
                .count();
            assert_eq!(broken, 0, "from {version}");
            let order: (i64, i64) = connection
                .query_row("SELECT last_at, revision FROM conversation", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .unwrap();
            assert_eq!(order, (1_700_000_001_000, 0), "its place in every list, from {version}");
            if version > 1 {
                let found = "SELECT count(*) FROM found WHERE found MATCH 'vestido'";
                let found: i64 = connection.query_row(found, [], |row| row.get(0)).unwrap();
                assert_eq!(found, 1, "from {version}");
            }

            let backup = Connection::open(folder.path().join(format!("sofia.v{version}.backup.db"))).unwrap();
            assert_eq!(user_version(&backup).ok(), Some(version));
            assert_eq!(rows(&backup), before, "the backup of {version}");
            let backups = std::fs::read_dir(folder.path())
                .unwrap()
                .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("backup"))
                .count();
            assert_eq!(backups, 1, "one backup, of the version that it was");
        }
    }

    #[test]
    fn a_backup_that_was_given_up_long_ago_goes_and_one_that_is_being_made_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sofia.db");
        first_version(&path);
        let begun = |name: &str, age: Duration| {
            let file = folder.path().join(name);
            let made = std::fs::File::create(&file).unwrap();
            made.set_modified(std::time::SystemTime::now() - age).unwrap();
            file
        };
        let day = Duration::from_secs(24 * 60 * 60);
        let given_up = begun("sofia.v1.backup.1.unfinished", day * 2);
        let being_made = begun("sofia.v1.backup.2.unfinished", day / 2);
        let another = begun("other.v1.backup.3.unfinished", day * 2);
        assert!(open(&path).is_ok());
        assert_eq!([given_up, being_made, another].map(|file| file.exists()), [false, true, true]);
    }

    #[test]
    fn an_update_that_fails_leaves_the_database_as_it_was_and_the_backup_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sofia.db");
        first_version(&path);
        // What the update makes is there already, so that it fails in its middle.
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("CREATE TABLE session_call (x)").unwrap();
        drop(connection);
        assert!(matches!(open(&path), Err(OpenError::Failed(_))));
        let connection = Connection::open(&path).unwrap();
        assert_eq!(user_version(&connection).ok(), Some(1));
        assert!(connection.prepare("SELECT own_title FROM conversation").is_err());
        assert!(folder.path().join("sofia.v1.backup.db").exists());
        connection.execute_batch("DROP TABLE session_call").unwrap();
        assert!(open(&path).is_ok());
    }

    #[test]
    fn two_that_update_at_once_both_find_it_done() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sofia.db");
        first_version(&path);
        let starts: Vec<_> = (0..4)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || open(&path).map(drop).is_ok())
            })
            .collect();
        assert!(starts.into_iter().all(|start| start.join().unwrap()));
    }

    #[test]
    fn a_newer_database_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sofia.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("CREATE TABLE future (x); PRAGMA user_version = 99;").unwrap();
        drop(connection);
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(open(&path), Err(OpenError::Newer)));
        assert!(std::fs::read(&path).unwrap() == before, "it was written to");
        let connection = Connection::open(&path).unwrap();
        assert!(connection.prepare("SELECT x FROM future").is_ok());
    }

    #[test]
    fn damage_behind_the_first_page_is_found_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sofia.db");
        drop(open(&path).ok().unwrap());
        let mut bytes = std::fs::read(&path).unwrap();
        assert!(bytes.len() > 4096);
        bytes[4096..].fill(0xA5);
        std::fs::write(&path, bytes).unwrap();
        assert!(super::super::History::open(&path).unwrap().set_aside.is_some());
    }

    #[test]
    fn a_damaged_database_is_renamed_and_a_new_one_started() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sofia.db");
        std::fs::write(&path, "this is no database, and long enough to be looked at as one ".repeat(40))
            .unwrap();
        let opened = super::super::History::open(&path).unwrap();
        let aside = opened.set_aside.unwrap();
        assert!(std::fs::read_to_string(aside).unwrap().starts_with("this is no database"));
    }
}
