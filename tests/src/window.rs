//! The real window, driven over WebDriver.
//!
//! WebKitWebDriver reaches only the application that it starts, which gets the environment that the driver has: so
//! each window has a driver of its own in the private environment. Parts are found by `data-testid`, the contract
//! of the window.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, MouseActions, PointerAction},
    elements::Element,
    error::CmdError,
    wd::Capabilities,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    Environment,
    bounds::{GLANCE, LATER, SOON, wait_for},
    close_button, dropped_file,
    processes::{self, OwnedChild, Signal},
    programs,
    services::output_file,
    title_bar,
};

/// What the window needs from the system.
pub const NEEDS: [&str; 3] = ["WebKitWebDriver", "Xvfb", "dbus-daemon"];

/// Windows open at one time: each keeps three processes busy, and two cores are what there is.
static PLACES: Semaphore = Semaphore::const_new(2);

/// How often a free port may turn out to be taken by the time the driver wants it.
const PORT_ATTEMPTS: u32 = 5;

/// The page's picture lags behind its DOM by some frames, and WebDriver has no way to ask for that.
const PICTURE_LAG: Duration = Duration::from_millis(300);

/// A window of Sofia Desk. Dropping it kills the application and its driver.
#[derive(Debug)]
pub struct Window {
    client: Client,
    application: u32,
    /// As in `DISPLAY`.
    display: String,
    log: PathBuf,
    driver: OwnedChild,
    _place: SemaphorePermit<'static>,
}

impl Window {
    /// Opens the window in this environment, which must have a display.
    pub async fn start(environment: &Environment) -> Result<Self> {
        Self::start_program(environment, &programs::sofia_desk()?, &[]).await
    }

    /// Any other program that shows a page of WebKitGTK and lets itself be driven.
    pub async fn start_program(
        environment: &Environment,
        program: &Path,
        arguments: &[&str],
    ) -> Result<Self> {
        let place = PLACES.acquire().await?;
        let (driver, address, log) = start_driver(environment)?;
        let mut capabilities = Capabilities::new();
        capabilities.insert(
            "webkitgtk:browserOptions".to_owned(),
            json!({"binary": program.display().to_string(), "args": arguments}),
        );
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let connecting = tokio::time::timeout(LATER, builder.connect(&address));
        let client = connecting
            .await
            .with_context(|| format!("no window within {LATER:?}; {}", said_in(&log)))?
            .with_context(|| format!("no window; {}", said_in(&log)))?;
        let application = processes::find_descendant(driver.id(), program, SOON)?;
        let display = environment.display()?.name().to_owned();
        Ok(Self { client, application, display, log, driver, _place: place })
    }

    /// The process of the application itself.
    pub fn process(&self) -> u32 {
        self.application
    }

    /// The display that the window is on.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// The processes in which the page lives (WebKit's), which belong to the application.
    pub fn web_processes(&self) -> Vec<u32> {
        processes::descendants(self.application)
    }

    /// Where the output of the driver and of the application goes.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// The client underneath, for what has no method here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The first part of this name that is there now.
    pub async fn by_test_id(&self, id: &str) -> Result<Element> {
        self.find(&test_id(id)).await
    }

    /// The first part that a CSS selector finds now.
    pub async fn find(&self, selector: &str) -> Result<Element> {
        let found = within("find", self.client.find(Locator::Css(selector))).await;
        found.with_context(|| format!("{selector} is not there"))
    }

    /// Waits for a part and gives it.
    pub async fn wait_for(&self, id: &str) -> Result<Element> {
        self.wait_for_css(&test_id(id)).await
    }

    /// All parts that a CSS selector finds now.
    pub async fn find_all(&self, selector: &str) -> Result<Vec<Element>> {
        within("find", self.client.find_all(Locator::Css(selector))).await
    }

    pub async fn wait_for_css(&self, selector: &str) -> Result<Element> {
        self.wait_until(selector, SOON, async || Ok(self.find_all(selector).await?.into_iter().next())).await
    }

    /// Waits until no such part is left.
    pub async fn wait_gone(&self, id: &str) -> Result<()> {
        let what = format!("{id} to go away");
        self.wait_until(&what, SOON, async || Ok((self.count(id).await? == 0).then_some(()))).await
    }

    /// Waits until there are at least this many.
    pub async fn wait_count(&self, id: &str, at_least: usize) -> Result<usize> {
        let what = format!("{at_least} of {id}");
        self.wait_until(&what, SOON, async || {
            Ok(Some(self.count(id).await?).filter(|&count| count >= at_least))
        })
        .await
    }

    /// Waits until a part of this name contains the text.
    pub async fn wait_text(&self, id: &str, text: &str) -> Result<()> {
        let what = format!("{id} to say {text:?}");
        self.wait_until(&what, SOON, async || {
            Ok(self.texts(id).await?.iter().any(|found| found.contains(text)).then_some(()))
        })
        .await
    }

