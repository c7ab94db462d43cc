use super::*;

#[test]
fn what_is_no_feed_says_what_it_is() {
    let program: Vec<u8> =
        (0..4096_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let mostly_zeros: Vec<u8> = b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0".repeat(40);
    let table: [(&[u8], &str); 9] = [
        (b"", "the file is empty"),
        (b" \n\n ", "the file is empty"),
        (b"PK\x03\x04....", "this is no text"),
        (b"<!DOCTYPE html><html><body>Login</body></html>", "this is a web page"),
        (b"<rss><channel></channel></rss>", "there are no products in it"),
        (b"[]", "there are no products in it"),
        (&program, "this is no text"),
        (&mostly_zeros, "this is no text"),
        (b"id,title,price\n,no id,1 USD\n", "there are no products in it"),
    ];
    for (bytes, expected) in table {
        let error = error(bytes);
        assert!(error.starts_with(expected), "{error}");
    }
    // A stray control character makes nothing else of a feed.
    let read = read_text("id,title,price\nA,Sa\u{1}ia\u{7F} longa,1 USD\nB,T,1 USD\n");
    assert_eq!(read.lines().len(), 2);
}

#[test]
fn a_line_beyond_all_measure_is_skipped() {
    let feed = format!("id,title,price\nA,{},1 USD\nB,T,1 USD\n", "x".repeat(3 * 1024 * 1024));
    let read = read_text(&feed);
    assert_eq!(read.codes(), ["2 too_long"]);
    assert_eq!(read.lines(), ["B | T | 1.00 USD"]);
}

#[test]
fn progress_reaches_the_end_and_whoever_hears_it_may_stop() {
    let mut feed = String::from("id,title,price\n");
    for row in 0..5000 {
        feed.push_str(&format!("A{row},T,1 USD\n"));
    }
    let whole = read_text(&feed);
    assert!(
        whole.progress.windows(2).all(|pair| pair[0].bytes <= pair[1].bytes && pair[0].rows <= pair[1].rows)
    );
    let last = whole.progress.last().unwrap();
    assert_eq!((last.bytes, last.rows, last.total_rows), (last.total, 5000, 5000));

    for stop_at in [1, 7] {
        let mut receiver = Read { stop_at: Some(stop_at), ..Read::default() };
        let source = Source::bytes(feed.clone().into_bytes());
        let stopped = read(&source, &FeedOptions::default(), &mut receiver).unwrap_err();
        assert!(matches!(stopped, FeedError::Stopped));
        assert_eq!(receiver.progress.len(), stop_at);
    }
}

#[test]
fn a_receiver_that_can_take_no_more_ends_the_reading() {
    struct Full;
    impl Receiver for Full {
        type Error = String;
        fn product(&mut self, _product: Product) -> Result<(), String> {
            Err("the disk is full".to_owned())
        }
        fn finding(&mut self, _finding: Finding) {}
        fn progress(&mut self, _progress: Progress) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
    }
    let source = Source::bytes(b"id,title,price\nA,T,1 USD\n".to_vec());
    let error = read(&source, &FeedOptions::default(), &mut Full).unwrap_err();
    assert_eq!(error.to_string(), "the disk is full");
}

#[test]
fn a_format_can_be_named() {
    let feed = "id,title,price\nA,T,1 USD\n";
    let options = FeedOptions { format: Some("csv".parse().unwrap()), ..FeedOptions::default() };
    assert_eq!(read_bytes(feed, &options).products.len(), 1);
    assert!("excel".parse::<Format>().is_err());
    assert!(Format::names().all(|name| name.parse::<Format>().is_ok_and(|format| format.name() == name)));
}

#[test]
fn no_bytes_make_a_reader_panic() {
    // Every truncation of a feed of each format.
    let feeds: [&str; 4] = [
        "id,title,price\nA,\"T\"\"\",\"1.299,90 BRL\"\n",
        "[{\"id\":\"A\",\"price\":{\"value\":\"1\"},\"variants\":[{\"id\":1}]}]",
        "<rss><item><g:id>A</g:id><![CDATA[x]]><!-- y --><title>T &amp; &#233;</title></item></rss>",
        "{\"id\":\"A\"}\n{\"id\":",
    ];
    for feed in feeds {
        for end in 0..=feed.len() {
            let source = Source::bytes(feed.as_bytes()[..end].to_vec());
            let mut receiver = Read::default();
            let outcome = read(&source, &FeedOptions::default(), &mut receiver);
            assert!(outcome.is_ok() || receiver.products.is_empty(), "{:?}", &feed[..end]);
        }
    }
}
