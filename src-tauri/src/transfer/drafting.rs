//! Suites that a program writes: a test from a conversation, questions from a catalog, and what runs have covered.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Suite, SuiteAction};

/// A test that a conversation makes, and what could be asserted of its answers.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestProposal {
    pub name: String,
    /// What a suite names whose tests are for the one that answered.
    pub merchant: String,
    pub turns: Vec<ProposedTurn>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProposedTurn {
    pub action: SuiteAction,
    /// What the customer read.
    pub words: String,
    /// The whole answer came. Of a part of one nothing is proposed.
    pub whole: bool,
    pub assertions: Vec<ProposedAssertion>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProposedAssertion {
    /// As it will stand in the suite.
    pub text: String,
    /// It would still be right tomorrow, so it is made unless a person says otherwise.
    pub chosen: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestSave {
    pub conversation_id: String,
    pub name: String,
    pub tags: Vec<String>,
    /// For each turn the texts of the assertions to be made; `None` for one that is left out.
    pub chosen: Vec<Option<Vec<String>>>,
    /// A suite of the list; `None` for a new one of this name.
    pub path: Option<String>,
    pub suite_name: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestSaved {
    pub path: String,
    /// The name that the test got: one that is taken gets a number.
    pub test: String,
    pub suites: Vec<Suite>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuiteFromCatalog {
    pub merchant_id: String,
    /// What stands behind the merchant in the suite's name, in the language of the window.
    pub title: String,
    /// How many questions.
    pub sample: u32,
    /// The same seed draws the same questions.
    pub seed: u32,
    /// As many questions about each category, instead of as many as it has products.
    pub by_category: bool,
}

/// A suite that was written, and the list with it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuiteWritten {
    pub path: String,
    pub suites: Vec<Suite>,
}

/// What runs have covered of a merchant's catalog.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoverageWanted {
    pub merchant_id: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoverageView {
    pub runs: u32,
    /// Runs that could not be read, and why, in English.
    pub spoilt: Vec<String>,
    pub simulated: bool,
    pub answers: u32,
    pub has_catalog: bool,
    pub catalog_products: u32,
    pub covered_products: u32,
    /// Most often first, the first hundreds.
    pub recommended: Vec<CoveredProduct>,
    /// Products of the catalog that never were, the first hundreds.
    pub never: Vec<MissedProduct>,
    /// The least covered first.
    pub categories: Vec<CoveredCategory>,
    /// Those first that should have found something.
    pub nothing_found: Vec<UnansweredQuestion>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoveredProduct {
    pub id: String,
    pub title: String,
    /// `None` where there is no catalog.
    pub in_catalog: Option<bool>,
    pub answers: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissedProduct {
    pub id: String,
    pub title: String,
    pub category: Option<String>,
    pub sold_out: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoveredCategory {
    pub name: String,
    pub products: u32,
    pub covered: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnansweredQuestion {
    pub question: String,
    pub answers: u32,
    /// A test says that there should have been products.
    pub expected_products: bool,
}
