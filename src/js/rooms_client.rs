//! The class that JavaScript sees.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::core::connection::{ConnectionString, Endpoint};
use crate::core::error::ArgumentError;
use crate::core::json::Json;
use crate::core::operation::OperationName;
use crate::core::options::ClientOptions;
use crate::core::sign::Key;

use super::call::{Shared, start};
use super::convert::{argument_error, arguments_text, read, text};
use super::support::{self, Host, Promise, absolute_url};
use super::transport::Given;

/// The client. Its documentation is in the TypeScript declarations.
#[wasm_bindgen]
pub struct RoomsClient {
    /// Empty after [`RoomsClient::release`].
    shared: RefCell<Option<Rc<Shared>>>,
}

#[wasm_bindgen]
impl RoomsClient {
    /// From a connection string, or from an endpoint and a credential.
    #[wasm_bindgen(constructor)]
    pub fn new(
        connection_string_or_endpoint: JsValue,
        credential_or_options: JsValue,
        options: JsValue,
    ) -> Result<RoomsClient, JsValue> {
        let given = match support::credential_kind(&credential_or_options)? {
            1 => Given::Key,
            2 => Given::Token,
            _ if options.is_undefined() => {
                return Self::from_connection_string(connection_string_or_endpoint, credential_or_options);
            }
            _ => {
                return Err(argument_error(ArgumentError::of_type(
                    "credential",
                    "must be an object with a key or with getToken()",
                )));
            }
        };
        let endpoint = Endpoint::parse(&text(&connection_string_or_endpoint, "endpoint")?, absolute_url)
            .map_err(argument_error)?;
        Self::build(endpoint, given, &credential_or_options, &options)
    }

    /// From a connection string.
    #[wasm_bindgen(js_name = fromConnectionString)]
    pub fn from_connection_string(connection_string: JsValue, options: JsValue) -> Result<RoomsClient, JsValue> {
        let given = text(&connection_string, "connectionString")?;
        let parts = ConnectionString::parse(&given).map_err(argument_error)?;
        let endpoint = Endpoint::parse(parts.endpoint, absolute_url).map_err(argument_error)?;
        Self::build(
            endpoint,
            Given::Text(Zeroizing::new(parts.access_key.to_owned())),
            &JsValue::UNDEFINED,
            &options,
        )
    }

    /// Without a credential.
    #[wasm_bindgen(js_name = throughProxy)]
    pub fn through_proxy(url: JsValue, options: JsValue) -> Result<RoomsClient, JsValue> {
        let given = text(&url, "url")?;
        let absolute = absolute_url(&given).ok_or_else(|| {
            argument_error(ArgumentError::of_type(
                "url",
                "must be the address of the proxy: absolute, or in a page relative to it",
            ))
        })?;
        let endpoint = Endpoint::of_url(&absolute).map_err(argument_error)?;
        Self::build(endpoint, Given::Nothing, &JsValue::UNDEFINED, &options)
    }

    fn build(
        endpoint: Endpoint,
        given: Given,
        credential: &JsValue,
        options: &JsValue,
    ) -> Result<RoomsClient, JsValue> {
        let text = arguments_text(&JsValue::UNDEFINED, &JsValue::UNDEFINED, options)?;
        let read_options = read(&text, |json| {
            ClientOptions::read(json.get("options").unwrap_or(&Json::Null))
        })?;
        let host = Host::new(credential, options)?;
        if let Some(key) = given.key(&host)? {
            Key::from_base64(&key).map_err(argument_error)?;
        }
        let is_proxy = matches!(given, Given::Nothing);
        endpoint
            .require_secure(is_proxy || read_options.allow_insecure_connection)
            .map_err(argument_error)?;
        if matches!(given, Given::Token) && !endpoint.is_secure() {
            return Err(argument_error(ArgumentError::of_type(
                "endpoint",
                "uses http:, over which a token is never sent: use https:, or an access key for a local emulator",
            )));
        }
        let client = Client::new(endpoint, read_options);
        Ok(RoomsClient {
            shared: RefCell::new(Some(Rc::new(Shared { client, given, host }))),
        })
    }

