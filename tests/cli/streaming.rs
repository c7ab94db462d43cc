use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    processes::Signal,
    server::INVOKE,
    shop::{line, message},
};

use crate::{ask, shop_at};

#[test]
fn each_way_of_printing_shows_an_event_before_the_next_one_comes() -> TestResult {
    for arguments in [&[][..], &["--raw"], &["--json"]] {
        let server = Server::with_session()?;
        let gate = Gate::new();
        server.answer(
            INVOKE,
            Script::stream([
                Step::line(line(&[message("primeiro")]).as_bytes()),
                Step::WaitFor(gate.clone()),
                Step::line(line(&[message("segundo")]).as_bytes()),
                Step::LastChunk,
            ]),
        );
        let environment = shop_at(&server.base_url())?;
        let mut running = ask(&environment, arguments).start()?;
        running.until_stdout("the first event", |text| text.contains("primeiro").then_some(()))?;
        gate.open();
        assert!(running.finish()?.exits(0).text().contains("segundo"));
    }
    Ok(())
}

#[test]
fn an_interrupt_exits_130_keeps_what_was_printed_and_the_server_sees_it() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::stall(format!("{}\n", line(&[message("primeiro")]))));
    let environment = shop_at(&server.base_url())?;
    let mut running = ask(&environment, &["--raw"]).start()?;
    running.until_stdout("the first event", |text| text.contains("primeiro").then_some(()))?;
    running.signal(Signal::Interrupt)?;
    let outcome = running.finish()?.exits(130);
    assert!(outcome.text().contains("primeiro"));
    server.client_gone_blocking(INVOKE)?;
    Ok(())
}
