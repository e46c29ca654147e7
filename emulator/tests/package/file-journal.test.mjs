// The file behind `--data`: what is replaced keeps its mode and owner, no link is followed, and a step that fails leaves
// neither an open file, nor a lock, nor half of anything.
import assert from "node:assert/strict";
import fs, {
  chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

/** Every function of the file system that writes, by what it is called in the module. */
const STEPS = ["closeSync", "fchmodSync", "fchownSync", "fstatSync", "fsyncSync", "ftruncateSync", "linkSync", "openSync", "readdirSync", "realpathSync", "renameSync", "statSync", "writeFileSync", "writeSync"];
const real = Object.fromEntries(STEPS.map((name) => [name, fs[name]]));
let beforeStep = () => {};
for (const name of STEPS) {
  fs[name] = Object.assign((...args) => {
    beforeStep(name, args[0]);
    return real[name](...args);
  }, real[name]);
}
syncBuiltinESMExports();
const { openFileJournal } = await import("../../../target/npm/acs-rooms/dist/emulator-journal.js");

const HEADER = '{"journal":"acs-rooms emulator","format":1}\n';
const isRoot = process.getuid() === 0;
const openFiles = () => readdirSync("/proc/self/fd").length;

function testInFolder(name, options, action = options) {
  test(name, typeof options === "function" ? {} : options, () => {
    const dir = mkdtempSync(join(tmpdir(), "acs-rooms-file-"));
    try {
      action(join(dir, "rooms.jsonl"), dir);
    } finally {
      beforeStep = () => {};
      rmSync(dir, { recursive: true });
    }
  });
}

function withJournal(file, action) {
  const journal = openFileJournal(file, assert.fail);
  try {
    journal.read();
    action(journal);
  } finally {
    journal.close();
  }
}

testInFolder("a file that is replaced keeps its mode", (file) => {
  for (const mode of [0o600, 0o640, 0o644, 0o660, 0o666, 0o700]) {
    writeFileSync(file, HEADER);
    chmodSync(file, mode);
    const before = statSync(file).ino;
    withJournal(file, ({ replace, append }) => {
      replace(["1", "2"]);
      append("3");
    });
    assert.equal(statSync(file).mode & 0o7777, mode);
    assert.notEqual(statSync(file).ino, before, "it is a new file");
    assert.equal(readFileSync(file, "utf8"), `${HEADER}1\n2\n3\n`);
  }
});

testInFolder("and its owner", { skip: !isRoot && "only root can give files away" }, (file) => {
  writeFileSync(file, HEADER);
  chownSync(file, 12345, 54321);
  chmodSync(file, 0o640);
  withJournal(file, ({ replace }) => replace(["1"]));
  const { uid, gid, mode } = statSync(file);
  assert.deepEqual([uid, gid, mode & 0o777], [12345, 54321, 0o640]);
});

testInFolder("it is nobody else's to read meanwhile", (file, dir) => {
  writeFileSync(file, HEADER);
  chmodSync(file, 0o644);
  const seen = [];
  withJournal(file, ({ replace }) => {
    beforeStep = (name) => {
      if (name === "fstatSync") for (const other of readdirSync(dir).filter((name) => name.endsWith(".new"))) seen.push(lstatSync(join(dir, other)).mode & 0o777);
    };
    replace(["1"]);
    beforeStep = () => {};
  });
  assert.deepEqual(seen, [0o600]);
});

testInFolder("another user's file that cannot be given away stays that user's", (file, dir) => {
  writeFileSync(file, HEADER);
  chmodSync(file, 0o666);
  const { ino } = statSync(file);
  withJournal(file, ({ replace, append }) => {
    // As if the new file had another owner than the old, and could not be given away.
    const { fstatSync, fchownSync } = fs;
    fs.fstatSync = (...args) => Object.assign(fstatSync(...args), { uid: 1 });
    fs.fchownSync = () => { throw Object.assign(new Error("EPERM"), { code: "EPERM" }); };
    syncBuiltinESMExports();
    try {
      replace(["a long line, of which nothing may be left", "2"]);
      replace(["1"]);
    } finally {
      Object.assign(fs, { fstatSync, fchownSync });
      syncBuiltinESMExports();
    }
    append("2");
  });
  assert.equal(statSync(file).ino, ino);
  assert.equal(readFileSync(file, "utf8"), `${HEADER}1\n2\n`);
  assert.deepEqual(readdirSync(dir), ["rooms.jsonl"]);
});

testInFolder("no link that waits beside it is followed", (file, dir) => {
  const victim = join(dir, "victim");
  writeFileSync(victim, "precious");
  writeFileSync(file, HEADER);
  for (const name of [".new", ".tmp", ".bak", ".lock.new", "~"]) symlinkSync(victim, file + name);
  withJournal(file, ({ replace }) => replace(["1"]));
  assert.equal(readFileSync(victim, "utf8"), "precious");
  assert.ok(lstatSync(file).isFile());
  assert.equal(readFileSync(file, "utf8"), `${HEADER}1\n`);
});

testInFolder("a link that takes its place is not followed either; a link to it that was there first is", (file, dir) => {
  const victim = join(dir, "victim");
  writeFileSync(victim, HEADER);
  withJournal(file, ({ replace }) => {
    beforeStep = (name) => {
      if (name !== "renameSync") return;
      beforeStep = () => {};
      rmSync(file);
      symlinkSync(victim, file);
    };
    replace(["1"]);
  });
  assert.equal(readFileSync(victim, "utf8"), HEADER);
  assert.ok(lstatSync(file).isFile());

  const link = join(dir, "link.jsonl");
  symlinkSync(file, link);
  withJournal(link, ({ replace }) => replace(["1", "2"]));
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(readFileSync(file, "utf8"), `${HEADER}1\n2\n`);
});

testInFolder("what a crash left of a replacement is removed, and nothing else", (file, dir) => {
  const left = `${file}.8d2f0d36-6c5c-4f4b-9f0e-5a2a1f8f3b11.new`;
  const others = ["rooms.jsonl.new", "other.jsonl.8d2f0d36-6c5c-4f4b-9f0e-5a2a1f8f3b11.new", "rooms.jsonl.notes.new", "rooms.jsonl2.8d2f0d36-6c5c-4f4b-9f0e-5a2a1f8f3b11.new"];
  for (const name of [left, ...others.map((other) => join(dir, other))]) writeFileSync(name, "x");
  mkdirSync(`${file}.9d2f0d36-6c5c-4f4b-9f0e-5a2a1f8f3b11.new`);
  withJournal(file, () => {});
  assert.ok(!existsSync(left));
  for (const other of others) assert.ok(existsSync(join(dir, other)), other);
});

testInFolder("what is no file is refused, and no lock is left", (file, dir) => {
  const before = openFiles();
  for (const path of ["/dev/null", dir]) {
    assert.throws(() => openFileJournal(path, assert.fail), /no file that could keep rooms|EISDIR/);
    assert.ok(!existsSync(`${path}.lock`));
  }
  assert.equal(openFiles(), before);
});

testInFolder("a step that fails: nothing is open, locked, or half there", (file, dir) => {
  const failing = (step) => {
    let count = 0;
    let failed;
    beforeStep = (name) => {
      if (failed !== undefined || count++ !== step) return;
      failed = name;
      throw Object.assign(new Error("EIO"), { code: "EIO" });
    };
    return () => failed;
  };
  const run = (file) => {
    const journal = openFileJournal(file, () => {});
    try {
      journal.read();
      journal.replace(["1", "2"]);
      journal.append("3");
    } finally {
      journal.close();
    }
  };
  const kept = [];
  let steps = 0;
  for (let failed = ""; failed !== undefined; steps++) {
    writeFileSync(file, `${HEADER}1\n2\n`);
    const before = openFiles();
    const failedStep = failing(steps);
    let error;
    try {
      run(file);
    } catch (thrown) {
      error = thrown;
    }
    failed = failedStep();
    beforeStep = () => {};
    assert.ok(error === undefined || error.code === "EIO", error?.stack);
    // What cannot be closed stays open.
    assert.ok(openFiles() <= before + (failed === "closeSync" ? 1 : 0), `${failed}, step ${steps}`);
    const names = readdirSync(dir).filter((name) => name !== "rooms.jsonl");
    if (names.includes("rooms.jsonl.lock")) {
      // Whose it is could not be read when it was to be removed.
      kept.push(failed);
      names.splice(names.indexOf("rooms.jsonl.lock"), 1);
      rmSync(`${file}.lock`);
    }
    assert.deepEqual(names, [], `${failed}, step ${steps}`);
    // The state that was, or with what was added to it; the last line may be cut.
    assert.ok(`${HEADER}1\n2\n3\n`.startsWith(readFileSync(file, "utf8").trimEnd()), `${failed}: ${readFileSync(file, "utf8")}`);
    assert.ok(readFileSync(file, "utf8").startsWith(`${HEADER}1\n2`), failed);
    withJournal(file, ({ append }) => append("4"));
  }
  assert.ok(steps > 15, `${steps} steps`);
  assert.deepEqual(kept, ["openSync", "closeSync"]);
});

testInFolder("a line that could not be written is cut off, if not at once then by the next", (file) => {
  withJournal(file, ({ append }) => {
    append("1");
    beforeStep = (name) => {
      if (name === "writeSync") {
        beforeStep = (name) => {
          if (name === "writeSync" || name === "ftruncateSync") throw new Error("EIO");
        };
      }
    };
    // A part of it gets there.
    const { writeSync } = fs;
    let isFirst = true;
    fs.writeSync = (file, bytes, offset, length, position) => {
      if (!isFirst) throw new Error("EIO");
      isFirst = false;
      return real.writeSync(file, bytes, offset, 3, position);
    };
    syncBuiltinESMExports();
    try {
      assert.throws(() => append('"a line"'), /EIO/);
    } finally {
      fs.writeSync = writeSync;
      syncBuiltinESMExports();
      beforeStep = () => {};
    }
    append("2");
  });
  assert.equal(readFileSync(file, "utf8"), `${HEADER}1\n2\n`);
});
