//! The JavaScript boundary: the class `RoomsEmulator`. It converts; the core decides.

mod convert;
mod fetch;
mod journal;
mod request;
mod users;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;

use crate::clock::MAX_ADVANCED_IN_MS;
use crate::faults::FaultInput;
use crate::http::Request;
use crate::model::Change;
use crate::options::Options;
use crate::service::{Emulator, Exchange, Key, NotAdvanced, NotKept, Platform};
use crate::state_file;
use journal::Journal;

// `catch` because a test may have replaced them by functions that throw. Each call looks them up anew for the same reason.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now, catch)]
    fn date_now() -> Result<f64, JsValue>;

    #[wasm_bindgen(js_namespace = Math, js_name = random, catch)]
    fn math_random() -> Result<f64, JsValue>;
}

/// The runtime's clock and randomness, and the user's journal.
struct Runtime<'a> {
    journal: Option<&'a Journal>,
    /// The first error that one of them threw. Nothing is changed once there is one.
    thrown: Option<JsValue>,
}

impl Runtime<'_> {
    fn or_note<T: Default>(&mut self, result: Result<T, JsValue>) -> T {
        result.unwrap_or_else(|error| {
            self.thrown.get_or_insert(error);
            T::default()
        })
    }
}

impl Platform for Runtime<'_> {
    fn now_in_ms(&mut self) -> i64 {
        self.or_note(date_now()) as i64
    }

    /// Room ids and correlation vectors guard nothing, so they need no cryptographic source; this one is there
    /// everywhere.
    fn random_u64(&mut self) -> u64 {
        let mut half = || (self.or_note(math_random()) * 4_294_967_296.0) as u64;
        half() << 32 | half()
    }

    fn keep(&mut self, change: &Change) -> Result<(), NotKept> {
        if self.thrown.is_none() {
            let kept = self.journal.map_or(Ok(()), |journal| journal.append(change));
            self.or_note(kept);
        }
        self.thrown.as_ref().map_or(Ok(()), |_| Err(NotKept))
    }
}

/// The emulator and where its changes are kept; shared with the detached `fetch`.
struct Shared {
    /// Borrowed while it works, also over calls to JavaScript: a journal, and a clock or randomness of a test's own. Those may
    /// call back, so nothing here borrows without trying.
    emulator: RefCell<Emulator>,
    journal: Option<Journal>,
}

impl Shared {
    fn handle(&self, request: &Request) -> Result<Exchange, JsValue> {
        self.with(|emulator, runtime| emulator.handle(request, runtime))
    }

    /// Lets the emulator do something. An error that the journal throws meanwhile is thrown.
    fn with<T>(&self, action: impl FnOnce(&mut Emulator, &mut Runtime) -> T) -> Result<T, JsValue> {
        let mut emulator = self.emulator.try_borrow_mut().map_err(|_| at_work())?;
        let mut runtime = Runtime {
            journal: self.journal.as_ref(),
            thrown: None,
        };
        let done = action(&mut emulator, &mut runtime);
        runtime.thrown.map_or(Ok(done), Err)
    }

    /// Reads something of the emulator.
    fn read<T>(&self, look: impl FnOnce(&Emulator) -> T) -> Result<T, JsValue> {
        let emulator = self.emulator.try_borrow().map_err(|_| at_work())?;
        Ok(look(&emulator))
    }

    /// Changes the whole state: first in the journal, then here.
    fn replace(&self, changes: &[Change], action: impl FnOnce(&mut Emulator)) -> Result<JsValue, JsValue> {
        self.with(|emulator, _| {
            if let Some(journal) = &self.journal {
                journal.replace(changes)?;
            }
            action(emulator);
            Ok(self.pending())
        })?
    }

    fn connection_string(&self, key: Key) -> Result<String, JsValue> {
        self.read(|emulator| emulator.options().connection_string(key))
    }

    /// Takes up the journal's changes, and leaves there the fewest that do.
    fn replay(&self) -> Result<(), JsValue> {
        let Some(journal) = &self.journal else { return Ok(()) };
        let (state, lines) = journal.read()?;
        let snapshot = self.with(|emulator, runtime| {
            emulator.restore(state);
            emulator.snapshot(runtime)
        })?;
        if snapshot.len() < lines {
            journal.replace(&snapshot)?;
        }
        Ok(())
    }

