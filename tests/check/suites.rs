//! Suites that write themselves: from a conversation that was held, and from a product feed.

use std::fs;

use anyhow::{Context as _, Result};
use sofia_tests::command::Sofia;
use sofia_tests::{Environment, TestResult};

use crate::support::{KEY, feed_of, shop_at, simulator};

fn only_conversation(environment: &Environment) -> Result<String> {
    let listed = Sofia::new(environment, &["conversations", "--json"]).run()?.exits(0).text();
    let listed: serde_json::Value = serde_json::from_str(&listed)?;
    Ok(listed[0]["id"].as_str().context("the conversation has an id")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_becomes_a_test_that_holds_and_fails_where_the_shop_lies() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let ask = ["ask", "Tem vestido azul até 200 reais?", "--welcome", "Oi! Posso ajudar?"];
    Sofia::new(&environment, &ask).key(KEY).run()?.exits(0);
    let id = only_conversation(&environment)?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, feed) = (path("ours.yaml"), path("feed.tsv"));
    fs::write(&feed, feed_of("fashion"))?;
    fs::write(
        &suite,
        "# Written by hand.\nmerchant: Moda\ntests:\n  - name: oi # kept\n    turns: [{say: Oi}]\n\n# The end.\n",
    )?;
    let make = ["suite", "from-conversation", &id[..8], "--output", &suite];
    Sofia::new(&environment, &make).run()?.exits(0);
    let text = fs::read_to_string(&suite)?;
    assert!(
        text.starts_with("# Written by hand.\n")
            && text.contains("oi # kept\n")
            && text.ends_with("\n# The end.\n"),
        "{text}"
    );
    assert!(text.contains("- {messageEvent: ") && text.contains("Oi! Posso ajudar?"), "{text}");
    assert!(text.contains("{type: recommends, min: 1, price: {max: 200}, currency: BRL}"), "{text}");
    let made = Sofia::new(&environment, &["suite", "check", &suite]).run()?.exits(0);
    assert_eq!(made.text(), "2 tests, nothing wrong.\n");
    let check = ["check", &suite, "--catalog", &feed];
    Sofia::new(&environment, &check).key(KEY).run()?.exits(0);
    // A second one beside it has a name of its own, and everything that can be asserted.
    let make = ["suite", "from-conversation", &id, "--all", "-o", &suite];
    Sofia::new(&environment, &make).run()?.exits(0);
    assert!(fs::read_to_string(&suite)?.contains("(2)"));
    simulator.set_settings(|settings| settings.lies = vec![sofia_simulator::Lie::InventedProduct]);
    Sofia::new(&environment, &check).key(KEY).run()?.exits(1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_becomes_questions_that_an_honest_shop_answers_and_a_lying_one_does_not() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, feed) = (path("drawn.yaml"), path("feed.tsv"));
    fs::write(&feed, feed_of("fashion"))?;
    let draw = [
        "suite",
        "from-catalog",
        "--merchant",
        "Moda",
        "--catalog",
        &feed,
        "--sample",
        "50",
        "--seed",
        "3",
        "--by",
        "category",
    ];
    let text = Sofia::new(&environment, &draw).run()?.exits(0).text();
    assert_eq!(Sofia::new(&environment, &draw).run()?.exits(0).text(), text, "the same seed draws the same");
    fs::write(&suite, &text)?;
    let check = ["check", &suite, "--catalog", &feed, "--concurrency", "8"];
    let honest = Sofia::new(&environment, &check).key(KEY).run()?.text();
    let passed = honest.lines().filter(|line| line.starts_with('✓')).count();
    let played = honest.lines().filter(|line| line.starts_with(['✓', '✗', '!'])).count();
    assert_eq!(played, 50, "{honest}");
    assert_eq!(passed, 50, "{honest}");
    simulator.set_settings(|settings| settings.lies = vec![sofia_simulator::Lie::WrongPrice]);
    let lied = Sofia::new(&environment, &check).key(KEY).run()?.exits(1).text();
    let passed_now = lied.lines().filter(|line| line.starts_with('✓')).count();
    assert!(passed_now * 3 < passed, "{passed_now} of {passed}: {lied}");
    Ok(())
}

#[test]
fn the_schema_and_the_demo_suites_are_printed() -> TestResult {
    let environment = Environment::new()?;
    let schema = Sofia::new(&environment, &["suite", "schema"]).run()?.exits(0).text();
    let schema: serde_json::Value = serde_json::from_str(&schema)?;
    assert_eq!(schema["title"], "Sofia test suite");
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("demo.yaml").display().to_string();
    for shop in ["fashion", "electronics", "pharmacy"] {
        Sofia::new(&environment, &["suite", "demo", shop]).run()?.exits(0);
    }
    let write = ["suite", "demo", "fashion", "-o", &file];
    Sofia::new(&environment, &write).run()?.exits(0);
    assert_eq!(
        Sofia::new(&environment, &["suite", "check", &file]).run()?.exits(0).text(),
        "10 tests, nothing wrong.\n"
    );
    // Somebody's work is not written over.
    Sofia::new(&environment, &write).run()?.exits(2);
    fs::write(&file, "tests: [{name: a, turns: [{say: b, asert: []}]}]")?;
    let wrong = Sofia::new(&environment, &["suite", "check", &file]).run()?.exits(2);
    assert!(wrong.said().contains("demo.yaml:1: "), "{}", wrong.said());
    Ok(())
}
