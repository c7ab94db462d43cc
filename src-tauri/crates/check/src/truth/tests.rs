use agent_graph::ResponseEvent;
use agent_graph::envelope::EventSlice;

use super::*;
use crate::catalog::{Availability, Effective, Sale};
use crate::price::Money;

fn money(amount: &str, code: &str) -> Option<Money> {
    Some(Money { amount: amount.parse().unwrap(), currency: Currency::of_code(code) })
}

fn product(id: &str, title: &str, amount: &str) -> Product {
    Product {
        id: id.to_owned(),
        title: title.to_owned(),
        link: Some(format!("https://shop.example/p/{}", id.to_lowercase())),
        availability: Availability::InStock,
        price: money(amount, "BRL"),
        ..Product::default()
    }
}

fn catalog() -> MemoryCatalog {
    let variant = |id: &str, size: &str, amount: &str| Product {
        sku: Some(format!("SKU-{size}")),
        item_group: Some("G1".to_owned()),
        retailer_id: Some(format!("R-{size}")),
        handle: Some("camisa-linho".to_owned()),
        variant: Some(size.to_owned()),
        ..product(id, "Camisa de linho", amount)
    };
    let mut sold_out = product("OUT", "Saia longa plissada", "99.90");
    sold_out.availability = Availability::OutOfStock;
    let mut on_sale = product("SALE", "Bolsa de couro", "300.00");
    on_sale.sale = Some(Sale {
        price: money("200.00", "BRL").unwrap(),
        effective: Effective::read("2026-01-01/2026-01-31"),
    });
    [
        product("A", "Vestido midi azul-marinho", "189.90"),
        product("B", "Vestido longo vermelho", "1299.90"),
        variant("V1", "P", "120.00"),
        variant("V2", "M", "130.00"),
        sold_out,
        on_sale,
        product("C", "Caneca", "39.90"),
    ]
    .into_iter()
    .collect()
}

fn event(json: &str) -> ResponseEvent {
    let kind = json.split('"').nth(1).unwrap();
    ResponseEvent::read(&EventSlice { kind: kind.into(), json })
}

fn judge(events: &[String], at: &str) -> Truth {
    let events: Vec<ResponseEvent> = events.iter().map(|json| event(json)).collect();
    let circumstances = Circumstances {
        currency: Currency::of_code("BRL"),
        at: at.parse::<jiff::Timestamp>().unwrap().as_millisecond(),
    };
    check(&Claims::of(&events), &catalog(), circumstances).unwrap()
}

