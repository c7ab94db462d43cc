//! `sofia catalog import`

use std::convert::Infallible;
use std::io::{IsTerminal as _, Write as _, stderr};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use sofia_check::feed::{self, FeedError, FeedOptions, Preview, Source};
use sofia_check::stored::{
    CatalogChange, CatalogChangeKind, CatalogImported, ImportError, ImportProgress, NotedColumn,
    NotedFinding, counts_of, import,
};
use sofia_core::Engine;

use super::{Import, chosen, show};
use crate::exit::{Exit, Failure};
use crate::merchants;
use crate::notices::say;
use crate::open::print;
use crate::stop::StopSignal;
use crate::text::one_line;

/// Findings and changes that are told one by one.
const LISTED: usize = 20;

/// Characters of a value that has changed.
const VALUE_SHOWN: usize = 60;

/// Rows that a preview looks at.
const PREVIEWED_ROWS: u64 = 500;

pub(super) async fn run(engine: &Engine, arguments: Import) -> Result<Exit, Failure> {
    let options = FeedOptions {
        format: arguments.format,
        corrections: arguments.map.clone(),
        currency: arguments.currency,
        shop: arguments.shop.clone(),
    };
    if arguments.preview {
        // Nothing is imported, and still a merchant that is named must be one.
        if let Some(name) = &arguments.merchant {
            merchants::named(engine, name).await?;
        }
        return preview(&arguments, &options);
    }
    let merchant = chosen(engine, arguments.merchant.as_deref()).await?;
    let mut signal = StopSignal::listen()?;
    let stopped = Arc::new(AtomicBool::new(false));
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut bar = Bar::default();
    let imported = {
        let stopped = Arc::clone(&stopped);
        let on_progress = move |progress: ImportProgress| {
            bar.show(progress);
            if stopped.load(Ordering::Acquire) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        import(engine, &merchant.id, Source::file(&arguments.file), name, options, on_progress)
    };
    tokio::pin!(imported);
    let imported = loop {
        tokio::select! {
            imported = &mut imported => break imported,
            () = signal.received() => stopped.store(true, Ordering::Release),
        }
    };
    let imported = imported.map_err(|error| failure(&arguments, error))?;
    if arguments.json {
        print(&format!("{:#}\n", imported_json(&merchant.name, &imported)))?;
        return Ok(Exit::Fine);
    }
    show::say_columns(&imported.summary.columns);
    show::say_findings(&imported.summary, LISTED);
    print(&told(&merchant.name, &imported))?;
    Ok(Exit::Fine)
}

fn failure(arguments: &Import, error: ImportError) -> Failure {
    match error {
        ImportError::Stopped => Failure::stopped(),
        ImportError::Store(error) => error.into(),
        ImportError::Feed(error) => unreadable(arguments, &error),
    }
}

fn unreadable<E: std::fmt::Display>(arguments: &Import, error: &FeedError<E>) -> Failure {
    let next = match error {
        FeedError::NoIdColumn { .. } => " Map one with --map COLUMN=id.",
        FeedError::NoProducts => " If it is another format than it looks like, name it with --format.",
        _ => "",
    };
    Failure::usage(format!("{}: {error}.{next}", arguments.file.display()))
}

fn told(merchant: &str, imported: &CatalogImported) -> String {
    let summary = &imported.summary;
    let mut text = format!(
        "{merchant}: {} products of {} rows ({}, {}{}).\n",
        summary.products,
        summary.rows,
        summary.format,
        summary.encoding,
        if summary.packed { ", gzip" } else { "" },
    );
    if imported.first {
        return text;
    }
    text.push_str(&format!(
        "Since the import before: {} added, {} changed, {} removed, {} unchanged.\n",
        imported.added, imported.changed, imported.removed, imported.unchanged
    ));
    for change in imported.examples.iter().take(LISTED) {
        text.push_str(&format!("  {}\n", one_line(&change_line(change))));
    }
    let all = imported.added + imported.changed + imported.removed;
    let more = all - imported.examples.len().min(LISTED) as u64;
    if more > 0 {
        text.push_str(&format!("  and {more} more changes\n"));
    }
    text
}

fn change_line(change: &CatalogChange) -> String {
    let sign = match change.kind {
        CatalogChangeKind::Added => '+',
        CatalogChangeKind::Changed => '~',
        CatalogChangeKind::Removed => '-',
    };
    let differences: Vec<String> = change
        .differences
        .iter()
        .map(|difference| {
            format!("{}: {} → {}", difference.field, shown(&difference.before), shown(&difference.after))
        })
        .collect();
    let what = if differences.is_empty() { String::new() } else { format!(": {}", differences.join("; ")) };
    format!("{sign} {} {}{what}", change.id, change.title)
}

/// A value on the line of a change: its beginning, where it is long.
fn shown(value: &str) -> String {
    match value.char_indices().nth(VALUE_SHOWN) {
        _ if value.is_empty() => "nothing".to_owned(),
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

fn imported_json(merchant: &str, imported: &CatalogImported) -> serde_json::Value {
    let change = |change: &CatalogChange| {
        let kind = match change.kind {
            CatalogChangeKind::Added => "added",
            CatalogChangeKind::Changed => "changed",
            CatalogChangeKind::Removed => "removed",
        };
        let differences: Vec<_> = change
            .differences
            .iter()
            .map(|difference| json!({"field": difference.field, "before": difference.before, "after": difference.after}))
            .collect();
        json!({"kind": kind, "id": change.id, "title": change.title, "differences": differences})
    };
    json!({
        "catalog": show::summary_json(merchant, &imported.summary),
        "first": imported.first,
        "added": imported.added,
        "changed": imported.changed,
        "removed": imported.removed,
        "unchanged": imported.unchanged,
        "changes": imported.examples.iter().map(change).collect::<Vec<_>>(),
    })
}

fn preview(arguments: &Import, options: &FeedOptions) -> Result<Exit, Failure> {
    let source = Source::file(&arguments.file);
    let preview =
        feed::preview(&source, options, PREVIEWED_ROWS).map_err(|error| unreadable(arguments, &error))?;
    let columns = NotedColumn::all_of(&preview.summary.mapping);
    if arguments.json {
        let findings: Vec<_> = preview.findings.iter().map(NotedFinding::of).collect();
        let object = json!({
            "format": preview.summary.format.name(),
            "encoding": preview.summary.encoding,
            "packed": preview.summary.packed,
            "rows": preview.summary.rows,
            "whole": preview.whole,
            "names_products": preview.names_products,
            "currency": preview.currency().map(|currency| currency.code()),
            "columns": columns,
            "counts": counts_of(&preview.findings),
            "findings": findings,
            "products": preview.products.iter().take(LISTED).map(show::product_json).collect::<Vec<_>>(),
        });
        print(&format!("{object:#}\n"))?;
        return can_be_imported(arguments, &preview);
    }
    show::say_columns(&columns);
    if preview.names_products {
        for finding in preview.findings.iter().take(LISTED) {
            say(&format!("  {finding}"));
        }
        print(&preview_text(&preview))?;
    }
    can_be_imported(arguments, &preview)
}

/// A preview of what no import would take is no success.
fn can_be_imported(arguments: &Import, preview: &Preview) -> Result<Exit, Failure> {
    if !preview.names_products {
        return Err(Failure::usage("No column is known as the products' id. Map one with --map COLUMN=id."));
    }
    if preview.whole && preview.products.is_empty() {
        return Err(unreadable(arguments, &FeedError::<Infallible>::NoProducts));
    }
    Ok(Exit::Fine)
}

fn preview_text(preview: &Preview) -> String {
    let summary = &preview.summary;
    let rows = if preview.whole { "all" } else { "the first" };
    let mut text = format!(
        "{}, {}: {} products of {rows} {} rows.\n",
        summary.format, summary.encoding, summary.products, summary.rows
    );
    for product in preview.products.iter().take(LISTED) {
        text.push_str(&format!("  {}\n", one_line(&show::product_line(product))));
    }
    text
}

/// How far an import is, on one line, where there is a terminal.
#[derive(Default)]
struct Bar {
    shown: Option<u64>,
}

impl Bar {
    fn show(&mut self, progress: ImportProgress) {
        let percent = (progress.share * 100.0) as u64;
        if self.shown == Some(percent) || !stderr().is_terminal() {
            return;
        }
        self.shown = Some(percent);
        let end = if progress.share >= 1.0 { "\r\u{1B}[K" } else { "" };
        // Where standard error is gone, there is nobody to show it to.
        write!(stderr(), "\r{percent:3} %, {} rows{end}", progress.rows).ok();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.shown.is_some() {
            write!(stderr(), "\r\u{1B}[K").ok();
        }
    }
}
