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

/// A price as the shops write it.
fn written(slug: &str, product: &Value) -> String {
    let cents = (product["price"].as_f64().unwrap() * 100.0).round() as u64;
    let (whole, rest) = (cents / 100, cents % 100);
    let grouped = |mark| match whole {
        1000.. => format!("{}{mark}{:03}", whole / 1000, whole % 1000),
        _ => whole.to_string(),
    };
    if slug == "fashion" {
        format!("{},{rest:02}", grouped('.'))
    } else {
        format!("{}.{rest:02}", grouped(','))
    }
}

#[tokio::test]
async fn what_was_shown_is_asked_for_its_price_by_its_place_in_three_languages() {
    let simulator = start(hurried()).await;
    for (slug, search) in [("fashion", "vestido"), ("electronics", "tablet"), ("pharmacy", "protector solar")]
    {
        for (asked, place, next) in [
            ("Quanto custa o primeiro?", 0, "e o segundo?"),
            ("qual o preço da primeira?", 0, "E a segunda?"),
            ("How much is the first one?", 0, "and the second?"),
            ("how much does the third one cost?", 2, "and the second?"),
            ("¿Cuánto cuesta el primero?", 0, "¿y el segundo?"),
            ("¿Qué precio tiene la última?", usize::MAX, "¿y la segunda?"),
            ("quanto custa o 2?", 1, "2"),
        ] {
            let conversation = Conversation::open(&simulator, slug).await;
            let shown = products(&conversation.say(search).await);
            for (asked, place) in [(asked, place), (next, 1)] {
                let product = shown.get(place).or(shown.last()).unwrap();
                let said = texts(&conversation.say(asked).await);
                let fits = said.len() == 1
                    && said[0].contains(product["title"].as_str().unwrap())
                    && said[0].contains(&written(slug, product));
                assert!(fits, "{slug}, {asked}: {said:?} and not {product}");
            }
        }
        // Without a place, all of them; with a thing, that thing; and with nothing shown, nothing that could be meant.
        let conversation = Conversation::open(&simulator, slug).await;
        let shown = products(&conversation.say(search).await);
        let said = texts(&conversation.say("quanto custa?").await).concat();
        assert!(shown.iter().all(|product| said.contains(product["title"].as_str().unwrap())), "{said}");
        assert!(products(&conversation.say("quanto custa a entrega?").await).is_empty());
        let fresh = Conversation::open(&simulator, slug).await;
        assert!(products(&fresh.say("quanto custa o primeiro?").await).is_empty());
    }
}

#[tokio::test]
async fn a_product_that_is_named_by_its_title_comes_first_with_its_price_also_where_it_is_sold_out() {
    let simulator = start(hurried()).await;
    for slug in ["fashion", "electronics", "pharmacy"] {
        for product in catalog::products(slug).iter().step_by(7) {
            let events = Conversation::open(&simulator, slug)
                .await
                .say(&format!("Quanto custa {}?", product.title))
                .await;
            let shown = products(&events);
            assert_eq!(shown[0]["productId"], product.id.as_str(), "{}", product.title);
            assert!(texts(&events)[0].contains(&product.title), "{events:#?}");
            // What else is shown can be had.
            assert!(shown[1..].iter().all(|other| other["metadata"]["stock"].as_u64().unwrap() > 0));
        }
    }
}

/// The shop, what is said first, the colour that is asked for, the category, and how the colour is called in titles.
type Narrowed = (&'static str, &'static [&'static str], &'static str, &'static str, &'static [&'static str]);

#[tokio::test]
async fn a_list_is_narrowed_to_a_colour_however_it_came_about() {
    let simulator = start(hurried()).await;
    let rows: &[Narrowed] = &[
        ("fashion", &["vestidos"], "tem em azul?", "Vestidos", &["azul"]),
        ("fashion", &["bolsas e mochilas"], "Tem em preto?", "Bolsas e mochilas", &["preta", "preto"]),
        ("fashion", &["vestidos", "Quanto custa o primeiro?"], "tem em azul?", "Vestidos", &["azul"]),
        ("fashion", &["compare vestido midi e vestido longo"], "tem em azul?", "Vestidos", &["azul"]),
        ("fashion", &["vestidos", "detalhes do primeiro"], "do you have it in blue?", "Vestidos", &["azul"]),
        ("electronics", &["smartphones"], "Do you have it in blue?", "Smartphones", &["blue"]),
        ("electronics", &["phone accessories"], "in black?", "Phone accessories", &["black"]),
        ("electronics", &["laptops"], "tem em prata?", "Laptops", &["silver"]),
        ("pharmacy", &["cubrebocas"], "¿lo tienen en negro?", "", &["negro"]),
    ];
    for (slug, before, asked, category, colours) in rows {
        let conversation = Conversation::open(&simulator, slug).await;
        for said in *before {
            conversation.say(said).await;
        }
        let found = products(&conversation.say(asked).await);
        assert!(!found.is_empty(), "{before:?}, {asked}");
        for product in found {
            let title = product["title"].as_str().unwrap();
            assert!(colours.iter().any(|colour| title.contains(colour)), "{before:?}, {asked}: {title}");
            assert!(category.is_empty() || product["metadata"]["category"] == *category, "{product}");
        }
    }
    // What has no colours is not said to come in one.
    let conversation = Conversation::open(&simulator, "pharmacy").await;
    conversation.say("paracetamol").await;
    let events = conversation.say("¿tienen en azul?").await;
    assert!(!products(&events).is_empty() && !texts(&events).concat().contains("azul"), "{events:#?}");
}

#[tokio::test]
async fn a_category_is_all_that_stands_in_it_and_its_cheapest_comes_first() {
    let simulator = start(hurried()).await;
    for (slug, asked) in [
        ("fashion", "Qual é o mais barato em {}?"),
        ("electronics", "What's the cheapest in {}?"),
        ("pharmacy", "¿Qué es lo más barato que tienen en {}?"),
    ] {
        let all = catalog::products(slug);
        let mut categories: Vec<_> = all.iter().map(|product| product.category).collect();
        categories.sort_unstable();
        categories.dedup();
        for category in categories {
            let question = asked.replace("{}", &category.to_lowercase());
            let found = products(&Conversation::open(&simulator, slug).await.say(&question).await);
            let had = all.iter().filter(|product| product.category == category && product.stock > 0);
            let cheapest = had.map(|product| product.price()).fold(f64::INFINITY, f64::min);
            assert_eq!(found[0]["price"].as_f64(), Some(cheapest), "{question}");
            assert!(found.iter().all(|product| product["metadata"]["category"] == category), "{question}");
        }
    }
}

#[tokio::test]
async fn what_is_sold_out_is_recommended_only_where_nothing_else_fits() {
    let simulator = start(hurried()).await;
    for slug in ["fashion", "electronics", "pharmacy"] {
        for product in catalog::products(slug).iter().step_by(5) {
            let found = products(&Conversation::open(&simulator, slug).await.say(product.kind).await);
            let stock = |product: &Value| product["metadata"]["stock"].as_u64().unwrap();
            let (had, gone): (Vec<_>, Vec<_>) = found.iter().partition(|product| stock(product) > 0);
            assert!(had.is_empty() || gone.is_empty(), "{}: {gone:#?}", product.kind);
        }
    }
}
