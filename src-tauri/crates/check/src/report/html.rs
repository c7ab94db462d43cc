//! One page with everything in it: no script, nothing from the network, every remote text escaped.

mod differences;
mod trend;

use std::borrow::Cow;
use std::io::Write;

use sofia_core::price::price_text;

use super::{Change, Extras, ReportError, UNJUDGED, duration, rate, unsaid, word};
use crate::assertion::VerdictStatus;
use crate::result::{RepeatResult, TestResult, TestStatus, TurnResult};
use crate::results_file::Results;

const STYLE: &str = include_str!("page.css");

pub(super) fn write(results: &Results, extras: &Extras, out: &mut dyn Write) -> Result<(), ReportError> {
    begin(&format!("Sofia check: {}", results.header.merchant), out)?;
    head(results, out)?;
    trend::write(results, &extras.trend, out)?;
    // What needs somebody comes first, what has changed behind it, and what is as it should be at the end.
    let statuses = [
        ("Failed", TestStatus::Failed),
        ("Flaky", TestStatus::Flaky),
        ("Not judged", TestStatus::Error),
        ("Waiting for a person", TestStatus::Open),
    ];
    for (title, status) in statuses {
        of_status(results, title, status, extras, out)?;
    }
    if let Some(comparison) = &extras.comparison {
        let (worse, better) = comparison.titles();
        changes(&worse, &comparison.regressions, out)?;
        changes(UNJUDGED, &comparison.unjudged, out)?;
        changes(&better, &comparison.fixes, out)?;
        differences::write(comparison, out)?;
    }
    of_status(results, "Passed", TestStatus::Passed, extras, out)?;
    Ok(end(out)?)
}

/// The tests that ended in one way, those below their share first.
fn of_status(
    results: &Results,
    title: &str,
    status: TestStatus,
    extras: &Extras,
    out: &mut dyn Write,
) -> Result<(), ReportError> {
    let mut tests: Vec<&TestResult> = results.tests.iter().filter(|test| test.status == status).collect();
    if tests.is_empty() {
        return Ok(());
    }
    tests.sort_by_key(|test| test.reached);
    writeln!(out, "<section>\n<h2>{title} <span class=\"quiet\">{}</span></h2>", tests.len())?;
    for test in tests {
        let comparison = extras.comparison.as_ref();
        let changes = comparison.into_iter().flat_map(|comparison| {
            comparison.regressions.iter().chain(&comparison.unjudged).chain(&comparison.fixes)
        });
        let mut own = changes.filter(|change| change.suite == test.suite && change.test == test.test);
        let before = own.next().map(|change| change.before.as_str());
        let other = comparison.and_then(|comparison| comparison.other.as_deref());
        one_test(results, test, before.map(|before| (other, before)), out)?;
    }
    Ok(out.write_all(b"</section>\n")?)
}

/// What stands before a page's content.
pub(crate) fn begin(title: &str, out: &mut dyn Write) -> std::io::Result<()> {
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escaped(title)
    )
}

/// What stands behind it.
pub(crate) fn end(out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(b"</main>\n</body>\n</html>\n")
}

fn head(results: &Results, out: &mut dyn Write) -> Result<(), ReportError> {
    let (header, summary) = (&results.header, &results.summary);
    write!(
        out,
        "<header>\n<h1>{}</h1>\n<p>{}",
        escaped(&header.merchant),
        escaped(&header.suites.join(", "))
    )?;
    writeln!(out, " · {} · {}</p>", moment(header.began_at), duration(summary.took_ms))?;
    if header.simulated {
        out.write_all("<p class=\"simulated\">Simulated: a simulator answered, not Sofia.</p>\n".as_bytes())?;
    }
    if header.rejudged {
        out.write_all(b"<p class=\"simulated\">Saved answers were judged anew; nobody was asked.</p>\n")?;
    }
    if summary.stopped {
        out.write_all(b"<p class=\"simulated\">The run was stopped before its end.</p>\n")?;
    }
    out.write_all(b"<dl class=\"counts\">\n")?;
    let counts = [
        ("passed", "passed", summary.passed),
        ("flaky", "flaky", summary.flaky),
        ("failed", "failed", summary.failed),
        ("error", "errors", summary.errors),
        ("open", "to be judged", summary.open),
        ("open", "not run", summary.not_run),
    ];
    for (class, name, count) in counts {
        writeln!(out, "<div class=\"{class}\"><dt>{name}</dt><dd>{count}</dd></div>")?;
    }
    Ok(out.write_all(b"</dl>\n</header>\n")?)
}

