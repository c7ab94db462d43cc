//! The full-text index: filled behind the turns, never beside them.
//!
//! What is not indexed yet is marked in its own row, and the mark goes in the same transaction in which the index gets
//! it, so that a process that is killed, or two that work at once, leave nothing out and put nothing in twice. The
//! reading is done where it does no harm; the one writer only takes what is ready, a bounded piece at a time.

use rusqlite::{Connection, OptionalExtension, params};

use super::query::Has;
use super::text::Findable;
use crate::error::Error;
use crate::history::failed;

/// What one transaction of the index takes at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room {
    pieces: usize,
    bytes: usize,
}

impl Room {
    /// About ten milliseconds of the writer, for which an answer that comes in can wait.
    pub(crate) const SHORT: Self = Self { pieces: 256, bytes: 512 * 1024 };

    /// Where nothing comes in: what is put in at once need not be merged later, which is most of the work.
    pub(crate) const LONG: Self = Self { pieces: 4096, bytes: 8 * 1024 * 1024 };

    #[cfg(test)]
    pub(crate) const SHORTEST: Self = Self { pieces: 3, bytes: 1024 };
}

/// How much of the index FTS5 gathers in memory before it is written, in bytes. More than the longest step, whose end writes
/// it in any case: with its own bound of one megabyte it would write a long step in many parts, and merge them again.
const GATHERED: i64 = 64 * 1024 * 1024;

/// Ids of pieces for one millisecond. The time of a piece is in its id, so that the newest come first by themselves. More
/// would make the index larger; what comes faster than that takes the ids of the next milliseconds.
const IDS_IN_A_MILLISECOND: i64 = 4;

/// The last time that has ids of its own, a hundred thousand years from now; milliseconds since 1970, UTC.
const LATEST: i64 = 1 << 52;

/// The mark of what was sent. Each turn has one such piece.
pub(super) const SENT_MARK: &str = "ksent";

/// What one step puts into the index.
#[derive(Debug)]
pub(crate) struct Step {
    turns: Vec<TurnStep>,
    conversations: Vec<ConversationStep>,
    pieces: usize,
    bytes: usize,
    room: Room,
}

/// Where the next step begins while the one before is still being put in. Behind nothing, it takes what was left over too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    conversation: String,
    turn: i64,
}

#[derive(Debug)]
struct TurnStep {
    turn_id: i64,
    /// What the mark was when the turn was read, and what it is afterwards.
    from: i64,
    next: Option<i64>,
    has: String,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    line_id: Option<i64>,
    /// Milliseconds since 1970, UTC.
    at: i64,
    words: String,
    rest: String,
    marks: String,
}

#[derive(Debug)]
struct ConversationStep {
    id: String,
    words: String,
    /// The mark when the row was read: it is done only if nothing has changed since.
    mark: i64,
    at: i64,
    marks: String,
}

impl Step {
    /// Whether there is nothing left to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.turns.is_empty() && self.conversations.is_empty()
    }

    /// The place that the step after this one may begin at before this one is in; `None` where it took a part of a turn.
    pub(crate) fn end(&self, begun: &Place) -> Option<Place> {
        let last = self.turns.last();
        if last.is_some_and(|turn| turn.next.is_some()) {
            return None;
        }
        let conversation =
            self.conversations.last().map_or(&begun.conversation, |conversation| &conversation.id);
        Some(Place { conversation: conversation.clone(), turn: last.map_or(begun.turn, |turn| turn.turn_id) })
    }

    fn is_full(&self) -> bool {
        self.pieces >= self.room.pieces || self.bytes >= self.room.bytes
    }

    fn take(&mut self, found: &Findable) {
        self.pieces += 1;
        self.bytes += found.words.len() + found.rest.len();
    }
}

/// The mark of a conversation or a merchant: their ids, as one word.
pub(super) fn id_mark(letter: char, id: &str) -> String {
    let plain = id.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    std::iter::once(letter).chain(plain).collect()
}

