// A reader searches the portal.

import assert from "node:assert/strict";
import { test } from "node:test";

import { browser, site } from "./opened.js";

const page = await browser.newPage({ viewport: { width: 390, height: 844 } });

/** What the page of search finds: its sentence, and its results. */
async function results() {
  await page.waitForFunction(() => {
    const said = document.querySelector(".results__status").textContent;
    return /^Ingen|virker ikke/.test(said) || (/treff/.test(said) && document.querySelector(".results__item"));
  });
  return {
    said: await page.textContent(".results__status"),
    found: await page.$$eval(".results__item", (items) =>
      items.map((item) => ({
        title: item.querySelector("h2").textContent,
        url: new URL(item.querySelector("h2 a").href).pathname,
        about: [...item.querySelectorAll(".results__meta span")].map((span) => span.textContent),
        parts: [...item.querySelectorAll(".results__parts a")].map((link) => new URL(link.href).pathname + new URL(link.href).hash),
      })),
    ),
  };
}

async function search(query) {
  await page.goto(`${site.origin}/sok/?q=${encodeURIComponent(query)}`);
  return results();
}

test("the field on every page leads to results", async () => {
  await page.goto(`${site.origin}/rapporter/`);
  await page.getByRole("searchbox").fill("hospitering");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/sok\/\?q=hospitering/);
  const { said, found } = await results();
  assert.match(said, /^\d+ treff på «hospitering»$/);
  assert.equal(found[0].title, "Hospiteringsordningen");
});

test("a number of a sak finds the sak, however it is written", async () => {
  for (const query of ["12/26", "sak 12/26", "12/2026", "012/26"]) {
    const { found } = await search(query);
    assert.equal(found[0].url, "/utvalg/ssu/2026-03-18/12-26/", query);
    assert.deepEqual(found[0].about, ["Sak", "Strategisk samarbeidsutvalg", "18. mars 2026"]);
  }
  assert.equal((await search("3/26")).found[0].title, "Sak 03/26: Valg SSU-ledelse kommende periode");
});

test("a number of a project finds the project", async () => {
  assert.equal((await search("15266")).found[0].about[0], "Prosjekt");
});

test("letters that a keyboard does not have are found without them", async () => {
  for (const [typed, meant] of [["eldreloftet", "Eldreløftet"], ["soknad", "søknad"], ["lodingen", "Lødingen"], ["kaafjord", "Kåfjord"]]) {
    const [plain, right] = [await search(typed), await search(meant)];
    assert.ok(right.found.length > 0, meant);
    const urls = new Set(plain.found.map((result) => result.url));
    assert.ok(right.found.slice(0, 3).some((result) => urls.has(result.url)), `${typed} finds what ${meant} finds`);
  }
});

test("other forms of a word are found", async () => {
  const count = async (query) => Number((await search(query)).said.match(/^\d+/)[0]);
  assert.equal(await count("vedtaket"), await count("vedtak"));
});

test("results can be narrowed down, and the address says how", async () => {
  await search("avvik");
  await page.getByLabel("Kommune", { exact: true }).selectOption("Narvik");
  await page.waitForURL(/kommune=Narvik/);
  await page.waitForFunction(() => document.querySelectorAll(".results__item").length > 0);
  const { found } = await results();
  assert.ok(found.some((result) => result.title === "Narvik"));
  assert.ok(found.every((result) => ["Kommune", "Prosjekt"].includes(result.about[0])), JSON.stringify(found));
  await page.reload();
  assert.equal(await page.getByLabel("Kommune", { exact: true }).inputValue(), "Narvik");
  assert.deepEqual((await results()).found, found);
});

test("a result leads to the heading", async () => {
  const { found } = await search("svarprosent Narvik");
  const heading = found.flatMap((result) => result.parts).find((part) => part.endsWith("#svarprosent"));
  await page.goto(site.origin + heading);
  assert.equal((await page.locator("#svarprosent").textContent()).replace("#", "").trim(), "Svarprosent");
});

test("more results are shown when asked for, and focus goes to the first of them", async () => {
  const { found } = await search("kommune");
  assert.equal(found.length, 10);
  await page.getByRole("button", { name: "Vis flere treff" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".results__item").length === 20);
  assert.equal(await page.evaluate(() => document.activeElement.closest("li")?.matches(".results__item:nth-child(11)")), true);
});

test("nothing found is said, with what was looked for as text", async () => {
  const { said, found } = await search("<xyzzyx>");
  assert.equal(found.length, 0);
  assert.match(said, /^Ingen treff på «<xyzzyx>»/);
});

test("without an index the page says so and leads to the lists", async () => {
  const context = await browser.newContext();
  const broken = await context.newPage();
  await broken.route("**/pagefind/**", (route) => route.abort());
  await broken.goto(`${site.origin}/sok/?q=vedtak`);
  await broken.getByText("Søket virker ikke nå.").waitFor();
  assert.ok(await broken.locator(".results__without").getByRole("link", { name: "Utvalg og møter" }).isVisible());
  await context.close();
});

test("without a script the field leads to the lists", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${site.origin}/`);
  await plain.getByRole("searchbox").fill("vedtak");
  await plain.keyboard.press("Enter");
  await plain.waitForURL(/\/sok\/\?q=vedtak/);
  assert.ok(await plain.locator("main").getByRole("link", { name: "Utvalg og møter" }).isVisible());
  assert.equal(await plain.locator(".results__found").isVisible(), false);
  await context.close();
});
