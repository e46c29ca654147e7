//! Every decision of the client, as functions of their arguments.
//!
//! ```text
//! arguments ─┐                                   ┌─ answer ── model, identifier
//! identifier ┼─ request ── sign ── (transport) ──┤
//! connection ┘                                   └─ retry, page, redact
//! ```

pub mod answer;
pub mod arguments;
pub mod base64;
pub mod connection;
pub mod error;
pub mod headers;
pub mod identifier;
pub mod identity;
pub mod json;
pub mod operation;
pub mod options;
pub mod page;
pub mod participant_hint;
pub mod redact;
pub mod request;
pub mod retry;
pub mod role;
pub mod sign;
pub mod text;
pub mod time;
pub mod verdict;