/// How many turns are over and not whole in the index.
pub(crate) fn behind(connection: &Connection) -> Result<u64, Error> {
    let sql = "SELECT count(*) FROM turn WHERE unindexed_from IS NOT NULL AND state NOT IN ('waiting', 'streaming')";
    let count = connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(failed(connection))?;
    Ok(count.unsigned_abs())
}

/// Reads what the next step puts in, of what stands behind a place. Runs on a connection for reading.
pub(crate) fn prepare(connection: &Connection, behind: &Place, room: Room) -> Result<Step, Error> {
    let run = || {
        let snapshot = connection.unchecked_transaction()?;
        let mut step = Step { turns: Vec::new(), conversations: Vec::new(), pieces: 0, bytes: 0, room };
        prepare_conversations(&snapshot, behind, &mut step)?;
        let mut select = snapshot.prepare_cached(
            "SELECT turn.id, turn.unindexed_from, turn.has, turn.request, turn.sent_at, turn.state, turn.problem,
                    conversation.id, conversation.merchant_id
             FROM turn JOIN conversation ON conversation.id = turn.conversation_id
             WHERE turn.unindexed_from IS NOT NULL AND turn.id > ?1 AND turn.state NOT IN ('waiting', 'streaming')
             ORDER BY turn.id",
        )?;
        let mut rows = select.query([behind.turn])?;
        while let Some(row) = rows.next()? {
            if step.is_full() {
                break;
            }
            prepare_turn(&snapshot, row, &mut step)?;
        }
        Ok(step)
    };
    run().map_err(failed(connection))
}

fn prepare_turn(connection: &Connection, row: &rusqlite::Row<'_>, step: &mut Step) -> rusqlite::Result<()> {
    let turn_id: i64 = row.get(0)?;
    let from: i64 = row.get(1)?;
    let sent_at: i64 = row.get(4)?;
    let mut turn = TurnStep { turn_id, from, next: None, has: String::new(), pieces: Vec::new() };
    let mut found = Vec::new();
    if from == 0 {
        let sent = Findable::in_request(row.get_ref(3)?.as_blob()?);
        step.take(&sent);
        found.push((None, sent_at, sent));
    }
    let known: Option<String> = row.get(2)?;
    let mut has: Vec<Has> = Vec::new();
    let mut lines = connection.prepare_cached(
        "SELECT id, seq, offset_us, bytes FROM line WHERE turn_id = ?1 AND id >= ?2 ORDER BY id",
    )?;
    let mut rows = lines.query(params![turn_id, from])?;
    while let Some(line) = rows.next()? {
        let line_id: i64 = line.get(0)?;
        if step.is_full() && turn.next.is_none() {
            turn.next = Some(line_id);
        }
        // What the whole answer holds is marked at each of its pieces, so all of it is looked through before the first.
        if turn.next.is_some() && known.is_some() {
            break;
        }
        let line_found = Findable::in_line(line.get_ref(3)?.as_blob()?, line.get::<_, i64>(1)? == 1);
        if known.is_none() {
            has.extend(&line_found.has);
            has.sort_unstable();
            has.dedup();
        }
        if turn.next.is_none() && !line_found.is_empty() {
            step.take(&line_found);
            let at = sent_at.saturating_add(line.get::<_, i64>(2)? / 1000);
            found.push((Some(line_id), at, line_found));
        }
    }
    turn.has = match known {
        Some(known) => known,
        None => {
            let failed =
                row.get_ref(5)?.as_str()? == "interrupted" || row.get::<_, Option<String>>(6)?.is_some();
            if failed && !has.contains(&Has::Error) {
                has.push(Has::Error);
            }
            has.iter().map(|has| has.word()).collect::<Vec<_>>().join(" ")
        }
    };
    let (conversation, merchant): (String, String) = (row.get(7)?, row.get(8)?);
    let of_turn = marks_of_turn(&conversation, &merchant, &turn.has);
    let piece = |(line_id, at, found): (Option<i64>, i64, Findable)| {
        let kinds: String = found.kinds.iter().map(|kind| format!("k{kind} ")).collect();
        let sent = if line_id.is_none() { format!(" {SENT_MARK}") } else { String::new() };
        let marks = format!("{kinds}{of_turn}{sent}");
        Piece { line_id, at, words: found.words, rest: found.rest, marks }
    };
    turn.pieces = found.into_iter().map(piece).collect();
    step.turns.push(turn);
    Ok(())
}

