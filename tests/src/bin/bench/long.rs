//! *long*: a conversation of 10,000 bubbles with 100,000 events. How soon its end is painted after the click that opens
//! it, how many frames scrolling through it drops against an empty page in the same window, how many nodes are in the
//! page on the way, and what an idle minute adds to the memory.

use std::{fs, time::Duration};

use anyhow::{Context, Result, bail, ensure};
use rusqlite::{Connection, params};
use serde::Deserialize;
use serde_json::{Value, json};
use sofia_tests::{Environment, programs, shop, window::Window};

use crate::row::{at_most, median};

/// What the conversation holds: each turn is a bubble of the customer and one of Sofia, and events of other kinds.
const TURNS: u32 = 5_000;
const LINES_IN_A_TURN: u32 = 20;

/// The end of the conversation says so.
const MARK: &str = "§fim§";

/// How long the memory is watched.
const IDLE: Duration = Duration::from_secs(60);

/// Chooses the conversation as a click does, and answers after how many milliseconds its end was painted.
const OPEN: &str = r#"
    const [mark, done] = arguments;
    const began = performance.now();
    const watch = () => {
        const list = document.querySelector('[data-testid=message-list]');
        if (list === null || !list.textContent.includes(mark)) { requestAnimationFrame(watch); return; }
        const after = new MessageChannel();
        after.port1.onmessage = () => done(performance.now() - began);
        requestAnimationFrame(() => after.port2.postMessage(0));
    };
    document.querySelector('[data-testid=conversation-item] button').click();
    requestAnimationFrame(watch);
"#;

/// Scrolls for some seconds, a step for each frame, and answers the times between frames and the largest number of nodes.
const SCROLL: &str = r#"
    const [what, done] = arguments;
    let area = document.querySelector('[data-testid=message-list]');
    if (what === 'empty') {
        area = document.createElement('div');
        area.className = 'bench-empty';
        Object.assign(area.style, { position: 'fixed', inset: '0', overflow: 'auto', background: 'white', zIndex: 99 });
        const inside = document.createElement('div');
        inside.style.height = '4000000px';
        area.append(inside);
        document.body.append(area);
        area.scrollTop = 2000000;
    }
    const frames = [];
    let [nodes, before] = [0, performance.now()];
    const end = before + 4000;
    const step = (now) => {
        frames.push(now - before);
        before = now;
        area.dispatchEvent(new WheelEvent('wheel', { deltaY: -120 }));
        area.scrollTop -= 120;
        if (frames.length % 20 === 0) nodes = Math.max(nodes, document.querySelectorAll('*').length);
        if (now < end) { requestAnimationFrame(step); return; }
        if (what === 'empty') area.remove();
        done({ frames: frames.slice(2), nodes });
    };
    requestAnimationFrame(step);
"#;

pub(crate) async fn measure(samples: usize) -> Result<Vec<Value>> {
    let mut environment = Environment::new()?;
    fill(&environment)?;
    environment.start_display(1400, 900)?;

    let mut opened = Vec::new();
    for _ in 0..samples {
        let window = ready(&environment).await?;
        let took = window.execute_async(OPEN, vec![json!(MARK)]).await.context("the opening")?;
        opened.push(milliseconds(&took)?);
        window.close().await?;
    }

    let window = ready(&environment).await?;
    window.execute_async(OPEN, vec![json!(MARK)]).await.context("the opening")?;
    loaded(&window).await?;
    let (mut ours, mut empty, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..samples {
        let theirs = window.execute_async(SCROLL, vec![json!("empty")]).await.context("the empty page")?;
        let found = window.execute_async(SCROLL, vec![json!("list")]).await.context("the scrolling")?;
        let (theirs, found): (Scrolled, Scrolled) =
            (serde_json::from_value(theirs)?, serde_json::from_value(found)?);
        empty.push(theirs.dropped());
        ours.push(found.dropped());
        nodes.push(found.nodes);
    }
    let before = memory(&window)?;
    tokio::time::sleep(IDLE).await;
    let after = memory(&window)?;
    window.has_no_reports().await?;
    window.close().await?;

    let differences: Vec<f64> = ours.iter().zip(&empty).map(|(ours, empty)| ours - empty).collect();
    let lost = format!("an empty page drops {:.1} %", median(&empty));
    let most_nodes = nodes.iter().copied().fold(0.0, f64::max);
    let growth = (after - before) / before * 100.0;
    Ok(vec![
        at_most("long, open", "ms", median(&opened), 1000.0, "one second", &opened),
        at_most("long, frames dropped more", "%", median(&differences), 1.0, &lost, &differences),
        at_most("long, nodes in the page", "nodes", most_nodes, 5_000.0, "a few screens", &nodes),
        at_most("long, idle growth", "%", growth, 2.0, &format!("{before:.0} MB PSS"), &[before, after]),
    ])
}

#[derive(Deserialize)]
struct Scrolled {
    frames: Vec<f64>,
    nodes: f64,
}

impl Scrolled {
    /// Frames that came late, in percent of those that were due.
    fn dropped(&self) -> f64 {
        const FRAME: f64 = 1000.0 / 60.0;
        let total: f64 = self.frames.iter().sum();
        let missed: f64 =
            self.frames.iter().map(|frame| (frame / FRAME).round() - 1.0).filter(|n| *n > 0.0).sum();
        missed / (total / FRAME) * 100.0
    }
}

async fn ready(environment: &Environment) -> Result<Window> {
    let window = Window::start(environment).await?;
    window.resize(1400, 900).await?;
    window.wait_ready().await?;
    window.wait_count("conversation-item", 1).await?;
    Ok(window)
}

/// Waits until what came earlier is there too.
async fn loaded(window: &Window) -> Result<()> {
    let rows =
        "return Number(document.querySelector('[data-testid=event-row]')?.getAttribute('aria-setsize') ?? 0)";
    for _ in 0..120 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        if window.execute(rows, Vec::new()).await?.as_u64() >= Some(u64::from(TURNS * LINES_IN_A_TURN)) {
            return Ok(());
        }
    }
    bail!("the earlier lines did not come within a minute")
}

