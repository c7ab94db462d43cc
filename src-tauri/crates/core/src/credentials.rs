//! Where a merchant's key is, and under which rules it is handed out.
//!
//! A key has no getter for the fronts: it can be set, replaced, removed, and asked whether it is there. It is bound to
//! the origin of the merchant's base URL at the time it was given; for another origin it is not handed out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use agent_graph::ApiKey;
use zeroize::Zeroizing;

pub use crate::keychain::{KeychainError, Patience};

use crate::error::Error;
use crate::keychain::Keychain;
use crate::merchant::Merchant;

/// Takes precedence over every stored key, for machines without a keychain.
pub const KEY_VARIABLE: &str = "SOFIA_API_KEY";

/// Whether there is a key for a merchant, never which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// None.
    Missing,
    /// In the keychain.
    Stored {
        /// Milliseconds since 1970, UTC.
        since: i64,
        /// What it is bound to.
        origin: String,
    },
    /// In memory until the process ends.
    SessionOnly,
    /// From the environment.
    Environment,
}

/// Where a new key goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// Into the system's keychain.
    Keychain,
    /// Into memory, until the process ends.
    SessionOnly,
}

struct SessionKey {
    key: ApiKey,
    origin: String,
}

/// All keys of this process.
#[derive(Default)]
pub(crate) struct Credentials {
    keychain: Keychain,
    session: Mutex<HashMap<String, SessionKey>>,
    environment: Option<ApiKey>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Credentials(…)")
    }
}

impl Credentials {
    /// Reads `SOFIA_API_KEY` where `environment` is wanted.
    pub(crate) fn new(environment: bool) -> Result<Self, Error> {
        let variable = if environment { std::env::var(KEY_VARIABLE).ok() } else { None };
        let environment = match variable.map(Zeroizing::new).filter(|value| !value.trim().is_empty()) {
            Some(value) => Some(ApiKey::new(&value)?),
            None => None,
        };
        Ok(Self { environment, ..Self::default() })
    }

    pub(crate) fn state(&self, merchant: &Merchant) -> KeyState {
        if self.environment.is_some() && !merchant.simulated {
            return KeyState::Environment;
        }
        if self.session().get(&merchant.id).is_some_and(|held| held.origin == merchant.origin()) {
            return KeyState::SessionOnly;
        }
        match &merchant.stored_key {
            Some(stored) => KeyState::Stored { since: stored.since, origin: stored.origin.clone() },
            None => KeyState::Missing,
        }
    }

    /// The key to call a merchant with.
    pub(crate) async fn key(&self, merchant: &Merchant, patience: Patience) -> Result<ApiKey, Error> {
        if let (Some(key), false) = (&self.environment, merchant.simulated) {
            return Ok(key.clone());
        }
        let origin = merchant.origin();
        if let Some(held) = self.session().get(&merchant.id).filter(|held| held.origin == origin) {
            return Ok(held.key.clone());
        }
        let missing = || Error::KeyMissing { merchant: merchant.name.clone() };
        let stored = merchant.stored_key.as_ref().ok_or_else(missing)?;
        if stored.origin != origin {
            return Err(Error::KeyForAnotherOrigin {
                merchant: merchant.name.clone(),
                origin: stored.origin.clone(),
            });
        }
        self.keychain.read(&merchant.id, patience).await?.ok_or_else(missing)
    }

    /// The keys that can have gone to a merchant and are at hand without asking the keychain.
    pub(crate) fn at_hand(&self, merchant_id: &str) -> Vec<ApiKey> {
        let held = self.session().get(merchant_id).map(|held| held.key.clone());
        self.environment.iter().cloned().chain(held).collect()
    }

    pub(crate) fn hold_for_session(&self, merchant: &Merchant, key: ApiKey) {
        self.session().insert(merchant.id.clone(), SessionKey { key, origin: merchant.origin() });
    }

    pub(crate) async fn store(&self, merchant: &Merchant, key: ApiKey) -> Result<(), Error> {
        self.keychain.write(&merchant.id, key, Patience::Person).await?;
        self.session().remove(&merchant.id);
        Ok(())
    }

    /// Takes a key out of the memory and the keychain.
    pub(crate) async fn remove(&self, merchant: &Merchant) -> Result<(), Error> {
        self.session().remove(&merchant.id);
        if merchant.stored_key.is_some() {
            self.keychain.remove(&merchant.id, Patience::Person).await?;
        } else if !merchant.simulated {
            // Nothing is known to be there. A process that was killed while it stored a key may have left one, and where
            // there is no keychain there is none.
            self.keychain.remove(&merchant.id, Patience::Background).await.ok();
        }
        Ok(())
    }

    /// Whether the keychain answers at all: a read of an account that does not exist.
    pub(crate) async fn probe(&self) -> Result<(), KeychainError> {
        self.keychain.read("probe", Patience::Background).await.map(|_none| ())
    }

    pub(crate) fn cancel(&self) {
        self.keychain.cancel();
    }

    fn session(&self) -> std::sync::MutexGuard<'_, HashMap<String, SessionKey>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
