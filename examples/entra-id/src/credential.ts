import { AzureCliCredential, ChainedTokenCredential, ManagedIdentityCredential, type TokenCredential } from "@azure/identity";

/**
 * In Azure the identity of the App Service, Function or machine; on a developer's machine who did `az login`.
 * A chain of your own takes no detours, unlike `DefaultAzureCredential`, which does as well.
 */
export function makeCredential(): TokenCredential {
  // AZURE_CLIENT_ID names one of several identities that were assigned.
  const clientId = process.env.AZURE_CLIENT_ID;
  const managed = clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
  return new ChainedTokenCredential(managed, new AzureCliCredential());
}
