// Ways to bring the wasm along in Node: the same client, made ready from bytes that come differently.

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundle } from "../../../xtask/downloads.mjs";
import { alternate, measured } from "../measure.mjs";

const LOOP = `const digit = (at) => { const code = text.charCodeAt(at); return code < 58 ? code - 48 : code - 87; };
const bytes = new Uint8Array(text.length / 2);
for (let i = 0; i < bytes.length; i++) bytes[i] = (digit(2 * i) << 4) | digit(2 * i + 1);`;

/** The JavaScript that makes `bytes`, and whether it needs a text in the file. */
const WAYS = {
  letters: { decode: 'import { wasmBytes } from "./node_modules/acs-rooms/dist/client-bytes.js"; const bytes = wasmBytes();' },
  "hex, loop": { encode: "hex", decode: LOOP },
  "hex, Buffer": { encode: "hex", decode: 'const bytes = Buffer.from(text, "hex");' },
  "base64, atob": { encode: "base64", decode: "const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));" },
  "base64, Buffer": { encode: "base64", decode: 'const bytes = Buffer.from(text, "base64");' },
  "file beside it": { beside: true, decode: 'import { readFileSync } from "node:fs"; const bytes = readFileSync(new URL("client.wasm", import.meta.url));' },
};

export const what = "ways to carry the wasm in Node, import to first signed request";

export async function run({ dir, quick, say }) {
  const wasm = readFileSync(join(dir, "node_modules/acs-rooms/dist/client.wasm"));
  copyFileSync(join(dir, "node_modules/acs-rooms/dist/client.wasm"), join(dir, "client.wasm"));
  const names = Object.keys(WAYS);
  const files = names.map((name, n) => {
    const { encode, decode } = WAYS[name];
    const text = encode ? `const text = "${wasm.toString(encode)}";\n` : "";
    const source = `import { initSync, RoomsClient } from "acs-rooms/slim";\n${text}${decode}\ninitSync(bytes);\nexport { RoomsClient };`;
    const file = `carrier-${n}.mjs`;
    writeFileSync(join(dir, file), bundle(source, { platform: "node" }));
    return file;
  });
  const measure = (name) => measured(dir, ["cold.mjs", `./${files[names.indexOf(name)]}`]);
  const samples = await alternate(names, quick ? 5 : 15, measure, say);
  return names.flatMap((name, n) => {
    const parts = [readFileSync(join(dir, files[n])), ...(WAYS[name].beside ? [wasm] : [])];
    const gzip = parts.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
    return [
      { name: "wasm in Node, cold start", unit: "ms", subject: name, samples: samples[name].map(({ ms }) => ms) },
      { name: "wasm in Node, cold start, processor time", unit: "ms", subject: name, samples: samples[name].map(({ cpuMs }) => cpuMs) },
      { name: "wasm in Node, gzip", unit: "bytes", subject: name, samples: [gzip] },
    ];
  });
}
