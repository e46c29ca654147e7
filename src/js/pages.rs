//! One list, of which any page can be asked for.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::core::request::Operation;

use super::convert::text;
use super::rooms_client::Shared;

/// What `support.js` builds the iterators on.
#[wasm_bindgen]
pub struct Pages {
    pub(super) shared: Result<Rc<Shared>, JsValue>,
    /// Absent: the list of rooms.
    pub(super) room_id: Option<JsValue>,
    pub(super) options: JsValue,
}

#[wasm_bindgen]
impl Pages {
    /// The page that `link` leads to, or the first.
    pub fn page(&self, link: JsValue) -> Promise {
        Shared::run(self.shared.clone(), &self.options, |shared, call| {
            let link = match link.is_undefined() || link.is_null() {
                true => None,
                false => Some(text(&link, "continuationToken")?),
            };
            match &self.room_id {
                None => shared.request(Operation::ListRooms(link.as_deref()), call),
                Some(room_id) => {
                    let room_id = super::rooms_client::room_id(room_id)?;
                    shared.request(Operation::ListParticipants(&room_id, link.as_deref()), call)
                }
            }
        })
    }
}
