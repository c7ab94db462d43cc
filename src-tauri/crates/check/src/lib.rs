//! Whether what the agent says is true, and whether it is still true.
//!
//! Product feeds are read here as merchants write them, answers are held against them, and suites of conversations
//! are played and judged. Nothing here knows a window, and nothing opens the database or a socket: `sofia-core` keeps
//! what is to be kept, `agent-graph` talks, `sofia-media` looks for pictures.

pub mod answer;
pub mod assertion;
pub mod catalog;
mod clock;
pub mod coverage;
pub mod currency;
pub mod demo;
pub mod drafting;
pub mod feed;
pub mod job;
pub mod jq;
pub mod number;
pub mod opinions;
pub mod price;
pub mod report;
pub mod result;
pub mod results_file;
pub mod run;
pub mod runs;
pub mod stored;
pub mod suite;
pub mod truth;
mod words;

pub use catalog::Product;
pub use currency::Currency;
pub use number::Number;
pub use price::{Money, PriceText};
