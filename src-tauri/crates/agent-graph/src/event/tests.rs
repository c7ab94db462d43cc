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
            json: r#"{"cards":[]}"#.into(),
            gist: Gist::default(),
        })
    );
}

/// Where the reference has an object that holds a text, some gateways and hands write the text itself.
#[test]
fn a_label_that_stands_there_as_plain_text_is_read_as_well() {
    let list = |button: &str| {
        let json = format!(
            r#"{{"listMessage":{{"header":"h","body":"b","footer":"f",{button},"sections":[{{"title":"s","rows":["P",{{"id":"m","title":"M"}},null]}}]}}}}"#
        );
        let Interactive::List(list) = interactive(&json) else { panic!("no list: {json}") };
        list
    };
    for (json, label) in [
        (r#""button":"Ver""#, Some("Ver")),
        (r#""button":{"title":"Ver"}"#, Some("Ver")),
        (r#""button":{"text":"Ver"},"buttonText":"Abrir""#, Some("Ver")),
        (r#""button":{"id":"1"},"button_text":"Abrir""#, Some("Abrir")),
        (r#""button":"","buttonText":"Abrir""#, Some("Abrir")),
        (r#""button":null,"buttonText":"""#, None),
        (r#""button":[]"#, None),
    ] {
        assert_eq!(list(json).button.as_deref(), label, "{json}");
    }
    let read = list(r#""button":"Ver""#);
    let words = (read.header.as_deref(), read.body.as_deref(), read.footer.as_deref());
    assert_eq!(words, (Some("h"), Some("b"), Some("f")));
    let rows: Vec<_> =
        read.sections[0].rows.iter().map(|row| (row.id.as_str(), row.title.as_str())).collect();
    assert_eq!(rows, [("", "P"), ("m", "M")]);

    let buttons = r#"{"replyButtonMessage":{"buttons":["Sim",{"id":"n","text":"Não"},["?"]]}}"#;
    let Interactive::ReplyButtons(message) = interactive(buttons) else { panic!("no buttons") };
    let plain = |text: &str| ReplyButton { text: text.into(), ..ReplyButton::default() };
    assert_eq!(message.buttons, [plain("Sim"), ReplyButton { id: "n".into(), text: "Não".into() }]);
    let product = r#"{"singleProductMessage":{"actionButton":"Ver","buttons":"Quero"}}"#;
    let Interactive::SingleProduct(product) = interactive(product) else { panic!("no product") };
    assert_eq!((product.action_button, product.buttons), (Some(plain("Ver")), vec![plain("Quero")]));

    let text = r#"{"messageEvent":{"content":{"textContent":"Oi!"}}}"#;
    let ResponseEvent::Message(message) = event(text) else { panic!("not a message") };
    assert_eq!(message.content, Content::Text("Oi!".into()));
}

fn interactive(json: &str) -> Interactive {
    let json = format!(r#"{{"connectlyInteractiveEvent":{{"interactive":{json}}}}}"#);
    let ResponseEvent::Interactive(interactive) = event(&json) else { panic!("not interactive: {json}") };
    interactive
}

#[test]
fn a_single_product_is_read_with_its_product_wherever_its_fields_stand() {
    let read = |json: &str| {
        let Interactive::SingleProduct(product) = interactive(json) else { panic!("no product: {json}") };
        product
    };
    let whole = read(
        r#"{"singleProductMessage":{"header":{"text":"Oferta"},"body":{"text":"Só hoje"},"footer":{"text":"Frete grátis"},
            "productId":"7","product":{"title":"Vestido","price":59.90,"currency":"BRL"},
            "actionButton":{"id":"see","text":"Ver"},"buttons":[{"id":"buy","text":"Quero"}]}}"#,
    );
    assert_eq!(
        (whole.header.as_deref(), whole.body.as_deref(), whole.footer.as_deref()),
        (Some("Oferta"), Some("Só hoje"), Some("Frete grátis"))
    );
    assert_eq!(whole.action_button, Some(ReplyButton { id: "see".into(), text: "Ver".into() }));
    assert_eq!(whole.buttons, [ReplyButton { id: "buy".into(), text: "Quero".into() }]);
    let product = whole.product.unwrap();
    assert_eq!(
        (product.title.as_deref(), product.price.as_deref(), product.currency.as_deref()),
        (Some("Vestido"), Some("59.90"), Some("BRL"))
    );

    let flat =
        read(r#"{"single_product_message":{"title":"Vestido","image_url":"https://a.example/1.png"}}"#);
    assert_eq!(flat.product.unwrap().image_url.as_deref(), Some("https://a.example/1.png"));
    let bare = read(r#"{"singleProductMessage":{"productId":"7","footer":{"text":"f"}}}"#);
    assert_eq!((bare.product, bare.footer.as_deref()), (None, Some("f")));
}

#[test]
fn an_attachment_says_what_it_is_by_its_type_or_else_by_its_address() {
    let means = |kind: Option<&str>, url: &str| {
        Attachment { kind: kind.map(str::to_owned), url: Some(url.to_owned()), ..Attachment::default() }
            .means()
    };
    for (kind, url, expected) in [
        (Some("IMAGE"), "u", AttachmentKind::Image),
        (Some("ATTACHMENT_TYPE_VIDEO"), "u", AttachmentKind::Video),
        (Some("document"), "https://a.example/x.png", AttachmentKind::Document),
        (Some("AUDIO"), "https://a.example/x.png", AttachmentKind::Other),
        (None, "https://a.example/x.PNG?size=2.5", AttachmentKind::Image),
        (Some(""), "https://a.example/x.mp4", AttachmentKind::Video),
        (None, "https://a.example/tabela.pdf#page=2", AttachmentKind::Document),
        (None, "https://a.example/x", AttachmentKind::Other),
    ] {
        assert_eq!(means(kind, url), expected, "{kind:?} {url}");
    }
}

/// A gateway that writes unpopulated fields: in every place one member counts, and the others are null.
#[test]
fn several_events_of_one_line_keep_their_order_however_many_nulls_stand_beside_them() {
    let line = r#"{"result":{"response":{"sessionId":"s","responseEvents":[
        {"messageEvent":null,"recommendationEvent":null,"chatSuggestionEvent":{"suggestedQuestions":["a",null,"b"]},"agentHandoverEvent":null},
        {"messageEvent":{"role":"ASSISTANT","content":{"textContent":null,"audioContent":null,"imageContent":{"url":"u","caption":null},"locationContent":null},"createdAt":null,"metadata":null},"recommendationEvent":null},
        {"connectlyInteractiveEvent":{"interactive":{"listMessage":null,"singleProductMessage":null,"replyButtonMessage":{"header":{"text":null,"attachment":null},"footer":null,"buttons":[null,{"id":"y","text":"Sim","reply":null}]}}}},
        null,
        {"recommendationEvent":{"products":[null,{"productId":"7","title":null,"facets":null}]},"messageEvent":null}
    ]}},"error":null}"#
        .replace('\n', "");
    let reading = read_line(line.as_bytes(), true);
    let events: Vec<ResponseEvent> = reading.events.iter().map(ResponseEvent::read).collect();
    let [suggestions, image, buttons, products] = events.as_slice() else { panic!("{events:#?}") };
    assert_eq!(*suggestions, ResponseEvent::ChatSuggestion(vec!["a".into(), "b".into()]));
    let ResponseEvent::Message(image) = image else { panic!("{image:?}") };
    assert_eq!(image.content, Content::Image { url: "u".into(), caption: None });
    let buttons_only = ReplyButtons {
        buttons: vec![ReplyButton { id: "y".into(), text: "Sim".into() }],
        ..ReplyButtons::default()
    };
    assert_eq!(*buttons, ResponseEvent::Interactive(Interactive::ReplyButtons(buttons_only)));
    let ResponseEvent::Recommendation(products) = products else { panic!("{products:?}") };
    assert_eq!((products.len(), products[0].title.as_deref()), (1, None));
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
        let ResponseEvent::Unknown(found) = event(json) else { panic!("{json} was read") };
        assert_eq!((found.key.as_str(), found.json.as_str()), (key, json));
        assert_eq!(found.problem.map(|problem| problem.to_string()).as_deref(), problem, "{json}");
    }
}
