//! Merchants and their keys.

use std::path::Path;

use agent_graph::ApiKey;
use uuid::Uuid;

use super::{Change, Engine};
use crate::atomic_file::{AtomicFile, file_error};
use crate::clock;
use crate::credentials::{KeyPlace, KeyState};
use crate::error::Error;
use crate::history;
use crate::merchant::{Merchant, MerchantDraft, MerchantsFile, StoredKey};

/// A merchant file is a page of text; a larger one is something else.
const MAX_FILE_BYTES: u64 = 8 * 1024 * 1024;

/// What to do with a merchant's key.
#[derive(Debug)]
pub enum KeyChange {
    /// Leave it as it is.
    Keep,
    /// Put this one in its place.
    Set(ApiKey, KeyPlace),
}

/// A merchant as it was saved. Its key may have failed to be.
#[derive(Debug)]
pub struct MerchantSaved {
    /// The merchant.
    pub merchant: Merchant,
    /// Why the key could not be stored.
    pub key_error: Option<Error>,
    /// The origin has changed, so the stored key was forgotten.
    pub key_forgotten: bool,
}

impl Engine {
    /// All merchants, the application's own first.
    pub async fn merchants(&self) -> Result<Vec<Merchant>, Error> {
        self.history().merchants().await
    }

    /// A merchant by its id.
    pub async fn merchant(&self, id: &str) -> Result<Merchant, Error> {
        let missing = || Error::MerchantNotFound { name: id.to_owned() };
        self.history().merchant(id).await?.ok_or_else(missing)
    }

    /// A merchant by its name, whatever its case.
    pub async fn merchant_named(&self, name: &str) -> Result<Merchant, Error> {
        let missing = || Error::MerchantNotFound { name: name.to_owned() };
        self.history().merchant_named(name).await?.ok_or_else(missing)
    }

    /// Whether a merchant has a key, and where.
    pub fn key_state(&self, merchant: &Merchant) -> KeyState {
        self.shared.credentials.state(merchant)
    }

    /// Adds a merchant. It is kept also where its key cannot be.
    pub async fn add_merchant(&self, draft: MerchantDraft, key: KeyChange) -> Result<MerchantSaved, Error> {
        let merchant = fresh(draft.checked()?);
        self.insert(&merchant).await?;
        self.with_key(merchant, key, false).await
    }

    /// Changes a merchant. Where its origin changes, the stored key is forgotten, for it belongs to the old one.
    pub async fn update_merchant(
        &self,
        id: &str,
        draft: MerchantDraft,
        key: KeyChange,
    ) -> Result<MerchantSaved, Error> {
        let before = self.merchant(id).await?;
        let draft = draft.checked()?;
        let after = Merchant {
            name: draft.name,
            base_url: if before.simulated { before.base_url.clone() } else { draft.base_url },
            business_id: if before.simulated { before.business_id.clone() } else { draft.business_id },
            agent_id: draft.agent_id,
            colour: draft.colour,
            ..before.clone()
        };
        let updated = after.clone();
        self.history()
            .write_durably(move |connection| history::update_merchant(connection, &updated))
            .await?;
        let moved = before.origin() != after.origin();
        let forgotten = moved && self.key_state(&before) != KeyState::Missing && !before.simulated;
        // A key that stays in the keychain because that is locked is still not handed out: it is bound to its origin.
        let forget_error = if forgotten { self.forget_key(&before).await.err() } else { None };
        let after = self.merchant(id).await?;
        let saved = self.with_key(after, key, forgotten).await?;
        Ok(MerchantSaved { key_error: saved.key_error.or(forget_error), ..saved })
    }

    /// A second merchant with the same fields and no key.
    pub async fn duplicate_merchant(&self, id: &str) -> Result<Merchant, Error> {
        let original = self.merchant(id).await?;
        let names: Vec<String> =
            self.merchants().await?.into_iter().map(|merchant| merchant.name.to_lowercase()).collect();
        let base: String = original.name.chars().take(72).collect();
        let name = (2..)
            .map(|number| format!("{base} ({number})"))
            .find(|name| !names.contains(&name.to_lowercase()))
            .unwrap_or(base);
        let copy = fresh(MerchantDraft {
            name,
            base_url: original.base_url,
            business_id: original.business_id,
            agent_id: original.agent_id,
            colour: original.colour,
        });
        self.insert(&copy).await?;
        Ok(copy)
    }

    /// Removes a merchant and its key. Its conversations stay in the history; answers how many. Where the key could not
    /// be taken out of the keychain, the second says why.
    pub async fn remove_merchant(&self, id: &str) -> Result<(u32, Option<Error>), Error> {
        let merchant = self.merchant(id).await?;
        let key_error = self.shared.credentials.remove(&merchant).await.err();
        // A picture that stays behind is seen by nobody.
        self.remove_logo(id).await.ok();
        // So is a catalog.
        self.remove_catalog_with_merchant(id).await.ok();
        let id = id.to_owned();
        let kept =
            self.history().write_durably(move |connection| history::remove_merchant(connection, &id)).await?;
        self.changed(Change::Merchants);
        Ok((kept, key_error))
    }

    /// Stores or replaces a key.
    pub async fn set_key(&self, merchant_id: &str, key: ApiKey, place: KeyPlace) -> Result<Merchant, Error> {
        let merchant = self.merchant(merchant_id).await?;
        self.put_key(&merchant, key, place).await?;
        self.merchant(merchant_id).await
    }

