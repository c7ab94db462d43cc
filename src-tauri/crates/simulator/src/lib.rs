//! An Agent Graph server over a product catalog, for demos and tests, on loopback only.
//!
//! It answers the five calls of the public reference (`init`, `invoke`, `invoke_sync`, `close`, `health`) for
//! three invented merchants. It is not a model: an answer follows from the seed, the merchant and the messages
//! of the session alone, so that a test can expect it to the byte. It deliberately opens no database, no
//! keychain and no outgoing connection, and it never looks like the real thing: every HTTP answer carries
//! `x-sofia-simulated: 1` and every message `"metadata":{"simulated":true}`.
//!
//! # How to provoke each response event
//! Every phrase has a counterpart in Portuguese, English and Spanish, whichever merchant is asked; the answer is
//! in the merchant's language.
//!
//! | say or send | comes back |
//! | --- | --- |
//! | `vestido azul até 200 reais`, `wireless headphones under $100`, `algo para el dolor de cabeza` | text, `recommendationEvent`, text and `chatSuggestionEvent` |
//! | `tem em preto?`, `cheaper`, `talla M`, `ver más` after a search | the earlier search, refined or continued |
//! | `quanto custa o primeiro?`, `how much is the second?`, `¿cuánto cuesta?` after a search | a text with the price, or the prices |
//! | the name of a category, `o mais barato em bolsas e mochilas` | all that stands in it |
//! | the title of a product | that product first, and its price and whether it can be had in the text |
//! | `compare vestido midi e vestido longo` | a comparing text and a `recommendationEvent` of two |
//! | `oi`, `hello`, `hola` | a welcome and `chatSuggestionEvent` |
//! | `me manda um áudio`, `send me a voice message`, `nota de voz` | `messageEvent` with `audioContent` |
//! | `me manda uma foto`, `lookbook`, `send me a photo` | `messageEvent` with `imageContent` |
//! | `onde fica a loja?`, `where is the store?` | `messageEvent` with `locationContent`, `locationQueryHandoverEvent` |
//! | `quero falar com um atendente`, `talk to a human` | `agentHandoverEvent` with `reason` and `reasonNative` |
//! | `abrir a loja online`, `open the website`, `ver en la tienda en línea` | `storefrontHandoverEvent` with the last search |
//! | `onde está meu pedido?`, `track my order` | `orderStatusHandoverEvent` |
//! | `quero receber ofertas`, `newsletter`, `wholesale`; a filled form | `leadgenHandoverEvent` |
//! | `necesito un médico`, `I need a dermatologist` (pharmacy) | `onelivDoctorHandoverEvent` |
//! | `menu`, `o que vocês vendem?`, `what do you sell?` | `connectlyInteractiveEvent` with `listMessage` |
//! | `quero um presente`, `gift`, `regalo` | `connectlyInteractiveEvent` with `replyButtonMessage` under a picture |
//! | `quero comprar`, `buy`, `lo quiero` | `connectlyInteractiveEvent` with `replyButtonMessage` under a text |
//! | `detalhes do vestido azul`; `detalhes do primeiro`, `tell me more about the second` after a search | `connectlyInteractiveEvent` with `singleProductMessage` |
//! | `carrossel`, `carousel`, `carrusel` | `connectlyInteractiveEvent` of an unknown kind, `carouselMessage` |
//! | `surpresa`, `surprise me`, `sorpréndeme` | an unknown event, `surpriseEvent` |
//! | `horário`, `frete`, `troca`, `pagamento`, `garantia`, `cupom`, and `receta` (pharmacy) | a knowledge text with WhatsApp formatting |
//! | anything the catalog does not have | an honest text and `chatSuggestionEvent` |
//!
//! Words that start with a slash: `/events` for every event at once, several in one line and among nulls, `/formatting`
//! for every mark of WhatsApp, `/limits` for a message beyond each of WhatsApp's limits, and a command for each of these
//! ([`LIMIT_COMMANDS`]), such as `/limit-button-title-length`. The others show faults: `/cut`, `/stall`, `/error-line`,
//! `/garbage`, `/401`, `/404`, `/429`, `/500`, `/502`, and also `/slow`, `/long`, `/many N`, `/images` (cards whose
//! pictures cannot be shown), `/help`.
//!
//! The pictures and recordings that messages point at are on this same server, without a key: `/images/MA1001.png` for
//! each product, `/images/fashion.png`, `/media/fashion/voice.wav`, and under `/images/faults/` those that are bad.
//!
//! # What is assumed where the reference is silent
//! `health` needs the key; an unknown agent is a 404; a session belongs to the `clientKey` that opened it; faults
//! touch `invoke` and `invoke_sync` alone, so that a person can still open and close a session.

mod answer;
mod calls;
pub mod catalog;
mod clock;
mod lies;
mod life;
mod media;
mod merchants;
mod picture_faults;
mod pictures;
mod random;
mod refusal;
mod replay;
mod request;
mod routes;
mod search;
mod server;
mod sessions;
mod settings;
mod turn;
mod voice;

pub use answer::LIMIT_COMMANDS;
pub use axum::body::Bytes;
pub use lies::{Lie, ToldLie, UnknownLie};
pub use life::StartError;
pub use merchants::{BUSINESS_ID, MERCHANTS, SimulatedMerchant, is_simulated_shop, merchant_of_agent};
pub use replay::{AnswerEnd, RecordedAnswer, RecordedRefusal, Replay, ReplaySpeed, UnknownSpeed};
pub use server::{Counters, Simulator};
pub use settings::{Fault, Settings, UnknownFault};
