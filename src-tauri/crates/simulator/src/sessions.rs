//! The sessions that are open, and what each remembers.

use std::collections::HashMap;

use crate::random;

/// More than any demo or test keeps open. Past it the session that was used longest ago is dropped, as a server
/// that lets sessions expire would do.
const MAX_SESSIONS: usize = 1_000;

/// One open session.
#[derive(Debug)]
pub(crate) struct Session<M> {
    /// The count of sessions opened before it: with the seed, it decides the session's id and its faults.
    pub(crate) ordinal: u64,
    /// Turns begun so far.
    pub(crate) turns: u64,
    pub(crate) memory: M,
    client_key: String,
    last_used: u64,
}

/// All open sessions, at most [`MAX_SESSIONS`].
#[derive(Debug)]
pub(crate) struct Sessions<M> {
    open: HashMap<String, Session<M>>,
    opened: u64,
    uses: u64,
}

impl<M> Default for Sessions<M> {
    fn default() -> Self {
        Self { open: HashMap::new(), opened: 0, uses: 0 }
    }
}

impl<M: Default> Sessions<M> {
    /// Opens a session and returns its id, a UUID that follows from the seed and the count of sessions.
    pub(crate) fn open(&mut self, seed: u64, client_key: &str) -> String {
        if self.open.len() >= MAX_SESSIONS {
            let oldest =
                self.open.iter().min_by_key(|(_, session)| session.last_used).map(|(id, _)| id.clone());
            if let Some(id) = oldest {
                self.open.remove(&id);
            }
        }
        let ordinal = self.opened;
        self.opened += 1;
        self.uses += 1;
        let high = random::mix(&[seed, ordinal, 1]).to_be_bytes();
        let low = random::mix(&[seed, ordinal, 2]).to_be_bytes();
        let mut bytes = [0_u8; 16];
        bytes[..8].copy_from_slice(&high);
        bytes[8..].copy_from_slice(&low);
        let id = uuid::Builder::from_random_bytes(bytes).into_uuid().to_string();
        let session = Session {
            ordinal,
            turns: 0,
            memory: M::default(),
            client_key: client_key.to_owned(),
            last_used: self.uses,
        };
        self.open.insert(id.clone(), session);
        id
    }

    /// The session of this id, if it is open and belongs to this customer.
    pub(crate) fn get(&mut self, id: &str, client_key: &str) -> Option<&mut Session<M>> {
        self.uses += 1;
        let session = self.open.get_mut(id).filter(|session| session.client_key == client_key)?;
        session.last_used = self.uses;
        Some(session)
    }

    /// Ends a session; says whether there was one.
    pub(crate) fn close(&mut self, id: &str, client_key: &str) -> bool {
        self.get(id, client_key).is_some() && self.open.remove(id).is_some()
    }

    pub(crate) fn count(&self) -> usize {
        self.open.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_open_sessions_stays_bounded_and_the_newest_survive() {
        let mut sessions = Sessions::<()>::default();
        let first = sessions.open(1, "c");
        let ids: Vec<_> = (0..MAX_SESSIONS).map(|_| sessions.open(1, "c")).collect();
        assert_eq!(sessions.count(), MAX_SESSIONS);
        assert!(sessions.get(&first, "c").is_none());
        assert!(ids.iter().all(|id| sessions.get(id, "c").is_some()));
    }

    #[test]
    fn another_customer_cannot_use_or_close_a_session() {
        let mut sessions = Sessions::<()>::default();
        let id = sessions.open(1, "ana");
        assert!(sessions.get(&id, "rui").is_none());
        assert!(!sessions.close(&id, "rui"));
        assert!(sessions.close(&id, "ana"));
        assert!(!sessions.close(&id, "ana"));
    }
}
