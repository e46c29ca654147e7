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

/// What JavaScript brings with each step.
#[derive(Clone, Default)]
pub struct Step(Rc<Brought>);

#[derive(Default)]
struct Brought {
    /// What the promise came to that a future waits for.
    settled: Cell<Option<Result<JsValue, JsValue>>>,
    now_ms: Cell<f64>,
    random: Cell<f64>,
}

impl Step {
    /// Waits for the promise that JavaScript was told of last.
    pub fn settled(&self) -> impl Future<Output = Result<JsValue, JsValue>> {
        let settled = &self.0.settled;
        // What the first step brings is the answer to nothing.
        settled.take();
        poll_fn(|_| settled.take().map_or(Poll::Pending, Poll::Ready))
    }

    /// `Date.now()`
    pub fn now_ms(&self) -> f64 {
        self.0.now_ms.get()
    }

    /// `Math.random()`
    pub fn random(&self) -> f64 {
        self.0.random.get()
    }
}

/// One call.
#[wasm_bindgen]
pub struct Task {
    future: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>,
    step: Step,
}

impl Task {
    pub(super) fn new(step: Step, future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Self {
        let future = Box::pin(future);
        Self { future, step }
    }
}

#[wasm_bindgen]
impl Task {
    /// Goes on until there is something to wait for, or the result.
    pub fn step(&mut self, value: JsValue, failed: bool, now_ms: f64, random: f64) -> Result<JsValue, JsValue> {
        let Brought {
            settled,
            now_ms: now,
            random: dice,
        } = &*self.step.0;
        settled.set(Some(if failed { Err(value) } else { Ok(value) }));
        now.set(now_ms);
        dice.set(random);
        let mut context = Context::from_waker(Waker::noop());
        match self.future.as_mut().poll(&mut context) {
            Poll::Ready(result) => result,
            Poll::Pending => Ok(JsValue::UNDEFINED),
        }
    }
}
