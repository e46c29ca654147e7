import { RoomsClient } from "@azure/communication-rooms";
import { answer } from "./worker-answer.js";

export default { fetch: () => answer(RoomsClient) };
