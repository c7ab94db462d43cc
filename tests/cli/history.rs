//! What the command does with the history: lists, search, files that leave and files that come.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;
use sofia_tests::{
    Environment, Script, Server, TestResult,
    command::{Outcome, Sofia},
    server::INVOKE,
    shop::{handover, line, message, recommendation},
};

use crate::{KEY, ask, shop_at};

fn run(environment: &Environment, arguments: &[&str]) -> Result<Outcome> {
    Sofia::new(environment, arguments).run()
}

fn listed(environment: &Environment) -> Result<Vec<Value>> {
    let outcome = run(environment, &["conversations", "--json"])?.exits(0);
    let list: Value = serde_json::from_slice(&outcome.stdout)?;
    Ok(list.as_array().context("no array")?.clone())
}

fn ids(environment: &Environment) -> Result<Vec<String>> {
    let id = |object: &Value| object["id"].as_str().map(str::to_owned).context("no id");
    listed(environment)?.iter().map(id).collect()
}

/// An environment in which two questions were asked.
fn asked(server: &Server) -> Result<Environment> {
    server.answer(
        INVOKE,
        Script::ndjson([line(&[message("Temos promoção!"), recommendation(&["Vestido midi"])])]),
    );
    server.answer(INVOKE, Script::ndjson([line(&[handover("wants a person")])]));
    let environment = shop_at(&server.base_url())?;
    for _ in 0..2 {
        ask(&environment, &["--customer", "cliente-77"]).run()?.exits(0);
    }
    Ok(environment)
}

#[test]
fn every_ask_is_listed_newest_first_as_one_array() -> TestResult {
    let empty = Environment::new()?;
    assert_eq!(run(&empty, &["conversations", "--json"])?.exits(0).text().trim(), "[]");

    let server = Server::with_session()?;
    let environment = asked(&server)?;
    let list = listed(&environment)?;
    assert_eq!(list.len(), 2);
    let at = |object: &Value| object["last_at"].as_i64().unwrap_or_default();
    assert!(at(&list[0]) >= at(&list[1]), "{list:?}");
    for object in &list {
        assert_eq!(object["merchant"], "Loja");
        assert_eq!(
            (object["turns"].as_u64(), object["title"].as_str()),
            (Some(1), Some("tem vestido azul?"))
        );
        assert_eq!((object["state"].as_str(), object["source"].as_str()), (Some("closed"), Some("held")));
    }
    let one = run(&environment, &["conversations", "--json", "--limit", "1"])?.exits(0);
    let one: Vec<Value> = serde_json::from_slice(&one.stdout)?;
    assert_eq!(one, list[..1]);
    let table = run(&environment, &["conversations", "--merchant", "loja"])?.exits(0).text();
    assert!(ids(&environment)?.iter().all(|id| table.contains(id)), "{table}");
    run(&environment, &["conversations", "--merchant", "nobody"])?.exits(2);
    Ok(())
}

#[test]
fn search_finds_what_was_said_and_no_query_is_an_error() -> TestResult {
    let server = Server::with_session()?;
    let environment = asked(&server)?;
    let found = |arguments: &[&str]| -> Result<Vec<Value>> {
        let outcome = run(&environment, &[&["search"], arguments, &["--json"]].concat())?.exits(0);
        Ok(serde_json::from_slice(&outcome.stdout)?)
    };
    let hits = found(&["promocao"])?;
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0]["part"].as_str(), hits[0]["turn"].as_u64()), (Some("answer"), Some(1)));
    assert_eq!(hits[0]["found"], serde_json::json!(["promoção"]));
    assert!(ids(&environment)?.iter().any(|id| hits[0]["conversation"] == **id));
    assert_eq!(found(&["has:handover"])?.len(), 1);
    assert_eq!(found(&["merchant:loja", "vestido", "midi"])?.len(), 1);
    for query in ["\"", "AND (", "*", "has:wings", "-"] {
        run(&environment, &["search", "--json", "--", query])?.exits(0);
    }
    assert!(found(&["nowhere-to-be-found"])?.is_empty());
    let text = run(&environment, &["search", "promocao"])?.exits(0).text();
    assert!(text.contains("[promoção]"), "{text}");
    let said = run(&environment, &["search", "kind:recommend", "kind:zzz"])?.exits(0).stderr;
    assert!(
        said.contains("kind:zzz is no kind") && said.contains("message, recommend, suggestion"),
        "{said}"
    );
    for nothing in ["", "  "] {
        assert!(run(&environment, &["search", nothing])?.exits(2).stderr.contains("nothing to look for"));
    }
    Ok(())
}

