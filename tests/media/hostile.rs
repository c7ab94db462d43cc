//! Servers that mean ill or do badly: each ends, within a bound, under the name of what was wrong.

use std::time::{Duration, Instant};

use sofia_media::{Failure, Format, Kind, Limits};
use sofia_tests::{Script, Step, TestResult, bounds::SOON};

use crate::support::{SHORT, World, patient, png};

const ADDRESS: &str = "https://cdn.example/a";

fn wrong_type(declared: &str) -> Failure {
    Failure::WrongType { declared: Some(declared.to_owned()) }
}

#[tokio::test]
async fn what_is_no_picture_is_refused_whatever_it_calls_itself() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let bodies: [(&str, &[u8]); 9] = [
        ("image/svg+xml", svg.as_bytes()),
        ("image/png", svg.as_bytes()),
        ("image/png", b"<?xml version=\"1.0\"?><svg/>"),
        ("text/html; charset=utf-8", b"<!doctype html><title>Sign in</title>"),
        ("image/jpeg", b"%PDF-1.7"),
        ("image/png", b""),
        ("image/bmp", b"BM\x46\0\0\0\0\0\0\0"),
        // A recording is no picture.
        ("audio/mpeg", b"ID3\x04\0\0\0\0\0\0"),
        // What was compressed on the way is not unpacked.
        ("image/png", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
    ];
    for (declared, body) in bodies {
        shop.answer("/a", Script::answer(200, &[("content-type", declared)], body));
        assert_eq!(world.refusal(ADDRESS).await?, wrong_type(declared));
    }
    // The other way round: a picture with a wrong label is a picture.
    shop.answer("/a", Script::answer(200, &[("content-type", "text/plain")], png(9, 9)));
    assert_eq!(world.fetch(ADDRESS).await??.format, Format::Png);
    Ok(())
}

#[tokio::test]
async fn a_picture_of_a_hundred_megapixels_is_refused_by_its_header() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    shop.answer("/a", Script::answer(200, &[("content-type", "image/png")], png(10_000, 10_000)));
    assert_eq!(world.refusal(ADDRESS).await?, Failure::TooManyPixels { width: 10_000, height: 10_000 });
    Ok(())
}

#[tokio::test]
async fn a_body_without_an_end_is_left_at_the_bound() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let piece = vec![0_u8; 64 * 1024];
    let mut steps = vec![Step::chunk(&png(9, 9))];
    // Far more than the bound, and after it the server would go on for ever.
    steps.extend(std::iter::repeat_n(Step::chunk(&piece), 1_000));
    steps.push(Step::HoldOpen);
    shop.answer("/a", Script::stream(steps));
    assert_eq!(world.refusal(ADDRESS).await?, Failure::TooLarge { limit: Limits::default().image_bytes });
    shop.client_gone("/a").await?;
    Ok(())
}

#[tokio::test]
async fn an_announced_size_beyond_the_bound_is_refused_before_the_body() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    for announced in ["10000001", "9000000000000000"] {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {announced}\r\n\r\n");
        shop.answer("/a", Script::raw([Step::write(head.as_bytes()), Step::HoldOpen]));
        assert_eq!(world.refusal(ADDRESS).await?, Failure::TooLarge { limit: 10_000_000 });
    }
    Ok(())
}

#[tokio::test]
async fn a_recording_has_a_bound_of_its_own_and_a_picture_is_none() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let fetcher = world.fetcher(patient())?;
    let mut recording = b"ID3\x04\0\0\0\0\0\0".to_vec();
    recording.resize(12_000_000, 0);
    shop.answer("/a", Script::answer(200, &[("content-type", "audio/mpeg")], &recording));
    let media = fetcher.fetch(ADDRESS, Kind::Audio, None).await?;
    assert_eq!((media.format, media.bytes.len()), (Format::Mp3, 12_000_000));
    shop.answer(
        "/a",
        Script::raw([Step::write(b"HTTP/1.1 200 OK\r\ncontent-length: 16000001\r\n\r\n"), Step::HoldOpen]),
    );
    let refused = fetcher.fetch(ADDRESS, Kind::Audio, None).await.err();
    assert_eq!(refused, Some(Failure::TooLarge { limit: 16_000_000 }));
    shop.answer("/a", Script::answer(200, &[("content-type", "image/png")], png(9, 9)));
    assert_eq!(fetcher.fetch(ADDRESS, Kind::Audio, None).await.err(), Some(wrong_type("image/png")));
    Ok(())
}

#[tokio::test]
async fn silence_is_a_time_out_in_each_of_its_places() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    let late = Some(Failure::TimedOut { host: "cdn.example".to_owned() });
    let began = Instant::now();

    shop.answer("/a", Script::never_answers());
    let fetcher = world.fetcher(Limits { head: SHORT, ..patient() })?;
    assert_eq!(fetcher.fetch(ADDRESS, Kind::Image, None).await.err(), late, "no head");

    shop.answer("/a", Script::stall(png(9, 9)));
    let fetcher = world.fetcher(Limits { total: SHORT, ..patient() })?;
    assert_eq!(fetcher.fetch(ADDRESS, Kind::Image, None).await.err(), late, "a body that stops");

    // A byte now and then, so that it is never silent for long and never done.
    let drip = Step::Pause(Duration::from_millis(20));
    let drops = (0..5_000).flat_map(|_| [Step::chunk(b"\0"), drip.clone()]);
    shop.answer("/a", Script::stream([Step::chunk(&png(9, 9))].into_iter().chain(drops)));
    assert_eq!(fetcher.fetch(ADDRESS, Kind::Image, None).await.err(), late, "a drip");
    shop.client_gone("/a").await?;

    assert!(began.elapsed() < SOON, "the bounds held, and nothing waited for a patient one");
    Ok(())
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_never_begins_is_no_answer_and_never_a_picture() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    for script in [
        Script::closes_unanswered(),
        Script::resets_unanswered(),
        Script::cut(png(9, 9)),
        Script::length(5_000, png(9, 9)),
        Script::raw([Step::write(b"SSH-2.0-OpenSSH_9.2\r\n"), Step::Close]),
    ] {
        // A connection that ends without a byte may be tried once more by the client; nothing else is.
        shop.allow("/a", script.clone());
        let failure = world.refusal(ADDRESS).await?;
        assert!(
            matches!(&failure, Failure::NoAnswer { host, .. } if host == "cdn.example"),
            "{script:?}: {failure:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn each_status_is_told_as_it_is() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("cdn.example").await?;
    for code in [201, 204, 206, 304, 400, 401, 403, 404, 410, 429, 500, 503] {
        let expected = match code {
            404 | 410 => Failure::NotFound,
            status => Failure::HttpStatus { status },
        };
        shop.answer(
            "/a",
            Script::answer(
                code,
                &[("content-type", "image/png")],
                if code == 204 || code == 304 { Vec::new() } else { png(9, 9) },
            ),
        );
        assert_eq!(world.refusal(ADDRESS).await?, expected);
    }
    Ok(())
}
