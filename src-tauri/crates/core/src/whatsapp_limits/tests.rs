use agent_graph::read_line;
use serde_json::{Value, json};

use super::*;

/// A breach as rule, figure, limit, section and item.
type Found = (LimitRule, usize, usize, Option<usize>, Option<usize>);

/// What is found in an event, written as the wire has it.
fn found(event: &Value) -> Vec<Found> {
    let line = json!({ "result": { "response": { "responseEvents": [event] } } }).to_string();
    let reading = read_line(line.as_bytes(), true);
    let event = ResponseEvent::read(&reading.events[0]);
    breaches(&event)
        .into_iter()
        .map(|breach| (breach.rule, breach.figure, breach.limit, breach.place.section, breach.place.item))
        .collect()
}

fn interactive(kind: &str, message: &Value) -> Value {
    json!({ "connectlyInteractiveEvent": { "interactive": { kind: message } } })
}

fn said(text: &str, role: &str) -> Value {
    json!({ "messageEvent": { "role": role, "content": { "textContent": { "text": text } } } })
}

/// A list that breaks nothing, with one field of it replaced.
fn list(field: &str, value: Value) -> Value {
    let mut message = json!({
        "header": { "text": "h" },
        "body": { "text": "b" },
        "footer": { "text": "f" },
        "button": { "id": "b", "text": "Open" },
        "sections": [{ "rows": [{ "id": "1", "text": "One" }] }],
    });
    message[field] = value;
    interactive("listMessage", &message)
}

fn reply_buttons(field: &str, value: Value) -> Value {
    let mut message = json!({
        "header": { "text": "h" },
        "body": { "text": "b" },
        "footer": { "text": "f" },
        "buttons": [{ "id": "1", "text": "Yes" }],
    });
    message[field] = value;
    interactive("replyButtonMessage", &message)
}

fn single(field: &str, value: Value) -> Value {
    let mut message = json!({ "productId": "7", "actionButton": { "id": "a", "text": "See" } });
    message[field] = value;
    interactive("singleProductMessage", &message)
}

fn buttons(count: usize) -> Value {
    (0..count).map(|at| json!({ "id": at.to_string(), "text": format!("Button {at}") })).collect()
}

fn rows(counts: &[usize]) -> Value {
    let section = |(at, count): (usize, &usize)| {
        let rows: Vec<Value> =
            (0..*count).map(|row| json!({ "id": format!("{at}.{row}"), "text": "Row" })).collect();
        json!({ "title": format!("Section {at}"), "rows": rows })
    };
    counts.iter().enumerate().map(section).collect()
}

fn one_row(row: &Value) -> Value {
    json!([{ "title": "First", "rows": [] }, { "title": "Second", "rows": [{ "id": "0", "text": "Row" }, row] }])
}

fn products(counts: &[usize]) -> Value {
    let section = |(at, count): (usize, &usize)| json!({ "title": format!("Section {at}"), "productItems": vec![json!({ "productId": "7" }); *count] });
    counts.iter().enumerate().map(section).collect()
}

/// Two code points, one character to the eye.
fn text(length: usize) -> String {
    "é\u{301}".repeat(length / 2) + &"x".repeat(length % 2)
}

type Place = (Option<usize>, Option<usize>);
const WHOLE: Place = (None, None);

/// Each rule that has a figure: the event for a figure, the limit, and where a breach is reported.
type Row = (LimitRule, usize, Place, fn(usize) -> Value);

