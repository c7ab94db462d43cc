//! Names: what was checked is what is connected to, and every connection is checked.

use std::net::IpAddr;

use sofia_media::Failure;
use sofia_tests::{Script, Step, TestResult};

use crate::support::{World, picture, public};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

fn refused(host: &str) -> Failure {
    Failure::RefusedAddress { host: host.to_owned() }
}

#[tokio::test]
async fn a_name_server_that_changes_its_mind_between_check_and_connection_changes_nothing() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("rebind.example").await?;
    shop.answer("/a.png", picture());
    // Whoever asked twice, once to check and once to connect, would end up on this machine.
    world.internet.name("rebind.example", &[&[public(0)], &[HERE]]);
    assert!(world.fetch("https://rebind.example/a.png").await?.is_ok());
    assert_eq!((world.internet.times_asked(), world.internet.reached()), (1, vec![public(0)]));
    Ok(())
}

#[tokio::test]
async fn a_name_that_leads_home_at_the_next_hop_is_refused_there() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("rebind.example").await?;
    let head = "HTTP/1.1 302 Scripted\r\nlocation: /b.png\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    shop.answer("/a.png", Script::raw([Step::write(head.as_bytes()), Step::Close]));
    world.internet.name("rebind.example", &[&[public(0)], &[HERE]]);
    assert_eq!(world.refusal("https://rebind.example/a.png").await?, refused("rebind.example"));
    assert_eq!(shop.requests().len(), 1);
    assert_eq!(world.internet.reached(), [public(0)], "the second answer was never connected to");
    Ok(())
}

#[tokio::test]
async fn one_private_address_among_public_ones_refuses_the_name() -> TestResult {
    let mut world = World::default();
    let shop = world.shop("mixed.example").await?;
    for bad in ["10.0.0.1", "127.0.0.1", "::1", "::ffff:8.8.8.8", "fe80::1"] {
        for addresses in [[public(0), bad.parse()?], [bad.parse()?, public(0)]] {
            world.internet.name("mixed.example", &[&addresses]);
            assert_eq!(world.refusal("https://mixed.example/").await?, refused("mixed.example"), "{bad}");
        }
    }
    assert_eq!((shop.connections(), world.internet.reached()), (0, vec![]));
    Ok(())
}

#[tokio::test]
async fn a_name_that_leads_nowhere_is_no_answer() -> TestResult {
    let world = World::default();
    world.internet.name("empty.example", &[&[]]);
    for (name, said) in [("empty.example", "no address"), ("unknown.example", "no such name")] {
        let failure = world.refusal(&format!("https://{name}/")).await?;
        let Failure::NoAnswer { host, reason } = &failure else {
            return Err(anyhow::anyhow!("{name}: {failure:?}").into());
        };
        assert!(host == name && reason.contains(said), "{failure:?}");
    }
    Ok(())
}
