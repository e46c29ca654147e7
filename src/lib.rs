//! A client of **Azure Communication Services Rooms** for WebAssembly: it creates, reads, updates, deletes and
//! lists rooms, and adds, updates, removes and lists their participants.
//!
//! One call goes down once and up once:
//!
//! 1. `js` converts the JavaScript arguments (only in WebAssembly builds),
//! 2. [`core`] checks them and builds the request: path, body and ids, once per call,
//! 3. [`client`] loops: sign, send, decide, until there is an answer,
//! 4. [`core`] reads the answer, and the JavaScript side hands it over.
//!
//! [`core`] is pure: no JavaScript, no clock, no randomness. Everything from outside comes through
//! [`client::Transport`], so a native program can drive the same client over its own HTTP stack.
//!
//! The service retires on 30 September 2028 and takes no new customers since 23 October 2026
//! (Microsoft's retirement guide of August 2026).

pub mod client;
pub mod core;

#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(target_arch = "wasm32")]
pub use js::RoomsClient;
