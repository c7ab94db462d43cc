//! The categories as bars: how much of each was ever recommended.

use std::fmt::Write as _;

use super::{CategoryCoverage, Coverage};
use crate::report::escaped;

/// Categories that are drawn; a page is no place for more.
const MOST_BARS: usize = 40;

const ROW: usize = 24;
const LABEL: usize = 220;
const BAR: f64 = 360.0;
const WIDTH: usize = 680;

impl Coverage {
    /// A picture that needs nothing beside it: its colours are its own, for a light and a dark page.
    pub fn svg(&self) -> String {
        let bars = &self.categories[..self.categories.len().min(MOST_BARS)];
        let height = bars.len().max(1) * ROW;
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             height=\"{height}\" role=\"img\" aria-label=\"How much of each category was recommended\" \
             font-family=\"system-ui, sans-serif\" font-size=\"13\">\n"
        );
        for (place, category) in bars.iter().enumerate() {
            bar(&mut text, place * ROW, category);
        }
        if bars.is_empty() {
            text.push_str(
                "<text x=\"0\" y=\"16\" fill=\"#77738a\">There is no catalog to hold it against.</text>\n",
            );
        }
        text.push_str("</svg>\n");
        text
    }
}

fn bar(text: &mut String, top: usize, category: &CategoryCoverage) {
    let length = BAR * category.share();
    let name: String = category.name.rsplit('>').next().unwrap_or_default().trim().chars().take(30).collect();
    let (baseline, bar_top, behind) = (top + 16, top + 5, LABEL + 380);
    let drawn = write!(
        text,
        "<g><title>{full}: {covered} of {all}</title>\n\
         <text x=\"{label}\" y=\"{baseline}\" text-anchor=\"end\" fill=\"#77738a\">{name}</text>\n\
         <rect x=\"{LABEL}\" y=\"{bar_top}\" width=\"{BAR}\" height=\"14\" rx=\"3\" fill=\"#9b97ab\" fill-opacity=\"0.25\"/>\n\
         <rect x=\"{LABEL}\" y=\"{bar_top}\" width=\"{length:.1}\" height=\"14\" rx=\"3\" fill=\"#6a5be0\"/>\n\
         <text x=\"{behind}\" y=\"{baseline}\" fill=\"#77738a\">{covered} of {all}</text></g>\n",
        full = escaped(&category.name),
        name = escaped(&name),
        label = LABEL - 12,
        covered = category.covered,
        all = category.products,
    );
    // Writing into a text cannot fail.
    drawn.ok();
}
