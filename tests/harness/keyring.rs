use std::process::Stdio;

use anyhow::Result;
use sofia_tests::{Environment, TestResult, needs, processes, secrets, services::KeyringState};

fn store(environment: &Environment, secret: &str) -> Result<bool> {
    use std::io::Write;
    let mut command = environment.command("secret-tool");
    command.args(["store", "--label=probe", "service", "probe"]).stdin(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(secret.as_bytes())?;
    }
    Ok(child.wait()?.success())
}

#[test]
fn an_unlocked_keyring_keeps_a_secret_until_it_is_locked() -> TestResult {
    needs!(secrets::NEEDS);
    let mut environment = Environment::with_keychain()?;
    assert!(store(&environment, "a secret")?);
    assert_eq!(secrets::all(&environment)?, ["a secret"]);

    environment.lock_keyring()?;
    assert!(secrets::all(&environment)?.is_empty(), "a locked keyring shows nothing");
    assert!(!store(&environment, "another")?);
    Ok(())
}

#[test]
fn without_a_keyring_nothing_is_started_in_its_place() -> TestResult {
    needs!(secrets::NEEDS);
    let mut environment = Environment::new()?;
    environment.start_bus()?;
    assert!(!store(&environment, "a secret")?);
    Ok(())
}

#[test]
fn the_services_end_with_their_environment() -> TestResult {
    needs!(secrets::NEEDS);
    let mut environment = Environment::new()?;
    let bus = environment.start_bus()?.process();
    environment.start_keyring(KeyringState::Locked)?;
    let root = environment.root().to_owned();
    assert!(processes::is_running(bus));
    drop(environment);
    assert!(!processes::is_running(bus));
    assert!(!root.exists());
    Ok(())
}
