//! Opens the window on a display of its own, holds one conversation with the demo merchant, and leaves a picture
//! and the raw lines: what `cargo xtask run` does where there is no display.
//!
//! Needs no keychain, no session bus and no terminal: there is a private environment without any of them.

#![allow(clippy::print_stdout, reason = "what it did is what it is run for")]

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use clap::{Parser, ValueEnum};
use sofia_tests::{
    Environment,
    bounds::{LATER, SOON},
    history,
    pages::LineBytes,
    programs,
    window::Window,
};

const MESSAGE: &str = "vestido azul até 200 reais";

/// Holds one conversation with the demo merchant in the real window, without a display.
#[derive(Debug, Parser)]
struct Parameters {
    /// Where `screenshot.png` and `conversation.ndjson` go.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Which theme the system says it has.
    #[arg(long, value_enum, default_value_t = Theme::Light)]
    theme: Theme,
    /// The size of the window in pixels.
    #[arg(long, value_name = "WxH", default_value = "1400x900", value_parser = size)]
    size: (u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Theme {
    Light,
    Dark,
}

fn size(text: &str) -> Result<(u32, u32), String> {
    let (width, height) = text.split_once('x').ok_or("write it as 1400x900")?;
    let number = |text: &str| text.parse::<u32>().map_err(|error| format!("{text}: {error}"));
    Ok((number(width)?, number(height)?))
}

#[tokio::main]
async fn main() -> Result<()> {
    let parameters = Parameters::parse();
    let needed = ["WebKitWebDriver", "Xvfb"];
    if let Some(missing) = programs::missing(&needed) {
        anyhow::bail!("{missing} is not installed: cargo xtask run installs it");
    }
    fs::create_dir_all(&parameters.out)?;
    let (width, height) = parameters.size;
    let mut environment = Environment::new()?;
    environment.start_display(width, height)?;
    // The window follows the system, and GTK takes this for what the system says.
    environment.set("GTK_THEME", if parameters.theme == Theme::Dark { "Adwaita:dark" } else { "Adwaita" });

    let window = Window::start(&environment).await?;
    window.resize(width, height).await?;
    window.talk_to_demo_merchant().await?;
    println!("Opened the window and a session with the demo merchant.");
    window.say_and_wait(MESSAGE).await?;
    let products = window.wait_count("product-card", 1).await?;
    // The line with the products is the one worth looking at. The list is drawn a frame after the answer, and not at once.
    let row = window
        .wait_until("the line with the products", SOON, async || {
            let rows = window.event_rows().await?;
            Ok(rows.into_iter().find(|row| row.kind == "recommendationEvent"))
        })
        .await?;
    println!("Said {MESSAGE:?}: {products} products came back.");
    let shown = window.inspect(&row).await?;
    // The editor is loaded when it is first needed, and draws into a tree of its own.
    let drawn = "return [...document.querySelectorAll('[data-testid=event-raw] *')] \
         .some((part) => part.shadowRoot?.querySelector('.cm-line') != null)";
    window
        .wait_until("the bytes to be drawn", LATER, async || {
            Ok((window.execute(drawn, Vec::new()).await? == true).then_some(()))
        })
        .await?;
    // What is wrong with them is told in the end: the window is worth a look all the same.
    let pictures = window.pictures_drawn(LATER).await;
    window.has_no_reports().await?;
    let picture = parameters.out.join("screenshot.png");
    window.screenshot(&picture).await?;
    println!("Took a picture of the window: {}", picture.display());

    // The exact bytes of the answer, line feeds included, as the application stored them in its database.
    let lines = history::lines(&environment.data())?;
    let stored = lines.iter().any(|line| LineBytes::of(&line.bytes) == shown);
    ensure!(stored, "the line that the window shows is not in the database: {shown:?}");
    let wire = parameters.out.join("conversation.ndjson");
    fs::write(&wire, history::wire(&lines))
        .with_context(|| format!("{} cannot be written", wire.display()))?;
    println!("Wrote the answer as it came, {} lines from the database: {}", lines.len(), wire.display());

    let took = tokio::time::timeout(LATER, window.close()).await??;
    println!("Closed the window; it ended after {} ms.", took.as_millis());
    let failed = pictures.context("the pictures of the products did not come")?;
    ensure!(failed.is_empty(), "pictures of products could not be shown: {}", failed.join(", "));
    Ok(())
}
