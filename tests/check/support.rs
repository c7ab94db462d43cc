//! A simulator, a merchant at it, suites as text, and results in memory.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use agent_graph::{ApiKey, BaseUrl, Client, Timeouts};
use anyhow::{Context, Result, bail};
use sofia_check::catalog::{Availability, Product};
use sofia_check::job::pictures_of;
use sofia_check::price::Money;
use sofia_check::result::{RepeatResult, TestResult};
use sofia_check::run::{Judges, Planned, Sink, Target};
use sofia_check::truth::MemoryCatalog;
use sofia_check::{Currency, suite};
use sofia_core::jq::Jq;
use sofia_simulator::{BUSINESS_ID, MERCHANTS, Settings, Simulator};
use sofia_tests::bounds::{LATER, SOON};
use sofia_tests::{Environment, command::Sofia, programs};

pub(crate) const KEY: &str = "sim-check-0123456789";

/// A simulator that answers at once.
pub(crate) async fn simulator(change: impl FnOnce(&mut Settings)) -> Result<Simulator> {
    let mut settings = Settings {
        key: KEY.to_owned(),
        first_event: Duration::ZERO,
        gap: Duration::ZERO,
        ..Settings::default()
    };
    change(&mut settings);
    Ok(Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), settings).await?)
}

/// The agent of a simulated shop.
pub(crate) fn agent_of(slug: &str) -> Result<&'static str> {
    let merchant = MERCHANTS.iter().find(|merchant| merchant.slug == slug);
    Ok(merchant.context("there is no such shop")?.agent_id)
}

/// The fashion shop at a simulator, without an engine.
pub(crate) fn target(simulator: &Simulator) -> Result<Target> {
    target_of(simulator, "fashion")
}

/// A shop at a simulator, without an engine.
pub(crate) fn target_of(simulator: &Simulator, slug: &str) -> Result<Target> {
    let timeouts = Timeouts { connect: SOON, answer: LATER, first_event: LATER, idle: LATER };
    let base = BaseUrl::parse(&simulator.base_url())?;
    let client = Client::new(base, &ApiKey::new(KEY)?, timeouts)?;
    Ok(Target { client, business_id: BUSINESS_ID.to_owned(), agent_id: Some(agent_of(slug)?.to_owned()) })
}

/// The fashion shop's catalog, as its feed would say it.
pub(crate) fn catalog() -> MemoryCatalog {
    catalog_of("fashion")
}

/// A shop's catalog, as its feed would say it.
pub(crate) fn catalog_of(slug: &str) -> MemoryCatalog {
    let product = |product: &sofia_simulator::catalog::Product| Product {
        id: product.id.clone(),
        title: product.title.clone(),
        link: Some(product.url.clone()),
        availability: if product.stock > 0 { Availability::InStock } else { Availability::OutOfStock },
        price: Some(Money {
            amount: rust_decimal::Decimal::new(i64::try_from(product.price_cents).unwrap_or_default(), 2),
            currency: Currency::of_code(product.currency),
        }),
        category: Some(product.category.to_owned()),
        colour: product.colour.map(str::to_owned),
        ..Product::default()
    };
    sofia_simulator::catalog::products(slug).iter().map(product).collect()
}

/// A shop's feed, with prices as its country writes them.
pub(crate) fn feed_of(slug: &str) -> String {
    let row = |product: &sofia_simulator::catalog::Product| {
        let cents = product.price_cents;
        let thousands = cents / 100_000;
        let rest = cents / 100 % 1000;
        let whole = if thousands > 0 { format!("{thousands}.{rest:03}") } else { rest.to_string() };
        let sign = if product.currency == "BRL" { "R$" } else { product.currency };
        let stock = if product.stock > 0 { "in stock" } else { "out of stock" };
        format!(
            "{}\t{}\t{sign} {whole},{:02}\t{}\t{stock}\t{}\t{}\n",
            product.id,
            product.title,
            cents % 100,
            product.url,
            product.category,
            product.colour.unwrap_or_default()
        )
    };
    let rows: String = sofia_simulator::catalog::products(slug).iter().map(row).collect();
    format!("id\ttitle\tprice\tlink\tavailability\tproduct_type\tcolor\n{rows}")
}

pub(crate) fn judges(images: bool, simulator: &Simulator) -> Result<Judges> {
    Ok(Judges {
        catalog: Some(Arc::new(catalog())),
        currency: Currency::of_code("BRL"),
        images: images.then(|| pictures_of(&simulator.base_url())),
        links: None,
        jq: Jq::new(programs::sofia()?),
        opinions: Arc::default(),
    })
}

/// The tests of a suite.
pub(crate) fn planned(text: &str) -> Result<Vec<Planned>> {
    match suite::read_text(Path::new("suite.yaml"), text) {
        Ok(suite) => {
            Ok(suite.tests.into_iter().map(|test| Planned { suite: suite.name.clone(), test }).collect())
        }
        Err(errors) => bail!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

/// Results in memory.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) repeats: Vec<RepeatResult>,
    pub(crate) tests: Vec<TestResult>,
}

impl Sink for Kept {
    fn repeat(&mut self, result: &RepeatResult) {
        self.repeats.push(result.clone());
    }

    fn test(&mut self, result: &TestResult) {
        self.tests.push(result.clone());
    }
}

/// An environment whose merchant `Moda` is the fashion shop at a simulator.
pub(crate) fn shop_at(base_url: &str) -> Result<Environment> {
    let environment = Environment::new()?;
    add_shop(&environment, "Moda", base_url, "fashion")?;
    Ok(environment)
}

/// Adds a merchant that is a shop at a simulator.
pub(crate) fn add_shop(environment: &Environment, name: &str, base_url: &str, slug: &str) -> Result<()> {
    let agent = agent_of(slug)?;
    let arguments =
        ["merchants", "add", name, "--base-url", base_url, "--business-id", BUSINESS_ID, "--agent-id", agent];
    Sofia::new(environment, &arguments).key(KEY).run()?.exits(0);
    Ok(())
}
