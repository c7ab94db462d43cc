use super::*;

const HEADER: &str = "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tsale_price\t\
                      sale_price_effective_date\tbrand\titem_group_id\n";

#[test]
fn googles_tab_separated_feed_is_read_with_every_column() {
    let feed = format!(
        "{HEADER}A1\tVestido azul\t\"<p>Leve &amp; fresco</p>\"\thttps://shop.example/a1\thttps://shop.example/a1.png\t\
         in stock\t1.299,90 BRL\t999,90 BRL\t2026-01-01T00:00-0300/2026-02-01T00:00-0300\tMaré\tG1\n"
    );
    let read = read_text(&feed);
    assert_eq!(read.codes(), Vec::<String>::new());
    let product = read.product("A1");
    assert_eq!(product.title, "Vestido azul");
    assert_eq!(product.description.as_deref(), Some("Leve & fresco"));
    assert_eq!(product.link.as_deref(), Some("https://shop.example/a1"));
    assert_eq!(product.image_link.as_deref(), Some("https://shop.example/a1.png"));
    assert_eq!(product.availability.to_string(), "in stock");
    assert_eq!(product.price.unwrap().to_string(), "1299.90 BRL");
    assert_eq!(product.sale.unwrap().price.to_string(), "999.90 BRL");
    assert!(product.sale.unwrap().effective.is_some());
    assert_eq!(product.brand.as_deref(), Some("Maré"));
    assert_eq!(product.item_group.as_deref(), Some("G1"));
    let summary = read.summary.unwrap();
    assert_eq!((summary.format, summary.rows, summary.products), (Format::Tsv, 1, 1));
}

#[test]
fn the_delimiter_and_the_header_are_found_by_the_columns_that_make_sense() {
    let table = [
        "id,title,price\nA,B,5.00 USD\n",
        "id;title;price\nA;B;5,00 USD\n",
        "id|title|price\nA|B|5.00 USD\n",
        "id\ttitle\tprice\nA\tB\t5.00 USD\n",
        "\u{FEFF}\"ID\",\"Title\",\"Price\"\r\n\"A\",\"B\",\"5.00 USD\"\r\n",
        "id,title,price\rA,B,5.00 USD\r",
        "Export of 2026-01-01\n\nid,title,price\nA,B,5.00 USD\n",
        "ID , TITLE , PRICE\nA,B,5.00 USD",
    ];
    for feed in table {
        assert_eq!(read_text(feed).lines(), ["A | B | 5.00 USD"], "{feed:?}");
    }
}

#[test]
fn a_bad_row_is_reported_with_its_line_and_the_rest_goes_in() {
    let feed = "id,title,price\n\
                A,One,5.00 USD\n\
                B,Two,with,commas,6.00 USD\n\
                ,No id,7.00 USD\n\
                C,,8.00 USD\n\
                \n\
                D,Four,cheap\n\
                A,Again,5.00 USD\n\
                E,Five\n\
                F,Six,9.00 USD,,\n";
    let read = read_text(feed);
    let codes = [
        "3 too_many_cells",
        "4 no_id",
        "5 no_title",
        "7 price_unreadable",
        "8 duplicate_id",
        "9 too_few_cells",
        "9 price_missing",
    ];
    assert_eq!(read.codes(), codes);
    assert_eq!(
        read.lines(),
        ["A | One | 5.00 USD", "C |  | 8.00 USD", "D | Four | -", "E | Five | -", "F | Six | 9.00 USD"]
    );
    let duplicate = read.findings.iter().find(|finding| finding.line == 8).unwrap();
    assert_eq!(duplicate.to_string(), "line 8, A: its id was used already, on line 2");
}

#[test]
fn a_quote_that_does_not_close_costs_its_row_at_most() {
    // Each feed with the lines on which a quote is reported, and what still goes in.
    let table: &[(&str, &[&str], &[&str])] = &[
        (
            "id,title,price\nA,\"One,5.00 USD\nB,\"Two\",6.00 USD\nC,Three,7.00 USD\n",
            &["2 quote_not_closed"],
            &["A | \"One | 5.00 USD", "B | Two | 6.00 USD", "C | Three | 7.00 USD"],
        ),
        // Nothing after it has a quote: the file's end shows it.
        (
            "id,title,price\nA,\"One,5.00 USD\nB,Two,6.00 USD\n",
            &["2 quote_not_closed"],
            &["A | \"One | 5.00 USD", "B | Two | 6.00 USD"],
        ),
        (
            "id,title,price\nA,\"One,and a half,5.00 USD\nB,Two,6.00 USD\n",
            &["2 quote_broke_row"],
            &["B | Two | 6.00 USD"],
        ),
        // These do close.
        ("id,title,price\nA,\"5\"\" screen\nflat\",5.00 USD\n", &[], &["A | 5\" screen flat | 5.00 USD"]),
        ("id,title,price\nA,\"5\" screen, flat\",5.00 USD\n", &[], &["A | 5\" screen, flat | 5.00 USD"]),
        ("id,title,price\nA,12\" ruler,5.00 USD\n", &[], &["A | 12\" ruler | 5.00 USD"]),
        (
            "id,title,price\nA,\"two\r\nlines\",5.00 USD\r\nB,x,1 USD\n",
            &[],
            &["A | two lines | 5.00 USD", "B | x | 1.00 USD"],
        ),
    ];
    for (feed, codes, lines) in table {
        let read = read_text(feed);
        assert_eq!(read.codes(), *codes, "{feed}");
        assert_eq!(read.lines(), *lines, "{feed}");
    }
}

#[test]
fn a_file_full_of_open_quotes_does_not_take_for_ever() {
    let mut feed = String::from("id,title,description,price\n");
    for row in 0..3000 {
        feed.push_str(&format!("A{row},Title,\"open, description {row},5.00 USD\n"));
    }
    feed.push_str("B,Title,closed,5.00 USD\n");
    let began = std::time::Instant::now();
    let read = read_text(&feed);
    assert_eq!(read.summary.unwrap().rows, 3001);
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn line_numbers_count_the_lines_inside_of_quoted_cells() {
    let read = read_text("id,title,price\nA,\"one\ntwo\nthree\",1 USD\n,x,1 USD\n");
    assert_eq!(read.codes(), ["5 no_id"]);
}

#[test]
fn a_column_of_unknown_name_is_mapped_by_hand() {
    let feed = "codigo,nome,valor\nA,Vestido,\"R$ 59,90\"\n";
    let source = Source::bytes(feed.as_bytes().to_vec());
    let error = read(&source, &FeedOptions::default(), &mut Read::default()).unwrap_err();
    assert!(error.to_string().contains("codigo, nome, valor"), "{error}");
    let corrections = ["codigo=id", "nome=title", "valor=price"].map(|text| Correction::read(text).unwrap());
    let read = read_bytes(feed, &FeedOptions { corrections: corrections.to_vec(), ..FeedOptions::default() });
    assert_eq!(read.lines(), ["A | Vestido | 59.90 BRL"]);
    let mapping = read.summary.unwrap().mapping;
    assert!(mapping.columns().iter().all(|column| column.corrected));
}

#[test]
fn metas_own_columns_are_known() {
    let feed = "id,title,availability,price,quantity_to_sell_on_facebook,visibility\n\
                A,One,in stock,5.00 USD,3,published\nB,Two,in stock,5.00 USD,3,hidden\n";
    let read = read_text(feed);
    assert_eq!(read.product("A").inventory, Some(3));
    assert_eq!(read.product("A").availability.to_string(), "in stock");
    assert_eq!(read.product("B").availability.to_string(), "withdrawn");
}
