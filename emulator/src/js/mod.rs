//! The JavaScript boundary: the class `RoomsEmulator`. It converts; the core decides.

mod convert;
mod fetch;
mod request;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Math, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

use crate::faults::FaultInput;
use crate::http::Request;
use crate::options::{Options, OptionsInput};
use crate::service::{Emulator, Exchange, Platform};
use crate::store::Change;

/// The runtime's clock and randomness.
struct Runtime;

impl Platform for Runtime {
    fn now_in_ms(&mut self) -> i64 {
        js_sys::Date::now() as i64
    }

    /// Room ids and correlation vectors guard nothing, so they need no cryptographic source; this one is there
    /// everywhere and cannot fail.
    fn random_u64(&mut self) -> u64 {
        let half = || (Math::random() * 4_294_967_296.0) as u64;
        half() << 32 | half()
    }
}

/// The emulator and where its changes are kept; shared with the detached `fetch`.
struct Shared {
    emulator: RefCell<Emulator>,
    /// `{ read(), append(line), clear() }`, or undefined.
    journal: JsValue,
}

impl Shared {
    fn handle(&self, request: &Request) -> Result<Exchange, JsValue> {
        let exchange = self.emulator.borrow_mut().handle(request, &mut Runtime);
        if let Some(change) = &exchange.change {
            self.keep(change)?;
        }
        Ok(exchange)
    }

    fn keep(&self, change: &Change) -> Result<(), JsValue> {
        if self.journal.is_undefined() {
            return Ok(());
        }
        // Our own structs of strings and numbers always serialise.
        let line = serde_json::to_string(change).unwrap_or_default();
        self.journal_call("append", &line.into()).map(drop)
    }

    fn journal_call(&self, name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
        Reflect::get(&self.journal, &name.into())?
            .dyn_into::<Function>()
            .map_err(|_| convert::type_error(&format!("journal.{name} must be a function")))?
            .call1(&self.journal, argument)
    }

    fn replay_journal(&self) -> Result<(), JsValue> {
        let lines = self.journal_call("read", &JsValue::UNDEFINED)?;
        let mut emulator = self.emulator.borrow_mut();
        for (index, line) in Array::from(&lines).iter().enumerate() {
            let change = line
                .as_string()
                .and_then(|line| serde_json::from_str(&line).ok())
                .ok_or_else(|| {
                    convert::type_error(&format!(
                        "journal: line {} is not a change the emulator wrote",
                        index + 1
                    ))
                })?;
            emulator.replay(&change);
        }
        Ok(())
    }
}

/// A local Rooms service. Types and documentation for users are in `emulator.d.ts`.
#[wasm_bindgen(skip_typescript)]
pub struct RoomsEmulator {
    shared: Rc<Shared>,
    fetch: JsValue,
}

