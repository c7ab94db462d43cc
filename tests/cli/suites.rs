//! `sofia suite`: what is wrong with suites is told so that an editor can go there, and what ships with the program runs.

use std::fs;

use sofia_tests::{
    Environment, Script, Server, TestResult,
    command::Sofia,
    server::INVOKE,
    shop::{line, message},
};

use crate::{KEY, add_merchant, shop_at};

#[test]
fn everything_that_is_wrong_with_suites_stands_on_a_line_of_its_own() -> TestResult {
    let environment = Environment::new()?;
    let folder = tempfile::tempdir()?;
    let (yaml, csv) = (folder.path().join("bad.yaml"), folder.path().join("bad.csv"));
    fs::write(
        &yaml,
        "tests:\n  - name: t\n    turns:\n      - say: Oi\n        assert:\n          - {type: contain, value: a}\n          - {type: regex, value: '('}\n",
    )?;
    fs::write(&csv, "question,expected\nOi,icontian: azul\n")?;
    let (yaml, csv) = (yaml.display().to_string(), csv.display().to_string());
    let checked = Sofia::new(&environment, &["suite", "check", &yaml, &csv]).run()?.exits(2);
    let expected = format!(
        "{yaml}:6: there is no assertion \"contain\"; did you mean \"contains\"?\n\
         {yaml}:7: regex: no regular expression: unclosed group\n\
         {csv}:2: there is no assertion \"icontian\"; did you mean \"icontains\"?\n"
    );
    assert_eq!(checked.said().trim_start(), expected);

    fs::write(&csv, "question,expected\nOi,Cumprimenta o cliente\nQuero ajuda,icontains: ajuda\n")?;
    let checked = Sofia::new(&environment, &["suite", "check", &csv]).run()?.exits(0);
    assert_eq!(checked.text(), "2 tests, nothing wrong. 1 expectation is for a person to judge.\n");
    Ok(())
}

#[test]
fn a_suite_of_the_simulator_is_for_the_only_merchant_there_is_and_of_two_one_must_be_chosen() -> TestResult {
    let folder = tempfile::tempdir()?;
    let suite = folder.path().join("aurora.yaml");
    fs::write(
        &suite,
        "merchant: Moda Aurora\ntests:\n  - {name: t, turns: [{say: Oi, assert: [{type: icontains, value: oi}]}]}\n",
    )?;
    let suite = suite.display().to_string();
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message("Oi!")])]));
    let environment = shop_at(&server.base_url())?;
    Sofia::new(&environment, &["check", &suite]).key(KEY).run()?.exits(0);

    add_merchant(&environment, "Outra", &server.base_url())?;
    let refused = Sofia::new(&environment, &["check", &suite]).key(KEY).run()?.exits(2);
    assert_eq!(
        refused.said().trim_start(),
        "The suite is for Moda Aurora. Choose a merchant with --merchant.\n"
    );
    Ok(())
}
