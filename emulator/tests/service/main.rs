//! The emulator through its one entrance, as a client meets it: signed requests in, answers out.

// Helpers outside #[test] functions fail the test by panicking, which is what they are for.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::string_slice, clippy::unwrap_used)]

mod faults;
mod joining;
mod journal;
mod keys;
mod layers;
mod lists;
mod recordings;
mod repeatability;
mod rules;
mod support;
mod users;
