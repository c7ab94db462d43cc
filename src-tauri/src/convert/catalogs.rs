//! Catalogs and what answers are held against.

use sofia_check::catalog::{Availability, Name, Product};
use sofia_check::feed::{Correction, FeedOptions, Field, Format, Preview, Severity};
use sofia_check::price::Money;
use sofia_check::stored::{self, NotedColumn, NotedFinding};
use sofia_check::{Currency, truth};

use crate::transfer::*;

/// What is shown of a cell.
const SAMPLE_CHARACTERS: usize = 120;

/// Products of a preview.
const PREVIEWED: usize = 20;

/// Findings of a preview.
const LISTED: usize = 200;

/// What a person said about a feed; a currency or a field that there is none of is an error of the window's.
pub(crate) fn feed_options(reading: &FeedReading) -> Result<FeedOptions, ErrorReport> {
    let said = |text: &Option<String>| {
        text.clone().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let currency = said(&reading.currency)
        .map(|code| {
            let wrong = || {
                let reason = format!("{code:?} is no code of a currency, such as BRL");
                ErrorReport::new(ErrorCode::InputInvalid, &[("reason", &reason)], &reason)
            };
            Currency::of_code(&code).ok_or_else(wrong)
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
        findings: preview.findings.iter().take(LISTED).map(NotedFinding::of).map(feed_finding).collect(),
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
        findings: summary.findings.into_iter().map(feed_finding).collect(),
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
fn catalog_product(product: &Product, price: Option<Money>) -> CatalogProduct {
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

/// Where the events of an answer are: the line, and the event's place in it.
pub(crate) type EventPlaces = Vec<(i64, u32)>;

/// What was found of an answer, with places as the window knows them.
pub(crate) fn answer_truth(
    truth: &truth::Truth,
    claims: &truth::Claims,
    places: &EventPlaces,
    imported_at: i64,
    at: i64,
) -> AnswerTruth {
    let cards = claims.cards.iter().zip(&truth.cards).filter_map(|(card, found)| {
        Some(CardTruth {
            card: card_place(places, card.event, card.index)?,
            product: found
                .as_ref()
                .and_then(|found| found.products.first())
                .map(|product| catalog_product(product, product.price_at(at))),
            products: found
                .as_ref()
                .map_or(0, |found| u32::try_from(found.products.len()).unwrap_or(u32::MAX)),
            matched_by: found.as_ref().map(|found| matched_by(found.by)),
        })
    });
    let mentions = truth.mentions.iter().filter_map(|mention| {
        Some(TextMention {
            text: text_place(places, claims, mention.piece, mention.event, &mention.span)?,
            said: match mention.said {
                truth::Said::Name => Said::Name,
                truth::Said::UnknownName => Said::UnknownName,
                truth::Said::RightPrice => Said::RightPrice,
                truth::Said::WrongPrice => Said::WrongPrice,
                truth::Said::Price => Said::Price,
            },
            product_id: mention.product.clone(),
            title: mention.title.clone(),
        })
    });
    AnswerTruth {
        catalog_imported_at: Some(imported_at),
        cards: cards.collect(),
        mentions: mentions.collect(),
        findings: truth_findings(&truth.findings, claims, places),
    }
}

pub(crate) fn truth_findings(
    findings: &[truth::Finding],
    claims: &truth::Claims,
    places: &EventPlaces,
) -> Vec<TruthFinding> {
    findings.iter().filter_map(|finding| truth_finding(finding, claims, places)).collect()
}

fn truth_finding(
    finding: &truth::Finding,
    claims: &truth::Claims,
    places: &EventPlaces,
) -> Option<TruthFinding> {
    Some(TruthFinding {
        kind: match finding.kind {
            truth::Kind::UnknownProduct => TruthKind::UnknownProduct,
            truth::Kind::PriceDiffers => TruthKind::PriceDiffers,
            truth::Kind::CurrencyDiffers => TruthKind::CurrencyDiffers,
            truth::Kind::TitleDiffers => TruthKind::TitleDiffers,
            truth::Kind::LinkDiffers => TruthKind::LinkDiffers,
            truth::Kind::OutOfStock => TruthKind::OutOfStock,
            truth::Kind::DuplicateInAnswer => TruthKind::DuplicateInAnswer,
            truth::Kind::ImageUnreachable => TruthKind::ImageUnreachable,
            truth::Kind::LinkUnreachable => TruthKind::LinkUnreachable,
        },
        place: match &finding.place {
            truth::Place::Card { event, index } => {
                TruthPlace::Card { card: card_place(places, *event, *index)? }
            }
            truth::Place::Text { piece, event, span } => {
                TruthPlace::Text { text: text_place(places, claims, *piece, *event, span)? }
            }
        },
        answer: finding.answer.clone(),
        catalog: finding.catalog.clone(),
        product_id: finding.detail.product.clone(),
        title: finding.detail.title.clone(),
        matched_by: finding.detail.matched_by.map(matched_by),
        hint: finding.detail.hint.map(|hint| match hint {
            truth::Hint::UsualPriceDuringSale => TruthHint::UsualPriceDuringSale,
            truth::Hint::SaleIsOver => TruthHint::SaleIsOver,
        }),
    })
}

fn card_place(places: &EventPlaces, event: usize, index: usize) -> Option<CardPlace> {
    let (line_id, event) = *places.get(event)?;
    Some(CardPlace { line_id, event, card: u32::try_from(index).ok()? })
}

fn text_place(
    places: &EventPlaces,
    claims: &truth::Claims,
    piece: usize,
    event: usize,
    span: &std::ops::Range<usize>,
) -> Option<TextPlace> {
    let (line_id, event) = *places.get(event)?;
    let piece = claims.pieces.get(piece)?;
    let matched = piece.text.get(span.clone())?;
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let start = units(piece.text.get(..span.start)?);
    Some(TextPlace {
        line_id,
        event,
        part: match piece.source {
            truth::Source::Message => TextPart::Message,
            truth::Source::Caption => TextPart::Caption,
            truth::Source::Interactive => TextPart::Interactive,
            truth::Source::Row => TextPart::Row,
        },
        start,
        end: start.saturating_add(units(matched)),
        matched: matched.to_owned(),
    })
}

fn matched_by(name: Name) -> MatchedBy {
    match name {
        Name::Id => MatchedBy::Id,
        Name::Sku => MatchedBy::Sku,
        Name::ItemGroup => MatchedBy::ItemGroup,
        Name::RetailerId => MatchedBy::RetailerId,
        Name::Handle => MatchedBy::Handle,
    }
}
