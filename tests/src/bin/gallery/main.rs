//! Renders every kind of event, every breach of a limit, every error and every view in the real window, in both themes
//! and all languages: what `cargo xtask gallery` runs. One picture of the whole window for each state and look.

#![allow(clippy::print_stdout, reason = "what it did is what it is run for")]

mod checks;
mod failures;
mod history;
mod said;
mod views;

use std::{fs, path::PathBuf, sync::Arc};

use anyhow::{Context, Result, bail};
use clap::Parser;
use serde_json::json;
use sofia_tests::{Environment, Server, bounds::SOON, pages::NewMerchant, programs, window::Window};
use tokio::{
    sync::Semaphore,
    task::{JoinSet, LocalSet},
};

/// As the README shows it, and as small as the window is meant to be used.
const SIZE: (u32, u32) = (1280, 800);

/// Windows that are open at once: each keeps three processes busy.
const AT_ONCE: usize = 2;

/// The key of every merchant; no server here looks at it.
const KEY: &str = "sk-gallery-0123456789";

/// A part of the demo merchant's name in every language, and of no other's.
const DEMO: &str = "Moda Aurora (";

/// Takes the pictures.
#[derive(Debug, Parser)]
struct Parameters {
    /// Where the pictures go.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Only the states whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
    /// Only the looks whose name contains this, such as `dark` or `pt-BR`.
    #[arg(long, default_value = "")]
    look: String,
}

/// How the window is set while its pictures are taken.
#[derive(Debug, Clone, Copy)]
struct Look {
    theme: &'static str,
    language: &'static str,
}

impl Look {
    fn all() -> impl Iterator<Item = Self> {
        let themes = ["light", "dark"];
        let languages = ["en", "pt-BR", "es"];
        themes
            .into_iter()
            .flat_map(move |theme| languages.into_iter().map(move |language| Self { theme, language }))
    }

    fn name(self) -> String {
        format!("{}.{}", self.theme, self.language)
    }
}

/// One look's window, and where its pictures go.
struct Gallery {
    window: Window,
    server: Server,
    /// The window's own folder.
    data: PathBuf,
    /// What stands for a person in the dialogs of the system.
    chosen: PathBuf,
    look: Look,
    out: PathBuf,
    only: String,
    taken: usize,
}

impl Gallery {
    /// Whether this state was asked for.
    fn wants(&self, state: &str) -> bool {
        state.contains(&self.only)
    }

    /// Whether a state whose name begins so may have been asked for.
    fn wants_kind(&self, kind: &str) -> bool {
        self.only.starts_with(kind) || kind.starts_with(&self.only)
    }

    /// A picture of the window as it stands, if it was asked for.
    async fn take(&mut self, state: &str) -> Result<()> {
        if !self.wants(state) {
            return Ok(());
        }
        // One that cannot be shown is a state like any other.
        let _ = self.window.pictures_drawn(SOON).await?;
        let path = self.out.join(format!("{state}.{}.png", self.look.name()));
        self.window.screenshot(&path).await.with_context(|| format!("the picture of {state}"))?;
        self.taken += 1;
        Ok(())
    }

    /// An empty conversation with a merchant of the list.
    async fn begin(&self, merchant: &str) -> Result<()> {
        self.window.choose_merchant(merchant).await?;
        self.window.wait_gone("turn").await?;
        self.window.wait_state("live").await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let parameters = Parameters::parse();
    if let Some(missing) = programs::missing(&sofia_tests::window::NEEDS) {
        bail!("{missing} is not installed: cargo xtask gallery installs it");
    }
    fs::create_dir_all(&parameters.out)?;
    let taken = LocalSet::new().run_until(all(&parameters)).await?;
    println!("{taken} pictures are in {}", parameters.out.display());
    Ok(())
}

/// The pictures of every look that was asked for; how many they are.
async fn all(parameters: &Parameters) -> Result<usize> {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut windows = JoinSet::new();
    for look in Look::all().filter(|look| look.name().contains(&parameters.look)) {
        let (places, out, only) = (places.clone(), parameters.out.clone(), parameters.only.clone());
        windows.spawn_local(async move {
            let _place = places.acquire().await?;
            pictures(look, out, only).await.with_context(|| look.name())
        });
    }
    let mut taken = 0;
    while let Some(done) = windows.join_next().await {
        taken += done??;
    }
    Ok(taken)
}

/// All pictures of one look.
async fn pictures(look: Look, out: PathBuf, only: String) -> Result<usize> {
    let mut environment = Environment::with_keychain()?;
    environment.start_display(SIZE.0, SIZE.1)?;
    let chosen = environment.root().join("chosen");
    environment.set("SOFIA_CHOSEN_FILES", &chosen);
    let preferences = json!({ "preferences": { "theme": look.theme, "language": look.language } });
    fs::write(environment.data().join("preferences.json"), preferences.to_string())?;
    let server = Server::with_session()?;
    let window = Window::start(&environment).await?;
    window.resize(SIZE.0, SIZE.1).await?;
    window.wait_ready().await?;
    let data = environment.data();
    let mut gallery = Gallery { window, server, data, chosen, look, out, only, taken: 0 };

    gallery.take("first-run").await?;
    gallery.window.talk_to_demo_merchant().await?;
    let base_url = gallery.server.base_url();
    let acme = NewMerchant { name: "Loja Acme", base_url: &base_url, key: KEY };
    gallery.window.fill_merchant_form(acme).await?;
    gallery.window.save_merchant().await?;
    said::take(&mut gallery).await?;
    failures::take(&mut gallery).await?;
    views::take(&mut gallery).await?;
    history::take(&mut gallery).await?;
    checks::take(&mut gallery).await?;
    gallery.window.has_no_reports().await?;
    let Gallery { window, taken, .. } = gallery;
    window.close().await?;
    println!("{}: {taken} pictures", look.name());
    Ok(taken)
}
