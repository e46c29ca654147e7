//! One call: its arguments are converted at once, so that the caller may change them afterwards; the loop runs in the
//! promise.

use std::rc::Rc;

use js_sys::{Date, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::client::Client;
use crate::core::arguments::{CreateRoom, RoomFields, check_room_id, read_participants, read_raw_ids};
use crate::core::options::CallOptions;
use crate::core::request::{Operation, Request};

use super::convert::{argument_error, call_error, member, output, read, text};
use super::support::{self, Limit};
use super::transport::{Call, Host};

/// What the calls of a client share; a call in flight keeps it alive.
pub struct Shared {
    pub client: Client,
    pub host: Host,
}

/// Which operation JavaScript asks for.
#[derive(Clone, Copy)]
pub enum Asked {
    CreateRoom,
    UpdateRoom,
    GetRoom,
    DeleteRoom,
    ListRooms,
    ListParticipants,
    AddOrUpdateParticipants,
    RemoveParticipants,
}

/// Prepares a call and runs it. What the preparation refuses rejects the promise, as everything else does.
///
/// One function for all operations: eight copies of it were an eighth of the wasm.
pub fn start(
    shared: Result<Rc<Shared>, JsValue>,
    asked: Asked,
    id: &JsValue,
    argument: &JsValue,
    options: &JsValue,
) -> Promise {
    let prepared = shared.and_then(|shared| {
        let (request, limit) = prepare(&shared.client, asked, id, argument, options)?;
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

fn prepare(
    client: &Client,
    asked: Asked,
    id: &JsValue,
    argument: &JsValue,
    options: &JsValue,
) -> Result<(Request, Option<Limit>), JsValue> {
    let call = read(&support::call_text(options)?, CallOptions::read)?;
    let limit_ms = call.timeout_ms.unwrap_or(client.options.request_timeout_ms);
    let operation = match asked {
        Asked::CreateRoom => Operation::CreateRoom(read(&support::room_text(options)?, CreateRoom::read)?),
        Asked::UpdateRoom => {
            let fields = read(&support::room_text(options)?, RoomFields::read_update)?;
            Operation::UpdateRoom(room_id(id)?, fields)
        }
        Asked::GetRoom => Operation::GetRoom(room_id(id)?),
        Asked::DeleteRoom => Operation::DeleteRoom(room_id(id)?),
        Asked::ListRooms => Operation::ListRooms(link(argument)?),
        Asked::ListParticipants => Operation::ListParticipants(room_id(id)?, link(argument)?),
        Asked::AddOrUpdateParticipants => {
            let participants = read(&support::value_text(argument)?, read_participants)?;
            Operation::AddOrUpdateParticipants(room_id(id)?, participants)
        }
        Asked::RemoveParticipants => {
            let raw_ids = read(&support::value_text(argument)?, read_raw_ids)?;
            Operation::RemoveParticipants(room_id(id)?, raw_ids)
        }
    };
    let now_ms = client.memory.service_time_ms(Date::now() as i64);
    let request = Request::build(
        &operation,
        &client.endpoint,
        &client.options,
        call,
        now_ms,
        support::new_id,
    )
    .map_err(argument_error)?;
    let signal = member(options, "abortSignal");
    // Most calls have neither signal nor limit, and are spared the extra promises.
    let limited = limit_ms > 0 || !(signal.is_undefined() || signal.is_null());
    let limit = limited.then(|| Limit::new(&signal, limit_ms as f64)).transpose()?;
    Ok((request, limit))
}

fn room_id(value: &JsValue) -> Result<String, JsValue> {
    let room_id = text(value, "roomId")?;
    check_room_id(&room_id).map_err(argument_error)?;
    Ok(room_id)
}

fn link(value: &JsValue) -> Result<Option<String>, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    text(value, "continuationToken").map(Some)
}
