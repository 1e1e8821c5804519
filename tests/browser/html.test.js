// Every page of the portal is valid HTML: the Nu HTML checker, run by itself with Java, has nothing to say of any.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { addresses, root, serve } from "./site.js";

const jar = createRequire(import.meta.url)("vnu-jar");

/** Everything the checker says of pages: errors and warnings. */
const messages = (...pages) =>
  new Promise((resolve, reject) => {
    // Asked over HTTP, so that the checker can tell what the pages' policy lets through; it shuns loopback unless told. Java
    // itself writes to the other stream, such as which options it picked up from the machine.
    const options = ["--format", "json", "--stdout", "--exit-zero-always"];
    const args = ["-Xss1m", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", jar, ...options, ...pages];
    execFile("java", args, { maxBuffer: 1 << 28 }, (error, report, complaints) => {
      if (error) return reject(new Error(`${error.message}\n${complaints}`));
      resolve(JSON.parse(report).messages);
    });
  });

/**
 * The checker takes data in a script element for a script, which no policy does (HTML, "prepare the script element": a data
 * block is left before the policy is asked). That they are data is seen below, and that browsers leave them alone in the
 * tests of all pages.
 */
const isOfData = ({ message, extract }) =>
  message.startsWith("Inline script violates Content Security Policy") && extract.includes('<script type="application/ld+json">');

test("all pages are valid HTML", async (test) => {
  const site = await serve();
  test.after(site.close);
  assert.ok(addresses().length > 100);
  const found = await messages(...addresses().map((address) => site.origin + address));
  const faults = found
    .filter((message) => !isOfData(message))
    .map(({ url, lastLine, message, extract }) => `${url}:${lastLine}: ${message}\n    ${extract}`);
  assert.equal(faults.length, 0, `\n${faults.slice(0, 50).join("\n")}`);
});

test("whatever is written in a script element is data", () => {
  for (const address of addresses()) {
    const html = fs.readFileSync(path.join(root, address.endsWith("/") ? `${address}index.html` : address), "utf8");
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) {
      assert.ok(/^<script (src="[^"]+" defer|type="application\/ld\+json")>$/.test(tag), `${address}: ${tag}`);
    }
  }
});

test("the checker sees errors and warnings", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fellesskap-"));
  const page = '<!doctype html>\n<html lang="nb">\n<title>Prøve</title>\n<p id="a">\n<p id="a">\n<ul role="list"></ul>\n';
  fs.writeFileSync(path.join(folder, "index.html"), page);
  const found = (await messages(folder)).map(({ type, subType }) => subType ?? type);
  fs.rmSync(folder, { recursive: true });
  assert.ok(found.includes("error") && found.includes("warning"), found.join(", "));
});
