//! The class that JavaScript sees. Each method converts its arguments at once, so that the caller may change them
//! afterwards, and hands over to the loop.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::core::arguments::{CreateRoom, RoomFields, check_room_id, read_participants, read_raw_ids};
use crate::core::connection::{ConnectionString, Endpoint};
use crate::core::error::ArgumentError;
use crate::core::options::{CallOptions, ClientOptions};
use crate::core::request::{Operation, Request};
use crate::core::sign::Key;

use super::convert::{argument_error, call_error, function, member, output, read, text};
use super::pages::Pages;
use super::support::{self, Credential, Limit};
use super::transport::{Call, Given, Hooks, Host};

/// What the calls of a client share; a call in flight keeps it alive.
pub struct Shared {
    client: Client,
    host: Host,
}

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
        let present =
            |name| Some(member(&credential_or_options, name)).filter(|value| !value.is_undefined() && !value.is_null());
        let key = present("key");
        let given: Credential = credential_or_options.clone().unchecked_into();
        let credential = if key.is_some() {
            Given::Key(given)
        } else if present("getToken").is_some() {
            Given::Token(given)
        } else if options.is_undefined() {
            return Self::from_connection_string(connection_string_or_endpoint, credential_or_options);
        } else {
            return Err(argument_error(ArgumentError::of_type(
                "credential",
                "must be an object with a key or with getToken()",
            )));
        };
        let endpoint = Endpoint::parse(&text(&connection_string_or_endpoint, "endpoint")?).map_err(argument_error)?;
        if let Some(key) = key {
            Key::from_base64(&Zeroizing::new(text(&key, "credential.key")?)).map_err(argument_error)?;
        }
        Self::build(endpoint, credential, &options)
    }

    /// From a connection string.
    #[wasm_bindgen(js_name = fromConnectionString)]
    pub fn from_connection_string(connection_string: JsValue, options: JsValue) -> Result<RoomsClient, JsValue> {
        let given = Zeroizing::new(text(&connection_string, "connectionString")?);
        let parts = ConnectionString::parse(&given).map_err(argument_error)?;
        let endpoint = Endpoint::parse(parts.endpoint).map_err(argument_error)?;
        Key::from_base64(parts.access_key).map_err(argument_error)?;
        Self::build(
            endpoint,
            Given::Text(Zeroizing::new(parts.access_key.to_owned())),
            &options,
        )
    }

    /// Without a credential.
    #[wasm_bindgen(js_name = throughProxy)]
    pub fn through_proxy(url: JsValue, options: JsValue) -> Result<RoomsClient, JsValue> {
        let given = text(&url, "url")?;
        let absolute = support::absolute_url(&given).map_err(|_| {
            argument_error(ArgumentError::of_type(
                "url",
                "must be the address of the proxy: absolute, or in a page relative to it",
            ))
        })?;
        let endpoint = Endpoint::parse_with_path(&absolute).map_err(argument_error)?;
        Self::build(endpoint, Given::Nothing, &options)
    }

    fn build(endpoint: Endpoint, credential: Given, options: &JsValue) -> Result<RoomsClient, JsValue> {
        let read_options = read(&support::client_text(options)?, ClientOptions::read)?;
        let is_proxy = matches!(credential, Given::Nothing);
        endpoint
            .require_secure(is_proxy || read_options.allow_insecure_connection)
            .map_err(argument_error)?;
        if matches!(credential, Given::Token(_)) && !endpoint.is_secure() {
            return Err(argument_error(ArgumentError::of_type(
                "endpoint",
                "uses http:, over which a token is never sent: use https:, or an access key for a local emulator",
            )));
        }
        let authority = web_sys::Url::new(&endpoint.origin())
            .map(|url| url.host())
            .map_err(|_| argument_error(ArgumentError::of_type("endpoint", "has a host that is not valid")))?;
        Ok(RoomsClient {
            shared: RefCell::new(Some(Rc::new(Shared {
                client: Client::new(endpoint.with_authority(authority), read_options),
                host: Host {
                    credential,
                    fetch: function(options, "fetch")?,
                    hooks: Hooks::read(options)?,
                },
            }))),
        })
    }

    /// Creates a room.
    #[wasm_bindgen(js_name = createRoom)]
    pub fn create_room(&self, options: JsValue) -> Promise {
        self.run(&options, |shared, call| {
            let room = read(&support::room_text(&options)?, CreateRoom::read)?;
            shared.request(Operation::CreateRoom(&room), call)
        })
    }

    /// Changes a room.
    #[wasm_bindgen(js_name = updateRoom)]
    pub fn update_room(&self, id: JsValue, options: JsValue) -> Promise {
        self.run(&options, |shared, call| {
            let room_id = room_id(&id)?;
            let fields = read(&support::room_text(&options)?, RoomFields::read_update)?;
            shared.request(Operation::UpdateRoom(&room_id, &fields), call)
        })
    }

    /// Reads a room.
    #[wasm_bindgen(js_name = getRoom)]
    pub fn get_room(&self, id: JsValue, options: JsValue) -> Promise {
        self.run(&options, |shared, call| {
            shared.request(Operation::GetRoom(&room_id(&id)?), call)
        })
    }

    /// Deletes a room.
    #[wasm_bindgen(js_name = deleteRoom)]
    pub fn delete_room(&self, id: JsValue, options: JsValue) -> Promise {
        self.run(&options, |shared, call| {
            shared.request(Operation::DeleteRoom(&room_id(&id)?), call)
        })
    }

    /// Lists rooms.
    #[wasm_bindgen(js_name = listRooms)]
    pub fn list_rooms(&self, options: JsValue) -> JsValue {
        support::pager(Pages {
            shared: self.shared(),
            room_id: None,
            options,
        })
    }

    /// Lists the participants of a room.
    #[wasm_bindgen(js_name = listParticipants)]
    pub fn list_participants(&self, id: JsValue, options: JsValue) -> JsValue {
        support::pager(Pages {
            shared: self.shared(),
            room_id: Some(id),
            options,
        })
    }

    /// Adds participants, or sets their roles.
    #[wasm_bindgen(js_name = addOrUpdateParticipants)]
    pub fn add_or_update_participants(&self, id: JsValue, participants: JsValue, options: JsValue) -> Promise {
        self.run(&options, |shared, call| {
            let room_id = room_id(&id)?;
            let participants = read(&support::value_text(&participants)?, read_participants)?;
            shared.request(Operation::AddOrUpdateParticipants(&room_id, &participants), call)
        })
    }

    /// Removes participants.
    #[wasm_bindgen(js_name = removeParticipants)]
    pub fn remove_participants(&self, id: JsValue, participants: JsValue, options: JsValue) -> Promise {
        self.run(&options, |shared, call| {
            let room_id = room_id(&id)?;
            let raw_ids = read(&support::value_text(&participants)?, read_raw_ids)?;
            shared.request(Operation::RemoveParticipants(&room_id, &raw_ids), call)
        })
    }

    /// Lets go of everything but an empty shell. The package puts it in the place of wasm-bindgen's `free`, which
    /// must not be called twice.
    pub fn release(&self) {
        self.shared.replace(None);
    }

    fn shared(&self) -> Result<Rc<Shared>, JsValue> {
        let shared = self.shared.borrow();
        shared.clone().ok_or_else(|| {
            js_sys::Error::new("This RoomsClient has been freed: make a new one for further calls").into()
        })
    }

    fn run(
        &self,
        options: &JsValue,
        prepare: impl FnOnce(&Shared, CallOptions) -> Result<Request, JsValue>,
    ) -> Promise {
        Shared::run(self.shared(), options, prepare)
    }
}

