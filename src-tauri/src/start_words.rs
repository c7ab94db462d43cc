//! What is said where there is no page to say it, as before there is a window: the window's own sentences, in the language that the person has chosen for it.

use std::collections::HashMap;

use sofia_core::Error;

use crate::convert;
use crate::transfer::Language;

const ENGLISH: &str = include_str!("../../ui/src/i18n/en/errors.json");
const PORTUGUESE: &str = include_str!("../../ui/src/i18n/pt-BR/errors.json");
const SPANISH: &str = include_str!("../../ui/src/i18n/es/errors.json");

/// The page could not be kept up.
pub(crate) fn page_ended(language: Language) -> String {
    let messages: HashMap<String, String> = serde_json::from_str(messages(language)).unwrap_or_default();
    let part = |part: &str| messages.get(&format!("errors.pageEnded.{part}")).map_or("", String::as_str);
    format!("{} {}", part("sentence"), part("next"))
}

/// An error and the next step. Where the window has no plain sentence for it, the engine's own English one.
pub(crate) fn in_words(error: &Error, language: Language) -> String {
    let report = convert::error(error.clone());
    let code = serde_json::to_value(report.code).ok();
    let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default();
    let messages: HashMap<String, String> = serde_json::from_str(messages(language)).unwrap_or_default();
    let filled = |part: &str| {
        let message = messages.get(&format!("errors.{code}.{part}"))?;
        let fill =
            |text: String, (name, value): (&String, &String)| text.replace(&format!("{{{name}}}"), value);
        Some(report.params.iter().fold(message.clone(), fill))
    };
    match (filled("sentence"), filled("next")) {
        (Some(sentence), Some(next)) => format!("{sentence} {next}"),
        (Some(sentence), None) => sentence,
        _ => report.message,
    }
}

fn messages(language: Language) -> &'static str {
    match language {
        Language::English => ENGLISH,
        Language::BrazilianPortuguese => PORTUGUESE,
        Language::Spanish => SPANISH,
        Language::System => of_system(
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
                .unwrap_or_default()
                .as_str(),
        ),
    }
}

/// A locale of POSIX, such as `pt_BR.UTF-8`.
fn of_system(locale: &str) -> &'static str {
    match locale.get(..2) {
        Some("pt") => PORTUGUESE,
        Some("es") => SPANISH,
        _ => ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use sofia_core::data_folder::DataFolderError;

    use super::*;

    #[test]
    fn whatever_keeps_the_window_from_opening_is_said_in_each_language_with_the_place() {
        let path = PathBuf::from("/a/place/sofia.db");
        let system = |kind| std::io::Error::from(kind);
        let errors = [
            Error::DatabaseNewer { path: path.clone() },
            Error::DiskFull { path: path.clone() },
            Error::Store { path: path.clone(), reason: "malformed".to_owned() },
            Error::File {
                path: path.clone(),
                source: Arc::new(system(std::io::ErrorKind::PermissionDenied)),
            },
            DataFolderError::Unusable { path, source: system(std::io::ErrorKind::ReadOnlyFilesystem) }.into(),
        ];
        for error in errors {
            let said = [Language::English, Language::BrazilianPortuguese, Language::Spanish]
                .map(|language| in_words(&error, language));
            for (at, words) in said.iter().enumerate() {
                assert!(words.contains("/a/place/sofia.db"), "{words}");
                assert!(!words.contains('{') && words.ends_with('.'), "{words}");
                assert!(said.iter().skip(at + 1).all(|other| other != words), "{words}");
            }
        }
    }

    #[test]
    fn a_page_that_cannot_be_kept_up_is_told_in_each_language_with_what_to_do() {
        let said = [Language::English, Language::BrazilianPortuguese, Language::Spanish].map(page_ended);
        assert!(said.iter().all(|words| words.contains("Sofia Desk") && words.ends_with('.')), "{said:?}");
        assert!(said[0] != said[1] && said[1] != said[2] && said[0] != said[2], "{said:?}");
    }

    #[test]
    fn the_system_names_its_language_as_posix_does() {
        let table = [
            ("pt_BR.UTF-8", PORTUGUESE),
            ("es", SPANISH),
            ("C.UTF-8", ENGLISH),
            ("", ENGLISH),
            ("ü", ENGLISH),
        ];
        for (locale, expected) in table {
            assert!(of_system(locale) == expected, "{locale}");
        }
    }
}
