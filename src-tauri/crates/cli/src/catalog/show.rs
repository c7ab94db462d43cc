//! `sofia catalog list` and `sofia catalog show`

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde_json::{Value, json};
use sofia_check::Product;
use sofia_check::feed::column_names;
use sofia_check::stored::{CatalogSummary, ImportedCatalog, NotedColumn};
use sofia_core::Engine;

use super::{Show, catalog_of, chosen};
use crate::exit::{Exit, Failure};
use crate::merchants;
use crate::notices::say;
use crate::open::print;
use crate::text::one_line;

/// Variants that are shown of one product.
const MOST_VARIANTS: usize = 50;

/// Findings of an import that are shown.
const LISTED: usize = 20;

pub(super) async fn list(engine: &Engine, as_json: bool) -> Result<Exit, Failure> {
    let mut found = Vec::new();
    for merchant in merchants::own(engine).await? {
        if let Some(catalog) = ImportedCatalog::of(engine, &merchant.id).await? {
            found.push((merchant.name, catalog.summary().clone()));
        }
    }
    if as_json {
        let objects: Vec<Value> =
            found.iter().map(|(merchant, summary)| summary_json(merchant, summary)).collect();
        print(&format!("{:#}\n", json!(objects)))?;
        return Ok(Exit::Fine);
    }
    if found.is_empty() {
        say("No merchant has a catalog yet. `sofia catalog import --help` says how to import one.");
        return Ok(Exit::Fine);
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["MERCHANT", "PRODUCTS", "CURRENCY", "IMPORTED", "FROM"]);
    for (merchant, summary) in &found {
        table.add_row([
            merchant.as_str(),
            &summary.products.to_string(),
            summary.currency.as_deref().unwrap_or("-"),
            &summary.imported_on(),
            &one_line(&summary.file),
        ]);
    }
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 1));
    }
    print(&format!("{}\n", table.trim_fmt()))?;
    Ok(Exit::Fine)
}

pub(super) async fn show(engine: &Engine, arguments: &Show) -> Result<Exit, Failure> {
    let merchant = chosen(engine, arguments.merchant.as_deref()).await?;
    let catalog = catalog_of(engine, &merchant).await?;
    if let Some(id) = &arguments.product {
        return product(&catalog, &merchant.name, id, arguments.json);
    }
    let summary = catalog.summary();
    if arguments.json {
        print(&format!("{:#}\n", summary_json(&merchant.name, summary)))?;
        return Ok(Exit::Fine);
    }
    print(&format!(
        "{}: {} products of {} rows, imported {} from {} ({}, {}{}).\n",
        merchant.name,
        summary.products,
        summary.rows,
        summary.imported_on(),
        one_line(&summary.file),
        summary.format,
        summary.encoding,
        if summary.packed { ", gzip" } else { "" },
    ))?;
    match &summary.currency {
        Some(currency) => print(&format!("Its prices are in {currency}.\n"))?,
        None => print("Its prices name no currency. Import it again with --currency CODE.\n")?,
    }
    say_columns(&summary.columns);
    say_findings(summary, LISTED);
    Ok(Exit::Fine)
}

fn product(catalog: &ImportedCatalog, merchant: &str, id: &str, as_json: bool) -> Result<Exit, Failure> {
    let found = catalog.find(id).map_err(|error| Failure::from(anyhow::Error::new(error)))?;
    let Some((name, products)) = found else {
        return Err(Failure::usage(format!("The catalog of {merchant} has no product {id}.")));
    };
    if as_json {
        let products: Vec<Value> = products.iter().map(product_json).collect();
        print(&format!("{:#}\n", json!({"matched_by": name.to_string(), "products": products})))?;
        return Ok(Exit::Fine);
    }
    let mut text = format!("Found by {name}:\n");
    for product in products.iter().take(MOST_VARIANTS) {
        text.push_str(&format!("  {}\n", one_line(&product_line(product))));
    }
    if products.len() > MOST_VARIANTS {
        text.push_str(&format!("  and {} more\n", products.len() - MOST_VARIANTS));
    }
    print(&text)?;
    Ok(Exit::Fine)
}

/// One product on one line.
pub(super) fn product_line(product: &Product) -> String {
    let price = product.price_now().map_or_else(|| "no price".to_owned(), |price| price.to_string());
    let link = product.link.as_deref().map_or_else(String::new, |link| format!(", {link}"));
    format!("{}  {}  {price}, {}{link}", product.id, product.full_title(), product.availability)
}

/// One product with all that is known of it.
pub(super) fn product_json(product: &Product) -> Value {
    let sale = product.sale.map(|sale| {
        json!({
            "price": sale.price.to_string(),
            "start_ms": sale.effective.map(|effective| effective.start),
            "end_ms": sale.effective.map(|effective| effective.end),
        })
    });
    json!({
        "id": product.id,
        "sku": product.sku,
        "item_group_id": product.item_group,
        "retailer_id": product.retailer_id,
        "handle": product.handle,
        "title": product.title,
        "variant": product.variant,
        "description": product.description,
        "link": product.link,
        "image_link": product.image_link,
        "additional_image_links": product.additional_images,
        "availability": product.availability.to_string(),
        "price": product.price.map(|price| price.to_string()),
        "sale": sale,
        "price_now": product.price_now().map(|price| price.to_string()),
        "brand": product.brand,
        "product_type": product.category,
        "color": product.colour,
        "size": product.size,
        "condition": product.condition,
        "gtin": product.gtin,
        "mpn": product.mpn,
        "inventory": product.inventory,
    })
}

/// Says what each column was taken for.
pub(super) fn say_columns(columns: &[NotedColumn]) {
    let known = columns.iter().filter_map(|column| {
        let field = column.field.as_deref()?;
        let name = column_names(&[&column.name]);
        Some(if column.name == field { name } else { format!("{name} = {field}") })
    });
    let known: Vec<String> = known.collect();
    if known.is_empty() {
        say("No column is known.");
    } else {
        say(&format!("Columns: {}.", known.join(", ")));
    }
    let unread: Vec<&str> =
        columns.iter().filter(|column| column.field.is_none()).map(|column| column.name.as_str()).collect();
    if !unread.is_empty() {
        say(&format!("Not read: {}. Map a column with --map COLUMN=FIELD.", column_names(&unread)));
    }
}

/// Says what was wrong with a feed.
pub(super) fn say_findings(summary: &CatalogSummary, most: usize) {
    for finding in summary.findings.iter().take(most) {
        match &finding.id {
            Some(id) => say(&format!("  line {}, {id}: {}", finding.line, finding.message)),
            None => say(&format!("  line {}: {}", finding.line, finding.message)),
        }
    }
    let all: u64 = summary.counts.iter().map(|count| count.count).sum();
    let more = all - (summary.findings.len().min(most) as u64);
    if more > 0 {
        let counts: Vec<String> =
            summary.counts.iter().map(|count| format!("{} {}", count.count, count.code)).collect();
        say(&format!("  and {more} more findings; in all {}", counts.join(", ")));
    }
}

/// A catalog as a whole.
pub(super) fn summary_json(merchant: &str, summary: &CatalogSummary) -> Value {
    json!({
        "merchant": merchant,
        "file": summary.file,
        "format": summary.format,
        "packed": summary.packed,
        "encoding": summary.encoding,
        "imported_at": summary.imported_at,
        "rows": summary.rows,
        "products": summary.products,
        "currency": summary.currency,
        "shop": summary.shop,
        "bytes": summary.bytes,
        "columns": summary.columns,
        "counts": summary.counts,
        "findings": summary.findings,
    })
}
