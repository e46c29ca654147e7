-- One row for each message whose room was asked for.
CREATE TABLE rooms (
  message_id TEXT PRIMARY KEY,
  -- Your own name of the meeting, to find its room by.
  meeting TEXT NOT NULL,
  -- When the room was first asked for, in milliseconds since 1970.
  first_sent INTEGER NOT NULL,
  -- How many requests were sent and not refused: each may have made the room.
  sent INTEGER NOT NULL,
  -- NULL until the service has told it.
  room_id TEXT
);

CREATE INDEX rooms_by_meeting ON rooms (meeting);
