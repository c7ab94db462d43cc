//! Finding: a query becomes an expression of the full-text index, and what it matches becomes hits, newest first.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};

use super::fold::folded;
use super::indexing::{SENT_MARK, first_id, id_mark};
use super::kind::marks_of;
use super::query::{Has, Query, Rated, Term};
use crate::error::Error;
use crate::history::failed;

/// Conversations that a filter may name one by one in the expression; more are looked at behind it.
const NAMED_AT_MOST: usize = 500;

/// The marks of a kind, as they stand in the index.
fn kind_marks(kind: &str) -> Vec<String> {
    marks_of(kind).0.into_iter().map(|mark| format!("k{mark}")).collect()
}

/// The kinds of a query that are none. The key of an event that nobody knows is one as soon as such an event has come.
/// `None` where the index is damaged.
pub(super) fn unknown_kinds(connection: &Connection, query: &Query) -> Result<Option<Vec<String>>, Error> {
    let mut unknown = Vec::new();
    for kind in query.kinds.iter().filter(|kind| !marks_of(kind).1) {
        let marks = Plan { marks: vec![any(kind_marks(kind))], ..Plan::default() };
        match marks.occurs(connection) {
            Ok(true) => {}
            Ok(false) => unknown.push(kind.clone()),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => return Ok(None),
            Err(error) => return Err(failed(connection)(error)),
        }
    }
    Ok(Some(unknown))
}

/// A match of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Its place: the next page begins behind it.
    pub id: i64,
    pub conversation_id: String,
    pub turn_id: Option<i64>,
    pub line_id: Option<i64>,
}

/// What a query asks of the index.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What is to be found and highlighted.
    pub words: Option<String>,
    marks: Vec<String>,
    /// Only these, where a filter names conversations.
    conversations: Option<HashSet<String>>,
    /// Only these, where a filter names turns.
    turns: Option<HashSet<i64>>,
    /// Nothing can fit.
    nothing: bool,
    from: i64,
    until: i64,
}

impl Plan {
    pub(super) fn of(
        connection: &Connection,
        query: &Query,
        conversation: Option<&str>,
    ) -> Result<Self, Error> {
        let mut plan = Self {
            words: words(&query.terms),
            from: query.from.map_or(i64::MIN, first_id),
            until: query.until.map_or(i64::MAX, first_id),
            ..Self::default()
        };
        // With nothing that tells the lines of a turn apart, what was sent stands for all of it.
        let of_turns = !query.has.iter().any(|has| matches!(has, Has::Note | Has::Rating));
        if query.terms.is_empty() && query.kinds.is_empty() && of_turns {
            plan.marks.push(quoted(SENT_MARK));
        }
        if let Some(id) = conversation {
            plan.only(HashSet::from([id.to_owned()]));
        }
        if !query.kinds.is_empty() {
            plan.marks.push(any(query.kinds.iter().flat_map(|kind| kind_marks(kind))));
        }
        plan.marks.extend(query.has.iter().map(|has| quoted(&format!("h{}", has.word()))));
        plan.named(connection, query).map_err(failed(connection))?;
        if let Some(only) = plan.conversations.as_ref().filter(|only| only.len() <= NAMED_AT_MOST) {
            plan.nothing |= only.is_empty();
            let marks = any(only.iter().map(|id| id_mark('c', id)));
            plan.marks.push(marks);
        }
        Ok(plan)
    }

    /// What the filters name that has to be looked up.
    fn named(&mut self, connection: &Connection, query: &Query) -> rusqlite::Result<()> {
        self.merchants(connection, &query.merchants)?;
        for tag in &query.tags {
            self.only(conversations_tagged(connection, tag)?);
        }
        if let Some(rated) = query.rated {
            let rated = turns_rated(connection, rated)?;
            self.only(rated.values().cloned().collect());
            self.turns = Some(rated.into_keys().collect());
        }
        Ok(())
    }

    /// Narrows the conversations down to these.
    fn only(&mut self, these: HashSet<String>) {
        self.conversations = Some(match self.conversations.take() {
            Some(known) => known.intersection(&these).cloned().collect(),
            None => these,
        });
    }

