//! Conversations that leave in a file and come back: between folders, without loss, and never in part.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sofia_core::conversation::{ConversationState, Source, TurnState};
use sofia_core::export::{ExportFormat, ExportOptions, PersonalKind};
use sofia_core::history::ListFilter;
use sofia_core::recording::{Notice, RecordingFault};
use sofia_core::{Cancel, Engine, Error, ProblemCode};
use sofia_tests::{
    Script, Server, TestResult,
    server::INVOKE,
    shop::{error_line, handover, line, message, recommendation},
};

use crate::support::{KEY, Shop, open};

async fn written(engine: &Engine, ids: &[String], options: ExportOptions, path: &Path) -> Result<Vec<u8>> {
    engine.export(ids, options, path, Cancel::default(), |_| {}).await?;
    Ok(fs::read(path)?)
}

fn plain(format: ExportFormat) -> ExportOptions {
    ExportOptions::of(format)
}

/// A conversation with something of everything, the bytes that are no text included.
async fn spoken(server: &Server) -> Result<(Shop, String)> {
    let body = [
        line(&[message("*Oi!* <b>tudo bem?</b>"), recommendation(&["Vestido midi"])]).into_bytes(),
        b"\n\n\xff\xfe no text \x00\n{\"cut\":".to_vec(),
    ]
    .concat();
    server.answer(INVOKE, Script::body(body));
    server.answer(INVOKE, Script::ndjson([line(&[handover("wants a person")]), error_line(14, "caiu")]));
    server.answer(INVOKE, Script::grpc_error(503, 14, "fora do ar"));
    let shop = Shop::at(server).await?;
    let conversation = shop.conversation().await?;
    let mut turns = Vec::new();
    for text in ["meu e-mail é ana@loja.com.br", "ligue +55 11 99999-8888", "e agora?"] {
        turns.push(shop.say(&conversation.id, text).await?.id);
    }
    shop.engine.rate_answer(turns[0], Some((false, "preço errado"))).await?;
    shop.engine.note_conversation(&conversation.id, "uma nota").await?;
    shop.engine.tag_conversation(&conversation.id, &["preço".to_owned()]).await?;
    shop.engine.close_conversation(&conversation.id).await?;
    Ok((shop, conversation.id))
}

