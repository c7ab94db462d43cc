//! The history in the real window: kept, found, rated, handed to somebody else, and taken in again.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sofia_tests::{
    Environment, Script, Server, TestResult,
    bounds::SOON,
    command::Sofia,
    failure, needs, programs,
    server::INVOKE,
    shop::{line, message, recommendation},
    window::{Window, within},
};

use crate::{KEY, NEEDS, desktop};

/// What parts of the page say, whether or not all of it has room.
async fn texts(window: &Window, selector: &str) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll(arguments[0])].map((part) => part.textContent.trim())";
    Ok(serde_json::from_value(window.execute(script, vec![json!(selector)]).await?)?)
}

/// The titles of the conversations of the list, from its top.
async fn titles(window: &Window) -> Result<Vec<String>> {
    texts(window, "[data-testid=conversation-item] .title").await
}

async fn wait_titles(window: &Window, wanted: &[&str]) -> Result<()> {
    window
        .wait_until(&format!("the list to be {wanted:?}"), SOON, async || {
            let listed = titles(window).await?;
            ensure!(listed == wanted, "it is {listed:?}");
            Ok(Some(()))
        })
        .await
}

/// Chooses from the menu of a conversation of the list.
async fn choose(window: &Window, title: &str, choice: &str) -> Result<()> {
    let row = format!("[data-testid=conversation-item]:has([title=\"{title}\"])");
    // The list may be drawn anew just then.
    window
        .wait_until(&format!("the pointer on {title:?}"), SOON, async || {
            let Some(element) = window.find_all(&row).await?.into_iter().next() else { return Ok(None) };
            window.hover(&element).await.map(Some)
        })
        .await?;
    window.click_css(&format!("{row} [data-testid=conversation-menu]")).await?;
    window.click_css(&format!("{row} [role=menu]:popover-open [data-testid={choice}]")).await
}

/// Two conversations with one merchant, the newest open: about açaí and about the time of delivery.
async fn two_conversations(environment: &Environment, server: &Server) -> Result<Window> {
    server.answer(INVOKE, Script::ndjson([line(&[message("Açaí? *Temos* sim."), message("500 ml.")])]));
    server.answer(INVOKE, Script::ndjson([line(&[message("Entregamos em dois dias.")])]));
    let window = Window::start(environment).await?;
    window.talk_to_new_merchant("Loja Acme", server, KEY).await?;
    window.say("tem açaí?").await?;
    window.wait_answer("500 ml.").await?;
    wait_titles(&window, &["tem açaí?"]).await?;
    window.choose_merchant("Loja Acme").await?;
    window.wait_for_css("[data-testid=conversation-state][data-state=live]").await?;
    window.say("qual o prazo?").await?;
    window.wait_answer("dois dias").await?;
    wait_titles(&window, &["qual o prazo?", "tem açaí?"]).await?;
    Ok(window)
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_named_pinned_tagged_and_deleted_and_a_deletion_is_taken_back() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let environment = desktop()?;
    let window = two_conversations(&environment, &server).await?;

    // By the keyboard: F2 names it where it stands, and Esc leaves it as it was.
    window.tab_to("[data-testid=conversation-item] > button").await?;
    window.press("F2").await?;
    window.wait_focused("[data-testid=conversation-title]").await?;
    window.type_text("nada disso").await?;
    window.press("Escape").await?;
    window.wait_focused("[data-testid=conversation-item] > button").await?;
    wait_titles(&window, &["qual o prazo?", "tem açaí?"]).await?;
    window.press("F2").await?;
    window.wait_focused("[data-testid=conversation-title]").await?;
    window.type_text("Prazo de entrega").await?;
    window.press("Enter").await?;
    wait_titles(&window, &["Prazo de entrega", "tem açaí?"]).await?;
    window.wait_focused("[data-testid=conversation-item] > button").await?;

    // Delete deletes at once, the keyboard goes on in the list, and a word offers the way back.
    window.press("Down").await?;
    window.wait_focused("[data-testid=conversation-item]:has([title=\"tem açaí?\"]) > button").await?;
    window.press("Delete").await?;
    wait_titles(&window, &["Prazo de entrega"]).await?;
    window.wait_focused("[data-testid=conversation-item] > button").await?;
    window.wait_text("toast", "tem açaí?").await?;
    window.click("toast-action").await?;
    // Its session was closed meanwhile, which is the last that has happened in it; when that is done is its own affair.
    window.wait_count("conversation-item", 2).await?;

    choose(&window, "tem açaí?", "conversation-pin").await?;
    wait_titles(&window, &["tem açaí?", "Prazo de entrega"]).await?;
    choose(&window, "tem açaí?", "conversation-tags").await?;
    window.wait_focused("[data-testid=describe-tags]").await?;
    window.type_text("sabores, #Cardápio").await?;
    window.fill("describe-note", "Perguntar pelo tamanho grande.").await?;
    window.click("describe-save").await?;
    window.wait_gone("conversation-describe").await?;
    window.click("conversations-menu").await?;
    window.click_css("[role=menu]:popover-open [data-testid=filter-tag]").await?;
    window.wait_for("conversations-filter").await?;
    wait_titles(&window, &["tem açaí?"]).await?;
    window.click("conversations-filter-clear").await?;
    wait_titles(&window, &["tem açaí?", "Prazo de entrega"]).await?;

    // What is open can be deleted too; it waits among what was deleted.
    choose(&window, "Prazo de entrega", "conversation-delete").await?;
    wait_titles(&window, &["tem açaí?"]).await?;
    window.wait_gone("conversation-state").await?;
    window.close().await?;

    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    wait_titles(&window, &["tem açaí?"]).await?;
    let tags = texts(&window, "[data-testid=conversation-item][data-pinned=true] .tag").await?;
    assert_eq!(tags, ["Cardápio", "sabores"]);
    window.click("conversations-menu").await?;
    window.click_css("[role=menu]:popover-open [data-testid=filter-deleted]").await?;
    wait_titles(&window, &["Prazo de entrega"]).await?;
    choose(&window, "Prazo de entrega", "conversation-undelete").await?;
    window.click("conversations-filter-clear").await?;
    wait_titles(&window, &["tem açaí?", "Prazo de entrega"]).await?;
    window.has_no_reports().await?;
    Ok(())
}

