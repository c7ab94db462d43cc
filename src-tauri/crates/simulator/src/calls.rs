//! The paths of the API, which are the same whoever answers under them, and what is answered everywhere else.

use axum::{Router, http::HeaderValue, middleware, response::Response, routing::MethodRouter};

use crate::refusal::Refusal;

/// Where the calls are; what a client knows as its base URL stands before it.
const API_PATH: &str = "/external/v1/ai/agent_graph";

/// One handler for each call of the API.
pub(crate) struct Calls<S> {
    pub init: MethodRouter<S>,
    pub invoke: MethodRouter<S>,
    pub invoke_sync: MethodRouter<S>,
    pub close: MethodRouter<S>,
    pub health: MethodRouter<S>,
}

impl<S: Clone + Send + Sync + 'static> Calls<S> {
    /// Serves the calls and what stands beside them. Every answer is marked as simulated.
    pub(crate) fn serve(self, beside: Router<S>, state: S) -> Router {
        let calls = Router::new()
            .route("/init", self.init)
            .route("/invoke", self.invoke)
            .route("/invoke_sync", self.invoke_sync)
            .route("/close", self.close)
            .route("/health", self.health);
        beside
            .nest(API_PATH, calls)
            .fallback(async || Refusal::not_found("Not Found"))
            .method_not_allowed_fallback(async || Refusal::wrong_method())
            .layer(middleware::map_response(mark_as_simulated))
            .with_state(state)
    }
}

/// Nobody may take an answer of this server for a real one.
async fn mark_as_simulated(mut response: Response) -> Response {
    response.headers_mut().insert("x-sofia-simulated", HeaderValue::from_static("1"));
    response
}
