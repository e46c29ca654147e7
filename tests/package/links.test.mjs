// The pages of the tarball, for those who have nothing else: every link leads to something in it or to a place on the web,
// and nothing speaks of a repository.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { built } from "../harness/project.mjs";

const pages = ["README.md", ...["docs", "examples"].flatMap((folder) => below(folder).filter((file) => file.endsWith(".md")))];

function below(folder) {
  return readdirSync(join(built, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? below(path) : [path];
  });
}

const read = (page) => readFileSync(join(built, page), "utf8");

/** Where the links of a page lead, those by reference and to pictures among them; code is no link. */
function links(text) {
  const prose = text.replaceAll(/^```.*?^```/gms, "").replaceAll(/`[^`\n]*`/g, "code");
  return [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)|^\[[^\]]+\]:\s+(\S+)/gm)].map((match) => match[1] ?? match[2]);
}

/** The anchors of a page's headings. */
function anchors(text) {
  const headings = [...text.replaceAll(/^```.*?^```/gms, "").matchAll(/^#+ (.*)$/gm)].map((match) => match[1]);
  return headings.map((heading) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-"));
}

/** What is wrong with a link, if anything. */
function fault(page, link) {
  if (/^https:\/\/[\w.-]+\.\w+(\/|$)/.test(link)) return undefined;
  if (/^[a-z]+:/i.test(link)) return "neither https: nor a file";
  const [path, anchor] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  if (target.startsWith("..") || !existsSync(join(built, target))) return `no ${target}`;
  if (anchor !== undefined && statSync(join(built, target)).isFile() && !anchors(read(target)).includes(anchor)) return `no heading #${anchor} in ${target}`;
  return undefined;
}

test("there are pages", () => {
  for (const page of ["README.md", "docs/runtimes.md", "docs/emulator.md", "docs/proxy.md", "docs/admin.md", "examples/README.md"]) assert.ok(pages.includes(page), page);
  assert.ok(links(read("README.md")).length >= 8);
});

for (const page of pages) {
  test(`${page}: every link leads somewhere`, () => {
    const faults = links(read(page)).map((link) => [link, fault(page, link)]).filter(([, why]) => why !== undefined);
    assert.deepEqual(faults, []);
  });

  test(`${page}: nothing for those who build the package`, () => {
    assert.doesNotMatch(read(page), /cargo |xtask|rustup|<!-- \/?repository|pkg-template|CONTRIBUTING/);
  });
}

test("from the README one finds every page", () => {
  const found = new Set();
  const open = ["README.md"];
  for (let page = open.pop(); page; page = open.pop()) {
    if (found.has(page)) continue;
    found.add(page);
    for (const link of links(read(page))) {
      const target = join(dirname(page), link.split("#")[0]);
      const file = existsSync(join(built, target, "README.md")) ? join(target, "README.md") : target;
      if (pages.includes(file)) open.push(file);
    }
  }
  assert.deepEqual(pages.filter((page) => !found.has(page)), []);
});

test("no pictures", () => {
  const pictures = [...below("docs"), ...below("examples")].filter((file) => /\.(png|jpe?g|gif|svg|webp)$/.test(file));
  assert.deepEqual(pictures, []);
});

test("the check finds faults", () => {
  assert.deepEqual(links("[a](b.md) `[x](y)`\n```\n[c](d)\n```\n![e](f.png)\n[1]: https://x.example/y\n"), ["b.md", "f.png", "https://x.example/y"]);
  const wrong = ["missing.md", "../outside.md", "http://a.example/", "file:///etc", "docs/runtimes.md#no-such-heading", "#no-such-heading"];
  assert.deepEqual(wrong.filter((link) => fault("README.md", link) === undefined), []);
  assert.equal(fault("docs/runtimes.md", "#nuxt-and-nitro"), undefined);
});
