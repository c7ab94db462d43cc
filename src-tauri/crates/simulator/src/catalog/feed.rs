//! The shops' product feed, as Google Merchant takes it: what a merchant would hand in, so that what the simulator says can
//! be checked against it.

use std::fmt::Write as _;

use super::products;

/// The feed of these shops, tab-separated, with a header. A shop that there is none of adds nothing.
pub fn feed(slugs: &[&str]) -> String {
    let mut feed =
        "id\ttitle\tdescription\tlink\tavailability\tprice\tbrand\tproduct_type\tcolor\tinventory\n"
            .to_owned();
    for product in slugs.iter().flat_map(|slug| products(slug)) {
        // Writing to a string never fails.
        writeln!(
            feed,
            "{}\t{}\t{}\t{}\t{}\t{}.{:02} {}\t{}\t{}\t{}\t{}",
            product.id,
            product.title,
            product.description.replace(['\t', '\n', '\r'], " "),
            product.url,
            if product.stock > 0 { "in stock" } else { "out of stock" },
            product.price_cents / 100,
            product.price_cents % 100,
            product.currency,
            product.brand,
            product.category,
            product.colour.unwrap_or_default(),
            product.stock,
        )
        .ok();
    }
    feed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_has_a_row_with_as_many_cells_as_the_header() {
        let feed = feed(&["fashion", "electronics", "pharmacy", "none"]);
        let cells: Vec<usize> = feed.lines().map(|line| line.split('\t').count()).collect();
        let all: usize = ["fashion", "electronics", "pharmacy"].iter().map(|slug| products(slug).len()).sum();
        assert_eq!(cells.len(), all + 1);
        assert!(cells.iter().all(|count| *count == cells[0]), "{cells:?}");
        // A quote that begins a cell would need another one at its end.
        assert!(!feed.contains("\t\""));
    }
}
