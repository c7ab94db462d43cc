//! The beginning of a feed, as a person sees it before it is imported.

use crate::Currency;
use crate::feed::{Correction, FeedOptions, Field, Source, preview};

fn rows(count: usize) -> String {
    let rows: String = (1..=count).map(|row| format!("{row};Saia {row};{row}.000,00;x\n")).collect();
    format!("código;title;preço;interno\n{rows}")
}

#[test]
fn a_beginning_is_read_and_its_columns_are_shown_with_their_cells() {
    let corrections = vec![
        Correction { column: "código".to_owned(), field: Some(Field::Id) },
        Correction { column: "preço".to_owned(), field: Some(Field::Price) },
    ];
    let options = FeedOptions { corrections, currency: Currency::of_code("BRL"), ..FeedOptions::default() };
    for (count, whole) in [(3, true), (4, true), (5, false), (2_000, false)] {
        let seen = preview(&Source::bytes(rows(count).into_bytes()), &options, 4).unwrap();
        assert_eq!((seen.whole, seen.products.len()), (whole, count.min(4)), "{count}");
        assert!(seen.names_products);
        assert_eq!(seen.samples[0], ["1", "Saia 1", "1.000,00", "x"]);
        assert_eq!(seen.products[0].price.unwrap().to_string(), "1000.00 BRL");
        assert_eq!(seen.currency(), Currency::of_code("BRL"));
    }
}

#[test]
fn columns_that_tell_no_product_apart_are_shown_so_that_one_can_be_chosen() {
    let seen = preview(&Source::bytes(rows(2).into_bytes()), &FeedOptions::default(), 10).unwrap();
    assert!(!seen.names_products);
    assert!(seen.products.is_empty());
    let names: Vec<&str> = seen.summary.mapping.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["código", "title", "preço", "interno"]);
    assert_eq!(seen.currency(), None);
}

#[test]
fn formats_without_a_header_have_no_cells_to_show() {
    let json =
        br#"[{"id":"1","title":"Saia","price":"10.00 BRL"},{"id":"2","title":"Bota","price":"20.00 BRL"}]"#;
    let seen = preview(&Source::bytes(json.to_vec()), &FeedOptions::default(), 1).unwrap();
    assert_eq!((seen.products.len(), seen.whole, seen.names_products), (1, false, true));
    assert!(seen.samples.is_empty());
}
