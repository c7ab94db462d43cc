//! Suites that a program writes: a test from a conversation, questions from a catalog, the demo's own; and what runs have
//! covered.

use std::path::{Path, PathBuf};

use sofia_check::coverage::Coverage;
use sofia_check::demo::DEMO_SUITES;
use sofia_check::drafting::{
    AppendError, DraftedTest, FromCatalog, Shelf, SuiteDraft, append_to_file, from_catalog, from_conversation,
};
use sofia_check::result::RunHeader;
use sofia_check::results_file::Results;
use sofia_check::stored::ImportedCatalog;
use sofia_core::AtomicFile;
use sofia_simulator::merchant_of_agent;

use super::checks::{blocking, suites_list};
use crate::checking::{Files, file_failed, suites_error};
use crate::convert;
use crate::demo;
use crate::host::Host;
use crate::transfer::*;

/// More questions than a person waits for.
const MOST_QUESTIONS: u32 = 1000;
/// Runs that coverage looks at.
const MOST_RUNS: usize = 50;

pub(super) async fn test_propose(host: &Host, input: ConversationId) -> Result<TestProposal, ErrorReport> {
    Ok(convert::test_proposal(&drafted(host, &input.id).await?))
}

async fn drafted(host: &Host, conversation_id: &str) -> Result<DraftedTest, ErrorReport> {
    let conversation = host.engine.conversation(conversation_id).await.map_err(convert::error)?;
    let catalog =
        ImportedCatalog::of(&host.engine, &conversation.merchant_id).await.map_err(convert::error)?;
    let mut drafted =
        from_conversation(&host.engine, conversation_id, catalog.is_some()).await.map_err(convert::error)?;
    // The demo merchant is several: its shops know each other's products no more than those of strangers.
    if host.engine.merchant(&conversation.merchant_id).await.is_ok_and(|merchant| merchant.simulated)
        && let Some(shop) = merchant_of_agent(Some(&drafted.agent_id))
    {
        shop.name.clone_into(&mut drafted.merchant);
    }
    Ok(drafted)
}

/// Puts a conversation into a suite as a test, with the assertions that were chosen.
pub(super) async fn test_save(host: &Host, input: TestSave) -> Result<TestSaved, ErrorReport> {
    let mut drafted = drafted(host, &input.conversation_id).await?;
    // What was said after the person has looked is no part of the test either.
    drafted.turns = drafted
        .turns
        .into_iter()
        .zip(&input.chosen)
        .filter_map(|(mut turn, chosen)| {
            let chosen = chosen.as_ref()?;
            for proposal in &mut turn.proposals {
                proposal.is_chosen = chosen.contains(&proposal.assertion.text());
            }
            Some(turn)
        })
        .collect();
    if drafted.turns.is_empty() {
        let reason = "every turn is left out";
        return Err(ErrorReport::new(ErrorCode::InputInvalid, &[("reason", reason)], reason));
    }
    let mut suite = drafted.suite();
    for test in &mut suite.tests {
        test.name.clone_from(&input.name);
        test.tags.clone_from(&input.tags);
    }
    suite.name.clone_from(&input.suite_name);
    let path = match input.path {
        Some(path) if is_listed(host, &path).await? => PathBuf::from(path),
        Some(_) => return Err(ErrorReport::internal("this suite is not open")),
        None => new_file(&Files::of(host.engine.folder()).suites(), &input.suite_name)?,
    };
    let (file, names) = blocking(move || append(&path, &suite).map(|names| (path, names))).await?;
    Ok(TestSaved {
        path: file.display().to_string(),
        test: names.into_iter().next().unwrap_or_default(),
        suites: suites_list(host, ()).await?,
    })
}

async fn is_listed(host: &Host, path: &str) -> Result<bool, ErrorReport> {
    Ok(suites_list(host, ()).await?.iter().any(|suite| suite.path == path))
}

fn append(path: &Path, suite: &SuiteDraft) -> Result<Vec<String>, ErrorReport> {
    append_to_file(path, suite).map_err(|error| match &error {
        AppendError::Suite(errors) => suites_error(errors),
        AppendError::Form(path) => {
            let path = path.display().to_string();
            ErrorReport::new(ErrorCode::SuiteForm, &[("path", &path)], &error.to_string())
        }
        AppendError::File { path, error } => file_failed(path, error),
    })
}

/// A file that is not there yet, among the suites of the data folder.
fn new_file(folder: &Path, name: &str) -> Result<PathBuf, ErrorReport> {
    std::fs::create_dir_all(folder).map_err(|error| file_failed(folder, &error))?;
    let slug = slug(name);
    let names = std::iter::once(slug.clone()).chain((2..).map(|number| format!("{slug}-{number}")));
    let mut paths = names.map(|name| folder.join(format!("{name}.yaml")));
    paths.find(|path| !path.exists()).ok_or_else(|| ErrorReport::internal("there is no free name"))
}

/// A name that no suite has: two of one name are not run together.
fn free_name(name: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(name);
    let plain = Some(name.to_owned()).filter(is_free);
    let numbered = || (2..).map(|number| format!("{name} ({number})")).find(is_free);
    plain.or_else(numbered).unwrap_or_default()
}

/// A name as a file's: letters, digits and hyphens.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars().flat_map(char::to_lowercase).take(60) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    match slug.trim_end_matches('-') {
        "" => "suite".to_owned(),
        slug => slug.to_owned(),
    }
}

