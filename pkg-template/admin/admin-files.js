// The files of the page. All are read at the start, so a request can only name one of them, and nothing beside.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("./admin/", import.meta.url);

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/**
 * @param {URL} [folder]
 * @returns {Map<string, { headers: object, body: Buffer }>} the answer to each path
 */
export function readPage(folder = FOLDER) {
  if (!existsSync(new URL("index.html", folder))) throw new Error(`the admin page is missing in ${fileURLToPath(folder)}; install the package again.`);
  const rules = readRules(readFileSync(new URL("_headers", folder), "utf8"));
  const files = new Map();
  for (const name of listed(folder).filter((name) => name !== "_headers")) {
    const path = `/${name}`;
    const headers = Object.assign({}, ...rules.filter(({ fits }) => fits(path)).map((rule) => rule.headers));
    const body = readFileSync(new URL(name, folder));
    files.set(path, { headers: { ...headers, "content-type": TYPES[extname(name)] ?? "application/octet-stream" }, body });
  }
  files.set("/", files.get("/index.html"));
  return files;
}

/**
 * The paths of all files below a folder, relative to it. Each folder is asked for by itself: the `recursive` of Node's
 * `readdir` fails in the zip files in which Yarn keeps packages.
 */
function listed(folder, prefix = "") {
  return readdirSync(new URL(`./${prefix}`, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listed(folder, `${prefix}${entry.name}/`) : [prefix + entry.name],
  );
}

/**
 * Reads `_headers`, which the build of the page writes: hosts of static files know the format. A path, with `*` at its
 * end for all below it, then its headers, indented.
 */
function readRules(text) {
  const rules = [];
  for (const line of text.split("\n").filter((line) => line.trim() !== "")) {
    if (/^\s/.test(line)) {
      const colon = line.indexOf(":");
      rules.at(-1).headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    } else {
      const path = line.trim();
      const fits = path.endsWith("*") ? (given) => given.startsWith(path.slice(0, -1)) : (given) => given === path;
      rules.push({ fits, headers: {} });
    }
  }
  return rules;
}
