// Lists the rooms and who may present in them, without an access key.
import { RoomsClient } from "acs-rooms";
import { makeCredential } from "./credential.js";

async function main(): Promise<void> {
  const endpoint = process.env.ACS_ENDPOINT;
  if (endpoint === undefined) throw new Error("set ACS_ENDPOINT, for example https://contoso.communication.azure.com");
  const rooms = new RoomsClient(endpoint, makeCredential());
  for await (const room of rooms.listRooms()) {
    const presenters: string[] = [];
    for await (const { id, role } of rooms.listParticipants(room.id)) {
      if (role === "Presenter" && id.kind === "communicationUser") presenters.push(id.communicationUserId);
    }
    console.log(`${room.id} until ${room.validUntil.toISOString()}, presented by ${presenters.join(", ") || "nobody"}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
