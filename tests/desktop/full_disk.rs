//! A disk that becomes full while an answer comes in: the window says so, keeps what it has shown, and goes on with room.

use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    failure::skip,
    history, needs,
    server::INVOKE,
    shop::{line, message},
    small_disk::SmallDisk,
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

/// Room for the web view's own files as well.
const DISK: u64 = 96 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_window_says_that_the_disk_is_full_and_what_was_shown_stays() -> TestResult {
    needs!(NEEDS);
    let disk = match SmallDisk::mount(DISK)? {
        Ok(disk) => disk,
        Err(reason) => return skip(&reason),
    };
    let server = Server::with_session()?;
    let gate = Gate::new();
    let rest: Vec<String> =
        (0..150).map(|number| line(&[message(&format!("{number} {}", "x".repeat(40_000)))])).collect();
    let steps = [Step::line(line(&[message("o começo")]).as_bytes()), Step::WaitFor(gate.clone())];
    let steps = steps.into_iter().chain(rest.iter().map(|line| Step::line(line.as_bytes())));
    server.answer(INVOKE, Script::stream(steps.chain([Step::HoldOpen])));
    let mut environment = desktop()?;
    environment.set("SOFIA_DATA_DIR", disk.path());
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say("conte tudo").await?;
    window.wait_answer("o começo").await?;
    disk.fill()?;
    gate.open();

    window.wait_turn_ended(1).await?;
    assert_eq!(window.turn_states().await?, ["failed"]);
    let error = Window::in_last_turn("error");
    assert_eq!(window.css_attribute(&error, "data-code").await?.as_deref(), Some("diskFull"));
    let shown = window.messages("sofia").await?;
    assert_eq!(shown.first().map(String::as_str), Some("o começo"));
    assert_eq!(history::lines(disk.path())?.len(), shown.len(), "what is shown is what is stored");

    disk.make_room()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    window.click("retry").await?;
    window.wait_turn_ended(2).await?;
    assert_eq!(window.turn_states().await?, ["failed", "complete"]);
    window.wait_answer("Temos!").await?;

    // The next window finds the same.
    window.close().await?;
    let window = Window::start(&environment).await?;
    window.open_conversation(0).await?;
    window.wait_answer("Temos!").await?;
    assert_eq!(window.turn_states().await?, ["failed", "complete"]);
    assert_eq!(history::integrity(disk.path())?, "ok");
    Ok(())
}
