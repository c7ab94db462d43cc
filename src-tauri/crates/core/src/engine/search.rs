//! Search, and the filling of its index behind the turns.

use std::time::{Duration, Instant};

use tokio::sync::broadcast::error::RecvError;

use super::Engine;
use crate::error::Error;
use crate::search::{self, Calendar, Place, Query, Room, SearchAnswer, SearchRequest, Step};

/// How long a search takes in what is missing before it looks at what is there.
const CATCH_UP: Duration = Duration::from_millis(150);

/// How long nothing must have changed before the index is filled in the background.
const QUIET: Duration = Duration::from_millis(500);

/// How long the background waits for quiet at most: where conversations are held without a pause, it goes on beside them.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

impl Engine {
    /// Searches everything that is not deleted. There is no wrong query. What has been said a moment ago is found too:
    /// the index takes it in first. Where much is missing, [`SearchAnswer::behind`] says how much.
    pub async fn search(&self, request: SearchRequest) -> Result<SearchAnswer, Error> {
        self.search_at(request, &Calendar::here()).await
    }

    /// As [`Engine::search`], with the dates of a given place and time.
    pub async fn search_at(
        &self,
        request: SearchRequest,
        calendar: &Calendar,
    ) -> Result<SearchAnswer, Error> {
        let query = Query::read(&request.text, calendar);
        let begun = Instant::now();
        while begun.elapsed() < CATCH_UP && self.index_step().await? {}
        let looked = {
            let (request, query) = (request.clone(), query.clone());
            self.history().read(move |connection| search::search(connection, &request, &query)).await?
        };
        let mut answer = match looked {
            Some(answer) => answer,
            None => {
                tracing::warn!("the full-text index is damaged and is made anew");
                self.history().write_durably(search::reset).await?;
                SearchAnswer { literal: query.literal, ..SearchAnswer::default() }
            }
        };
        answer.behind = self.unindexed_turns().await?;
        Ok(answer)
    }

    /// How many turns the index lacks, wholly or in part.
    pub async fn unindexed_turns(&self) -> Result<u64, Error> {
        self.history().read(search::behind).await
    }

    /// Puts everything that is missing into the index. While one step is put in, the next is read.
    pub async fn index_all(&self) -> Result<(), Error> {
        let mut from = Place::default();
        let mut next = self.prepare_long_step(&from).await?;
        loop {
            if next.is_empty() {
                if from == Place::default() {
                    return Ok(());
                }
                // What has come to stand before it meanwhile, and what somebody else was about to put in and has not.
                from = Place::default();
                next = self.prepare_long_step(&from).await?;
                continue;
            }
            let end = next.end(&from);
            let writing = self.put_step(next);
            next = match end {
                Some(end) => {
                    from = end;
                    let (written, prepared) = tokio::join!(writing, self.prepare_long_step(&from));
                    written.and(prepared)?
                }
                None => {
                    writing.await?;
                    from = Place::default();
                    self.prepare_long_step(&from).await?
                }
            };
        }
    }

    /// Fills the index behind the turns for as long as the engine lives: whenever nothing has changed for a moment. For
    /// a front that stays open.
    pub async fn keep_index(self) {
        let mut changes = self.changes();
        loop {
            let filled = self.index_all().await;
            if let Err(error) = filled {
                // The next change tries again.
                tracing::warn!(%error, "the index could not be filled");
            }
            match changes.recv().await {
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
            let waiting = async {
                // A change resets the quiet; what it was does not matter.
                while tokio::time::timeout(QUIET, changes.recv()).await.is_ok() {}
            };
            // Running out of patience is as good a reason to go on as quiet is.
            tokio::time::timeout(LONGEST_WAIT, waiting).await.ok();
        }
    }

    /// Puts a bounded piece into the index; answers whether there may be more.
    async fn index_step(&self) -> Result<bool, Error> {
        let step = self.prepare_step(&Place::default(), Room::SHORT).await?;
        if step.is_empty() {
            return Ok(false);
        }
        self.put_step(step).await?;
        Ok(true)
    }

    /// A step of whoever does nothing else: longer where no answer can come in, which would have to wait for it.
    async fn prepare_long_step(&self, behind: &Place) -> Result<Step, Error> {
        let room = if self.live_sessions() == 0 { Room::LONG } else { Room::SHORT };
        self.prepare_step(behind, room).await
    }

    async fn prepare_step(&self, behind: &Place, room: Room) -> Result<Step, Error> {
        let behind = behind.clone();
        self.history().read(move |connection| search::prepare(connection, &behind, room)).await
    }

    async fn put_step(&self, step: Step) -> Result<(), Error> {
        self.history().write(move |connection| search::put(connection, &step)).await
    }
}
