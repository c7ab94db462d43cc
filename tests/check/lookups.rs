//! Asking a catalog: beside those who read what comes in, and no more often than an answer can be worth.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use agent_graph::{ApiKey, BaseUrl, Client, Timeouts};
use sofia_check::Product;
use sofia_check::answer::Answer;
use sofia_check::catalog::Name;
use sofia_check::run::{Judges, RunOptions, Stop, Target, run};
use sofia_check::truth::{self, Catalog, CatalogError, Circumstances, Claims};
use sofia_core::jq::Jq;
use sofia_tests::bounds::{LATER, SOON};
use sofia_tests::server::INVOKE;
use sofia_tests::shop::{AGENT, BUSINESS, line, recommendation};
use sofia_tests::{Script, Server, TestResult, programs};

use crate::support::{Kept, planned};

/// A catalog whose disk is slow: it answers when somebody else has been served meanwhile.
#[derive(Default)]
struct Slow {
    asked: AtomicBool,
    served: AtomicBool,
}

impl Catalog for Slow {
    fn named(&self, _name: Name, _value: &str) -> Result<Vec<Product>, CatalogError> {
        self.asked.store(true, Ordering::Release);
        let began = Instant::now();
        while !self.served.load(Ordering::Acquire) {
            if began.elapsed() > SOON {
                return Err(CatalogError("nobody was served while the catalog was asked".to_owned()));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(Vec::new())
    }

    fn titled(&self, _key: &str) -> Result<Vec<Product>, CatalogError> {
        Ok(Vec::new())
    }

    fn longest_title(&self) -> usize {
        1
    }
}

/// One thread does all that is asynchronous here, as on a machine with nothing to spare.
#[tokio::test(flavor = "current_thread")]
async fn a_slow_catalog_keeps_nobody_from_reading_what_comes_in() -> TestResult {
    let server = Server::with_session()?;
    server.allow(INVOKE, Script::ndjson([line(&[recommendation(&["Vestido"])])]));
    let timeouts = Timeouts { connect: LATER, answer: LATER, first_event: LATER, idle: LATER };
    let client = Client::new(BaseUrl::parse(&server.base_url())?, &ApiKey::new("sk-lookups")?, timeouts)?;
    let target = Target { client, business_id: BUSINESS.to_owned(), agent_id: Some(AGENT.to_owned()) };
    let catalog = Arc::new(Slow::default());
    let judges = Judges {
        catalog: Some(Arc::clone(&catalog) as Arc<dyn Catalog + Send + Sync>),
        currency: None,
        images: None,
        links: None,
        jq: Jq::new(programs::sofia()?),
        opinions: Arc::default(),
    };
    let tests = planned("tests: [{name: t, turns: [{say: Oi, assert: [{type: not-catalog-truth}]}]}]")?;
    let (stop, mut kept) = (Stop::default(), Kept::default());
    let running = run(tests, &target, &judges, RunOptions::default(), &stop, &mut kept);
    let other = async {
        while !catalog.asked.load(Ordering::Acquire) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        catalog.served.store(true, Ordering::Release);
    };
    let (summary, ()) = tokio::time::timeout(LATER, async { tokio::join!(running, other) }).await?;
    assert_eq!((summary.passed, summary.errors), (1, 0), "{:#?}", kept.repeats);
    Ok(())
}

/// Counts how often it is asked for a title.
#[derive(Default)]
struct Counting(AtomicUsize);

impl Catalog for Counting {
    fn named(&self, _name: Name, _value: &str) -> Result<Vec<Product>, CatalogError> {
        Ok(Vec::new())
    }

    fn titled(&self, _key: &str) -> Result<Vec<Product>, CatalogError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Vec::new())
    }

    fn longest_title(&self) -> usize {
        100
    }
}

#[test]
fn an_answer_without_an_end_asks_the_catalog_so_often_and_no_more() -> TestResult {
    let text = "palavra outra ".repeat(3000);
    let message = |text: &str| serde_json::json!({"messageEvent": {"role": "ASSISTANT", "content": {"textContent": {"text": text}}}});
    let asked = |texts: usize, text: &str| {
        let mut answer = Answer::default();
        let events: Vec<_> = (0..texts).map(|_| message(text)).collect();
        answer.take_line(line(&events).as_bytes(), 1, Duration::ZERO);
        let (claims, catalog) =
            (Claims::of(answer.events.iter().map(|event| &event.response)), Counting::default());
        truth::check(&claims, &catalog, Circumstances::default()).map(|_| catalog.0.into_inner())
    };
    assert_eq!(asked(50, &text)?, 20_000);
    // What agents really say is looked through to its end: all runs of two words and more of eight.
    assert_eq!(asked(1, "um dois tres quatro cinco seis sete oito")?, 7 + 6 + 5 + 4 + 3 + 2 + 1);
    Ok(())
}
