//! Filters and comparisons, as the inspector shows them.

use sofia_core::comparison as domain;
use sofia_core::conversation::Cursor;
use sofia_core::jq::{CompileFault, CompileFaultKind, Expected, JqError, LinesByJq};

use super::{place, turn};
use crate::transfer::*;

pub(crate) fn jq_matches(found: LinesByJq, expression: &str) -> JqMatches {
    JqMatches {
        passed: found
            .passed
            .into_iter()
            .map(|line| JqLine { id: line.line_id, results: line.results, cut: line.cut })
            .collect(),
        trouble: found.trouble.map(|trouble| JqTrouble {
            inputs: trouble.inputs,
            line_id: trouble.line_id,
            words: trouble.words,
        }),
        cursor: place(found.cursor),
        more: found.more,
        stopped: found
            .stopped
            .map(|(error, line_id)| JqStop { problem: jq_problem(error, expression), line_id }),
    }
}

pub(crate) fn cursor(place: Place) -> Cursor {
    Cursor { turn_id: place.turn_id, line_id: place.line_id }
}

fn jq_problem(error: JqError, expression: &str) -> JqProblem {
    match error {
        JqError::Compile(fault) => compile_problem(fault, expression),
        JqError::TimedOut { after, input: _ } => {
            JqProblem::TimedOut { milliseconds: u64::try_from(after.as_millis()).unwrap_or(u64::MAX) }
        }
        JqError::OutOfMemory { limit, input: _ } => JqProblem::OutOfMemory { bytes: limit as u64 },
        JqError::Ended { reason } | JqError::NotStarted { reason } => JqProblem::NotRun { reason },
    }
}

fn compile_problem(fault: CompileFault, expression: &str) -> JqProblem {
    let units = |bytes: usize| {
        let text = expression.get(..bytes).unwrap_or(expression);
        u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
    };
    let at = units(fault.at);
    let length = units(fault.at + fault.length) - at;
    JqProblem::Compile { at, length, fault: jq_fault(fault.kind) }
}

fn jq_fault(kind: CompileFaultKind) -> JqFault {
    match kind {
        CompileFaultKind::Expected(expected) => {
            let (what, word) = match expected {
                Expected::Word(word) => (JqExpected::Word, word),
                other => (jq_expected(&other), String::new()),
            };
            JqFault::Expected { what, word }
        }
        CompileFaultKind::Unclosed(open) => JqFault::Unclosed { open },
        CompileFaultKind::UnknownFunction { name, arity } => {
            JqFault::UnknownFunction { name, arity: u32::try_from(arity).unwrap_or(u32::MAX) }
        }
        CompileFaultKind::UnknownVariable(name) => JqFault::UnknownVariable { name },
        CompileFaultKind::UnknownLabel(name) => JqFault::UnknownLabel { name },
        CompileFaultKind::Modules => JqFault::Modules,
        CompileFaultKind::TooLong => {
            JqFault::TooLong { limit: u32::try_from(sofia_core::jq::LONGEST_EXPRESSION).unwrap_or(u32::MAX) }
        }
    }
}

fn jq_expected(expected: &Expected) -> JqExpected {
    match expected {
        Expected::Word(_) => JqExpected::Word,
        Expected::Digit => JqExpected::Digit,
        Expected::Name => JqExpected::Name,
        Expected::Escape => JqExpected::Escape,
        Expected::Unicode => JqExpected::Unicode,
        Expected::Token => JqExpected::Token,
        Expected::Variable => JqExpected::Variable,
        Expected::Pattern => JqExpected::Pattern,
        Expected::ElseOrEnd => JqExpected::ElseOrEnd,
        Expected::CommaOrBracket => JqExpected::CommaOrBracket,
        Expected::CommaOrBrace => JqExpected::CommaOrBrace,
        Expected::SemicolonOrParenthesis => JqExpected::SemicolonOrParenthesis,
        Expected::Term => JqExpected::Term,
        Expected::Key => JqExpected::Key,
        Expected::Argument => JqExpected::Argument,
        Expected::Text => JqExpected::Text,
        Expected::End => JqExpected::End,
    }
}

pub(crate) fn comparison(comparison: domain::Comparison) -> TurnComparison {
    TurnComparison {
        a: side(comparison.a),
        b: side(comparison.b),
        products_kept: comparison.products_kept,
        products_removed: comparison.products_removed.into_iter().map(product).collect(),
        products_added: comparison.products_added.into_iter().map(product).collect(),
        products_changed: comparison
            .products_changed
            .into_iter()
            .map(|(a, b)| ProductChange { a: product(a), b: product(b) })
            .collect(),
        texts_kept: comparison.texts_kept,
        rows: comparison.rows.into_iter().map(row).collect(),
        cut: comparison.cut,
    }
}

fn side(side: domain::Side) -> ComparedTurn {
    ComparedTurn {
        turn: turn(side.turn),
        conversation_id: side.conversation.id,
        merchant_id: side.conversation.merchant_id,
        simulated: side.conversation.simulated,
        kinds: side.kinds.into_iter().map(|(kind, count)| ComparedKind { kind, count }).collect(),
        texts: side.texts,
        characters: side.characters,
    }
}

fn product(product: domain::ComparedProduct) -> ComparedProduct {
    ComparedProduct { id: product.id, title: product.title, price: product.price, currency: product.currency }
}

fn row(row: domain::Row) -> DifferenceRow {
    match row {
        domain::Row::Same { a, b, text } => DifferenceRow::Same { a, b, text },
        domain::Row::Removed { a, text } => DifferenceRow::Removed { a, text },
        domain::Row::Added { b, text } => DifferenceRow::Added { b, text },
        domain::Row::Hidden { lines } => DifferenceRow::Hidden { lines },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_fault_is_counted_as_the_window_counts() {
        let fault =
            CompileFault { kind: CompileFaultKind::Modules, at: "é😀 ".len(), length: "😀".len() };
        let problem = compile_problem(fault, "é😀 😀!");
        assert_eq!(problem, JqProblem::Compile { at: 4, length: 2, fault: JqFault::Modules });
    }
}
