//! The views of the window that no answer brings about.

use anyhow::Result;
use sofia_tests::{Script, server::INVOKE, shop};

use super::{DEMO, Gallery};

/// A dialog, the chord that opens it, and what there is once it is open.
const DIALOGS: [(&str, &str, &str); 4] = [
    ("view-settings", "Ctrl+,", "settings"),
    ("view-shortcuts", "Ctrl+/", "shortcuts"),
    ("view-palette", "Ctrl+K", "palette"),
    ("view-find", "Ctrl+F", "find"),
];

/// The tabs of the inspector, and of the line in it.
const TABS: [(&str, &str); 5] = [
    ("inspector-tree", "inspector-detail-tab-tree"),
    ("inspector-pretty", "inspector-detail-tab-pretty"),
    ("inspector-raw", "inspector-detail-tab-raw"),
    ("inspector-request", "inspector-tab-request"),
    ("inspector-timing", "inspector-tab-timing"),
];

pub(crate) async fn take(gallery: &mut Gallery) -> Result<()> {
    if !["view-", "inspector-", "presentation-"].iter().any(|kind| gallery.wants_kind(kind)) {
        return Ok(());
    }
    gallery.begin("Loja Acme").await?;
    let lines = [
        shop::line(&[shop::message("Temos *dois vestidos azuis* no seu tamanho:")]),
        shop::line(&[shop::recommendation(&["Vestido midi azul", "Vestido longo azul"])]),
        shop::line(&[shop::suggestions(&["Tem em preto?", "Qual o frete?"])]),
    ];
    gallery.server.answer(INVOKE, Script::ndjson(lines));
    gallery.window.say_and_wait("tem vestido azul?").await?;
    dialogs(gallery).await?;
    inspector(gallery).await?;
    merchant_form(gallery).await?;
    presentation(gallery).await
}

async fn dialogs(gallery: &mut Gallery) -> Result<()> {
    for (state, chord, part) in DIALOGS {
        if gallery.wants(state) {
            gallery.window.press(chord).await?;
            gallery.window.wait_for(part).await?;
            gallery.take(state).await?;
            gallery.window.press("Escape").await?;
            gallery.window.wait_gone(part).await?;
        }
    }
    if gallery.wants("view-composer-more") {
        gallery.window.click("composer-more").await?;
        gallery.take("view-composer-more").await?;
        gallery.window.press("Escape").await?;
    }
    Ok(())
}

async fn inspector(gallery: &mut Gallery) -> Result<()> {
    let rows = gallery.window.wait_event_rows(3).await?;
    if let Some(row) = rows.get(1) {
        gallery.window.inspect(row).await?;
    }
    for (state, tab) in TABS {
        if gallery.wants(state) {
            gallery.window.click(tab).await?;
            gallery.take(state).await?;
        }
    }
    gallery.window.click("inspector-tab-events").await
}

async fn merchant_form(gallery: &mut Gallery) -> Result<()> {
    if gallery.wants("view-merchant-form") {
        gallery.window.edit_merchant("Loja Acme").await?;
        gallery.take("view-merchant-form").await?;
        gallery.window.click("merchant-test").await?;
        gallery.window.wait_for_css("[data-testid=merchant-test-result][data-state=passed]").await?;
        gallery.take("view-merchant-form-tested").await?;
        gallery.window.press("Escape").await?;
        gallery.window.wait_gone("merchant-form").await?;
    }
    Ok(())
}

async fn presentation(gallery: &mut Gallery) -> Result<()> {
    if !gallery.wants("presentation-prepare") && !gallery.wants("presentation-chat") {
        return Ok(());
    }
    gallery.begin(DEMO).await?;
    gallery.window.press("F11").await?;
    gallery.window.wait_for("presentation-prepare").await?;
    gallery.window.wait_count("presentation-prompt", 3).await?;
    gallery.take("presentation-prepare").await?;
    gallery.window.click("presentation-start-unchecked").await?;
    gallery.window.wait_for("presentation").await?;
    gallery.window.press("PageDown").await?;
    gallery.window.wait_turn_ended(1).await?;
    gallery.window.read_to_end().await?;
    gallery.window.press("PageDown").await?;
    gallery.window.wait_turn_ended(2).await?;
    gallery.take("presentation-chat").await?;
    gallery.window.press("Escape").await?;
    gallery.window.wait_gone("presentation").await
}