/// Writes a suite of questions that a merchant's catalog gives occasion for.
pub(super) async fn suite_from_catalog(
    host: &Host,
    input: SuiteFromCatalog,
) -> Result<SuiteWritten, ErrorReport> {
    let merchant = host.engine.merchant(&input.merchant_id).await.map_err(convert::error)?;
    let catalog = ImportedCatalog::of(&host.engine, &merchant.id).await.map_err(convert::error)?;
    let name = match demo::shop_played(&host.engine).await {
        Ok(shop) if merchant.simulated => shop.name.to_owned(),
        _ => merchant.name.clone(),
    };
    let catalog = catalog.ok_or_else(|| {
        ErrorReport::new(ErrorCode::NoCatalog, &[("merchant", &name)], "this merchant has no catalog")
    })?;
    let taken: Vec<String> = suites_list(host, ()).await?.into_iter().map(|suite| suite.name).collect();
    let wanted = FromCatalog {
        sample: input.sample.clamp(1, MOST_QUESTIONS) as usize,
        seed: u64::from(input.seed),
        by_category: input.by_category,
        language: None,
        name: free_name(&format!("{name}, {}", input.title), &taken),
        merchant: Some(name),
        at: RunHeader::now(),
    };
    let folder = Files::of(host.engine.folder()).suites();
    let path = blocking(move || {
        let draft = from_catalog(&catalog, &wanted).map_err(|error| catalog_failed(&error.to_string()))?;
        if draft.tests.is_empty() {
            return Err(ErrorReport::new(ErrorCode::NoTests, &[], "there is nothing to ask about"));
        }
        let path = new_file(&folder, &wanted.name)?;
        append(&path, &draft)?;
        Ok(path)
    })
    .await?;
    Ok(SuiteWritten { path: path.display().to_string(), suites: suites_list(host, ()).await? })
}

fn catalog_failed(reason: &str) -> ErrorReport {
    ErrorReport::new(ErrorCode::CatalogFailed, &[("path", ""), ("reason", reason)], reason)
}

/// Puts the suite of the shop that the demo merchant plays among the suites of the data folder. What is there stays as it
/// is.
pub(super) async fn suites_demo(host: &Host, (): ()) -> Result<Vec<Suite>, ErrorReport> {
    let shop = demo::shop_played(&host.engine).await.map_err(convert::error)?;
    let folder = Files::of(host.engine.folder()).suites();
    blocking(move || {
        std::fs::create_dir_all(&folder).map_err(|error| file_failed(&folder, &error))?;
        for suite in DEMO_SUITES.iter().filter(|suite| suite.slug == shop.slug) {
            let path = folder.join(suite.file);
            if !path.exists() {
                AtomicFile::write(&path, suite.text.as_bytes())
                    .map_err(|error| file_failed(&path, &error))?;
            }
        }
        Ok(())
    })
    .await?;
    suites_list(host, ()).await
}

/// What the runs at a merchant have covered.
pub(super) async fn coverage(host: &Host, input: CoverageWanted) -> Result<CoverageView, ErrorReport> {
    let merchant = host.engine.merchant(&input.merchant_id).await.map_err(convert::error)?;
    let catalog = ImportedCatalog::of(&host.engine, &merchant.id).await.map_err(convert::error)?;
    let files = Files::of(host.engine.folder());
    blocking(move || {
        let kept = files.kept()?;
        let own = kept.into_iter().filter(|run| run.header.merchant == merchant.name).take(MOST_RUNS);
        let (mut runs, mut spoilt) = (Vec::new(), Vec::new());
        for run in own {
            // One that was spoilt keeps nobody from seeing what the others have covered.
            match Results::open(&run.path) {
                Ok(results) => runs.push(results),
                Err(error) => spoilt.push(error.to_string()),
            }
        }
        let shelf = catalog.as_ref().map(|catalog| catalog as &dyn Shelf);
        let mut coverage = Coverage::of(&runs, shelf).map_err(|error| catalog_failed(&error.to_string()))?;
        coverage.spoilt.append(&mut spoilt);
        Ok(convert::coverage(coverage))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suites_file_is_called_after_it_and_never_takes_the_place_of_another() {
        let table = [
            ("Loja Acme, from its catalog", "loja-acme-from-its-catalog"),
            ("../../etc/passwd", "etc-passwd"),
            ("São João", "são-joão"),
            ("***", "suite"),
            ("", "suite"),
        ];
        for (name, expected) in table {
            assert_eq!(slug(name), expected, "{name:?}");
        }
        let folder = std::env::temp_dir().join(format!("sofia-new-suites-{}", std::process::id()));
        let first = new_file(&folder, "Acme").unwrap();
        std::fs::write(&first, "name: Acme").unwrap();
        let second = new_file(&folder, "Acme").unwrap();
        assert_eq!((first, second), (folder.join("acme.yaml"), folder.join("acme-2.yaml")));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_second_suite_of_the_same_catalog_has_a_name_of_its_own() {
        let mut taken = Vec::new();
        for expected in ["Acme", "Acme (2)", "Acme (3)"] {
            let name = free_name("Acme", &taken);
            assert_eq!(name, expected);
            taken.push(name);
        }
    }
}
