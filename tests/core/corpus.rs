//! The corpus of JSON that parsers stumble over: its bytes are in the store as they came.

use std::path::{Path, PathBuf};

use sofia_core::conversation::TurnState;
use sofia_tests::{
    Script, Server, TestResult,
    failure::skip,
    history,
    server::INVOKE,
    shop::{line, message},
};

use crate::support::Shop;

#[tokio::test]
async fn each_file_sent_as_a_line_lies_in_the_store_byte_by_byte() -> TestResult {
    // Beside the checkout; it is no part of the repository.
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/json-test-suite/test_parsing");
    if !folder.is_dir() {
        return skip(&format!("{} is missing", folder.display()));
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    assert!(files.len() > 300, "only {} files in {}", files.len(), folder.display());

    let server = Server::with_session()?;
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let mut sent = Vec::new();
    for file in &files {
        let bytes = std::fs::read(file)?;
        let event = line(&[message("antes")]);
        let body = [event.as_bytes(), b"\n", &bytes, b"\n"].concat();
        server.answer(INVOKE, Script::body(body.clone()));
        let turn = shop.say(&conversation.id, &file.display().to_string()).await?;
        assert_eq!((turn.state, turn.problem), (TurnState::Complete, None), "{}", file.display());
        sent.push((turn.id, body));
    }
    let stored = history::lines(shop.folder.path())?;
    for ((turn, body), file) in sent.into_iter().zip(&files) {
        let lines: Vec<_> = stored.iter().filter(|line| line.turn == turn).cloned().collect();
        assert_eq!(history::wire(&lines), body, "{}", file.display());
    }
    // The engine hands out what lies on the disk.
    let handed_out = shop.lines(&conversation.id).await?;
    assert_eq!(handed_out.len(), stored.len());
    for (line, stored) in handed_out.iter().zip(&stored) {
        assert_eq!((line.turn_id, line.seq, &line.bytes[..]), (stored.turn, stored.seq, &stored.bytes[..]));
    }
    Ok(())
}
