//! Merchants' product catalogs: what answers are held against.

use std::path::{Path, PathBuf};

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

    /// Takes a merchant's catalog away; whether there was one. Not while one is imported.
    pub async fn remove_catalog(&self, merchant_id: &str) -> Result<bool, Error> {
        let Some(folder) = self.catalog_folder(merchant_id).filter(|folder| folder.exists()) else {
            return Ok(false);
        };
        let merchant = self.merchant(merchant_id).await?;
        let data = self.folder().clone();
        let removed = on_disk(move || {
            let lock = data.lock_catalog(&merchant.id)?;
            let _lock = lock.ok_or(Error::CatalogBusy { merchant: merchant.name })?;
            // One that cannot be read is one all the same.
            let was_there = StoredCatalog::open(&folder).map_or(true, |catalog| catalog.is_some());
            remove(&folder)?;
            Ok(was_there)
        })
        .await?;
        self.changed(Change::Merchants);
        Ok(removed)
    }

    /// Takes the catalog of a merchant away that goes itself; an import into it that is under way ends with an error.
    pub(super) async fn remove_catalog_with_merchant(&self, merchant_id: &str) -> Result<(), Error> {
        let Some(folder) = self.catalog_folder(merchant_id) else { return Ok(()) };
        on_disk(move || remove(&folder)).await
    }

    fn catalog_folder(&self, merchant_id: &str) -> Option<PathBuf> {
        is_file_name(merchant_id).then(|| self.folder().catalog(merchant_id))
    }
}

fn remove(folder: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(file_error(folder, error)),
        _ => Ok(()),
    }
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Internal { reason: error.to_string() })?
}
