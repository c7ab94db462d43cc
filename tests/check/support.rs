//! A simulator, a merchant at it, suites as text, and results in memory.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use agent_graph::{ApiKey, BaseUrl, Client, Timeouts};
use anyhow::{Context, Result, bail};
use sofia_check::catalog::{Availability, Product};
use sofia_check::price::Money;
use sofia_check::result::{RepeatResult, TestResult};
use sofia_check::run::{Judges, Planned, Sink, Target};
use sofia_check::truth::{ImageChecks, Images, MemoryCatalog};
use sofia_check::{Currency, suite};
use sofia_core::jq::Jq;
use sofia_media::{Fetcher, Kind, LocalOrigin, Options};
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
    let timeouts = Timeouts { connect: SOON, answer: LATER, first_event: LATER, idle: LATER };
    let base = BaseUrl::parse(&simulator.base_url())?;
    let client = Client::new(base, &ApiKey::new(KEY)?, timeouts)?;
    Ok(Target {
        client,
        business_id: BUSINESS_ID.to_owned(),
        agent_id: Some(agent_of("fashion")?.to_owned()),
    })
}

/// The fashion shop's catalog, as its feed would say it.
pub(crate) fn catalog() -> MemoryCatalog {
    let product = |product: &sofia_simulator::catalog::Product| Product {
        id: product.id.clone(),
        title: product.title.clone(),
        link: Some(product.url.clone()),
        availability: if product.stock > 0 { Availability::InStock } else { Availability::OutOfStock },
        price: Some(Money {
            amount: rust_decimal::Decimal::new(i64::try_from(product.price_cents).unwrap_or_default(), 2),
            currency: Currency::of_code(product.currency),
        }),
        ..Product::default()
    };
    sofia_simulator::catalog::products("fashion").iter().map(product).collect()
}

pub(crate) fn judges(images: bool, simulator: &Simulator) -> Result<Judges> {
    let pictures = || Pictures {
        fetcher: Fetcher::new(Options::default()),
        local: LocalOrigin::of(&simulator.base_url()),
    };
    Ok(Judges {
        catalog: Some(Arc::new(catalog())),
        currency: Currency::of_code("BRL"),
        images: images.then(|| Arc::new(ImageChecks::new(Box::new(pictures())))),
        links: None,
        jq: Jq::new(programs::sofia()?),
        opinions: Arc::default(),
    })
}

struct Pictures {
    fetcher: Fetcher,
    local: Option<LocalOrigin>,
}

impl Images for Pictures {
    fn look<'a>(&'a self, address: &'a str) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>> {
        Box::pin(async move {
            let there = self.fetcher.check(address, Kind::Image, self.local.as_ref()).await;
            there.map_err(|failure| failure.to_string())
        })
    }
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
    let agent = agent_of("fashion")?;
    let arguments = [
        "merchants",
        "add",
        "Moda",
        "--base-url",
        base_url,
        "--business-id",
        BUSINESS_ID,
        "--agent-id",
        agent,
    ];
    Sofia::new(&environment, &arguments).key(KEY).run()?.exits(0);
    Ok(environment)
}