const ROWS_AT_A_LIMIT: &[Row] = &[
    (LimitRule::TextLength, 4_096, WHOLE, |n| said(&text(n), "ASSISTANT")),
    (LimitRule::TextLength, 4_096, WHOLE, |n| said(&text(n), "MESSAGE_EVENT_ROLE_UNSPECIFIED")),
    (LimitRule::BodyLength, 1_024, WHOLE, |n| reply_buttons("body", json!({ "text": text(n) }))),
    (LimitRule::BodyLength, 4_096, WHOLE, |n| list("body", json!({ "text": text(n) }))),
    (LimitRule::BodyLength, 1_024, WHOLE, |n| single("body", json!(text(n)))),
    (LimitRule::HeaderLength, 60, WHOLE, |n| reply_buttons("header", json!({ "text": text(n) }))),
    (LimitRule::HeaderLength, 60, WHOLE, |n| list("header", json!({ "text": text(n) }))),
    (LimitRule::HeaderLength, 60, WHOLE, |n| single("header", json!({ "text": text(n) }))),
    (LimitRule::FooterLength, 60, WHOLE, |n| reply_buttons("footer", json!({ "text": text(n) }))),
    (LimitRule::FooterLength, 60, WHOLE, |n| list("footer", json!({ "text": text(n) }))),
    (LimitRule::FooterLength, 60, WHOLE, |n| single("footer", json!({ "text": text(n) }))),
    (LimitRule::ButtonCount, 3, WHOLE, |n| reply_buttons("buttons", buttons(n))),
    (LimitRule::ButtonCount, 3, WHOLE, |n| single("buttons", buttons(n))),
    (LimitRule::ButtonTitleLength, 20, (None, Some(2)), |n| {
        reply_buttons("buttons", json!([{ "id": "1", "text": "Yes" }, { "id": "2", "text": text(n) }]))
    }),
    (LimitRule::ButtonTitleLength, 20, WHOLE, |n| {
        single("actionButton", json!({ "id": "a", "text": text(n) }))
    }),
    (LimitRule::ButtonIdLength, 256, (None, Some(1)), |n| {
        reply_buttons("buttons", json!([{ "id": text(n), "text": "Yes" }]))
    }),
    (LimitRule::ListButtonLength, 20, WHOLE, |n| list("button", json!({ "id": "b", "text": text(n) }))),
    (LimitRule::SectionCount, 10, WHOLE, |n| {
        list("sections", (0..n).map(|at| json!({ "title": at.to_string(), "rows": [] })).collect())
    }),
    (LimitRule::RowCount, 10, WHOLE, |n| list("sections", rows(&[4, n - 4]))),
    (LimitRule::SectionTitleLength, 24, (Some(1), None), |n| {
        list("sections", json!([{ "title": text(n), "rows": [] }]))
    }),
    (LimitRule::RowTitleLength, 24, (Some(2), Some(2)), |n| {
        list("sections", one_row(&json!({ "id": "1", "text": text(n) })))
    }),
    (LimitRule::RowDescriptionLength, 72, (Some(2), Some(2)), |n| {
        list("sections", one_row(&json!({ "id": "1", "text": "Row", "description": text(n) })))
    }),
    (LimitRule::RowIdLength, 200, (Some(2), Some(2)), |n| {
        list("sections", one_row(&json!({ "id": text(n), "text": "Row" })))
    }),
    (
        LimitRule::ProductCount,
        30,
        WHOLE,
        |n| json!({ "recommendationEvent": { "products": vec![json!({ "productId": "7" }); n] } }),
    ),
    (LimitRule::ProductCount, 30, WHOLE, |n| {
        interactive(
            "productListMessage",
            &json!({ "header": { "text": "h" }, "sections": products(&[7, n - 7]) }),
        )
    }),
    (LimitRule::SectionCount, 10, WHOLE, |n| {
        interactive("multi_product_message", &json!({ "header": "h", "sections": products(&vec![1; n]) }))
    }),
    (LimitRule::HeaderLength, 60, WHOLE, |n| {
        interactive("productListMessage", &json!({ "header": text(n), "sections": products(&[1]) }))
    }),
];

#[test]
fn what_is_at_a_limit_is_fine_and_one_more_is_a_breach_with_its_figure_and_its_place() {
    for (rule, limit, (section, item), event_of) in ROWS_AT_A_LIMIT {
        assert_eq!(found(&event_of(*limit)), [], "{rule:?} at {limit}");
        let expected = [(*rule, limit + 1, *limit, *section, *item)];
        assert_eq!(found(&event_of(limit + 1)), expected, "{rule:?} beyond {limit}");
    }
}

#[test]
fn the_customers_own_words_have_no_limit_here() {
    assert_eq!(found(&said(&text(5_000), "USER")), []);
}

#[test]
fn an_emoji_of_several_code_points_counts_as_several() {
    let family = "👩‍👩‍👧‍👦";
    assert_eq!(family.chars().count(), 7);
    let event = |times: usize| reply_buttons("buttons", json!([{ "id": "1", "text": family.repeat(times) }]));
    assert_eq!(found(&event(2)), []);
    assert_eq!(found(&event(3)), [(LimitRule::ButtonTitleLength, 21, 20, None, Some(1))]);
}