/// A room id argument.
pub fn room_id(value: &JsValue) -> Result<String, JsValue> {
    let room_id = text(value, "roomId")?;
    check_room_id(&room_id).map_err(argument_error)?;
    Ok(room_id)
}

impl Shared {
    /// Builds the request of an operation.
    pub fn request(&self, operation: Operation<'_>, call: CallOptions) -> Result<Request, JsValue> {
        let now_ms = self.client.service_time_ms(js_sys::Date::now() as i64);
        let Client { endpoint, options, .. } = &self.client;
        Request::build(operation, endpoint, options, call, now_ms, support::new_id).map_err(argument_error)
    }

    /// Prepares a call now and runs it in a promise, which also carries what the preparation refused.
    pub fn run(
        shared: Result<Rc<Self>, JsValue>,
        options: &JsValue,
        prepare: impl FnOnce(&Self, CallOptions) -> Result<Request, JsValue>,
    ) -> Promise {
        let prepared = shared.and_then(|shared| {
            let call = read(&support::call_text(options)?, CallOptions::read)?;
            let limit_ms = call.timeout_ms.unwrap_or(shared.client.options.request_timeout_ms);
            let request = prepare(&shared, call)?;
            let signal = member(options, "abortSignal");
            // Most calls have neither, and are spared the extra promises.
            let limited = limit_ms > 0 || !(signal.is_undefined() || signal.is_null());
            let limit = limited.then(|| Limit::new(&signal, limit_ms as f64)).transpose()?;
            Ok((shared, request, limit))
        });
        future_to_promise(async move {
            let (shared, request, limit) = prepared?;
            let io = Call {
                host: &shared.host,
                limit,
            };
            let result = shared.client.call(&io, &request).await;
            if let Some(limit) = &io.limit {
                limit.end();
            }
            match result {
                Ok(result) => Ok(output(&result)),
                Err(error) => Err(call_error(&shared.client, &request, error)),
            }
        })
    }
}
