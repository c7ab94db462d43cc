//! Search over what was really said: what is found, where, and what happens to the index when things go wrong.

use std::sync::Arc;

use anyhow::{Context, Result};
use sofia_core::search::{Hit, HitPart, SearchAnswer, SearchRequest};
use sofia_core::{Engine, KeyChange};
use sofia_tests::{
    Script, Server, TestResult,
    server::INVOKE,
    shop::{error_line, handover, line, message, recommendation, suggestions, unknown},
};

use crate::support::{Shop, draft, held, meddler, open, reader};

/// Searches, as often as it takes until the index has everything: each search takes in a bounded part of what is missing.
pub(crate) async fn find(engine: &Engine, text: &str) -> Result<SearchAnswer> {
    for _ in 0..200 {
        let request = SearchRequest { text: text.to_owned(), limit: 50, ..SearchRequest::default() };
        let answer = engine.search(request).await?;
        if answer.behind == 0 {
            return Ok(answer);
        }
    }
    anyhow::bail!("the index does not catch up")
}

/// Where the hits are, as `part` and number of the turn, newest first.
async fn places(engine: &Engine, text: &str) -> Result<Vec<String>> {
    let hits = find(engine, text).await?.hits;
    let place = |hit: &Hit| match hit.part {
        HitPart::Conversation => "conversation".to_owned(),
        HitPart::Sent => format!("sent {}", hit.ordinal.unwrap_or_default()),
        HitPart::Answer => {
            format!("answer {} line {}", hit.ordinal.unwrap_or_default(), hit.seq.unwrap_or_default())
        }
    };
    Ok(hits.iter().map(place).collect())
}

/// A conversation of three turns with something of everything.
async fn spoken(server: &Server) -> Result<(Shop, String)> {
    server.answer(
        INVOKE,
        Script::ndjson([
            line(&[message("Temos três opções em promoção!")]),
            line(&[recommendation(&["Vestido midi", "Blusa de SEDA"])]),
            line(&[suggestions(&["Tem em preto?"]), unknown()]),
        ]),
    );
    server
        .answer(INVOKE, Script::ndjson([line(&[message("Vou chamar alguém"), handover("wants a person")])]));
    server.answer(INVOKE, Script::ndjson([line(&[message("Um momento")]), error_line(14, "caiu a ligação")]));
    let shop = Shop::at(server).await?;
    let conversation = shop.conversation().await?;
    for text in ["tem vestido azul?", "quero falar com gente", "e agora?"] {
        shop.say(&conversation.id, text).await?;
    }
    Ok((shop, conversation.id))
}

