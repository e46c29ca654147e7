//! The users of the resource and their tokens: the Identity API, as far as people in rooms need it.
//!
//! Users are a part of the state and of the journal. Tokens are not kept: each carries what it allows, signed with the
//! emulator's own key ([`token`]), and the users' state tells whether it was revoked ([`directory`]).

pub mod body;
pub mod directory;
pub mod operations;
pub mod refusal;
pub mod routes;
pub mod scope;
pub mod token;
pub mod versions;
