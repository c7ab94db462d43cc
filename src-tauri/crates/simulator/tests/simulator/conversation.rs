//! Sessions: memory, context, determinism.

use serde_json::Value;
use sofia_simulator::{Settings, Simulator, catalog};

use crate::support::{Conversation, assistant, hurried, products, start, texts, user};

#[tokio::test]
async fn blue_dresses_under_two_hundred_are_all_that_is_recommended() {
    let simulator = start(hurried()).await;
    let found =
        products(&Conversation::open(&simulator, "fashion").await.say("vestido azul até 200 reais").await);
    assert!(found.len() >= 3, "{found:#?}");
    for product in found {
        assert!(product["title"].as_str().unwrap().starts_with("Vestido"), "{product}");
        assert!(product["title"].as_str().unwrap().contains("azul"), "{product}");
        assert!(product["price"].as_f64().unwrap() <= 200.0, "{product}");
        assert_eq!(product["currency"], "BRL");
        let id = product["productId"].as_str().unwrap();
        assert!(catalog::products("fashion").iter().any(|known| known.id == id), "{product}");
    }
}

#[tokio::test]
async fn a_later_sentence_refines_the_earlier_search() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    conversation.say("vestido azul").await;
    for product in products(&conversation.say("tem em preto?").await) {
        let title = product["title"].as_str().unwrap().to_owned();
        assert!(title.starts_with("Vestido") && title.contains("preto"), "{title}");
    }
    let cheaper = products(&conversation.say("mais barato").await);
    let prices: Vec<_> = cheaper.iter().map(|product| product["price"].as_f64().unwrap()).collect();
    assert!(prices.len() > 1 && prices.is_sorted(), "{prices:?}");
    assert!(cheaper.iter().all(|product| product["title"].as_str().unwrap().contains("preto")));
    let bags = products(&conversation.say("bolsas").await);
    assert!(bags.iter().all(|product| product["title"].as_str().unwrap().starts_with("Bolsa")), "{bags:#?}");
}

#[tokio::test]
async fn a_property_goes_on_from_the_search_before_and_another_thing_does_not() {
    let simulator = start(hurried()).await;
    for (slug, earlier, later, expected) in [
        ("fashion", "vestido preto", "e longo?", "Vestido longo preto"),
        ("fashion", "vestido preto", "e bolsas?", "Bolsa"),
        ("electronics", "headphones", "something blue", "blue"),
        ("electronics", "laptop", "gaming", "gaming laptop"),
        ("pharmacy", "protector solar", "facial", "Protector solar facial"),
    ] {
        let conversation = Conversation::open(&simulator, slug).await;
        conversation.say(earlier).await;
        let found = products(&conversation.say(later).await);
        assert!(!found.is_empty(), "{earlier}, {later}");
        for product in found {
            assert!(product["title"].as_str().unwrap().contains(expected), "{earlier}, {later}: {product}");
        }
    }
}

#[tokio::test]
async fn more_of_a_search_is_never_the_same_again() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let first = products(&conversation.say("vestidos").await);
    let more = products(&conversation.say("ver mais opções").await);
    assert!(!more.is_empty() && more.iter().all(|product| !first.contains(product)));
}

#[tokio::test]
async fn an_earlier_conversation_is_context_and_its_last_question_is_answered() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "fashion").await;
    let input = [
        user("vestido longo"),
        assistant("Claro, aqui estão."),
        user("tem em preto?"),
        assistant("Um segundo."),
    ];
    let found = products(&conversation.send(&input).await.concat());
    assert!(!found.is_empty());
    for product in found {
        assert!(product["title"].as_str().unwrap().starts_with("Vestido longo preto"), "{product}");
    }
}

#[tokio::test]
async fn nothing_but_the_assistants_own_words_is_answered_by_an_empty_line() {
    let simulator = start(hurried()).await;
    let lines = Conversation::open(&simulator, "fashion").await.send(&[assistant("Bem-vinda!")]).await;
    assert_eq!(lines, [Vec::<Value>::new()]);
}

#[tokio::test]
async fn sessions_do_not_know_of_one_another() {
    let simulator = start(hurried()).await;
    Conversation::open(&simulator, "fashion").await.say("vestido azul").await;
    let other = Conversation::open(&simulator, "fashion").await;
    let found = products(&other.say("tem em preto?").await);
    assert!(
        found.iter().any(|product| !product["title"].as_str().unwrap().starts_with("Vestido")),
        "{found:#?}"
    );
}

#[tokio::test]
async fn no_agent_means_the_fashion_merchant() {
    let simulator = start(hurried()).await;
    let conversation = Conversation::open(&simulator, "electronics").await;
    let mut body = conversation.body(&[user("oi")]);
    body.as_object_mut().unwrap().remove("agentId");
    let request = reqwest::Client::new().post(crate::support::url_of(&simulator, "invoke"));
    let answer = request.header("x-api-key", simulator.key()).json(&body).send().await.unwrap();
    assert!(answer.text().await.unwrap().contains("Moda Aurora"));
}

/// A whole conversation, without what may differ: where the server is, which session, when.
async fn transcript(simulator: &Simulator, slug: &str) -> (Vec<String>, Vec<String>) {
    let conversation = Conversation::open(simulator, slug).await;
    let (mut bytes, mut said) = (Vec::new(), Vec::new());
    for message in
        ["oi", "vestido azul", "wireless headphones", "vitaminas", "ver mais", "menu", "carrossel", "xyzzyq"]
    {
        for line in conversation.lines_for(&[user(message)]).await {
            let mut events: Value = serde_json::from_str(&line).unwrap();
            said.extend(texts(events["result"]["response"]["responseEvents"].as_array().unwrap()));
            events["result"]["response"]["sessionId"] = Value::Null;
            for event in events["result"]["response"]["responseEvents"].as_array_mut().unwrap() {
                if let Some(date) = event.pointer_mut("/messageEvent/createdAt") {
                    *date = Value::Null;
                }
            }
            bytes.push(events.to_string().replace(&simulator.base_url(), "BASE"));
        }
    }
    (bytes, said)
}

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes_and_another_seed_other_words() {
    for slug in ["fashion", "electronics", "pharmacy"] {
        let seeded = |seed| Settings { seed, ..hurried() };
        let (one, same, other) = (start(seeded(7)).await, start(seeded(7)).await, start(seeded(8)).await);
        let first = transcript(&one, slug).await;
        assert_eq!(first, transcript(&same, slug).await, "another server with this seed");
        assert_eq!(first, transcript(&one, slug).await, "another session of the same server");
        assert_ne!(first.1, transcript(&other, slug).await.1);
    }
}

#[tokio::test]
async fn session_ids_follow_from_the_seed() {
    let seeded = |seed| Settings { seed, ..hurried() };
    let (one, same, other) = (start(seeded(7)).await, start(seeded(7)).await, start(seeded(8)).await);
    let id = async |simulator| Conversation::open(simulator, "fashion").await.session_id;
    let first = id(&one).await;
    assert_eq!(first, id(&same).await);
    assert_ne!(first, id(&other).await);
    assert_ne!(first, id(&one).await);
}
