//! Pictures and recordings in the real window: shown, refused for a reason, switched off.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sofia_tests::{
    Script, Server, TestResult,
    bounds::{LATER, SOON},
    needs,
    server::INVOKE,
    shop::line,
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

/// What stands in the places of pictures: state, reason of a failure, and the width of what was decoded. Brings the
/// first one that is still coming into sight, since none is fetched before that.
const PLACES: &str = "
    const places = [...document.querySelectorAll('[data-testid=remote-image]')];
    const coming = places.filter((place) => place.dataset.state === 'loading');
    const next = coming[(window.looks = (window.looks ?? 0) + 1) % Math.max(1, coming.length)];
    next?.scrollIntoView({ block: 'nearest', inline: 'center' });
    return places.map((place) => [
        place.dataset.state,
        place.querySelector('[data-testid=media-failed]')?.dataset.reason ?? '',
        place.querySelector('img')?.naturalWidth ?? 0,
    ]);";

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    state: String,
    reason: String,
    width: u64,
}

async fn places(window: &Window) -> Result<Vec<Place>> {
    let found = window.execute(PLACES, Vec::new()).await?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let place = |row: &Value| Place {
        state: text(&row[0]),
        reason: text(&row[1]),
        width: row[2].as_u64().unwrap_or_default(),
    };
    Ok(found.as_array().context("no places")?.iter().map(place).collect())
}

/// Waits until no more than `coming` pictures are still coming.
async fn decided(window: &Window, coming: usize) -> Result<Vec<Place>> {
    window
        .wait_until("the pictures", LATER, async || {
            let places = places(window).await?;
            let still = places.iter().filter(|place| place.state == "loading").count();
            Ok((!places.is_empty() && still <= coming).then_some(places))
        })
        .await
}

async fn load_media(window: &Window, choice: &str) -> Result<()> {
    window.click("settings-open").await?;
    window.click_css(&format!("[data-testid=settings-media] label:has([value='{choice}'])")).await?;
    window.press("Escape").await?;
    window.wait_gone("settings").await
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_of_the_demo_merchant_have_pictures_and_one_switch_turns_them_off() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.say_and_wait("vestido azul até 200 reais").await?;
    let shown = decided(&window, 0).await?;
    assert!(shown.len() >= 3, "{shown:?}");
    for place in &shown {
        assert_eq!((place.state.as_str(), place.width), ("shown", 600), "{shown:?}");
    }

    load_media(&window, "off").await?;
    let off = places(&window).await?;
    assert!(off.iter().all(|place| place.state == "failed" && place.reason == "switchedOff"), "{off:?}");
    load_media(&window, "load").await?;
    assert_eq!(decided(&window, 0).await?, shown, "they come back");

    // The next start has another key and perhaps another port; the old conversation has its pictures all the same.
    window.close().await?;
    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    if window.count("product-card").await? == 0 {
        window.open_conversation(0).await?;
    }
    assert_eq!(decided(&window, 0).await?, shown);
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_picture_that_cannot_be_shown_says_why() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.say_and_wait("/images").await?;
    // The last one's server never answers: it is still coming long after the others are decided.
    let mut places = decided(&window, 1).await?;
    let waiting = places.pop().context("no places")?;
    assert_eq!(waiting.state, "loading");
    let good = places.remove(0);
    assert_eq!((good.state.as_str(), good.width), ("shown", 600));
    let reasons: Vec<&str> = places.iter().map(|place| place.reason.as_str()).collect();
    let expected = [
        "notFound",
        "httpStatus",
        "wrongType",
        "wrongType",
        "tooLarge",
        "tooManyPixels",
        "undecodable",
        "refusedAddress",
        "tooManyRedirects",
    ];
    assert_eq!(reasons, expected);
    let said = window.texts_css("[data-testid=media-failed] .sentence").await?;
    assert!(said.len() == expected.len() && said.iter().all(|sentence| sentence.len() > 8), "{said:?}");

    // *Try again* asks again, and the place says the same once more.
    window.click_css("[data-reason=httpStatus] [data-testid=media-retry]").await?;
    let again = decided(&window, 1).await?;
    assert_eq!(again[2].reason, "httpStatus");
    window.has_no_reports().await?;
    Ok(())
}

