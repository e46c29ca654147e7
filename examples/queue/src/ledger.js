// What was asked for, and what came of it. Each function is one statement, so that machines at work on the same message
// do not get in each other's way.

/**
 * Notes that the room of a message is about to be asked for.
 * @returns `roomId`, null unless it is there already, and `firstSent`, which stays as it is while an earlier request may
 *   have made the room, and begins anew when all of them were refused
 */
export async function begin(db, messageId, meeting) {
  const statement = db.prepare(
    `INSERT INTO rooms (message_id, meeting, first_sent, sent) VALUES (?1, ?2, ?3, 1)
     ON CONFLICT (message_id) DO UPDATE SET first_sent = iif(sent = 0, ?3, first_sent), sent = sent + 1
     RETURNING room_id, first_sent`,
  );
  const row = await statement.bind(messageId, meeting, Date.now()).first();
  return { roomId: row.room_id, firstSent: new Date(row.first_sent) };
}

/** Notes that a request certainly made no room. */
export async function refused(db, messageId) {
  await db.prepare("UPDATE rooms SET sent = sent - 1 WHERE message_id = ?").bind(messageId).run();
}

/** Notes the room. */
export async function done(db, messageId, roomId) {
  await db.prepare("UPDATE rooms SET room_id = ? WHERE message_id = ?").bind(roomId, messageId).run();
}
