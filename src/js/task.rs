//! A future that JavaScript drives: it takes a step whenever a promise has settled.
//!
//! wasm-bindgen-futures would wake futures by itself, with a queue and a pair of closures for each promise: 3 kB
//! gzipped in the shipped wasm and 4 µs a call. The emulator uses it.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

/// What the promise came to that a future waits for. JavaScript brings it with each step.
#[derive(Clone, Default)]
pub struct Settled(Rc<Cell<Option<Result<JsValue, JsValue>>>>);

impl Settled {
    /// Waits for the promise that JavaScript was told of last.
    pub fn wait(&self) -> impl Future<Output = Result<JsValue, JsValue>> {
        // What the first step brings is the answer to nothing.
        self.0.take();
        poll_fn(|_| self.0.take().map_or(Poll::Pending, Poll::Ready))
    }
}

/// One call.
#[wasm_bindgen]
pub struct Task {
    future: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>,
    settled: Settled,
}

impl Task {
    pub(super) fn new(settled: Settled, future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Self {
        let future = Box::pin(future);
        Self { future, settled }
    }
}

#[wasm_bindgen]
impl Task {
    /// Goes on until there is something to wait for, or the result.
    pub fn step(&mut self, value: JsValue, failed: bool) -> Result<JsValue, JsValue> {
        self.settled.0.set(Some(if failed { Err(value) } else { Ok(value) }));
        let mut context = Context::from_waker(Waker::noop());
        match self.future.as_mut().poll(&mut context) {
            Poll::Ready(result) => result,
            Poll::Pending => Ok(JsValue::UNDEFINED),
        }
    }
}