#[wasm_bindgen]
impl RoomsEmulator {
    /// Takes neither clock nor randomness: some runtimes forbid both outside a request.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Result<RoomsEmulator, JsValue> {
        let (options, journal) = split_journal(options)?;
        let input: OptionsInput = convert::from_js("options", &options)?;
        let options = Options::check(input).map_err(|message| convert::type_error(&message))?;
        let shared = Rc::new(Shared {
            emulator: RefCell::new(Emulator::new(options)),
            journal,
        });
        if !shared.journal.is_undefined() {
            shared.replay_journal()?;
        }
        let for_fetch = Rc::clone(&shared);
        // The function lives as long as anybody holds it, also without the emulator object.
        let fetch = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(move |input, init| {
            fetch::start(Rc::clone(&for_fetch), input, init)
        })
        .into_js_value();
        Ok(RoomsEmulator { shared, fetch })
    }

    /// Where the emulator pretends to be.
    #[wasm_bindgen(getter)]
    pub fn endpoint(&self) -> String {
        self.shared.emulator.borrow().options().endpoint.clone()
    }

    /// With the primary key.
    #[wasm_bindgen(getter, js_name = connectionString)]
    pub fn connection_string(&self) -> String {
        self.shared.emulator.borrow().options().connection_string(false)
    }

    /// With the secondary key.
    #[wasm_bindgen(getter, js_name = secondaryConnectionString)]
    pub fn secondary_connection_string(&self) -> String {
        self.shared.emulator.borrow().options().connection_string(true)
    }

    /// Longest body it takes; a server need not read further.
    #[wasm_bindgen(getter, js_name = maxBodyInBytes)]
    pub fn max_body_in_bytes(&self) -> usize {
        self.shared.emulator.borrow().options().max_body_in_bytes
    }

    /// `(input, init?) => Promise<Response>`; needs no `this`.
    #[wasm_bindgen(getter)]
    pub fn fetch(&self) -> JsValue {
        self.fetch.clone()
    }

    /// Answers a request given with its raw target and headers, for a server.
    pub fn handle(&self, request: &JsValue) -> Result<JsValue, JsValue> {
        let request: Request = convert::from_js("request", request)?;
        let exchange = self.shared.handle(&request)?;
        let answer = convert::to_js(&exchange.response)?;
        Reflect::set(&answer, &"delivery".into(), &convert::to_js(&exchange.delivery)?)?;
        Ok(answer)
    }

    /// Forgets everything.
    pub fn reset(&self) -> Result<(), JsValue> {
        self.shared.emulator.borrow_mut().reset();
        if self.shared.journal.is_undefined() {
            return Ok(());
        }
        self.shared.journal_call("clear", &JsValue::UNDEFINED).map(drop)
    }

    /// Puts the rooms' clock forward.
    #[wasm_bindgen(js_name = advanceTime)]
    pub fn advance_time(&self, by_in_ms: f64) -> Result<(), JsValue> {
        if !(by_in_ms.is_finite() && by_in_ms >= 0.0) {
            return Err(convert::range_error("advanceTime: give milliseconds, 0 or more"));
        }
        let change = self.shared.emulator.borrow_mut().advance_time(by_in_ms as i64);
        self.shared.keep(&change)
    }

    /// Lets requests to come go wrong.
    #[wasm_bindgen(js_name = injectFault)]
    pub fn inject_fault(&self, fault: &JsValue) -> Result<(), JsValue> {
        let fault: FaultInput = convert::from_js("fault", fault)?;
        self.shared
            .emulator
            .borrow_mut()
            .inject_fault(fault)
            .map_err(|message| convert::type_error(&format!("fault: {message}")))
    }

    /// Lets requests go well again.
    #[wasm_bindgen(js_name = clearFaults)]
    pub fn clear_faults(&self) {
        self.shared.emulator.borrow_mut().clear_faults();
    }

    /// The last requests, oldest first.
    pub fn requests(&self) -> Result<JsValue, JsValue> {
        let emulator = self.shared.emulator.borrow();
        let entries: Vec<_> = emulator.requests().collect();
        convert::to_js(&entries)
    }

    /// Forgets the requests.
    #[wasm_bindgen(js_name = clearRequests)]
    pub fn clear_requests(&self) {
        self.shared.emulator.borrow_mut().clear_requests();
    }
}

/// The journal is an object with functions, so it is taken out before the rest is read as data.
fn split_journal(options: &JsValue) -> Result<(JsValue, JsValue), JsValue> {
    if !options.is_object() {
        return Ok((options.clone(), JsValue::UNDEFINED));
    }
    let rest = Object::assign(&Object::new(), options.unchecked_ref());
    let key = JsValue::from_str("journal");
    let journal = Reflect::get(&rest, &key)?;
    Reflect::delete_property(&rest, &key)?;
    if journal.is_null() || journal.is_undefined() {
        return Ok((rest.into(), JsValue::UNDEFINED));
    }
    for name in ["read", "append", "clear"] {
        if !Reflect::get(&journal, &name.into()).is_ok_and(|member| member.is_function()) {
            return Err(convert::type_error(&format!(
                "options: journal.{name} must be a function"
            )));
        }
    }
    Ok((rest.into(), journal))
}
