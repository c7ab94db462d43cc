//! What is kept and found again: search, ratings, branches, playback, exports.

use anyhow::{Context, Result};
use serde_json::json;
use sofia_tests::{Script, bounds::SOON, server::INVOKE, shop, window::Window};

use super::Gallery;

/// Clicks a part of the page. The driver takes what stands in a list of which only a part is drawn for out of sight, so
/// the page is told.
async fn press(window: &Window, selector: &str) -> Result<()> {
    let click = "const part = document.querySelector(arguments[0]); part?.click(); return part !== null";
    window
        .wait_until(selector, SOON, async || {
            Ok((window.execute(click, vec![json!(selector)]).await? == true).then_some(()))
        })
        .await
}

/// Chooses from the menu of a part of the page, which may be there only under the pointer.
async fn choose(window: &Window, place: &str, menu: &str, choice: &str) -> Result<()> {
    window
        .wait_until(&format!("the pointer on {place}"), SOON, async || {
            let Some(part) = window.find_all(place).await?.into_iter().next() else { return Ok(None) };
            window.hover(&part).await.map(Some)
        })
        .await?;
    press(window, &format!("{place} {menu}")).await?;
    press(window, &format!("[role=menu]:popover-open [data-testid={choice}]")).await
}

pub(crate) async fn take(gallery: &mut Gallery) -> Result<()> {
    if !gallery.wants_kind("history-") {
        return Ok(());
    }
    two_conversations(gallery).await?;
    rated(gallery).await?;
    named(gallery).await?;
    searched(gallery).await?;
    dialogs(gallery).await?;
    branches(gallery).await?;
    playback(gallery).await
}

/// One about the time of delivery, and one about dresses, which is open.
async fn two_conversations(gallery: &Gallery) -> Result<()> {
    gallery.begin("Loja Acme").await?;
    let delivery =
        "Para *Curitiba* o vestido chega em até 5 dias úteis. O frete é grátis a partir de R$ 199,00.";
    gallery.server.answer(INVOKE, Script::ndjson([shop::line(&[shop::message(delivery)])]));
    gallery.window.say_and_wait("qual o prazo de entrega para Curitiba?").await?;
    gallery.begin("Loja Acme").await?;
    let lines = [
        shop::line(&[shop::message("Temos dois vestidos azuis no seu tamanho:")]),
        shop::line(&[shop::recommendation(&["Vestido midi azul", "Vestido longo azul"])]),
    ];
    gallery.server.answer(INVOKE, Script::ndjson(lines));
    gallery.window.say_and_wait("tem vestido azul?").await?;
    let mail = "Anotado, *Ana*! Escrevo para ana.souza@example.com assim que o longo voltar.";
    gallery.server.answer(INVOKE, Script::ndjson([shop::line(&[shop::message(mail)])]));
    gallery.window.say_and_wait("me avise do longo: ana.souza@example.com, +55 41 99876-5432").await
}

async fn rated(gallery: &mut Gallery) -> Result<()> {
    let window = &gallery.window;
    let turn = window.find_all("[data-testid=turn]").await?.into_iter().next_back();
    window.hover(&turn.context("there is no turn")?).await?;
    window.click_css(&Window::in_last_turn("rate-bad")).await?;
    window.wait_focused("[data-testid=rating-field]").await?;
    window.type_text("O longo nunca esteve em falta").await?;
    window.press("Enter").await?;
    window.wait_for("rating-reason").await?;
    gallery.take("history-rated").await
}

/// The open conversation is named, tagged and at the top.
async fn named(gallery: &mut Gallery) -> Result<()> {
    let window = &gallery.window;
    let open = "[data-testid=conversation-item]:has([aria-current])";
    choose(window, open, "[data-testid=conversation-menu]", "conversation-tags").await?;
    window.wait_focused("[data-testid=describe-tags]").await?;
    window.type_text("azul, Curitiba").await?;
    window.fill("describe-note", "O modelo longo está no catálogo desde maio.").await?;
    gallery.take("history-describe").await?;
    let window = &gallery.window;
    window.click("describe-save").await?;
    window.wait_gone("conversation-describe").await?;
    choose(window, open, "[data-testid=conversation-menu]", "conversation-pin").await?;
    window.wait_for_css("[data-testid=conversation-item][data-pinned=true]").await?;
    gallery.take("history-list").await
}

