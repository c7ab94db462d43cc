//! Every way in which an answer can fail.

use anyhow::Result;
use sofia_tests::{
    Script, Server, Step,
    pages::NewMerchant,
    server::INVOKE,
    shop::{error_line, line, message},
};

use super::{Gallery, KEY};

/// The name of a failure, and the answer that has it.
fn failures() -> Vec<(&'static str, Script)> {
    let came = line(&[message("Temos sim! Separei alguns vestidos azuis")]);
    let html = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";
    vec![
        ("key-refused", Script::grpc_error(401, 16, "unknown key")),
        (
            "forbidden",
            Script::answer(403, &[("content-type", "application/json")], r#"{"message":"Forbidden"}"#),
        ),
        ("bad-request", Script::grpc_error(400, 3, "agentId must be a UUID")),
        ("session-gone", Script::grpc_error(404, 5, "session not found")),
        ("conflict", Script::grpc_error(409, 10, "aborted")),
        ("too-many-requests", Script::grpc_error(429, 8, "slow down")),
        ("server-failed", Script::grpc_error(500, 13, "internal")),
        ("gateway-page", Script::answer(502, &[("content-type", "text/html")], html)),
        ("unavailable", Script::grpc_error(503, 14, "try again")),
        ("redirected", Script::redirect(307, "https://example.com/elsewhere")),
        ("empty-answer", Script::stream([Step::LastChunk])),
        ("cut", Script::cut(format!("{came}\n{{\"result\""))),
        ("error-line", Script::ndjson([came.clone(), error_line(14, "the model is gone")])),
        ("garbage-line", Script::ndjson([came, "<html>".to_owned(), line(&[message("E mais dois.")])])),
        ("no-answer", Script::closes_unanswered()),
    ]
}

pub(crate) async fn take(gallery: &mut Gallery) -> Result<()> {
    for (name, script) in failures() {
        let state = format!("error-{name}");
        if gallery.wants(&state) {
            gallery.begin("Loja Acme").await?;
            gallery.server.answer(INVOKE, script);
            gallery.window.say_and_wait("tem vestido azul?").await?;
            gallery.take(&state).await?;
        }
    }
    stopped(gallery).await?;
    never_opened(gallery).await
}

async fn stopped(gallery: &mut Gallery) -> Result<()> {
    if gallery.wants("error-stopped") || gallery.wants("streaming") {
        gallery.begin("Loja Acme").await?;
        gallery.server.answer(INVOKE, Script::stall(format!("{}\n", line(&[message("Um momento")]))));
        gallery.window.say("tem vestido azul?").await?;
        gallery.window.wait_answer("Um momento").await?;
        gallery.take("streaming").await?;
        gallery.window.click("stop").await?;
        gallery.window.wait_turn_ended(1).await?;
        gallery.take("error-stopped").await?;
    }
    Ok(())
}

/// A merchant whose server is gone.
async fn never_opened(gallery: &mut Gallery) -> Result<()> {
    if gallery.wants("error-unreachable") || gallery.wants("error-connection-test") {
        let gone = Server::start()?.base_url();
        let merchant = NewMerchant { name: "Loja Sumida", base_url: &gone, key: KEY };
        gallery.window.fill_merchant_form(merchant).await?;
        gallery.window.click("merchant-test").await?;
        gallery.window.wait_for_css("[data-testid=merchant-test-result] [data-state=failed]").await?;
        gallery.take("error-connection-test").await?;
        gallery.window.save_merchant().await?;
        gallery.window.choose_merchant("Loja Sumida").await?;
        gallery.window.wait_state("failed").await?;
        gallery.take("error-unreachable").await?;
    }
    Ok(())
}
