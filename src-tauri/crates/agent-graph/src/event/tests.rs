use super::*;
use crate::envelope::read_line;

fn event(json: &str) -> ResponseEvent {
    let line = format!(r#"{{"result":{{"response":{{"responseEvents":[{json}]}}}}}}"#);
    let reading = read_line(line.as_bytes(), true);
    ResponseEvent::read(&reading.events[0])
}

#[test]
fn a_message_is_read_in_both_spellings() {
    let camel = r#"{"messageEvent":{"role":"ASSISTANT","content":{"textContent":{"text":"Oi!"}},"createdAt":"2025-07-05T16:19:26.105Z","metadata":{"a":1}}}"#;
    let snake = r#"{"message_event":{"role":"ASSISTANT","content":{"text_content":{"text":"Oi!"}},"created_at":"2025-07-05T16:19:26.105Z","metadata":{"a":1}}}"#;
    assert_eq!(event(camel), event(snake));
    let ResponseEvent::Message(message) = event(camel) else { panic!("not a message") };
    assert_eq!(message.content, Content::Text("Oi!".into()));
    assert_eq!(message.role, Role::Assistant);
    assert_eq!(message.metadata.as_deref(), Some(r#"{"a":1}"#));
}

#[test]
fn every_content_of_a_message_is_read() {
    let content = |json: &str| {
        let ResponseEvent::Message(message) = event(&format!(r#"{{"messageEvent":{{"content":{json}}}}}"#))
        else {
            panic!("not a message")
        };
        message.content
    };
    assert_eq!(
        content(r#"{"audioContent":{"url":"https://a"}}"#),
        Content::Audio { url: "https://a".into() }
    );
    assert_eq!(
        content(r#"{"textContent":null,"imageContent":{"url":"u","caption":"c"}}"#),
        Content::Image { url: "u".into(), caption: Some("c".into()) }
    );
    let place = |latitude: &str| {
        content(&format!(
            r#"{{"locationContent":{{"latitude":{latitude},"longitude":"-49.26545","name":"Loja"}}}}"#
        ))
    };
    assert_eq!(place("25.41914"), place(r#""25.41914""#));
    assert_eq!(
        content(r#"{"stickerContent":{"id":1}}"#),
        Content::Unknown(r#"{"stickerContent":{"id":1}}"#.into())
    );
}

#[test]
fn a_price_keeps_its_characters_however_it_came() {
    let price = |json: &str| {
        let ResponseEvent::Recommendation(products) =
            event(&format!(r#"{{"recommendationEvent":{{"products":[{{"productId":9,"price":{json}}}]}}}}"#))
        else {
            panic!("not a recommendation")
        };
        products[0].price.clone()
    };
    for (json, expected) in [
        ("59.90", Some("59.90")),
        ("\"59,90\"", Some("59,90")),
        ("\"NaN\"", Some("NaN")),
        ("null", None),
        ("{}", None),
    ] {
        assert_eq!(price(json).as_deref(), expected, "{json}");
    }
}

#[test]
fn facets_are_read_from_an_object_and_from_a_list() {
    let facets = |json: &str| {
        let ResponseEvent::Recommendation(products) =
            event(&format!(r#"{{"recommendationEvent":{{"products":[{{"facets":{json}}}]}}}}"#))
        else {
            panic!("not a recommendation")
        };
        products[0].facets.clone()
    };
    let expected = vec![("cor".to_owned(), "azul".to_owned()), ("tamanho".to_owned(), "P, M".to_owned())];
    assert_eq!(facets(r#"{"cor":"azul","tamanho":["P","M"],"x":{}}"#), expected);
    assert_eq!(facets(r#"[{"name":"cor","value":"azul"},{"name":"tamanho","values":["P","M"]}]"#), expected);
}

#[test]
fn every_handover_is_read_with_what_came_along() {
    let kinds = [
        ("agentHandoverEvent", HandoverKind::Agent),
        ("storefrontHandoverEvent", HandoverKind::Storefront),
        ("orderStatusHandoverEvent", HandoverKind::OrderStatus),
        ("locationQueryHandoverEvent", HandoverKind::LocationQuery),
        ("leadgenHandoverEvent", HandoverKind::Leadgen),
        ("onelivDoctorHandoverEvent", HandoverKind::OnelivDoctor),
    ];
    for (key, kind) in kinds {
        let json = format!(
            r#"{{"{key}":{{"triggerHandover":true,"reason":"r","reasonNative":"n","doctorName":"Ana","empty":""}}}}"#
        );
        let expected = Handover {
            kind,
            trigger: Some(true),
            reason: Some("r".into()),
            reason_native: Some("n".into()),
            details: vec![("doctorName".into(), "Ana".into())],
        };
        assert_eq!(event(&json), ResponseEvent::Handover(expected));
    }
}

#[test]
fn lists_buttons_and_other_interactive_kinds_are_read() {
    let list = r#"{"connectlyInteractiveEvent":{"interactive":{"listMessage":{"header":{"text":"h"},"body":{"text":"b"},"footer":{"text":"f"},"button":{"id":"1","text":"Ver"},"sections":[{"title":"s","rows":[{"id":"r","text":"Row","description":"d"},null]}]}}}}"#;
    let ResponseEvent::Interactive(Interactive::List(list)) = event(list) else { panic!("not a list") };
    assert_eq!(list.button.as_deref(), Some("Ver"));
    assert_eq!(
        list.sections[0].rows,
        [ListRow { id: "r".into(), title: "Row".into(), description: Some("d".into()) }]
    );

    let buttons = r#"{"connectlyInteractiveEvent":{"interactive":{"replyButtonMessage":{"buttons":[{"id":"a","text":"Sim"},{"reply":{"id":"b","title":"Não"}}],"header":{"attachment":{"type":"IMAGE","asset":{"url":"u"}}}}}}}"#;
    let ResponseEvent::Interactive(Interactive::ReplyButtons(buttons)) = event(buttons) else {
        panic!("no buttons")
    };
    assert_eq!(buttons.buttons.iter().map(|button| button.text.as_str()).collect::<Vec<_>>(), ["Sim", "Não"]);
    assert_eq!(buttons.attachment.unwrap().url.as_deref(), Some("u"));

    let other = r#"{"connectlyInteractiveEvent":{"interactive":{"carousel":{"cards":[]}}}}"#;
    assert_eq!(
        event(other),
        ResponseEvent::Interactive(Interactive::Other {
            key: "carousel".into(),
            json: r#"{"cards":[]}"#.into()
        })
    );
}

#[test]
fn what_is_unknown_or_unreadable_keeps_its_name_and_its_json() {
    let table = [
        (r#"{"paymentEvent":{"amount":1.10}}"#, "paymentEvent", None),
        (r#"{"messageEvent":"text"}"#, "messageEvent", Some("its content is not an object")),
        (
            r#"{"messageEvent":{"a":}}"#,
            "messageEvent",
            Some("it is no JSON: expected value at line 1 column 22"),
        ),
        (
            r#"{"connectlyInteractiveEvent":{}}"#,
            "connectlyInteractiveEvent",
            Some("it has no interactive content"),
        ),
        ("{}", "", None),
        ("17", "", None),
    ];
    for (json, key, problem) in table {
        let expected =
            UnknownEvent { key: key.into(), json: json.into(), problem: problem.map(str::to_owned) };
        assert_eq!(event(json), ResponseEvent::Unknown(expected), "{json}");
    }
}
