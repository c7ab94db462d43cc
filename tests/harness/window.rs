//! The way of driving a window, tried on WebKit's own little browser where that is installed.

use std::time::Duration;

use sofia_tests::{
    Environment, Script, Server, TestResult,
    bounds::SOON,
    canary::Canary,
    failure, needs, processes, programs,
    window::{self as driving, NEEDS, Window},
};

const PAGE: &str = r#"<!doctype html><html data-reports="0"><head><title>probe</title></head><body>
<p data-testid="greeting" data-kind="probe">olá</p>
<input data-testid="field"><button data-testid="copy" disabled>copy</button><output data-testid="copied"></output>
<script>
  addEventListener("error", () => document.documentElement.dataset.reports = "1");
  const part = (id) => document.querySelector(`[data-testid=${id}]`);
  part("copy").onclick = () => { part("copied").textContent = part("field").value; };
  setTimeout(() => { part("copy").disabled = false; }, 200);
</script></body></html>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_window_is_driven_watched_and_killed() -> TestResult {
    needs!(NEEDS);
    let Some(browser) = programs::little_browser() else {
        return failure::skip("WebKit's MiniBrowser is not installed");
    };
    let server = Server::start()?;
    server.answer("/", Script::answer(200, &[("content-type", "text/html; charset=utf-8")], PAGE));
    server.allow("/favicon.ico", Script::status(404, ""));
    let mut environment = Environment::new()?;
    environment.start_display(900, 700)?;
    let window = Window::start_program(&environment, &browser, &["--automation"]).await?;
    driving::within("go", window.client().goto(&server.base_url())).await?;

    assert_eq!(window.text("greeting").await?, "olá");
    assert_eq!(window.attribute("greeting", "data-kind").await?.as_deref(), Some("probe"));
    assert_eq!(window.count("nothing").await?, 0);
    window.fill("field", "vestido azul até 200 reais").await?;
    window.click("copy").await?;
    window.wait_text("copied", "vestido azul até 200 reais").await?;
    window.has_no_reports().await?;
    window.execute("setTimeout(() => { throw new Error('probe') })", Vec::new()).await?;
    window
        .wait_until(
            "the error to be counted",
            SOON,
            async || Ok((window.reports().await? == 1).then_some(())),
        )
        .await?;
    let never = window.wait_until("a miracle", Duration::from_millis(50), async || Ok(None::<()>)).await;
    assert!(format!("{:#}", never.unwrap_err()).contains("olá"), "the page is shown when a wait is in vain");

    let picture = environment.root().join("picture.png");
    window.screenshot(&picture).await?;
    assert!(std::fs::read(&picture)?.starts_with(b"\x89PNG"));

    // What was typed into the page is in the memory of its process: a search that finds nothing means something.
    let typed = Canary::of("vestido azul até 200 reais");
    let processes = window.web_processes();
    let mut found = Vec::new();
    for &process in &processes {
        found.extend(typed.search_memory(process)?);
    }
    assert!(!found.is_empty(), "searched {processes:?}");

    let application = window.process();
    window.kill().await?;
    assert!(!processes.into_iter().chain([application]).any(processes::is_running));
    Ok(())
}
