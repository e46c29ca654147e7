//! What a caller means by a call: the arguments that the client gets, and what must come of them.

use acs_rooms::core::operation::OperationName;
use acs_rooms::core::time::Timestamp;
use acs_rooms_emulator::model::Role;

use crate::clock::START_MS;
use crate::dice::Dice;
use crate::plan::Operation;

/// People who are in and out of rooms.
const USERS: u64 = 6;

/// One call, as its caller means it.
#[derive(Clone, Debug)]
pub struct Intent {
    pub operation: Operation,
    /// Which room; empty for those that concern none.
    pub room: String,
    pub fields: Fields,
    /// Whom to add with which role, or to remove.
    pub people: Vec<(String, Option<Role>)>,
    /// `Repeatability-Request-ID` of a creation.
    pub creation: String,
    /// When the caller sent it first, if it comes again, by its own clock.
    pub first_sent_ms: Option<i64>,
    /// The page to go on with.
    pub link: Option<String>,
    pub timeout_ms: Option<u64>,
}

/// Properties of a room that are given.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    pub valid: Option<(i64, i64)>,
    pub pstn: Option<bool>,
}

impl Intent {
    /// What the dice make of an operation at that time.
    pub fn new(operation: Operation, room: String, now_ms: u64, dice: &mut Dice) -> Self {
        let mut fields = Fields::default();
        let mut people = Vec::new();
        if matches!(operation, Operation::Create | Operation::Update) {
            fields.pstn = dice.pick(&[None, Some(true), Some(false)]);
            if dice.percent(40) {
                fields.valid = Some(valid(now_ms, dice));
            }
        }
        let count = match operation {
            Operation::Create => dice.below(4),
            Operation::Add | Operation::Remove => dice.between(1, 4),
            _ => 0,
        };
        for _ in 0..count {
            let user = user(dice.below(USERS));
            if people.iter().all(|(present, _)| *present != user) {
                let roles = [Role::Presenter, Role::Attendee, Role::Consumer, Role::Collaborator];
                let role = (operation != Operation::Remove).then(|| dice.pick(&roles));
                people.push((user, role));
            }
        }
        Self {
            operation,
            room,
            fields,
            people,
            creation: dice.uuid(),
            first_sent_ms: None,
            link: None,
            timeout_ms: None,
        }
    }

    /// The client's name of the operation.
    pub fn name(&self) -> OperationName {
        match self.operation {
            Operation::Create => OperationName::CreateRoom,
            Operation::Update => OperationName::UpdateRoom,
            Operation::Get => OperationName::GetRoom,
            Operation::Delete => OperationName::DeleteRoom,
            Operation::ListRooms => OperationName::ListRooms,
            Operation::ListParticipants => OperationName::ListParticipants,
            Operation::Add => OperationName::AddOrUpdateParticipants,
            Operation::Remove => OperationName::RemoveParticipants,
        }
    }

    /// The path that its requests must have, whatever the service says.
    pub fn path(&self) -> String {
        match self.operation {
            Operation::Create | Operation::ListRooms => "/rooms".to_owned(),
            Operation::Update | Operation::Get | Operation::Delete => format!("/rooms/{}", self.room),
            _ => format!("/rooms/{}/participants", self.room),
        }
    }

    /// What the client is given, in JSON.
    pub fn arguments(&self) -> String {
        let mut options = serde_json::json!({});
        if let Some((from, until)) = self.fields.valid {
            options["validFrom"] = rfc3339(from).into();
            options["validUntil"] = rfc3339(until).into();
        }
        if let Some(pstn) = self.fields.pstn {
            options["pstnDialOutEnabled"] = pstn.into();
        }
        if let Some(timeout_ms) = self.timeout_ms {
            options["requestOptions"] = serde_json::json!({ "timeout": timeout_ms });
        }
        if let Some(first_sent_ms) = self.first_sent_ms {
            options["repeatabilityRequestId"] = self.creation.as_str().into();
            options["repeatabilityFirstSent"] = rfc3339(first_sent_ms).into();
        }
        let people: Vec<_> = self.people.iter().map(|(user, role)| person(user, *role)).collect();
        let mut call = serde_json::json!({ "roomId": self.room });
        match self.operation {
            Operation::Create => options["participants"] = people.into(),
            Operation::Add | Operation::Remove => call["argument"] = people.into(),
            Operation::ListRooms | Operation::ListParticipants => call["argument"] = self.link.clone().into(),
            _ => {}
        }
        call["options"] = options;
        call.to_string()
    }

    /// For the story.
    pub fn told(&self) -> String {
        let mut text = format!("{:?}", self.operation);
        if !self.room.is_empty() {
            text += &format!(" room {}", self.room);
        }
        if self.operation == Operation::Create {
            text += &format!(" by creation {}", self.creation.get(..8).unwrap_or_default());
        }
        if self.link.is_some() {
            text += ", the next page";
        }
        if let Some((from, until)) = self.fields.valid {
            text += &format!(
                ", valid from {} s until {} s",
                (from - START_MS) / 1000,
                (until - START_MS) / 1000
            );
        }
        text
    }
}

fn person(user: &str, role: Option<Role>) -> serde_json::Value {
    match role {
        Some(role) => serde_json::json!({ "id": { "communicationUserId": user }, "role": role }),
        None => serde_json::json!({ "communicationUserId": user }),
    }
}

/// Mostly right, sometimes short, over, or the wrong way round.
fn valid(now_ms: u64, dice: &mut Dice) -> (i64, i64) {
    const MINUTE_MS: i64 = 60_000;
    let now = START_MS + now_ms as i64;
    let from = now + dice.pick(&[-10, -1, 0, 1, 30, 200_000]) * MINUTE_MS;
    let until = from + dice.pick(&[0, 1, 2, 10, 600, 100_000, 300_000, -5]) * MINUTE_MS;
    (from, until)
}

fn user(number: u64) -> String {
    format!("8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-{number:012x}")
}

fn rfc3339(unix_ms: i64) -> String {
    let time = Timestamp {
        unix_ms,
        sub_ms_nanos: 0,
    };
    time.to_rfc3339()
}
