// The content security policy, in a browser that enforces it: what is smuggled into a page does nothing. The other tests
// see that it refuses nothing of the portal's own.

import assert from "node:assert/strict";
import { test } from "node:test";

import { windows } from "./browser.js";
import { browser } from "./opened.js";
import { headers, serve } from "./site.js";

/** What the page's policy refuses when each kind of foreign content is put into it; and whether any had an effect. */
const smuggle = async (origin, address) => {
  const context = await browser.newContext(windows[2]);
  const page = await context.newPage();
  const asked = [];
  page.on("response", (response) => asked.push(response.url()));
  page.on("requestfailed", (request) => request.failure().errorText !== "csp" && asked.push(request.url()));
  await page.goto(origin + address);
  const result = await page.evaluate(async () => {
    const refused = new Set();
    document.addEventListener("securitypolicyviolation", (event) => refused.add(event.effectiveDirective));
    const place = document.querySelector("main");
    const put = (name, properties) => place.append(Object.assign(document.createElement(name), properties));
    put("script", { textContent: "window.smuggled = true" });
    put("script", { src: "https://eksempel.invalid/a.js" });
    put("style", { textContent: "main { color: rgb(1, 2, 3) }" });
    put("link", { rel: "stylesheet", href: "https://eksempel.invalid/a.css" });
    put("img", { src: "https://eksempel.invalid/a.png" });
    put("iframe", { src: "https://eksempel.invalid/" });
    place.insertAdjacentHTML("beforeend", '<p style="color: red"></p><button onclick="window.smuggled = true">Nei</button>');
    place.querySelector("[onclick]").click();
    await fetch("https://eksempel.invalid/").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { refused: [...refused].sort(), smuggled: window.smuggled, colour: getComputedStyle(place).color };
  });
  await context.close();
  assert.equal(result.smuggled, undefined);
  assert.notEqual(result.colour, "rgb(1, 2, 3)");
  assert.deepEqual(asked.filter((url) => !url.startsWith(origin)), []);
  return result.refused;
};

const kinds = [
  "connect-src",
  "frame-src",
  "img-src",
  "script-src-attr",
  "script-src-elem",
  "style-src-attr",
  "style-src-elem",
];

test("foreign content is refused by the policy in the page alone", async (test) => {
  const site = await serve({});
  test.after(site.close);
  for (const address of ["/", "/finnes-ikke/"]) assert.deepEqual(await smuggle(site.origin, address), kinds);
});

test("foreign content is refused by the policy of the server alone", async (test) => {
  const site = await serve();
  test.after(site.close);
  // An answer that has no policy of its own in it.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site.origin}/favicon.svg`);
  const refused = await page.evaluate(async () => {
    const found = new Promise((resolve) => document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective)));
    const script = document.createElementNS("http://www.w3.org/2000/svg", "script");
    script.textContent = "window.smuggled = true";
    document.documentElement.append(script);
    return [await found, window.smuggled];
  });
  assert.deepEqual(refused, ["script-src-elem", undefined]);
  await context.close();
});

test("no other page can show one of the portal's in a frame", async (test) => {
  const framed = await serve();
  test.after(framed.close);
  const context = await browser.newContext();
  const page = await context.newPage();
  // A page without a policy, of another origin.
  await page.setContent("<!doctype html><title>Ramme</title>");
  const told = page.waitForEvent("console", { predicate: (message) => /frame-ancestors/.test(message.text()) });
  await page.evaluate((url) => document.body.append(Object.assign(document.createElement("iframe"), { src: url })), framed.origin);
  assert.match((await told).text(), /frame-ancestors 'none'/);
  await context.close();
});

test("servers are told of all that browsers should know", () => {
  const names = ["Content-Security-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options"];
  assert.deepEqual(Object.keys(headers()).sort(), names);
});
