//! What is asked of whom: https, no trace of the person, five redirects, no private address.

use sofia_media::{Failure, Format, Kind, LocalOrigin, MOST_REDIRECTS};
use sofia_tests::{Script, Server, TestResult};

use crate::support::{World, patient, picture, png, public};

fn refused(host: &str) -> Failure {
    Failure::RefusedAddress { host: host.to_owned() }
}

#[tokio::test]
async fn a_picture_comes_over_https_and_the_server_learns_nothing_of_who_asks() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let set = ("set-cookie", "visitor=1; Path=/");
    shop.answer("/a.png", Script::answer(302, &[("location", "/b.png?w=1"), set], ""));
    shop.answer("/b.png?w=1", picture());
    let media = world.fetch("https://cdn.example/a.png#top").await??;
    assert_eq!((media.format, media.bytes.as_ref()), (Format::Png, png(60, 40).as_slice()));
    for request in shop.requests() {
        let mut names: Vec<String> =
            request.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"], "{request:?}");
        assert_eq!((request.method.as_str(), request.header("accept-encoding")), ("GET", Some("identity")));
    }
    Ok(())
}

#[tokio::test]
async fn five_redirects_are_followed_and_six_are_not() -> TestResult {
    let mut world = World::default();
    let (first, second) = (world.shop("a.example").await?, world.shop("b.example").await?);
    for hops in [MOST_REDIRECTS, MOST_REDIRECTS + 1] {
        for hop in 0..hops {
            // Here and there, by every code that redirects.
            let (from, to) = if hop % 2 == 0 { (&first, "b") } else { (&second, "a") };
            let code = [301, 302, 303, 307, 308][hop as usize % 5];
            from.allow(
                &format!("/{hops}/{hop}"),
                Script::redirect(code, &format!("https://{to}.example/{hops}/{}", hop + 1)),
            );
        }
        let last = if hops % 2 == 0 { &first } else { &second };
        last.allow(&format!("/{hops}/{hops}"), picture());
    }
    assert!(world.fetch("https://a.example/5/0").await?.is_ok());
    let limit = MOST_REDIRECTS;
    assert_eq!(world.refusal("https://a.example/6/0").await?, Failure::TooManyRedirects { limit });
    assert_eq!(first.requests_to("/6/6").len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_redirect_into_a_private_address_is_refused_before_anything_is_connected() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let inside = Server::start()?;
    inside.allow("/", picture());
    let port = inside.address().port();
    for (name, address) in [
        ("intranet.example", "10.0.0.5"),
        ("router.example", "192.168.1.1"),
        ("metadata.example", "169.254.169.254"),
        ("here.example", "127.0.0.1"),
        ("here6.example", "::1"),
        ("mapped.example", "::ffff:127.0.0.1"),
        ("ula.example", "fd00:ec2::254"),
        ("carrier.example", "100.64.0.1"),
        ("multicast.example", "224.0.0.251"),
        ("localhost", "127.0.0.1"),
    ] {
        world.internet.name(name, &[&[address.parse()?]]);
        shop.answer("/", Script::redirect(302, &format!("https://{name}:{port}/")));
        assert_eq!(world.refusal("https://cdn.example/").await?, refused(name));
        assert_eq!(
            world.refusal(&format!("https://{name}:{port}/")).await?,
            refused(name),
            "without a redirect"
        );
    }
    for (location, host) in [
        (format!("https://127.0.0.1:{port}/"), "127.0.0.1"),
        (format!("http://127.0.0.1:{port}/"), "127.0.0.1"),
        (format!("//127.1:{port}/"), "127.0.0.1"),
        (format!("https://[::1]:{port}/"), "[::1]"),
        (format!("https://[::ffff:7f00:1]:{port}/"), "[::ffff:7f00:1]"),
        ("https://169.254.169.254/latest/meta-data/".to_owned(), "169.254.169.254"),
        ("https://3232235777/".to_owned(), "192.168.1.1"),
    ] {
        shop.answer("/", Script::redirect(302, &location));
        assert_eq!(world.refusal("https://cdn.example/").await?, refused(host), "{location}");
    }
    assert_eq!(inside.connections(), 0);
    let reached = world.internet.reached();
    assert!(reached.iter().all(|address| *address == public(0)), "{reached:?}");
    Ok(())
}

#[tokio::test]
async fn a_redirect_from_https_to_http_or_to_no_web_address_is_refused() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    for (location, expected) in [
        ("http://cdn.example/b.png", Failure::NotHttps),
        ("file:///etc/passwd", Failure::NotAnAddress),
        ("data:image/png;base64,AAAA", Failure::NotAnAddress),
        ("https://user:secret@cdn.example/b.png", Failure::NotAnAddress),
    ] {
        shop.answer("/a.png", Script::redirect(302, location));
        assert_eq!(world.refusal("https://cdn.example/a.png").await?, expected, "{location}");
    }
    // A redirect that does not say where to is only a strange status.
    shop.answer("/a.png", Script::answer(302, &[], ""));
    assert_eq!(world.refusal("https://cdn.example/a.png").await?, Failure::HttpStatus { status: 302 });
    assert_eq!(shop.requests_to("/b.png").len(), 0);
    Ok(())
}

