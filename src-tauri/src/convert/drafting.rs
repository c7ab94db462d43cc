//! Suites that are written and what runs have covered, field by field.

use sofia_check::coverage::Coverage;
use sofia_check::drafting::{ActionDraft, DraftedTest, DraftedTurn};

use super::checks::click_target;
use crate::transfer::*;

/// Rows of a table that a person can look through.
const MOST_ROWS: usize = 500;

pub(crate) fn test_proposal(drafted: &DraftedTest) -> TestProposal {
    TestProposal {
        name: drafted.name.clone(),
        merchant: drafted.merchant.clone(),
        turns: drafted.turns.iter().map(turn).collect(),
    }
}

fn turn(turn: &DraftedTurn) -> ProposedTurn {
    ProposedTurn {
        action: match &turn.action {
            ActionDraft::Say(text) => SuiteAction::Say { text: text.clone() },
            ActionDraft::Event(event) => SuiteAction::Event { json: event.to_string() },
            ActionDraft::Click(click) => {
                SuiteAction::Click { target: click_target(click.target), label: click.label.clone() }
            }
        },
        words: turn.words.clone(),
        whole: turn.is_whole,
        assertions: turn
            .proposals
            .iter()
            .map(|proposal| ProposedAssertion { text: proposal.assertion.text(), chosen: proposal.is_chosen })
            .collect(),
    }
}

pub(crate) fn coverage(coverage: Coverage) -> CoverageView {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    CoverageView {
        runs: count(coverage.runs),
        spoilt: coverage.spoilt,
        simulated: coverage.simulated,
        answers: count(coverage.answers),
        has_catalog: coverage.has_catalog,
        catalog_products: count(coverage.catalog_products),
        covered_products: count(coverage.covered_products),
        recommended: coverage
            .recommended
            .into_iter()
            .take(MOST_ROWS)
            .map(|product| CoveredProduct {
                id: product.id,
                title: product.title,
                in_catalog: product.in_catalog,
                answers: count(product.answers),
            })
            .collect(),
        never: coverage
            .never
            .into_iter()
            .take(MOST_ROWS)
            .map(|product| MissedProduct {
                id: product.id,
                title: product.title,
                category: product.category,
                sold_out: product.sold_out,
            })
            .collect(),
        categories: coverage
            .categories
            .into_iter()
            .take(MOST_ROWS)
            .map(|category| CoveredCategory {
                name: category.name,
                products: count(category.products),
                covered: count(category.covered),
            })
            .collect(),
        nothing_found: coverage
            .nothing_found
            .into_iter()
            .take(MOST_ROWS)
            .map(|question| UnansweredQuestion {
                question: question.question,
                answers: count(question.answers),
                expected_products: question.expected_products,
            })
            .collect(),
    }
}
