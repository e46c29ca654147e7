// The lock of a data file: whatever happens between two of its steps, one holds it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs, { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const MODULE = fileURLToPath(new URL("../../../target/npm/acs-rooms/dist/emulator-lock.js", import.meta.url));

/** Every function of the file system that a lock may be made of. */
const STEPS = ["linkSync", "lstatSync", "mkdirSync", "openSync", "readFileSync", "renameSync", "rmSync", "statSync", "unlinkSync", "writeFileSync"];
const real = Object.fromEntries(STEPS.map((name) => [name, fs[name]]));
let beforeStep = () => {};
for (const name of STEPS) {
  fs[name] = (path, ...rest) => {
    // Not what Node itself reads, nor /proc.
    if (String(path).includes("acs-rooms-lock-")) beforeStep(name);
    return real[name](path, ...rest);
  };
}
syncBuiltinESMExports();
const { lockFile } = await import(MODULE);

/** Calls the action just before the step of that number, once. Returns what `run` did, and whether there was such a step. */
function interrupted(step, run, action) {
  let count = 0;
  let happened = false;
  beforeStep = (name) => {
    if (happened || count++ < step) return;
    happened = true;
    beforeStep = () => {};
    action(name);
  };
  try {
    return { result: attempt(run), happened };
  } finally {
    beforeStep = () => {};
  }
}

function attempt(run) {
  try {
    return { unlock: run() };
  } catch (error) {
    return { error };
  }
}

function inFolder(use) {
  const dir = mkdtempSync(join(tmpdir(), "acs-rooms-lock-"));
  try {
    use(join(dir, "rooms.jsonl"), dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const DEAD = "999999999 1";
/** What may lie there at first: nothing, locks of the dead of this version and of earlier ones, remains of crashes. */
const LEFT = { nothing: undefined, "a dead process": `${DEAD} 8d2f0d36-6c5c-4f4b-9f0e-5a2a1f8f3b11`, "one of an earlier version": DEAD, "an empty lock": "", nonsense: "non/../sense" };

/** What others do in between: each returns who holds the lock after it. */
const OTHERS = {
  "another takes it": (path) => [attempt(() => lockFile(path))],
  "another takes it and lets go": (path) => {
    attempt(() => lockFile(path)).unlock?.();
    return [];
  },
  "another takes it and lets go, and a third takes it": (path) => {
    attempt(() => lockFile(path)).unlock?.();
    return [attempt(() => lockFile(path))];
  },
  "two others try": (path) => [attempt(() => lockFile(path)), attempt(() => lockFile(path))],
};

for (const [what, left] of Object.entries(LEFT)) {
  for (const [who, others] of Object.entries(OTHERS)) {
    test(`${what}; ${who}, between any two steps`, () => {
      let steps = 0;
      for (let happened = true; happened; steps++) {
        inFolder((path, dir) => {
          if (left !== undefined) writeFileSync(`${path}.lock`, left);
          let holders = [];
          const outcome = interrupted(steps, () => lockFile(path), () => (holders = others(path)));
          ({ happened } = outcome);
          holders = [...holders, outcome.result].filter(({ unlock }) => unlock !== undefined);
          assert.equal(holders.length, 1, `step ${steps}: ${outcome.result.error?.message}`);
          if (outcome.result.error) assert.match(outcome.result.error.message, /another emulator/);
          assert.throws(() => lockFile(path), /another emulator \(process \d+\) uses it/);
          assert.equal(Number(readFileSync(`${path}.lock`, "utf8").split(" ")[0]), process.pid);
          holders[0].unlock();
          assert.deepEqual(readdirSync(dir), [], `step ${steps}`);
        });
      }
      assert.ok(steps > 2, `${steps} steps`);
    });
  }
}

test("a step that fails leaves nothing behind, and no lock", () => {
  for (const left of Object.values(LEFT)) {
    for (let step = 0, happened = true; happened; step++) {
      inFolder((path, dir) => {
        if (left !== undefined) writeFileSync(`${path}.lock`, left);
        let failed;
        const outcome = interrupted(step, () => lockFile(path), (name) => {
          failed = name;
          throw Object.assign(new Error("EIO"), { code: "EIO" });
        });
        ({ happened } = outcome);
        if (outcome.result.error) assert.equal(outcome.result.error.code, "EIO");
        outcome.result.unlock?.();
        const names = readdirSync(dir).filter((name) => name !== "rooms.jsonl.lock");
        // What cannot be removed stays.
        const isRemoval = ["rmSync", "lstatSync", "unlinkSync"].includes(failed);
        assert.ok(names.length <= (isRemoval ? 1 : 0), `${failed}, step ${step}: ${names}`);
        lockFile(path)();
        assert.ok(!existsSync(`${path}.lock`));
      });
    }
  }
});

test("a process that is killed between any two steps leaves a lock that can be taken", () => {
  // The same steps in a process of its own, which kills itself before the step of that number.
  const program = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const [path, step] = process.argv.slice(1);
    let count = 0;
    for (const name of ${JSON.stringify(STEPS)}) {
      const real = fs[name];
      fs[name] = (file, ...rest) => {
        if (String(file).includes("acs-rooms-lock-") && count++ === Number(step)) process.kill(process.pid, "SIGKILL");
        return real(file, ...rest);
      };
    }
    syncBuiltinESMExports();
    const { lockFile } = await import(${JSON.stringify(MODULE)});
    lockFile(path);
    console.log("locked");`;
  let killed = 0;
  for (const left of [undefined, LEFT["a dead process"]]) {
    for (let step = 0; ; step++) {
      let isOver = false;
      inFolder((path) => {
        if (left !== undefined) writeFileSync(`${path}.lock`, left);
        const { signal, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program, path, String(step)], { encoding: "utf8" });
        isOver = signal === null;
        assert.equal(stdout, isOver ? "locked\n" : "", stderr);
        const unlock = lockFile(path);
        assert.throws(() => lockFile(path), /another emulator/);
        unlock();
        assert.ok(!existsSync(`${path}.lock`));
      });
      if (isOver) break;
      killed += 1;
    }
  }
  assert.ok(killed > 8, `${killed} times`);
});

test("where the file system has no hard links", () => {
  const { linkSync } = fs;
  fs.linkSync = () => { throw Object.assign(new Error("EPERM"), { code: "EPERM" }); };
  syncBuiltinESMExports();
  try {
    for (const left of Object.values(LEFT)) {
      inFolder((path, dir) => {
        if (left !== undefined) writeFileSync(`${path}.lock`, left);
        const unlock = lockFile(path);
        assert.throws(() => lockFile(path), /another emulator/);
        unlock();
        assert.deepEqual(readdirSync(dir), []);
      });
    }
  } finally {
    fs.linkSync = linkSync;
    syncBuiltinESMExports();
  }
});

test("no link in the place of the lock is followed", () => {
  inFolder((path, dir) => {
    const victim = join(dir, "victim");
    for (const content of [undefined, DEAD, "precious"]) {
      if (content !== undefined) writeFileSync(victim, content);
      rmSync(`${path}.lock`, { force: true });
      symlinkSync(victim, `${path}.lock`);
      const { unlock } = attempt(() => lockFile(path));
      unlock?.();
      assert.equal(existsSync(victim) ? readFileSync(victim, "utf8") : undefined, content);
    }
  });
});
