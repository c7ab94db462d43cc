//! What is not the same as in the other run, turn by turn, both sides beside each other.

use std::io::{self, Write};

use super::escaped;
use crate::report::{AssertionChange, Comparison, TurnDifference};

pub(super) fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    if comparison.differences.is_empty() {
        return Ok(());
    }
    out.write_all(b"<section>\n<h2>What is not the same</h2>\n")?;
    for difference in &comparison.differences {
        let name = escaped(&difference.test);
        writeln!(out, "<details class=\"test\">\n<summary><strong>{name}</strong></summary>")?;
        for turn in &difference.turns {
            one_turn(turn, comparison.sides(), out)?;
        }
        out.write_all(b"</details>\n")?;
    }
    out.write_all(b"</section>\n")
}

fn one_turn(turn: &TurnDifference, sides: (&str, &str), out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<p class=\"customer\">{}</p>", escaped(&turn.did))?;
    if let Some((before, now)) = &turn.text {
        write!(
            out,
            "<table class=\"sides\">\n<tr><th>{}</th><th>{}</th></tr>\n<tr><td>{}</td><td>{}</td></tr>\n</table>\n",
            escaped(sides.0),
            escaped(sides.1),
            escaped(before),
            escaped(now)
        )?;
    }
    for (side, products) in [(sides.0, &turn.products_gone), (sides.1, &turn.products_new)] {
        if !products.is_empty() {
            let (side, products) = (escaped(side), products.join(", "));
            writeln!(out, "<p class=\"quiet\">Recommended only {side}: {}</p>", escaped(&products))?;
        }
    }
    if turn.assertions.is_empty() {
        return Ok(());
    }
    out.write_all(b"<ul class=\"verdicts\">\n")?;
    for change in &turn.assertions {
        let (class, mark) = if change.is_worse() { ("failed", "✗") } else { ("passed", "✓") };
        let AssertionChange { assertion, before, now, message, .. } = change;
        writeln!(
            out,
            "<li class=\"{class}\"><span class=\"mark\">{mark}</span> <code>{}</code> {} of {} → {} of {}. {}</li>",
            escaped(assertion),
            before.0,
            before.1,
            now.0,
            now.1,
            escaped(message)
        )?;
    }
    out.write_all(b"</ul>\n")
}
