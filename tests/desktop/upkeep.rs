//! What the window does for the history while nobody looks.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use rusqlite::Connection;
use sofia_tests::{
    Environment, Script, Server, TestResult,
    bounds::SOON,
    command::Sofia,
    needs,
    server::INVOKE,
    shop::{AGENT, BUSINESS, line, message},
    window::Window,
};

use crate::{KEY, NEEDS, desktop};

fn database(environment: &Environment) -> Result<Connection> {
    let connection = Connection::open(environment.data().join("sofia.db"))?;
    connection.busy_timeout(SOON)?;
    Ok(connection)
}

fn count(environment: &Environment, sql: &str) -> Result<i64> {
    Ok(database(environment)?.query_row(sql, [], |row| row.get(0))?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_fills_the_index_and_takes_out_what_was_deleted_long_ago() -> TestResult {
    needs!(NEEDS);
    let server = Server::with_session()?;
    server.allow_by(INVOKE, |_| Script::ndjson([line(&[message("Temos sim")])]));
    let environment = desktop()?;
    let base_url = server.base_url();
    let add = [
        "merchants",
        "add",
        "Loja",
        "--base-url",
        &base_url,
        "--business-id",
        BUSINESS,
        "--agent-id",
        AGENT,
        "--no-key",
    ];
    Sofia::new(&environment, &add).run()?.exits(0);
    for said in ["vestido azul", "vestido verde", "vestido preto"] {
        Sofia::new(&environment, &["ask", said, "--merchant", "Loja"]).key(KEY).run()?.exits(0);
    }
    // One was deleted eight days ago, one an hour ago.
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let hour = 3_600_000;
    let deleted = [("vestido azul", now - 8 * 24 * hour), ("vestido verde", now - hour)];
    for (title, at) in deleted {
        let changed = database(&environment)?
            .execute("UPDATE conversation SET deleted_at = ?2 WHERE title = ?1", (title, at))?;
        assert_eq!(changed, 1, "{title}");
    }
    assert_eq!(count(&environment, "SELECT count(*) FROM piece")?, 0, "the command has filled the index");

    let window = Window::start(&environment).await?;
    window
        .wait_until("the upkeep", SOON, async || {
            let left = count(&environment, "SELECT count(*) FROM conversation")?;
            let behind = count(&environment, "SELECT count(*) FROM turn WHERE unindexed_from IS NOT NULL")?;
            Ok((left == 2 && behind == 0).then_some(()))
        })
        .await?;
    let gone = "SELECT count(*) FROM conversation WHERE title = 'vestido azul'";
    assert_eq!(count(&environment, gone)?, 0);
    // What was said and what was answered of the two that are left, and what each is called.
    assert_eq!(count(&environment, "SELECT count(*) FROM piece WHERE turn_id IS NOT NULL")?, 4);
    let found = "SELECT count(*) FROM found WHERE found MATCH 'preto'";
    assert!(count(&environment, found).context("the index")? > 0);
    window.has_no_reports().await?;
    Ok(())
}