    /// Asks again and again until there is a value. What the page says in between is shown if it never comes.
    pub async fn wait_until<T>(
        &self,
        what: &str,
        bound: Duration,
        mut condition: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        let begin = Instant::now();
        loop {
            let (asked, passing) = match condition().await {
                Ok(Some(value)) => return Ok(value),
                Ok(None) => (None, true),
                // A part that was found can be gone when it is asked something: that is one more "not yet".
                Err(error) => {
                    let passing = is_passing(&error);
                    (Some(error), passing)
                }
            };
            if begin.elapsed() > bound || (!passing && !processes::is_running(self.application)) {
                let page = self.visible_text().await.unwrap_or_else(|error| format!("({error:#})"));
                let problem = asked.map(|error| format!(": {error:#}")).unwrap_or_default();
                bail!(
                    "waited {:?} in vain for {what}{problem}\nthe page says: {page}\n{}",
                    begin.elapsed(),
                    said_in(&self.log)
                );
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Waits for a part that can be clicked, and clicks it.
    pub async fn click(&self, id: &str) -> Result<()> {
        self.click_css(&test_id(id)).await
    }

    pub async fn click_css(&self, selector: &str) -> Result<()> {
        let what = format!("{selector} to be clickable");
        self.wait_until(&what, SOON, async || {
            let Some(element) = self.find_all(selector).await?.into_iter().next() else { return Ok(None) };
            if !within("is enabled", element.is_enabled()).await? {
                return Ok(None);
            }
            within("click", element.click()).await.map(Some)
        })
        .await
    }

    /// Brings the pointer over a part, which may show what is hidden without it.
    pub async fn hover(&self, element: &Element) -> Result<()> {
        let way = PointerAction::MoveToElement { element: element.clone(), duration: None, x: 0.0, y: 0.0 };
        let pointer = MouseActions::new("mouse".to_owned()).then(way);
        within("hover", self.client.perform_actions(pointer)).await
    }

    /// Empties a field and types into it, key by key.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        // The page may still be replacing the field by another one, so it is looked for anew each time.
        let field = self
            .wait_until(&format!("{id} to be empty"), SOON, async || {
                let Some(field) = self.find_all(&test_id(id)).await?.into_iter().next() else {
                    return Ok(None);
                };
                within("clear", field.clear()).await?;
                Ok(Some(field))
            })
            .await?;
        if text.is_empty() {
            return Ok(());
        }
        within("type", field.send_keys(text)).await.with_context(|| format!("{id} could not be typed into"))
    }

    /// What a part shows.
    pub async fn text(&self, id: &str) -> Result<String> {
        within("read", self.by_test_id(id).await?.text()).await
    }

    /// What all parts of this name show, in order.
    pub async fn texts(&self, id: &str) -> Result<Vec<String>> {
        self.texts_css(&test_id(id)).await
    }

    pub async fn texts_css(&self, selector: &str) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.find_all(selector).await? {
            texts.push(within("read", element.text()).await?);
        }
        Ok(texts)
    }

    pub async fn attribute(&self, id: &str, name: &str) -> Result<Option<String>> {
        self.css_attribute(&test_id(id), name).await
    }

    pub async fn css_attribute(&self, selector: &str, name: &str) -> Result<Option<String>> {
        within("attribute", self.find(selector).await?.attr(name)).await
    }

    /// How many parts of this name there are.
    pub async fn count(&self, id: &str) -> Result<usize> {
        self.count_css(&test_id(id)).await
    }

    pub async fn count_css(&self, selector: &str) -> Result<usize> {
        Ok(self.find_all(selector).await?.len())
    }

    /// Runs a function body in the page and gives what it returns.
    pub async fn execute(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        within("script", self.client.execute(script, arguments)).await
    }

    /// Runs a function body in the page that answers through its last argument.
    pub async fn execute_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        within("script", self.client.execute_async(script, arguments)).await
    }

