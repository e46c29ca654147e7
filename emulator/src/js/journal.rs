//! The user's journal: an object with `read`, `append` and `replace`. The last two may return promises; no
//! answer leaves before they resolve, and none at all once one has failed.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

use super::convert::type_error;
use crate::model::Change;
use crate::state::State;
use crate::state_file;

#[wasm_bindgen(module = "/src/js/journal.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn joined(before: &JsValue, result: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = oneText, catch)]
    fn one_text(lines: &Array) -> Result<JsValue, JsValue>;
}

/// Where changes are kept.
pub struct Journal {
    object: JsValue,
    /// Promise of all that is not kept yet, or undefined.
    pending: RefCell<JsValue>,
}

impl Journal {
    /// Takes the journal out of the options: the rest can be read as data.
    pub fn split(options: &JsValue) -> Result<(JsValue, Option<Self>), JsValue> {
        if !options.is_object() {
            return Ok((options.clone(), None));
        }
        let rest = Object::assign(&Object::new(), options.unchecked_ref());
        let key = JsValue::from_str("journal");
        let object = Reflect::get(&rest, &key)?;
        Reflect::delete_property(&rest, &key)?;
        if object.is_null() || object.is_undefined() {
            return Ok((rest.into(), None));
        }
        for name in ["read", "append", "replace"] {
            if !Reflect::get(&object, &name.into()).is_ok_and(|member| member.is_function()) {
                return Err(type_error(&format!("options: journal.{name} must be a function")));
            }
        }
        let pending = RefCell::new(JsValue::UNDEFINED);
        Ok((rest.into(), Some(Journal { object, pending })))
    }

    /// The state that the changes kept so far make, and how many they are.
    pub fn read(&self) -> Result<(State, usize), JsValue> {
        let lines = self.call("read", &JsValue::UNDEFINED)?;
        if !Array::is_array(&lines) {
            return Err(type_error("journal.read must return an array of lines"));
        }
        let mut state = State::default();
        let wrong = |index: usize, reason: &str| {
            type_error(&format!(
                "journal: entry {} is not a change the emulator wrote: {reason}",
                index + 1
            ))
        };
        let lines = Array::from(&lines);
        if lines.length() == 0 {
            return Ok((state, 0));
        }
        let text = one_text(&lines)?;
        let text = text
            .as_string()
            .ok_or_else(|| wrong(text.as_f64().unwrap_or_default() as usize, "it is no line of text"))?;
        for (index, line) in text.split('\n').enumerate() {
            state_file::take_up(&mut state, line).map_err(|reason| wrong(index, &reason))?;
        }
        Ok((state, lines.length() as usize))
    }

    /// Keeps one more change.
    pub fn append(&self, change: &Change) -> Result<(), JsValue> {
        let result = self.call("append", &line(change).into())?;
        let before = self.pending.borrow().clone();
        *self.pending.borrow_mut() = joined(&before, &result)?;
        Ok(())
    }

    /// Keeps these changes instead of all before. Also ends a failure.
    pub fn replace(&self, changes: &[Change]) -> Result<(), JsValue> {
        let lines: Array = changes.iter().map(|change| JsValue::from(line(change))).collect();
        let result = self.call("replace", &lines)?;
        *self.pending.borrow_mut() = joined(&JsValue::UNDEFINED, &result)?;
        Ok(())
    }

    /// What to wait for before anything is answered, or undefined.
    pub fn pending(&self) -> JsValue {
        self.pending.borrow().clone()
    }

    /// The same as a promise, if there is something to wait for.
    pub fn pending_promise(&self) -> Option<Promise> {
        self.pending().dyn_into().ok()
    }

    fn call(&self, name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
        Reflect::get(&self.object, &name.into())?
            .dyn_into::<Function>()
            .map_err(|_| type_error(&format!("journal.{name} must be a function")))?
            .call1(&self.object, argument)
    }
}

fn line(change: &Change) -> String {
    // Our own structs of strings and numbers always serialise.
    serde_json::to_string(change).unwrap_or_default()
}
