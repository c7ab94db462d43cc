//! `sofia merchants`: the same merchants and keys as in the window.
//!
//! The merchant that stands for the simulator inside the window is left out everywhere: only the window serves it.

use std::io::{IsTerminal as _, Write as _, stderr, stdin};
use std::time::Duration;

use agent_graph::Timeouts;
use anyhow::Context as _;
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde_json::json;
use sofia_core::credentials::{KEY_VARIABLE, KeyPlace, KeyState};
use sofia_core::merchant::{Merchant, MerchantDraft};
use sofia_core::{ConnectionCall, ConnectionStep, Engine, Error, KeyChange, Problem, StepResult};
use sofia_simulator::is_simulated_shop;

use crate::arguments::{Add, Merchants};
use crate::exit::{Exit, Failure};
use crate::key_input;
use crate::notices::{quoted, say, sentence};
use crate::open::{self, keychain_failure, print, with_keychain};

pub(crate) async fn run(command: Merchants) -> Result<Exit, Failure> {
    let engine = open::engine(Timeouts::default())?;
    match command {
        Merchants::List { json } => list(&engine, json).await,
        Merchants::Add(arguments) => add(&engine, arguments).await,
        Merchants::Test { name } => test(&engine, &name).await,
        Merchants::Remove { name, yes } => remove(&engine, &name, yes).await,
        Merchants::Key { name, remove: true } => remove_key(&engine, &name).await,
        Merchants::Key { name, remove: false } => replace_key(&engine, &name).await,
        Merchants::Export { file } => {
            let names = engine.export_merchants(&file).await?;
            say(&format!("{} written to {}, without keys.", counted(names.len()), file.display()));
            Ok(Exit::Fine)
        }
        Merchants::Import { file } => {
            let (added, skipped) = engine.import_merchants(&file).await?;
            for name in &added {
                print(&format!("Added {name}.\n"))?;
            }
            for name in &skipped {
                say(&format!("{name} was left as it is, since there is a merchant of that name."));
            }
            if !added.is_empty() {
                say("The file has no keys. Store each one with `sofia merchants key NAME`.");
            }
            Ok(Exit::Fine)
        }
    }
}

/// The merchants that can be called from here.
pub(crate) async fn own(engine: &Engine) -> Result<Vec<Merchant>, Failure> {
    Ok(engine.merchants().await?.into_iter().filter(|merchant| !merchant.simulated).collect())
}

/// A merchant that can be called from here, by its name.
pub(crate) async fn named(engine: &Engine, name: &str) -> Result<Merchant, Failure> {
    let is_demo = match engine.merchant_named(name).await {
        Ok(merchant) if !merchant.simulated => return Ok(merchant),
        Ok(_) => true,
        // The window calls it by the shop that it plays.
        Err(Error::MerchantNotFound { .. }) if is_name_of_demo(name) => {
            engine.merchants().await?.iter().any(|merchant| merchant.simulated)
        }
        Err(error) => return Err(error.into()),
    };
    Err(if is_demo {
        Failure::usage(format!(
            "{name} lives in the window alone. `sofia simulate` starts a simulator for this command."
        ))
    } else {
        Error::MerchantNotFound { name: name.to_owned() }.into()
    })
}

/// `Moda Aurora (demo)`
fn is_name_of_demo(name: &str) -> bool {
    is_simulated_shop(name.trim().strip_suffix("(demo)").unwrap_or(name))
}

async fn list(engine: &Engine, as_json: bool) -> Result<Exit, Failure> {
    let merchants = own(engine).await?;
    if as_json {
        let objects: Vec<_> = merchants
            .iter()
            .map(|merchant| {
                json!({
                    "name": merchant.name,
                    "base_url": merchant.base_url,
                    "business_id": merchant.business_id,
                    "agent_id": merchant.agent_id,
                    "colour": merchant.colour,
                    "key": key_word(&engine.key_state(merchant)),
                })
            })
            .collect();
        print(&format!("{:#}\n", json!(objects)))?;
        return Ok(Exit::Fine);
    }
    if merchants.is_empty() {
        say("There are no merchants yet. `sofia merchants add --help` says how to add one.");
        return Ok(Exit::Fine);
    }
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["NAME", "ADDRESS", "BUSINESS ID", "AGENT ID", "KEY"]);
    for merchant in &merchants {
        table.add_row([
            merchant.name.as_str(),
            &merchant.base_url,
            &merchant.business_id,
            &merchant.agent_id,
            &key_shown(&engine.key_state(merchant), merchant),
        ]);
    }
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 1));
    }
    print(&format!("{}\n", table.trim_fmt()))?;
    Ok(Exit::Fine)
}

