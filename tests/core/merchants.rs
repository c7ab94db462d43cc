//! Merchants: added, changed, duplicated, removed, and carried in a file without their keys.

use std::path::Path;

use anyhow::{Context, Result};
use sofia_core::{
    Change, Error, KeyChange,
    credentials::{KeyPlace, KeyState},
    merchant::MerchantDraft,
};
use sofia_tests::{
    Script, Server, TestResult,
    canary::Canary,
    server::{INIT, INVOKE, SESSION},
    shop::{line, message},
};

use crate::support::{KEY, Shop, draft, held, key, meddler, open};

async fn names(engine: &sofia_core::Engine) -> Result<Vec<String>> {
    Ok(engine.merchants().await?.into_iter().map(|merchant| merchant.name).collect())
}

#[tokio::test]
async fn a_merchant_is_added_changed_duplicated_and_removed() -> TestResult {
    let folder = tempfile::tempdir()?;
    let engine = open(folder.path())?;
    let mut changes = engine.changes();
    let given = MerchantDraft { colour: "#0F8A6D".to_owned(), ..draft(" Loja Água ", "https://a.example/") };
    let added = engine.add_merchant(given, KeyChange::Keep).await?;
    assert!(added.key_error.is_none() && !added.key_forgotten);
    let loja = added.merchant;
    assert_eq!((loja.name.as_str(), loja.base_url.as_str()), ("Loja Água", "https://a.example"));
    assert_eq!((loja.colour.as_str(), loja.simulated, &loja.stored_key), ("#0f8a6d", false, &None));
    assert_eq!(engine.key_state(&loja), KeyState::Missing);

    let changed = MerchantDraft { agent_id: String::new(), ..draft("Loja Azul", "https://a.example/v2") };
    let changed = engine.update_merchant(&loja.id, changed, KeyChange::Keep).await?.merchant;
    assert_eq!((changed.id.as_str(), changed.name.as_str()), (loja.id.as_str(), "Loja Azul"));
    assert_eq!((changed.agent_id.as_str(), changed.created_at), ("", loja.created_at));

    let copy = engine.duplicate_merchant(&loja.id).await?;
    let second = engine.duplicate_merchant(&loja.id).await?;
    assert_eq!((copy.name.as_str(), second.name.as_str()), ("Loja Azul (2)", "Loja Azul (3)"));
    assert_eq!((&copy.base_url, &copy.business_id), (&changed.base_url, &changed.business_id));
    assert!(copy.id != loja.id && engine.key_state(&copy) == KeyState::Missing);

    let (kept, error) = engine.remove_merchant(&copy.id).await?;
    assert!(kept == 0 && error.is_none());
    assert_eq!(names(&engine).await?, ["Loja Azul", "Loja Azul (3)"]);
    assert_eq!(engine.merchant_named("loja azul").await?.id, loja.id, "whatever the case");
    for missing in ["Loja Azul (2)", "Ninguém"] {
        let found = engine.merchant_named(missing).await;
        assert!(matches!(found, Err(Error::MerchantNotFound { .. })), "{found:?}");
    }
    drop(engine);
    let again = open(folder.path())?;
    assert_eq!(names(&again).await?, ["Loja Azul", "Loja Azul (3)"], "they are there at the next start");
    let mut told = 0;
    while changes.try_recv().is_ok_and(|change| change == Change::Merchants) {
        told += 1;
    }
    assert!(told >= 5, "{told} changes were told");
    Ok(())
}