fn cards(products: &str) -> Vec<String> {
    let truth =
        judge(&[format!(r#"{{"recommendationEvent":{{"products":[{products}]}}}}"#)], "2026-02-15T00:00:00Z");
    truth
        .findings
        .iter()
        .map(|finding| {
            format!("{} {} {}", finding.kind, finding.answer, finding.catalog.as_deref().unwrap_or("-"))
        })
        .collect()
}

fn text(text: &str) -> Truth {
    let text = serde_json::to_string(text).unwrap();
    judge(
        &[
            r#"{"recommendationEvent":{"products":[{"productId":"A","title":"Vestido midi azul-marinho","price":189.9,"currency":"BRL"}]}}"#.to_owned(),
            format!(r#"{{"messageEvent":{{"role":"ASSISTANT","content":{{"textContent":{{"text":{text}}}}}}}}}"#),
        ],
        "2026-02-15T00:00:00Z",
    )
}

fn findings_of(truth: &Truth) -> Vec<String> {
    truth.findings.iter().map(|finding| format!("{} {}", finding.kind, finding.answer)).collect()
}

#[test]
fn a_card_that_says_what_the_catalog_says_has_no_finding() {
    let table = [
        r#"{"productId":"A","title":"Vestido midi azul-marinho","price":189.9,"currency":"BRL","url":"https://www.shop.example/p/a?utm_source=x"}"#,
        r#"{"productId":"A","title":"VESTIDO MIDI AZUL MARINHO","price":"R$ 189,90"}"#,
        r#"{"productId":"A","title":"Vestido midi…","price":"189.90","currency":"BRL"}"#,
        r#"{"productId":"B","title":"Vestido longo vermelho","price":"1.299,90 BRL"}"#,
        // Nothing is claimed.
        r#"{"productId":"A"}"#,
        r#"{}"#,
        // By SKU, by retailer id, by group and by handle, with the price of any variant of the group.
        r#"{"productId":"SKU-P","title":"Camisa de linho","price":120}"#,
        r#"{"productId":"R-M","title":"Camisa de linho - M","price":130}"#,
        r#"{"productId":"G1","title":"Camisa de linho","price":130}"#,
        r#"{"productId":"camisa-linho","title":"Camisa de linho","price":120}"#,
        // The sale is over.
        r#"{"productId":"SALE","title":"Bolsa de couro","price":300,"currency":"BRL"}"#,
    ];
    for card in table {
        assert_eq!(cards(card), Vec::<String>::new(), "{card}");
    }
}

#[test]
fn every_untruth_of_a_card_is_found_with_both_values() {
    let table: &[(&str, &[&str])] = &[
        (r#"{"productId":"X","title":"Nothing"}"#, &["unknown-product Nothing -"]),
        (r#"{"title":"No id at all"}"#, &["unknown-product No id at all -"]),
        (r#"{"productId":"A","price":179.9,"currency":"BRL"}"#, &["price-differs R$ 179,90 R$ 189,90"]),
        (r#"{"productId":"A","price":"R$ 1.899,00"}"#, &["price-differs R$ 1.899,00 R$ 189,90"]),
        (r#"{"productId":"A","price":"free"}"#, &["price-differs free R$ 189,90"]),
        (r#"{"productId":"A","price":189.9,"currency":"USD"}"#, &["currency-differs USD BRL"]),
        (r#"{"productId":"A","price":"US$ 189.90"}"#, &["currency-differs USD BRL"]),
        (r#"{"productId":"A","price":189.9,"currency":"gold"}"#, &["currency-differs gold BRL"]),
        (
            r#"{"productId":"A","price":1,"currency":"USD"}"#,
            &["price-differs 1.00 USD 189.90 BRL", "currency-differs USD BRL"],
        ),
        (
            r#"{"productId":"A","title":"Vestido curto"}"#,
            &["title-differs Vestido curto Vestido midi azul-marinho"],
        ),
        (
            r#"{"productId":"A","url":"https://shop.example/p/b"}"#,
            &["link-differs https://shop.example/p/b https://shop.example/p/a"],
        ),
        (
            r#"{"productId":"OUT","title":"Saia longa plissada"}"#,
            &["out-of-stock Saia longa plissada out of stock"],
        ),
        (r#"{"productId":"SKU-P","price":130}"#, &["price-differs R$ 130,00 R$ 120,00"]),
        (r#"{"productId":"A"},{"productId":"B"},{"productId":"A"}"#, &["duplicate-in-answer A -"]),
        (r#"{"productId":"V1"},{"productId":"SKU-P"}"#, &["duplicate-in-answer SKU-P -"]),
        (r#"{"productId":"V1"},{"productId":"V2"}"#, &[]),
        (r#"{"productId":"G1"},{"productId":"G1"}"#, &["duplicate-in-answer G1 -"]),
    ];
    for (card, expected) in table {
        assert_eq!(cards(card), *expected, "{card}");
    }
}

#[test]
fn a_match_says_by_which_name_it_was_made() {
    let table = [
        ("V1", Name::Id),
        ("SKU-P", Name::Sku),
        ("G1", Name::ItemGroup),
        ("R-M", Name::RetailerId),
        ("camisa-linho", Name::Handle),
    ];
    for (id, by) in table {
        let truth = judge(
            &[format!(r#"{{"recommendationEvent":{{"products":[{{"productId":"{id}"}}]}}}}"#)],
            "2026-02-15T00:00:00Z",
        );
        assert_eq!(truth.cards[0].as_ref().unwrap().by, by, "{id}");
    }
}

#[test]
fn the_price_of_a_sale_is_right_while_it_holds() {
    let on = |price: &str, at: &str| {
        let card =
            format!(r#"{{"recommendationEvent":{{"products":[{{"productId":"SALE","price":{price}}}]}}}}"#);
        judge(&[card], at).findings.first().map(|finding| finding.detail.hint)
    };
    assert_eq!(on("200", "2026-01-15T00:00:00Z"), None);
    assert_eq!(on("300", "2026-01-15T00:00:00Z"), Some(Some(Hint::UsualPriceDuringSale)));
    assert_eq!(on("300", "2026-02-15T00:00:00Z"), None);
    assert_eq!(on("200", "2026-02-15T00:00:00Z"), Some(Some(Hint::SaleIsOver)));
    assert_eq!(on("100", "2026-02-15T00:00:00Z"), Some(None));
}

#[test]
fn a_single_product_message_is_a_card_too() {
    let single = r#"{"connectlyInteractiveEvent":{"interactive":{"singleProductMessage":{"product":{"productId":"A","price":1,"currency":"BRL"}}}}}"#;
    assert_eq!(findings_of(&judge(&[single.to_owned()], "2026-02-15T00:00:00Z")), ["price-differs R$ 1,00"]);
}

#[test]
fn a_price_in_the_text_is_held_against_the_product_that_it_stands_behind() {
    let table: &[(&str, &[&str])] = &[
        ("*Vestido midi azul-marinho* por R$ 189,90", &[]),
        ("*Vestido midi azul-marinho* por R$ 179,90", &["price-differs R$ 179,90"]),
        ("O vestido midi azul marinho custa R$179,90.", &["price-differs R$ 179,90"]),
        ("*Vestido midi azul-marinho*\n- R$ 179,90\n- em estoque", &["price-differs R$ 179,90"]),
        ("Vestido longo vermelho: R$ 1.299,90", &[]),
        ("Vestido longo vermelho: US$ 1,299.90", &["currency-differs US$ 1,299.90"]),
        (
            "1. Vestido midi azul-marinho — R$ 189,90\n2. Vestido longo vermelho — R$ 999,90",
            &["price-differs R$ 999,90"],
        ),
        // A part of a card's title, in bold.
        ("Leve o *vestido azul* por R$ 179,90", &["price-differs R$ 179,90"]),
        ("Leve o *vestido azul* por R$ 189,90", &[]),
        // A former price.
        ("*Vestido midi azul-marinho* de R$ 250,00 por R$ 189,90", &[]),
        ("*Vestido midi azul-marinho* de R$ 250,00 por R$ 179,90", &["price-differs R$ 179,90"]),
        ("*Vestido midi azul-marinho* ~R$ 250,00~ R$ 189,90", &[]),
        // A title of one word counts where it is set off.
        ("*Caneca* por R$ 10,00", &["price-differs R$ 10,00"]),
        ("Uma caneca por R$ 10,00", &[]),
        // Something that is not sold here.
        ("*Chapéu de palha dourado* por R$ 59,90", &["unknown-product Chapéu de palha dourado"]),
    ];
    for (said, expected) in table {
        assert_eq!(findings_of(&text(said)), *expected, "{said}");
    }
}

#[test]
fn a_text_that_does_not_say_whose_price_it_is_is_not_accused() {
    let table = [
        "👉 *Vestido midi azul-marinho* sai R$ 40,00 mais em conta.",
        "*Vestido midi azul-marinho* R$ 40,00 mais barato",
        "*Frete grátis* acima de *R$ 299,00*",
        "*Entrega expressa* por R$ 20,00",
        "Separei 3 opções de *vestido azul até R$ 200,00* para você:",
        "*Vestido midi azul-marinho* a partir de R$ 99,90",
        "*Vestido midi azul-marinho* por R$ 170,91 no Pix",
        "*Vestido midi azul-marinho* por R$ 189,90 ou 6x de R$ 31,65",
        "*Vestido midi azul-marinho*, R$ 100 a R$ 200",
        "Vestido midi azul-marinho. Temos também opções por R$ 50,00",
        "Você quer gastar até 200 reais?",
        "*Formas de pagamento*\n\n- Pix com *5% de desconto*",
    ];
    for said in table {
        assert_eq!(findings_of(&text(said)), Vec::<String>::new(), "{said}");
    }
}

#[test]
fn what_was_matched_in_a_text_is_shown_with_its_place() {
    let said = "O *Vestido longo vermelho* por R$ 1.299,90, e R$ 189,90 o outro; frete R$ 15,00";
    let truth = text(said);
    let mentions: Vec<(&str, Said, Option<&str>)> = truth
        .mentions
        .iter()
        .map(|mention| (&said[mention.span.clone()], mention.said, mention.product.as_deref()))
        .collect();
    assert_eq!(
        mentions,
        [
            ("Vestido longo vermelho", Said::Name, Some("B")),
            ("R$ 1.299,90", Said::RightPrice, Some("B")),
            ("R$ 189,90", Said::RightPrice, Some("A")),
            ("R$ 15,00", Said::Price, None),
        ]
    );
    assert_eq!((truth.mentions[0].piece, truth.mentions[0].event), (0, 1));
}

#[test]
fn a_finding_is_a_sentence() {
    let truth = judge(
        &[r#"{"recommendationEvent":{"products":[{"productId":"A","price":179.9},{"productId":"ZZ5","title":"Capa"}]}}"#
            .to_owned()],
        "2026-02-15T00:00:00Z",
    );
    let said: Vec<String> = truth.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "Vestido midi azul-marinho: the answer says R$ 179,90, the catalog R$ 189,90",
            "\"Capa\" (ZZ5) is not in the catalog",
        ]
    );
    let phrase = serde_json::to_value(truth.findings[1].phrase()).unwrap();
    assert_eq!((&phrase["code"], &phrase["values"]["id"]), (&"unknownProductWithId".into(), &"ZZ5".into()));
}