/// What is marked as the place that was found: its words, and whose they are.
const MARKED: &str = "
    const [range] = CSS.highlights.get('found-here') ?? [];
    if (range === undefined) return null;
    const list = document.querySelector('[data-testid=message-list]').getBoundingClientRect();
    const box = range.getBoundingClientRect();
    const message = range.startContainer.parentElement.closest('[data-role]');
    return { text: range.toString(), side: message.dataset.role, current: message.ariaCurrent === 'true',
             inSight: box.top >= list.top && box.bottom <= list.bottom };";

async fn wait_marked(window: &Window, wanted: Value) -> Result<()> {
    window
        .wait_until(&format!("{wanted} to be marked"), SOON, async || {
            let marked = window.execute(MARKED, Vec::new()).await?;
            ensure!(marked == wanted, "{marked} is");
            Ok(Some(()))
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_is_found_from_the_list_and_the_palette_and_opened_where_it_stands() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let environment = desktop()?;
    let window = two_conversations(&environment, &server).await?;

    // Each conversation that is opened has a channel of its own, which must go with it.
    let channels = async || {
        let held = window.execute("return window.__TAURI_INTERNALS__.callbacks.size", Vec::new()).await?;
        held.as_u64().context("the page has no callbacks")
    };
    let before = channels().await?;
    // More than the calls that may just be under way.
    for index in [1, 0].repeat(5) {
        window.open_conversation(index).await?;
        window.wait_answer(if index == 0 { "dois dias" } else { "500 ml." }).await?;
    }
    window
        .wait_until("the channels of what is not open to go", SOON, async || {
            let held = channels().await?;
            ensure!(held <= before, "{held} are held, and {before} were");
            Ok(Some(()))
        })
        .await?;

    window.press("Ctrl+Shift+f").await?;
    window.wait_focused("[data-testid=rail-search]").await?;
    window.type_text("ACAI").await?;
    // In the answer, in the question, and in the title that the question has become.
    window.wait_for_css("[data-testid=search-results][data-count='3']").await?;
    window.click_css("[data-testid=search-hit][data-part=answer]").await?;
    window.wait_answer("500 ml.").await?;
    wait_marked(&window, json!({"text": "Açaí", "side": "sofia", "current": true, "inSight": true})).await?;
    window.click_css("[data-testid=search-hit][data-part=sent]").await?;
    wait_marked(&window, json!({"text": "açaí", "side": "customer", "current": false, "inSight": true}))
        .await?;

    // A filter narrows it down; what is none is said, and nothing is lost by it.
    window.fill("rail-search", "kind:recommendationEvent prazo").await?;
    window.wait_for_css("[data-testid=search-results][data-count='0']").await?;
    window.fill("rail-search", "prazo rated:meh").await?;
    window.wait_text("search-literal", "rated:meh").await?;
    window.fill("rail-search", "merchant:acme prazo").await?;
    window.wait_for_css("[data-testid=search-results][data-count='2']").await?;
    window.press("Down").await?;
    window.wait_focused("[data-testid=search-hit]").await?;
    window.press("Up").await?;
    window.wait_focused("[data-testid=rail-search]").await?;
    window.press("Escape").await?;
    window.wait_for("conversation-list").await?;

    window.press("Ctrl+k").await?;
    window.wait_focused("[data-testid=search]").await?;
    window.type_text("dois dias").await?;
    window.click_css("[data-source=history] [data-testid=palette-item]").await?;
    window.wait_answer("dois dias").await?;
    wait_marked(&window, json!({"text": "dois dias", "side": "sofia", "current": true, "inSight": true}))
        .await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_rated_with_a_reason_and_found_by_it() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let environment = desktop()?;
    let window = two_conversations(&environment, &server).await?;
    let turn = window.wait_for("turn").await?;
    window.hover(&turn).await?;
    window.click("rate-bad").await?;
    window.wait_focused("[data-testid=rating-field]").await?;
    window.type_text("O prazo era de cinco dias").await?;
    window.press("Enter").await?;
    window
        .wait_until("the reason to be there", SOON, async || {
            let said = texts(&window, "[data-testid=rating-reason]").await?;
            Ok((said == ["O prazo era de cinco dias"]).then_some(()))
        })
        .await?;
    window.wait_for_css("[data-testid=rating][data-rating=bad]").await?;
    window.close().await?;

    let window = Window::start(&environment).await?;
    // Both sessions were closed at the end, and which one last is nobody's business.
    let called = |title: &str| format!("[data-testid=conversation-item]:has([title=\"{title}\"]) > button");
    window.wait_ready().await?;
    window.click_css(&called("qual o prazo?")).await?;
    window.wait_for_css("[data-testid=rating][data-rating=bad]").await?;
    window.click_css(&called("tem açaí?")).await?;
    window.wait_for_css("[data-testid=rating][data-rating=none]").await?;
    window.fill("rail-search", "rated:bad").await?;
    window.click_css("[data-testid=search-hit]").await?;
    window.wait_for_css("[data-testid=rating][data-rating=bad]").await?;
    // The same again takes it back.
    window.click("rate-bad").await?;
    window.wait_for_css("[data-testid=rating][data-rating=none]").await?;
    window.has_no_reports().await?;
    Ok(())
}

/// The folder that stands for the person in the dialogs of the system.
fn chosen_files(environment: &mut Environment) -> Result<PathBuf> {
    let folder = environment.root().join("chosen");
    std::fs::create_dir_all(folder.join("open"))?;
    environment.set("SOFIA_CHOSEN_FILES", &folder);
    Ok(folder)
}

/// The one file of a folder whose name ends so.
fn file_ending(folder: &Path, ending: &str) -> Result<PathBuf> {
    let entries = std::fs::read_dir(folder)?;
    let mut paths = entries.flatten().map(|entry| entry.path());
    paths
        .find(|path| path.to_string_lossy().ends_with(ending))
        .with_context(|| format!("no {ending} was written"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_page_shows_everything_in_a_browser_and_nothing_of_whom_it_was_with() -> TestResult {
    needs!(NEEDS);
    let Some(browser) = programs::little_browser() else {
        return failure::skip("WebKit's MiniBrowser is not installed");
    };
    let server = Server::with_session()?;
    let picture = b"GIF89a\x02\0\x01\0\x80\0\0\xff\0\0\0\0\xff,\0\0\0\0\x02\0\x01\0\0\x02\x02\x44\x0a\0;";
    server.allow("/midi.gif", Script::answer(200, &[("content-type", "image/gif")], picture));
    let mut cards = recommendation(&["Vestido midi"]);
    cards["recommendationEvent"]["products"][0]["imageUrl"] =
        format!("{}/midi.gif", server.base_url()).into();
    let answer = line(&[message("Anotei *ana.souza@example.com*."), cards]);
    server.answer(INVOKE, Script::ndjson([answer]));
    let mut environment = desktop()?;
    let chosen = chosen_files(&mut environment)?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say("meu e-mail: ana.souza@example.com").await?;
    window.wait_answer("Anotei").await?;
    window.wait_for_css("[data-testid=remote-image][data-state=shown]").await?;

    window.press("Ctrl+e").await?;
    window.wait_for("export").await?;
    window.click("export-mask").await?;
    window.wait_for_css("[data-testid=mask-row][data-kind=email]").await?;
    window.wait_for_css("[data-testid=mask-row][data-kind=customer]").await?;
    window.click("export-html").await?;
    window.click("export-write").await?;
    window.wait_text("toast", ".html").await?;
    window.wait_gone("export").await?;
    window.has_no_reports().await?;
    window.close().await?;
    let page = file_ending(&chosen, ".html")?;
    let written = std::fs::read_to_string(&page)?;
    for secret in ["ana.souza@example.com", KEY] {
        assert!(!written.contains(secret), "{secret} is in the page");
    }

    let window = Window::start_program(&environment, &browser, &["--automation"]).await?;
    let address = format!("file://{}", page.display());
    within("go", window.client().goto(&address)).await?;
    let shown = window.visible_text().await?;
    for words in ["Loja Acme", "meu e-mail: [email 1]", "Anotei [email 1].", "Vestido midi", "R$ 189,90"] {
        assert!(shown.contains(words), "{words:?} is not in the page: {shown}");
    }
    // Nothing of it runs, and nothing of it comes from elsewhere.
    let asked = "return [document.scripts.length, ...performance.getEntriesByType('resource')
        .map(({ name }) => name).filter((name) => !name.startsWith('data:'))]";
    assert_eq!(window.execute(asked, Vec::new()).await?, json!([0]));
    let styled =
        "return getComputedStyle(document.body).fontFamily !== '' && document.styleSheets.length > 0";
    assert_eq!(window.execute(styled, Vec::new()).await?, json!(true));
    let drawn = "return [...document.querySelectorAll('img.picture')].map((picture) => picture.naturalWidth)";
    assert_eq!(window.execute(drawn, Vec::new()).await?, json!([2]));
    // The command finds the same pictures.
    let bare = Sofia::new(&environment, &["export", "--all", "--format", "html"]).run()?.exits(0).text();
    assert!(bare.contains("<img class=\"picture\" src=\"data:image/gif;base64,R0lGOD"), "{bare}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_and_a_bare_capture_are_taken_in_and_shown() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let mut environment = desktop()?;
    let chosen = chosen_files(&mut environment)?;
    let window = two_conversations(&environment, &server).await?;

    // Both go out in one recording, chosen in the list.
    choose(&window, "qual o prazo?", "conversation-choose").await?;
    window.click_css("[data-testid=conversation-item]:has([title=\"tem açaí?\"]) > button").await?;
    window.click("several-export").await?;
    window.wait_for("export").await?;
    window.click("export-recording").await?;
    window.click("export-write").await?;
    window.wait_text("toast", ".sofia.ndjson").await?;
    window.wait_gone("several").await?;
    let recording = file_ending(&chosen, ".sofia.ndjson")?;

    std::fs::rename(&recording, chosen.join("open/recording"))?;
    let import = async || {
        window.click("conversations-menu").await?;
        window.click_css("[role=menu]:popover-open [data-testid=conversations-import]").await
    };
    // Both are here already: that is said, with a way to have them once more.
    import().await?;
    window.wait_for("toast-other").await?;
    window.wait_count("conversation-item", 2).await?;
    window.click("toast-other").await?;
    window.wait_count("conversation-item", 4).await?;
    wait_titles(&window, &["qual o prazo?", "qual o prazo?", "tem açaí?", "tem açaí?"]).await?;

    std::fs::remove_file(chosen.join("open/recording"))?;
    let lines = [line(&[message("Veio do curl.")]), "no JSON at all".to_owned()];
    std::fs::write(chosen.join("open/answer.txt"), lines.join("\n"))?;
    import().await?;
    window.wait_answer("Veio do curl.").await?;
    let rows = window.wait_event_rows(lines.len()).await?;
    for (row, line) in rows.iter().zip(&lines) {
        assert_eq!(window.inspect(row).await?, sofia_tests::pages::LineBytes::of(line.as_bytes()));
    }

    // What is no recording is refused with a sentence, and nothing comes of it.
    let before = window.count("conversation-item").await?;
    std::fs::write(chosen.join("open/answer.txt"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    import().await?;
    window.wait_text("toast", "answer.txt").await?;
    assert_eq!(window.count("conversation-item").await?, before);
    window.has_no_reports().await?;
    Ok(())
}
