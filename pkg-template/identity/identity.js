// Users and their tokens: a drop-in for `@azure/communication-identity`, over the client of Rooms, whose loop, key and options
// are the same.

const tokenOf = ({ token, expiresOn }) => ({ token, expiresOn: new Date(expiresOn) });
const userOf = ({ identity }) => ({ communicationUserId: identity.id });

/** Makes the class over the client of an entry. */
export function identityOver(RoomsClient) {
  class CommunicationIdentityClient {
    #client;

    constructor(connectionStringOrEndpoint, credentialOrOptions, options) {
      this.#client = new RoomsClient(connectionStringOrEndpoint, credentialOrOptions, options);
    }

    createUser(options) {
      return this.#client.identity("createUser", undefined, undefined, options).then(userOf);
    }

    createUserAndToken(scopes, options) {
      const made = this.#client.identity("createUserAndToken", undefined, scopes, options);
      return made.then((answer) => ({ ...tokenOf(answer.accessToken), user: userOf(answer) }));
    }

    getToken(user, scopes, options) {
      return this.#client.identity("getToken", user, scopes, options).then(tokenOf);
    }

    revokeTokens(user, options) {
      return this.#client.identity("revokeTokens", user, undefined, options);
    }

    deleteUser(user, options) {
      return this.#client.identity("deleteUser", user, undefined, options);
    }

    getTokenForTeamsUser(options) {
      return this.#client.identity("getTokenForTeamsUser", undefined, options, options).then(tokenOf);
    }

    free() {
      this.#client.free();
    }
  }
  const { prototype } = CommunicationIdentityClient;
  if (Symbol.dispose) prototype[Symbol.dispose] = prototype.free;
  return CommunicationIdentityClient;
}
