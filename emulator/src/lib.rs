//! A local emulator of Azure Communication Services Rooms.
//!
//! The core is pure: time and randomness come in through [`Platform`], requests and answers are plain values
//! ([`http`]), and [`Emulator::handle`] is the whole of it. The JavaScript boundary (`js`, compiled for
//! WebAssembly only) turns `fetch` and a Node server into that one call.
//!
//! What the service does is taken from recordings, its API description and its SDKs; what is not known is a
//! choice, listed in `docs/emulator.md` under "Differences and assumptions".

pub mod access_key;
pub mod auth;
pub mod body;
pub mod call;
pub mod clock;
pub mod compat;
pub mod cors;
pub mod errors;
pub mod faults;
pub mod fields;
pub mod http;
pub mod ids;
pub mod join;
pub mod log;
pub mod model;
pub mod options;
pub mod paging;
pub mod participants;
pub mod repeatability;
pub mod rooms;
pub mod routes;
pub mod service;
pub mod state;
pub mod state_file;
pub mod store;
pub mod time;
pub mod tokens;
pub mod users;
pub mod versions;

#[cfg(target_arch = "wasm32")]
mod js;

pub use service::{Emulator, Exchange, Key, NotAdvanced, NotKept, Platform};
