//! Documents of a conversation, as people read them: what the window shows stands in them as it is shown.

use std::fs;

use sofia_core::Cancel;
use sofia_core::export::{ExportFormat, ExportOptions, Picture, Pictures};
use sofia_tests::server::INVOKE;
use sofia_tests::shop::{line, message, recommendation, suggestions};
use sofia_tests::{Script, Server, TestResult};

use crate::support::Shop;

const KEPT: &str = "https://cdn.example/kept.png";

#[tokio::test]
async fn documents_have_the_marks_prices_and_pictures_that_the_window_shows() -> TestResult {
    let server = Server::with_session()?;
    let mut cards = recommendation(&["Vestido *midi*", "Vestido longo"]);
    let products = &mut cards["recommendationEvent"]["products"];
    products[0]["imageUrl"] = KEPT.into();
    products[1]["imageUrl"] = "https://cdn.example/never-shown.png".into();
    products[1]["price"] = 1_169.9.into();
    let answer =
        [message("2 sugestões de *vestido azul*:\n- até _R$ 200_"), cards, suggestions(&["Mais barato"])];
    server.answer(INVOKE, Script::ndjson([line(&answer)]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "tem *vestido* azul?").await?;

    let merchant = shop.merchant.id.clone();
    let written = async |format: ExportFormat| {
        let path = shop.folder.path().join("document");
        let merchant = merchant.clone();
        let pictures = Pictures::kept(move |merchant_id, address| {
            let found = (merchant_id, address) == (merchant.as_str(), KEPT);
            found.then(|| Picture { content_type: "image/png", bytes: (&b"pixels"[..]).into() })
        });
        let options = ExportOptions { pictures, ..ExportOptions::of(format) };
        shop.engine
            .export(std::slice::from_ref(&conversation.id), options, &path, Cancel::default(), |_| {})
            .await?;
        anyhow::Ok(fs::read_to_string(path)?)
    };
    let page = written(ExportFormat::Html).await?;
    for piece in [
        "img-src data:;",
        "<img class=\"picture\" src=\"data:image/png;base64,cGl4ZWxz\" alt=\"\">",
        "<div class=\"picture\" aria-hidden=\"true\">V</div>",
        "<span class=\"price\">R$ 189,90</span>",
        "<span class=\"price\">R$ 1.169,90</span>",
        "<p>2 sugestões de <b>vestido azul</b>:</p><ul><li>até <i>R$ 200</i></li></ul>",
        "<dt>cor</dt><dd>azul</dd>",
    ] {
        assert!(page.contains(piece), "{piece:?} is not in {page}");
    }
    assert_eq!(page.matches("<img").count(), 1, "{page}");

    let document = written(ExportFormat::Markdown).await?;
    for piece in [
        "> tem **vestido** azul?\n",
        "> 2 sugestões de **vestido azul**:\n>\n> - até *R\\$ 200*\n",
        "> - **Vestido \\*midi\\*** — R\\$ 189,90 · <https://loja.example/p/0>\n",
        "> - **Vestido longo** — R\\$ 1.169,90 · <https://loja.example/p/1>\n",
        "> Suggestions: `Mais barato`\n",
    ] {
        assert!(document.contains(piece), "{piece:?} is not in {document}");
    }
    // A table is for people; what a program reads keeps its numbers as they came.
    assert!(written(ExportFormat::Csv).await?.contains("• Vestido longo — R$ 1.169,90 https://"));
    assert!(written(ExportFormat::Json).await?.contains("\"price\":1169.9"));
    Ok(())
}