#[tokio::test]
async fn a_recording_goes_to_another_folder_and_back_without_a_change() -> TestResult {
    let server = Server::with_session()?;
    let (shop, id) = spoken(&server).await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.sofia.ndjson");
    let first =
        written(&shop.engine, std::slice::from_ref(&id), plain(ExportFormat::Recording), &path).await?;

    // Into a folder that knows no merchant, under a name that says nothing.
    let elsewhere = tempfile::tempdir()?;
    let renamed = folder.path().join("something.else");
    fs::copy(&path, &renamed)?;
    let engine = open(elsewhere.path())?;
    let imported = engine.import(&renamed, false).await?;
    assert_eq!((imported.conversations.len(), imported.notices.len()), (1, 0));
    let there = &imported.conversations[0];
    assert_eq!((there.id.as_str(), &there.source, there.turns), (id.as_str(), &Source::Recording, 3));
    assert_eq!((there.merchant_name.as_str(), there.note.as_str()), ("Loja", "uma nota"));
    assert_eq!(there.state, ConversationState::Closed);
    assert!(engine.merchants().await?.is_empty(), "a merchant that is known from a recording is in no list");
    let again = written(&engine, std::slice::from_ref(&id), plain(ExportFormat::Recording), &path).await?;
    assert!(again == first, "{}\n{}", String::from_utf8_lossy(&first), String::from_utf8_lossy(&again));

    // Into the folder that it came from: it is there already, whatever a person has added to it since. Where it is wanted
    // all the same it stands beside the original, with its own id and the same bytes.
    shop.engine.note_conversation(&id, "outra nota").await?;
    let known = shop.engine.import(&path, false).await?;
    let ids = |conversations: &[sofia_core::conversation::Conversation]| {
        conversations.iter().map(|conversation| conversation.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!((ids(&known.conversations), ids(&known.known)), (Vec::new(), vec![id.clone()]));
    let beside = shop.engine.import(&path, true).await?.conversations[0].clone();
    assert_ne!(beside.id, id);
    assert_eq!(beside.merchant_id, shop.merchant.id, "it stands under the merchant that it was held with");
    let third = written(&shop.engine, &[beside.id], plain(ExportFormat::Recording), &path).await?;
    assert!(third == first);

    // What is stored is the same line by line, and it can be searched.
    let (here, there) = (shop.lines(&id).await?, crate::support::pages(&engine, &id).await?);
    let there: Vec<_> = there.into_iter().flat_map(|page| page.lines).collect();
    assert_eq!(here.len(), there.len());
    for (here, there) in here.iter().zip(&there) {
        assert_eq!(
            (here.seq, &here.bytes, here.offset, here.ending),
            (there.seq, &there.bytes, there.offset, there.ending)
        );
    }
    assert_eq!(crate::search::find(&engine, "vestido midi").await?.hits.len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_imported_session_is_nobodys_to_close() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let shop = Shop::at(&server).await?;
    let live = shop.conversation().await?;
    shop.say(&live.id, "oi").await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("live");
    let first =
        written(&shop.engine, std::slice::from_ref(&live.id), plain(ExportFormat::Recording), &path).await?;
    let elsewhere = tempfile::tempdir()?;
    let engine = open(elsewhere.path())?;
    let imported = engine.import(&path, false).await?.conversations[0].clone();
    assert_eq!(imported.state, ConversationState::Closed);
    drop(engine);
    let next = open(elsewhere.path())?;
    let recovered = next.take_over().await?.close().await;
    assert_eq!((recovered.closed, recovered.not_closed), (0, 0));
    assert!(written(&next, &[imported.id], plain(ExportFormat::Recording), &path).await? == first);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_read_says_why_and_leaves_nothing_behind() -> TestResult {
    let server = Server::with_session()?;
    let (shop, id) = spoken(&server).await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a");
    let whole = written(&shop.engine, &[id], plain(ExportFormat::Recording), &path).await?;
    let text = String::from_utf8(whole.clone())?;
    let damaged = text.replacen("\"type\":\"turn\"", "\"type\":\"turm\"", 1);
    let table = [
        ("empty", Vec::new(), ProblemCode::NotARecording),
        (
            "newer",
            text.replacen("\"version\":1", "\"version\":2", 1).into_bytes(),
            ProblemCode::RecordingNewer,
        ),
        ("cut in a line", whole[..whole.len() * 2 / 3].to_vec(), ProblemCode::RecordingCut),
        (
            "cut between lines",
            text.lines().take(4).map(|line| format!("{line}\n")).collect::<String>().into_bytes(),
            ProblemCode::RecordingCut,
        ),
        ("damaged", damaged.into_bytes(), ProblemCode::RecordingDamaged),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(), ProblemCode::NotARecording),
        ("a page", b"<html>\n<body>no</body>\n".to_vec(), ProblemCode::NotARecording),
        ("half a character", b"\xff\xfe{\0\"".to_vec(), ProblemCode::NotARecording),
    ];
    let elsewhere = tempfile::tempdir()?;
    let engine = open(elsewhere.path())?;
    for (what, bytes, code) in table {
        fs::write(&path, bytes)?;
        let refused =
            engine.import(&path, false).await.err().with_context(|| format!("{what} was taken in"))?;
        let problem = refused.problem();
        assert_eq!(problem.code, code, "{what}: {problem}");
        assert!(problem.message.contains(&path.display().to_string()), "{what}: {problem}");
        assert!(
            engine.conversations(ListFilter { limit: 9, ..ListFilter::default() }).await?.is_empty(),
            "{what}"
        );
    }
    let missing = engine.import(&folder.path().join("no-such"), false).await;
    assert!(matches!(missing, Err(Error::File { .. })), "{missing:?}");
    assert!(matches!(
        engine.import_bytes(b"", "x", false).await,
        Err(Error::Recording { fault: RecordingFault::Empty, .. })
    ));
    Ok(())
}

#[tokio::test]
async fn a_mark_or_utf_16_does_no_harm_and_is_told() -> TestResult {
    let server = Server::with_session()?;
    let (shop, id) = spoken(&server).await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a");
    let whole = written(&shop.engine, &[id], plain(ExportFormat::Recording), &path).await?;
    let text = String::from_utf8(whole.clone())?;
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, notice) in [
        ([b"\xef\xbb\xbf", whole.as_slice()].concat(), Notice::ByteOrderMark),
        ([b"\xff\xfe", wide.as_slice()].concat(), Notice::Utf16),
    ] {
        let elsewhere = tempfile::tempdir()?;
        let engine = open(elsewhere.path())?;
        fs::write(&path, bytes)?;
        let imported = engine.import(&path, false).await?;
        assert_eq!(imported.notices, [notice]);
        let ids = [imported.conversations[0].id.clone()];
        assert!(written(&engine, &ids, plain(ExportFormat::Recording), &path).await? == whole, "{notice:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_lines_that_curl_leaves_are_a_conversation_of_one_turn() -> TestResult {
    let folder = tempfile::tempdir()?;
    let engine = open(folder.path())?;
    let path = folder.path().join("resposta.ndjson");
    let body = format!("{}\n\n{}\n", line(&[message("Olá")]), line(&[recommendation(&["Vestido"])]));
    fs::write(&path, &body)?;
    let imported = engine.import(&path, false).await?;
    assert_eq!(imported.notices, [Notice::Capture]);
    let conversation = &imported.conversations[0];
    assert_eq!(
        (&conversation.source, conversation.called(), conversation.turns),
        (&Source::Capture, "resposta", 1)
    );
    let news = engine.news(&conversation.id, Default::default()).await?;
    assert_eq!((news.turns[0].state, news.lines.len()), (TurnState::Complete, 3));
    let bytes: Vec<u8> = news.lines.iter().flat_map(|line| [&line.bytes[..], b"\n"].concat()).collect();
    assert_eq!(bytes, body.as_bytes());

    // The same lines under another name and at another time are the same answer; a line more is another one.
    let known = engine.import_bytes(body.as_bytes(), "standard input", false).await?;
    assert_eq!((known.conversations.len(), &known.known[0].id), (0, &conversation.id));
    let longer = format!("{body}{}\n", line(&[message("Até logo")]));
    assert_eq!(engine.import_bytes(longer.as_bytes(), "resposta", false).await?.conversations.len(), 1);
    // What was deleted is not there.
    engine.delete_conversations(std::slice::from_ref(&conversation.id)).await?;
    assert_eq!(engine.import(&path, false).await?.conversations.len(), 1);
    Ok(())
}

/// A server that repeats the key, in an answer and in what it refuses: what is stored is what came, and no export has it.
#[tokio::test]
async fn no_export_holds_a_key_that_a_server_repeated_also_after_it_was_replaced() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message(&format!("sua chave é {KEY}"))])]));
    server.answer(INVOKE, Script::status(401, format!("no such key: {KEY}")));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "oi").await?;
    shop.say(&conversation.id, &format!("colei sem querer: {KEY}")).await?;
    let folder = tempfile::tempdir()?;
    let other = open(shop.folder.path())?;
    for (engine, what) in [(&shop.engine, "with the key at hand"), (&other, "without the key")] {
        for format in ExportFormat::ALL {
            let path = folder.path().join(format.word());
            let ids = std::slice::from_ref(&conversation.id);
            let bytes = written(engine, ids, plain(format), &path).await?;
            // The title is the customer's first words, which are not those with the key.
            assert!(memchr::memmem::find(&bytes, KEY.as_bytes()).is_none(), "{what}: {format:?}");
            assert!(memchr::memmem::find(&bytes, "sua chave".as_bytes()).is_some(), "{what}: {format:?}");
        }
    }
    assert!(
        shop.lines(&conversation.id).await?.iter().any(|line| memchr::memmem::find(
            &line.bytes,
            KEY.as_bytes()
        )
        .is_some())
    );
    let turn = shop.engine.news(&conversation.id, Default::default()).await?.turns[0].id;
    let path = folder.path().join("turn.ndjson");
    shop.engine.save_turn(turn, &path).await?;
    let saved = fs::read(&path)?;
    assert!(memchr::memmem::find(&saved, KEY.as_bytes()).is_none(), "a saved turn is for others to see");
    assert!(memchr::memmem::find(&saved, "sua chave".as_bytes()).is_some());
    Ok(())
}