    /// All text that the page shows.
    pub async fn visible_text(&self) -> Result<String> {
        let text = self.execute("return document.body ? document.body.innerText : ''", Vec::new()).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Uncaught errors and refused resources (CSP) so far. The page counts them from the first one on; a test of its
    /// own shows that it does.
    pub async fn reports(&self) -> Result<u64> {
        let said = self.execute("return document.documentElement.dataset.reports ?? '0'", Vec::new()).await?;
        let counted = said.as_str().and_then(|count| count.parse().ok());
        counted.ok_or_else(|| anyhow!("the page counts its reports as {said}"))
    }

    /// Fails if the page reported an error.
    pub async fn has_no_reports(&self) -> Result<()> {
        let reports = self.reports().await?;
        if reports > 0 {
            bail!("the page reported {reports} errors; {}", said_in(&self.log));
        }
        Ok(())
    }

    /// What its title bar says.
    pub fn title(&self) -> Result<String> {
        title_bar::read(&self.display, self.application)
    }

    /// Drags a file onto the middle of the window and lets it go.
    pub async fn drop_file(&self, file: &Path) -> Result<()> {
        let (display, process, file) = (self.display.clone(), self.application, file.to_owned());
        tokio::task::spawn_blocking(move || dropped_file::drop_on(&display, process, &file)).await?
    }

    /// Gives the window a size in pixels, in the corner of the display: there is no window manager to do it.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        within("resize", self.client.set_window_rect(0, 0, width, height)).await
    }

    /// A picture of the whole window, as PNG.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        tokio::time::sleep(PICTURE_LAG).await;
        let picture = within("picture", self.client.screenshot()).await?;
        std::fs::write(path, picture).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Ends the application as `kill -9` does, and waits until it and the processes of its page are gone.
    pub async fn kill(mut self) -> Result<()> {
        let mut family = self.web_processes();
        family.push(self.application);
        processes::signal(self.application, Signal::Kill)?;
        tokio::task::spawn_blocking(move || {
            processes::wait_until_ended(&family, SOON)?;
            self.driver.kill()
        })
        .await?
    }

    /// Asks the application to end as the system does at logout. How long it took.
    pub async fn terminate(self) -> Result<Duration> {
        self.end_by(|window| processes::signal(window.application, Signal::Terminate)).await
    }

    /// Closes the window with its close button and waits until the application has ended by itself. How long it took.
    pub async fn close(self) -> Result<Duration> {
        self.end_by(|window| close_button::press(&window.display, window.application)).await
    }

    async fn end_by(mut self, ask: impl FnOnce(&Self) -> Result<()>) -> Result<Duration> {
        let mut family = self.web_processes();
        family.push(self.application);
        let begin = Instant::now();
        ask(&self)?;
        tokio::task::spawn_blocking(move || {
            processes::wait_until_ended(&family, SOON).with_context(|| said_in(&self.log))?;
            let took = begin.elapsed();
            self.driver.kill()?;
            Ok(took)
        })
        .await?
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // The driver would leave the application running if it were killed first.
        if processes::is_running(self.application) {
            let mut family = self.web_processes();
            family.push(self.application);
            let _ = processes::signal(self.application, Signal::Kill);
            // The folders are removed next; nobody must be writing into them.
            let _ = processes::wait_until_ended(&family, SOON);
        }
    }
}

fn test_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

/// One command of WebDriver, within its bound: a driver that hangs must not hang the tests.
pub async fn within<T>(what: &str, command: impl Future<Output = Result<T, CmdError>>) -> Result<T> {
    let answer = tokio::time::timeout(SOON, command).await;
    let answer = answer.with_context(|| format!("the driver did not answer a {what:?} within {SOON:?}"))?;
    // The kind of an error often comes without a message.
    answer.map_err(|error| match &error {
        CmdError::Standard(standard) => {
            let kind = format!("{what}: {}", standard.error());
            anyhow::Error::from(error).context(kind)
        }
        _ => error.into(),
    })
}

/// The page was just changing: the part is gone, moving or covered for the moment.
fn is_passing(error: &anyhow::Error) -> bool {
    let Some(CmdError::Standard(error)) = error.downcast_ref::<CmdError>() else { return false };
    matches!(
        error.error().as_ref(),
        "stale element reference"
            | "no such element"
            | "element click intercepted"
            | "element not interactable"
    )
}

fn start_driver(environment: &Environment) -> Result<(OwnedChild, String, PathBuf)> {
    let (log, _) = output_file(&environment.logs(), "window.log")?;
    for _ in 0..PORT_ATTEMPTS {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let (_, output) = output_file(&environment.logs(), "window.log")?;
        let mut command = environment.command("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let mut driver = OwnedChild::spawn("WebKitWebDriver", &mut command)?;
        let listening = wait_for("WebKitWebDriver to listen", SOON, || {
            if driver.ended().is_some() {
                return Some(false);
            }
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok().then_some(true)
        })?;
        if listening {
            return Ok((driver, format!("http://127.0.0.1:{port}"), log));
        }
    }
    bail!("WebKitWebDriver found no free port in {PORT_ATTEMPTS} attempts; {}", said_in(&log))
}

fn said_in(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let tail: Vec<&str> = text.lines().rev().take(20).collect();
    if tail.is_empty() {
        return "the application said nothing".to_owned();
    }
    format!("the application said:\n{}", tail.into_iter().rev().collect::<Vec<_>>().join("\n"))
}