#[tokio::test]
async fn only_the_exact_origin_of_a_merchant_on_this_machine_is_reached_here() -> TestResult {
    let world = World::default();
    let (own, other) = (Server::start()?, Server::start()?);
    other.allow("/a.png", picture());
    own.allow("/a.png", picture());
    let (base, elsewhere) = (own.base_url(), other.base_url());
    let port = own.address().port();

    assert!(world.fetch_local(&format!("{base}/a.png"), Some(&format!("{base}/prefix"))).await?.is_ok());
    assert_eq!(own.requests().len(), 1);
    for (address, base_url) in [
        (format!("{base}/a.png"), None),
        (format!("{base}/a.png"), Some("https://api.connectly.ai".to_owned())),
        (format!("{elsewhere}/a.png"), Some(base.clone())),
        (format!("http://localhost:{port}/a.png"), Some(base.clone())),
        (format!("https://127.0.0.1:{port}/a.png"), Some(base.clone())),
        (format!("http://127.0.0.2:{port}/a.png"), Some(base.clone())),
    ] {
        let failure = world.fetch_local(&address, base_url.as_deref()).await?.err();
        let right = matches!(failure, Some(Failure::RefusedAddress { .. } | Failure::NotHttps));
        assert!(right, "{address} of {base_url:?}: {failure:?}");
    }
    // A redirect out of the origin has no exception any more.
    own.answer("/b.png", Script::redirect(302, &format!("{elsewhere}/a.png")));
    let failure = world.fetch_local(&format!("{base}/b.png"), Some(&base)).await?.err();
    assert_eq!(failure, Some(refused("127.0.0.1")));
    assert_eq!((own.requests().len(), other.connections()), (2, 0));
    Ok(())
}

