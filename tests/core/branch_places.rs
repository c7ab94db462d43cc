//! Where a branch leaves a recording, whose turns may have any numbers.

use sofia_core::Cancel;
use sofia_core::conversation::BranchKind;
use sofia_core::export::{ExportFormat, ExportOptions};
use sofia_core::{AnswerPlace, BranchPoint};
use sofia_tests::input_events::sent_in;
use sofia_tests::server::INVOKE;
use sofia_tests::shop::{line, message};
use sofia_tests::{Script, Server, TestResult};

use crate::support::Shop;

#[tokio::test]
async fn a_branch_of_turns_with_gaps_between_their_numbers_is_begun_again_where_it_left() -> TestResult {
    let server = Server::with_session()?;
    for answer in ["primeira", "segunda", "terceira"] {
        server.answer(INVOKE, Script::ndjson([line(&[message(answer)])]));
    }
    server.allow(INVOKE, Script::ndjson([line(&[message("Sim.")])]));
    let shop = Shop::at(&server).await?;
    let held = shop.conversation().await?;
    for said in ["um", "dois", "tres"] {
        shop.say(&held.id, said).await?;
    }
    let path = shop.folder.path().join("gaps.sofia.ndjson");
    let options = ExportOptions::of(ExportFormat::Recording);
    shop.engine.export(&[held.id], options, &path, Cancel::default(), |_| {}).await?;
    let text = std::fs::read_to_string(&path)?;
    // A turn and its lines name its number.
    let renumbered = |text: &str, from: u32, to: u32| {
        ["ordinal", "turn"].iter().fold(text.to_owned(), |text, field| {
            text.replace(&format!("\"{field}\":{from},"), &format!("\"{field}\":{to},"))
        })
    };
    std::fs::write(&path, renumbered(&renumbered(&text, 3, 5), 2, 3))?;

    let recorded = shop.engine.import(&path, true).await?.conversations[0].id.clone();
    let turns = shop.engine.news(&recorded, Default::default()).await?.turns;
    assert_eq!(turns.iter().map(|turn| turn.ordinal).collect::<Vec<_>>(), [1, 3, 5]);
    let at = BranchPoint { turn_id: turns[1].id, behind: Some(AnswerPlace { seq: 1, event_index: None }) };
    let branch = shop.engine.branch_conversation(&recorded, at, BranchKind::Context).await?.conversation;
    assert_eq!(branch.branch.map(|branch| branch.after), Some(3));
    shop.engine.opened(&branch.id).await?;
    // From what is stored, as after another start.
    shop.engine.close_conversation(&branch.id).await?;
    let again = shop.engine.restart_conversation(&branch.id, true).await?;
    shop.engine.opened(&again.id).await?;
    shop.say(&again.id, "e agora?").await?;
    let sent = server.requests_to(INVOKE).last().map(|request| sent_in(&request.body)).unwrap_or_default();
    for said in ["um", "primeira", "dois", "segunda", "e agora?"] {
        assert!(sent.contains(&format!("\"{said}\"")), "{said}: {sent}");
    }
    assert!(!sent.contains("tres") && !sent.contains("terceira"), "{sent}");
    Ok(())
}