/// The marks that all pieces of a turn have.
fn marks_of_turn(conversation: &str, merchant: &str, has: &str) -> String {
    let has = has.split(' ').filter(|word| !word.is_empty()).map(|word| format!(" h{word}"));
    format!("{} {}{}", id_mark('c', conversation), id_mark('m', merchant), has.collect::<String>())
}

/// What of a conversation itself can be found. The branch's parent is in it too, so that an id finds its branches.
const CONVERSATION_WORDS: &str = "SELECT id, merchant_id, created_at, note <> '', unindexed,
        EXISTS (SELECT 1 FROM turn WHERE conversation_id = conversation.id AND rating IS NOT NULL),
        coalesce(own_title, ''), title, note,
        (SELECT coalesce(group_concat(name, char(10)), '') FROM tag WHERE conversation_id = conversation.id),
        (SELECT coalesce(group_concat(rating_reason, char(10)), '') FROM turn
         WHERE conversation_id = conversation.id AND rating_reason <> ''),
        coalesce((SELECT name FROM merchant WHERE merchant.id = merchant_id), ''),
        customer_key, id, coalesce(session_id, ''), coalesce(branch_of, '')
     FROM conversation";

/// The first and the last column of [`CONVERSATION_WORDS`] that are words.
const WORD_COLUMNS: std::ops::RangeInclusive<usize> = 6..=15;

fn words_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<String> {
    let mut words = Vec::new();
    for column in WORD_COLUMNS {
        words.push(row.get::<_, String>(column)?);
    }
    words.retain(|word| !word.trim().is_empty());
    Ok(words.join("\n"))
}

/// What of a conversation itself can be found, and its time.
pub(super) fn words_of_conversation(
    connection: &Connection,
    id: &str,
) -> rusqlite::Result<Option<(String, i64)>> {
    connection
        .prepare_cached(&format!("{CONVERSATION_WORDS} WHERE id = ?1"))?
        .query_row([id], |row| Ok((words_of(row)?, row.get(2)?)))
        .optional()
}

fn prepare_conversations(connection: &Connection, behind: &Place, step: &mut Step) -> rusqlite::Result<()> {
    let mut select = connection.prepare_cached(&format!(
        "{CONVERSATION_WORDS} WHERE unindexed > 0 AND id > ?1 ORDER BY id LIMIT ?2"
    ))?;
    let most = i64::try_from(step.room.pieces).unwrap_or(i64::MAX);
    let mut rows = select.query(params![behind.conversation, most])?;
    while let Some(row) = rows.next()? {
        let (id, merchant): (String, String) = (row.get(0)?, row.get(1)?);
        let has = [(row.get(3)?, Has::Note), (row.get(5)?, Has::Rating)];
        let has = has.iter().filter(|(has, _)| *has).map(|(_, has)| format!(" h{}", has.word()));
        let marks = format!("{} {}{}", id_mark('c', &id), id_mark('m', &merchant), has.collect::<String>());
        let (words, at, mark) = (words_of(row)?, row.get(2)?, row.get(4)?);
        step.pieces += 1;
        step.bytes += words.len();
        step.conversations.push(ConversationStep { id, words, mark, at, marks });
    }
    Ok(())
}

