//! A large history, written straight into the database of an engine as if it had been held: what *search* and *history*
//! look at.

use std::path::Path;

use anyhow::Result;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use sofia_core::{Engine, EngineOptions, data_folder::DataFolder};
use sofia_simulator::catalog::{self, Product};

/// How large it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) conversations: u32,
    pub(crate) turns_in_each: u32,
    pub(crate) lines_in_each: u32,
}

impl Size {
    pub(crate) fn lines(self) -> u64 {
        u64::from(self.conversations) * u64::from(self.turns_in_each) * u64::from(self.lines_in_each)
    }
}

/// The shops whose products are talked about.
const SHOPS: [&str; 3] = ["fashion", "electronics", "pharmacy"];

/// When the first conversation begins, and the time from one to the next, in milliseconds.
const BEGIN: i64 = 1_700_000_000_000;
const APART: i64 = 300_000;

pub(crate) fn open(folder: &Path) -> Result<Engine> {
    Ok(Engine::open(DataFolder::at(folder)?, EngineOptions::default())?)
}

/// Draws numbers, the same ones each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

pub(crate) fn fill(folder: &Path, size: Size) -> Result<()> {
    let mut database = Connection::open(folder.join("sofia.db"))?;
    database.execute_batch("PRAGMA synchronous = off")?;
    let transaction = database.transaction()?;
    for shop in SHOPS {
        transaction.execute(
            "INSERT INTO merchant (id, name, base_url, business_id, agent_id, colour, simulated, created_at)
             VALUES (?1, ?1, 'https://api.connectly.ai', 'b', 'a', '#5b4fe0', 0, 0)",
            [shop],
        )?;
    }
    let mut draw = Draw(1);
    for number in 0..size.conversations {
        let shop = SHOPS[number as usize % SHOPS.len()];
        conversation(&transaction, number, shop, size, &mut draw)?;
    }
    transaction.commit()?;
    Ok(())
}

fn conversation(connection: &Connection, number: u32, shop: &str, size: Size, draw: &mut Draw) -> Result<()> {
    let products = catalog::products(shop);
    let id = format!("{number:08x}-0000-4000-8000-000000000000");
    let at = BEGIN + i64::from(number) * APART;
    connection
        .prepare_cached(
            "INSERT INTO conversation (id, merchant_id, title, customer_key, base_url, business_id, agent_id,
                 session_id, state, simulated, owner, created_at, last_at)
             VALUES (?1, ?2, ?3, ?4, 'https://api.connectly.ai', 'b', 'a', ?5, 'closed', 0, 'x', ?6, ?6)",
        )?
        .execute(params![
            id,
            shop,
            question(products, draw),
            format!("customer-{number}"),
            format!("session-{number}"),
            at
        ])?;
    for turn in 0..size.turns_in_each {
        let said = question(products, draw);
        let request = json!({"inputEvents": [{"messageEvent": {"role": "USER", "content": {"textContent": {"text": said}}}}]});
        let sent_at = at + i64::from(turn) * 10_000;
        connection
            .prepare_cached(
                "INSERT INTO turn (conversation_id, ordinal, url, request, sent_at, state, lines)
                 VALUES (?1, ?2, 'https://api.connectly.ai/invoke', ?3, ?4, 'complete', ?5)",
            )?
            .execute(params![id, turn + 1, request.to_string().into_bytes(), sent_at, size.lines_in_each])?;
        let turn_id = connection.last_insert_rowid();
        for seq in 0..size.lines_in_each {
            let event = event(seq, products, draw);
            let line = json!({"result": {"response": {"sessionId": "s", "responseEvents": [event]}}});
            connection
                .prepare_cached(
                    "INSERT INTO line (turn_id, seq, offset_us, ending, bytes) VALUES (?1, ?2, ?3, 0, ?4)",
                )?
                .execute(params![turn_id, seq + 1, 300_000 + seq * 100_000, line.to_string().into_bytes()])?;
        }
    }
    Ok(())
}

fn one<'a>(products: &'a [Product], draw: &mut Draw) -> &'a Product {
    &products[draw.below(products.len())]
}

fn question(products: &[Product], draw: &mut Draw) -> String {
    let product = one(products, draw);
    match draw.below(4) {
        0 => format!("tem {} até {} reais?", product.kind, 50 + draw.below(500)),
        1 => format!("quanto custa {}?", product.title),
        2 => format!("{} pedido {}", product.category, draw.below(1_000_000)),
        _ => format!("quero ver {} {}", product.kind, product.colour.unwrap_or("novo")),
    }
}

fn event(seq: u32, products: &[Product], draw: &mut Draw) -> Value {
    match seq % 5 {
        1 => {
            let products: Vec<Value> = (0..3).map(|_| shown(one(products, draw))).collect();
            json!({"recommendationEvent": {"products": products}})
        }
        4 => {
            let questions: Vec<String> = (0..3).map(|_| question(products, draw)).collect();
            json!({"chatSuggestionEvent": {"suggestedQuestions": questions}})
        }
        3 if draw.below(50) == 0 => {
            json!({"agentHandoverEvent": {"triggerHandover": true, "reason": "asks for a person", "reasonNative": "quer falar com alguém"}})
        }
        _ => {
            let product = one(products, draw);
            let text =
                format!("Temos sim! {} {} Posso ajudar em algo mais?", product.title, product.description);
            json!({"messageEvent": {"role": "ASSISTANT", "content": {"textContent": {"text": text}},
                "createdAt": "2025-07-05T16:19:26.105Z", "metadata": {}}})
        }
    }
}

fn shown(product: &Product) -> Value {
    json!({"productId": product.id, "title": product.title, "description": product.description, "url": product.url,
        "imageUrl": "", "price": product.price(), "currency": product.currency, "metadata": {"brand": product.brand}})
}