#[tokio::test]
async fn a_name_is_taken_whatever_its_case() -> TestResult {
    let folder = tempfile::tempdir()?;
    let engine = open(folder.path())?;
    let loja =
        engine.add_merchant(draft("Loja São João", "https://a.example"), KeyChange::Keep).await?.merchant;
    let other = engine.add_merchant(draft("Outra", "https://a.example"), KeyChange::Keep).await?.merchant;
    for taken in ["Loja São João", "loja São João", "  LOJA SÃO JOÃO ", "loja são joão"] {
        let added = engine.add_merchant(draft(taken, "https://b.example"), KeyChange::Keep).await;
        assert!(matches!(added, Err(Error::MerchantNameTaken { .. })), "{taken:?} could be added");
        let renamed =
            engine.update_merchant(&other.id, draft(taken, "https://a.example"), KeyChange::Keep).await;
        assert!(matches!(renamed, Err(Error::MerchantNameTaken { .. })), "{taken:?} could be taken");
        assert_eq!(engine.merchant_named(taken).await?.id, loja.id, "{taken:?}");
    }
    let same = engine
        .update_merchant(&loja.id, draft("LOJA SÃO JOÃO", "https://a.example"), KeyChange::Keep)
        .await?;
    assert_eq!(same.merchant.name, "LOJA SÃO JOÃO", "its own name is free for it");
    engine.remove_merchant(&loja.id).await?;
    engine.add_merchant(draft("Loja São João", "https://c.example"), KeyChange::Keep).await?;
    let gone = engine.update_merchant(&loja.id, draft("X", "https://a.example"), KeyChange::Keep).await;
    assert!(matches!(gone, Err(Error::MerchantNotFound { .. })), "{gone:?}");
    Ok(())
}

#[tokio::test]
async fn a_changed_origin_forgets_the_key_and_asks_for_it_again() -> TestResult {
    let (server, elsewhere) = (Server::with_session()?, Server::with_session()?);
    let shop = Shop::at(&server).await?;
    let (engine, id) = (&shop.engine, shop.merchant.id.as_str());
    assert_eq!(engine.key_state(&shop.merchant), KeyState::SessionOnly);

    // Another path of the same origin keeps it.
    let path = draft("Loja", &format!("{}/v2", server.base_url()));
    let saved = engine.update_merchant(id, path, KeyChange::Keep).await?;
    assert!(!saved.key_forgotten);
    assert_eq!(engine.key_state(&saved.merchant), KeyState::SessionOnly);

    let saved = engine.update_merchant(id, draft("Loja", &elsewhere.base_url()), KeyChange::Keep).await?;
    assert!(saved.key_forgotten);
    assert_eq!(engine.key_state(&saved.merchant), KeyState::Missing);
    let refused = engine.start_conversation(id, None).await;
    assert!(matches!(&refused, Err(Error::KeyMissing { merchant }) if merchant == "Loja"), "{refused:?}");
    assert_eq!(elsewhere.connections(), 0);

    // It does not come back with the old address either.
    let saved = engine.update_merchant(id, draft("Loja", &server.base_url()), KeyChange::Keep).await?;
    assert_eq!(engine.key_state(&saved.merchant), KeyState::Missing);
    engine.set_key(id, key()?, KeyPlace::SessionOnly).await?;
    shop.conversation().await?;
    assert_eq!(server.requests_to(INIT)[0].header("x-api-key"), Some(KEY));
    let removed = engine.remove_key(id).await?;
    assert_eq!(engine.key_state(&removed), KeyState::Missing);
    Ok(())
}

/// The keychain itself has an area of its own; that it is not even asked shows here.
#[tokio::test]
async fn a_stored_key_of_another_origin_is_not_handed_out() -> TestResult {
    let server = Server::start()?;
    let shop = Shop::at(&server).await?;
    shop.engine.remove_key(&shop.merchant.id).await?;
    meddler(shop.folder.path())?.execute(
        "UPDATE merchant SET key_origin = 'https://api.connectly.ai', key_since = 1 WHERE id = ?1",
        [&shop.merchant.id],
    )?;
    let refused = shop.engine.start_conversation(&shop.merchant.id, None).await;
    let Err(Error::KeyForAnotherOrigin { origin, .. }) = &refused else {
        return Err(anyhow::anyhow!("{refused:?}").into());
    };
    assert_eq!(origin, "https://api.connectly.ai");
    let reach = shop.engine.reach(&shop.merchant.id).await;
    assert!(matches!(reach, Err(Error::KeyForAnotherOrigin { .. })), "{reach:?}");
    assert_eq!(server.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn a_removed_merchant_keeps_its_conversations() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::ndjson([line(&[message("Oi")])]));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    shop.say(&conversation.id, "oi").await?;
    shop.engine.close_conversation(&conversation.id).await?;
    let (kept, error) = shop.engine.remove_merchant(&shop.merchant.id).await?;
    assert!(kept == 1 && error.is_none());
    assert_eq!(names(&shop.engine).await?, Vec::<String>::new());
    assert_eq!(shop.lines(&conversation.id).await?.len(), 1);
    assert_eq!(
        shop.engine.merchant(&conversation.merchant_id).await?.name,
        "Loja",
        "its name is still known"
    );
    let refused = shop.engine.start_conversation(&shop.merchant.id, None).await;
    assert!(matches!(refused, Err(Error::KeyMissing { .. } | Error::MerchantNotFound { .. })), "{refused:?}");
    assert_eq!(server.requests_to(INIT).len(), 1);
    Ok(())
}

