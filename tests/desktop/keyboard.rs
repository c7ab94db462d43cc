//! Everything that a person does, with key presses alone.

use sofia_tests::{
    Script, Server, TestResult,
    bounds::LATER,
    needs,
    pages::LineBytes,
    processes,
    server::{CLOSE, INVOKE},
    shop::{AGENT, BUSINESS, line, message, recommendation},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

#[tokio::test(flavor = "multi_thread")]
async fn with_the_keyboard_alone_a_merchant_is_added_talked_to_and_looked_into() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let lines = [line(&[message("Temos!")]), line(&[recommendation(&["Vestido midi", "Vestido longo"])])];
    server.answer(INVOKE, Script::ndjson(&lines));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.wait_ready().await?;

    // The first screen, and the form.
    window.wait_for("first-run-add").await?;
    window.tab_to("[data-testid=first-run-add]").await?;
    window.press("Enter").await?;
    window.wait_focused("[data-testid=merchant-paste]").await?;
    for (field, text) in [
        ("merchant-name", "Loja Acme"),
        ("merchant-base-url", &server.base_url()),
        ("merchant-business-id", BUSINESS),
        ("merchant-agent-id", AGENT),
        ("merchant-api-key", KEY),
    ] {
        window.tab_to(&format!("[data-testid={field}]")).await?;
        window.press("Ctrl+a").await?;
        window.type_text(text).await?;
    }
    window.press("Enter").await?;
    window.wait_gone("merchant-form").await?;
    // The new merchant's row is where one goes on from.
    window.wait_focused("[data-testid=merchant-item] [aria-current]").await?;

    // A conversation.
    window.press("Ctrl+n").await?;
    window.wait_state("live").await?;
    window.wait_focused("[data-testid=composer]").await?;
    window.type_text("tem vestido").await?;
    window.press("Shift+Enter").await?;
    window.type_text("azul?").await?;
    window.press("Enter").await?;
    window.wait_turn_ended(1).await?;
    assert_eq!(window.messages("customer").await?, ["tem vestido\nazul?"]);
    window.wait_focused("[data-testid=composer]").await?;

    // The inspector: a row, and its bytes as they came.
    let rows = window.wait_event_rows(lines.len()).await?;
    window.press("F6").await?;
    window.wait_focused("[data-testid=inspector]").await?;
    window.tab_to("[data-testid=event-list]").await?;
    window.press("Home").await?;
    window.wait_for_css(&format!("[data-line-id=\"{}\"][aria-selected=true]", rows[0].line)).await?;
    window.press("Down").await?;
    window.wait_for_css(&format!("[data-line-id=\"{}\"][aria-selected=true]", rows[1].line)).await?;
    window.tab_to("[data-testid=inspector-detail-tab-tree]").await?;
    window.press("End").await?;
    window.wait_focused("[data-testid=inspector-detail-tab-raw]").await?;
    let shown = format!("[data-testid=event-raw][data-line-id=\"{}\"][data-sha256]", rows[1].line);
    window.wait_for_css(&shown).await?;
    let wanted = LineBytes::of(lines[1].as_bytes());
    assert_eq!(window.css_attribute(&shown, "data-sha256").await?, Some(wanted.sha256));

    // Back, and the end.
    window.press("Shift+F6").await?;
    window.wait_focused("[data-testid=composer]").await?;
    window.press("Ctrl+w").await?;
    window.wait_state("closed").await?;
    assert_eq!(server.requests_to(CLOSE).len(), 1);
    window.has_no_reports().await?;
    // The application may be gone before the driver can say that the keys were pressed.
    window.press("Ctrl+q").await.ok();
    let family = [window.process()];
    tokio::task::spawn_blocking(move || processes::wait_until_ended(&family, LATER)).await??;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_palette_goes_anywhere_and_gives_the_focus_back() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.say_and_wait("açaí tem?").await?;
    window.press("Ctrl+n").await?;
    window.wait_for_css("[data-testid=message-list]:not(:has([data-testid=turn]))").await?;
    window.wait_focused("[data-testid=composer]").await?;

    window.press("Ctrl+k").await?;
    window.wait_focused("[data-testid=palette] [data-testid=search]").await?;
    window.press("Escape").await?;
    window.wait_gone("palette").await?;
    window.wait_focused("[data-testid=composer]").await?;

    // A conversation by a word of it, without its accents.
    window.press("Ctrl+k").await?;
    window.wait_focused("[data-testid=search]").await?;
    window.type_text("acai").await?;
    window.wait_for_css("[data-source=conversations] [aria-selected=true]").await?;
    window.press("Enter").await?;
    window.wait_gone("palette").await?;
    window.wait_for_css("[data-testid=turn]").await?;
    assert_eq!(window.messages("customer").await?, ["açaí tem?"]);

    // A command by the beginnings of its words, and another by moving to it.
    window.press("Ctrl+k").await?;
    window.wait_focused("[data-testid=search]").await?;
    window.type_text("theme dark").await?;
    window.wait_for_css("[data-source=commands] [aria-selected=true]").await?;
    window.press("Enter").await?;
    window.wait_for_css("html[data-theme=dark]").await?;
    window.press("Ctrl+k").await?;
    window.wait_focused("[data-testid=search]").await?;
    window.type_text("contrast").await?;
    window.wait_for_css("[data-testid=palette-item][aria-selected=true]").await?;
    window.press("Down").await?;
    window.press("Up").await?;
    window.press("Enter").await?;
    window.wait_for_css("html[data-contrast=high]").await?;
    window.wait_focused("[data-testid=composer]").await?;

    // What a dialog is opened from has the focus again when it closes, also from the palette.
    window.press("Ctrl+k").await?;
    window.wait_focused("[data-testid=search]").await?;
    window.type_text("settings").await?;
    window.wait_for_css("[data-source=commands] [aria-selected=true]").await?;
    window.press("Enter").await?;
    window.wait_focused("[data-testid=settings]").await?;
    window.press("Escape").await?;
    window.wait_gone("settings").await?;
    window.wait_focused("[data-testid=composer]").await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_given_to_other_commands_and_stay_so() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.press("Ctrl+/").await?;
    window.wait_focused("[data-testid=shortcuts]").await?;
    window.tab_to("[data-command=settings] [data-testid=shortcut-change]").await?;
    window.press("Enter").await?;
    window.wait_for("shortcut-word").await?;
    // What is needed for writing is refused, what is taken is asked about.
    window.press("j").await?;
    window.press("Ctrl+c").await?;
    assert_eq!(window.count("shortcut-take").await?, 0);
    window.press("Ctrl+i").await?;
    window.wait_focused("[data-testid=shortcut-take]").await?;
    window.press("Enter").await?;
    window.wait_gone("shortcut-word").await?;
    // Esc leaves the keys of another command as they are, and the dialog open.
    window.tab_to("[data-command=find] [data-testid=shortcut-change]").await?;
    window.press("Enter").await?;
    window.wait_for("shortcut-word").await?;
    window.press("Escape").await?;
    window.wait_gone("shortcut-word").await?;
    window.wait_for("shortcuts").await?;
    window.press("Escape").await?;
    window.wait_gone("shortcuts").await?;

    window.press("Ctrl+i").await?;
    window.wait_for("settings").await?;
    window.press("Escape").await?;
    window.wait_gone("settings").await?;
    window.close().await?;

    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    window.press("Ctrl+i").await?;
    window.wait_for("settings").await?;
    window.press("Escape").await?;
    window.wait_gone("settings").await?;
    window.press("Ctrl+/").await?;
    window.wait_for("shortcuts").await?;
    window.tab_to("[data-testid=shortcuts-reset-all]").await?;
    window.press("Enter").await?;
    window.press("Escape").await?;
    window.wait_gone("shortcuts").await?;
    window.press("Ctrl+,").await?;
    window.wait_for("settings").await?;
    window.has_no_reports().await?;
    Ok(())
}
