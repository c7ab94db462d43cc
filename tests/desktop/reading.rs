//! Who reads an earlier message is left there, whatever comes in.

use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    bounds::SOON,
    needs,
    server::INVOKE,
    shop::{line, message},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

/// What is between the end of the list and what is seen of it, in pixels.
const FROM_END: &str = "const list = document.querySelector('[data-testid=message-list]');
     return Math.round(list.scrollHeight - list.scrollTop - list.clientHeight)";
const PLACE: &str = "return Math.round(document.querySelector('[data-testid=message-list]').scrollTop)";

#[tokio::test(flavor = "multi_thread")]
async fn new_text_moves_those_who_are_at_the_end_and_one_press_brings_the_others_there() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    let gate = Gate::new();
    let said = |part: u32| Step::line(line(&[message(&format!("parte {part}"))]).as_bytes());
    let mut steps: Vec<Step> = (0..40).map(said).collect();
    steps.push(Step::WaitFor(gate.clone()));
    steps.extend((40..50).map(said));
    steps.push(Step::LastChunk);
    server.answer(INVOKE, Script::stream(steps));
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_new_merchant("Loja Acme", &server, KEY).await?;
    window.say("conte tudo").await?;
    window.wait_answer("parte 39").await?;
    // What has come is laid out a frame later.
    let taller = "const list = document.querySelector('[data-testid=message-list]');
         return list.scrollHeight > list.clientHeight + 200";
    let tall = async || Ok((window.execute(taller, Vec::new()).await? == true).then_some(()));
    window.wait_until("a list that scrolls", SOON, tall).await?;
    let at_end = async || Ok((window.execute(FROM_END, Vec::new()).await?.as_i64() <= Some(4)).then_some(()));
    window.wait_until("the list at its end", SOON, at_end).await?;
    assert_eq!(window.count("jump-latest").await?, 0);

    // A turn of the wheel, and where it leads.
    let wheel = "const list = document.querySelector('[data-testid=message-list]');
         list.dispatchEvent(new WheelEvent('wheel', { deltaY: -600, bubbles: true }));
         list.scrollTop = 40; return null";
    window.execute(wheel, Vec::new()).await?;
    window.wait_for("jump-latest").await?;
    let before = window.execute(PLACE, Vec::new()).await?;
    gate.open();
    window.wait_turn_ended(1).await?;
    window.wait_answer("parte 49").await?;
    assert_eq!(window.execute(PLACE, Vec::new()).await?, before);

    window.click("jump-latest").await?;
    window.wait_until("the list at its end", SOON, at_end).await?;
    window.wait_gone("jump-latest").await?;

    // What is found far above the end is held there, and is not scrolled away from again.
    window.press("Ctrl+f").await?;
    window.wait_focused("[data-testid=find-field]").await?;
    window.type_text("parte 7").await?;
    window.wait_for_css("[data-testid=find-count][data-count='1']").await?;
    let seen = "const found = [...CSS.highlights.get('found-here') ?? []][0]?.getBoundingClientRect();
         const list = document.querySelector('[data-testid=message-list]').getBoundingClientRect();
         return found !== undefined && found.top >= list.top && found.bottom <= list.bottom";
    let in_sight = async || Ok((window.execute(seen, Vec::new()).await? == true).then_some(()));
    window.wait_until("what was found in sight", SOON, in_sight).await?;
    for _ in 0..10 {
        assert_eq!(window.execute(seen, Vec::new()).await?, true);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    // Whoever goes on from there is not taken back to it by what streams in.
    server.answer(INVOKE, Script::ndjson((50..60).map(|part| line(&[message(&format!("parte {part}"))]))));
    window.click("jump-latest").await?;
    window.wait_until("the list at its end", SOON, at_end).await?;
    window.say("e o resto?").await?;
    window.wait_answer("parte 59").await?;
    window.wait_until("the list at its end", SOON, at_end).await?;
    for _ in 0..10 {
        assert!(at_end().await?.is_some(), "the list was taken away from its end");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    window.has_no_reports().await?;
    Ok(())
}
