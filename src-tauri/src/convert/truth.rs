//! What an answer claims, held against a catalog, with places as the window knows them.

use sofia_check::catalog::Name;
use sofia_check::truth;

use super::catalogs::catalog_product;
use crate::transfer::*;

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

#[cfg(test)]
mod tests {
    use agent_graph::envelope::EventSlice;
    use agent_graph::{LineReading, ResponseEvent};
    use sofia_check::price::Money;
    use sofia_check::truth::{Circumstances, Claims, MemoryCatalog, check};
    use sofia_check::{Currency, Product};

    use super::*;

    fn truth_of(lines: &[(i64, &str)]) -> AnswerTruth {
        let readings: Vec<(i64, LineReading<'_>)> =
            lines.iter().map(|(id, line)| (*id, agent_graph::read_line(line.as_bytes(), false))).collect();
        let mut places = EventPlaces::new();
        let mut events = Vec::new();
        for (id, reading) in &readings {
            for (index, slice) in (0u32..).zip(&reading.events) {
                let slice: &EventSlice<'_> = slice;
                events.push(ResponseEvent::read(slice));
                places.push((*id, index));
            }
        }
        let product = Product {
            id: "A".to_owned(),
            title: "Vestido midi".to_owned(),
            price: Some(Money { amount: 100.into(), currency: Currency::of_code("BRL") }),
            ..Product::default()
        };
        let catalog: MemoryCatalog = [product].into_iter().collect();
        let claims = Claims::of(&events);
        let circumstances = Circumstances { currency: Currency::of_code("BRL"), at: 0 };
        answer_truth(&check(&claims, &catalog, circumstances).unwrap(), &claims, &places, 7, 0)
    }

    #[test]
    fn places_are_lines_events_in_them_and_units_of_the_text_as_the_window_counts_them() {
        let truth = truth_of(&[
            (
                11,
                r#"{"responseEvents":[{"chatSuggestionEvent":{"suggestedQuestions":["?"]}},{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"😀 *Vestido midi* R$ 90,00"}}}}]}"#,
            ),
            (12, ""),
            (
                13,
                r#"{"responseEvents":[{"recommendationEvent":{"products":[{"productId":"A","title":"Vestido midi","price":80},{"productId":"B"}]}}]}"#,
            ),
        ]);
        let card = |card| CardPlace { line_id: 13, event: 0, card };
        let text = |matched: &str, start, end| TextPlace {
            line_id: 11,
            event: 1,
            part: TextPart::Message,
            matched: matched.to_owned(),
            start,
            end,
        };
        let found: Vec<(TruthKind, &TruthPlace, &str, Option<&str>)> = truth
            .findings
            .iter()
            .map(|finding| {
                (finding.kind, &finding.place, finding.answer.as_str(), finding.catalog.as_deref())
            })
            .collect();
        assert_eq!(
            found,
            [
                (TruthKind::PriceDiffers, &TruthPlace::Card { card: card(0) }, "R$ 80,00", Some("R$ 100,00")),
                (TruthKind::UnknownProduct, &TruthPlace::Card { card: card(1) }, "B", None),
                (
                    TruthKind::PriceDiffers,
                    &TruthPlace::Text { text: text("R$ 90,00", 18, 26) },
                    "R$ 90,00",
                    Some("R$ 100,00")
                ),
            ]
        );
        assert_eq!(truth.catalog_imported_at, Some(7));
        assert_eq!(truth.cards.len(), 2);
        assert_eq!(truth.cards[0].matched_by, Some(MatchedBy::Id));
        assert_eq!(truth.mentions[0].text, text("Vestido midi", 4, 16));
    }
}
