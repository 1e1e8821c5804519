// Every page of the portal, in every window: it loads alone, fits, and has no accessibility violation that axe can find.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { tellViolations, windows } from "./browser.js";
import { browser, site } from "./opened.js";
import { addresses } from "./site.js";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

for (const { name, ...options } of windows) {
  test(`all pages: ${name}`, async () => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await tellViolations(page);
    const faults = [];
    let address;
    page.on("request", (request) => {
      if (!request.url().startsWith(site.origin)) faults.push(`${address}: asks ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) faults.push(`${address}: ${response.status()} for ${response.url()}`);
    });
    page.on("pageerror", (error) => faults.push(`${address}: ${error}`));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(`${address}: ${message.text()}`);
    });
    for (address of addresses()) {
      await page.goto(site.origin + address);
      // As it comes, and with everything unfolded that can be.
      for (const unfold of [false, true]) {
        const width = await page.evaluate((unfold) => {
          if (unfold) document.querySelectorAll("details").forEach((details) => (details.open = true));
          return document.documentElement.scrollWidth - document.documentElement.clientWidth;
        }, unfold);
        if (width > 0) faults.push(`${address}: ${width} pixels wider than the window${unfold ? ", unfolded" : ""}`);
      }
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() =>
        window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
      );
      for (const { id, help, nodes } of violations) {
        faults.push(`${address}: ${id}: ${help}\n    ${nodes.slice(0, 3).map((node) => node.html).join("\n    ")}`);
      }
    }
    await context.close();
    assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
  });
}

test("everything can be reached with the keyboard, beginning with a way past the menu", async () => {
  const context = await browser.newContext(windows[2]);
  const page = await context.newPage();
  await page.goto(`${site.origin}/`);
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.getAttribute("href"));
  assert.equal(first, "#hoved_innhold");
  const seen = new Set();
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      // A link that covers its card shows the focus on the card.
      const outlined = (candidate) => candidate && getComputedStyle(candidate).outlineStyle !== "none";
      return { path: element.outerHTML, visible: outlined(element) || outlined(element.closest("li, .card")) };
    });
    if (!focus) break;
    assert.ok(focus.visible, `focus cannot be seen on ${focus.path}`);
    seen.add(focus.path);
  }
  const links = await page.locator("main a[href]").count();
  assert.ok(seen.size >= links, `${seen.size} reached, ${links} links in the text`);
  await context.close();
});

test("the menu opens on a phone without JavaScript", async () => {
  const context = await browser.newContext({ ...windows[0], javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${site.origin}/`);
  await page.getByRole("button", { name: "Meny" }).click();
  await page.getByRole("navigation", { name: "Hovedmeny" }).getByRole("link", { name: "Statistikk" }).click();
  assert.equal(new URL(page.url()).pathname, "/statistikk/");
  await context.close();
});
