//! The window as low as it is meant to be used.

use serde_json::json;
use sofia_tests::{TestResult, bounds::SOON, needs, window::Window};

use crate::{NEEDS, desktop};

/// Whether the list is at its end, and which of the question and the last thing said are in sight as a whole.
const IN_SIGHT: &str = "
    const list = document.querySelector('[data-testid=message-list]');
    const frame = list.getBoundingClientRect();
    const turn = [...document.querySelectorAll('[data-testid=turn]')].at(-1);
    const within = (part) => {
        const box = part?.getBoundingClientRect();
        return box !== undefined && box.height > 0 && box.top >= frame.top && box.bottom <= frame.bottom;
    };
    return {
        end: list.scrollHeight - list.scrollTop - list.clientHeight <= 4,
        question: within(turn.querySelector('[data-testid=sent-event]')),
        cards: within(turn.querySelector('[data-testid=product-card]')),
        last: within([...turn.querySelectorAll('[data-testid=suggestion]')].at(-1)),
    };";

#[tokio::test(flavor = "multi_thread")]
async fn a_question_stays_in_sight_above_the_cards_of_its_answer() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.resize(1100, 700).await?;
    window.talk_to_demo_merchant().await?;
    window.say_and_wait("Oi!").await?;
    window.say_and_wait("vestido azul até 200 reais").await?;
    let wanted = json!({ "end": true, "question": true, "cards": true, "last": true });
    window
        .wait_until("question, cards and suggestions in one view", SOON, async || {
            let seen = window.execute(IN_SIGHT, Vec::new()).await?;
            anyhow::ensure!(seen == wanted, "{seen} is in sight");
            Ok(Some(()))
        })
        .await?;
    window.has_no_reports().await?;
    Ok(())
}
