use rust_decimal::Decimal;

use super::*;
use crate::catalog::{Availability, Effective, Sale};
use crate::price::Money;

fn money(amount: &str, code: Option<&str>) -> Money {
    Money { amount: amount.parse::<Decimal>().unwrap(), currency: code.and_then(Currency::of_code) }
}

fn full() -> Product {
    let text = |text: &str| Some(text.to_owned());
    Product {
        id: "1".to_owned(),
        sku: text("S"),
        item_group: text("G"),
        retailer_id: text("R"),
        handle: text("camisa"),
        title: "Camisa \"linho\" 😀".to_owned(),
        variant: text("M / azul"),
        description: text("Leve"),
        link: text("https://shop.example/p/1"),
        image_link: text("https://shop.example/1.png"),
        additional_images: vec!["https://shop.example/2.png".to_owned()],
        availability: Availability::Preorder,
        price: Some(money("1299.900", Some("BRL"))),
        sale: Some(Sale {
            price: money("999", None),
            effective: Some(Effective { start: 1_700_000_000_000, end: 1_800_000_000_000 }),
        }),
        brand: text("Aurora"),
        category: text("Roupas > Camisas"),
        colour: text("azul"),
        size: text("M"),
        condition: text("new"),
        gtin: text("789"),
        mpn: text("M-1"),
        inventory: Some(-2),
    }
}

#[test]
fn a_product_comes_back_as_it_was_kept() {
    for product in [full(), Product { id: "2".to_owned(), ..Product::default() }] {
        assert_eq!(form::read(&form::write(&product).unwrap()).unwrap(), product);
    }
    for availability in [
        Availability::Unknown,
        Availability::InStock,
        Availability::OutOfStock,
        Availability::Preorder,
        Availability::Backorder,
        Availability::AvailableForOrder,
        Availability::Discontinued,
        Availability::Withdrawn,
    ] {
        let product = Product { availability, ..full() };
        assert_eq!(form::read(&form::write(&product).unwrap()).unwrap().availability, availability);
    }
}
