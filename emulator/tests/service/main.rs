//! The emulator through its one entrance, as a client meets it: signed requests in, answers out.

mod faults;
mod layers;
mod lists;
mod recordings;
mod repeatability;
mod rules;
mod support;
