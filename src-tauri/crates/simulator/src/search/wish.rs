//! What one sentence asks for.

use super::{
    lexicon::{Phrase, WordForms, is_stop_word, phrases},
    limits,
    text::{Language, Token, stem},
};

pub(crate) use super::limits::{Limits, Order};

/// One thing that a product should be about, under any of several words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Concept {
    /// As the customer wrote it.
    pub(crate) written: String,
    /// Stems, any of which will do.
    pub(super) alternatives: Vec<String>,
}

/// What one sentence asks for, or several sentences of a session together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Wish {
    pub(crate) concepts: Vec<Concept>,
    pub(crate) limits: Limits,
    /// The category that was named by its own name, where nothing else was.
    pub(crate) category: Option<&'static str>,
    /// What was named by its title, in the order of the sentence: the places on the shelf of all that are called so.
    pub(crate) named: Vec<Vec<usize>>,
    /// Stems that only raise a product: numbers of models, shades of a colour.
    pub(super) hints: Vec<String>,
}

impl Wish {
    /// What these words ask for, but for those that are taken: they say something else.
    pub(super) fn of(tokens: &[Token], taken: &[bool], language: Language) -> Self {
        let mut used = taken.to_vec();
        let mut limits = limits::read(tokens, &mut used);
        let is_hint = |at: &usize| {
            used[*at] && !taken[*at] && !tokens[*at].text.starts_with(|c: char| c.is_ascii_digit())
        };
        let mut hints: Vec<String> =
            (0..tokens.len()).filter(is_hint).map(|at| stem(&tokens[at].text, language)).collect();
        let forms: Vec<WordForms> = tokens.iter().map(|token| WordForms::new(&token.text)).collect();
        let mut concepts = Vec::new();
        for at in 0..tokens.len() {
            if used[at] {
                continue;
            }
            if let Some((words, stems)) = synonym_at(&forms, &used, at, language) {
                let written: Vec<&str> =
                    tokens[at..at + words].iter().map(|token| token.written.as_str()).collect();
                concepts.push(Concept { written: written.join(" "), alternatives: stems });
                used[at..at + words].fill(true);
            } else if tokens[at].text.chars().all(|letter| letter.is_ascii_digit()) {
                hints.push(tokens[at].text.clone());
                // `tênis 41`: where things have such sizes, the number is one.
                if tokens[at].text.parse().is_ok_and(|number: u8| (33..=46).contains(&number)) {
                    limits.sizes.push(tokens[at].text.clone());
                }
            } else if !is_stop_word(&tokens[at].text) {
                let alternatives = vec![stem(&tokens[at].text, language)];
                concepts.push(Concept { written: tokens[at].written.clone(), alternatives });
            }
        }
        Self { concepts, limits, hints, ..Self::default() }
    }

    /// Says nothing about products at all.
    pub(crate) fn is_empty(&self) -> bool {
        !self.names_anything() && !self.limits_anything()
    }

    /// Names no thing, only how it should be: `mais barato`, `tem em preto?`.
    pub(crate) fn only_limits(&self) -> bool {
        !self.names_anything() && self.limits_anything()
    }

    fn names_anything(&self) -> bool {
        !self.concepts.is_empty() || self.category.is_some() || !self.named.is_empty()
    }

    fn limits_anything(&self) -> bool {
        self.limits != Limits::default()
    }

    /// This wish with the later one's limits over its own, and the later one's things beside its own.
    pub(crate) fn refined_by(&self, later: &Wish) -> Wish {
        let mut refined = Wish { named: Vec::new(), ..self.clone() };
        refined.concepts.extend(later.concepts.iter().filter(|c| !self.concepts.contains(c)).cloned());
        let (old, new) = (&mut refined.limits, &later.limits);
        if new.min_cents.is_some() || new.max_cents.is_some() {
            (old.min_cents, old.max_cents) = (new.min_cents, new.max_cents);
        }
        if !new.colours.is_empty() || !new.excluded_colours.is_empty() {
            old.colours.clone_from(&new.colours);
            old.colours_written.clone_from(&new.colours_written);
            old.shop_colours.clone_from(&new.shop_colours);
            old.excluded_colours.clone_from(&new.excluded_colours);
            refined.hints.clone_from(&later.hints);
        }
        if !new.sizes.is_empty() {
            old.sizes.clone_from(&new.sizes);
        }
        if new.order != Order::BestMatch {
            old.order = new.order;
        }
        old.in_stock |= new.in_stock;
        refined
    }

    /// Forgets a colour that such things do not have.
    pub(crate) fn without_colours(&mut self) {
        self.limits.colours.clear();
        self.limits.colours_written.clear();
        self.limits.shop_colours.clear();
    }

    /// The thing and its colour and size in the customer's own words, a category in the shop's; empty where none was named.
    pub(crate) fn in_words(&self) -> String {
        let category = self.category.iter().map(|category| (*category).to_owned());
        let things = category.chain(self.concepts.iter().map(|concept| concept.written.to_lowercase()));
        let colours = self.limits.colours_written.iter().cloned();
        let sizes = self.limits.sizes.iter().cloned();
        things.chain(colours).chain(sizes).collect::<Vec<_>>().join(" ")
    }
}

/// The longest phrase of the lexicon that begins here: how many tokens it takes and the stems that it stands for.
fn synonym_at(
    forms: &[WordForms],
    used: &[bool],
    at: usize,
    language: Language,
) -> Option<(usize, Vec<String>)> {
    let fits = |phrase: &&Phrase| {
        at + phrase.words.len() <= forms.len()
            && phrase.words.iter().zip(&forms[at..]).all(|(word, said)| word.is_same_word(said))
            && !used[at..at + phrase.words.len()].contains(&true)
    };
    let exact =
        |phrase: &Phrase| phrase.words.iter().zip(&forms[at..]).all(|(word, said)| word.is_written_as(said));
    // Of phrases that fit equally well the first in the table counts.
    let phrase = phrases(language)
        .iter()
        .rev()
        .filter(fits)
        .max_by_key(|phrase| (phrase.words.len(), exact(phrase)))?;
    let mut stems = phrase.meanings.clone();
    let own = forms[at].stem_in(language);
    if phrase.also_itself && !stems.iter().any(|stem| stem == own) {
        stems.push(own.to_owned());
    }
    Some((phrase.words.len(), stems))
}
