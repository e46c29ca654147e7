// Instructions of building and signing a request, natively under callgrind: the one figure that no other program on
// the machine can change. SHA-256 is the code that the wasm has, not the processor's instruction for it.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const target = "target/bench/native";
const CASES = {
  get: { title: "get", few: 200 },
  "create-2": { title: "create, 2 participants", few: 200 },
  "create-350": { title: "create, 350 participants", few: 10 },
  key: { title: "decoding a key and preparing HMAC, once per key", few: 200 },
};

export const what = "instructions of building and signing a request, natively under callgrind";

const execute = promisify(execFile);

async function build() {
  const args = ["build", "--release", "--bench", "signing", "--package", "acs-rooms", "--target-dir", target, "--message-format=json"];
  const env = { ...process.env, RUSTFLAGS: '--cfg sha2_backend="soft" --cfg sha2_backend_soft="compact"' };
  const { stdout } = await execute("cargo", args, { cwd: root, env, maxBuffer: 1 << 26 });
  const messages = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const program = messages.find(({ target, executable }) => target?.name === "signing" && executable)?.executable;
  if (!program) throw new Error("cargo built no bench named signing");
  return program;
}

async function instructions(program, name, count) {
  const { stderr } = await execute("valgrind", ["--tool=callgrind", "--callgrind-out-file=/dev/null", program, name, count], { cwd: root });
  const found = /Collected : (\d+)/.exec(stderr);
  if (!found) throw new Error(`callgrind counted nothing: ${stderr}`);
  return Number(found[1]);
}

export async function run({ say }) {
  say("building");
  const program = await build();
  const figures = [];
  for (const [name, { title, few }] of Object.entries(CASES)) {
    say(title);
    // The difference leaves out what starting takes.
    const [once, thrice] = [await instructions(program, name, few), await instructions(program, name, 3 * few)];
    figures.push({ name: `${title}, natively`, unit: "instructions", subject: "ours", samples: [(thrice - once) / (2 * few)] });
  }
  return figures;
}