#[test]
fn a_recording_goes_to_another_folder_and_comes_out_the_same() -> TestResult {
    let server = Server::with_session()?;
    let environment = asked(&server)?;
    let ids = ids(&environment)?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (first, second) = (path("first.sofia.ndjson"), path("second.sofia.ndjson"));
    // Something is there already, and its place is taken.
    fs::write(&first, "before")?;
    let export = ["export", &ids[0], &ids[1][..8], "--format", "recording", "-o", &first];
    run(&environment, &export)?.exits(0);
    let bytes = fs::read(&first)?;
    assert!(bytes.starts_with(b"{\"format\":\"sofia-recording\",\"version\":1}\n"));
    assert!(memchr::memmem::find(&bytes, KEY.as_bytes()).is_none(), "the key is in it");
    assert_eq!(fs::read_dir(folder.path())?.count(), 1, "an unfinished file is left");

    // A folder of its own that knows no merchant, and a name that says nothing.
    let elsewhere = Environment::new()?;
    let renamed = path("renamed.bin");
    fs::copy(&first, &renamed)?;
    let imported = run(&elsewhere, &["import", &renamed])?.exits(0).text();
    let imported: Vec<&str> = imported.lines().collect();
    assert_eq!(imported.len(), 2);
    run(&elsewhere, &["export", imported[0], imported[1], "-o", &second])?.exits(0);
    assert!(fs::read(&second)? == bytes);
    let to_stdout = run(&elsewhere, &["export", imported[0], imported[1]])?.exits(0);
    assert!(to_stdout.stdout == bytes);
    let sources: Vec<Value> =
        listed(&elsewhere)?.into_iter().map(|object| object["source"].clone()).collect();
    assert_eq!(sources, ["recording", "recording"]);
    let table = run(&elsewhere, &["conversations"])?.exits(0).text();
    assert_eq!(table.matches("Loja (imported)").count(), 2, "{table}");

    // It is there already, and is taken in once more only where that is wanted.
    let known = run(&elsewhere, &["import", &first])?.exits(0);
    assert!(known.stdout.is_empty(), "{}", known.text());
    for id in &imported {
        assert!(known.stderr.contains(&format!("is already there as {id}.")), "{}", known.stderr);
    }
    assert_eq!(listed(&elsewhere)?.len(), 2);
    assert_eq!(run(&elsewhere, &["import", "--again", &first])?.exits(0).text().lines().count(), 2);
    assert_eq!(listed(&elsewhere)?.len(), 4);
    Ok(())
}

