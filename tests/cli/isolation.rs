use sofia_tests::{
    Script, Server, TestResult,
    canary::files_below,
    command::Sofia,
    history,
    server::INVOKE,
    shop::{line, message},
};

use crate::{ask, shop_at};

#[test]
fn everything_is_written_in_the_data_folder() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Temos!")])]));
    let environment = shop_at(&server.base_url())?;
    ask(&environment, &[]).run()?.exits(0);
    assert_eq!(files_below(&environment.home())?, Vec::<std::path::PathBuf>::new());
    assert!(environment.data().join("sofia.db").is_file());
    Ok(())
}

#[test]
fn processes_side_by_side_share_a_data_folder_and_lose_nothing() -> TestResult {
    const PROCESSES: usize = 6;
    let server = Server::with_session()?;
    let body = (1..=20).map(|n| line(&[message(&format!("linha {n}"))])).collect::<Vec<_>>();
    server.allow(INVOKE, Script::ndjson(&body));
    let environment = shop_at(&server.base_url())?;
    let running =
        (0..PROCESSES).map(|_| ask(&environment, &["--raw"]).start()).collect::<Result<Vec<_>, _>>()?;
    for process in running {
        assert_eq!(process.finish()?.exits(0).text().lines().count(), body.len());
    }
    assert_eq!(history::lines(&environment.data())?.len(), PROCESSES * body.len());
    let listed = Sofia::new(&environment, &["merchants", "list"]).run()?.exits(0).text();
    assert_eq!(listed.matches("Loja").count(), 1, "{listed}");
    Ok(())
}
