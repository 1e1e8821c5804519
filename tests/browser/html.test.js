// Every page of the portal is valid HTML: the Nu HTML checker, run by itself with Java, has nothing to say of any.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { addresses, root } from "./site.js";

const jar = createRequire(import.meta.url)("vnu-jar");

/** Everything the checker says of the HTML files in a folder: errors and warnings. */
const messages = (folder) => {
  const run = spawnSync("java", ["-Xss1m", "-jar", jar, "--format", "json", "--skip-non-html", folder], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (run.error) throw run.error;
  return JSON.parse(run.stderr).messages;
};

test("all pages are valid HTML", () => {
  assert.ok(addresses().length > 100);
  const found = messages(root).map(
    ({ url, lastLine, message, extract }) => `${path.relative(root, new URL(url).pathname)}:${lastLine}: ${message}\n    ${extract}`,
  );
  assert.equal(found.length, 0, `\n${found.slice(0, 50).join("\n")}`);
});

test("the checker sees errors and warnings", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fellesskap-"));
  const page = '<!doctype html>\n<html lang="nb">\n<title>Prøve</title>\n<p id="a">\n<p id="a">\n<ul role="list"></ul>\n';
  fs.writeFileSync(path.join(folder, "index.html"), page);
  const found = messages(folder).map(({ type, subType }) => subType ?? type);
  fs.rmSync(folder, { recursive: true });
  assert.ok(found.includes("error") && found.includes("warning"), found.join(", "));
});