fn milliseconds(value: &Value) -> Result<f64> {
    value.as_f64().with_context(|| format!("the page answered {value}"))
}

/// Of the application and its page, in megabytes: what is theirs alone, and their share of the rest.
fn memory(window: &Window) -> Result<f64> {
    let mut kilobytes = 0.0;
    for process in window.web_processes().into_iter().chain([window.process()]) {
        // A process that has ended in the meantime holds nothing any more.
        let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let pss = text.lines().find_map(|line| line.strip_prefix("Pss:"));
        kilobytes +=
            pss.and_then(|pss| pss.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default();
    }
    ensure!(kilobytes > 0.0, "no process tells its memory");
    Ok(kilobytes / 1024.0)
}

/// Lets the application make its database, and fills in a conversation as if it had been held.
fn fill(environment: &Environment) -> Result<()> {
    let made = environment.command(programs::sofia()?).args(["merchants", "list"]).status()?;
    ensure!(made.success(), "`sofia merchants list` ended with {made}");
    let mut database = Connection::open(environment.data().join("sofia.db"))?;
    let transaction = database.transaction()?;
    transaction.execute(
        "INSERT INTO merchant (id, name, base_url, business_id, agent_id, colour, simulated, created_at)
         VALUES ('m', 'Loja Longa', 'https://api.connectly.ai', ?1, ?2, '#5b4fe0', 0, 0)",
        params![shop::BUSINESS, shop::AGENT],
    )?;
    let end = 1_760_000_000_000_i64;
    transaction.execute(
        "INSERT INTO conversation (id, merchant_id, title, customer_key, base_url, business_id, agent_id, session_id,
             state, simulated, owner, created_at, last_at)
         VALUES ('longa', 'm', 'uma conversa longa', 'cliente', 'https://api.connectly.ai', ?1, ?2, 's', 'closed', 0, 'x', ?3, ?3)",
        params![shop::BUSINESS, shop::AGENT, end],
    )?;
    for turn in 1..=TURNS {
        let said = format!("pergunta {turn}: tem vestido azul?");
        let request = json!({"businessId": shop::BUSINESS, "clientKey": "cliente", "sessionId": "s",
            "inputEvents": [{"messageEvent": {"role": "USER", "content": {"textContent": {"text": said}}}}]});
        let lines = lines_of(turn);
        let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
        transaction.execute(
            "INSERT INTO turn (id, conversation_id, ordinal, url, request, sent_at, state, head_us, first_byte_us,
                 first_event_us, end_us, lines, bytes)
             VALUES (?1, 'longa', ?1, 'https://api.connectly.ai/external/v1/ai/agent_graph/invoke', ?2, ?3, 'complete',
                 90000, 100000, 100000, 900000, ?4, ?5)",
            params![turn, request.to_string().into_bytes(), end - i64::from(TURNS - turn) * 60_000, lines.len() as i64, bytes as i64],
        )?;
        for (seq, line) in (1_u32..).zip(lines) {
            transaction
                .prepare_cached(
                    "INSERT INTO line (turn_id, seq, offset_us, ending, bytes) VALUES (?1, ?2, ?3, 0, ?4)",
                )?
                .execute(params![turn, seq, 100_000 + seq * 40_000, line.into_bytes()])?;
        }
    }
    transaction.commit()?;
    Ok(())
}

fn lines_of(turn: u32) -> Vec<String> {
    let words = "Temos, sim, e em mais de uma cor. ".repeat((turn % 5 + 1) as usize);
    let end = if turn == TURNS { MARK } else { "" };
    let mut events = vec![shop::message(&format!("Resposta {turn}. {words}{end}"))];
    events.push(shop::recommendation(&["Vestido midi", "Vestido longo"]));
    events.push(shop::suggestions(&["Tem em preto?", "Qual o frete?"]));
    while events.len() < LINES_IN_A_TURN as usize {
        events.push(shop::suggestions(&["Qual o prazo?"]));
    }
    events.iter().map(|event| shop::line(std::slice::from_ref(event))).collect()
}
