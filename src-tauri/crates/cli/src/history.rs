//! `sofia conversations` and `sofia search`: what is in the history that the window and this command share.

use agent_graph::Timeouts;
use clap::Args;
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde_json::{Value, json};
use sofia_core::conversation::{Conversation, ConversationState, Source};
use sofia_core::export::moment;
use sofia_core::history::{ListFilter, ListPlace};
use sofia_core::search::{Hit, HitPart, SearchRequest, kind_names};
use sofia_core::{Engine, Error};

use crate::exit::{Exit, Failure};
use crate::notices::say;
use crate::open::{self, print};
use crate::text::{one_line, simulated_mark};

/// Conversations that are read at once, so that memory stays flat however many there are.
const PAGE: u32 = 1_000;

/// Conversations that are named where the beginning of an id means several.
const MOST_NAMED: u32 = 5;

pub(crate) const SEARCH_NOTES: &str = "\
Words are found whatever their case and accents; the last one may be the
beginning of a word. There is no wrong query: what is no filter is looked for.

  \"in this order\"        a phrase
  vest*                  words that begin so
  merchant:NAME          a part of a merchant's name
  kind:EVENT             message, recommend, suggestion, interactive, handover,
                         \"agent handover\", error … or the key of any event
  has:WHAT               handover, error, products, suggestions, image, audio,
                         location, list, buttons, unknown, note, rating
  rated:good|bad|any     how the answer is rated
  tag:NAME               a tag of the conversation
  after:DAY before:DAY   2025-07-05, 2025-07, 2025, today, yesterday; `after`
                         takes its day in, `before` leaves it out

Examples:
  sofia search \"vestido azul\"
  sofia search 'merchant:aurora has:handover after:2025-07' --json";

/// What `sofia conversations` takes.
#[derive(Debug, Args)]
pub(crate) struct Conversations {
    /// Only those with this merchant.
    #[arg(long, value_name = "NAME")]
    pub merchant: Option<String>,
    /// Only those with this tag.
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// At most so many. Without it: all.
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
    /// Print one JSON array instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// What `sofia search` takes.
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words, phrases and filters.
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// At most so many hits.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub limit: u32,
    /// Print one JSON array instead of lines.
    #[arg(long)]
    pub json: bool,
}

pub(crate) async fn conversations(arguments: Conversations) -> Result<Exit, Failure> {
    let engine = open::engine(Timeouts::default())?;
    let merchant_id = match &arguments.merchant {
        Some(name) => Some(merchant_named(&engine, name).await?),
        None => None,
    };
    let mut left = arguments.limit.unwrap_or(u32::MAX);
    let mut behind = None;
    let mut all: Vec<Conversation> = Vec::new();
    while left > 0 {
        let filter = ListFilter {
            merchant_id: merchant_id.clone(),
            tag: arguments.tag.clone(),
            behind: behind.take(),
            limit: left.min(PAGE),
            ..ListFilter::default()
        };
        let page = engine.conversations(filter).await?;
        left = left.saturating_sub(u32::try_from(page.len()).unwrap_or(u32::MAX));
        behind = page.last().map(ListPlace::of);
        all.extend(page);
        if behind.is_none() {
            break;
        }
    }
    if arguments.json {
        let objects: Vec<Value> = all.iter().map(object).collect();
        print(&format!("{:#}\n", json!(objects)))?;
    } else if all.is_empty() {
        say("There are no conversations. `sofia ask` holds one, and `sofia import` takes one in.");
    } else {
        print(&table(&all))?;
    }
    Ok(Exit::Fine)
}

/// The conversation that an id, or the beginning of one, means.
pub(crate) async fn conversation(engine: &Engine, beginning: &str) -> Result<Conversation, Failure> {
    let mut found = engine.conversations_beginning(beginning.trim(), MOST_NAMED + 1).await?;
    let typed = one_line(beginning);
    match (found.pop(), found.as_slice()) {
        (Some(only), []) => Ok(only),
        (None, _) => Err(Failure::usage(format!(
            "No conversation has an id that begins with “{typed}”. `sofia conversations` lists them."
        ))),
        (Some(last), others) => {
            let ids: Vec<&str> =
                others.iter().map(|other| other.id.as_str()).chain([last.id.as_str()]).collect();
            let named =
                usize::try_from(MOST_NAMED).map_or(ids.as_slice(), |most| ids.get(..most).unwrap_or(&ids));
            let more = if named.len() < ids.len() { " …" } else { "" };
            Err(Failure::usage(format!(
                "Several conversations have an id that begins with “{typed}”: {}{more}. Write more of the one that is meant.",
                named.join(", ")
            )))
        }
    }
}

