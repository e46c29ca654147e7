//! One list, of which any page can be asked for.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::core::operation::OperationName;

use super::call::{Shared, start};

/// What `support.js` builds the iterators on.
#[wasm_bindgen]
pub struct Pages {
    shared: Result<Rc<Shared>, JsValue>,
    name: OperationName,
    room_id: JsValue,
    options: JsValue,
}

impl Pages {
    pub(super) fn new(
        shared: Result<Rc<Shared>, JsValue>,
        name: OperationName,
        room_id: JsValue,
        options: JsValue,
    ) -> Self {
        Self {
            shared,
            name,
            room_id,
            options,
        }
    }
}

#[wasm_bindgen]
impl Pages {
    /// The page that `link` leads to, or the first.
    pub fn page(&self, link: JsValue) -> Promise {
        start(self.shared.clone(), self.name, &self.room_id, &link, &self.options)
    }
}
