//! `sofia suite`: the schema of suites, whether a file is one, and suites that write themselves.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use agent_graph::Timeouts;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use sofia_check::assertion::Assertion;
use sofia_check::demo::DEMO_SUITES;
use sofia_check::drafting::{
    AppendError, FromCatalog, Language, Shelf, SuiteDraft, append_to_file, from_catalog, from_conversation,
    suite_text,
};
use sofia_check::job::{Choice, Plan};
use sofia_check::result::RunHeader;
use sofia_check::stored::ImportedCatalog;
use sofia_check::suite;
use sofia_core::jq::Jq;
use sofia_simulator::merchant_of_agent;

use crate::check::FeedArguments;
use crate::exit::{Exit, Failure, Said};
use crate::history;
use crate::merchants;
use crate::notices::say;
use crate::open::{self, print};

/// Where suites come from.
#[derive(Debug, Subcommand)]
pub(crate) enum Suites {
    /// Print the JSON Schema of suites, for editors.
    Schema,
    /// Say everything that is wrong with suites, without playing them.
    Check {
        /// The suites, YAML or CSV.
        #[arg(value_name = "SUITE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Make a test of a conversation: its turns, and what can be asserted of the answers.
    FromConversation(FromConversationArguments),
    /// Draw questions from a merchant's catalog, as customers ask them, with what the feed implies for the answers.
    FromCatalog(Box<FromCatalogArguments>),
    /// Write a suite that ships with this program, for a merchant of the simulator.
    Demo {
        /// fashion, electronics or pharmacy.
        #[arg(value_name = "SHOP", value_parser = DEMO_SUITES.map(|suite| suite.slug))]
        shop: String,
        /// The file to be made. Without it: standard output.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// A conversation that becomes a test.
#[derive(Debug, Args)]
pub(crate) struct FromConversationArguments {
    /// The conversation's id, or its beginning.
    #[arg(value_name = "ID")]
    pub id: String,
    /// Write everything that could be asserted, not only what should still be right tomorrow.
    #[arg(long)]
    pub all: bool,
    /// The suite that the test is added to; it is made where it is not there. Without it: standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A catalog that becomes a suite.
#[derive(Debug, Args)]
pub(crate) struct FromCatalogArguments {
    /// Whose catalog, as it was imported, and whose agent the suite is for.
    #[arg(long, value_name = "NAME", required_unless_present = "catalog")]
    pub merchant: Option<String>,
    #[command(flatten)]
    pub feed: FeedArguments,
    /// How many questions.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub sample: u32,
    /// The same seed draws the same questions.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// As many questions about each category, instead of as many as it has products.
    #[arg(long, value_name = "category", num_args = 1, value_parser = ["category"])]
    pub by: Option<String>,
    /// The language of the questions: pt, es or en. Without it: that of the catalog.
    #[arg(long, value_name = "CODE")]
    pub language: Option<Language>,
    /// The file to be made. Without it: standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

pub(crate) async fn run(command: Suites) -> Result<Exit, Failure> {
    match command {
        Suites::Schema => print(&suite::schema())?,
        Suites::Check { files } => {
            let plan = Plan::read(&files, &Choice::default())?;
            plan.expressions_compile(&Jq::of_this_program()).await?;
            print(&format!("{} tests, nothing wrong.{}\n", plan.tests.len(), for_people(&plan)))?;
        }
        Suites::FromConversation(arguments) => of_conversation(arguments).await?,
        Suites::FromCatalog(arguments) => of_catalog(*arguments).await?,
        Suites::Demo { shop, output } => {
            for suite in DEMO_SUITES.iter().filter(|suite| suite.slug == shop) {
                write_new(suite.text, output.as_deref())?;
            }
        }
    }
    Ok(Exit::Fine)
}

/// How much of a plan is left to people: a run says nothing against it.
fn for_people(plan: &Plan) -> String {
    let turns = plan.tests.iter().flat_map(|planned| &planned.test.turns);
    let asserted = turns.flat_map(|turn| &turn.assertions);
    match asserted.filter(|asserted| matches!(asserted.assertion, Assertion::Human { .. })).count() {
        0 => String::new(),
        1 => " 1 expectation is for a person to judge.".to_owned(),
        count => format!(" {count} expectations are for a person to judge."),
    }
}

async fn of_conversation(arguments: FromConversationArguments) -> Result<(), Failure> {
    let engine = open::engine(Timeouts::default())?;
    let conversation = history::conversation(&engine, &arguments.id).await?;
    let catalog = ImportedCatalog::of(&engine, &conversation.merchant_id).await?;
    let mut drafted = from_conversation(&engine, &conversation.id, catalog.is_some()).await?;
    if drafted.turns.is_empty() {
        return Err(Failure::usage("Nothing was said in this conversation."));
    }
    // The demo merchant of the window is not there for this command: a suite names the shop that it played.
    if engine.merchant(&conversation.merchant_id).await.is_ok_and(|merchant| merchant.simulated)
        && let Some(shop) = merchant_of_agent(Some(&drafted.agent_id))
    {
        shop.name.clone_into(&mut drafted.merchant);
    }
    let cut = drafted.turns.iter().filter(|turn| !turn.is_whole).count();
    if cut > 0 {
        say(&format!("{cut} of its answers did not come whole: nothing is asserted of these."));
    }
    if arguments.all {
        let proposals = drafted.turns.iter_mut().flat_map(|turn| &mut turn.proposals);
        proposals.for_each(|proposal| proposal.is_chosen = true);
    }
    let suite = drafted.suite();
    match &arguments.output {
        None => print(&suite_text(&suite)),
        Some(path) => {
            let names = append_to_file(path, &suite)?;
            say(&format!("{}: added {:?}.", path.display(), names.join(", ")));
            Ok(())
        }
    }
}

async fn of_catalog(arguments: FromCatalogArguments) -> Result<(), Failure> {
    let mut name = arguments.merchant.clone();
    let shelf: Box<dyn Shelf> = match arguments.feed.read()? {
        Some(feed) => Box::new(feed.catalog),
        None => {
            let engine = open::engine(Timeouts::default())?;
            let merchant = merchants::named(&engine, name.as_deref().unwrap_or_default()).await?;
            name = Some(merchant.name.clone());
            let catalog = ImportedCatalog::of(&engine, &merchant.id).await?.ok_or_else(|| {
                Failure::usage(format!(
                    "No catalog of {} was imported. `sofia catalog import FILE --merchant NAME` does it, or name a feed with --catalog.",
                    merchant.name
                ))
            })?;
            Box::new(catalog)
        }
    };
    let wanted = FromCatalog {
        sample: arguments.sample as usize,
        seed: arguments.seed,
        by_category: arguments.by.is_some(),
        language: arguments.language,
        name: format!("{}, from its catalog", name.as_deref().unwrap_or("Catalog")),
        merchant: name,
        at: RunHeader::now(),
    };
    let draft = from_catalog(&*shelf, &wanted).map_err(|error| Failure::usage(format!("{error}.")))?;
    if draft.tests.is_empty() {
        return Err(Failure::usage("There is nothing in this catalog that can be asked about."));
    }
    say_drawn(&draft, wanted.sample);
    write_new(&suite_text(&draft), arguments.output.as_deref())
}

fn say_drawn(draft: &SuiteDraft, wanted: usize) {
    let drawn = draft.tests.len();
    if drawn < wanted {
        say(&format!("{drawn} questions: the catalog gives occasion for no more."));
    }
}

/// Writes a file that must not be there yet: a suite is somebody's work.
fn write_new(text: &str, output: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = output else { return print(text) };
    let made = OpenOptions::new().write(true).create_new(true).open(path);
    match made.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => {
            say(&format!("Written to {}.", path.display()));
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(Failure::usage(format!(
            "{} is there already. Name another file, or remove it first.",
            path.display()
        ))),
        Err(error) => Err(error).with_context(|| format!("{} cannot be written", path.display()))?,
    }
}

impl From<AppendError> for Failure {
    fn from(error: AppendError) -> Self {
        match &error {
            AppendError::Suite(_) | AppendError::Form(_) => Self::usage(format!("{error}.")),
            AppendError::File { .. } => Self { exit: Exit::Other, said: Said::Words(format!("{error}.")) },
        }
    }
}