fn products(pictures: &[&str]) -> Value {
    let product = |(at, picture): (usize, &&str)| json!({ "productId": format!("p-{at}"), "title": format!("produto {at}"), "imageUrl": picture });
    json!({ "recommendationEvent": { "products": pictures.iter().enumerate().map(product).collect::<Vec<_>>() } })
}

/// A picture of 2 × 1 points that every decoder takes.
fn dots() -> Vec<u8> {
    b"GIF89a\x02\0\x01\0\x80\0\0\xff\0\0\0\0\xff,\0\0\0\0\x02\0\x01\0\0\x02\x02\x44\x0a\0;".to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_on_this_machine_is_asked_for_its_own_pictures_without_the_key_and_nobody_else_is()
-> TestResult {
    needs!(NEEDS);
    let (server, other) = (Server::with_session()?, Server::start()?);
    server.allow("/own.gif", Script::answer(200, &[("content-type", "image/gif")], dots()));
    let own = format!("{}/own.gif", server.base_url());
    let elsewhere = format!("{}/other.gif", other.base_url());
    server.answer(
        INVOKE,
        Script::ndjson([line(&[products(&[&own, &elsewhere, "http://loja.example/a.png", "not a url"])])]),
    );
    let unseen = format!("{}/unseen.gif", server.base_url());
    server.answer(INVOKE, Script::ndjson([line(&[products(&[&unseen])])]));

    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say_and_wait("tem vestido azul?").await?;
    let places = decided(&window, 0).await?;
    let reasons: Vec<(&str, u64)> = places.iter().map(|place| (place.reason.as_str(), place.width)).collect();
    assert_eq!(reasons, [("", 2), ("refusedAddress", 0), ("notHttps", 0), ("notAnAddress", 0)]);
    assert_eq!(other.connections(), 0);
    let asked = server.requests_to("/own.gif");
    assert_eq!(asked.len(), 1);
    for header in ["x-api-key", "cookie", "referer", "origin", "authorization"] {
        assert_eq!(asked[0].header(header), None, "{header}");
    }

    // With the switch off, what was never fetched is not asked for, though its place is there and is asked about.
    load_media(&window, "off").await?;
    window.say_and_wait("e em preto?").await?;
    window
        .wait_until("the place of the last picture", SOON, async || {
            let places = self::places(&window).await?;
            Ok(places
                .last()
                .is_some_and(|place| places.len() == 5 && place.reason == "switchedOff")
                .then_some(()))
        })
        .await?;
    window.has_no_reports().await?;
    window.close().await?;
    assert_eq!(server.requests_to("/unseen.gif").len(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_fetched_when_it_is_played() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.say_and_wait("me manda um áudio").await?;
    let audio = "const audio = document.querySelector('[data-testid=remote-audio] audio'); \
                 return [audio.src, audio.readyState, Number.isFinite(audio.duration) ? audio.duration : 0]";
    let before = window.execute(audio, Vec::new()).await?;
    assert_eq!(
        (before[0].as_str(), before[1].as_u64()),
        (Some(""), Some(0)),
        "nothing is fetched before that"
    );
    window.click("audio-toggle").await?;
    window
        .wait_until("the recording", SOON, async || {
            let now = window.execute(audio, Vec::new()).await?;
            ensure!(
                window.count("media-failed").await? == 0,
                "it failed: {:?}",
                window.texts("media-failed").await?
            );
            let there = now[1].as_u64() >= Some(1)
                && now[2].as_f64().is_some_and(|length| (2.2..2.3).contains(&length));
            Ok((there && now[0].as_str().is_some_and(|address| address.starts_with("blob:"))).then_some(()))
        })
        .await?;
    window.wait_for_css("[data-testid=remote-audio] input:not(:disabled)").await?;
    window.has_no_reports().await?;
    Ok(())
}