fn key_word(state: &KeyState) -> &'static str {
    match state {
        KeyState::Missing => "missing",
        KeyState::Stored { .. } => "stored",
        KeyState::SessionOnly => "session",
        KeyState::Environment => "environment",
    }
}

fn key_shown(state: &KeyState, merchant: &Merchant) -> String {
    match state {
        KeyState::Stored { origin, .. } if *origin != merchant.origin() => format!("for {origin} only"),
        KeyState::Stored { .. } => "in the keychain".to_owned(),
        KeyState::Environment => KEY_VARIABLE.to_owned(),
        state => key_word(state).to_owned(),
    }
}

async fn add(engine: &Engine, arguments: Add) -> Result<Exit, Failure> {
    let draft = MerchantDraft {
        name: arguments.name,
        base_url: arguments.base_url,
        business_id: arguments.business_id,
        agent_id: arguments.agent_id,
        colour: arguments.colour.unwrap_or_default(),
    };
    // All that can be wrong is found before anybody is asked for a key.
    let draft = draft.checked()?;
    match engine.merchant_named(&draft.name).await {
        Ok(taken) => return Err(Error::MerchantNameTaken { name: taken.name }.into()),
        Err(Error::MerchantNotFound { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    // A person who has set the variable has decided where the key is, and is not asked for it.
    let from_environment = environment_has_key();
    let key = if arguments.no_key || (from_environment && stdin().is_terminal()) {
        None
    } else {
        key_input::read(&format!("API key of {} (empty for none): ", draft.name))?
    };
    let change = match key {
        Some(key) => KeyChange::Set(key, KeyPlace::Keychain),
        None => KeyChange::Keep,
    };
    let given = matches!(change, KeyChange::Set(..));
    let business_id = draft.business_id.clone();
    let saved = with_keychain(engine, engine.add_merchant(draft, change)).await?;
    let name = &saved.merchant.name;
    print(&format!("Added {name}.\n"))?;
    if !is_uuid(&business_id) {
        say(&format!(
            "{business_id:?} is not what a business id looks like (7c9e6679-7425-40de-944b-e07fc1f90ae7): calls with it may be \
             refused. `sofia merchants test {}` tries it.",
            quoted(name)
        ));
    }
    match saved.key_error.map(keychain_failure) {
        None if given => print("Its key is in the system's keychain.\n")?,
        None if from_environment => say(&format!("No key was stored: {KEY_VARIABLE} is set and is used.")),
        None => say(&format!(
            "No key was stored. Store one with `sofia merchants key {}`, or set {KEY_VARIABLE}.",
            quoted(name)
        )),
        Some(error) => say(&format!("No key was stored. {}", sentence(&error.problem_of(name)))),
    }
    Ok(Exit::Fine)
}

/// Whether an id has the shape of those that the onboarding gives.
fn is_uuid(id: &str) -> bool {
    let groups: Vec<&str> = id.split('-').collect();
    let lengths = [8, 4, 4, 4, 12];
    groups.len() == lengths.len()
        && groups.iter().zip(lengths).all(|(group, length)| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

fn environment_has_key() -> bool {
    std::env::var_os(KEY_VARIABLE).is_some_and(|value| !value.is_empty())
}

async fn test(engine: &Engine, name: &str) -> Result<Exit, Failure> {
    let merchant = named(engine, name).await?;
    let draft = MerchantDraft {
        name: merchant.name.clone(),
        base_url: merchant.base_url.clone(),
        business_id: merchant.business_id.clone(),
        agent_id: merchant.agent_id.clone(),
        colour: merchant.colour.clone(),
    };
    let mut first: Option<Problem> = None;
    let mut printed = Ok(());
    let testing = engine.test_connection(draft, None, Some(&merchant.id), |step| {
        if let (Some(line), Ok(())) = (step_line(&step), &printed) {
            printed = print(&line);
        }
        if let StepResult::Failed { problem, .. } = step.result {
            first.get_or_insert(*problem);
        }
    });
    with_keychain(engine, testing).await.map_err(keychain_failure)?;
    printed?;
    match first {
        None => Ok(Exit::Fine),
        Some(problem) => Err(problem.into()),
    }
}

fn step_line(step: &ConnectionStep) -> Option<String> {
    let call = match step.call {
        ConnectionCall::Health => "health",
        ConnectionCall::Init => "init",
        ConnectionCall::Close => "close",
    };
    match &step.result {
        StepResult::Running => None,
        StepResult::Passed { took } => Some(format!("{call:<6}  passed  {}\n", milliseconds(*took))),
        StepResult::Failed { took, .. } => Some(format!("{call:<6}  failed  {}\n", milliseconds(*took))),
        StepResult::Skipped => Some(format!("{call:<6}  skipped\n")),
    }
}

fn milliseconds(took: Duration) -> String {
    format!("{:>7.1} ms", took.as_secs_f64() * 1000.0)
}

async fn remove(engine: &Engine, name: &str, yes: bool) -> Result<Exit, Failure> {
    let merchant = named(engine, name).await?;
    let name = &merchant.name;
    if !yes && stdin().is_terminal() && !agreed(&format!("Remove {name} and its key? [y/N] "))? {
        say(&format!("{name} was left as it is."));
        return Ok(Exit::Fine);
    }
    let (kept, key_error) = with_keychain(engine, engine.remove_merchant(&merchant.id)).await?;
    print(&format!("Removed {name}.\n"))?;
    match kept {
        0 => {}
        1 => say("Its conversation stays in the history."),
        kept => say(&format!("Its {kept} conversations stay in the history.")),
    }
    if let Some(error) = key_error.map(keychain_failure) {
        let reason = error.problem_of(name).message;
        say(&format!("Its key may still be in the keychain, under the account {}. {reason}", merchant.id));
    }
    Ok(Exit::Fine)
}

fn agreed(question: &str) -> Result<bool, Failure> {
    let asked = stderr().write_all(question.as_bytes()).and_then(|()| {
        let mut answer = String::new();
        stdin().read_line(&mut answer).map(|_length| answer)
    });
    let answer = asked.context("the terminal cannot be read")?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

async fn replace_key(engine: &Engine, name: &str) -> Result<Exit, Failure> {
    let merchant = named(engine, name).await?;
    let name = &merchant.name;
    let Some(key) = key_input::read(&format!("API key of {name}: "))? else {
        return Err(Failure::usage("No key was given. Type it at the prompt or send it to standard input."));
    };
    with_keychain(engine, engine.set_key(&merchant.id, key, KeyPlace::Keychain))
        .await
        .map_err(keychain_failure)?;
    print(&format!("The key of {name} is in the system's keychain.\n"))?;
    if environment_has_key() {
        say(&format!("{KEY_VARIABLE} is set and takes precedence over it."));
    }
    Ok(Exit::Fine)
}

async fn remove_key(engine: &Engine, name: &str) -> Result<Exit, Failure> {
    let merchant = named(engine, name).await?;
    let name = &merchant.name;
    if merchant.stored_key.is_none() {
        say(&format!("No key is stored for {name}."));
        return Ok(Exit::Fine);
    }
    with_keychain(engine, engine.remove_key(&merchant.id)).await.map_err(keychain_failure)?;
    print(&format!("The key of {name} was removed.\n"))?;
    Ok(Exit::Fine)
}

fn counted(merchants: usize) -> String {
    if merchants == 1 { "1 merchant".to_owned() } else { format!("{merchants} merchants") }
}
