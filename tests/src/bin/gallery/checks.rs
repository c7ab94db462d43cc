//! Whether it is true: a catalog, what it says of an answer, suites, and a run that has every outcome.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context, Result};
use sofia_simulator::{BUSINESS_ID, Lie, MERCHANTS, Settings, Simulator};
use sofia_tests::{
    Script,
    bounds::{LATER, SOON},
    server::INVOKE,
    shop,
};

use super::{Gallery, KEY};

/// As no other merchant of the list is called, in any language.
const SHOP: &str = "Moda Aurora Centro";

/// Rows that are no products, each with another mistake.
const BAD_ROWS: &str = "\tSaia sem código\t\t\tin stock\t99.90 BRL\t\tSaias\t\t1\n\
    MA9001\tBlusa sem preço\t\t\tin stock\t\t\tBlusas\t\t4\n\
    MA9002\tCalça de moeda rara\t\t\tin stock\t12,5,0 reais\t\tCalças\t\t2\n";

/// What Loja Acme really sells.
const ACME: &str = "id,title,price,link,availability\n\
    p-0,Vestido midi azul,189.90 BRL,https://loja.example/p/0,in stock\n\
    p-1,Vestido longo azul,259.90 BRL,https://loja.example/p/1,in stock\n";

/// A test for each outcome. Half of the answers with products have a wrong price: what may fail at times is flaky.
const SUITE: &str = "name: Moda Aurora, catálogo e atendimento
merchant: Moda Aurora Centro
tests:
  - name: a greeting says what can be asked
    tags: [service]
    turns:
      - say: Oi
        assert: [{type: suggests}]
  - name: blue dresses have the catalog's prices
    tags: [catalog]
    repeat: 9
    turns:
      - say: Tem vestido azul?
        assert: [{type: recommends, min: 1}, {type: catalog-truth}]
  - name: skirts have the catalog's prices, now and then
    tags: [catalog]
    repeat: 9
    min_pass: 0.05
    turns:
      - say: Quero ver saias
        assert: [{type: recommends, min: 1}, {type: catalog-truth}]
  - name: an exchange takes 60 days at most
    tags: [service]
    turns:
      - say: Quero trocar um vestido
        assert: [{type: icontains, value: até 60 dias corridos}, {type: not-handover}]
  - name: a person takes over on demand
    tags: [service]
    turns:
      - say: Quero falar com um atendente
        assert: [{type: handover, kind: agent}]
  - name: the opening hours
    tags: [service]
    turns:
      - say: /502
        assert: [{type: icontains, value: das 10h às 22h}]
  - name: the tone is friendly
    tags: [tone]
    turns:
      - say: O vestido chegou rasgado
        assert: [{type: human, value: An apology and a way to exchange it}]
";

/// A shop that answers at once.
async fn simulator() -> Result<Simulator> {
    let settings = Settings {
        key: KEY.to_owned(),
        first_event: Duration::ZERO,
        gap: Duration::ZERO,
        lie_rate: 0.5,
        ..Settings::default()
    };
    Ok(Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), settings).await?)
}

pub(crate) async fn take(gallery: &mut Gallery) -> Result<()> {
    if !gallery.wants_kind("checks-") {
        return Ok(());
    }
    let simulator = simulator().await?;
    let suites = gallery.data.join("suites");
    fs::create_dir_all(&suites)?;
    fs::write(suites.join("aurora.yaml"), SUITE)?;
    add_shop(gallery, &simulator).await?;
    catalog(gallery).await?;
    badges(gallery).await?;
    simulator.set_settings(|settings| settings.lies = vec![Lie::WrongPrice]);
    run(gallery).await?;
    section(gallery, "coverage").await?;
    gallery.window.wait_for("coverage-category").await?;
    gallery.take("checks-coverage").await?;
    gallery.window.click("checks-close").await
}

async fn add_shop(gallery: &Gallery, simulator: &Simulator) -> Result<()> {
    let shop = MERCHANTS.iter().find(|shop| SHOP.starts_with(shop.name));
    let agent = shop.context("there is no such shop")?.agent_id;
    let window = &gallery.window;
    window.click("merchant-add").await?;
    window.wait_for("merchant-form").await?;
    for (field, text) in [
        ("merchant-name", SHOP),
        ("merchant-base-url", simulator.base_url().as_str()),
        ("merchant-business-id", BUSINESS_ID),
        ("merchant-agent-id", agent),
        ("merchant-api-key", KEY),
    ] {
        window.fill(field, text).await?;
    }
    window.save_merchant().await
}

/// Goes to a part of the checks.
async fn section(gallery: &Gallery, name: &str) -> Result<()> {
    if gallery.window.count("checks").await? == 0 {
        gallery.window.click("checks-open").await?;
        gallery.window.wait_for("checks").await?;
    }
    let choice = format!("[data-testid=checks-section] label:has([value={name}])");
    gallery.window.click_css(&choice).await
}

