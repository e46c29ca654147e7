// Whether a host or an address is this machine.
import { isIPv4, isIPv6 } from "node:net";

/** @param {string} host - a name, or an address with or without brackets */
export function isLoopback(host) {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  if (isIPv4(name)) return name.startsWith("127.");
  if (isIPv6(name)) return name === "::1";
  return name === "localhost" || name.endsWith(".localhost");
}
