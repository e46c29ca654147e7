// Paths beside the Rooms API: health, and for tests in other processes the emulator's own methods.
import { isLoopback } from "./emulator-loopback.js";

const encoder = new TextEncoder();

/** Answers `/_emulator/…`. All but health is off unless asked for, and only for this machine and no web page. */
export function controlAnswer(emulator, request, path, body, on) {
  const name = `${request.method} ${path.slice("/_emulator/".length)}`;
  // Node leaves the body out of what it answers to HEAD, which health checks of containers ask.
  if (name === "GET health" || name === "HEAD health") return json(200, { status: "ok" });
  if (!on) return refusal(404, "ControlIsOff", "Start the emulator with --control to use this path.");
  // A page could send requests here, or resolve a name of its own to this machine.
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (request.headers.origin !== undefined || !isLoopback(host) || !isLoopback(request.socket.remoteAddress ?? "")) {
    return refusal(403, "Forbidden", "Control is only for programs on the emulator's own machine.");
  }
  return control(emulator, name, body);
}

/**
 * Does what a method and the path below `/_emulator/` ask for. Who may ask is the caller's to check.
 * @param {string} name - such as "POST faults"
 */
export function control(emulator, name, body) {
  try {
    switch (name) {
      case "GET requests":
        return json(200, emulator.requests());
      case "DELETE requests":
        emulator.clearRequests();
        return nothing();
      case "POST join":
        return json(200, emulator.join(objectOf(body, '{"roomId": "99480215317774646", "token": "eyJ…"}')));
      case "GET users":
        return json(200, emulator.users());
      case "GET status":
        return json(200, { advancedInMs: emulator.advancedInMs, faults: emulator.faults() });
      case "POST faults":
        emulator.injectFault(objectOf(body, '{"kind": "status"}'));
        return nothing();
      case "DELETE faults":
        emulator.clearFaults();
        return nothing();
      case "POST time":
        putForward(emulator, objectOf(body, '{"advanceInMs": 60000}').advanceInMs);
        return nothing();
      case "POST keys":
        return json(200, { connectionString: regenerated(emulator, objectOf(body, '{"regenerate": "primary"}').regenerate) });
      case "POST reset":
        emulator.reset();
        return nothing();
      case "GET state":
        return { ...nothing(), status: 200, headers: [["Content-Type", "text/plain; charset=utf-8"]], body: encoder.encode(emulator.exportState()) };
      case "PUT state":
        emulator.importState(String(body));
        return nothing();
      default:
        return refusal(404, "NotFound", "There is no such control path.");
    }
  } catch (error) {
    return refusal(400, "BadRequest", error.message);
  }
}

/** The body of a control request, which shows in its refusal what it should be like. */
function objectOf(body, example) {
  let value;
  try {
    value = JSON.parse(body);
  } catch {}
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError(`The body must be a JSON object such as ${example}.`);
  return value;
}

// The methods name themselves in what they throw; whoever sent a body knows its fields only.
function putForward(emulator, advanceInMs) {
  try {
    emulator.advanceTime(advanceInMs);
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(error.message.replace("advanceTime:", "advanceInMs:")) : error;
  }
}

function regenerated(emulator, which) {
  if (which !== "primary" && which !== "secondary") throw new TypeError('regenerate must be "primary" or "secondary".');
  return emulator.regenerateKey(which);
}

function json(status, value) {
  return {
    status,
    headers: [["Content-Type", "application/json; charset=utf-8"]],
    body: encoder.encode(JSON.stringify(value)),
    delivery: { kind: "whole" },
  };
}

function nothing() {
  return { status: 204, headers: [], body: new Uint8Array(), delivery: { kind: "whole" } };
}

/** An answer with the service's form of an error. */
export function refusal(status, code, message) {
  return json(status, { error: { code, message } });
}
