//! Search over everything that was said, shown, noted or sent.
//!
//! What can be found is a *piece*: what a customer sent, one line of an answer, or a conversation with its title, note,
//! tags and ids. Hits come newest first, a page at a time. The index is filled behind the turns; a search first takes
//! in what is missing, as far as that is done in a moment, and says what still is.

mod find;
mod fold;
mod indexing;
mod kind;
mod query;
mod snippet;
mod text;

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

pub use kind::kind_names;
pub use query::{Calendar, Has, Query, Rated, Term};
pub use snippet::SnippetPart;

pub(crate) use indexing::{Place, Room, Step, behind, prepare, put, reset};
pub(crate) use text::string_end;

use crate::conversation::Conversation;
use crate::error::Error;
use crate::history::{failed, read_conversation};
use find::{Match, Plan};
use snippet::Highlighter;
use text::Findable;

/// Hits on one page at most.
const LONGEST_PAGE: u32 = 500;

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct SearchRequest {
    /// What was typed: words, phrases and filters, see [`Query::read`].
    pub text: String,
    /// Only in this conversation.
    pub conversation: Option<String>,
    /// Only behind this place: [`SearchAnswer::more`] of the page before.
    pub behind: Option<i64>,
    /// Hits on the page, at most 500.
    pub limit: u32,
}

/// One page of what was found.
#[derive(Debug, Clone, Default)]
pub struct SearchAnswer {
    /// The hits, newest first.
    pub hits: Vec<Hit>,
    /// The conversations that they are in, each once, in the order of its first hit.
    pub conversations: Vec<Conversation>,
    /// Where the next page begins, if there is one.
    pub more: Option<i64>,
    /// Turns that are not in the index yet: what is in them is not found.
    pub behind: u64,
    /// What looked like a filter and was looked for as a text.
    pub literal: Vec<String>,
    /// Values of `kind:` that are none of [`kind_names`], and that no event in the index has.
    pub unknown_kinds: Vec<String>,
    /// Where nothing was found: what was typed and is the name of a field that events have anyway, or a role. The index
    /// leaves these out, since they would be found everywhere; the bytes of a line have them.
    pub everywhere: Vec<String>,
}

/// What a hit is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HitPart {
    /// The conversation itself: its title, note, tags, ids, or the reason of a rating.
    Conversation,
    /// What was sent.
    Sent,
    /// A line of the answer.
    Answer,
}

/// One place where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The conversation.
    pub conversation_id: String,
    /// What it is in.
    pub part: HitPart,
    /// The turn, unless it is in the conversation itself.
    pub turn_id: Option<i64>,
    /// That turn's number in its conversation, from 1.
    pub ordinal: Option<u32>,
    /// The line, if it is in an answer.
    pub line_id: Option<i64>,
    /// That line's number in its answer, from 1.
    pub seq: Option<u64>,
    /// When it was said; milliseconds since 1970, UTC.
    pub at: i64,
    /// The text around it, with what was found told apart.
    pub snippet: Vec<SnippetPart>,
}

/// Runs a query. `None` where the index is damaged and has to be made anew.
pub(crate) fn search(
    connection: &Connection,
    request: &SearchRequest,
    query: &Query,
) -> Result<Option<SearchAnswer>, Error> {
    let mut answer = SearchAnswer { literal: query.literal.clone(), ..SearchAnswer::default() };
    // What was typed has no letter and no digit in it, and nothing can be found by nothing.
    let nothing = query.terms.is_empty() && query.is_empty();
    if nothing {
        return Ok(Some(answer));
    }
    let snapshot = connection.unchecked_transaction().map_err(failed(connection))?;
    let Some(unknown) = find::unknown_kinds(&snapshot, query)? else { return Ok(None) };
    answer.unknown_kinds = unknown;
    let limit = usize::try_from(request.limit.clamp(1, LONGEST_PAGE)).unwrap_or(usize::MAX);
    let plan = Plan::of(&snapshot, query, request.conversation.as_deref())?;
    let Some(mut matches) = plan.matches(&snapshot, request.behind, limit)? else { return Ok(None) };
    if matches.is_empty() && request.behind.is_none() {
        let typed = query.terms.iter().map(|term| &term.text);
        answer.everywhere = typed.filter(|text| text::is_everywhere(text)).cloned().collect();
    }
    if matches.len() > limit {
        matches.truncate(limit);
        answer.more = matches.last().map(|last| last.id);
    }
    let mut texts = Vec::with_capacity(matches.len());
    for found in matches {
        let Some((hit, text)) = hit(&snapshot, found).map_err(failed(&snapshot))? else { continue };
        answer.hits.push(hit);
        texts.push(text);
    }
    let snippets = match plan.words {
        Some(words) => Highlighter::new(&words)?.snippets(&texts)?,
        None => texts.iter().map(|text| snippet::beginning(&text.words)).collect(),
    };
    for (hit, snippet) in answer.hits.iter_mut().zip(snippets) {
        hit.snippet = snippet;
    }
    let mut seen = HashSet::new();
    for hit in &answer.hits {
        if seen.insert(hit.conversation_id.clone()) {
            answer.conversations.push(read_conversation(&snapshot, &hit.conversation_id)?);
        }
    }
    Ok(Some(answer))
}

/// A match with its place and its text; `None` where its row is gone, as in the middle of a purge.
fn hit(connection: &Connection, found: Match) -> rusqlite::Result<Option<(Hit, Findable)>> {
    let mut hit = Hit {
        conversation_id: found.conversation_id,
        part: HitPart::Conversation,
        turn_id: found.turn_id,
        ordinal: None,
        line_id: found.line_id,
        seq: None,
        at: 0,
        snippet: Vec::new(),
    };
    let Some(turn_id) = found.turn_id else {
        let Some((words, at)) = indexing::words_of_conversation(connection, &hit.conversation_id)? else {
            return Ok(None);
        };
        hit.at = at;
        return Ok(Some((hit, Findable { words, ..Findable::default() })));
    };
    let turn: Option<(u32, i64, Vec<u8>)> = connection
        .prepare_cached("SELECT ordinal, sent_at, request FROM turn WHERE id = ?1")?
        .query_row([turn_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((ordinal, sent_at, request)) = turn else { return Ok(None) };
    hit.ordinal = Some(ordinal);
    hit.at = sent_at;
    let Some(line_id) = found.line_id else {
        hit.part = HitPart::Sent;
        return Ok(Some((hit, Findable::in_request(&request))));
    };
    let line: Option<(i64, i64, Vec<u8>)> = connection
        .prepare_cached("SELECT seq, offset_us, bytes FROM line WHERE id = ?1")?
        .query_row([line_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((seq, offset, bytes)) = line else { return Ok(None) };
    hit.part = HitPart::Answer;
    hit.seq = u64::try_from(seq).ok();
    hit.at = sent_at.saturating_add(offset / 1000);
    Ok(Some((hit, Findable::in_line(&bytes, seq == 1))))
}
