use super::*;

#[test]
fn a_doubtful_price_follows_the_other_rows_and_is_reported() {
    let feed = "id,title,price\nA,T,1.299 USD\nB,T,\"59,90 USD\"\nC,T,\"1.059,90 USD\"\n";
    let read = read_text(feed);
    assert_eq!(read.product("A").price.unwrap().to_string(), "1299.00 USD");
    assert_eq!(read.codes(), ["2 price_doubtful"]);
    assert_eq!(
        read.findings[0].problem.to_string(),
        "price \"1.299 USD\" was read as 1299.00 USD, because of the other rows; it could be 1.299"
    );
}

#[test]
fn the_currency_comes_from_the_price_the_column_or_the_shop() {
    let feed = "id,title,price,currency\n\
                A,T,5.00 USD,\n\
                B,T,5.00,EUR\n\
                C,T,5.00,\n\
                D,T,5.00 USD,EUR\n\
                E,T,$5.00,MXN\n\
                F,T,5.00,money\n";
    let read = read_bytes(feed, &options("BRL"));
    let prices: Vec<String> =
        read.products.iter().map(|product| product.price.unwrap().to_string()).collect();
    assert_eq!(prices, ["5.00 USD", "5.00 EUR", "5.00 BRL", "5.00 USD", "5.00 MXN", "5.00 BRL"]);
    assert_eq!(read.codes(), ["5 currency_conflict", "7 currency_unknown"]);
    assert_eq!(read_text("id,title,price\nA,T,5.00\n").codes(), ["2 currency_missing"]);
}

#[test]
fn a_sale_without_readable_dates_does_not_count() {
    let feed = "id,title,price,sale_price,sale_price_effective_date\n\
                A,T,5.00 USD,4.00 USD,\n\
                B,T,5.00 USD,4.00 USD,next week\n\
                C,T,5.00 USD,6.00 USD,\n\
                D,T,5.00 USD,,2026-01-01/2026-02-01\n";
    let read = read_text(feed);
    assert_eq!(read.codes(), ["3 sale_dates_unreadable", "4 sale_not_lower"]);
    let sales: Vec<bool> = read.products.iter().map(|product| product.sale.is_some()).collect();
    assert_eq!(sales, [true, false, true, false]);
}

#[test]
fn what_cannot_be_understood_is_said_and_left_out() {
    let feed = "id,title,price,availability,link,inventory,additional_image_link\n\
                A,T,-5.00 USD,perhaps,javascript:alert(1),many,\"https://i.example/1,2.png, https://i.example/3.png\"\n\
                B,T,5.00 USD,in stock,/products/b,3.0,//i.example/4.png\n";
    let read = read_text(feed);
    assert_eq!(
        read.codes(),
        ["2 not_an_address", "2 inventory_unreadable", "2 availability_unknown", "2 price_below_zero"]
    );
    let a = read.product("A");
    assert_eq!((a.price, a.link.as_deref(), a.inventory), (None, None, None));
    assert_eq!(a.image_link.as_deref(), Some("https://i.example/1,2.png"));
    assert_eq!(a.additional_images, ["https://i.example/3.png"]);
    let b = read.product("B");
    assert_eq!(b.link.as_deref(), Some("https://shop.example/products/b"));
    assert_eq!(b.inventory, Some(3));
    assert_eq!(b.image_link.as_deref(), Some("https://i.example/4.png"));
}

#[test]
fn html_and_entities_are_read_in_titles_and_prices_too() {
    let feed = "id,title,price\nA,Caf&eacute; <b>&amp;</b>  p&atilde;o,\"R&#36;&nbsp;59,90\"\n";
    assert_eq!(read_text(feed).lines(), ["A | Café & pão | 59.90 BRL"]);
}
