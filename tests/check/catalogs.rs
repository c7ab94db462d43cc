//! `sofia catalog`, as a script meets it, and what `sofia check` makes of it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use sofia_simulator::Lie;
use sofia_tests::bounds::{LATER, wait_for};
use sofia_tests::command::{Outcome, Sofia};
use sofia_tests::processes::Signal;
use sofia_tests::server::{CLOSE, HEALTH, INIT, INVOKE, SESSION};
use sofia_tests::{Environment, Script, Server, TestResult};
use tempfile::TempDir;

use crate::support::{KEY, shop_at, simulator};

const TRUTH: &str = "tests: [{name: truth, turns: [{say: vestido azul, assert: [{type: catalog-truth}]}]}]";

fn run(environment: &Environment, arguments: &[&str]) -> Result<Outcome> {
    Sofia::new(environment, arguments).key(KEY).run()
}

fn written(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) -> Result<String> {
    let path = folder.path().join(name);
    fs::write(&path, text)?;
    Ok(path.display().to_string())
}

/// An environment with the merchant `Moda`, who is called by nobody here.
fn nowhere() -> Result<(Environment, TempDir)> {
    Ok((shop_at("http://127.0.0.1:9")?, tempfile::tempdir()?))
}

/// The folder of the only catalog.
fn catalog_folder(environment: &Environment) -> Result<PathBuf> {
    let mut entries = fs::read_dir(environment.data().join("catalogs"))?;
    Ok(entries.next().context("there is no catalog")??.path())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_catalog_is_what_answers_are_held_against() -> TestResult {
    let simulator = simulator(|_| {}).await?;
    let environment = shop_at(&simulator.base_url())?;
    let folder = tempfile::tempdir()?;
    let feed = run(&environment, &["catalog", "demo", "fashion"])?.exits(0).text();
    let (feed, suite) = (written(&folder, "feed.tsv", feed)?, written(&folder, "s.yaml", TRUTH)?);
    let without = run(&environment, &["check", &suite])?.exits(1).text();
    assert!(without.contains("no catalog"), "{without}");

    let imported = run(&environment, &["catalog", "import", &feed, "--merchant", "Moda"])?.exits(0);
    let products = sofia_simulator::catalog::products("fashion").len();
    assert!(imported.text().contains(&format!("Moda: {products} products")), "{}", imported.text());
    assert!(imported.said().contains("Columns: id, title, description, link"), "{}", imported.said());
    let checked = run(&environment, &["check", &suite])?.exits(0);
    assert!(checked.said().contains("imported from feed.tsv"), "{}", checked.said());

    simulator.set_settings(|settings| settings.lies = vec![Lie::WrongPrice]);
    let lied = run(&environment, &["check", &suite])?.exits(1).text();
    assert!(lied.contains("price-differs: "), "{lied}");

    simulator.set_settings(|settings| settings.lies = Vec::new());
    assert!(run(&environment, &["catalog", "remove"])?.exits(0).text().contains("Removed"));
    run(&environment, &["check", &suite])?.exits(1);
    Ok(())
}

#[test]
fn what_a_row_lacks_is_told_with_its_line_and_the_rest_goes_in() -> TestResult {
    let (environment, folder) = nowhere()?;
    // Latin-1, a semicolon, Brazilian prices; an id twice, a price that is none, a row with too many cells.
    let rows = "código;title;preço;link;cor\nA1;Calça azul;1.299,90;https://loja.example/a1;azul\n\
                A1;Calça verde;59,90;https://loja.example/a1;verde\nA2;Saia;sob consulta;https://loja.example/a2;preto\n\
                A3;Blusa;10,00;https://loja.example/a3;branco;x;y\nA4;Camisa;R$ 20,00;https://loja.example/a4;\n";
    let latin: Vec<u8> = rows.chars().map(|character| character as u32 as u8).collect();
    let feed = written(&folder, "export.csv", latin)?;

    let unmapped = run(&environment, &["catalog", "import", &feed])?.exits(2);
    assert!(
        unmapped.said().contains("--map COLUMN=id") && unmapped.said().contains("código"),
        "{}",
        unmapped.said()
    );

    let map = ["--map", "código=id", "--map", "preço=price", "--map", "cor=color", "--currency", "BRL"];
    let preview = [&["catalog", "import", &feed, "--preview"][..], &map].concat();
    let previewed = run(&environment, &preview)?.exits(0);
    assert!(previewed.text().contains("A1  Calça azul  1299.90 BRL"), "{}", previewed.text());
    assert!(run(&environment, &["catalog", "list"])?.exits(0).text().is_empty());

    let import = [&["catalog", "import", &feed, "--json"][..], &map].concat();
    let imported: Value = serde_json::from_str(&run(&environment, &import)?.exits(0).text())?;
    let catalog = &imported["catalog"];
    assert_eq!((&imported["first"], &imported["added"]), (&Value::Bool(true), &Value::from(3)), "{imported}");
    assert_eq!(catalog["encoding"], "windows-1252", "{catalog}");
    let told: Vec<(u64, &str)> = catalog["findings"]
        .as_array()
        .context("findings")?
        .iter()
        .map(|finding| (finding["line"].as_u64().unwrap_or(0), finding["code"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(told, [(3, "duplicate_id"), (4, "price_unreadable"), (5, "too_many_cells")], "{catalog}");

    let shown: Value = serde_json::from_str(
        &run(&environment, &["catalog", "show", "--product", "A1", "--json"])?.exits(0).text(),
    )?;
    let product = &shown["products"][0];
    assert_eq!(
        (&product["title"], &product["price_now"]),
        (&"Calça azul".into(), &"1299.90 BRL".into()),
        "{shown}"
    );
    let missing = run(&environment, &["catalog", "show", "--product", "A9"])?.exits(2);
    assert!(missing.said().contains("has no product A9"), "{}", missing.said());
    Ok(())
}

#[test]
fn a_second_import_says_what_was_added_changed_and_removed() -> TestResult {
    let (environment, folder) = nowhere()?;
    let first = written(
        &folder,
        "1.tsv",
        "id\ttitle\tprice\na\tSaia\t10.00 BRL\nb\tBlusa\t20.00 BRL\nc\tBota\t30.00 BRL\n",
    )?;
    let second = written(
        &folder,
        "2.tsv",
        "id\ttitle\tprice\na\tSaia\t12.50 BRL\nc\tBota\t30.00 BRL\nd\tLuva\t5.00 BRL\n",
    )?;
    let told = run(&environment, &["catalog", "import", &first])?.exits(0).text();
    assert!(told.contains("3 products") && !told.contains("Since"), "{told}");
    let told = run(&environment, &["catalog", "import", &second])?.exits(0).text();
    for expected in [
        "1 added, 1 changed, 1 removed, 1 unchanged",
        "~ a Saia: price: 10.00 BRL → 12.50 BRL",
        "- b Blusa",
        "+ d Luva",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let listed: Value =
        serde_json::from_str(&run(&environment, &["catalog", "list", "--json"])?.exits(0).text())?;
    assert_eq!((&listed[0]["merchant"], &listed[0]["products"]), (&"Moda".into(), &3.into()), "{listed}");
    // What is gone with its merchant is gone from the disk.
    run(&environment, &["merchants", "remove", "Moda"])?.exits(0);
    assert_eq!(fs::read_dir(environment.data().join("catalogs"))?.count(), 0);
    Ok(())
}

#[test]
fn what_is_no_feed_is_said_and_leaves_the_catalog_as_it_is() -> TestResult {
    let (environment, folder) = nowhere()?;
    let feed = written(&folder, "feed.tsv", "id\ttitle\tprice\na\tSaia\t10.00 BRL\n")?;
    run(&environment, &["catalog", "import", &feed])?.exits(0);
    let page = written(&folder, "page.csv", "<!doctype html><html><body>Log in</body></html>")?;
    let empty = written(&folder, "empty.csv", "")?;
    let program =
        written(&folder, "program", b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0".repeat(40))?;
    let names: Vec<String> =
        (0..200).map(|number| format!("column {number}\u{1b}[31m{}", "x".repeat(200))).collect();
    let wide = written(&folder, "wide.csv", format!("{}\n{}\n", names.join(","), "1,".repeat(199)))?;
    let none = written(&folder, "none.csv", "id,title,price\n,Saia,10.00 BRL\n")?;
    let table: [(&[&str], &str); 13] = [
        (&["catalog", "import", &program], "is no text"),
        (&["catalog", "import", &program, "--preview"], "is no text"),
        (&["catalog", "import", &wide], "and 170 more"),
        (&["catalog", "import", &wide, "--preview"], "No column is known as the products' id"),
        (&["catalog", "import", &none], "no products in it"),
        (&["catalog", "import", &none, "--preview"], "no products in it"),
        (&["catalog", "import", &feed, "--merchant", "Nobody", "--preview"], "no merchant called Nobody"),
        (&["catalog", "import", &page], "web page"),
        (&["catalog", "import", &empty], "empty"),
        (&["catalog", "import", "/nowhere.tsv"], "cannot be read"),
        (&["catalog", "import", &feed, "--merchant", "Nobody"], "no merchant called Nobody"),
        (&["catalog", "import", &feed, "--map", "title=naem"], "there is no field"),
        (&["catalog", "import", &feed, "--format", "xls"], "must be one of"),
    ];
    for (arguments, expected) in table {
        let said = run(&environment, arguments)?.exits(2).said();
        assert!(said.contains(expected), "{arguments:?}: {said}");
        // Whatever a file has for columns, a terminal is neither flooded nor obeyed.
        assert!(said.len() < 4_000 && !said.contains('\u{1b}'), "{arguments:?}: {said}");
    }
    assert!(run(&environment, &["catalog", "show"])?.exits(0).text().contains("1 products of 1 rows"));
    Ok(())
}

#[test]
fn an_import_can_be_stopped_and_another_process_reads_the_catalog_meanwhile() -> TestResult {
    let (environment, folder) = nowhere()?;
    let small = written(&folder, "small.tsv", "id\ttitle\tprice\na\tSaia\t10.00 BRL\n")?;
    run(&environment, &["catalog", "import", &small])?.exits(0);
    // Large enough not to be done before somebody else has looked three times.
    let rows: String =
        (0..400_000).map(|row| format!("{row}\tSaia midi plissada {row}\t{row}.00 BRL\n")).collect();
    let large = written(&folder, "large.tsv", format!("id\ttitle\tprice\n{rows}"))?;
    let importing = Sofia::new(&environment, &["catalog", "import", &large]).start()?;
    let unfinished = catalog_folder(&environment)?.join("import.unfinished");
    wait_for("an import that has begun", LATER, || Path::exists(&unfinished).then_some(()))?;

    let second = run(&environment, &["catalog", "import", &small])?.exits(1);
    assert!(second.said().contains("is being imported for Moda already"), "{}", second.said());
    assert!(run(&environment, &["catalog", "show", "--product", "a"])?.exits(0).text().contains("Saia"));
    importing.signal(Signal::Interrupt)?;
    importing.finish()?.exits(130);
    assert!(!unfinished.exists());
    assert!(run(&environment, &["catalog", "list"])?.exits(0).text().contains("small.tsv"));
    // And it can be begun again.
    run(&environment, &["catalog", "import", &small])?.exits(0);
    Ok(())
}

#[test]
fn a_page_that_does_not_come_is_found_where_it_was_asked_for() -> TestResult {
    let server = Server::start()?;
    let base = server.base_url();
    server.allow(HEALTH, Script::health_ok());
    server.allow(INIT, Script::init_ok(SESSION));
    server.allow(CLOSE, Script::close_ok());
    let card = |id: &str, title: &str| {
        format!(
            r#"{{"productId":"{id}","title":"{title}","url":"{base}/p/{id}","price":10.0,"currency":"BRL"}}"#
        )
    };
    let answer = format!(
        r#"{{"result":{{"response":{{"sessionId":"{SESSION}","responseEvents":[{{"recommendationEvent":{{"products":[{},{}]}}}}]}}}}}}"#,
        card("a", "Saia"),
        card("b", "Blusa")
    );
    server.allow(INVOKE, Script::ndjson([answer]));
    server.allow("/p/a", Script::answer(200, &[("content-type", "text/html")], "<html></html>"));
    server.allow("/p/b", Script::status(404, "gone"));

    let environment = shop_at(&base)?;
    let folder = tempfile::tempdir()?;
    let rows =
        format!("id\ttitle\tprice\tlink\na\tSaia\t10.00 BRL\t{base}/p/a\nb\tBlusa\t10.00 BRL\t{base}/p/b\n");
    let (feed, suite) = (written(&folder, "feed.tsv", rows)?, written(&folder, "s.yaml", TRUTH)?);
    run(&environment, &["catalog", "import", &feed])?.exits(0);
    run(&environment, &["check", &suite])?.exits(0);
    assert!(server.requests_to("/p/a").is_empty(), "a page was asked for unasked");
    let text = run(&environment, &["check", &suite, "--links", "--repeat", "3"])?.exits(1).text();
    assert!(text.contains("link-unreachable: Blusa") && !text.contains("link-unreachable: Saia"), "{text}");
    let methods = |path: &str| -> Vec<String> {
        server.requests_to(path).into_iter().map(|request| request.method).collect()
    };
    // Each page once a run, by its head, and in earnest where that was refused.
    assert_eq!(
        (methods("/p/a"), methods("/p/b")),
        (vec!["HEAD".to_owned()], vec!["HEAD".to_owned(), "GET".to_owned()])
    );
    Ok(())
}
