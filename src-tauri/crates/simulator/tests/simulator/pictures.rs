//! What messages point at is there, and what is meant to be bad is bad.

use std::collections::HashSet;

use serde_json::Value;
use sofia_simulator::Simulator;

use crate::support::{Conversation, hurried, of_kind, products, start, user};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Status, content type and the first kilobytes: some bodies have no end.
async fn get(address: &str) -> (u16, String, Vec<u8>) {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut response = client.get(address).send().await.unwrap();
    let kind = response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while body.len() < 4_096
        && let Ok(Some(piece)) = response.chunk().await
    {
        body.extend_from_slice(&piece);
    }
    (status, kind.unwrap_or_default(), body)
}

#[tokio::test]
async fn each_product_has_a_picture_of_its_own_at_the_address_that_its_card_names() {
    let simulator = start(hurried()).await;
    let mut seen = HashSet::new();
    for (slug, wish) in [("fashion", "vestidos"), ("electronics", "headphones"), ("pharmacy", "vitamina")] {
        let found = products(&Conversation::open(&simulator, slug).await.say(wish).await);
        assert!(!found.is_empty(), "{slug}");
        for product in found {
            let address = product["imageUrl"].as_str().unwrap();
            assert!(address.starts_with(&simulator.base_url()), "{address}");
            let (status, kind, picture) = get(address).await;
            assert_eq!((status, kind.as_str()), (200, "image/png"), "{address}");
            assert!(picture.starts_with(PNG), "{address}");
            assert_eq!(get(address).await.2, picture, "the same each time");
            seen.insert(address.to_owned());
        }
    }
    assert!(seen.len() > 8, "{seen:?}");
    assert_eq!(get(&format!("{}/images/MA9999.png", simulator.base_url())).await.0, 404);
}

async fn content(simulator: &Simulator, wish: &str, kind: &str) -> Value {
    let events = Conversation::open(simulator, "fashion").await.say(wish).await;
    let messages = of_kind(&events, "messageEvent");
    let found = messages.iter().find_map(|event| event["content"].get(kind).cloned());
    found.unwrap_or_else(|| panic!("no {kind} for {wish}"))
}

#[tokio::test]
async fn the_photo_and_the_recording_that_it_sends_are_there() {
    let simulator = start(hurried()).await;
    let photo = content(&simulator, "me manda uma foto", "imageContent").await;
    let (status, kind, bytes) = get(photo["url"].as_str().unwrap()).await;
    assert_eq!((status, kind.as_str()), (200, "image/png"));
    assert!(bytes.starts_with(PNG));
    let recording = content(&simulator, "me manda um áudio", "audioContent").await;
    let (status, kind, bytes) = get(recording["url"].as_str().unwrap()).await;
    assert_eq!((status, kind.as_str()), (200, "audio/wav"));
    assert!(bytes.starts_with(b"RIFF") && &bytes[8..12] == b"WAVE");
}

#[tokio::test]
async fn the_bad_pictures_are_bad_each_in_its_own_way() {
    let simulator = start(hurried()).await;
    let cards = products(&Conversation::open(&simulator, "fashion").await.say("/images").await);
    let name = |card: &Value| card["imageUrl"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let names: Vec<String> = cards.iter().map(name).collect();
    assert_eq!(names.len(), 11);
    let status = async |fault: &str| {
        let address = format!("{}/images/faults/{fault}.png", simulator.base_url());
        assert!(names.contains(&format!("{fault}.png")), "{fault}");
        get(&address).await
    };
    assert_eq!(get(cards[0]["imageUrl"].as_str().unwrap()).await.0, 200, "the first is good");
    assert_eq!(status("gone").await.0, 404);
    assert_eq!(status("unavailable").await.0, 503);
    assert_eq!(status("vector").await.1, "image/svg+xml");
    assert!(status("page").await.1.starts_with("text/html"));
    assert!(status("endless").await.2.len() >= 4_096);
    assert_eq!(status("pixels").await.2[16..24], [0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
    assert!(status("damaged").await.2.len() < 100);
    assert_eq!(status("private").await.0, 302);
    assert_eq!(status("loop").await.0, 302);
}

#[tokio::test]
async fn a_client_that_knows_this_machine_by_name_gets_addresses_with_that_name() {
    let simulator = start(hurried()).await;
    let port = simulator.base_url().rsplit(':').next().unwrap().to_owned();
    let body = Conversation::open(&simulator, "fashion").await.body(&[user("vestidos")]).to_string();
    let call = format!("http://localhost:{port}/external/v1/ai/agent_graph/invoke");
    let answer = reqwest::Client::new()
        .post(call)
        .header("x-api-key", simulator.key())
        .body(body)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(answer.contains(&format!("\"http://localhost:{port}/images/MA")), "{answer}");
}