/// The file that the dialog of the system would have been pointed to.
fn choose_file(gallery: &Gallery, name: &str, content: &str) -> Result<()> {
    let folder = gallery.chosen.join("open");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), content)?;
    Ok(())
}

async fn catalog(gallery: &mut Gallery) -> Result<()> {
    gallery.begin(SHOP).await?;
    section(gallery, "catalog").await?;
    gallery.window.wait_for("catalog-import").await?;
    gallery.take("checks-catalog-none").await?;
    choose_file(gallery, "aurora.tsv", &(sofia_simulator::catalog::feed(&["fashion"]) + BAD_ROWS))?;
    gallery.window.click("catalog-import").await?;
    gallery.window.wait_for_css("[data-testid=feed-column][data-column=price]").await?;
    gallery.window.wait_for("feed-findings").await?;
    gallery.take("checks-catalog-import").await?;
    gallery.window.click("catalog-start").await?;
    gallery.window.wait_for("catalog-imported").await?;
    gallery.take("checks-catalog-imported").await?;
    gallery.window.click("catalog-done").await?;
    gallery.window.wait_for("catalog-summary").await?;
    gallery.take("checks-catalog").await
}

/// Loja Acme has a catalog too, and its agent is wrong about a price, in a text and on a card.
async fn badges(gallery: &mut Gallery) -> Result<()> {
    gallery.begin("Loja Acme").await?;
    section(gallery, "catalog").await?;
    choose_file(gallery, "acme.csv", ACME)?;
    gallery.window.click("catalog-import").await?;
    gallery.window.click("catalog-start").await?;
    gallery.window.click("catalog-done").await?;
    gallery.window.click("checks-close").await?;
    let text = "- *Vestido midi azul*: R$ 149,90\n- *Vestido longo azul*: R$ 259,90";
    let lines = [
        shop::line(&[shop::message(text)]),
        shop::line(&[shop::recommendation(&["Vestido midi azul", "Vestido longo azul", "Chemise jeans"])]),
    ];
    gallery.server.answer(INVOKE, Script::ndjson(lines));
    gallery.window.say_and_wait("quanto custam os vestidos azuis?").await?;
    gallery.window.wait_for_css("[data-testid=catalog-badge][data-kind=unknownProduct]").await?;
    gallery.take("checks-badges").await?;
    gallery
        .window
        .click_css("[data-testid=product-card] [data-testid=catalog-badge][data-kind=priceDiffers]")
        .await?;
    gallery.window.wait_for_css("[data-testid=catalog-explanation]:popover-open").await?;
    gallery.take("checks-badge-explained").await?;
    gallery.window.press("Escape").await?;
    gallery.window.press("Ctrl+Shift+t").await?;
    gallery.window.wait_for("save-test-assertion").await?;
    gallery.take("checks-save-test").await?;
    gallery.window.press("Escape").await?;
    gallery.window.wait_gone("save-test").await
}

/// Waits until the run on the screen is over.
async fn ended(gallery: &Gallery, tests: usize) -> Result<()> {
    let progress = "[data-testid=suite-progress][data-state=ended]";
    gallery
        .window
        .wait_until("the run to end", LATER, async || {
            let over = gallery.window.count_css(progress).await? > 0
                && gallery.window.count("suite-result").await? >= tests;
            Ok(over.then_some(()))
        })
        .await
}

async fn run(gallery: &mut Gallery) -> Result<()> {
    gallery.window.click_containing("merchant-item", "button", SHOP).await?;
    section(gallery, "suites").await?;
    let tests = gallery.window.wait_count("test", 7).await?;
    gallery.take("checks-suites").await?;
    gallery.window.click("suite-run").await?;
    ended(gallery, tests).await?;
    gallery.take("checks-run").await?;
    for (outcome, state) in
        [("failed", "checks-run-failed"), ("flaky", "checks-run-flaky"), ("error", "checks-run-error")]
    {
        gallery.window.click_css(&format!("[data-testid=suite-result][data-status={outcome}]")).await?;
        gallery.window.wait_for("test-detail").await?;
        gallery.window.wait_for("run-turn").await?;
        gallery.take(state).await?;
    }
    gallery.window.click("run-reports").await?;
    gallery.window.wait_for("reports").await?;
    gallery.take("checks-reports").await?;
    gallery.window.press("Escape").await?;
    gallery.window.wait_gone("reports").await?;
    // Against a run that is kept as the baseline, what has become worse is named.
    gallery.window.click("run-baseline").await?;
    gallery.window.click("run-again").await?;
    gallery
        .window
        .wait_until("the run after it", SOON, async || {
            Ok((gallery.window.count_css("[data-testid=suite-progress]").await? > 0).then_some(()))
        })
        .await?;
    ended(gallery, tests).await?;
    gallery.window.wait_for("compare").await?;
    gallery.take("checks-run-compared").await?;
    gallery.window.click("run-back").await?;
    gallery.window.wait_count("run", 2).await?;
    gallery.take("checks-runs").await
}
