import { RoomsClient } from "acs-rooms";
import { answer } from "./worker-answer.js";

export default { fetch: () => answer(RoomsClient) };
