//! Every response event by the message that the crate's head says provokes it.

use serde_json::{Value, json};
use sofia_simulator::LIMIT_COMMANDS;

use crate::support::{Conversation, hurried, of_kind, products, start, texts, user};

/// Where an event of the answer must have something, as a JSON pointer from the event.
type Row = (&'static str, &'static [&'static str], &'static str);

const TEXT: &str = "/messageEvent/content/textContent/text";
const AUDIO: &str = "/messageEvent/content/audioContent/url";
const IMAGE: &str = "/messageEvent/content/imageContent/caption";
const PLACE: &str = "/messageEvent/content/locationContent/latitude";
const PRODUCTS: &str = "/recommendationEvent/products/0/productId";
const CHIPS: &str = "/chatSuggestionEvent/suggestedQuestions/0";
const LIST: &str = "/connectlyInteractiveEvent/interactive/listMessage/sections/0/rows/0/id";
const BUTTONS: &str = "/connectlyInteractiveEvent/interactive/replyButtonMessage/buttons/0/id";
const CAROUSEL: &str = "/connectlyInteractiveEvent/interactive/carouselMessage";
const LEAD: &str = "/leadgenHandoverEvent/triggerHandover";
const ORDER: &str = "/orderStatusHandoverEvent/triggerHandover";
const WHERE: &str = "/locationQueryHandoverEvent/triggerHandover";
const SHOP: &str = "/storefrontHandoverEvent/initialSearchPhrase";
const AGENT: &str = "/agentHandoverEvent/reasonNative";
const DOCTOR: &str = "/onelivDoctorHandoverEvent/doctorSpecialty";
const SURPRISE: &str = "/surpriseEvent";
const STICKER: &str = "/messageEvent/content/stickerContent";
const SINGLE: &str = "/connectlyInteractiveEvent/interactive/singleProductMessage/product/title";
const VIDEO: &str = "/connectlyInteractiveEvent/interactive/replyButtonMessage/header/attachment/asset/url";

const ROWS: &[Row] = &[
    ("fashion", &[TEXT, PRODUCTS, CHIPS], "vestido azul até 200 reais"),
    ("electronics", &[TEXT, PRODUCTS, CHIPS], "wireless headphones under $100"),
    ("pharmacy", &[TEXT, PRODUCTS, CHIPS], "algo para el dolor de cabeza"),
    ("fashion", &[TEXT, PRODUCTS], "compare vestido midi e vestido longo"),
    ("electronics", &[TEXT, PRODUCTS], "compare Hush 700 and Studio One"),
    ("pharmacy", &[TEXT, PRODUCTS], "compara paracetamol con ibuprofeno"),
    ("fashion", &[TEXT, CHIPS], "oi"),
    ("electronics", &[TEXT, CHIPS], "Hello!"),
    ("pharmacy", &[TEXT, CHIPS], "hola, buenos días"),
    ("fashion", &[AUDIO], "me manda um áudio"),
    ("electronics", &[AUDIO], "send me a voice message"),
    ("pharmacy", &[AUDIO], "mándame una nota de voz"),
    ("fashion", &[IMAGE], "me manda uma foto"),
    ("electronics", &[IMAGE], "send me a photo"),
    ("fashion", &[IMAGE], "lookbook"),
    ("fashion", &[PLACE, WHERE], "onde fica a loja?"),
    ("electronics", &[PLACE, WHERE], "where is the store?"),
    ("pharmacy", &[PLACE, WHERE], "¿dónde está la sucursal?"),
    ("fashion", &[AGENT], "quero falar com um atendente"),
    ("electronics", &[AGENT], "talk to a human"),
    ("pharmacy", &[AGENT], "quiero hablar con un asesor"),
    ("fashion", &[SHOP], "abrir a loja online"),
    ("electronics", &[SHOP], "open the website"),
    ("pharmacy", &[SHOP], "ver en la tienda en línea"),
    ("fashion", &[ORDER], "onde está meu pedido?"),
    ("electronics", &[ORDER], "track my order"),
    ("pharmacy", &[ORDER], "¿dónde está mi pedido?"),
    ("fashion", &[LEAD], "quero receber ofertas"),
    ("electronics", &[LEAD], "do you sell wholesale?"),
    ("pharmacy", &[LEAD], "quiero recibir promociones"),
    ("pharmacy", &[DOCTOR], "necesito un médico"),
    ("pharmacy", &[DOCTOR], "preciso de um médico"),
    ("pharmacy", &[DOCTOR], "I need a dermatologist"),
    ("fashion", &[LIST], "o que vocês vendem?"),
    ("electronics", &[LIST], "what do you sell?"),
    ("pharmacy", &[LIST], "menu"),
    ("fashion", &[BUTTONS], "quero um presente"),
    ("electronics", &[BUTTONS], "I need a gift"),
    ("pharmacy", &[BUTTONS], "busco un regalo"),
    ("fashion", &[BUTTONS], "quero comprar"),
    ("fashion", &[CAROUSEL], "carrossel"),
    ("electronics", &[CAROUSEL], "carousel"),
    ("pharmacy", &[CAROUSEL], "carrusel"),
    ("fashion", &[SURPRISE], "surpresa"),
    ("electronics", &[SURPRISE], "surprise me"),
    ("pharmacy", &[SURPRISE], "sorpréndeme"),
    ("fashion", &[TEXT, CHIPS], "vocês têm geladeira?"),
];

#[tokio::test]
async fn each_event_comes_for_the_message_that_is_documented_for_it() {
    let simulator = start(hurried()).await;
    for (slug, pointers, message) in ROWS {
        let events = Conversation::open(&simulator, slug).await.say(message).await;
        for pointer in *pointers {
            assert!(
                events.iter().any(|event| event.pointer(pointer).is_some()),
                "{message} lacks {pointer}: {events:#?}"
            );
        }
    }
}

#[tokio::test]
async fn the_picture_and_the_recording_that_messages_point_at_are_there() {
    let simulator = start(hurried()).await;
    for (message, pointer, kind, beginning) in [
        ("lookbook", "/messageEvent/content/imageContent/url", "image/png", &b"\x89PNG"[..]),
        ("me manda um áudio", AUDIO, "audio/wav", b"RIFF"),
    ] {
        let events = Conversation::open(&simulator, "fashion").await.say(message).await;
        let url = events.iter().find_map(|event| event.pointer(pointer)).unwrap().as_str().unwrap();
        let response = reqwest::get(url).await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (200, &kind.parse().unwrap())
        );
        assert!(response.bytes().await.unwrap().starts_with(beginning), "{url}");
    }
}

