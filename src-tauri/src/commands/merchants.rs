//! Merchants: added, edited, tested, moved through files.

use std::path::PathBuf;

use sofia_core::credentials::KeyPlace;
use sofia_core::{KeyChange, merchant};
use tauri_plugin_dialog::DialogExt;

use crate::convert;
use crate::demo;
use crate::host::{Host, Outlet};
use crate::transfer::*;

const FILE_NAME: &str = "merchants.json";

pub(super) async fn merchant_add(host: &Host, input: MerchantAdd) -> Result<MerchantSaved, ErrorReport> {
    let key = key_change(host, &input.key, &input.draft.base_url, input.session_only)?;
    let saved = host.engine.add_merchant(draft(input.draft), key).await.map_err(convert::error)?;
    if saved.key_error.is_none() {
        forget_pasted(host, &input.key);
    }
    Ok(convert::merchant_saved(&host.engine, saved))
}

pub(super) async fn merchant_update(
    host: &Host,
    input: MerchantUpdate,
) -> Result<MerchantSaved, ErrorReport> {
    let key = key_change(host, &input.key, &input.draft.base_url, input.session_only)?;
    let saved =
        host.engine.update_merchant(&input.id, draft(input.draft), key).await.map_err(convert::error)?;
    if saved.key_error.is_none() {
        forget_pasted(host, &input.key);
    }
    if saved.merchant.simulated
        && let Err(error) = demo::catalog_follows_shop(&host.engine).await
    {
        // The shop is played all the same; its catalog can be imported again.
        tracing::warn!(%error, "the demo merchant has the catalog of another of its shops");
    }
    Ok(convert::merchant_saved(&host.engine, saved))
}

pub(super) async fn merchant_duplicate(host: &Host, input: MerchantId) -> Result<Merchant, ErrorReport> {
    let copy = host.engine.duplicate_merchant(&input.id).await.map_err(convert::error)?;
    Ok(convert::merchant(&host.engine, &copy))
}

pub(super) async fn merchant_remove(host: &Host, input: MerchantId) -> Result<MerchantRemoved, ErrorReport> {
    let (conversations_kept, key_error) =
        host.engine.remove_merchant(&input.id).await.map_err(convert::error)?;
    host.preferences.forget_presentation(&input.id);
    Ok(MerchantRemoved { conversations_kept, key_error: key_error.map(convert::error) })
}

pub(super) async fn merchants_export(host: &Host, (): ()) -> Result<Option<MerchantsMoved>, ErrorReport> {
    let dialog = host.app.dialog().file().set_file_name(FILE_NAME).add_filter("JSON", &["json"]);
    let Some(path) = chosen(move || dialog.blocking_save_file()).await? else { return Ok(None) };
    let names = host.engine.export_merchants(&path).await.map_err(convert::error)?;
    Ok(Some(MerchantsMoved { path: path.display().to_string(), names, skipped: Vec::new() }))
}

pub(super) async fn merchants_import(host: &Host, (): ()) -> Result<Option<MerchantsMoved>, ErrorReport> {
    let dialog = host.app.dialog().file().add_filter("JSON", &["json"]);
    let Some(path) = chosen(move || dialog.blocking_pick_file()).await? else { return Ok(None) };
    let (names, skipped) = host.engine.import_merchants(&path).await.map_err(convert::error)?;
    Ok(Some(MerchantsMoved { path: path.display().to_string(), names, skipped }))
}

pub(super) async fn merchant_test(
    host: &Host,
    input: MerchantTest,
    steps: Outlet<ConnectionStep>,
) -> Result<ConnectionVerdict, ErrorReport> {
    // A test takes nothing away: the pasted key is still there for saving.
    let key = match input.key {
        KeyInput::Unchanged => None,
        KeyInput::Typed { value } => Some(convert::api_key(&value)?),
        KeyInput::Pasted { handle } => Some(host.pasted.look(&handle, &input.draft.base_url)?),
    };
    let on_step = |step| steps.send(convert::connection_step(step));
    let works = host
        .engine
        .test_connection(draft(input.draft), key, input.id.as_deref(), on_step)
        .await
        .map_err(convert::error)?;
    Ok(ConnectionVerdict { works })
}

pub(super) async fn merchant_reach(host: &Host, input: MerchantId) -> Result<Reachability, ErrorReport> {
    let reach = host.engine.reach(&input.id).await.map_err(convert::error)?;
    Ok(convert::reachability(reach))
}

/// What a person's key input asks for, for a merchant at an address.
pub(super) fn key_change(
    host: &Host,
    input: &KeyInput,
    base_url: &str,
    session_only: bool,
) -> Result<KeyChange, ErrorReport> {
    let place = if session_only { KeyPlace::SessionOnly } else { KeyPlace::Keychain };
    Ok(match input {
        KeyInput::Unchanged => KeyChange::Keep,
        KeyInput::Typed { value } => KeyChange::Set(convert::api_key(value)?, place),
        KeyInput::Pasted { handle } => KeyChange::Set(host.pasted.look(handle, base_url)?, place),
    })
}

/// A key that was pasted and is saved now is handed out no more.
pub(super) fn forget_pasted(host: &Host, input: &KeyInput) {
    if let KeyInput::Pasted { handle } = input {
        host.pasted.forget(handle);
    }
}

fn draft(draft: MerchantDraft) -> merchant::MerchantDraft {
    merchant::MerchantDraft {
        name: draft.name,
        base_url: draft.base_url,
        business_id: draft.business_id,
        agent_id: draft.agent_id,
        colour: draft.colour,
    }
}

/// Asks with a dialog of the system, on a thread where waiting does no harm.
pub(super) async fn chosen(
    ask: impl FnOnce() -> Option<tauri_plugin_dialog::FilePath> + Send + 'static,
) -> Result<Option<PathBuf>, ErrorReport> {
    let internal = |reason: String| ErrorReport::internal(&reason);
    let answer = tokio::task::spawn_blocking(ask).await.map_err(|error| internal(error.to_string()))?;
    answer.map(|path| path.into_path().map_err(|error| internal(error.to_string()))).transpose()
}
