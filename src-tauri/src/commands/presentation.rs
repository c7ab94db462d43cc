//! The presentation view: its plan, its screen, and the check before it.

use std::time::Instant;

use sofia_core::AnswersWanted;
use tauri::{Manager, WebviewWindow};

use crate::convert;
use crate::host::{Host, Outlet};
use crate::presenting::{self, Awake};
use crate::transfer::*;
use crate::window;

/// More than anybody rehearses.
const MOST_PROMPTS: usize = 200;
/// The longest text that a customer can send.
const LONGEST_PROMPT: usize = 4096;

pub(super) async fn presentation_plan(
    host: &Host,
    input: MerchantId,
) -> Result<PresentationPlan, ErrorReport> {
    Ok(host.preferences.presentation(&input.id))
}

pub(super) async fn presentation_plan_set(
    host: &Host,
    input: PresentationPlanSet,
) -> Result<(), ErrorReport> {
    let prompts = input.plan.prompts.iter().flatten();
    if prompts.clone().count() > MOST_PROMPTS {
        return Err(invalid(&format!("there are more than {MOST_PROMPTS} prompts")));
    }
    if prompts.clone().any(|prompt| prompt.chars().count() > LONGEST_PROMPT) {
        return Err(invalid(&format!("a prompt has more than {LONGEST_PROMPT} characters")));
    }
    host.engine.merchant(&input.merchant_id).await.map_err(convert::error)?;
    host.preferences
        .set_presentation(&input.merchant_id, &input.plan)
        .map_err(|reason| ErrorReport::internal(&reason))
}

pub(super) async fn presentation_screens(
    host: &Host,
    (): (),
) -> Result<Vec<PresentationScreen>, ErrorReport> {
    presenting::screens(&shown(host)?).map_err(failed)
}

pub(super) async fn presentation_begin(host: &Host, input: PresentationBegin) -> Result<(), ErrorReport> {
    let place = host.preferences.window();
    let begun = host.presenting.begin(&shown(host)?, place, &input.title, input.screen.as_deref()).await;
    begun.map_err(failed)
}

pub(super) async fn presentation_end(host: &Host, (): ()) -> Result<(), ErrorReport> {
    host.presenting.end(&shown(host)?).await.map_err(failed)
}

pub(super) async fn presentation_check(
    host: &Host,
    input: PresentationCheck,
    steps: Outlet<PresentationStep>,
) -> Result<PresentationVerdict, ErrorReport> {
    let began = Instant::now();
    let on_step = |step| steps.send(convert::presentation_step(step));
    let ready =
        host.engine.rehearse(&input.merchant_id, &input.prompt, on_step).await.map_err(convert::error)?;
    let took_us = convert::micros(began.elapsed());
    Ok(PresentationVerdict { ready, took_us, stays_awake: Awake::ask().await.is_some() })
}

pub(super) async fn presentation_recording(
    host: &Host,
    input: RecordedWanted,
) -> Result<Option<RecordedAnswers>, ErrorReport> {
    let wanted = AnswersWanted {
        merchant_id: input.merchant_id,
        conversation_id: input.conversation_id,
        next: input.next,
    };
    let found = host.engine.recorded_answers(wanted).await.map_err(convert::error)?;
    Ok(found.map(|found| RecordedAnswers {
        conversation: convert::conversation(found.conversation),
        turn_ids: found.turn_ids,
    }))
}

fn shown(host: &Host) -> Result<WebviewWindow, ErrorReport> {
    host.app.get_webview_window(window::LABEL).ok_or_else(|| ErrorReport::internal("the window is gone"))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands behind `map_err`")]
fn failed(error: tauri::Error) -> ErrorReport {
    ErrorReport::internal(&error.to_string())
}

fn invalid(reason: &str) -> ErrorReport {
    ErrorReport::new(ErrorCode::InputInvalid, &[("reason", reason)], reason)
}
