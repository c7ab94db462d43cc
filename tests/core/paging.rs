//! News: what came, in pages, each line once.

use bytes::Bytes;
use sofia_core::conversation::Cursor;
use sofia_tests::{
    Gate, Script, Server, Step, TestResult,
    server::INVOKE,
    shop::{line, message},
};

use crate::support::{Shop, pages, until};

#[tokio::test]
async fn a_long_answer_comes_in_pages_of_which_none_is_too_long() -> TestResult {
    let server = Server::with_session()?;
    let lines: Vec<String> = (0..1_750).map(|number| line(&[message(&format!("linha {number}"))])).collect();
    server.answer(INVOKE, Script::ndjson(&lines[..1_700]));
    server.answer(INVOKE, Script::ndjson(&lines[1_700..]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let first = shop.say(&conversation.id, "um").await?;
    let second = shop.say(&conversation.id, "dois").await?;
    assert_eq!((first.lines, second.lines), (1_700, 50));

    let pages = pages(&shop.engine, &conversation.id).await?;
    assert!(pages.iter().all(|page| page.lines.len() <= 400), "a page of more than 400 lines");
    let found: Vec<Bytes> =
        pages.iter().flat_map(|page| page.lines.iter().map(|line| line.bytes.clone())).collect();
    assert_eq!(found, lines);
    let turns: Vec<i64> = pages[0].turns.iter().map(|turn| turn.id).collect();
    assert_eq!(turns, [first.id, second.id]);
    let ids: Vec<i64> = pages.iter().flat_map(|page| page.lines.iter().map(|line| line.id)).collect();
    assert!(ids.is_sorted_by(|one, next| one < next));

    // From any line on, by its cursor or by its id alone.
    for at in [0, 399, 400, 1_699, 1_700, 1_749] {
        let line =
            pages.iter().flat_map(|page| &page.lines).nth(at).ok_or_else(|| anyhow::anyhow!("{at}"))?;
        let cursor = shop.engine.cursor_at(line.id).await?;
        assert_eq!(cursor, Cursor { turn_id: line.turn_id, line_id: line.id });
        let next = shop.engine.news(&conversation.id, cursor).await?;
        assert_eq!(
            next.lines.first().map(|line| line.bytes.clone()),
            lines.get(at + 1).cloned().map(Bytes::from)
        );
        assert_eq!(shop.engine.line(line.id).await?, *line);
    }
    let last = pages.last().map(|page| page.cursor).unwrap_or_default();
    let nothing = shop.engine.news(&conversation.id, last).await?;
    assert!(nothing.lines.is_empty() && !nothing.more && nothing.cursor == last);
    assert_eq!(nothing.turns.len(), 1, "the turn of the cursor may have changed");

    // From the end backwards: the tail, then page by page, every line once and in order.
    let tail = shop.engine.tail(&conversation.id).await?;
    let end = shop.engine.news(&conversation.id, tail).await?;
    assert_eq!((end.lines.len(), end.more), (80, false), "the end fills a window and is no more than that");
    let mut backwards = vec![end.lines];
    let mut before = Some(tail);
    while let Some(cursor) = before {
        let page = shop.engine.earlier(&conversation.id, cursor).await?;
        assert!(page.lines.len() <= 2_000 && !page.turns.is_empty());
        backwards.push(page.lines);
        before = page.before;
    }
    let whole: Vec<Bytes> = backwards.into_iter().rev().flatten().map(|line| line.bytes).collect();
    assert_eq!(whole, lines);
    Ok(())
}

#[tokio::test]
async fn large_lines_come_a_few_at_a_time_and_whole() -> TestResult {
    let server = Server::with_session()?;
    let sizes = [10, 700_000, 20, 300_000, 300_000, 3_000_000, 30];
    let lines: Vec<String> = sizes.iter().map(|size| format!("\"{}\"", "a".repeat(*size))).collect();
    server.answer(INVOKE, Script::ndjson(&lines));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "oi").await?;
    let pages = pages(&shop.engine, &conversation.id).await?;
    let found: Vec<Vec<usize>> =
        pages.iter().map(|page| page.lines.iter().map(|line| line.bytes.len() - 2).collect()).collect();
    let before_the_last = |page: &Vec<usize>| page.iter().rev().skip(1).sum::<usize>();
    assert!(found.iter().all(|page| before_the_last(page) < 512 * 1024), "{found:?}");
    assert!(pages.len() >= 3, "{found:?}");
    let joined: Vec<Bytes> =
        pages.iter().flat_map(|page| page.lines.iter().map(|line| line.bytes.clone())).collect();
    assert!(joined == lines, "{found:?}");
    Ok(())
}

#[tokio::test]
async fn a_reader_that_follows_an_answer_sees_each_line_once_and_in_order() -> TestResult {
    let server = Server::with_session()?;
    let lines: Vec<String> = (0..60).map(|number| line(&[message(&number.to_string())])).collect();
    let gates: Vec<Gate> = (0..6).map(|_| Gate::new()).collect();
    let steps = gates.iter().zip(lines.chunks(10)).flat_map(|(gate, lines)| {
        let lines = lines.iter().map(|line| Step::line(line.as_bytes()));
        std::iter::once(Step::WaitFor(gate.clone())).chain(lines).collect::<Vec<_>>()
    });
    server.answer(INVOKE, Script::stream(steps.chain([Step::LastChunk])));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    let turn = shop.engine.say(&conversation.id, "conte").await?;
    let (mut cursor, mut seen) = (Cursor::default(), Vec::new());
    for (number, gate) in gates.iter().enumerate() {
        gate.open();
        while seen.len() < (number + 1) * 10 {
            let news = until(&shop.engine, "more lines", async || {
                let news = shop.engine.news(&conversation.id, cursor).await?;
                Ok((!news.lines.is_empty()).then_some(news))
            })
            .await?;
            let known = news.turns.last().map(|turn| turn.lines as usize).unwrap_or_default();
            seen.extend(news.lines.iter().map(|line| line.bytes.clone()));
            assert_eq!(known, seen.len(), "a turn and its lines are of one moment");
            cursor = news.cursor;
        }
    }
    assert_eq!(seen, lines);
    assert_eq!(shop.over(&conversation.id, turn).await?.lines, 60);
    Ok(())
}
