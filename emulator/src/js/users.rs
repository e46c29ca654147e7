//! The methods of `RoomsEmulator` about people: who there is, and who can join.

use wasm_bindgen::prelude::*;

use super::{RoomsEmulator, convert};
use crate::join::Question;

#[wasm_bindgen]
impl RoomsEmulator {
    /// Every user that was not deleted, in the order of being made.
    pub fn users(&self) -> Result<JsValue, JsValue> {
        self.shared()?
            .read(|emulator| convert::to_js(&emulator.users().collect::<Vec<_>>()))?
    }

    /// Tells whether a token's user can join a room now, or everything that stands against it.
    pub fn join(&self, question: &JsValue) -> Result<JsValue, JsValue> {
        let question = Question::read(&convert::data(question)?).map_err(|message| convert::type_error(&message))?;
        let verdict = self
            .shared()?
            .with(|emulator, runtime| emulator.join(&question, runtime))?;
        convert::to_js(&verdict)
    }
}
