// Every operation on users, written only against what the official package offers, so that the same cases hold both clients to
// the same behaviour.

import { MINUTE, equal, rejection, truly } from "./check.mjs";

/** A user of another resource. */
const STRANGER = { communicationUserId: "8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-000000000001" };
const GUID = "11111111-2222-4333-8444-555555555555";
const SCOPES = ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"];

/** Fails unless the promise rejects with a RestError of that status, code and message. */
async function refused(promise, statusCode, code, message) {
  const error = await rejection(promise, `status ${statusCode}`);
  equal([error.name, error.statusCode, error.code], ["RestError", statusCode, code], `kind of ${error}`);
  truly(error.message.includes(message), `the message ${error.message} has ${message}`);
}

const notOwned = (promise) => refused(promise, 401, "IdentityNotOwned", "Provided identity doesn't belong to the resource.");

function isUser(user) {
  truly(/^8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}$/.test(user.communicationUserId), `user id ${user.communicationUserId}`);
}

/** Fails unless it is a token of three parts that lasts so many minutes, in its claims and beside them. */
function lasts({ token, expiresOn }, minutes) {
  truly(expiresOn instanceof Date, "expiresOn is a Date");
  truly(Math.abs(expiresOn - Date.now() - minutes * MINUTE) < MINUTE, `${expiresOn.toISOString()} is in ${minutes} minutes`);
  const parts = token.split(".");
  equal(parts.length, 3, "parts of the token");
  const { exp } = JSON.parse(atob(parts[1].replaceAll("-", "+").replaceAll("_", "/")));
  equal(exp, Math.floor(expiresOn / 1000), "exp");
}

/** A token as Microsoft Entra makes them. */
function entra(exp) {
  const part = (value) => btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part({ exp: Math.floor(exp / 1000) })}.c2ln`;
}

export const identity = {
  async "createUser makes another user each time"({ client }) {
    const users = [await client.createUser(), await client.createUser()];
    users.forEach(isUser);
    truly(users[0].communicationUserId !== users[1].communicationUserId, "they differ");
  },

  async "createUserAndToken with each scope, for a day"({ client }) {
    for (const scope of SCOPES) {
      const { user, token, expiresOn } = await client.createUserAndToken([scope]);
      isUser(user);
      lasts({ token, expiresOn }, 1440);
    }
  },

  async "createUserAndToken for so many minutes"({ client }) {
    for (const tokenExpiresInMinutes of [60, 61, 1440]) {
      lasts(await client.createUserAndToken(["voip.join", "chat"], { tokenExpiresInMinutes }), tokenExpiresInMinutes);
    }
  },

  async "getToken, again and again"({ client }) {
    const user = await client.createUser();
    const tokens = [await client.getToken(user, ["voip"]), await client.getToken(user, SCOPES, { tokenExpiresInMinutes: 60 })];
    lasts(tokens[0], 1440);
    lasts(tokens[1], 60);
    truly(tokens[0].token !== tokens[1].token, "the tokens differ");
  },

  async "getToken, revokeTokens and deleteUser of another resource's user"({ client }) {
    await notOwned(client.getToken(STRANGER, ["voip"]));
    await notOwned(client.revokeTokens(STRANGER));
    await notOwned(client.deleteUser(STRANGER));
  },

  async "revokeTokens, and a token after it"({ client }) {
    const user = await client.createUser();
    equal(await client.revokeTokens(user), undefined, "what it returns");
    await client.revokeTokens(user);
    lasts(await client.getToken(user, ["voip"]), 1440);
  },

  async "deleteUser, and no token after it"({ client }) {
    const { user } = await client.createUserAndToken(["voip"]);
    equal(await client.deleteUser(user), undefined, "what it returns");
    await notOwned(client.getToken(user, ["voip"]));
    await notOwned(client.revokeTokens(user));
  },

  async "getTokenForTeamsUser"({ client }) {
    const given = { clientId: GUID, userObjectId: GUID };
    lasts(await client.getTokenForTeamsUser({ ...given, teamsUserAadToken: entra(Date.now() + 30 * MINUTE) }), 30);
    for (const teamsUserAadToken of ["invalid", entra(Date.now() - MINUTE)]) {
      const asked = client.getTokenForTeamsUser({ ...given, teamsUserAadToken });
      await refused(asked, 401, "InvalidAccessToken", "Provided access token is not valid.");
    }
  },
};

/** What our client refuses by itself, and the official one leaves to the service. */
export const identityValues = {
  async "minutes outside 60 to 1440"({ client }) {
    const user = await client.createUser();
    for (const tokenExpiresInMinutes of [59, 1441]) {
      const message = `ExpiresInMinutes value ${tokenExpiresInMinutes} is invalid. Value must be within the [60, 1440] interval.`;
      for (const asked of [client.getToken(user, ["voip"], { tokenExpiresInMinutes }), client.createUserAndToken(["voip"], { tokenExpiresInMinutes })]) {
        await refused(asked, 400, "ValidationError", message);
      }
    }
  },

  async "no scopes, and scopes that are none"({ client }) {
    const user = await client.createUser();
    await refused(client.getToken(user, []), 400, "ValidationError", "Invalid scopes - Scopes field is required.");
    await refused(client.getToken(user, ["fax"]), 400, "ValidationError", "fax");
    equal((await client.createUserAndToken([])).token, undefined, "a token without scopes");
  },

  async "an id that is no user"({ client }) {
    const garbage = { communicationUserId: "garbage" };
    await notOwned(client.getToken(garbage, ["voip"]));
    await notOwned(client.deleteUser(garbage));
  },

  async "a Teams application that is no GUID"({ client }) {
    const asked = client.getTokenForTeamsUser({ teamsUserAadToken: entra(Date.now() + MINUTE), clientId: "app", userObjectId: GUID });
    await refused(asked, 400, "ValidationError", "Provided AppId has invalid format.");
  },
};
