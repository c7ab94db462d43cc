use super::*;

#[test]
fn every_standing_of_the_objects_gives_the_same_products() {
    let one = r#"{"id":"A","title":"T \u00e9","price":"5.00 USD"}"#;
    let two = r#"{"id":"B","title":"U","price":7.5,"currency":"BRL"}"#;
    let table = [
        format!("[{one},{two}]"),
        format!("[\n  {one},\n  {two}\n]\n"),
        format!("\u{FEFF} [{one} , {two}]"),
        format!("{one}\n{two}\n"),
        format!("{one}\r\n\r\n{two}"),
        format!(r#"{{"total":2,"note":"a ] b","items":[{one},{two}]}}"#),
        format!(r#"{{"data":{{"page":{{"of":[1]}},"products":[{one},{two}]}}}}"#),
    ];
    for feed in table {
        let read = read_text(&feed);
        assert_eq!(read.lines(), ["A | T é | 5.00 USD", "B | U | 7.50 BRL"], "{feed}");
        assert_eq!(read.codes(), Vec::<String>::new(), "{feed}");
    }
}

#[test]
fn a_number_of_json_is_exact_and_a_string_is_not() {
    let feed = r#"[{"id":1,"title":"T","price":1.299,"currency":"BRL"},
                   {"id":2,"title":"T","price":"1.299","currency":"BRL"}]"#;
    let read = read_text(feed);
    assert_eq!(read.product("1").price.unwrap().amount.to_string(), "1.299");
    assert_eq!(read.product("2").price.unwrap().to_string(), "1299.00 BRL");
    assert_eq!(read.codes(), ["2 price_doubtful"]);
}

#[test]
fn a_price_may_be_an_object_and_images_an_array() {
    let feed = r#"[{"offerId":"A","title":"T","price":{"value":"15.00","currency":"USD"},
        "imageLink":"https://i.example/1.png","additionalImageLinks":["https://i.example/2.png"],
        "availability":"in_stock","link":"https://s.example/a"},
        {"sku":"B","name":"U","price":{"amount":3,"currencyCode":"EUR"},
        "images":[{"src":"https://i.example/3.png"},{"src":"https://i.example/4.png"}]}]"#;
    let read = read_text(feed);
    assert_eq!(read.lines(), ["A | T | 15.00 USD", "B | U | 3.00 EUR"]);
    let a = read.product("A");
    assert_eq!(a.retailer_id.as_deref(), Some("A"));
    assert_eq!(a.additional_images, ["https://i.example/2.png"]);
    assert_eq!(a.availability.to_string(), "in stock");
    let b = read.product("B");
    assert_eq!(b.image_link.as_deref(), Some("https://i.example/3.png"));
    assert_eq!(b.additional_images, ["https://i.example/4.png"]);
}

#[test]
fn shopifys_products_json_gives_a_product_for_each_variant() {
    let product = r#"{"id":11,"title":"Vestido","handle":"vestido","body_html":"<p>Leve</p>","vendor":"Maré",
        "product_type":"Vestidos","options":[{"name":"Tamanho","position":1,"values":["P","M"]}],
        "images":[{"id":1,"src":"https://i.example/1.png"}],
        "variants":[
          {"id":21,"title":"P","sku":"V-P","option1":"P","price":"59.90","compare_at_price":"79.90","available":true},
          {"id":22,"title":"M","sku":"V-M","option1":"M","price":"59.90","compare_at_price":null,"available":false,
           "featured_image":{"src":"https://i.example/2.png"}}]}"#;
    let one_line = product.replace('\n', " ");
    let table = [
        format!(r#"{{"products":[{product}]}}"#),
        format!(r#"{{"products":[{one_line}]}}"#),
        format!("{{\"products\":[{one_line}]}}\n{{\"products\":[]}}\n"),
    ];
    for feed in table {
        let read = read_bytes(feed.clone(), &options("BRL"));
        assert_eq!(read.lines(), ["21 | Vestido - P | 79.90 BRL", "22 | Vestido - M | 59.90 BRL"], "{feed}");
        let p = read.product("21");
        assert_eq!(p.price_at(0).unwrap().to_string(), "59.90 BRL");
        assert_eq!(
            (p.sku.as_deref(), p.item_group.as_deref(), p.handle.as_deref()),
            (Some("V-P"), Some("11"), Some("vestido"))
        );
        assert_eq!(p.size.as_deref(), Some("P"));
        assert_eq!(p.description.as_deref(), Some("Leve"));
        assert_eq!(p.link.as_deref(), Some("https://shop.example/products/vestido"));
        assert_eq!(p.image_link.as_deref(), Some("https://i.example/1.png"));
        let m = read.product("22");
        assert!(m.availability.cannot_be_had());
        assert_eq!(m.image_link.as_deref(), Some("https://i.example/2.png"));
    }
}

#[test]
fn an_element_that_is_no_json_costs_itself_alone() {
    let table: &[(&str, &[&str], &[&str])] = &[
        (
            "[{\"id\":\"A\",\"title\":\"T\",\"price\":1,},\n{\"id\":\"B\",\"title\":\"U\",\"price\":\"2 USD\"}]",
            &["1 not_json"],
            &["B"],
        ),
        ("{\"id\":\"A\n{\"id\":\"B\",\"title\":\"U\",\"price\":\"2 USD\"}\n", &["1 not_json"], &["B"]),
        (
            "{\"id\":\"B\",\"title\":\"U\",\"price\":\"2 USD\"}\n[1]\n7\n",
            &["2 not_an_object", "3 not_an_object"],
            &["B"],
        ),
        // A string that is not closed would swallow the rest.
        (
            "[\n  {\"id\":\"A\",\"title\":\"T,\"price\":1},\n  {\"id\":\"B\",\"title\":\"U\",\"price\":\"2 USD\"}\n]",
            &["2 not_json"],
            &["B"],
        ),
        ("[{\"id\":\"B\",\"title\":\"U\",\"price\":\"2 USD\"},{\"id\":\"C\"", &["1 ends_early"], &["B"]),
        ("[{\"id\":\"B\",\"title\":\"U\",\"price\":\"2 USD\"},", &["1 ends_early"], &["B"]),
        ("[7,{\"id\":\"B\",\"title\":\"U\",\"price\":\"2 USD\"}]", &["1 not_an_object"], &["B"]),
    ];
    for (feed, codes, ids) in table {
        let read = read_text(feed);
        assert_eq!(read.codes(), *codes, "{feed}");
        let read: Vec<&str> = read.products.iter().map(|product| product.id.as_str()).collect();
        assert_eq!(read, *ids, "{feed}");
    }
}
