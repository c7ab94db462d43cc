//! The names behind `kind:`: those that the window shows in each of its languages, and the keys of events.

use super::fold::folded;
use super::text::kind_mark;

/// A kind of event, as people call it.
struct Known {
    /// As the inspector shows it in English, and as a list names it.
    name: &'static str,
    /// The marks of its events in the index.
    marks: &'static [&'static str],
    /// What else it is called, without case, accents and anything but letters.
    others: &'static [&'static str],
}

/// All of them, in the order in which a list should name them.
const KNOWN: [Known; 14] = [
    Known { name: "message", marks: &["messageevent"], others: &["mensagem", "mensaje"] },
    Known {
        name: "recommend",
        marks: &["recommendationevent"],
        others: &["recommendation", "recomendacao", "recomendacion", "product"],
    },
    Known { name: "suggestion", marks: &["chatsuggestionevent"], others: &["sugestao", "sugerencia"] },
    Known {
        name: "interactive",
        marks: &["connectlyinteractiveevent"],
        others: &["interativa", "interactivo"],
    },
    Known {
        name: "handover",
        marks: &[
            "agenthandoverevent",
            "storefronthandoverevent",
            "orderstatushandoverevent",
            "locationqueryhandoverevent",
            "leadgenhandoverevent",
            "onelivdoctorhandoverevent",
        ],
        others: &["transferencia", "traspaso"],
    },
    Known {
        name: "agent handover",
        marks: &["agenthandoverevent"],
        others: &["atendente", "traspasoaagente"],
    },
    Known {
        name: "store handover",
        marks: &["storefronthandoverevent"],
        others: &["paraaloja", "traspasoatiendaenlinea"],
    },
    Known {
        name: "order status",
        marks: &["orderstatushandoverevent"],
        others: &["statusdopedido", "estadodelpedido"],
    },
    Known {
        name: "location query",
        marks: &["locationqueryhandoverevent"],
        others: &["buscadelocal", "consultadelugar"],
    },
    Known { name: "lead handover", marks: &["leadgenhandoverevent"], others: &["captacao", "captacion"] },
    Known {
        name: "doctor handover",
        marks: &["onelivdoctorhandoverevent"],
        others: &["paramedico", "traspasoamedico"],
    },
    Known { name: "error", marks: &["error"], others: &["erro"] },
    Known { name: "not JSON", marks: &["notjson"], others: &["naoejson", "noesjson"] },
    Known {
        name: "unknown shape",
        marks: &["unknownshape"],
        others: &["formadesconhecida", "formadesconocida"],
    },
];

/// What the kinds are called, for a list of them.
pub fn kind_names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|known| known.name)
}

/// A name without anything that can be written in different ways.
pub(super) fn plain_kind(name: &str) -> String {
    kind_mark(&folded(name))
}

/// The marks that a plain name stands for: those of a known kind, or else the one of the key of an event, with and without
/// its ending. And whether it is known.
pub(super) fn marks_of(kind: &str) -> (Vec<String>, bool) {
    let singular = kind.strip_suffix('s').unwrap_or(kind);
    let is_called = |known: &&Known| {
        let names = known.others.iter().map(|other| (*other).to_owned());
        names.chain([plain_kind(known.name)]).any(|name| name == kind || name == singular)
    };
    match KNOWN.iter().find(is_called) {
        Some(known) => (known.marks.iter().map(|mark| (*mark).to_owned()).collect(), true),
        None => (vec![kind.to_owned(), format!("{kind}event")], false),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_the_inspector_shows_in_any_language_is_a_kind() {
        let languages = [
            include_str!("../../../../../ui/src/i18n/en/inspector.json"),
            include_str!("../../../../../ui/src/i18n/pt-BR/inspector.json"),
            include_str!("../../../../../ui/src/i18n/es/inspector.json"),
        ];
        let events = [
            ("message", "messageevent"),
            ("recommendation", "recommendationevent"),
            ("suggestion", "chatsuggestionevent"),
            ("agentHandover", "agenthandoverevent"),
            ("storefrontHandover", "storefronthandoverevent"),
            ("orderStatusHandover", "orderstatushandoverevent"),
            ("locationQueryHandover", "locationqueryhandoverevent"),
            ("leadgenHandover", "leadgenhandoverevent"),
            ("doctorHandover", "onelivdoctorhandoverevent"),
            ("interactive", "connectlyinteractiveevent"),
        ];
        for language in languages {
            let messages: BTreeMap<String, String> = serde_json::from_str(language).unwrap();
            let of = |start: &str| messages.keys().filter(|key| key.starts_with(start)).count();
            assert_eq!(of("inspector.kind."), events.len());
            for (key, mark) in events {
                let label = &messages[&format!("inspector.kind.{key}")];
                assert_eq!(marks_of(&plain_kind(label)), (vec![mark.to_owned()], true), "{label}");
            }
            for (key, mark) in [("error", "error"), ("notJson", "notjson"), ("unknownShape", "unknownshape")]
            {
                let label = &messages[&format!("inspector.class.{key}")];
                assert_eq!(marks_of(&plain_kind(label)), (vec![mark.to_owned()], true), "{label}");
            }
        }
    }

    #[test]
    fn a_kind_has_a_plural_and_a_key_of_an_event_needs_no_ending() {
        assert_eq!(marks_of("messages").0, ["messageevent"]);
        assert_eq!(marks_of("handovers").0.len(), 6);
        assert_eq!(
            marks_of("loyaltypoints"),
            (vec!["loyaltypoints".into(), "loyaltypointsevent".into()], false)
        );
        assert_eq!(marks_of("messageevent").0, ["messageevent", "messageeventevent"]);
    }
}
