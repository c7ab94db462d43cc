//! Keys that were found in a pasted text and wait to be saved. The window holds handles to them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use agent_graph::{ApiKey, BaseUrl};

use crate::convert;
use crate::transfer::{ErrorCode, ErrorReport, PastedKey};

/// The keys of the last pastes.
#[derive(Default)]
pub(crate) struct PastedKeys {
    keys: Mutex<VecDeque<Pasted>>,
    issued: AtomicU64,
}

struct Pasted {
    handle: String,
    key: ApiKey,
    /// The only one that the key is sent to.
    origin: Option<String>,
}

impl PastedKeys {
    /// Pastes that are remembered; nobody has more forms open.
    const REMEMBERED: usize = 4;

    /// Keeps a key for the address that its text named, or else for the one that stood in the form.
    pub(crate) fn keep(&self, key: ApiKey, named: Option<&str>, in_form: &str) -> PastedKey {
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        let handle = format!("pasted-{number}");
        let characters = u32::try_from(key.expose().chars().count()).unwrap_or(u32::MAX);
        let origin = BaseUrl::parse(named.unwrap_or(in_form).trim()).ok().map(|base| base.origin());
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.push_back(Pasted { handle: handle.clone(), key, origin: origin.clone() });
        if keys.len() > Self::REMEMBERED {
            keys.pop_front();
        }
        PastedKey { handle, characters, origin }
    }

    /// What is kept in its place needs no copy here.
    pub(crate) fn forget(&self, handle: &str) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).retain(|pasted| pasted.handle != handle);
    }

    /// The key behind a handle, for calls to an address of its own origin only.
    pub(crate) fn look(&self, handle: &str, base_url: &str) -> Result<ApiKey, ErrorReport> {
        let base = BaseUrl::parse(base_url.trim()).map_err(|error| convert::error(error.into()))?;
        let asked = base.origin();
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(pasted) = keys.iter_mut().find(|pasted| pasted.handle == handle) else {
            let reason = "the pasted key is not remembered any more; paste it again";
            let params = [("reason", reason), ("why", "forgotten")];
            return Err(ErrorReport::new(ErrorCode::KeyInvalid, &params, reason));
        };
        let origin = pasted.origin.get_or_insert_with(|| asked.clone());
        if *origin == asked {
            return Ok(pasted.key.clone());
        }
        let params = [("why", "pasted"), ("origin", origin.as_str()), ("host", asked.as_str())];
        let message = "the pasted key belongs to another address than the one in the form";
        Err(ErrorReport::new(ErrorCode::KeyForAnotherOrigin, &params, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: &str = "https://api.connectly.ai";
    const OTHER: &str = "https://gateway.example";

    fn kept(keys: &PastedKeys, named: Option<&str>, in_form: &str) -> PastedKey {
        keys.keep(ApiKey::new("sk_live_9f8e7d6c5b4a").unwrap(), named, in_form)
    }

    #[test]
    fn a_pasted_key_goes_only_where_its_text_or_the_form_said() {
        // What the text named, what stood in the form; where it goes, and where not.
        let table = [
            (Some(OTHER), USUAL, OTHER, USUAL),
            (None, USUAL, USUAL, OTHER),
            (None, "  https://api.connectly.ai/v2/ ", USUAL, OTHER),
            (None, USUAL, "https://api.connectly.ai:443/elsewhere", "https://api.connectly.ai:8443"),
            (None, "http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8081"),
        ];
        for (named, in_form, allowed, refused) in table {
            let keys = PastedKeys::default();
            let handle = kept(&keys, named, in_form).handle;
            let refusal = keys.look(&handle, refused).unwrap_err();
            assert_eq!(refusal.code, ErrorCode::KeyForAnotherOrigin, "{named:?} {in_form}");
            assert_eq!(refusal.params["why"], "pasted");
            assert!(keys.look(&handle, allowed).is_ok(), "{named:?} {in_form}");
        }
    }

    #[test]
    fn a_key_that_no_address_is_known_for_belongs_to_the_first_it_is_used_with() {
        let keys = PastedKeys::default();
        let pasted = kept(&keys, None, "");
        assert_eq!(pasted.origin, None);
        assert!(keys.look(&pasted.handle, USUAL).is_ok());
        assert_eq!(keys.look(&pasted.handle, OTHER).unwrap_err().code, ErrorCode::KeyForAnotherOrigin);
    }

    #[test]
    fn a_key_that_is_saved_or_long_past_is_asked_for_again() {
        let keys = PastedKeys::default();
        let first = kept(&keys, None, USUAL).handle;
        let last = (0..PastedKeys::REMEMBERED).map(|_| kept(&keys, None, USUAL).handle).last().unwrap();
        assert_eq!(keys.look(&first, USUAL).unwrap_err().code, ErrorCode::KeyInvalid);
        keys.forget(&last);
        assert_eq!(keys.look(&last, USUAL).unwrap_err().code, ErrorCode::KeyInvalid);
    }
}