#[tokio::test]
async fn a_server_of_the_public_internet_cannot_send_us_to_a_merchant_on_this_machine() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let own = Server::start()?;
    shop.answer("/a.png", Script::redirect(302, &format!("{}/a.png", own.base_url())));
    let failure = world.fetch_local("https://cdn.example/a.png", Some(&own.base_url())).await?.err();
    assert_eq!(failure, Some(refused("127.0.0.1")));
    assert_eq!(own.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn a_catalog_is_checked_by_the_head_and_in_earnest_where_the_head_says_too_little() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let fetcher = world.fetcher(patient())?;
    let check = async |path: &str| {
        fetcher.check(&format!("https://cdn.example{path}"), Kind::Image, None::<&LocalOrigin>).await
    };
    let methods = |path: &str| -> Vec<String> {
        shop.requests_to(path).into_iter().map(|request| request.method).collect()
    };
    let head = |code: u16, kind: &str, length: &str| {
        let head =
            format!("HTTP/1.1 {code} Scripted\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n");
        Script::raw([sofia_tests::Step::Write(head.into())])
    };
    shop.answer("/good", head(200, "image/png", "9000"));
    assert_eq!(check("/good").await, Ok(()));
    assert_eq!(methods("/good"), ["HEAD"]);

    shop.answer("/large", head(200, "image/png", "90000000"));
    assert_eq!(check("/large").await, Err(Failure::TooLarge { limit: 10_000_000 }));

    for code in [404, 405, 403, 501] {
        let path = format!("/no-head-{code}");
        shop.answer(&path, head(code, "text/html", "0"));
        shop.answer(&path, picture());
        assert_eq!(check(&path).await, Ok(()), "{code}");
        assert_eq!(methods(&path), ["HEAD", "GET"], "{code}");
    }
    shop.answer("/gone", head(404, "text/html", "0"));
    shop.answer("/gone", Script::status(404, ""));
    assert_eq!(check("/gone").await, Err(Failure::NotFound));

    // It calls itself a picture only in the head of the wrong kind, so its bytes are looked at.
    shop.answer("/octets", head(200, "application/octet-stream", "33"));
    shop.answer("/octets", Script::answer(200, &[("content-type", "application/octet-stream")], png(9, 9)));
    assert_eq!(check("/octets").await, Ok(()));
    shop.answer("/page", head(200, "text/html", "33"));
    shop.answer("/page", Script::answer(200, &[("content-type", "text/html")], "<!doctype html>"));
    let declared = Some("text/html".to_owned());
    assert_eq!(check("/page").await, Err(Failure::WrongType { declared }));
    Ok(())
}

#[tokio::test]
async fn a_page_is_asked_for_by_its_head_and_held_to_the_same_rules_as_a_picture() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("shop.example").await?;
    let fetcher = world.fetcher(patient())?;
    let check = async |address: &str| fetcher.check_page(address, None::<&LocalOrigin>).await;
    let methods = |path: &str| -> Vec<String> {
        shop.requests_to(path).into_iter().map(|request| request.method).collect()
    };
    // A server that answers a HEAD with a body breaks the connection's next answer, so it ends here.
    let head = |code: u16| {
        let head = format!("HTTP/1.1 {code} Scripted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        Script::raw([sofia_tests::Step::Write(head.into())])
    };
    shop.answer("/p", head(200));
    assert_eq!(check("https://shop.example/p").await, Ok(()));
    assert_eq!(methods("/p"), ["HEAD"]);
    shop.answer("/moved", Script::redirect(301, "https://shop.example/there"));
    shop.answer("/there", head(200));
    assert_eq!(check("https://shop.example/moved").await, Ok(()));

    for (code, expected) in [
        (200, Ok(())),
        (401, Ok(())),
        (403, Ok(())),
        (429, Ok(())),
        (404, Err(Failure::NotFound)),
        (410, Err(Failure::NotFound)),
        (500, Err(Failure::HttpStatus { status: 500 })),
    ] {
        let path = format!("/no-head-{code}");
        shop.answer(&path, head(405));
        shop.answer(&path, Script::status(code, "<html></html>"));
        assert_eq!(check(&format!("https://shop.example{path}")).await, expected, "{code}");
        assert_eq!(methods(&path), ["HEAD", "GET"], "{code}");
    }
    world.internet.name("intranet.example", &[&["10.0.0.5".parse()?]]);
    assert_eq!(check("https://intranet.example/").await, Err(refused("intranet.example")));
    assert_eq!(check("https://127.0.0.1/").await, Err(refused("127.0.0.1")));
    assert_eq!(check("http://shop.example/p").await, Err(Failure::NotHttps));
    Ok(())
}
