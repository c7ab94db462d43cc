//! Conversations that leave in a file and come in one, and what is kept on this computer.

use sofia_core::Error;
use sofia_core::export::{ExportFormat as Format, ExportOptions};

use crate::choosing;
use crate::convert;
use crate::host::{Host, Outlet};
use crate::importing;
use crate::media;
use crate::transfer::*;

/// A longer name of a file helps nobody.
const LONGEST_NAME: usize = 60;

/// Writes conversations to a file that the person names; `None` where they name none, or stop it.
pub(super) async fn conversations_export(
    host: &Host,
    input: ConversationsExport,
    progress: Outlet<ExportProgress>,
) -> Result<Option<ConversationsExported>, ErrorReport> {
    let format = convert::history::export_format(input.format);
    let name = match input.ids.as_slice() {
        [only] => {
            let conversation = host.engine.conversation(only).await.map_err(convert::error)?;
            file_name(conversation.called(), &conversation.merchant_name)
        }
        _ => "conversations".to_owned(),
    };
    let suggested = format!("{name}.{}", format.extension());
    let Some(path) = choosing::file_to_write(host, &suggested, kind(format)).await? else { return Ok(None) };
    let options = ExportOptions {
        mask: input.mask,
        language: convert::history::document_language(input.language),
        pictures: media::kept_pictures(host),
        ..ExportOptions::of(format)
    };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let tell = move |at: sofia_core::export::ExportProgress| {
        progress.send(ExportProgress { done: count(at.done), of: count(at.of) });
    };
    match host.engine.export(&input.ids, options, &path, host.exports.begin(), tell).await {
        Ok(exported) => Ok(Some(ConversationsExported {
            path: path.display().to_string(),
            conversations: u32::try_from(exported.conversations).unwrap_or(u32::MAX),
            bytes: exported.bytes,
        })),
        Err(Error::Cancelled) => Ok(None),
        Err(error) => Err(convert::error(error)),
    }
}

pub(super) async fn export_cancel(host: &Host, (): ()) -> Result<(), ErrorReport> {
    host.exports.cancel();
    Ok(())
}

pub(super) async fn export_masks(
    host: &Host,
    input: ConversationIds,
) -> Result<Vec<MaskedValue>, ErrorReport> {
    let masked = host.engine.would_mask(&input.ids).await.map_err(convert::error)?;
    Ok(masked.into_iter().map(convert::history::masked).collect())
}

/// Takes in the conversations of a file that the person names; what it is, is judged by what is in it. Those that are
/// here already are left out.
pub(super) async fn conversations_import(
    host: &Host,
    (): (),
) -> Result<Option<ConversationsImported>, ErrorReport> {
    let recordings = ("NDJSON", ["ndjson", "jsonl", "json", "txt"].as_slice());
    let Some(path) = choosing::file_to_read(host, recordings, "*.*").await? else { return Ok(None) };
    importing::take_in(&host.engine, &host.left_out, &path).await.map(Some)
}

/// Takes in once more what was left out because it is here already; `None` where that was too long ago.
pub(super) async fn conversations_import_again(
    host: &Host,
    input: LeftOutFile,
) -> Result<Option<ConversationsImported>, ErrorReport> {
    importing::take_in_again(&host.engine, &host.left_out, input.number).await
}

pub(super) async fn data_statement(host: &Host, (): ()) -> Result<DataStatement, ErrorReport> {
    let statement = host.engine.data_statement().await.map_err(convert::error)?;
    let retention = host.engine.retention().await.map_err(convert::error)?;
    Ok(convert::history::data_statement(&statement, retention))
}

/// How many conversations would go at once, so that a person can be asked before.
pub(super) async fn retention_effect(
    host: &Host,
    input: RetentionWish,
) -> Result<RetentionEffect, ErrorReport> {
    let takes = host.engine.retention_takes(convert::history::retention(&input)).await;
    let conversations = u32::try_from(takes.map_err(convert::error)?).unwrap_or(u32::MAX);
    Ok(RetentionEffect { conversations })
}

/// Sets the retention and takes out what is too old by it.
pub(super) async fn retention_set(host: &Host, input: RetentionWish) -> Result<RetentionEffect, ErrorReport> {
    host.engine.set_retention(convert::history::retention(&input)).await.map_err(convert::error)?;
    let purged = host.engine.upkeep().await.map_err(convert::error)?;
    Ok(RetentionEffect { conversations: purged.purged })
}

/// What the dialog calls such a file, and what its name ends in.
fn kind(format: Format) -> choosing::Kind<'static> {
    match format {
        Format::Recording => ("NDJSON", &["ndjson"]),
        Format::Markdown => ("Markdown", &["md"]),
        Format::Html => ("HTML", &["html"]),
        Format::Csv => ("CSV", &["csv"]),
        Format::Json => ("JSON", &["json"]),
    }
}

/// A name for a file, from what a conversation is called: letters and digits of any script, with nothing that means
/// something to a system of files.
fn file_name(called: &str, merchant: &str) -> String {
    let words = if called.trim().is_empty() { merchant } else { called };
    let words: Vec<&str> =
        words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(LONGEST_NAME).collect();
    if name.is_empty() { "conversation".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_like_its_conversation_in_letters_and_digits() {
        let table = [
            ("tem vestido azul?", "Loja Acme", "tem-vestido-azul"),
            ("../../etc/passwd", "Loja Acme", "etc-passwd"),
            ("a\\b:c*d|e\n\"f\"", "Loja Acme", "a-b-c-d-e-f"),
            ("Açaí 500 ml", "Loja Acme", "Açaí-500-ml"),
            ("", "Loja Acme", "Loja-Acme"),
            ("👋", "👋", "conversation"),
        ];
        for (called, merchant, expected) in table {
            assert_eq!(file_name(called, merchant), expected, "{called:?}");
        }
        assert_eq!(file_name(&"á".repeat(500), "").chars().count(), LONGEST_NAME);
    }
}