/// A merchant of the history: also one that is removed, or known from recordings alone.
async fn merchant_named(engine: &Engine, name: &str) -> Result<String, Failure> {
    match engine.merchant_named(name).await {
        Ok(merchant) => return Ok(merchant.id),
        Err(Error::MerchantNotFound { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let held = engine.held_merchants().await?;
    let found = held.into_iter().find(|merchant| merchant.name.to_lowercase() == name.trim().to_lowercase());
    Ok(found.ok_or_else(|| Error::MerchantNotFound { name: name.to_owned() })?.id)
}

/// A conversation for scripts.
pub(crate) fn object(conversation: &Conversation) -> Value {
    json!({
        "id": conversation.id,
        "title": conversation.called(),
        "merchant": conversation.merchant_name,
        "customer": conversation.customer_key,
        "session_id": conversation.session_id,
        "state": state(conversation.state),
        "simulated": conversation.simulated,
        "turns": conversation.turns,
        "created_at": conversation.created_at,
        "last_at": conversation.last_at,
        "pinned": conversation.pinned,
        "tags": conversation.tags,
        "note": conversation.note,
        "source": match conversation.source {
            Source::Held => "held",
            Source::Recording => "recording",
            Source::Capture => "capture",
            Source::Playback { .. } => "playback",
        },
        "branch_of": conversation.branch.as_ref().map(|branch| &branch.of),
    })
}

fn state(state: ConversationState) -> &'static str {
    match state {
        ConversationState::Opening => "opening",
        ConversationState::Live => "live",
        ConversationState::Answering => "answering",
        ConversationState::Closing => "closing",
        ConversationState::Closed => "closed",
        ConversationState::Failed => "failed",
        ConversationState::NotClosed => "not_closed",
    }
}

fn table(conversations: &[Conversation]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["ID", "LAST", "MERCHANT", "TURNS", "TITLE"]);
    for conversation in conversations {
        let imported = match conversation.source {
            Source::Recording | Source::Capture => " (imported)",
            Source::Held | Source::Playback { .. } => "",
        };
        let simulated = simulated_mark(&conversation.merchant_name, conversation.simulated);
        table.add_row([
            conversation.id.clone(),
            moment(conversation.last_at),
            format!("{}{simulated}{imported}", one_line(&conversation.merchant_name)),
            conversation.turns.to_string(),
            one_line(conversation.called()),
        ]);
    }
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 1));
    }
    format!("{}\n", table.trim_fmt())
}

pub(crate) async fn search(arguments: Search) -> Result<Exit, Failure> {
    let text = arguments.query.join(" ");
    if text.trim().is_empty() {
        return Err(Failure::usage(
            "There is nothing to look for. Write words, a phrase or a filter; `sofia search --help` lists them.",
        ));
    }
    let engine = open::engine(Timeouts::default())?;
    let behind = engine.unindexed_turns().await?;
    if behind > 0 {
        // A script waits for all of it: a hit that is not there yet would be a wrong answer.
        engine.index_all().await?;
    }
    let request = SearchRequest { text, limit: arguments.limit, ..SearchRequest::default() };
    let mut answer = engine.search(request.clone()).await?;
    if answer.behind > 0 {
        // The index was damaged, and is made anew.
        engine.index_all().await?;
        answer = engine.search(request).await?;
    }
    for text in &answer.literal {
        say(&format!(
            "{text} is no filter, so it was looked for as it stands. `sofia search --help` lists them."
        ));
    }
    for kind in &answer.unknown_kinds {
        let names: Vec<&str> = kind_names().collect();
        say(&format!(
            "kind:{kind} is no kind of event that is known or has come. Known are {}; a name of two words stands in quotes.",
            names.join(", ")
        ));
    }
    for name in &answer.everywhere {
        say(&format!(
            "{name} is in every event or nearly, so it is not looked for here. `sofia export ID --format recording` has the lines as they came."
        ));
    }
    let of = |hit: &Hit| answer.conversations.iter().find(|found| found.id == hit.conversation_id);
    if arguments.json {
        let objects: Vec<Value> = answer.hits.iter().map(|hit| hit_object(hit, of(hit))).collect();
        print(&format!("{:#}\n", json!(objects)))?;
        return Ok(Exit::Fine);
    }
    let lines: String = answer.hits.iter().map(|hit| hit_lines(hit, of(hit))).collect();
    print(&lines)?;
    match (answer.hits.is_empty(), answer.more) {
        (true, _) => say("Nothing was found."),
        (false, Some(_)) => {
            say(&format!("There is more than these {}; --limit shows more.", answer.hits.len()));
        }
        (false, None) => {}
    }
    Ok(Exit::Fine)
}

fn hit_object(hit: &Hit, conversation: Option<&Conversation>) -> Value {
    let text: String = hit.snippet.iter().map(|part| part.text.as_str()).collect();
    let found: Vec<&str> =
        hit.snippet.iter().filter(|part| part.found).map(|part| part.text.as_str()).collect();
    json!({
        "conversation": hit.conversation_id,
        "title": conversation.map(Conversation::called),
        "merchant": conversation.map(|conversation| &conversation.merchant_name),
        "part": part(hit.part),
        "turn": hit.ordinal,
        "line": hit.seq,
        "at": hit.at,
        "text": text,
        "found": found,
    })
}

fn part(part: HitPart) -> &'static str {
    match part {
        HitPart::Conversation => "conversation",
        HitPart::Sent => "sent",
        HitPart::Answer => "answer",
    }
}

fn hit_lines(hit: &Hit, conversation: Option<&Conversation>) -> String {
    let place = match (hit.part, hit.ordinal, hit.seq) {
        (HitPart::Answer, Some(turn), Some(line)) => format!("turn {turn}, line {line}"),
        (HitPart::Sent, Some(turn), _) => format!("turn {turn}, sent"),
        _ => "conversation".to_owned(),
    };
    let merchant = conversation.map(|conversation| one_line(&conversation.merchant_name)).unwrap_or_default();
    let words: String = hit
        .snippet
        .iter()
        .map(|part| if part.found { format!("[{}]", part.text) } else { part.text.clone() })
        .collect();
    format!("{}  {}  {merchant}  {place}\n  {}\n", hit.conversation_id, moment(hit.at), one_line(&words))
}
