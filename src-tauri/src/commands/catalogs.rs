//! Product catalogs: chosen, looked at, imported, and what answers are held against.

use std::path::Path;

use agent_graph::{ResponseEvent, read_line};
use sofia_check::feed::{self, FeedError, Source};
use sofia_check::job::{pages_of, pictures_of};
use sofia_check::stored::{self, ImportError, ImportedCatalog};
use sofia_check::truth::{self, Circumstances, Claims, Truth};
use sofia_core::conversation::Turn;

use crate::choosing;
use crate::convert;
use crate::convert::truth::EventPlaces;
use crate::demo;
use crate::host::{Host, Outlet};
use crate::transfer::*;

/// Rows of a preview: enough to see what is wrong with a feed, few enough that a correction is seen at once.
const PREVIEWED_ROWS: u64 = 500;

/// Cards whose pictures and pages are asked for: more than any answer shows, few enough that no server feels besieged.
const MOST_ASKED: usize = 40;

/// Asks for a feed; `None` where the person has changed their mind.
pub(super) async fn catalog_choose(host: &Host, (): ()) -> Result<Option<FeedFile>, ErrorReport> {
    let feeds =
        ("CSV, TSV, XML, JSON", ["csv", "tsv", "txt", "xml", "rss", "atom", "json", "jsonl", "ndjson", "gz"]);
    let Some(path) = choosing::file_to_read(host, (feeds.0, &feeds.1), "*.*").await? else { return Ok(None) };
    let found = tokio::fs::metadata(&path)
        .await
        .map_err(|error| unreadable(&path, &FeedError::<sofia_core::Error>::Read(error)))?;
    Ok(Some(FeedFile { name: file_name(&path), bytes: found.len(), handle: host.catalogs.keep(path) }))
}

pub(super) async fn catalog_preview(host: &Host, input: CatalogFeed) -> Result<CatalogPreview, ErrorReport> {
    let path = host.catalogs.look(&input.handle)?;
    let options = convert::catalogs::feed_options(&input.reading)?;
    let source = Source::file(&path);
    let read = move || feed::preview(&source, &options, PREVIEWED_ROWS);
    let preview = blocking(read).await?.map_err(|error| unreadable(&path, &error))?;
    Ok(convert::catalogs::catalog_preview(&preview))
}

/// Imports a feed; `None` where the person has cancelled it, and then the catalog before stays.
pub(super) async fn catalog_import(
    host: &Host,
    input: CatalogFeed,
    progress: Outlet<CatalogProgress>,
) -> Result<Option<CatalogImported>, ErrorReport> {
    let path = host.catalogs.look(&input.handle)?;
    let options = convert::catalogs::feed_options(&input.reading)?;
    let under_way = host.catalogs.begin(&input.merchant_id);
    let flow = under_way.flow();
    let on_progress = move |at| {
        progress.send(convert::catalogs::catalog_progress(at));
        flow()
    };
    let source = Source::file(&path);
    let importing =
        stored::import(&host.engine, &input.merchant_id, source, file_name(&path), options, on_progress);
    match importing.await {
        Ok(imported) => Ok(Some(convert::catalogs::catalog_imported(imported))),
        Err(ImportError::Stopped) => Ok(None),
        Err(ImportError::Store(error)) => Err(convert::error(error)),
        Err(ImportError::Feed(error)) => Err(unreadable(&path, &error)),
    }
}

/// Imports what the shop sells that the demo merchant plays.
pub(super) async fn catalog_demo(host: &Host, (): ()) -> Result<CatalogImported, ErrorReport> {
    match demo::import_catalog(&host.engine).await {
        Ok(imported) => Ok(convert::catalogs::catalog_imported(imported)),
        Err(ImportError::Store(error)) => Err(convert::error(error)),
        Err(error) => Err(ErrorReport::internal(&error.to_string())),
    }
}

pub(super) async fn catalog_import_cancel(host: &Host, input: MerchantId) -> Result<(), ErrorReport> {
    host.catalogs.cancel(&input.id);
    Ok(())
}

pub(super) async fn catalog_summary(
    host: &Host,
    input: MerchantId,
) -> Result<Option<CatalogSummary>, ErrorReport> {
    let catalog = ImportedCatalog::of(&host.engine, &input.id).await.map_err(convert::error)?;
    Ok(catalog.map(|catalog| convert::catalogs::catalog_summary(catalog.summary().clone())))
}

