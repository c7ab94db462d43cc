use sofia_tests::{Environment, TestResult, canary::Canary};

/// `canary-0123` as others write it, by `base64` with zero, one and two bytes before it.
const BASE64: [&str; 3] = ["Y2FuYXJ5LTAxMjM=", "eGNhbmFyeS0wMTIz", "eHhjYW5hcnktMDEyMw=="];

#[test]
fn a_canary_is_found_in_every_form() {
    let canary = Canary::of("canary-0123");
    assert_eq!(canary.form_in(b"...canary-0123..."), Some("as it is"));
    assert_eq!(canary.form_in(b"c\0a\0n\0a\0r\0y\0-\x000\x001\x002\x003\x00"), Some("as UTF-16"));
    assert_eq!(canary.form_in(b"63616e6172792d30313233"), Some("in hexadecimal digits"));
    for text in BASE64 {
        assert_eq!(canary.form_in(text.as_bytes()), Some("in Base64"), "{text}");
    }
    assert_eq!(canary.form_in(b"canary-0124"), None);
}

#[test]
fn a_canary_is_found_in_a_file_and_in_the_name_of_one() -> TestResult {
    let environment = Environment::new()?;
    let canary = Canary::new("files");
    std::fs::write(environment.data().join("notes.bin"), [b"\0\xff", canary.text().as_bytes()].concat())?;
    std::fs::write(environment.home().join(canary.text()), "nothing")?;
    let (found, files) = canary.search_files(environment.root())?;
    assert_eq!(files, 2);
    assert_eq!(found.len(), 2, "{found:?}");
    Ok(())
}

#[test]
fn a_canary_is_found_in_a_process_that_holds_it() -> TestResult {
    let environment = Environment::new()?;
    let canary = Canary::new("memory");
    // A shell that has it in a variable and waits.
    let mut command = environment.command("/bin/sh");
    command.args(["-c", "held=$(printf '%s-%s' \"$0\" \"$1\"); read wait", "canary"]);
    command.arg(canary.text().trim_start_matches("canary-")).stdin(std::process::Stdio::piped());
    let child = sofia_tests::processes::OwnedChild::spawn("a shell", &mut command)?;
    let process = child.id();
    sofia_tests::bounds::wait_for("the shell to hold it", sofia_tests::bounds::SOON, || {
        canary.search_memory(process).is_ok_and(|found| !found.is_empty()).then_some(())
    })?;
    assert_eq!(Canary::new("another").search_memory(process)?, []);
    Ok(())
}