#[tokio::test]
async fn personal_data_is_listed_and_taken_out_of_every_form() -> TestResult {
    let server = Server::with_session()?;
    let (shop, id) = spoken(&server).await?;
    let customer = shop.engine.conversation(&id).await?.customer_key;
    let ids = [id];
    let listed = shop.engine.would_mask(&ids).await?;
    let found: Vec<_> = listed.iter().map(|masked| (masked.kind, masked.value.as_str())).collect();
    assert_eq!(
        found,
        [
            (PersonalKind::Customer, customer.as_str()),
            (PersonalKind::Phone, "+55 11 99999-8888"),
            (PersonalKind::Email, "ana@loja.com.br"),
        ]
    );
    let folder = tempfile::tempdir()?;
    for format in ExportFormat::ALL {
        let path = folder.path().join(format.word());
        let masked =
            written(&shop.engine, &ids, ExportOptions { mask: true, ..plain(format) }, &path).await?;
        let whole = written(&shop.engine, &ids, plain(format), &path).await?;
        for value in listed.iter().map(|masked| masked.value.as_bytes()) {
            assert!(memchr::memmem::find(&masked, value).is_none(), "{format:?}");
        }
        assert!(
            memchr::memmem::find(&whole, b"ana").is_some(),
            "{format:?}: the search finds nothing at all"
        );
        if format == ExportFormat::Recording {
            fs::write(&path, &masked)?;
            let again = shop.engine.import(&path, false).await?.conversations[0].id.clone();
            assert!(written(&shop.engine, &[again], plain(format), &path).await? == masked);
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_export_that_fails_or_is_stopped_leaves_what_was_there() -> TestResult {
    let server = Server::with_session()?;
    let (shop, id) = spoken(&server).await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.html");
    fs::write(&path, "before")?;
    let cancel = Cancel::default();
    cancel.cancel();
    let ids = [id.clone()];
    let stopped = shop.engine.export(&ids, plain(ExportFormat::Html), &path, cancel, |_| {}).await;
    assert!(matches!(stopped, Err(Error::Cancelled)), "{stopped:?}");
    let missing = [id, "no-such".to_owned()];
    let failed =
        shop.engine.export(&missing, plain(ExportFormat::Html), &path, Cancel::default(), |_| {}).await;
    assert!(matches!(failed, Err(Error::ConversationNotFound)), "{failed:?}");
    assert_eq!((fs::read(&path)?, fs::read_dir(folder.path())?.count()), (b"before".to_vec(), 1));
    Ok(())
}