#[tokio::test]
async fn what_either_side_said_or_showed_is_found_with_its_place() -> TestResult {
    let server = Server::with_session()?;
    let (shop, id) = spoken(&server).await?;
    let session = shop.engine.conversation(&id).await?.session_id.context("no session")?;
    let table: [(&str, &[&str]); 36] = [
        ("vestido azul", &["answer 1 line 2", "sent 1", "conversation"]),
        ("VESTIDO", &["answer 1 line 2", "sent 1", "conversation"]),
        ("promocao", &["answer 1 line 1"]),
        ("tres opcoes", &["answer 1 line 1"]),
        ("opções três", &["answer 1 line 1"]),
        ("\"opções três\"", &[]),
        ("\"três opções\"", &["answer 1 line 1"]),
        ("promo", &["answer 1 line 1"]),
        ("promo*", &["answer 1 line 1"]),
        ("promo azul", &[]),
        ("seda", &["answer 1 line 2"]),
        ("p-1", &["answer 1 line 2"]),
        ("algodão", &["answer 1 line 2"]),
        ("loja.example/p/0", &["answer 1 line 2"]),
        ("BRL", &["answer 1 line 2"]),
        ("preto", &["answer 1 line 3"]),
        ("loyaltyPointsEvent", &["answer 1 line 3"]),
        ("wants person", &["answer 2 line 1"]),
        ("caiu", &["answer 3 line 2"]),
        ("has:handover", &["sent 2"]),
        ("has:error", &["sent 3"]),
        ("has:products has:suggestions", &["sent 1"]),
        ("has:products has:handover", &[]),
        ("has:unknown", &["sent 1"]),
        ("kind:agentHandoverEvent", &["answer 2 line 1"]),
        ("kind:recommendation vestido", &["answer 1 line 2"]),
        ("kind:recommend vestido", &["answer 1 line 2"]),
        ("kind:recomendação vestido", &["answer 1 line 2"]),
        ("kind:\"agent handover\"", &["answer 2 line 1"]),
        ("kind:loyaltyPoints", &["answer 1 line 3"]),
        ("kind:zzz", &[]),
        ("momento has:error", &["answer 3 line 1"]),
        ("merchant:loja seda", &["answer 1 line 2"]),
        ("merchant:other seda", &[]),
        ("after:today seda", &["answer 1 line 2"]),
        ("before:today seda", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(places(&shop.engine, text).await?, expected, "{text}");
    }
    for exact in [id.as_str(), &session, &format!("\"{id}\"")] {
        assert_eq!(places(&shop.engine, exact).await?, ["conversation"], "{exact}");
    }

    // An event that nobody knows is a kind once it has come; what is neither known nor here is named.
    let unknown = find(&shop.engine, "kind:loyaltyPoints kind:ZZZ kind:suggestion").await?.unknown_kinds;
    assert_eq!(unknown, ["zzz"]);

    // What every event has is left out, and that is said where it finds nothing; a word of an answer is found as ever.
    for (text, expected) in [("createdAt", vec!["createdAt"]), ("ASSISTANT azulejo", vec!["ASSISTANT"])] {
        let answer = find(&shop.engine, text).await?;
        assert_eq!(
            (answer.hits.len(), answer.everywhere),
            (0, expected.iter().map(|name| (*name).into()).collect())
        );
    }
    assert!(find(&shop.engine, "promocao").await?.everywhere.is_empty());

    let answer = find(&shop.engine, "promocao").await?;
    let hit = &answer.hits[0];
    let shown: Vec<_> = hit.snippet.iter().map(|part| (part.text.as_str(), part.found)).collect();
    assert_eq!(shown, [("Temos três opções em ", false), ("promoção", true), ("!", false)]);
    assert_eq!(answer.conversations.len(), 1);
    assert_eq!(
        (answer.conversations[0].id.as_str(), hit.conversation_id.as_str()),
        (id.as_str(), id.as_str())
    );
    let stored = shop.engine.line(hit.line_id.context("no line")?).await?;
    assert_eq!((Some(stored.turn_id), Some(stored.seq)), (hit.turn_id, hit.seq));
    assert_eq!((answer.behind, answer.more), (0, None));
    Ok(())
}

#[tokio::test]
async fn titles_notes_tags_and_ratings_are_found_as_they_are_now() -> TestResult {
    let server = Server::with_session()?;
    let (shop, id) = spoken(&server).await?;
    let engine = &shop.engine;
    engine.rename_conversation(&id, Some("Promoção de inverno")).await?;
    engine.note_conversation(&id, "o preço do casaco está errado").await?;
    engine.tag_conversation(&id, &["Preços".to_owned(), "revisar".to_owned()]).await?;
    let turns = engine.news(&id, Default::default()).await?.turns;
    engine.rate_answer(turns[0].id, Some((false, "inventou um desconto"))).await?;
    engine.rate_answer(turns[1].id, Some((true, ""))).await?;
    let table: [(&str, &[&str]); 11] = [
        ("inverno", &["conversation"]),
        ("casaco errado", &["conversation"]),
        ("revisar", &["conversation"]),
        ("desconto", &["conversation"]),
        ("has:note", &["conversation"]),
        ("rated:bad", &["sent 1"]),
        ("rated:good", &["sent 2"]),
        ("rated:any", &["sent 2", "sent 1"]),
        ("rated:bad vestido", &["answer 1 line 2", "sent 1"]),
        ("rated:good vestido", &[]),
        ("tag:PRECOS seda", &["answer 1 line 2"]),
    ];
    for (text, expected) in table {
        assert_eq!(places(engine, text).await?, expected, "{text}");
    }
    engine.note_conversation(&id, "tudo certo").await?;
    engine.tag_conversation(&id, &[]).await?;
    engine.rate_answer(turns[0].id, None).await?;
    for gone in ["casaco", "revisar", "desconto", "rated:bad", "tag:preços"] {
        assert!(places(engine, gone).await?.is_empty(), "{gone}");
    }
    assert_eq!(places(engine, "tudo certo").await?, ["conversation"]);
    Ok(())
}

#[tokio::test]
async fn no_query_is_an_error() -> TestResult {
    let server = Server::with_session()?;
    let (shop, _) = spoken(&server).await?;
    let mut queries: Vec<String> = [
        "",
        " ",
        "\"",
        "\"\"",
        "*",
        "**",
        "(",
        ")",
        "^a",
        "a^",
        "-a",
        "+a",
        "a -b",
        "NOT",
        "a NOT b",
        "a AND",
        "OR OR",
        "NEAR(a b)",
        "NEAR/2",
        "words:a",
        "{words}:a",
        "a:b:c",
        "\\",
        "'; DROP TABLE line; --",
        "a\0b",
        "\"a\0b",
        "👗",
        "é\u{301}",
        "kind:\"",
        "merchant:\"",
        "kind:()",
        "has:",
        "rated:",
        "before:x",
        "%",
        "_",
        "\u{2}a\u{3}",
        "ⓐ",
        "²",
        "\u{301}",
        "١٢",
        "a\u{200d}b",
        "\u{feff}a",
    ]
    .map(str::to_owned)
    .into();
    queries.push("a ".repeat(5_000));
    queries.push("a".repeat(100_000));
    queries.push("\"".repeat(999));
    queries.push(format!("\"{}\"", "a b ".repeat(2_000)));
    let naughty = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/corpora/naughty-strings/blns.txt");
    // The corpus lies beside the checkout and is no part of the repository; the table above goes without it.
    queries.extend(std::fs::read_to_string(naughty).unwrap_or_default().lines().map(str::to_owned));
    for query in queries {
        for text in
            [query.clone(), format!("vestido {query}"), format!("merchant:{query}"), format!("{query}*")]
        {
            find(&shop.engine, &text).await.with_context(|| format!("{text:?}"))?;
        }
    }
    let answer = find(&shop.engine, "rated:meh vestido").await?;
    assert_eq!(answer.literal, ["rated:meh"]);
    Ok(())
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_and_newest_first() -> TestResult {
    let server = Server::with_session()?;
    let lines: Vec<String> = (0..130).map(|number| line(&[message(&format!("linha {number}"))])).collect();
    server.allow(INVOKE, Script::ndjson(&lines));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    for text in ["um", "dois"] {
        shop.say(&conversation.id, text).await?;
    }
    shop.engine.index_all().await?;
    let mut seen: Vec<(u32, u64)> = Vec::new();
    let mut behind = None;
    loop {
        let request =
            SearchRequest { text: "linha".to_owned(), limit: 40, behind, ..SearchRequest::default() };
        let page = shop.engine.search(request).await?;
        assert!(page.hits.len() == 40 || page.more.is_none());
        seen.extend(
            page.hits.iter().map(|hit| (hit.ordinal.unwrap_or_default(), hit.seq.unwrap_or_default())),
        );
        behind = page.more;
        if behind.is_none() {
            break;
        }
    }
    let expected: Vec<(u32, u64)> =
        [2, 1].into_iter().flat_map(|turn| (1..=130).rev().map(move |seq| (turn, seq))).collect();
    assert_eq!(seen, expected);
    let other = shop.conversation().await?;
    let request =
        SearchRequest { text: "linha".into(), conversation: Some(other.id), limit: 5, behind: None };
    assert!(shop.engine.search(request).await?.hits.is_empty());
    Ok(())
}

/// Two processes fill one index at once, with answers that take several steps: everything is in it once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_fill_the_index_at_once_put_everything_in_once() -> TestResult {
    let server = Server::with_session()?;
    let lines: Vec<String> = (0..900).map(|number| line(&[message(&format!("número {number}"))])).collect();
    server.allow(INVOKE, Script::ndjson(&lines));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    for text in ["um", "dois", "três"] {
        shop.say(&conversation.id, text).await?;
    }
    let engines: Vec<Arc<Engine>> =
        (0..3).map(|_| Ok(Arc::new(open(shop.folder.path())?))).collect::<Result<_>>()?;
    let filling: Vec<_> =
        engines.iter().cloned().map(|engine| tokio::spawn(async move { engine.index_all().await })).collect();
    for filled in filling {
        filled.await??;
    }
    assert_eq!(shop.engine.unindexed_turns().await?, 0);
    let pieces: i64 =
        reader(shop.folder.path())?.query_row("SELECT count(*) FROM piece", [], |row| row.get(0))?;
    assert_eq!(pieces, 3 * 901 + 1);
    assert_eq!(find(&shop.engine, "\"número 777\"").await?.hits.len(), 3);
    Ok(())
}

#[tokio::test]
async fn an_index_that_is_damaged_is_made_anew_without_a_loss() -> TestResult {
    let server = Server::with_session()?;
    let (shop, _) = spoken(&server).await?;
    assert_eq!(find(&shop.engine, "seda").await?.hits.len(), 1);
    meddler(shop.folder.path())?
        .execute_batch("UPDATE found_data SET block = x'00ff00ff00' WHERE id > 10")?;
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(find(&shop.engine, "seda").await?.hits.len());
    }
    assert_eq!(answers.last(), Some(&1), "{answers:?}");
    Ok(())
}

