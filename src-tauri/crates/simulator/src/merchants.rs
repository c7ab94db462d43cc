//! The three invented merchants, and the identifiers that select them.

/// The one business that the simulator knows, as onboarding would name it: a UUID that never changes.
pub const BUSINESS_ID: &str = "50f1ade5-c000-4000-8000-000000000001";

/// A merchant of the simulator. What it sells is in [`crate::catalog::products`] under its `slug`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulatedMerchant {
    /// The short stable name: `fashion`, `electronics` or `pharmacy`.
    pub slug: &'static str,
    /// The shop's invented name, as its customers read it.
    pub name: &'static str,
    /// The UUID that selects it, sent as `agentId`.
    pub agent_id: &'static str,
    /// The BCP 47 tag of the language in which it answers.
    pub language: &'static str,
    /// The ISO 4217 code of its prices.
    pub currency: &'static str,
}

/// All merchants. The first one answers where a call names no `agentId`.
pub const MERCHANTS: [SimulatedMerchant; 3] = [
    SimulatedMerchant {
        slug: "fashion",
        name: "Moda Aurora",
        agent_id: "50f1ade5-c000-4000-8000-0000000000a1",
        language: "pt-BR",
        currency: "BRL",
    },
    SimulatedMerchant {
        slug: "electronics",
        name: "Lumora Electronics",
        agent_id: "50f1ade5-c000-4000-8000-0000000000a2",
        language: "en",
        currency: "USD",
    },
    SimulatedMerchant {
        slug: "pharmacy",
        name: "Farmacia Arboleda",
        agent_id: "50f1ade5-c000-4000-8000-0000000000a3",
        language: "es",
        currency: "MXN",
    },
];

/// Whether this is what one of them is called, whatever its case.
pub fn is_simulated_shop(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    MERCHANTS.iter().any(|merchant| merchant.name.to_lowercase() == name)
}

/// The merchant that an `agentId` selects: the first one for none at all, nothing for an unknown one.
pub fn merchant_of_agent(agent_id: Option<&str>) -> Option<&'static SimulatedMerchant> {
    match agent_id {
        None | Some("") => MERCHANTS.first(),
        Some(id) => MERCHANTS.iter().find(|merchant| merchant.agent_id.eq_ignore_ascii_case(id)),
    }
}