async fn searched(gallery: &mut Gallery) -> Result<()> {
    let window = &gallery.window;
    window.fill("rail-search", "vestido").await?;
    window.wait_for("search-hit").await?;
    window.click_css("[data-testid=search-hit][data-part=answer]").await?;
    gallery.take("history-search").await?;
    gallery.window.fill("rail-search", "vestido rated:bad kind:handover").await?;
    gallery.window.wait_for_css("[data-testid=search-results][data-count='0']").await?;
    gallery.take("history-search-nothing").await?;
    gallery.window.click("rail-search-clear").await?;
    gallery.window.wait_for("conversation-list").await.map(drop)
}

async fn dialogs(gallery: &mut Gallery) -> Result<()> {
    press(&gallery.window, "[data-testid=conversation-item][data-pinned=true] > button").await?;
    gallery.window.wait_count("turn", 2).await?;
    gallery.window.press("Ctrl+e").await?;
    gallery.window.wait_for("export").await?;
    gallery.window.click("export-mask").await?;
    gallery.window.wait_for_css("[data-testid=mask-row][data-kind=email]").await?;
    gallery.take("history-export").await?;
    gallery.window.press("Escape").await?;
    gallery.window.wait_gone("export").await?;
    gallery.window.press("Ctrl+,").await?;
    gallery.window.wait_for("data-statement").await?;
    let scroll = "document.querySelector('[data-testid=settings-data]').scrollIntoView({ block: 'start' })";
    gallery.window.execute(scroll, Vec::new()).await?;
    gallery.take("history-data").await?;
    gallery.window.press("Escape").await?;
    gallery.window.wait_gone("settings").await
}

/// All of the open conversation is asked again, and the two are seen beside each other.
async fn branches(gallery: &mut Gallery) -> Result<()> {
    let again = [
        shop::line(&[shop::message("Temos três vestidos azuis no seu tamanho:")]),
        shop::line(&[shop::recommendation(&["Vestido midi azul", "Chemise jeans", "Vestido longo azul"])]),
    ];
    gallery.server.answer(INVOKE, Script::ndjson(again));
    let same = "Anotado, *Ana*! Escrevo para ana.souza@example.com assim que o longo voltar.";
    gallery.server.answer(INVOKE, Script::ndjson([shop::line(&[shop::message(same)])]));
    let answers = "[data-testid=turn]:last-of-type [data-testid=message][data-role=sofia][tabindex]";
    choose(&gallery.window, answers, "[data-testid=message-menu]", "branch-reask").await?;
    gallery.window.wait_for("branch-strip").await?;
    gallery.window.wait_turn_ended(2).await?;
    gallery.window.wait_for("composer").await?;
    gallery.take("history-branch").await?;
    gallery.window.click("branch-compare").await?;
    gallery.window.wait_count("beside-row", 2).await?;
    gallery.take("history-beside").await?;
    gallery.window.click("beside-close").await?;
    gallery.window.wait_gone("beside").await
}

async fn playback(gallery: &mut Gallery) -> Result<()> {
    press(&gallery.window, "[data-testid=conversation-item][data-pinned=true] > button").await?;
    gallery.window.wait_gone("branch-strip").await?;
    gallery.window.click("conversation-play").await?;
    gallery.window.wait_for("playback-mark").await?;
    gallery.window.click("playback-step").await?;
    gallery.window.wait_for_css("[data-testid=playback-bar][data-playing=false]").await?;
    gallery.window.wait_for("product-card").await?;
    gallery.take("history-playback").await?;
    gallery.window.click("playback-leave").await?;
    gallery.window.wait_for("conversation-state").await.map(drop)
}
