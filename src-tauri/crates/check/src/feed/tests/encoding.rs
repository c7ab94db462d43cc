use std::io::Write as _;

use encoding_rs::WINDOWS_1252;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

const FEED: &str = "id,title,price\nA,Calção côr-de-maçã,\"1.299,90 BRL\"\nB,Plain,5.00 BRL\n";
const LINES: [&str; 2] = ["A | Calção côr-de-maçã | 1299.90 BRL", "B | Plain | 5.00 BRL"];

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let mark = if mark { "\u{FEFF}" } else { "" };
    let units = mark.encode_utf16().chain(text.encode_utf16()).collect::<Vec<u16>>();
    units.into_iter().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_encoding_gives_the_same_products_packed_or_not() {
    let with_mark = format!("\u{FEFF}{FEED}");
    let table = [
        (FEED.as_bytes().to_vec(), "UTF-8"),
        (with_mark.into_bytes(), "UTF-8"),
        (utf16(FEED, true, true), "UTF-16LE"),
        (utf16(FEED, false, true), "UTF-16BE"),
        (utf16(FEED, true, false), "UTF-16LE"),
        (utf16(FEED, false, false), "UTF-16BE"),
        (WINDOWS_1252.encode(FEED).0.into_owned(), "windows-1252"),
    ];
    for (bytes, encoding) in table {
        for packed in [false, true] {
            let bytes = if packed { gzip(&bytes) } else { bytes.clone() };
            let read = read_bytes(bytes, &options(""));
            assert_eq!(read.lines(), LINES, "{encoding} {packed}");
            assert_eq!(read.codes(), Vec::<String>::new(), "{encoding} {packed}");
            let summary = read.summary.unwrap();
            assert_eq!((summary.encoding, summary.packed), (encoding, packed));
        }
    }
}

#[test]
fn every_format_is_read_packed() {
    let table: [&[u8]; 4] = [
        br#"[{"id":"A","title":"T","price":"5.00 USD"}]"#,
        br#"{"id":"A","title":"T","price":"5.00 USD"}"#,
        b"<rss><channel><item><id>A</id><title>T</title><price>5.00 USD</price></item></channel></rss>",
        b"id\ttitle\tprice\nA\tT\t5.00 USD\n",
    ];
    for feed in table {
        assert_eq!(read_bytes(gzip(feed), &options("")).lines(), ["A | T | 5.00 USD"]);
    }
    // Two packed pieces behind each other are one file.
    let mut twice = gzip(b"id,title,price\nA,T,1 USD\n");
    twice.extend(gzip(b"B,T,2 USD\n"));
    assert_eq!(read_bytes(twice, &options("")).products.len(), 2);
}

#[test]
fn a_row_in_another_encoding_than_the_rest_is_read_and_reported() {
    let mut feed = FEED.as_bytes().to_vec();
    feed.extend(WINDOWS_1252.encode("C,Pêssego,5.00 BRL\n").0.into_owned());
    let read = read_bytes(feed, &options(""));
    assert_eq!(read.product("C").title, "Pêssego");
    assert_eq!(read.codes(), ["4 mixed_encoding"]);
    assert_eq!(read.summary.unwrap().encoding, "UTF-8 and windows-1252");
}

#[test]
fn an_xml_declaration_names_the_encoding() {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><rss><item><id>A</id><title>żółty</title>\
                <price>5 PLN</price></item></rss>";
    let bytes = encoding_rs::ISO_8859_2.encode(text).0.into_owned();
    let read = read_bytes(bytes, &options(""));
    assert_eq!(read.lines(), ["A | żółty | 5.00 PLN"]);
    assert_eq!(read.summary.unwrap().encoding, "ISO-8859-2");
}

#[test]
fn damaged_gzip_is_an_error_and_not_a_smaller_catalog() {
    let mut packed = gzip(FEED.repeat(500).as_bytes());
    packed.truncate(packed.len() / 2);
    assert!(error(packed).starts_with("the file cannot be read"));
}