    fn merchants(&mut self, connection: &Connection, names: &[String]) -> rusqlite::Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        let mut select = connection.prepare_cached("SELECT id, name FROM merchant")?;
        let all = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut marks = Vec::new();
        for merchant in all {
            let (id, name) = merchant?;
            let name = folded(&name);
            if names.iter().any(|wanted| name.contains(&folded(wanted))) {
                marks.push(id_mark('m', &id));
            }
        }
        self.nothing |= marks.is_empty();
        self.marks.push(any(marks));
        Ok(())
    }

    /// The expression for the index.
    fn expression(&self) -> String {
        let words = self.words.iter().map(|words| format!("{{words rest}} : ({words})"));
        let marks =
            self.marks.iter().filter(|marks| !marks.is_empty()).map(|marks| format!("marks : ({marks})"));
        words.chain(marks).collect::<Vec<_>>().join(" AND ")
    }

    /// The matches behind a place, newest first, one more than asked for where there are more. `None` where the index is
    /// damaged: it can be made anew, which is no loss.
    pub(super) fn matches(
        &self,
        connection: &Connection,
        behind: Option<i64>,
        limit: usize,
    ) -> Result<Option<Vec<Match>>, Error> {
        if self.nothing {
            return Ok(Some(Vec::new()));
        }
        match self.run(connection, behind.unwrap_or(i64::MAX), limit) {
            Ok(matches) => Ok(Some(matches)),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => Ok(None),
            Err(error) => Err(failed(connection)(error)),
        }
    }

    /// Whether anything in the index fits, deleted or not.
    fn occurs(&self, connection: &Connection) -> rusqlite::Result<bool> {
        connection
            .prepare_cached("SELECT 1 FROM found WHERE found MATCH ?1 LIMIT 1")?
            .exists([self.expression()])
    }

    fn run(&self, connection: &Connection, behind: i64, limit: usize) -> rusqlite::Result<Vec<Match>> {
        let until = self.until.min(behind);
        // The id grows with the time, so that a span of time is a span of ids and the newest come first by themselves.
        let mut select = connection.prepare_cached(
            "SELECT piece.id, piece.conversation_id, piece.turn_id, piece.line_id
             FROM found CROSS JOIN piece ON piece.id = found.rowid
             WHERE found MATCH ?3 AND found.rowid >= ?1 AND found.rowid < ?2 ORDER BY found.rowid DESC",
        )?;
        let mut rows = select.query(params![self.from, until, self.expression()])?;
        let mut owners = Owners::new(connection)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let turn_id: Option<i64> = row.get(2)?;
            if self.turns.as_ref().is_some_and(|turns| turn_id.is_none_or(|turn| !turns.contains(&turn))) {
                continue;
            }
            let conversation = match row.get::<_, Option<String>>(1)? {
                Some(id) => Some(id).filter(|id| owners.is_shown(id)),
                None => turn_id.map(|turn| owners.of(connection, turn)).transpose()?.flatten(),
            };
            let Some(conversation_id) = conversation else { continue };
            if self.conversations.as_ref().is_some_and(|only| !only.contains(&conversation_id)) {
                continue;
            }
            found.push(Match { id: row.get(0)?, conversation_id, turn_id, line_id: row.get(3)? });
            if found.len() > limit {
                break;
            }
        }
        Ok(found)
    }
}

/// Which conversation a turn belongs to, if that is not deleted.
struct Owners {
    deleted: HashSet<String>,
    known: HashMap<i64, Option<String>>,
}

impl Owners {
    fn new(connection: &Connection) -> rusqlite::Result<Self> {
        let mut select =
            connection.prepare_cached("SELECT id FROM conversation WHERE deleted_at IS NOT NULL")?;
        let deleted = select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(Self { deleted, known: HashMap::new() })
    }

    fn is_shown(&self, conversation: &str) -> bool {
        !self.deleted.contains(conversation)
    }

    fn of(&mut self, connection: &Connection, turn: i64) -> rusqlite::Result<Option<String>> {
        if let Some(known) = self.known.get(&turn) {
            return Ok(known.clone());
        }
        let owner: Option<String> = connection
            .prepare_cached("SELECT conversation_id FROM turn WHERE id = ?1")?
            .query_row([turn], |row| row.get(0))
            .optional()?;
        let owner = owner.filter(|owner| self.is_shown(owner));
        self.known.insert(turn, owner.clone());
        Ok(owner)
    }
}

fn conversations_tagged(connection: &Connection, tag: &str) -> rusqlite::Result<HashSet<String>> {
    let tag = folded(tag);
    let mut select = connection.prepare_cached("SELECT conversation_id, name FROM tag")?;
    let mut rows = select.query([])?;
    let mut found = HashSet::new();
    while let Some(row) = rows.next()? {
        if folded(row.get_ref(1)?.as_str()?) == tag {
            found.insert(row.get(0)?);
        }
    }
    Ok(found)
}

fn turns_rated(connection: &Connection, rated: Rated) -> rusqlite::Result<HashMap<i64, String>> {
    let (least, most) = match rated {
        Rated::Good => (1, 1),
        Rated::Bad => (-1, -1),
        Rated::Any => (-1, 1),
    };
    let mut select =
        connection.prepare_cached("SELECT id, conversation_id FROM turn WHERE rating BETWEEN ?1 AND ?2")?;
    let rows = select.query_map([least, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The terms as an expression of the index. Whatever a person typed stands inside of a string, so that nothing of it can
/// be taken for syntax.
fn words(terms: &[Term]) -> Option<String> {
    let terms: Vec<String> = terms
        .iter()
        .map(|term| format!("{}{}", quoted(&term.text), if term.prefix { " *" } else { "" }))
        .collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\0', " ").replace('"', "\"\""))
}

fn any(marks: impl IntoIterator<Item = String>) -> String {
    marks.into_iter().map(|mark| quoted(&mark)).collect::<Vec<_>>().join(" OR ")
}