    /// Creates a room.
    #[wasm_bindgen(js_name = createRoom)]
    pub fn create_room(&self, options: JsValue) -> Promise {
        self.start(
            OperationName::CreateRoom,
            &JsValue::UNDEFINED,
            &JsValue::UNDEFINED,
            &options,
        )
    }

    /// Changes a room.
    #[wasm_bindgen(js_name = updateRoom)]
    pub fn update_room(&self, id: JsValue, options: JsValue) -> Promise {
        self.start(OperationName::UpdateRoom, &id, &JsValue::UNDEFINED, &options)
    }

    /// Reads a room.
    #[wasm_bindgen(js_name = getRoom)]
    pub fn get_room(&self, id: JsValue, options: JsValue) -> Promise {
        self.start(OperationName::GetRoom, &id, &JsValue::UNDEFINED, &options)
    }

    /// Deletes a room.
    #[wasm_bindgen(js_name = deleteRoom)]
    pub fn delete_room(&self, id: JsValue, options: JsValue) -> Promise {
        self.start(OperationName::DeleteRoom, &id, &JsValue::UNDEFINED, &options)
    }

    /// Lists rooms.
    #[wasm_bindgen(js_name = listRooms)]
    pub fn list_rooms(&self, options: JsValue) -> JsValue {
        self.pager(OperationName::ListRooms, JsValue::UNDEFINED, options)
    }

    /// Lists the participants of a room.
    #[wasm_bindgen(js_name = listParticipants)]
    pub fn list_participants(&self, id: JsValue, options: JsValue) -> JsValue {
        self.pager(OperationName::ListParticipants, id, options)
    }

    /// The page of a list that `link` leads to, or the first: what `support.js` builds the iterators on. The types
    /// leave it out, since it is not for users.
    pub fn page(&self, list: u8, id: JsValue, link: JsValue, options: JsValue) -> Promise {
        let name = if list == OperationName::ListRooms as u8 {
            OperationName::ListRooms
        } else {
            OperationName::ListParticipants
        };
        self.start(name, &id, &link, &options)
    }

    /// Adds participants, or sets their roles.
    #[wasm_bindgen(js_name = addOrUpdateParticipants)]
    pub fn add_or_update_participants(&self, id: JsValue, participants: JsValue, options: JsValue) -> Promise {
        self.start(OperationName::AddOrUpdateParticipants, &id, &participants, &options)
    }

    /// Removes participants.
    #[wasm_bindgen(js_name = removeParticipants)]
    pub fn remove_participants(&self, id: JsValue, participants: JsValue, options: JsValue) -> Promise {
        self.start(OperationName::RemoveParticipants, &id, &participants, &options)
    }

    /// Signs and sends a request that the proxy has checked, `{ method, path, body? }`, by the same loop as every call.
    /// It resolves to nothing: the answer is what `onResponse` hears. The types leave it out, since it is not for users.
    pub fn relay(&self, request: JsValue, options: JsValue) -> Promise {
        self.start(OperationName::Relay, &JsValue::UNDEFINED, &request, &options)
    }

    /// Lets go of everything but an empty shell. The package puts it in the place of wasm-bindgen's `free`, which
    /// must not be called twice.
    pub fn release(&self) {
        self.shared.replace(None);
    }

    fn shared(&self) -> Result<Rc<Shared>, JsValue> {
        let shared = self.shared.borrow();
        shared
            .clone()
            .ok_or_else(|| support::failure(0, "This RoomsClient has been freed: make a new one for further calls"))
    }

    /// A list goes on when the client is freed in the meantime.
    fn pager(&self, list: OperationName, id: JsValue, options: JsValue) -> JsValue {
        let client = RoomsClient {
            shared: self.shared.clone(),
        };
        support::pager(client, list as u8, id, options)
    }

    fn start(&self, name: OperationName, id: &JsValue, argument: &JsValue, options: &JsValue) -> Promise {
        start(self.shared(), name, id, argument, options)
    }
}
