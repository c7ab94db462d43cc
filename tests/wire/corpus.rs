//! The corpus of JSON that parsers stumble over, a file a line.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bytes::Bytes;
use sofia_tests::{
    Script, Server, TestResult,
    failure::skip,
    server::{INVOKE, SESSION},
    shop::{line, message},
};

use crate::support::{PATIENT, ask, client, lines_of};

/// Beside the checkout; it is no part of the repository.
fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/json-test-suite/test_parsing")
}

#[tokio::test]
async fn whatever_stands_in_a_line_its_bytes_arrive_and_the_stream_goes_on() -> TestResult {
    let folder = corpus();
    if !folder.is_dir() {
        return skip(&format!("{} is missing", folder.display()));
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    assert!(files.len() > 300, "only {} files in {}", files.len(), folder.display());

    let server = Server::start()?;
    let client = client(&server.base_url(), PATIENT)?;
    for file in files {
        let name = file.file_name().context("a file without a name")?.to_string_lossy().into_owned();
        let bytes = std::fs::read(&file)?;
        let (before, after) = (line(&[message("antes")]), line(&[message("depois")]));
        let body = [before.as_bytes(), b"\n", &bytes, b"\n", after.as_bytes(), b"\n"].concat();
        server.answer(INVOKE, Script::body(body.clone()));
        let reading = ask(&client, SESSION).await.with_context(|| name.clone())?;
        assert_eq!(reading.outcome(), "Complete", "{name}");
        assert_eq!(reading.framed(), lines_of(&body), "{name}");
        let found = reading.events();
        assert!(found.len() >= 2, "{name}: the lines around it have lost their meaning");
        let last = reading.lines().last().map(|line| line.bytes.clone());
        assert_eq!(last, Some(Bytes::from(after)), "{name}");
    }
    Ok(())
}