#[test]
fn buttons_need_titles_that_differ_and_ids_without_space_around_them() {
    let of = |all: Value| found(&reply_buttons("buttons", all));
    let button = |id: &str, title: &str| json!({ "id": id, "text": title });
    assert_eq!(of(json!([])), [(LimitRule::ButtonsMissing, 0, 1, None, None)]);
    assert_eq!(of(json!([button("1", "Yes"), button("2", "yes")])), []);
    assert_eq!(
        of(json!([button("1", "Yes"), button("2", "No"), button("3", "Yes")])),
        [(LimitRule::ButtonTitleRepeated, 2, 1, None, Some(3))]
    );
    assert_eq!(
        of(json!([button("1", "Yes"), button("2", "Yes"), button("3", "Yes")])),
        [(LimitRule::ButtonTitleRepeated, 3, 1, None, Some(2))]
    );
    for empty in ["", " ", "\u{a0}\t"] {
        assert_eq!(of(json!([button("1", empty)])), [(LimitRule::ButtonTitleEmpty, 0, 1, None, Some(1))]);
    }
    for (id, spaces) in [(" 1", 1), ("1\u{a0}", 1), ("\t 1\n", 3)] {
        assert_eq!(of(json!([button(id, "Yes")])), [(LimitRule::ButtonIdSpace, spaces, 0, None, Some(1))]);
    }
    assert_eq!(of(json!([button("a b", "Yes")])), []);
}

#[test]
fn a_section_needs_a_title_only_beside_others() {
    let of = |titles: &[Value]| {
        let sections: Vec<Value> = titles.iter().map(|title| json!({ "title": title, "rows": [] })).collect();
        found(&list("sections", Value::Array(sections)))
    };
    assert_eq!(of(&[Value::Null]), []);
    assert_eq!(of(&[json!("a"), json!("b")]), []);
    assert_eq!(of(&[json!("a"), Value::Null]), [(LimitRule::SectionTitleMissing, 0, 1, Some(2), None)]);
    assert_eq!(of(&[json!(" "), json!("b")]), [(LimitRule::SectionTitleMissing, 0, 1, Some(1), None)]);
}

#[test]
fn a_header_takes_only_the_files_that_its_kind_of_message_allows() {
    let header =
        |kind: &str| json!({ "attachment": { "type": kind, "asset": { "url": "https://a.example/x" } } });
    for (kind, with_buttons, in_list) in
        [("IMAGE", true, false), ("VIDEO", true, false), ("DOCUMENT", true, false), ("AUDIO", false, false)]
    {
        let expected =
            |fine: bool| if fine { vec![] } else { vec![(LimitRule::HeaderKind, 1, 0, None, None)] };
        assert_eq!(found(&reply_buttons("header", header(kind))), expected(with_buttons), "{kind}");
        assert_eq!(found(&list("header", header(kind))), expected(in_list), "{kind}");
    }
}

#[test]
fn a_multi_product_message_needs_a_header() {
    let of = |header: Value| {
        found(&interactive("productListMessage", &json!({ "header": header, "sections": products(&[2]) })))
    };
    assert_eq!(of(json!({ "text": "Ofertas" })), []);
    for missing in [Value::Null, json!({}), json!({ "text": "" }), json!("")] {
        assert_eq!(of(missing), [(LimitRule::ProductHeaderMissing, 0, 1, None, None)]);
    }
    // A kind that only looks like one is not judged by its rules.
    assert_eq!(found(&interactive("carouselMessage", &json!({ "sections": products(&[40]) }))), []);
}

#[test]
fn what_has_no_limits_breaks_none() {
    for event in [
        json!({ "chatSuggestionEvent": { "suggestedQuestions": [text(5_000)] } }),
        json!({ "agentHandoverEvent": { "triggerHandover": true, "reason": text(5_000) } }),
        json!({ "loyaltyEvent": { "text": text(5_000) } }),
        json!({ "messageEvent": { "content": { "stickerContent": { "text": text(5_000) } } } }),
    ] {
        assert_eq!(found(&event), [], "{event}");
    }
}

#[test]
fn every_breach_of_one_message_is_told_in_reading_order() {
    let event = interactive(
        "listMessage",
        &json!({
            "header": { "text": text(61) },
            "sections": [
                { "title": text(25), "rows": [{ "id": "1", "text": text(25), "description": text(73) }] },
                { "rows": [] },
            ],
        }),
    );
    let rules: Vec<LimitRule> = found(&event).into_iter().map(|(rule, ..)| rule).collect();
    let expected = [
        LimitRule::HeaderLength,
        LimitRule::SectionTitleLength,
        LimitRule::RowTitleLength,
        LimitRule::RowDescriptionLength,
        LimitRule::SectionTitleMissing,
    ];
    assert_eq!(rules, expected);
}

#[test]
fn what_a_person_reads_may_be_cut_and_everything_else_is_refused() {
    for rule in LimitRule::ALL {
        let words = rule.name().ends_with("-length") && !rule.name().ends_with("-id-length");
        let expected = if words { LimitEffect::RefusedOrCut } else { LimitEffect::Refused };
        assert_eq!(rule.effect(), expected, "{}", rule.name());
    }
}
