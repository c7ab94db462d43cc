//! Whether the page of a product is there. Nothing of it is read.

use reqwest::{Method, StatusCode};

use crate::failure::Failure;
use crate::fetch::{Fetcher, refused};
use crate::source::{LocalOrigin, Source};

const ACCEPT: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

impl Fetcher {
    /// Whether a page is there, under the rules that hold for pictures: by its head, and where that is refused by asking in
    /// earnest. A server that turns programs away or asks for a login has the page, as far as anybody can tell.
    pub async fn check_page(&self, address: &str, local_origin: Option<&LocalOrigin>) -> Result<(), Failure> {
        let first = Source::read(address, local_origin)?;
        self.within_total(&first, async {
            match self.answered(Method::HEAD, &first, ACCEPT, local_origin).await {
                Ok((_, response)) if response.status().is_success() => return Ok(()),
                // Many servers answer HEAD wrongly, or not at all.
                Ok(_) | Err(Failure::NoAnswer { .. }) => {}
                Err(failure) => return Err(failure),
            }
            let (_, response) = self.answered(Method::GET, &first, ACCEPT, local_origin).await?;
            match response.status() {
                status if status.is_success() || turns_away(status) => Ok(()),
                status => Err(refused(status)),
            }
        })
        .await
    }
}

fn turns_away(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS)
}