/// Puts what was prepared into the index, and takes the marks away. Runs inside the writer's transaction.
pub(crate) fn put(connection: &Connection, step: &Step) -> Result<(), Error> {
    let run = || {
        if step.room == Room::LONG {
            connection
                .prepare_cached("INSERT INTO found (found, rank) VALUES ('hashsize', ?1)")?
                .execute([GATHERED])?;
        }
        for conversation in &step.conversations {
            put_conversation(connection, conversation)?;
        }
        for turn in &step.turns {
            put_turn(connection, turn)?;
        }
        Ok(())
    };
    run().map_err(failed(connection))
}

fn put_turn(connection: &Connection, turn: &TurnStep) -> rusqlite::Result<()> {
    // Another process may have done the same in the meantime, and a purge may have taken the turn.
    let moved = connection
        .prepare_cached(
            "UPDATE turn SET unindexed_from = ?3, has = ?4 WHERE id = ?1 AND unindexed_from = ?2",
        )?
        .execute(params![turn.turn_id, turn.from, turn.next, turn.has])?;
    if moved == 0 {
        return Ok(());
    }
    let mut after = 0;
    for piece in &turn.pieces {
        after = free_id(connection, piece.at, after)?;
        connection
            .prepare_cached("INSERT INTO piece (id, turn_id, line_id) VALUES (?1, ?2, ?3)")?
            .execute(params![after, turn.turn_id, piece.line_id])?;
        put_words(connection, after, &piece.words, &piece.rest, &piece.marks)?;
    }
    Ok(())
}

fn put_conversation(connection: &Connection, step: &ConversationStep) -> rusqlite::Result<()> {
    let done = connection
        .prepare_cached("UPDATE conversation SET unindexed = -unindexed WHERE id = ?1 AND unindexed = ?2")?
        .execute(params![step.id, step.mark])?;
    if done == 0 {
        return Ok(());
    }
    let old: Option<i64> = connection
        .prepare_cached("SELECT id FROM piece WHERE conversation_id = ?1")?
        .query_row([&step.id], |row| row.get(0))
        .optional()?;
    let id = match old {
        Some(id) => {
            connection.prepare_cached("DELETE FROM found WHERE rowid = ?1")?.execute([id])?;
            id
        }
        None => {
            let id = free_id(connection, step.at, 0)?;
            connection
                .prepare_cached("INSERT INTO piece (id, conversation_id) VALUES (?1, ?2)")?
                .execute(params![id, step.id])?;
            id
        }
    };
    put_words(connection, id, &step.words, "", &step.marks)
}

fn put_words(connection: &Connection, id: i64, words: &str, rest: &str, marks: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO found (rowid, words, rest, marks) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, words, rest, marks])
        .map(|_| ())
}

/// The first id that is free at a time or soon after it, and behind another one.
fn free_id(connection: &Connection, at: i64, after: i64) -> rusqlite::Result<i64> {
    let mut id = first_id(at).max(after + 1);
    let mut width = 1;
    loop {
        let newest: Option<i64> = connection
            .prepare_cached("SELECT max(id) FROM piece WHERE id >= ?1 AND id < ?2")?
            .query_row([id, id + width], |row| row.get(0))?;
        match newest {
            None => return Ok(id),
            // In the middle of very many that came at once the strides grow, so that their end is found soon.
            Some(newest) => {
                id = newest + 1;
                width *= 2;
            }
        }
    }
}

/// The first id of a time.
pub(super) fn first_id(at_ms: i64) -> i64 {
    // A recording may claim any time at all.
    at_ms.clamp(0, LATEST) * IDS_IN_A_MILLISECOND
}

/// Empties the index, so that it is filled anew: for one that is damaged.
pub(crate) fn reset(connection: &Connection) -> Result<(), Error> {
    connection
        .execute_batch(
            "DROP TABLE found;
             CREATE VIRTUAL TABLE found USING fts5 (words, rest, marks, content = '', contentless_delete = 1,
                 prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2');
             DELETE FROM piece;
             UPDATE turn SET unindexed_from = 0, has = NULL;
             UPDATE conversation SET unindexed = abs(unindexed) + 1;",
        )
        .map_err(failed(connection))
}