    /// Undefined, or a promise that resolves when all changes are kept.
    fn pending(&self) -> JsValue {
        self.journal.as_ref().map_or(JsValue::UNDEFINED, Journal::pending)
    }
}

fn at_work() -> JsValue {
    convert::type_error(
        "The emulator is at work: the functions of a journal, and a Date.now or Math.random of your own, must not call it. \
         Call it once they have returned",
    )
}

/// A local Rooms service. Types and documentation for users are in `emulator.d.ts`.
#[wasm_bindgen(skip_typescript)]
pub struct RoomsEmulator {
    /// Empty after [`RoomsEmulator::release`].
    inside: RefCell<Option<Inside>>,
}

#[derive(Clone)]
struct Inside {
    shared: Rc<Shared>,
    fetch: JsValue,
}

impl RoomsEmulator {
    fn inside(&self) -> Result<Inside, JsValue> {
        self.inside
            .borrow()
            .clone()
            .ok_or_else(|| convert::type_error("This RoomsEmulator has been freed: make a new one"))
    }

    fn shared(&self) -> Result<Rc<Shared>, JsValue> {
        self.inside().map(|inside| inside.shared)
    }
}

#[wasm_bindgen]
impl RoomsEmulator {
    /// Takes no randomness: some runtimes forbid it outside a request.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Result<RoomsEmulator, JsValue> {
        let (options, journal) = Journal::split(options)?;
        let options = Options::read(&convert::data(&options)?).map_err(|message| convert::type_error(&message))?;
        let shared = Rc::new(Shared {
            emulator: RefCell::new(Emulator::new(options)),
            journal,
        });
        shared.replay()?;
        let for_fetch = Rc::clone(&shared);
        // The function lives as long as anybody holds it, also without the emulator object.
        let fetch = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(move |input, init| {
            fetch::start(Rc::clone(&for_fetch), input, init)
        })
        .into_js_value();
        Ok(RoomsEmulator {
            inside: RefCell::new(Some(Inside { shared, fetch })),
        })
    }

    /// Lets go of everything but an empty shell. The package puts it in the place of wasm-bindgen's `free`, which
    /// must not be called twice.
    pub fn release(&self) {
        self.inside.replace(None);
    }

    /// Where the emulator pretends to be.
    #[wasm_bindgen(getter)]
    pub fn endpoint(&self) -> Result<String, JsValue> {
        self.shared()?.read(|emulator| emulator.options().endpoint.clone())
    }

    /// With the primary key.
    #[wasm_bindgen(getter, js_name = connectionString)]
    pub fn connection_string(&self) -> Result<String, JsValue> {
        self.shared()?.connection_string(Key::Primary)
    }

    /// With the secondary key.
    #[wasm_bindgen(getter, js_name = secondaryConnectionString)]
    pub fn secondary_connection_string(&self) -> Result<String, JsValue> {
        self.shared()?.connection_string(Key::Secondary)
    }

    /// Longest body it takes; a server need not read further.
    #[wasm_bindgen(getter, js_name = maxBodyInBytes)]
    pub fn max_body_in_bytes(&self) -> Result<usize, JsValue> {
        self.shared()?.read(|emulator| emulator.options().max_body_in_bytes)
    }

    /// `(input, init?) => Promise<Response>`; needs no `this`.
    #[wasm_bindgen(getter)]
    pub fn fetch(&self) -> Result<JsValue, JsValue> {
        Ok(self.inside()?.fetch)
    }

    /// Answers a request given with its raw target and headers, for a server.
    pub fn handle(&self, request: JsValue) -> Result<JsValue, JsValue> {
        let request = convert::request(request)?;
        let shared = self.shared()?;
        let exchange = shared.handle(&request)?;
        if !shared.pending().is_undefined() {
            return Err(convert::type_error(
                "handle answers at once, and the journal returns promises: use fetch",
            ));
        }
        let answer = convert::to_js(&exchange.response)?;
        Reflect::set(&answer, &"delivery".into(), &convert::to_js(&exchange.delivery)?)?;
        Ok(answer)
    }

    /// Forgets everything. Returns a promise when the journal does.
    pub fn reset(&self) -> Result<JsValue, JsValue> {
        self.shared()?.replace(&[], Emulator::reset)
    }

    /// Puts the rooms' clock forward. Returns a promise when the journal does.
    #[wasm_bindgen(js_name = advanceTime)]
    pub fn advance_time(&self, by_in_ms: &JsValue) -> Result<JsValue, JsValue> {
        let shared = self.shared()?;
        let out_of_range = || {
            convert::range_error(&format!(
                "advanceTime: give milliseconds as a number, 0 or more, and no more than {MAX_ADVANCED_IN_MS} in all"
            ))
        };
        // Not what JavaScript would make a number of, such as null and true. Beyond its range a cast gives the nearest.
        let by_in_ms = by_in_ms
            .as_f64()
            .filter(|ms| ms.is_finite() && *ms >= 0.0)
            .ok_or_else(out_of_range)?;
        match shared.with(|emulator, runtime| emulator.advance_time(by_in_ms as i64, runtime))? {
            Err(NotAdvanced::OutOfRange) => Err(out_of_range()),
            // What the journal throws is thrown already.
            Ok(()) | Err(NotAdvanced::NotKept) => Ok(shared.pending()),
        }
    }

    /// How far the rooms' clock was put forward.
    #[wasm_bindgen(getter, js_name = advancedInMs)]
    pub fn advanced_in_ms(&self) -> Result<f64, JsValue> {
        self.shared()?.read(|emulator| emulator.advanced_in_ms() as f64)
    }

    /// The whole state as text.
    #[wasm_bindgen(js_name = exportState)]
    pub fn export_state(&self) -> Result<String, JsValue> {
        let snapshot = self.shared()?.with(|emulator, runtime| emulator.snapshot(runtime))?;
        Ok(state_file::write(&snapshot))
    }

    /// Takes up an exported state instead of its own. Returns a promise when the journal does.
    #[wasm_bindgen(js_name = importState)]
    pub fn import_state(&self, text: &JsValue) -> Result<JsValue, JsValue> {
        let shared = self.shared()?;
        let text = text
            .as_string()
            .ok_or_else(|| convert::type_error("importState: give the text that exportState returned"))?;
        let state =
            state_file::read(&text).map_err(|message| convert::type_error(&format!("importState: {message}")))?;
        let snapshot = state.snapshot();
        shared.replace(&snapshot, |emulator| emulator.restore(state))
    }

    /// Makes a new access key and returns the connection string with it.
    #[wasm_bindgen(js_name = regenerateKey)]
    pub fn regenerate_key(&self, which: &JsValue) -> Result<String, JsValue> {
        let key = match which.as_string().as_deref() {
            Some("primary") => Key::Primary,
            Some("secondary") => Key::Secondary,
            _ => return Err(convert::type_error("regenerateKey: give \"primary\" or \"secondary\"")),
        };
        self.shared()?.with(|emulator, runtime| {
            emulator.regenerate_key(key, runtime);
            emulator.options().connection_string(key)
        })
    }

    /// Lets requests to come go wrong.
    #[wasm_bindgen(js_name = injectFault)]
    pub fn inject_fault(&self, fault: &JsValue) -> Result<(), JsValue> {
        let fault = FaultInput::read(&convert::data(fault)?).map_err(|message| convert::type_error(&message))?;
        self.shared()?.with(|emulator, _| emulator.inject_fault(fault))
    }

    /// Faults that wait for requests, with how many each will still hit.
    pub fn faults(&self) -> Result<JsValue, JsValue> {
        let faults: Vec<_> = self.shared()?.read(|emulator| emulator.faults().collect())?;
        convert::to_js(&faults)
    }

    /// Lets requests go well again.
    #[wasm_bindgen(js_name = clearFaults)]
    pub fn clear_faults(&self) -> Result<(), JsValue> {
        self.shared()?.with(|emulator, _| emulator.clear_faults())
    }

    /// The last requests, oldest first.
    pub fn requests(&self) -> Result<JsValue, JsValue> {
        self.shared()?
            .read(|emulator| convert::to_js(&emulator.requests().collect::<Vec<_>>()))?
    }

    /// Forgets the requests.
    #[wasm_bindgen(js_name = clearRequests)]
    pub fn clear_requests(&self) -> Result<(), JsValue> {
        self.shared()?.with(|emulator, _| emulator.clear_requests())
    }
}
