//! Coverage as words for a terminal, and as JSON.

use std::io::{self, Write};

use super::Coverage;

/// Rows of each part that a terminal shows.
const SHOWN: usize = 20;

impl Coverage {
    /// Everything, as one JSON object.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }

    /// The gist, for a terminal.
    pub fn words(&self) -> String {
        let mut lines = vec![format!(
            "{}{}: {} answers of {} {}, {} products recommended",
            self.merchants.join(", "),
            if self.simulated { " (simulated)" } else { "" },
            self.answers,
            self.runs,
            if self.runs == 1 { "run" } else { "runs" },
            self.recommended.len()
        )];
        if self.has_catalog {
            lines.push(format!(
                "Of {} products in the catalog {} were recommended and {} never.",
                self.catalog_products,
                self.covered_products,
                self.never_count()
            ));
            section(&mut lines, "Categories, the least covered first", &self.categories, |category| {
                format!("{:>5} of {:<6} {}", category.covered, category.products, category.name)
            });
            section(&mut lines, "Never recommended", &self.never, |product| {
                let sold_out = if product.sold_out { " (sold out)" } else { "" };
                format!("{}  {}{sold_out}", product.id, product.title)
            });
        }
        section(&mut lines, "Questions that found nothing", &self.nothing_found, |question| {
            let expected = if question.expected_products { ", and should have" } else { "" };
            format!("{} ({} times{expected})", question.question, question.answers)
        });
        lines.push(String::new());
        lines.join("\n")
    }
}

fn section<T>(lines: &mut Vec<String>, title: &str, rows: &[T], row: impl Fn(&T) -> String) {
    if rows.is_empty() {
        return;
    }
    lines.push(format!("\n{title}:"));
    lines.extend(rows.iter().take(SHOWN).map(|one| format!("  {}", row(one))));
    if rows.len() > SHOWN {
        lines.push(format!("  and {} more", rows.len() - SHOWN));
    }
}
