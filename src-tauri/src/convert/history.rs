//! What was found, rated, masked and measured, on its way to the window.

use std::collections::HashMap;

use sofia_core::conversation as domain;
use sofia_core::export::{self, PersonalKind as Personal};
use sofia_core::recording::Notice;
use sofia_core::search;
use sofia_core::{self as core, DAYS_TO_UNDO, Retention};

use crate::transfer::*;

pub(crate) fn rating(rating: domain::Rating) -> Rating {
    Rating { good: rating.good, reason: rating.reason }
}

pub(crate) fn found(answer: search::SearchAnswer) -> HistoryFound {
    HistoryFound {
        hits: answer.hits.into_iter().map(hit).collect(),
        conversations: answer.conversations.into_iter().map(super::conversation).collect(),
        more: answer.more,
        behind: answer.behind,
        literal: answer.literal,
        unknown_kinds: answer.unknown_kinds,
        everywhere: answer.everywhere,
    }
}

fn hit(hit: search::Hit) -> Hit {
    Hit {
        conversation_id: hit.conversation_id,
        part: match hit.part {
            search::HitPart::Conversation => HitPart::Conversation,
            search::HitPart::Sent => HitPart::Sent,
            search::HitPart::Answer => HitPart::Answer,
        },
        turn_id: hit.turn_id,
        line_id: hit.line_id,
        at: hit.at,
        snippet: hit
            .snippet
            .into_iter()
            .map(|part| SnippetPart { text: part.text, found: part.found })
            .collect(),
    }
}

pub(crate) fn export_format(format: ExportFormat) -> export::ExportFormat {
    match format {
        ExportFormat::Recording => export::ExportFormat::Recording,
        ExportFormat::Markdown => export::ExportFormat::Markdown,
        ExportFormat::Html => export::ExportFormat::Html,
        ExportFormat::Csv => export::ExportFormat::Csv,
        ExportFormat::Json => export::ExportFormat::Json,
    }
}

pub(crate) fn document_language(language: Language) -> export::Language {
    match language {
        Language::System | Language::English => export::Language::English,
        Language::BrazilianPortuguese => export::Language::Portuguese,
        Language::Spanish => export::Language::Spanish,
    }
}

pub(crate) fn masked(masked: export::Masked) -> MaskedValue {
    MaskedValue {
        kind: match masked.kind {
            Personal::Customer => PersonalKind::Customer,
            Personal::Phone => PersonalKind::Phone,
            Personal::Email => PersonalKind::Email,
        },
        value: masked.value,
        replacement: masked.replacement,
        count: masked.count,
    }
}

pub(crate) fn imported(imported: core::Imported, again: Option<u32>) -> ConversationsImported {
    ConversationsImported {
        conversations: imported.conversations.into_iter().map(super::conversation).collect(),
        known: imported.known.into_iter().map(super::conversation).collect(),
        again,
        notices: imported
            .notices
            .into_iter()
            .map(|notice| match notice {
                Notice::ByteOrderMark => RecordingNotice::ByteOrderMark,
                Notice::Utf16 => RecordingNotice::Utf16,
                Notice::Capture => RecordingNotice::Capture,
            })
            .collect(),
    }
}

pub(crate) fn data_statement(statement: &core::DataStatement, retention: Retention) -> DataStatement {
    let mut sizes: HashMap<core::DataKind, u64> = HashMap::new();
    for part in &statement.parts {
        *sizes.entry(shown_as(part.kind)).or_default() += part.bytes;
    }
    let mut parts: Vec<DataPart> =
        sizes.into_iter().map(|(kind, bytes)| DataPart { kind: data_kind(kind), bytes }).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.bytes));
    DataStatement {
        folder: statement.folder.display().to_string(),
        parts,
        conversations: statement.conversations,
        deleted: statement.deleted,
        turns: statement.turns,
        lines: statement.lines,
        retention_days: match retention {
            Retention::All => None,
            Retention::Days(days) => Some(days),
        },
        days_to_undo: DAYS_TO_UNDO,
    }
}

/// What is one thing to a person. The log of the database is a part of it, and locks are nothing to speak of.
fn shown_as(kind: core::DataKind) -> core::DataKind {
    match kind {
        core::DataKind::WriteAheadLog => core::DataKind::Database,
        core::DataKind::Locks => core::DataKind::Other,
        kind => kind,
    }
}

fn data_kind(kind: core::DataKind) -> DataKind {
    match kind {
        core::DataKind::Database | core::DataKind::WriteAheadLog => DataKind::Database,
        core::DataKind::Backup => DataKind::Backup,
        core::DataKind::SetAside => DataKind::SetAside,
        core::DataKind::Logs => DataKind::Logs,
        core::DataKind::Preferences => DataKind::Preferences,
        core::DataKind::WebView => DataKind::WebView,
        core::DataKind::Catalogs => DataKind::Catalogs,
        core::DataKind::Checks => DataKind::Checks,
        core::DataKind::Media => DataKind::Media,
        core::DataKind::Locks | core::DataKind::Other => DataKind::Other,
    }
}

pub(crate) fn retention(wish: &RetentionWish) -> Retention {
    wish.days.map_or(Retention::All, Retention::Days)
}
