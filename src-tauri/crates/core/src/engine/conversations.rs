//! Conversations: started, begun again, read.

use std::sync::Arc;

use agent_graph::{ApiKey, BaseUrl, Client, InputEvent};
use uuid::Uuid;

use super::sessions::{LiveSession, new_call};
use super::{Change, Engine};
use crate::clock;
use crate::conversation::{
    Branch, Conversation, ConversationState, Cursor, Earlier, News, Source, StoredLine, Turn,
};
use crate::credentials::Patience;
use crate::error::Error;
use crate::history::{self, ListFilter, NewCall};
use crate::merchant::Merchant;

/// A customer key is an identifier, not a text.
const MAX_CUSTOMER_KEY: usize = 200;

impl Engine {
    /// Conversations, the newest first.
    pub async fn conversations(&self, filter: ListFilter) -> Result<Vec<Conversation>, Error> {
        let mut conversations = self.history().conversations(filter).await?;
        for conversation in &mut conversations {
            self.shared.unstored.over_conversation(conversation);
        }
        Ok(conversations)
    }

    /// A conversation as it stands.
    pub async fn conversation(&self, id: &str) -> Result<Conversation, Error> {
        let mut conversation = self.history().conversation(id).await?;
        self.shared.unstored.over_conversation(&mut conversation);
        Ok(conversation)
    }

    /// What has come into a conversation behind a cursor, a bounded number of lines at a time.
    pub async fn news(&self, id: &str, after: Cursor) -> Result<News, Error> {
        let mut news = self.history().news(id, after).await?;
        self.shared.unstored.over_conversation(&mut news.conversation);
        news.turns.iter_mut().for_each(|turn| self.shared.unstored.over_turn(turn));
        Ok(news)
    }

    /// Where the end of a conversation begins: what lies behind this cursor is enough to fill a window at once, and
    /// what lies before it is for [`Engine::earlier`].
    pub async fn tail(&self, id: &str) -> Result<Cursor, Error> {
        self.history().tail(id).await
    }

    /// What lies before a cursor, the newest first asked for, a bounded number of lines at a time.
    pub async fn earlier(&self, id: &str, before: Cursor) -> Result<Earlier, Error> {
        let mut earlier = self.history().earlier(id, before).await?;
        earlier.turns.iter_mut().for_each(|turn| self.shared.unstored.over_turn(turn));
        Ok(earlier)
    }

    /// The cursor behind a line, for a reader that knows the line's id alone.
    pub async fn cursor_at(&self, line_id: i64) -> Result<Cursor, Error> {
        self.history().cursor_at(line_id).await
    }

    /// A turn, with the body that was sent.
    pub async fn turn(&self, id: i64) -> Result<Turn, Error> {
        let mut turn = self.history().turn(id).await?;
        self.shared.unstored.over_turn(&mut turn);
        Ok(turn)
    }

    /// A line, with its bytes.
    pub async fn line(&self, id: i64) -> Result<StoredLine, Error> {
        self.history().line(id).await
    }

    /// The ids of the lines whose bytes contain a text.
    pub async fn lines_containing(&self, conversation_id: &str, text: &str) -> Result<Vec<i64>, Error> {
        self.history().lines_containing(conversation_id, text).await
    }

    /// Starts a conversation. It is answered at once, in the state `Opening`; `init` goes on behind it. Without a
    /// customer key a random one is drawn.
    pub async fn start_conversation(
        &self,
        merchant_id: &str,
        customer: Option<&str>,
    ) -> Result<Conversation, Error> {
        self.begin_conversation(merchant_id, customer, None, Vec::new()).await
    }

