// What a page costs its readers: bytes, requests, and text that jumps while it loads.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import zlib from "node:zlib";

import { launch, windows } from "./browser.js";
import { addresses, root, serve } from "./site.js";

/** The front page, a sak, the ledger of grants, a report, and a table of words. */
const pages = ["/", "/utvalg/ssu/2026-03-18/12-26/", "/tilskudd/regnskap/", "/rapporter/arsmelding-2025/", "/tilskudd/milepaeler/"];

/** What HTML, styles and script of a sak may weigh as they are sent, in bytes. */
const MOST = 40_000;

const weight = (file) => zlib.gzipSync(fs.readFileSync(path.join(root, file)), { level: 6 }).length;

test("a sak weighs less than 40 KB with its styles and script", (test) => {
  const saker = addresses().filter((address) => /\/\d+-\d+\/$/.test(address));
  assert.ok(saker.length > 5, `${saker.length} saker`);
  const heavy = [];
  for (const address of saker) {
    const html = fs.readFileSync(path.join(root, address, "index.html"), "utf8");
    const files = [...html.matchAll(/<(?:link rel="stylesheet" href|script src)="\/([^"]+)"/g)].map((match) => match[1]);
    assert.ok(files.some((file) => file.endsWith(".css")), address);
    const bytes = [`${address}index.html`, ...files].map(weight).reduce((sum, bytes) => sum + bytes, 0);
    heavy.push([bytes, address]);
  }
  heavy.sort(([one], [other]) => other - one);
  test.diagnostic(`the heaviest sak: ${heavy[0].join(" bytes, ")}`);
  assert.ok(heavy[0][0] < MOST, heavy[0].join(" bytes, "));
});

for (const [font, { name, ...options }] of [windows[0], windows[2]].flatMap((window) => [["narrow", window], ["wide", window]])) {
  test(`nothing moves while a page loads, and few files are asked for: ${name}, ${font} font`, async (test) => {
    const [browser, site] = await Promise.all([launch(font), serve()]);
    test.after(() => Promise.all([browser.close(), site.close()]));
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
          window.shifts.push([value, `${value}: ${sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName).join(", ")}`]);
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    // The script comes late, so that readers, and the test, have seen the page without it.
    await page.route(/\.js$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.continue();
    });
    for (const address of pages) {
      const asked = [];
      const listen = (request) => asked.push(request.url());
      page.on("request", listen);
      await page.goto(site.origin + address, { waitUntil: "networkidle" });
      page.off("request", listen);
      const shifts = await page.evaluate(() => window.shifts);
      // A fraction of a pixel, as a slow machine may round it, is nobody's loss: 0 to three decimals.
      const total = shifts.reduce((sum, [value]) => sum + value, 0);
      assert.ok(total < 0.0005, `${address}: ${shifts.map(([, what]) => what).join("; ")}`);
      assert.deepEqual(asked.filter((url) => !url.startsWith(`${site.origin}/`)), [], address);
      // The page, the styles, the script and the icon.
      assert.ok(asked.length <= 4, `${address} asks for ${asked.join(", ")}`);
    }
    await context.close();
  });
}
