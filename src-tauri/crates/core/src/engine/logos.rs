//! Merchants' logos: a small picture each, in a folder of their own, named after the merchant.

use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use super::{Change, Engine};
use crate::atomic_file::{AtomicFile, file_error};
use crate::error::Error;

/// A sign beside a name is small; a larger file is a photograph or a slip.
pub const MAX_LOGO_BYTES: usize = 2 * 1024 * 1024;

impl Engine {
    /// Keeps a picture as a merchant's logo. That it is a picture, and of at most [`MAX_LOGO_BYTES`], is for the caller
    /// to see to.
    pub async fn set_logo(&self, merchant_id: &str, picture: Vec<u8>) -> Result<(), Error> {
        let merchant = self.merchant(merchant_id).await?;
        let path = self.logo_file(&merchant.id).ok_or(Error::MerchantNotFound { name: merchant.name })?;
        let written = tokio::task::spawn_blocking(move || {
            let folder = path.parent().unwrap_or(&path);
            std::fs::create_dir_all(folder).map_err(|source| file_error(folder, source))?;
            AtomicFile::write(&path, &picture).map_err(|source| file_error(&path, source))
        });
        written.await.map_err(|error| Error::Internal { reason: error.to_string() })??;
        self.changed(Change::Merchants);
        Ok(())
    }

    /// Takes a merchant's logo away, if it has one.
    pub async fn remove_logo(&self, merchant_id: &str) -> Result<(), Error> {
        let Some(path) = self.logo_file(merchant_id) else { return Ok(()) };
        match tokio::fs::remove_file(&path).await {
            Ok(()) => {
                self.changed(Change::Merchants);
                Ok(())
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(file_error(&path, error)),
        }
    }

    /// A merchant's logo, if it has one.
    pub async fn logo(&self, merchant_id: &str) -> Option<Vec<u8>> {
        let path = self.logo_file(merchant_id)?;
        let picture = tokio::fs::read(&path).await.ok()?;
        // Somebody else may have put a file there.
        (picture.len() <= MAX_LOGO_BYTES).then_some(picture)
    }

    /// Whether a merchant has a logo: a number that changes when the logo does, in milliseconds since 1970.
    pub fn logo_version(&self, merchant_id: &str) -> Option<i64> {
        let written = std::fs::metadata(self.logo_file(merchant_id)?).ok()?.modified().ok()?;
        let since = written.duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_millis()).ok()
    }

    /// Ids are ours, but they also come from a database that somebody else may have written.
    fn logo_file(&self, merchant_id: &str) -> Option<PathBuf> {
        is_file_name(merchant_id).then(|| self.folder().logos().join(merchant_id))
    }
}

pub(super) fn is_file_name(merchant_id: &str) -> bool {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !merchant_id.is_empty() && merchant_id.len() <= 64 && merchant_id.bytes().all(safe)
}
