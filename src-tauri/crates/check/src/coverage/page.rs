//! Coverage as one page for a browser without a network.

use std::io::{self, Write};

use super::Coverage;
use crate::report::{begin_page, end_page, escaped};

/// Rows of each table on the page; the JSON has all.
const SHOWN: usize = 500;

impl Coverage {
    /// The page.
    pub fn write_html(&self, out: &mut dyn Write) -> io::Result<()> {
        let merchants = self.merchants.join(", ");
        begin_page(&format!("Coverage: {merchants}"), out)?;
        writeln!(out, "<header>\n<h1>{}: coverage</h1>", escaped(&merchants))?;
        let runs = if self.runs == 1 { "run" } else { "runs" };
        writeln!(out, "<p>{} answers of {} {runs}</p>", self.answers, self.runs)?;
        if self.simulated {
            out.write_all(b"<p class=\"simulated\">Simulated: a simulator answered, not Sofia.</p>\n")?;
        }
        out.write_all(b"</header>\n")?;
        if self.has_catalog {
            writeln!(
                out,
                "<section>\n<h2>Categories</h2>\n<p>Of {} products in the catalog {} were recommended and {} never.</p>",
                self.catalog_products,
                self.covered_products,
                self.never_count()
            )?;
            out.write_all(self.svg().as_bytes())?;
            let rows = self.categories.iter().map(|category| {
                [category.name.clone(), category.covered.to_string(), category.products.to_string()]
            });
            table(["Category", "recommended", "products"], rows, self.categories.len(), out)?;
            out.write_all(b"</section>\n")?;
        }
        let rows = self.nothing_found.iter().map(|found| {
            let expected = if found.expected_products { "yes" } else { "" };
            [found.question.clone(), found.answers.to_string(), expected.to_owned()]
        });
        section("Questions that found nothing", out)?;
        table(["Question", "answers", "a product was expected"], rows, self.nothing_found.len(), out)?;
        out.write_all(b"</section>\n")?;
        if self.has_catalog {
            let rows = self.never.iter().map(|product| {
                let title = if product.sold_out {
                    format!("{} (sold out)", product.title)
                } else {
                    product.title.clone()
                };
                [product.id.clone(), title, product.category.clone().unwrap_or_default()]
            });
            section("Never recommended", out)?;
            table(["Id", "title", "category"], rows, self.never_count(), out)?;
            out.write_all(b"</section>\n")?;
        }
        let rows = self.recommended.iter().map(|product| {
            let unknown = if product.in_catalog == Some(false) { " (not in the catalog)" } else { "" };
            [product.id.clone(), format!("{}{unknown}", product.title), product.answers.to_string()]
        });
        section("Recommended", out)?;
        table(["Id", "title", "answers"], rows, self.recommended.len(), out)?;
        out.write_all(b"</section>\n")?;
        end_page(out)
    }
}

fn section(title: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section>\n<h2>{title}</h2>")
}

fn table(
    head: [&str; 3],
    rows: impl Iterator<Item = [String; 3]>,
    all: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    if all == 0 {
        return out.write_all(b"<p>None.</p>\n");
    }
    let cells =
        |cells: [&str; 3], tag: &str| cells.map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell))).concat();
    writeln!(out, "<table>\n<tr>{}</tr>", cells(head, "th"))?;
    let mut shown = 0;
    for [one, two, three] in rows.take(SHOWN) {
        writeln!(out, "<tr>{}</tr>", cells([&one, &two, &three], "td"))?;
        shown += 1;
    }
    out.write_all(b"</table>\n")?;
    if all > shown {
        writeln!(out, "<p>and {} more</p>", all - shown)?;
    }
    Ok(())
}