#[tokio::test]
async fn merchants_travel_in_a_file_without_their_keys() -> TestResult {
    let (from, to) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let engine = open(from.path())?;
    for name in ["Loja Água 💧", "Outra \"loja\"", "Terceira"] {
        let full = MerchantDraft { colour: "#123abc".to_owned(), ..draft(name, "https://a.example/sofia") };
        engine.add_merchant(full, held()?).await?;
    }
    let file = from.path().join("merchants.json");
    let written = engine.export_merchants(&file).await?;
    assert_eq!(written, names(&engine).await?);
    Canary::of(KEY).is_absent_from("the file of merchants", std::fs::read(&file)?)?;

    let other = open(to.path())?;
    other.add_merchant(draft("TERCEIRA", "https://b.example"), KeyChange::Keep).await?;
    let (added, skipped) = other.import_merchants(&file).await?;
    assert_eq!((added.as_slice(), skipped), (&written[..2], vec!["Terceira".to_owned()]));
    for name in &added {
        let (ours, theirs) = (engine.merchant_named(name).await?, other.merchant_named(name).await?);
        assert_eq!(
            (&ours.base_url, &ours.business_id, &ours.agent_id, &ours.colour),
            (&theirs.base_url, &theirs.business_id, &theirs.agent_id, &theirs.colour)
        );
        assert!(ours.id != theirs.id && other.key_state(&theirs) == KeyState::Missing);
    }
    assert_eq!(
        other.merchant_named("terceira").await?.base_url,
        "https://b.example",
        "taken names are left alone"
    );
    let (added, skipped) = other.import_merchants(&file).await?;
    assert_eq!((added.len(), skipped.len()), (0, 3), "a second time changes nothing");
    Ok(())
}

