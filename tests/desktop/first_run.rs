use sofia_tests::{TestResult, bounds::SOON, needs, window::Window};

use crate::{NEEDS, desktop};

#[tokio::test(flavor = "multi_thread")]
async fn a_first_message_to_the_demo_merchant_gives_bubbles_and_products() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    window.wait_for("first-run").await?;
    window.talk_to_demo_merchant().await?;
    window.say_and_wait("vestido azul até 200 reais").await?;

    assert_eq!(window.turn_states().await?, ["complete"]);
    assert_eq!(window.messages("customer").await?, ["vestido azul até 200 reais"]);
    assert!(window.messages("sofia").await?.iter().any(|said| !said.is_empty()));
    assert!(window.count("product-card").await? > 0);
    assert!(window.count("suggestion").await? > 0);
    assert!(window.count("simulated").await? > 0, "what the simulator answers is marked");
    let rows = window.wait_event_rows(3).await?;
    assert!(rows.iter().any(|row| row.kind == "recommendationEvent"), "{rows:?}");

    // A chip sends its text.
    let question = window.texts("suggestion").await?[0].clone();
    window.click("suggestion").await?;
    window.wait_turn_ended(2).await?;
    assert_eq!(window.messages("customer").await?.last(), Some(&question));

    window.click("conversation-close").await?;
    window.wait_state("closed").await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_works_without_a_keychain_and_without_a_bus() -> TestResult {
    needs!(NEEDS);
    let mut environment = sofia_tests::Environment::new()?;
    environment.start_display(1400, 900)?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.say_and_wait("oi").await?;
    assert_eq!(window.turn_states().await?, ["complete"]);
    let said = "[data-testid=status-keychain]:not([data-state=available])";
    window.wait_for_css(said).await?;
    window.has_no_reports().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_in_the_page_and_a_refused_resource_are_counted() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.wait_ready().await?;
    assert_eq!(window.reports().await?, 0);
    window.execute("setTimeout(() => { throw new Error('a probe') })", Vec::new()).await?;
    let counted = async |count| {
        window
            .wait_until("a report", SOON, async || Ok((window.reports().await? == count).then_some(())))
            .await
    };
    counted(1).await?;
    window
        .execute(
            "const image = new Image(); image.src = 'https://example.com/probe.png'; document.body.append(image)",
            Vec::new(),
        )
        .await?;
    counted(2).await?;
    Ok(())
}