#[tokio::test]
async fn merchants_are_told_apart_by_any_part_of_their_name() -> TestResult {
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[message("resposta")])]));
    let shop = Shop::at(&server).await?;
    let other =
        shop.engine.add_merchant(draft("Farmácia São José", &server.base_url()), held()?).await?.merchant;
    let mut ids = Vec::new();
    for merchant in [&shop.merchant.id, &other.id] {
        let conversation = shop.engine.start_conversation(merchant, None).await?;
        shop.engine.opened(&conversation.id).await?;
        shop.say(&conversation.id, "oi").await?;
        ids.push(conversation.id);
    }
    for (text, expected) in [
        ("resposta merchant:loja", vec![&ids[0]]),
        ("resposta merchant:\"sao jose\"", vec![&ids[1]]),
        ("merchant:FARMACIA resposta", vec![&ids[1]]),
        ("merchant:loja merchant:farm resposta", vec![&ids[1], &ids[0]]),
    ] {
        let found = find(&shop.engine, text).await?;
        let found: Vec<&String> = found.hits.iter().map(|hit| &hit.conversation_id).collect();
        assert_eq!(found, expected, "{text}");
    }
    // A merchant that is renamed is found by its new name, with nothing indexed anew.
    shop.engine.update_merchant(&other.id, draft("Drogaria", &server.base_url()), KeyChange::Keep).await?;
    assert_eq!(find(&shop.engine, "merchant:drogaria resposta").await?.hits.len(), 1);
    Ok(())
}