pub(super) async fn catalog_remove(host: &Host, input: MerchantId) -> Result<(), ErrorReport> {
    host.engine.remove_catalog(&input.id).await.map_err(convert::error)?;
    Ok(())
}

/// Holds an answer against its merchant's catalog, as far as it has come.
pub(super) async fn catalog_findings(host: &Host, input: TurnId) -> Result<AnswerTruth, ErrorReport> {
    let answer = Answer::of(host, input.id).await?;
    let judged = answer.judged(host).await?;
    Ok(match judged {
        Some((truth, imported_at)) => convert::truth::answer_truth(
            &truth,
            &answer.claims,
            &answer.places,
            imported_at,
            answer.turn.sent_at,
        ),
        None => AnswerTruth::default(),
    })
}

/// Asks for the pictures and the pages of an answer's products, and answers those that do not come. It is a person who
/// asks for it: nothing else makes a request to a shop.
pub(super) async fn catalog_reach(host: &Host, input: TurnId) -> Result<Vec<TruthFinding>, ErrorReport> {
    let mut answer = Answer::of(host, input.id).await?;
    answer.claims.cards.truncate(MOST_ASKED);
    let merchant = host.engine.merchant(&answer.merchant_id).await.map_err(convert::error)?;
    let cards = match answer.judged(host).await? {
        Some((truth, _)) => truth.cards,
        None => vec![None; answer.claims.cards.len()],
    };
    let mut images = Truth { cards, ..Truth::default() };
    let mut links = images.clone();
    let (pictures, pages) = (pictures_of(&merchant.base_url), pages_of(&merchant.base_url));
    tokio::join!(pictures.check(&answer.claims, &mut images), pages.check(&answer.claims, &mut links));
    images.findings.append(&mut links.findings);
    Ok(convert::truth::truth_findings(&images.findings, &answer.claims, &answer.places))
}

/// What an answer claims, and where its events are.
struct Answer {
    turn: Turn,
    merchant_id: String,
    claims: Claims,
    places: EventPlaces,
}

impl Answer {
    async fn of(host: &Host, turn_id: i64) -> Result<Self, ErrorReport> {
        let turn = host.engine.turn(turn_id).await.map_err(convert::error)?;
        let conversation = host.engine.conversation(&turn.conversation_id).await.map_err(convert::error)?;
        let lines = host.engine.lines_of_turn(turn_id).await.map_err(convert::error)?;
        let (mut events, mut places) = (Vec::new(), EventPlaces::new());
        for line in &lines {
            let reading = read_line(&line.bytes, line.seq == 1);
            for (index, slice) in (0u32..).zip(&reading.events) {
                events.push(ResponseEvent::read(slice));
                places.push((line.id, index));
            }
        }
        Ok(Self { turn, merchant_id: conversation.merchant_id, claims: Claims::of(&events), places })
    }

    /// What is not true of it, and when the catalog was imported; `None` where the merchant has none.
    async fn judged(&self, host: &Host) -> Result<Option<(Truth, i64)>, ErrorReport> {
        let catalog = ImportedCatalog::of(&host.engine, &self.merchant_id).await.map_err(convert::error)?;
        let Some(catalog) = catalog else { return Ok(None) };
        let (claims, at) = (self.claims.clone(), self.turn.sent_at);
        let imported_at = catalog.summary().imported_at;
        let judge = move || {
            let circumstances = Circumstances { currency: catalog.currency(), at };
            truth::check(&claims, &catalog, circumstances)
        };
        let truth = blocking(judge).await?.map_err(|error| {
            let reason = error.to_string();
            ErrorReport::new(ErrorCode::CatalogFailed, &[("path", ""), ("reason", &reason)], &reason)
        })?;
        Ok(Some((truth, imported_at)))
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ErrorReport> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ErrorReport::internal(&error.to_string()))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A feed that cannot be read at all.
fn unreadable<E: std::fmt::Display>(path: &Path, error: &FeedError<E>) -> ErrorReport {
    let (file, reason) = (file_name(path), error.to_string());
    let params = [("file", file.as_str()), ("why", error.why()), ("reason", reason.as_str())];
    ErrorReport::new(ErrorCode::FeedUnreadable, &params, &format!("{file} cannot be imported: {reason}."))
}
