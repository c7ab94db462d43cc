//! Merchants' product catalogs: what answers are held against.

use std::path::PathBuf;

use super::logos::is_file_name;
use super::{Change, Engine};
use crate::atomic_file::file_error;
use crate::catalog_store::{CatalogWriter, StoredCatalog};
use crate::error::Error;

impl Engine {
    /// A merchant's catalog; `None` where none was imported.
    pub async fn catalog(&self, merchant_id: &str) -> Result<Option<StoredCatalog>, Error> {
        let Some(folder) = self.catalog_folder(merchant_id) else { return Ok(None) };
        on_disk(move || StoredCatalog::open(&folder)).await
    }

    /// Begins an import into a merchant's catalog, which stays as it is until the import is finished.
    pub async fn begin_catalog(&self, merchant_id: &str) -> Result<CatalogWriter, Error> {
        let merchant = self.merchant(merchant_id).await?;
        let not_found = || Error::MerchantNotFound { name: merchant.name.clone() };
        let folder = self.catalog_folder(merchant_id).ok_or_else(not_found)?;
        let data = self.folder().clone();
        on_disk(move || {
            let lock = data.lock_catalog(&merchant.id)?;
            CatalogWriter::begin(&folder, lock.ok_or(Error::CatalogBusy { merchant: merchant.name })?)
        })
        .await
    }

    /// Tells those who listen that a merchant's catalog is another now.
    pub fn catalog_changed(&self) {
        self.changed(Change::Merchants);
    }

    /// Takes a merchant's catalog away; whether there was one.
    pub async fn remove_catalog(&self, merchant_id: &str) -> Result<bool, Error> {
        let Some(folder) = self.catalog_folder(merchant_id) else { return Ok(false) };
        let removed = on_disk(move || match std::fs::remove_dir_all(&folder) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(file_error(&folder, error)),
        })
        .await?;
        self.changed(Change::Merchants);
        Ok(removed)
    }

    fn catalog_folder(&self, merchant_id: &str) -> Option<PathBuf> {
        is_file_name(merchant_id).then(|| self.folder().catalog(merchant_id))
    }
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Internal { reason: error.to_string() })?
}
