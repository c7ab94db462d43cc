//! WhatsApp's limits against the simulator, which breaks each of them with figures of its own.

use std::{collections::BTreeSet, net::Ipv4Addr, time::Duration};

use agent_graph::{
    ApiKey, BaseUrl, Client, Identity, InputEvent, Invocation, ResponseEvent, TurnUpdate, read_line,
};
use anyhow::Result;
use sofia_core::whatsapp_limits::{LimitBreach, LimitRule, breaches};
use sofia_simulator::{BUSINESS_ID, LIMIT_COMMANDS, MERCHANTS, Settings, Simulator};

use crate::support::{PATIENT, bounded};

/// A session with each of the simulated shops.
struct Shops {
    simulator: Simulator,
    client: Client,
    identity: Identity,
}

impl Shops {
    async fn open() -> Result<Self> {
        let hurried = Settings { first_event: Duration::ZERO, gap: Duration::ZERO, ..Settings::default() };
        let simulator = Simulator::start((Ipv4Addr::LOCALHOST, 0).into(), hurried).await?;
        let base_url = BaseUrl::parse(&simulator.base_url())?;
        let client = Client::new(base_url, &ApiKey::new(simulator.key())?, PATIENT)?;
        let identity = Identity { business_id: BUSINESS_ID.to_owned(), client_key: "limits".to_owned() };
        Ok(Self { simulator, client, identity })
    }

    /// What each event of an answer breaks.
    async fn broken_by(&self, agent_id: &str, message: &str) -> Result<Vec<Vec<LimitBreach>>> {
        let session_id = self.client.init(&self.identity).await?.value;
        let invocation = Invocation {
            identity: self.identity.clone(),
            session_id,
            agent_id: Some(agent_id.to_owned()),
            input_events: vec![InputEvent::text(message)],
        };
        let mut turn = self.client.invoke(&self.client.invocation(&invocation)?);
        let mut broken = Vec::new();
        while let Some(update) = bounded("the answer", turn.next()).await? {
            match update {
                TurnUpdate::Lines(lines) => broken.extend(lines.iter().flat_map(|line| {
                    let reading = read_line(&line.bytes, line.seq == 1);
                    let found = reading.events.iter().map(|slice| breaches(&ResponseEvent::read(slice)));
                    found.collect::<Vec<_>>()
                })),
                TurnUpdate::Ended(end) => end.outcome?,
                TurnUpdate::Head(_) => {}
            }
        }
        Ok(broken)
    }
}

#[tokio::test]
async fn every_limit_can_be_provoked_alone_by_the_command_of_its_name() -> Result<()> {
    let shops = Shops::open().await?;
    let mut commands: BTreeSet<&str> = LIMIT_COMMANDS.into_iter().collect();
    for shop in MERCHANTS {
        for rule in LimitRule::ALL {
            let command = format!("/limit-{}", rule.name());
            let broken = shops.broken_by(shop.agent_id, &command).await?;
            let rules: Vec<LimitRule> = broken.iter().flatten().map(|breach| breach.rule).collect();
            assert_eq!(rules, [rule], "{command} at {}", shop.name);
            commands.remove(command.as_str());
        }
    }
    assert!(commands.is_empty(), "these break no limit that we know: {commands:?}");
    shops.simulator.stop().await;
    Ok(())
}

#[tokio::test]
async fn the_ordinary_answers_of_the_shops_break_no_limit() -> Result<()> {
    let shops = Shops::open().await?;
    for shop in MERCHANTS {
        for message in
            ["/events", "/formatting", "/help", "menu", "quero um presente", "quero comprar", "frete"]
        {
            let broken = shops.broken_by(shop.agent_id, message).await?.concat();
            assert_eq!(broken, [], "{message} at {}", shop.name);
        }
    }
    shops.simulator.stop().await;
    Ok(())
}
