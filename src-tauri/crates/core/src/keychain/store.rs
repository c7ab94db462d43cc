//! The credential store of this system, opened anew by each keychain thread.
//!
//! On Linux the store is a connection to the Secret Service. The one that `keyring` holds for the whole process would
//! stay broken for as long as the process lives where no service answered the first call, and would block everybody
//! behind a prompt that nobody answers. The other systems' stores hold no connection, so `keyring`'s own serves there.

use keyring::Result;
use keyring_core::Entry;

/// The service under which every key is filed; the account is the merchant's random id.
const SERVICE: &str = "sofia-desk";

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
pub(super) struct Store(std::sync::Arc<zbus_secret_service_keyring_store::Store>);

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
impl Store {
    pub(super) fn open() -> Result<Self> {
        zbus_secret_service_keyring_store::Store::new().map(Self)
    }

    pub(super) fn entry(&self, account: &str) -> Result<Entry> {
        keyring_core::api::CredentialStoreApi::build(&*self.0, SERVICE, account, None)
    }
}

#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
pub(super) struct Store;

#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
impl Store {
    pub(super) fn open() -> Result<Self> {
        Ok(Self)
    }

    pub(super) fn entry(&self, account: &str) -> Result<Entry> {
        keyring::Entry::new(SERVICE, account).map(|entry| entry.inner)
    }
}