fn file_of(merchants: &str) -> String {
    format!(r#"{{"format":"sofia-desk-merchants","version":1,"merchants":[{merchants}]}}"#)
}

async fn import(
    engine: &sofia_core::Engine,
    folder: &Path,
    bytes: &[u8],
) -> Result<Result<Vec<String>, Error>> {
    let path = folder.join("import.json");
    std::fs::write(&path, bytes)?;
    Ok(engine.import_merchants(&path).await.map(|(added, _)| added))
}

#[tokio::test]
async fn a_file_goes_in_whole_or_not_at_all_and_says_why() -> TestResult {
    let good = r#"{"name":"Boa","base_url":"https://a.example","business_id":"b"}"#;
    let table: &[(&str, Vec<u8>, &str)] = &[
        ("broken", file_of(good).into_bytes()[..60].to_vec(), "EOF"),
        ("empty", Vec::new(), "EOF"),
        ("something else", b"name,base_url\n".to_vec(), "expected"),
        ("another format", file_of(good).replace("sofia-desk-", "other-").into_bytes(), "format"),
        ("newer", file_of(good).replace("\"version\":1", "\"version\":2").into_bytes(), "newer"),
        (
            "newer and of another shape",
            br#"{"format":"sofia-desk-merchants","version":9,"shops":{}}"#.to_vec(),
            "newer",
        ),
        ("not UTF-8", [file_of(good).as_bytes(), b"\xff"].concat(), "utf-8"),
        ("UTF-16", [0xFF, 0xFE, b'{', 0].to_vec(), "utf-8"),
        ("huge", vec![b' '; 8 * 1024 * 1024 + 1], "too large"),
        (
            "a bad address",
            file_of(&format!("{good},{}", good.replace("https://a", "http://a").replace("Boa", "Má")))
                .into_bytes(),
            "Má",
        ),
        (
            "an empty field",
            file_of(&format!("{good},{}", good.replace("\"b\"", "\" \"").replace("Boa", "Má"))).into_bytes(),
            "Má",
        ),
    ];
    let folder = tempfile::tempdir()?;
    let engine = open(folder.path())?;
    for (what, bytes, said) in table {
        match import(&engine, folder.path(), bytes).await? {
            Err(Error::FileUnreadable { reason, .. }) => assert!(reason.contains(said), "{what}: {reason}"),
            other => return Err(anyhow::anyhow!("{what}: {other:?}").into()),
        }
        assert_eq!(names(&engine).await?, Vec::<String>::new(), "{what}");
    }
    let missing = engine.import_merchants(&folder.path().join("none.json")).await;
    assert!(matches!(missing, Err(Error::File { .. })), "{missing:?}");

    let marked = format!("\u{FEFF}{}", file_of(good));
    assert_eq!(
        import(&engine, folder.path(), marked.as_bytes()).await??,
        ["Boa"],
        "a byte order mark is no fault"
    );
    let twice = file_of(&format!("{},{}", good.replace("Boa", "Dupla"), good.replace("Boa", "DUPLA")));
    assert_eq!(
        import(&engine, folder.path(), twice.as_bytes()).await??,
        ["Dupla"],
        "a name twice in one file"
    );
    let with_key =
        file_of(&good.replace("\"b\"", r#""b","api_key":"sk-no-place-for-it""#).replace("Boa", "Chave"));
    assert_eq!(import(&engine, folder.path(), with_key.as_bytes()).await??, ["Chave"]);
    let database = std::fs::read(folder.path().join("sofia.db"))?;
    let log = std::fs::read(folder.path().join("sofia.db-wal"))?;
    Canary::of("sk-no-place-for-it").is_absent_from("the database", [database, log].concat())?;
    Ok(())
}

#[tokio::test]
async fn the_folder_of_a_conversation_holds_no_key() -> TestResult {
    let server = Server::with_session()?;
    server.answer(INVOKE, Script::grpc_error(401, 16, "no"));
    let shop = Shop::at(&server).await?;
    let conversation = shop.conversation().await?;
    assert_eq!(conversation.session_id.as_deref(), Some(SESSION));
    shop.say(&conversation.id, "oi").await?;
    shop.engine.close_conversation(&conversation.id).await?;
    shop.engine.export_merchants(&shop.folder.path().join("export.json")).await?;
    let mut looked_at = 0;
    for entry in std::fs::read_dir(shop.folder.path())? {
        let path = entry?.path();
        if path.is_file() {
            Canary::of(KEY)
                .is_absent_from(&path.display().to_string(), std::fs::read(&path).context("a file")?)?;
            looked_at += 1;
        }
    }
    assert!(looked_at >= 2, "{looked_at} files");
    Ok(())
}

#[tokio::test]
async fn a_logo_is_kept_replaced_and_goes_with_its_merchant() -> TestResult {
    let folder = tempfile::tempdir()?;
    let engine = open(folder.path())?;
    let loja = engine.add_merchant(draft("Loja", "https://a.example"), KeyChange::Keep).await?.merchant;
    assert_eq!((engine.logo(&loja.id).await, engine.logo_version(&loja.id)), (None, None));
    let mut changes = engine.changes();
    engine.set_logo(&loja.id, b"first".to_vec()).await?;
    assert_eq!(changes.try_recv()?, Change::Merchants);
    assert_eq!(engine.logo(&loja.id).await.as_deref(), Some(&b"first"[..]));
    engine.set_logo(&loja.id, b"second".to_vec()).await?;
    drop(engine);

    let engine = open(folder.path())?;
    assert_eq!(engine.logo(&loja.id).await.as_deref(), Some(&b"second"[..]));
    assert!(engine.logo_version(&loja.id).is_some());
    for id in ["", "..", "../sofia.db", "nobody"] {
        assert_eq!(engine.logo(id).await, None, "{id:?}");
        assert!(engine.set_logo(id, b"x".to_vec()).await.is_err(), "{id:?}");
        engine.remove_logo(id).await?;
    }
    assert!(folder.path().join("sofia.db").is_file());
    engine.remove_logo(&loja.id).await?;
    assert_eq!(engine.logo(&loja.id).await, None);
    engine.set_logo(&loja.id, b"third".to_vec()).await?;
    engine.remove_merchant(&loja.id).await?;
    assert_eq!((engine.logo(&loja.id).await, engine.logo_version(&loja.id)), (None, None));
    Ok(())
}