#[tokio::test]
async fn a_single_product_comes_for_the_details_of_one_that_is_named() {
    let simulator = start(hurried()).await;
    for (slug, message, word) in [
        ("fashion", "detalhes do vestido azul", "vestido"),
        ("electronics", "tell me more about wireless headphones", "headphones"),
        ("pharmacy", "más información del paracetamol", "paracetamol"),
    ] {
        let events = Conversation::open(&simulator, slug).await.say(message).await;
        let product =
            &of_kind(&events, "connectlyInteractiveEvent")[0]["interactive"]["singleProductMessage"];
        let title = product["product"]["title"].as_str().unwrap().to_lowercase();
        let about = format!("{title} {}", product["product"]["description"].as_str().unwrap().to_lowercase());
        assert!(about.contains(word), "{message}: {title}");
        assert!(product["product"]["imageUrl"].is_string() && product["actionButton"]["text"].is_string());
    }
}

#[tokio::test]
async fn the_picture_above_reply_buttons_is_there() {
    let simulator = start(hurried()).await;
    let events = Conversation::open(&simulator, "fashion").await.say("quero um presente").await;
    let header = "/connectlyInteractiveEvent/interactive/replyButtonMessage/header/attachment";
    let attachment = events.iter().find_map(|event| event.pointer(header)).unwrap();
    assert_eq!(attachment["type"], "IMAGE");
    let response = reqwest::get(attachment["asset"]["url"].as_str().unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn every_event_comes_at_once_several_in_one_line_and_among_nulls() {
    let simulator = start(hurried()).await;
    for slug in ["fashion", "electronics", "pharmacy"] {
        let lines = Conversation::open(&simulator, slug).await.send(&[user("/events")]).await;
        assert_eq!(lines[0].len(), 4);
        for event in &lines[0] {
            let members = event.as_object().unwrap();
            assert_eq!(members.values().filter(|value| !value.is_null()).count(), 1, "{event}");
            assert!(members.len() > 5, "{event}");
        }
        let events = lines.concat();
        for pointer in [
            TEXT, AUDIO, IMAGE, PLACE, PRODUCTS, CHIPS, LIST, BUTTONS, CAROUSEL, LEAD, ORDER, WHERE, SHOP,
            AGENT, DOCTOR, SURPRISE, STICKER, SINGLE, VIDEO,
        ] {
            assert!(events.iter().any(|event| event.pointer(pointer).is_some()), "{slug} lacks {pointer}");
        }
    }
}

#[tokio::test]
async fn each_limit_has_a_command_and_one_command_breaks_them_all() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    for command in LIMIT_COMMANDS {
        assert_eq!(conversation.say(command).await.len(), 1, "{command}");
    }
    assert_eq!(conversation.say("/limits").await.len(), LIMIT_COMMANDS.len());
    // What is no command is a message like any other.
    assert!(!texts(&conversation.say("/limit-nothing").await).is_empty());
}

#[tokio::test]
async fn a_single_product_comes_for_the_details_of_one_that_was_shown() {
    let simulator = start(hurried()).await;
    for (slug, search, details) in [
        ("fashion", "vestido", "detalhes do segundo"),
        ("electronics", "headphones", "tell me more about the second one"),
        ("pharmacy", "vitaminas", "más detalles de la segunda"),
    ] {
        let conversation = Conversation::open(&simulator, slug).await;
        let second = products(&conversation.say(search).await)[1]["productId"].clone();
        let events = conversation.say(details).await;
        let interactive = of_kind(&events, "connectlyInteractiveEvent");
        assert_eq!(interactive[0]["interactive"]["singleProductMessage"]["productId"], second);
    }
}

#[tokio::test]
async fn questions_about_the_shop_are_answered_with_formatted_text() {
    let simulator = start(hurried()).await;
    for (slug, message, expected) in [
        ("fashion", "qual o horário?", "Horário"),
        ("fashion", "como funciona o frete?", "Entrega"),
        ("fashion", "política de troca", "Trocas"),
        ("fashion", "aceita pix?", "Pagamento"),
        ("fashion", "tem cupom?", "AURORA10"),
        ("electronics", "opening hours", "Opening hours"),
        ("electronics", "what is your return policy?", "Returns"),
        ("electronics", "do I get a warranty?", "Warranty"),
        ("pharmacy", "¿hacen envíos?", "Envíos"),
        ("pharmacy", "formas de pago", "pago"),
        ("pharmacy", "¿necesito receta médica?", "receta"),
    ] {
        let texts = texts(&Conversation::open(&simulator, slug).await.say(message).await);
        let expected = expected.to_lowercase();
        let said = texts[0].to_lowercase();
        assert!(
            said.contains(&expected) && (said.contains('*') || said.contains('`')),
            "{message}: {texts:?}"
        );
    }
}

#[tokio::test]
async fn every_message_is_marked_as_simulated_and_dated() {
    let simulator = start(hurried()).await;
    for (slug, _, message) in ROWS {
        for event in of_kind(&Conversation::open(&simulator, slug).await.say(message).await, "messageEvent") {
            assert_eq!(event["metadata"], json!({ "simulated": true }), "{message}");
            assert_eq!(event["role"], "ASSISTANT");
            let date = event["createdAt"].as_str().unwrap();
            assert!(date.len() == 24 && date.starts_with("20") && date.ends_with('Z'), "{date}");
        }
    }
}

#[tokio::test]
async fn an_ordinary_product_answer_is_a_few_lines_with_three_to_six_products() {
    let simulator = start(hurried()).await;
    let lines = Conversation::open(&simulator, "fashion").await.send(&[user("vestidos")]).await;
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[2].len(), 2, "the closing text and the chips share a line");
    let products = products(&lines.concat());
    assert!((3..=6).contains(&products.len()));
    for product in &products {
        for field in ["productId", "title", "description", "url", "imageUrl", "currency"] {
            assert!(product[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
        }
        assert!(
            product["price"].is_number() && product["facets"].is_object() && product["metadata"].is_object()
        );
    }
}

#[tokio::test]
async fn a_choice_from_a_list_or_a_button_is_answered() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let list = json!({ "listReplyEvent": { "id": "category:0", "title": "Vestidos", "description": "" } });
    let found = products(&conversation.send(&[list]).await.concat());
    assert!(!found.is_empty() && found.iter().all(|product| product["metadata"]["category"] == "Vestidos"));
    let button = |id: &str| json!({ "buttonResponseEvent": { "id": id, "title": "x" } });
    let cheap = products(&conversation.send(&[button("budget:0-10000")]).await.concat());
    assert!(!cheap.is_empty() && cheap.iter().all(|product| product["price"].as_f64().unwrap() <= 100.0));
    let human = conversation.send(&[button("human")]).await.concat();
    assert_eq!(of_kind(&human, "agentHandoverEvent").len(), 1);
    // An id that is not ours: the title is what the person meant.
    let unknown = json!({ "buttonResponseEvent": { "id": "btn-1", "title": "Camisetas" } });
    assert!(!products(&conversation.send(&[unknown]).await.concat()).is_empty());
}

#[tokio::test]
async fn every_other_input_event_is_answered() {
    let simulator = start(hurried()).await;
    let content = |content: Value| json!({ "messageEvent": { "role": "USER", "content": content } });
    for (input, key) in [
        (content(json!({ "audioContent": { "url": "https://a.example/a.ogg" } })), "chatSuggestionEvent"),
        (content(json!({ "imageContent": { "url": "https://a.example/a.png" } })), "chatSuggestionEvent"),
        (
            content(
                json!({ "imageContent": { "url": "https://a.example/a.png", "caption": "vestido assim" } }),
            ),
            "recommendationEvent",
        ),
        (
            content(json!({ "locationContent": { "latitude": "1", "longitude": "2", "name": "Casa" } })),
            "locationQueryHandoverEvent",
        ),
        (json!({ "filledFormResponseEvent": { "formData": { "name": "Ana" } } }), "leadgenHandoverEvent"),
        (
            json!({ "storeEvent": { "storeId": "1", "name": "Centro", "city": "Curitiba" } }),
            "chatSuggestionEvent",
        ),
    ] {
        let events =
            Conversation::open(&simulator, "fashion").await.send(std::slice::from_ref(&input)).await.concat();
        assert_eq!(of_kind(&events, key).len(), 1, "{input}: {events:#?}");
    }
}

#[tokio::test]
async fn the_synchronous_call_answers_the_same_events() {
    let simulator = start(hurried()).await;
    let streamed = Conversation::open(&simulator, "fashion").await.say("surpresa").await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let answer: Value = conversation.post("invoke_sync", &[user("surpresa")]).await.json().await.unwrap();
    let events = answer["response"]["responseEvents"].as_array().unwrap();
    assert_eq!(texts(events), texts(&streamed));
    assert_eq!(of_kind(events, "surpriseEvent"), of_kind(&streamed, "surpriseEvent"));
    assert_eq!(answer["response"]["sessionId"], Value::String(conversation.session_id));
}
