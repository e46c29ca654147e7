import { RoomsClient } from "acs-rooms";

let client;

/** The client, made with the first request: `next build` has no secrets. */
export function rooms() {
  client ??= new RoomsClient(process.env.ACS_CONNECTION_STRING);
  return client;
}
