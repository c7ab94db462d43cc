use super::*;

#[test]
fn rss_and_atom_are_read_with_any_prefix() {
    let table = [
        r#"<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title><link>https://shop.example</link>
<item><title>Own title</title><g:title>Vestido</g:title><link>https://shop.example/a</link><g:id>A</g:id>
<g:price>59.90 BRL</g:price><g:availability>in_stock</g:availability>
<g:shipping><g:country>BR</g:country><g:price>10.00 BRL</g:price></g:shipping>
<g:additional_image_link>https://i.example/2.png</g:additional_image_link>
<g:additional_image_link>https://i.example/3.png</g:additional_image_link>
<g:image_link>https://i.example/1.png?a=1&amp;b=2</g:image_link>
<description><![CDATA[<p>Leve & <b>fresco</b></p></item>]]></description></item></channel></rss>"#,
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://base.google.com/ns/1.0"><title>Shop</title>
<entry><id>tag:shop.example,2026:1</id><x:id>A</x:id><title>Vestido</title><link href="https://shop.example/a"/>
<x:price>59.90 BRL</x:price><x:availability>in stock</x:availability>
<x:image_link>https://i.example/1.png?a=1&amp;b=2</x:image_link>
<x:additional_image_link>https://i.example/2.png</x:additional_image_link>
<x:additional_image_link>https://i.example/3.png</x:additional_image_link>
<summary>Leve &amp;amp; &lt;b&gt;fresco&lt;/b&gt;</summary></entry></feed>"#,
    ];
    for feed in table {
        let read = read_text(feed);
        assert_eq!(read.codes(), Vec::<String>::new());
        assert_eq!(read.lines(), ["A | Vestido | 59.90 BRL"]);
        let product = read.product("A");
        assert_eq!(product.link.as_deref(), Some("https://shop.example/a"));
        assert_eq!(product.image_link.as_deref(), Some("https://i.example/1.png?a=1&b=2"));
        assert_eq!(product.additional_images, ["https://i.example/2.png", "https://i.example/3.png"]);
        assert!(product.description.as_deref().unwrap().starts_with("Leve & fresco"), "{product:?}");
        assert_eq!(product.availability.to_string(), "in stock");
    }
}

#[test]
fn an_item_that_is_no_xml_costs_itself_alone() {
    let item = |id: &str| format!("<item><g:id>{id}</g:id><title>T</title><g:price>1 USD</g:price></item>\n");
    let table = [
        (format!("<rss>\n{}<item><g:id>X</g:id><title>T\n{}</rss>", item("A"), item("B")), vec!["3 not_xml"], vec!["A", "B"]),
        (format!("<rss>\n{}<item><g:id>X</g:id><title <b></title></item>\n{}</rss>", item("A"), item("B")), vec![], vec!["A", "B"]),
        (format!("<rss>\n{}<item><g:id>X</g:id>", item("A")), vec!["3 ends_early"], vec!["A"]),
        (format!("<rss><!-- {} -->\n{}</rss>", item("C"), item("A")), vec![], vec!["A"]),
        (format!("<rss><items>{}</items></rss>", item("A")), vec![], vec!["A"]),
        (
            "<rss><item><id>A</id><title>AT&T &nbsp; &eacute; &unknown; R&D</title><price>1 USD</price></item></rss>".to_owned(),
            vec![],
            vec!["A"],
        ),
    ];
    for (feed, codes, ids) in table {
        let read = read_text(&feed);
        let broken: Vec<String> = read
            .codes()
            .into_iter()
            .filter(|code| !code.contains("no_title") && !code.contains("price_missing"))
            .collect();
        assert_eq!(broken, codes, "{feed}");
        let read: Vec<&str> =
            read.products.iter().map(|product| product.id.as_str()).filter(|id| *id != "X").collect();
        assert_eq!(read, ids, "{feed}");
    }
}

#[test]
fn characters_are_decoded_and_what_is_none_stays() {
    let feed = "<rss><item><id>A</id><title>AT&T caf&eacute; &#233; &unknown;</title><price>1 USD</price></item></rss>";
    assert_eq!(read_text(feed).product("A").title, "AT&T café é &unknown;");
}
