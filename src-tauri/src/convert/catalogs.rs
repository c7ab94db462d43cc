//! Catalogs and the feeds that they come from.

use sofia_check::Currency;
use sofia_check::catalog::{Availability, Product};
use sofia_check::currency::read_currency;
use sofia_check::feed::{Correction, FeedOptions, Field, Format, Preview, Severity};
use sofia_check::price::Money;
use sofia_check::stored::{self, NotedColumn, NotedFinding};

use crate::transfer::*;

/// What is shown of a cell.
const SAMPLE_CHARACTERS: usize = 120;

/// Products of a preview.
const PREVIEWED: usize = 20;

/// Findings of a preview.
const LISTED: usize = 200;

/// The finding of a price that names no currency.
const BARE_PRICE: &str = "currency_missing";

/// What a person said about a feed; a currency or a field that there is none of is an error of the window's.
pub(crate) fn feed_options(reading: &FeedReading) -> Result<FeedOptions, ErrorReport> {
    let said = |text: &Option<String>| {
        text.clone().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let currency = said(&reading.currency)
        .map(|code| {
            let wrong = || {
                let reason = format!("{code:?} is no code of a currency, such as BRL");
                // The window marks the field.
                let params = [("reason", reason.as_str()), ("field", "currency")];
                ErrorReport::new(ErrorCode::InputInvalid, &params, &reason)
            };
            currency_of(&code).ok_or_else(wrong)
        })
        .transpose()?;
    let corrections = reading.columns.iter().map(|choice| {
        let field = choice.field.as_deref().map(|name| {
            Field::of_column(name)
                .ok_or_else(|| ErrorReport::internal(&format!("there is no field {name:?}")))
        });
        Ok(Correction { column: choice.column.clone(), field: field.transpose()? })
    });
    Ok(FeedOptions {
        format: reading.format.map(|format| match format {
            FeedFormat::Tsv => Format::Tsv,
            FeedFormat::Csv => Format::Csv,
            FeedFormat::ShopifyCsv => Format::ShopifyCsv,
            FeedFormat::Xml => Format::Xml,
            FeedFormat::Json => Format::Json,
            FeedFormat::JsonLines => Format::JsonLines,
        }),
        corrections: corrections.collect::<Result<_, ErrorReport>>()?,
        currency,
        shop: said(&reading.shop),
    })
}

/// A code, or a sign that only one currency has, such as `R$`.
fn currency_of(text: &str) -> Option<Currency> {
    read_currency(text)?.only()
}

/// The findings to be listed. That a price names no currency is most often true of every row, and said once: how many rows
/// it is true of stands in the counts.
fn listed(findings: impl Iterator<Item = NotedFinding>) -> Vec<FeedFinding> {
    let mut is_said = false;
    findings
        .filter(|finding| finding.code != BARE_PRICE || !std::mem::replace(&mut is_said, true))
        .take(LISTED)
        .map(feed_finding)
        .collect()
}

pub(crate) fn catalog_preview(preview: &Preview) -> CatalogPreview {
    let summary = &preview.summary;
    let mut columns: Vec<FeedColumn> =
        NotedColumn::all_of(&summary.mapping).into_iter().map(feed_column).collect();
    for (place, column) in columns.iter_mut().enumerate() {
        let cells = preview.samples.iter().filter_map(|cells| cells.get(place));
        column.sample = cells
            .map(|cell| cell.trim())
            .find(|cell| !cell.is_empty())
            .map(|cell| cell.chars().take(SAMPLE_CHARACTERS).collect());
    }
    CatalogPreview {
        format: match summary.format {
            Format::Tsv => FeedFormat::Tsv,
            Format::Csv => FeedFormat::Csv,
            Format::ShopifyCsv => FeedFormat::ShopifyCsv,
            Format::Xml => FeedFormat::Xml,
            Format::Json => FeedFormat::Json,
            Format::JsonLines => FeedFormat::JsonLines,
        },
        packed: summary.packed,
        encoding: summary.encoding.to_owned(),
        columns,
        fields: Field::names().map(str::to_owned).collect(),
        rows: summary.rows,
        whole: preview.whole,
        names_products: preview.names_products,
        currency: preview.currency().map(|currency| currency.code().to_owned()),
        links_missing: preview.products.iter().any(|product| product.link.is_none()),
        products: preview
            .products
            .iter()
            .take(PREVIEWED)
            .map(|product| catalog_product(product, product.price_now()))
            .collect(),
        counts: stored::counts_of(&preview.findings).into_iter().map(feed_finding_count).collect(),
        findings: listed(preview.findings.iter().map(NotedFinding::of)),
    }
}

pub(crate) fn catalog_imported(imported: stored::CatalogImported) -> CatalogImported {
    CatalogImported {
        summary: catalog_summary(imported.summary),
        first: imported.first,
        added: imported.added,
        changed: imported.changed,
        removed: imported.removed,
        unchanged: imported.unchanged,
        examples: imported.examples.into_iter().map(catalog_change).collect(),
    }
}

pub(crate) fn catalog_summary(summary: stored::CatalogSummary) -> CatalogSummary {
    CatalogSummary {
        file: summary.file,
        format: summary.format,
        packed: summary.packed,
        encoding: summary.encoding,
        imported_at: summary.imported_at,
        rows: summary.rows,
        products: summary.products,
        currency: summary.currency,
        shop: summary.shop,
        columns: summary.columns.into_iter().map(feed_column).collect(),
        counts: summary.counts.into_iter().map(feed_finding_count).collect(),
        findings: listed(summary.findings.into_iter()),
        bytes: summary.bytes,
    }
}

pub(crate) fn catalog_progress(progress: stored::ImportProgress) -> CatalogProgress {
    CatalogProgress {
        part: match progress.part {
            stored::ImportPart::Surveying => CatalogImportPart::Surveying,
            stored::ImportPart::Reading => CatalogImportPart::Reading,
            stored::ImportPart::Finishing => CatalogImportPart::Finishing,
        },
        share: progress.share,
        rows: progress.rows,
        total_rows: progress.total_rows,
    }
}

fn catalog_change(change: stored::CatalogChange) -> CatalogChange {
    let difference = |difference: stored::Difference| CatalogDifference {
        field: difference.field.to_owned(),
        before: difference.before,
        after: difference.after,
    };
    CatalogChange {
        kind: match change.kind {
            stored::CatalogChangeKind::Added => CatalogChangeKind::Added,
            stored::CatalogChangeKind::Changed => CatalogChangeKind::Changed,
            stored::CatalogChangeKind::Removed => CatalogChangeKind::Removed,
        },
        id: change.id,
        title: change.title,
        differences: change.differences.into_iter().map(difference).collect(),
    }
}

fn feed_column(column: NotedColumn) -> FeedColumn {
    FeedColumn { name: column.name, field: column.field, corrected: column.corrected, sample: None }
}

fn feed_finding_count(count: stored::FindingCount) -> FeedFindingCount {
    FeedFindingCount { code: count.code, severity: severity(count.severity), count: count.count }
}

fn feed_finding(finding: NotedFinding) -> FeedFinding {
    FeedFinding {
        line: finding.line,
        id: finding.id,
        code: finding.code,
        severity: severity(finding.severity),
        params: finding.params,
        message: finding.message,
    }
}

fn severity(severity: Severity) -> FeedSeverity {
    match severity {
        Severity::Note => FeedSeverity::Note,
        Severity::Doubt => FeedSeverity::Doubt,
        Severity::ValueLeftOut => FeedSeverity::ValueLeftOut,
        Severity::RowLeftOut => FeedSeverity::RowLeftOut,
    }
}

/// A product with what it costs.
pub(super) fn catalog_product(product: &Product, price: Option<Money>) -> CatalogProduct {
    CatalogProduct {
        id: product.id.clone(),
        title: product.full_title(),
        price: price.map(|money| money.to_string()),
        availability: match product.availability {
            Availability::Unknown => ProductAvailability::Unknown,
            Availability::InStock => ProductAvailability::InStock,
            Availability::OutOfStock => ProductAvailability::OutOfStock,
            Availability::Preorder => ProductAvailability::Preorder,
            Availability::Backorder => ProductAvailability::Backorder,
            Availability::AvailableForOrder => ProductAvailability::AvailableForOrder,
            Availability::Discontinued => ProductAvailability::Discontinued,
            Availability::Withdrawn => ProductAvailability::Withdrawn,
        },
        link: product.link.clone(),
        image_link: product.image_link.clone(),
        category: product.category.clone(),
    }
}