    /// Removes a key from the keychain and from what is held for the session. Sessions that are open go on until they
    /// are closed, which needs the key once more.
    pub async fn remove_key(&self, merchant_id: &str) -> Result<Merchant, Error> {
        let merchant = self.merchant(merchant_id).await?;
        self.forget_key(&merchant).await?;
        self.changed(Change::Merchants);
        self.merchant(merchant_id).await
    }

    /// Writes all merchants but the application's own to a file, without keys; answers their names.
    pub async fn export_merchants(&self, path: &Path) -> Result<Vec<String>, Error> {
        let file = MerchantsFile::of(&self.merchants().await?);
        let mut text = serde_json::to_string_pretty(&file)
            .map_err(|error| Error::Internal { reason: error.to_string() })?;
        text.push('\n');
        let path = path.to_path_buf();
        let writing = tokio::task::spawn_blocking(move || {
            AtomicFile::write(&path, text.as_bytes()).map_err(|source| file_error(&path, source))
        });
        writing.await.map_err(|error| Error::Internal { reason: error.to_string() })??;
        Ok(file.merchants.into_iter().map(|entry| entry.name).collect())
    }

    /// Adds the merchants of a file. Those whose name is taken are left alone. Answers the names of both.
    pub async fn import_merchants(&self, path: &Path) -> Result<(Vec<String>, Vec<String>), Error> {
        let unreadable = |reason: String| Error::FileUnreadable { path: path.to_path_buf(), reason };
        let size = tokio::fs::metadata(path).await.map_err(|source| file_error(path, source))?.len();
        if size > MAX_FILE_BYTES {
            return Err(unreadable(format!(
                "it has {size} bytes, which is too large for a file of merchants"
            )));
        }
        let bytes = tokio::fs::read(path).await.map_err(|source| file_error(path, source))?;
        let text = String::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?;
        let file = MerchantsFile::read(&text).map_err(unreadable)?;
        // All are checked before the first is added, so that a file goes in whole or not at all.
        let drafts = file
            .merchants
            .into_iter()
            .map(|entry| {
                let name = entry.name.clone();
                MerchantDraft::from(entry)
                    .checked()
                    .map_err(|error| unreadable(format!("merchant {name:?}: {error}")))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let merchants: Vec<Merchant> = drafts.into_iter().map(fresh).collect();
        let done = self
            .history()
            .write_durably(move |connection| {
                let (mut added, mut skipped) = (Vec::new(), Vec::new());
                for merchant in &merchants {
                    match history::insert_merchant(connection, merchant) {
                        Ok(()) => added.push(merchant.name.clone()),
                        Err(Error::MerchantNameTaken { name }) => skipped.push(name),
                        Err(error) => return Err(error),
                    }
                }
                Ok((added, skipped))
            })
            .await?;
        self.changed(Change::Merchants);
        Ok(done)
    }

    /// Makes the merchant that stands for a simulator inside the application, with its key in memory alone.
    pub async fn put_simulated_merchant(&self, merchant: Merchant, key: ApiKey) -> Result<(), Error> {
        let row = merchant.clone();
        self.history().write(move |connection| history::put_simulated_merchant(connection, &row)).await?;
        self.shared.credentials.hold_for_session(&merchant, key);
        self.changed(Change::Merchants);
        Ok(())
    }

    async fn insert(&self, merchant: &Merchant) -> Result<(), Error> {
        let row = merchant.clone();
        self.history().write_durably(move |connection| history::insert_merchant(connection, &row)).await?;
        self.changed(Change::Merchants);
        Ok(())
    }

    async fn with_key(
        &self,
        merchant: Merchant,
        key: KeyChange,
        key_forgotten: bool,
    ) -> Result<MerchantSaved, Error> {
        let key_error = match key {
            KeyChange::Keep => None,
            KeyChange::Set(key, place) => self.put_key(&merchant, key, place).await.err(),
        };
        self.changed(Change::Merchants);
        Ok(MerchantSaved { merchant: self.merchant(&merchant.id).await?, key_error, key_forgotten })
    }

    async fn put_key(&self, merchant: &Merchant, key: ApiKey, place: KeyPlace) -> Result<(), Error> {
        let for_sessions = key.clone();
        match place {
            KeyPlace::SessionOnly => self.shared.credentials.hold_for_session(merchant, key),
            KeyPlace::Keychain => {
                self.shared.credentials.store(merchant, key).await?;
                let stored = StoredKey { origin: merchant.origin(), since: clock::now_ms() };
                self.note_stored_key(merchant, Some(stored)).await?;
            }
        }
        self.use_new_key(merchant, &for_sessions).await;
        self.changed(Change::Merchants);
        Ok(())
    }

    async fn forget_key(&self, merchant: &Merchant) -> Result<(), Error> {
        self.shared.credentials.remove(merchant).await?;
        self.note_stored_key(merchant, None).await
    }

    async fn note_stored_key(&self, merchant: &Merchant, stored: Option<StoredKey>) -> Result<(), Error> {
        let id = merchant.id.clone();
        self.history()
            .write_durably(move |connection| history::set_stored_key(connection, &id, stored.as_ref()))
            .await
    }
}

fn fresh(draft: MerchantDraft) -> Merchant {
    Merchant {
        id: Uuid::new_v4().to_string(),
        name: draft.name,
        base_url: draft.base_url,
        business_id: draft.business_id,
        agent_id: draft.agent_id,
        colour: draft.colour,
        simulated: false,
        stored_key: None,
        created_at: clock::now_ms(),
    }
}