#[test]
fn every_form_is_written_and_personal_data_taken_out_of_it() -> TestResult {
    let server = Server::with_session()?;
    let environment = asked(&server)?;
    let folder = tempfile::tempdir()?;
    for (name, sign) in [
        ("a.md", "# tem vestido azul?"),
        ("a.html", "<!doctype html>"),
        ("a.csv", "\u{FEFF}merchant,conversation,"),
        ("a.json", "{\"format\":\"sofia-conversations\""),
        ("a.sofia.ndjson", "{\"format\":\"sofia-recording\""),
    ] {
        let path = folder.path().join(name);
        let shown = path.display().to_string();
        run(&environment, &["export", "--all", "-o", &shown])?.exits(0);
        let whole = fs::read_to_string(&path)?;
        assert!(whole.starts_with(sign), "{name}: {whole}");
        assert!(whole.contains("cliente-77") && whole.contains("Temos promo"), "{name}: {whole}");
        let said = run(&environment, &["export", "--all", "--mask", "-o", &shown])?.exits(0).stderr;
        let masked = fs::read_to_string(&path)?;
        assert!(!masked.contains("cliente-77") && masked.contains("customer 1"), "{name}: {masked}");
        assert!(said.contains("[customer 1] stands for cliente-77"), "{said}");
    }
    let preview = run(&environment, &["export", "--all", "--preview-mask"])?.exits(0).text();
    assert!(preview.starts_with("customer\t[customer 1]\t"), "{preview}");
    let bare = run(&environment, &["export", "--all", "--format", "csv", "--no-bom"])?.exits(0).text();
    assert!(bare.starts_with("merchant,"), "{bare}");
    Ok(())
}

#[test]
fn what_cannot_be_exported_or_imported_says_why() -> TestResult {
    let server = Server::with_session()?;
    let environment = asked(&server)?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("x");
    let shown = path.display().to_string();
    assert!(
        run(&environment, &["export", "no-such-id", "-o", &shown])?.exits(2).stderr.contains("no-such-id")
    );
    assert!(!path.exists());
    run(&environment, &["export"])?.exits(2);
    // As few letters as tell it apart, and a question where they do not.
    let ids = ids(&environment)?;
    let alike = ids[0].bytes().zip(ids[1].bytes()).take_while(|(one, other)| one == other).count();
    run(&environment, &["export", &ids[0][..=alike], "--format", "md"])?.exits(0);
    if alike > 0 {
        let said = run(&environment, &["export", &ids[0][..alike]])?.exits(2).stderr;
        assert!(ids.iter().all(|id| said.contains(id.as_str())), "{said}");
    }
    let nowhere = folder.path().join("no/such/folder/x").display().to_string();
    assert!(run(&environment, &["export", "--all", "-o", &nowhere])?.exits(1).stderr.contains(&nowhere));

    let whole = run(&environment, &["export", "--all"])?.exits(0).stdout;
    let newer = String::from_utf8(whole.clone())?.replacen("\"version\":1", "\"version\":9", 1);
    for (bytes, words) in [
        (b"<html>no</html>".to_vec(), "neither a recording nor"),
        (Vec::new(), "empty"),
        (newer.into_bytes(), "version 9"),
        (whole[..whole.len() - 40].to_vec(), "its end is missing"),
    ] {
        fs::write(&path, bytes)?;
        let said = run(&environment, &["import", &shown])?.exits(1).stderr;
        assert!(said.contains(words) && said.contains("Nothing was imported"), "{words}: {said}");
    }
    assert_eq!(listed(&environment)?.len(), 2);
    let said = run(&environment, &["import", &nowhere])?.exits(2).stderr;
    assert!(said.contains(&format!("{nowhere} cannot be read: ")), "{said}");
    Ok(())
}

#[test]
fn the_lines_that_curl_leaves_come_from_a_file_or_from_standard_input() -> TestResult {
    let environment = Environment::new()?;
    let body = format!("{}\n", line(&[message("Olá do curl")]));
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("resposta.txt");
    fs::write(&path, &body)?;
    let said = run(&environment, &["import", &path.display().to_string()])?.exits(0).stderr;
    assert!(said.contains("bare lines of an answer"), "{said}");
    let known = Sofia::new(&environment, &["import", "-"]).input(&body).run()?.exits(0).stderr;
    assert!(known.contains("“resposta” is already there as "), "{known}");
    Sofia::new(&environment, &["import", "--again", "-"]).input(&body).run()?.exits(0);
    let sources: Vec<Value> =
        listed(&environment)?.into_iter().map(|object| object["source"].clone()).collect();
    assert_eq!(sources, ["capture", "capture"]);
    Ok(())
}
