//! The process of the page ends by itself, as it does where a graphics driver crashes: the window goes on where it was.

use anyhow::{Context, Result};
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    bounds::{LATER, SOON, wait_for},
    history, needs,
    processes::{self, Signal},
    server::{INIT, INVOKE, SESSION},
    shop::{line, message},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

/// The process that draws the page, as the kernel calls it.
const DRAWS: &str = "WebKitWebProces";

fn drawing(window: &Window) -> Option<u32> {
    let named = |process: &u32| {
        std::fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|name| name.trim() == DRAWS)
    };
    window.web_processes().into_iter().find(named)
}

/// Whether this machine has a card that draws.
fn has_graphics_card() -> bool {
    let files = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    files.map(|file| file.file_name()).any(|name| name.to_string_lossy().starts_with("renderD"))
}

/// Ends the page, and waits until there is another.
async fn end_page(window: &Window) -> Result<()> {
    let old = drawing(window).context("nothing draws the page")?;
    processes::signal(old, Signal::Kill)?;
    wait_for("another page", LATER, || drawing(window).filter(|&new| new != old))?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_goes_on_while_its_page_ends_and_the_next_page_is_a_working_one() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let gate = Gate::new();
    let lines = ["primeiro", "segundo", "terceiro"].map(|text| line(&[message(text)]));
    server.answer(
        INVOKE,
        Script::stream([
            Step::line(lines[0].as_bytes()),
            Step::WaitFor(gate.clone()),
            Step::line(lines[1].as_bytes()),
            Step::line(lines[2].as_bytes()),
            Step::LastChunk,
        ]),
    );
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say("conte tudo").await?;
    window.wait_answer("primeiro").await?;

    end_page(&window).await?;
    // The page is painted as suits the machine.
    let process = drawing(&window).context("nothing draws the page")?;
    let environ = std::fs::read(format!("/proc/{process}/environ"))?;
    let told = environ.split(|&byte| byte == 0).any(|each| each == b"WEBKIT_SKIA_ENABLE_CPU_RENDERING=1");
    assert_eq!(told, !has_graphics_card(), "whether the engine is told to paint with the processor");
    gate.open();
    wait_for("the rest of the answer", SOON, || {
        history::lines(&environment.data()).ok().filter(|stored| stored.len() == lines.len())
    })?;
    let stored = history::lines(&environment.data())?;
    assert!(stored.iter().zip(&lines).all(|(stored, line)| stored.bytes == line.as_bytes()));
    // Another conversation with the same merchant is one key away.
    press_until(&window, "Ctrl+n", || server.requests_to(INIT).len() >= 2)?;
    window.terminate().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presentation_goes_on_with_its_next_prompt_when_its_page_has_ended() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    for text in ["Temos sim!", "Três dias."] {
        server.answer(INVOKE, Script::ndjson([line(&[message(text)])]));
    }
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.click("presentation-open").await?;
    for (number, prompt) in ["tem vestido azul?", "qual o prazo?"].into_iter().enumerate() {
        window.fill("presentation-prompt-add", prompt).await?;
        window.press("Enter").await?;
        window.wait_count("presentation-prompt", number + 1).await?;
    }
    window.click("presentation-start-unchecked").await?;
    window.wait_for("presentation").await?;
    window.press("PageDown").await?;
    window.wait_answer("Temos sim!").await?;

    end_page(&window).await?;
    press_until(&window, "PageDown", || server.requests_to(INVOKE).len() == 2)?;
    let sent = server.requests_to(INVOKE).pop().context("nothing was sent")?.json()?;
    assert_eq!(sent["sessionId"], SESSION);
    assert_eq!(sent["inputEvents"][0]["messageEvent"]["content"]["textContent"]["text"], "qual o prazo?");
    assert_eq!(window.title()?, "Loja Acme");
    window.terminate().await?;
    Ok(())
}

/// A page that is still loading hears no key, so it is pressed again; what it does must bear that.
fn press_until(window: &Window, chord: &str, mut done: impl FnMut() -> bool) -> Result<()> {
    wait_for(&format!("what {chord} does"), LATER, || {
        if done() {
            return Some(());
        }
        window.press_on_display(chord).ok();
        None
    })
}