/// A moment as people read it.
pub(crate) fn moment(milliseconds: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(milliseconds);
    moment.map(|moment| moment.strftime("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default()
}

fn changes(title: &str, changes: &[Change], out: &mut dyn Write) -> std::io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    write!(out, "<section>\n<h2>{}</h2>\n<ul>\n", escaped(title))?;
    for change in changes {
        writeln!(
            out,
            "<li>{}: {} → {}</li>",
            escaped(&change.test),
            escaped(&change.before),
            escaped(&change.now)
        )?;
    }
    out.write_all(b"</ul>\n</section>\n")
}

fn class(test: &TestResult) -> &'static str {
    match test.status {
        TestStatus::Passed => "passed",
        TestStatus::Flaky => "flaky",
        TestStatus::Failed => "failed",
        TestStatus::Error => "error",
        TestStatus::Open => "open",
    }
}

/// A test with its repeats, and how it was before or elsewhere, where that was better or worse.
fn one_test(
    results: &Results,
    test: &TestResult,
    before: Option<(Option<&str>, &str)>,
    out: &mut dyn Write,
) -> Result<(), ReportError> {
    let open = if test.reached || test.status == TestStatus::Open { "" } else { " open" };
    let before = match before {
        Some((Some(other), before)) => format!(" · with {other}: {before}"),
        Some((None, before)) => format!(" · before: {before}"),
        None => String::new(),
    };
    write!(
        out,
        "<details class=\"test\"{open}>\n<summary><span class=\"badge {}\">{}</span> <strong>{}</strong> \
         <span class=\"quiet\">{}{} · {}:{}</span></summary>\n",
        class(test),
        word(test),
        escaped(&test.test),
        escaped(&rate(test)),
        escaped(&before),
        escaped(&test.file),
        test.line
    )?;
    let repeats = results.repeats(test)?;
    let turns = repeats.iter().flat_map(|repeat| &repeat.turns);
    if let Some(reason) = unsaid(test.error.as_ref(), turns) {
        writeln!(out, "<p class=\"reason\">{}</p>", escaped(reason))?;
    }
    for repeat in &repeats {
        one_repeat(test, repeat, out)?;
    }
    Ok(out.write_all(b"</details>\n")?)
}

fn one_repeat(test: &TestResult, repeat: &RepeatResult, out: &mut dyn Write) -> std::io::Result<()> {
    let several = test.passed + test.failed + test.errors + test.open > 1;
    if several {
        writeln!(out, "<h3>Repeat {} · {}</h3>", repeat.repeat, duration(repeat.took_ms))?;
    }
    for turn in &repeat.turns {
        one_turn(turn, out)?;
    }
    Ok(())
}

fn one_turn(turn: &TurnResult, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "<p class=\"customer\">{}</p>", escaped(&turn.did))?;
    let answer = turn.answer.to_answer();
    let text = answer.text();
    if !text.is_empty() {
        writeln!(out, "<p class=\"sofia\">{}</p>", escaped(&text))?;
    }
    let products = answer.products();
    if !products.is_empty() {
        out.write_all(b"<ul class=\"products\">\n")?;
        for product in products {
            let title = product.title.as_deref().or(product.product_id.as_deref()).unwrap_or("?");
            let price = product.price.as_deref().map(|price| price_text(price, product.currency.as_deref()));
            let price = price.as_deref().filter(|price| !price.is_empty()).unwrap_or("no price");
            writeln!(out, "<li>{} · {}</li>", escaped(title), escaped(price))?;
        }
        out.write_all(b"</ul>\n")?;
    }
    if !turn.verdicts.is_empty() {
        out.write_all(b"<ul class=\"verdicts\">\n")?;
        for verdict in &turn.verdicts {
            let (class, mark) = match verdict.status {
                VerdictStatus::Passed => ("passed", "✓"),
                VerdictStatus::Failed => ("failed", "✗"),
                VerdictStatus::Error => ("error", "!"),
                VerdictStatus::Open => ("open", "?"),
            };
            writeln!(
                out,
                "<li class=\"{class}\"><span class=\"mark\">{mark}</span> <code>{}</code> {}</li>",
                escaped(&verdict.assertion),
                escaped(&verdict.message)
            )?;
        }
        out.write_all(b"</ul>\n")?;
    }
    if answer.events.is_empty() {
        return Ok(());
    }
    write!(out, "<details class=\"events\"><summary>{} events</summary>\n<pre>", answer.events.len())?;
    for event in &answer.events {
        writeln!(out, "+{:.0} ms {}", event.offset.as_secs_f64() * 1000.0, escaped(&event.json))?;
    }
    out.write_all(b"</pre></details>\n")
}

/// What HTML would read something into, also inside of an attribute.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}
