//! The only place that knows JavaScript: it converts and performs, and decides nothing.
//!
//! Of the packages one would expect here, serde and serde-wasm-bindgen stay with the emulator: a single type through
//! them costs 15 kB gzipped in this wasm, which is more than half of the client. gloo-net is there too: its `send`
//! takes no other fetch than the global one, and leaves the caller waiting for ever when what is thrown is no `Error`,
//! when what comes is no `Response` of this realm, or when fetch throws at once (gloo-net 0.7, `http/request.rs`).
//! What wasm-bindgen-futures does is done in `task`, which says why; what web-sys would be asked for is ten lines of
//! `support.js`, and two kilobytes fewer; what js-sys would be asked for is three lines of `support`, and 0.3 kB fewer.

mod call;
mod convert;
mod identifiers;
mod rooms_client;
mod support;
mod task;
mod transport;

pub use rooms_client::RoomsClient;

/// std's allocator would cost 2 kB more, at the same speed.
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
