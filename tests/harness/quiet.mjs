// The environment in which the tests start other people's tools: nothing is reported, looked up or asked.

/** Switches by name; each tool reads its own. */
const SWITCHES = {
  CI: "1",
  NO_COLOR: "1",
  // Understood by wrangler, Bun and others.
  DO_NOT_TRACK: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  DENO_NO_UPDATE_CHECK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};

/**
 * This process's environment with the switches and what else is given, and without what Node's test runner leaves for
 * its children.
 */
export function quiet(variables = {}) {
  const env = { ...process.env, ...SWITCHES, ...variables };
  for (const name of ["NODE_TEST_CONTEXT", "FORCE_COLOR", "NODE_OPTIONS"]) delete env[name];
  return env;
}
