//! The simulator lies and writes down every lie; the checks must find each of them and nothing else.

use std::collections::BTreeSet;

use anyhow::Result;
use sofia_check::assertion::VerdictStatus;
use sofia_check::run::{RunOptions, Stop, run};
use sofia_check::truth::{self, Circumstances, Claims, Kind, MemoryCatalog, Truth};
use sofia_check::{Currency, result::TurnResult};
use sofia_simulator::{Lie, catalog::products};
use sofia_tests::TestResult;

use crate::support::{Kept, catalog, judges, planned, simulator, target};

/// What a customer asks in one conversation: searches, refinements, comparisons, details, and three handovers.
const TURNS: [(&str, bool); 20] = [
    ("vestido azul até 300 reais", false),
    ("ver mais opções", false),
    ("detalhes do primeiro", false),
    ("quero falar com um atendente", true),
    ("camiseta preta", false),
    ("mais barato", false),
    ("compare vestido midi e vestido longo", false),
    ("abrir a loja online", true),
    ("calça", false),
    ("tem em preto?", false),
    ("tênis branco", false),
    ("saia até 200 reais", false),
    ("onde está meu pedido?", true),
    ("bolsa", false),
    ("vestido vermelho até 10 reais", false),
    ("sandália", false),
    ("jaqueta", false),
    ("qual o frete?", false),
    ("blusa verde", false),
    ("detalhes do segundo", false),
];

const CUSTOMERS: usize = 500;

/// Whom a lie was told, when, which, and about what.
type Told = (String, u64, &'static str, String);

fn suite() -> String {
    let turns: String = TURNS
        .iter()
        .map(|(say, hands_over)| {
            let handover = if *hands_over { ", {type: handover}" } else { "" };
            format!("      - {{say: \"{say}\", assert: [{{type: catalog-truth, allow: [out-of-stock]}}{handover}]}}\n")
        })
        .collect();
    format!("tests:\n  - name: conversation\n    repeat: {CUSTOMERS}\n    min_pass: 0\n    turns:\n{turns}")
}

/// What the checks found in one answer, from the answer as it was kept. Pictures are told by the verdict, which asked for
/// them while the simulator was there.
fn found(turn: &TurnResult, number: usize, customer: &str, catalog: &MemoryCatalog) -> Result<Vec<Told>> {
    let mut found = Vec::new();
    let mut add = |kind, product: String| found.push((customer.to_owned(), number as u64, kind, product));
    let answer = turn.answer.to_answer();
    let claims = Claims::of(answer.events.iter().map(|event| &event.response));
    let circumstances = Circumstances { currency: Currency::of_code("BRL"), at: 0 };
    let Truth { findings, .. } = truth::check(&claims, catalog, circumstances)?;
    for finding in findings {
        let product = finding.detail.product.clone().unwrap_or_default();
        match finding.kind {
            Kind::PriceDiffers => add("wrong-price", product),
            Kind::UnknownProduct => add("invented-product", product),
            // The shop does recommend what is sold out, which is true of its catalog.
            Kind::OutOfStock => {
                let stock = products("fashion").iter().find(|own| own.id == product).map(|own| own.stock);
                assert_eq!(stock, Some(0), "{finding}");
            }
            _ => add("something else", finding.to_string()),
        }
    }
    for verdict in &turn.verdicts {
        let dead = verdict.message.matches("image-unreachable").count();
        let named = verdict.message.matches("gone-").count();
        assert_eq!(dead, named, "{}", verdict.message);
        for part in verdict.message.split("gone-").skip(1) {
            add("dead-image", part.split('.').next().unwrap_or_default().to_owned());
        }
        if verdict.assertion == "{type: handover}" && verdict.status == VerdictStatus::Failed {
            add("dropped-handover", String::new());
        }
    }
    Ok(found)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lie_in_ten_thousand_answers_is_found_and_nothing_else() -> TestResult {
    let simulator = simulator(|settings| {
        settings.lies = Lie::ALL.to_vec();
        settings.lie_rate = 0.25;
    })
    .await?;
    let mut kept = Kept::default();
    let options = RunOptions { concurrency: 8, ..RunOptions::default() };
    let judges = judges(true, &simulator)?;
    let summary =
        run(planned(&suite())?, &target(&simulator)?, &judges, options, &Stop::default(), &mut kept).await;
    assert_eq!((summary.not_run, summary.not_closed), (0, 0));

    let answers: usize = kept.repeats.iter().map(|repeat| repeat.turns.len()).sum();
    assert_eq!(answers, CUSTOMERS * TURNS.len());
    let told: BTreeSet<Told> = simulator
        .told_lies()
        .into_iter()
        .map(|lie| {
            let kind = match lie.kind {
                Lie::WrongPrice => "wrong-price",
                Lie::InventedProduct => "invented-product",
                Lie::DeadImage => "dead-image",
                Lie::DroppedHandover => "dropped-handover",
            };
            (lie.customer, lie.turn, kind, lie.product)
        })
        .collect();
    let (catalog, mut discovered) = (catalog(), BTreeSet::new());
    for repeat in &kept.repeats {
        for (number, turn) in repeat.turns.iter().enumerate() {
            discovered.extend(found(turn, number, &repeat.customer, &catalog)?);
        }
    }
    let missed: Vec<_> = told.difference(&discovered).take(5).collect();
    let accused: Vec<_> = discovered.difference(&told).take(5).collect();
    assert_eq!((missed, accused), (vec![], vec![]), "{} lies were told", told.len());
    // Each kind was told often enough for that to mean something.
    for kind in ["wrong-price", "invented-product", "dead-image", "dropped-handover"] {
        let count = told.iter().filter(|lie| lie.2 == kind).count();
        assert!(count > 100, "{kind} was told {count} times");
    }
    Ok(())
}
