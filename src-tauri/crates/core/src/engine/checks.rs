//! Talking to a merchant's agent without keeping the conversation: what a run of tests does thousands of times, and keeps
//! in results files of its own.

use agent_graph::{BaseUrl, Client};

use super::Engine;
use crate::credentials::Patience;
use crate::error::Error;
use crate::merchant::Merchant;

/// A client for a merchant, whose conversations are not kept.
#[derive(Debug, Clone)]
pub struct Unrecorded {
    /// The merchant.
    pub merchant: Merchant,
    /// The client, which has the key.
    pub client: Client,
}

impl Engine {
    /// A client for a merchant. The key comes from the keychain, which may ask a person.
    pub async fn unrecorded(&self, merchant_id: &str) -> Result<Unrecorded, Error> {
        let merchant = self.merchant(merchant_id).await?;
        let key = self.key_of(&merchant, Patience::Person).await?;
        let client = self.client_for(BaseUrl::parse(&merchant.base_url)?, &key).await?;
        Ok(Unrecorded { merchant, client })
    }
}
