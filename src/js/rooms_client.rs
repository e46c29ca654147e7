//! The class that JavaScript sees.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::core::connection::{ConnectionString, Endpoint};
use crate::core::error::ArgumentError;
use crate::core::identity::IdentityOperation;
use crate::core::json::Json;
use crate::core::operation::OperationName;
use crate::core::options::ClientOptions;

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
            _ if options.is_undefined() && !credential_or_options.is_string() => {
                return Self::from_connection_string(connection_string_or_endpoint, credential_or_options);
            }
            _ => {
                return Err(argument_error(ArgumentError::of_type(
                    "credential",
                    "must be { key }, or have getToken() as those of @azure/identity",
                )));
            }
        };
        let endpoint = text(&connection_string_or_endpoint, "endpoint")?;
        Self::build(
            Endpoint::parse(&endpoint, absolute_url),
            given,
            &credential_or_options,
            &options,
        )
    }

    /// From a connection string.
    #[wasm_bindgen(js_name = fromConnectionString)]
    pub fn from_connection_string(connection_string: JsValue, options: JsValue) -> Result<RoomsClient, JsValue> {
        let given = text(&connection_string, "connectionString")?;
        let parts = ConnectionString::parse(&given).map_err(argument_error)?;
        let key = Given::Text(Zeroizing::new(parts.access_key.to_owned()));
        Self::build(
            Endpoint::parse(parts.endpoint, absolute_url),
            key,
            &JsValue::UNDEFINED,
            &options,
        )
    }

    /// Without a credential.
    #[wasm_bindgen(js_name = throughProxy)]
    pub fn through_proxy(url: JsValue, options: JsValue) -> Result<RoomsClient, JsValue> {
        let absolute = absolute_url(&text(&url, "url")?).ok_or_else(|| {
            argument_error(ArgumentError::of_type(
                "url",
                "must be the address of the proxy: absolute, or in a page relative to it",
            ))
        })?;
        Self::build(
            Endpoint::of_url(&absolute),
            Given::Nothing,
            &JsValue::UNDEFINED,
            &options,
        )
    }

    fn build(
        endpoint: Result<Endpoint, ArgumentError>,
        given: Given,
        credential: &JsValue,
        options: &JsValue,
    ) -> Result<RoomsClient, JsValue> {
        let endpoint = endpoint.map_err(argument_error)?;
        let text = arguments_text(&JsValue::UNDEFINED, &JsValue::UNDEFINED, options, &JsValue::UNDEFINED)?;
        let read_options = read(&text, |json| {
            ClientOptions::read(json.get("options").unwrap_or(&Json::Null))
        })?;
        let host = Host::new(credential, options)?;
        // Whether it is one that can sign matters when a request is signed.
        given.key(&host)?;
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

    /// The page of a list that `link` leads to, or the first: of the rooms, or, with an id, of the participants of that
    /// room. `lists.js` makes the async iterators of it. The types leave it out, since it is not for users.
    pub fn page(&self, is_of_rooms: bool, id: JsValue, link: JsValue, options: JsValue) -> Promise {
        let name = if is_of_rooms {
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

    /// An operation on users and tokens, by its name: `identity.js` makes a class of them. The types leave it out, since it
    /// is not for users.
    pub fn identity(&self, operation: &str, user: JsValue, argument: JsValue, options: JsValue) -> Promise {
        match IdentityOperation::from_name(operation) {
            Some(name) => self.start(OperationName::Identity(name), &user, &argument, &options),
            None => Promise::reject(&support::failure(0, operation)),
        }
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

    fn start(&self, name: OperationName, id: &JsValue, argument: &JsValue, options: &JsValue) -> Promise {
        start(self.shared(), name, id, argument, options)
    }
}
