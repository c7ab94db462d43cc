//! The merchant's name where no label of its own gives it: in the sentence that a mail begins with, beside an id, or
//! as a heading. It is looked for last, and whoever reads the form sees what was taken.

use super::label::{self, Field};
use super::value;

/// Labels that are too common to count anywhere but at the beginning of a line.
const LABELS: &str = "name nome nombre";

/// Labels that need no sign where the rest of the line is a name.
const TITLES: &str = "merchant client cliente customer comercio empresa company";

/// What a mail hands over: "the credentials of …".
const HANDED_OVER: &str = "\
    access credentials onboarding integration acesso acessos credenciais integracao acceso accesos credenciales \
    integracion";

/// Whose they are.
const WHOSE: &str = "of da do de del";

/// For whom they are, which may also be the person who is written to.
const FOR_WHOM: &str = "for para";

/// Words with which a shop's name begins, and hardly anything else on a line of its own.
const SHOPS: &str = "\
    loja lojas tienda tiendas store shop moda farmacia drogaria drogueria boutique livraria libreria mercado \
    supermercado magazine padaria panaderia perfumaria perfumeria joalheria joyeria atelier";

/// Small words inside a name.
const JOINING: &str = "de da do das dos del la las los e y of and the";

/// What is capitalised in such mails and is nobody's name.
const NO_NAMES: &str = "\
    api sofia connectly agent agente graph whatsapp business production producao produccion staging sandbox \
    homologacao test teste prueba url id uuid json team time equipe equipo the";

/// Words between what is handed over and its owner.
const MAX_BETWEEN: usize = 4;

/// Longer names are sentences in title case.
const MAX_WORDS: usize = 6;

/// The name that the lines of a text give. `ids` are those that were found in it.
pub(super) fn read(lines: &[&str], ids: [Option<&str>; 2]) -> Option<String> {
    let filled = || lines.iter().copied().filter(|line| !line.trim().is_empty());
    let found = labelled(filled())
        .or_else(|| filled().find_map(|line| beside_an_id(line, ids)))
        .or_else(|| filled().find_map(owner))
        .or_else(|| filled().find_map(heading))?;
    value::is_plausible(Field::Name, true, found).then(|| found.to_owned())
}

/// `name: Loja Real`. Below "Agent:" it is the agent's.
fn labelled<'a>(lines: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut is_of_another = false;
    for line in lines {
        let (label, after) = line.split_once([':', '=']).unwrap_or((line, ""));
        if !is_of_another && is_one_of(LABELS, label.trim_matches(['"', '\'', ' ', '\t'])) {
            let found = value::at_start_of(Field::Name, true, after);
            if let Some(name) = found.filter(|name| !name.is_empty() && !is_no_name(name)) {
                return Some(name);
            }
        }
        is_of_another = after.trim().is_empty()
            && label::mentions(line)
                .iter()
                .any(|mention| matches!(mention.field, Field::AgentId | Field::Key));
    }
    None
}

/// `3f0c8a52-…  Moda Aurora (pt-BR, BRL)` or `Moda Aurora (3f0c8a52-…)`, for an id that was taken.
fn beside_an_id<'a>(line: &'a str, ids: [Option<&str>; 2]) -> Option<&'a str> {
    let line = line.trim();
    let id = ids.into_iter().flatten().find(|id| line.contains(id))?;
    let (before, after) = line.split_once(id)?;
    if before.is_empty() {
        let name = name_at_start_of(after.trim_start())?;
        let rest = after.trim_start()[name.len()..].trim_start();
        return (rest.is_empty() || rest.starts_with('(')).then_some(name);
    }
    let before = before.strip_suffix('(')?.trim_end();
    name_at_start_of(before).filter(|name| name.len() == before.len())
}

/// "Segue o acesso da Loja Acme à Sofia", "the credentials for Loja Acme".
fn owner(line: &str) -> Option<&str> {
    let words: Vec<(usize, &str)> = words(line).collect();
    words.iter().enumerate().filter(|(_, (_, word))| is_one_of(HANDED_OVER, word)).find_map(|(at, _)| {
        words.iter().skip(at + 1).take(MAX_BETWEEN).find_map(|&(start, word)| {
            let (is_whose, is_for_whom) = (is_one_of(WHOSE, word), is_one_of(FOR_WHOM, word));
            let behind = line[start + word.len()..].trim_start();
            let behind = ["a ", "la ", "the "]
                .iter()
                .find_map(|article| behind.strip_prefix(article))
                .unwrap_or(behind);
            let name = (is_whose || is_for_whom).then(|| name_at_start_of(behind)).flatten()?;
            (is_whose || name.contains(' ')).then_some(name)
        })
    })
}

/// "Loja Acme", "Loja Acme – onboarding", "merchant Loja Acme".
fn heading(line: &str) -> Option<&str> {
    let line = line.trim();
    let (first, rest) = line.split_once(' ')?;
    let rest = rest.trim_start();
    if is_one_of(TITLES, first) {
        return name_at_start_of(rest).filter(|name| name.len() == rest.len());
    }
    let name = is_one_of(SHOPS, first).then(|| name_at_start_of(line)).flatten()?;
    let behind = line[name.len()..].trim_start();
    (name.contains(' ') && (behind.is_empty() || behind.starts_with(['-', '–', '—', '(']))).then_some(name)
}

/// The capitalised words that a text begins with, and the small ones between them.
fn name_at_start_of(text: &str) -> Option<&str> {
    // Behind the last word that is a part of it, and behind the last that was looked at.
    let (mut end, mut seen) = (0, 0);
    for (start, word) in words(text).take(MAX_WORDS) {
        let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        let is_gap = text[seen..start].chars().all(|character| character == ' ');
        let is_capital =
            bare.starts_with(|character: char| character.is_uppercase() || character.is_ascii_digit());
        let is_part = is_capital && !value::is_uuid(bare) && !bare.contains(['(', '@', '=', '/', '_', '"']);
        if !is_gap || !(is_part || (end > 0 && (is_one_of(JOINING, bare) || bare == "&"))) {
            break;
        }
        if is_part {
            end = start + bare.len();
            end += value::point_behind(&text[..end], text);
        }
        seen = start + word.len();
        if bare.len() < word.len() {
            break;
        }
    }
    let name = &text[..end];
    (!name.is_empty() && !is_no_name(name)).then_some(name)
}

fn is_no_name(name: &str) -> bool {
    name.split(' ').next().is_some_and(|first| is_one_of(NO_NAMES, first))
}

/// The words of a line and where they begin.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split([' ', '\t'])
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr().addr() - line.as_ptr().addr(), word))
}

/// Whether a list has the word, whatever its case and accents.
fn is_one_of(list: &str, word: &str) -> bool {
    // Longer words are in no list; a word of a value is not copied.
    word.len() <= 20 && {
        let plain: String = word.trim_end_matches([':', ',']).chars().map(label::fold).collect();
        list.split(' ').any(|other| other == plain)
    }
}
