//! What leaves the history of an earlier version, which did not note where a key stands: the key is fetched for it.

use sofia_tests::{
    Environment, Script, Server, TestResult,
    canary::Canary,
    command::Sofia,
    needs, secrets,
    server::INVOKE,
    shop::{line, message},
};

use crate::{add, ask};

#[test]
fn no_export_of_several_conversations_has_a_key_whichever_of_them_comes_first() -> TestResult {
    needs!(secrets::NEEDS);
    let canary = Canary::new("exports");
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message(&format!("sua chave é {}", canary.text()))])]));
    let environment = Environment::with_keychain()?;
    add(&environment, "Loja", &server.base_url(), canary.text())?.exits(0);
    for _ in 0..2 {
        ask(&environment).run()?.exits(0);
    }
    let listed = Sofia::new(&environment, &["conversations", "--json"]).run()?.exits(0);
    let listed: serde_json::Value = serde_json::from_str(&listed.text())?;
    let ids: Vec<&str> = [&listed[0], &listed[1]].iter().filter_map(|one| one["id"].as_str()).collect();
    let [new, old] = ids[..] else { panic!("there are not two conversations: {listed}") };
    // As the first version has stored it.
    let database = rusqlite::Connection::open(environment.data().join("sofia.db"))?;
    let turns = "SELECT id FROM turn WHERE conversation_id = ?1";
    database.execute(&format!("DELETE FROM key_place WHERE turn_id IN ({turns})"), [old])?;
    let forgotten = database.execute("UPDATE turn SET key_checked = 0 WHERE conversation_id = ?1", [old])?;
    assert_eq!(forgotten, 1);
    drop(database);
    for order in [[new, old], [old, new]] {
        for format in ["recording", "md", "html", "csv", "json"] {
            let export = ["export", order[0], order[1], "--format", format];
            let outcome = Sofia::new(&environment, &export).run()?.exits(0);
            canary.is_absent_from(format, &outcome.stdout)?;
            let masked = outcome.text().matches("sua chave").count();
            assert!(masked >= 2, "{format}: {}", outcome.text());
        }
    }
    Ok(())
}