    /// As [`Engine::start_conversation`], for one that may be a branch: the preface goes along with its first message.
    pub(super) async fn begin_conversation(
        &self,
        merchant_id: &str,
        customer: Option<&str>,
        branch: Option<Branch>,
        preface: Vec<InputEvent>,
    ) -> Result<Conversation, Error> {
        let merchant = self.merchant(merchant_id).await?;
        let customer_key = customer_key(customer)?;
        let key = self.key_of(&merchant, Patience::Person).await?;
        let client = self.client_for(BaseUrl::parse(&merchant.base_url)?, &key).await?;
        let now = clock::now_ms();
        let session = Arc::new(LiveSession::new(client.clone(), &merchant, &customer_key, preface));
        let conversation = Conversation {
            id: Uuid::new_v4().to_string(),
            merchant_id: merchant.id.clone(),
            merchant_name: merchant.name.clone(),
            title: String::new(),
            own_title: None,
            customer_key,
            session_id: None,
            state: ConversationState::Opening,
            problem: None,
            simulated: merchant.simulated,
            created_at: now,
            last_at: now,
            revision: 0,
            turns: 0,
            last_turn_failed: false,
            pinned: false,
            tags: Vec::new(),
            note: String::new(),
            deleted_at: None,
            source: Source::Held,
            branch,
        };
        let call = new_call(&conversation.id, "init", client.opening(&session.identity)?);
        self.insert_conversation(&conversation, &merchant, call).await?;
        self.live().insert(conversation.id.clone(), session.clone());
        self.changed(Change::Conversation(conversation.id.clone()));
        let (engine, id) = (self.clone(), conversation.id.clone());
        tokio::spawn(async move { engine.open_session(&id, &session).await });
        Ok(conversation)
    }

    /// Waits until `init` has answered, and answers the conversation as it then stands.
    pub async fn opened(&self, id: &str) -> Result<Conversation, Error> {
        let session = self.live().get(id).cloned();
        if let Some(session) = session {
            // Whether it failed stands in the row that is read next.
            session.session_id().await.ok();
        }
        self.conversation(id).await
    }

    /// A fresh session with the same merchant, for the same customer or a new one. The old session is closed. A branch in
    /// which nothing has been said is begun again as one.
    pub async fn restart_conversation(&self, id: &str, same_customer: bool) -> Result<Conversation, Error> {
        let old = self.conversation(id).await?;
        let customer = same_customer.then_some(old.customer_key.as_str());
        let (branch, preface) = self.unsaid(&old).await?;
        let fresh = self.begin_conversation(&old.merchant_id, customer, branch, preface).await?;
        let (engine, id) = (self.clone(), id.to_owned());
        // The person has moved on to the fresh one; how closing ends stands in the row of the old one.
        tokio::spawn(async move { engine.close_conversation(&id).await.ok() });
        Ok(fresh)
    }

    /// The key of a merchant, if the merchant is still the one that the caller has read: waiting for a keychain can take
    /// minutes, in which another process may have moved the merchant and given it another key.
    pub(super) async fn key_of(&self, merchant: &Merchant, patience: Patience) -> Result<ApiKey, Error> {
        let key = self.shared.credentials.key(merchant, patience).await?;
        let now = self.merchant(&merchant.id).await?;
        if now.stored_key == merchant.stored_key {
            return Ok(key);
        }
        let origin = now.stored_key.map(|stored| stored.origin).unwrap_or_default();
        Err(Error::KeyForAnotherOrigin { merchant: merchant.name.clone(), origin })
    }

    /// A client for a server. What it trusts is read from the system first, which takes its time: on a thread where that
    /// keeps nothing else waiting.
    pub(super) async fn client_for(&self, base: BaseUrl, key: &ApiKey) -> Result<Client, Error> {
        let (key, timeouts) = (key.clone(), self.shared.timeouts);
        let making = tokio::task::spawn_blocking(move || Client::new(base, &key, timeouts));
        let made = making.await.map_err(|error| Error::Internal { reason: error.to_string() })?;
        Ok(made?)
    }

    /// How many sessions this process holds.
    pub fn live_sessions(&self) -> usize {
        self.live().len()
    }

    async fn insert_conversation(
        &self,
        conversation: &Conversation,
        merchant: &Merchant,
        call: NewCall,
    ) -> Result<(), Error> {
        let (row, merchant, owner) = (conversation.clone(), merchant.clone(), self.shared.owner.clone());
        self.history()
            .write_durably(move |connection| {
                history::insert_conversation(connection, &row, &merchant, &owner)?;
                history::insert_call(connection, &call)
            })
            .await
    }
}

fn customer_key(given: Option<&str>) -> Result<String, Error> {
    let Some(given) = given.map(str::trim).filter(|given| !given.is_empty()) else {
        return Ok(format!("sofia-desk-{}", Uuid::new_v4()));
    };
    if given.chars().count() > MAX_CUSTOMER_KEY {
        return Err(Error::FieldTooLong { field: "customer", limit: MAX_CUSTOMER_KEY });
    }
    if given.chars().any(char::is_control) {
        return Err(Error::InputInvalid { reason: "the customer holds a control character".to_owned() });
    }
    Ok(given.to_owned())
}
