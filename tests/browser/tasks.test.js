// What readers come for, done on a phone: each in at most three taps, or one search and a tap.

import assert from "node:assert/strict";
import { test } from "node:test";

import { windows } from "./browser.js";
import { browser, site } from "./opened.js";

const MOST_TAPS = 3;

/** Somebody with a phone, who begins at the front page and counts taps and how many screens are scrolled past. */
class Reader {
  taps = 0;
  scrolled = 0;

  static async begin() {
    const reader = new Reader();
    reader.context = await browser.newContext({ ...windows[0], hasTouch: true, acceptDownloads: true });
    reader.page = await reader.context.newPage();
    reader.page.setDefaultTimeout(10_000);
    await reader.page.goto(`${site.origin}/`);
    return reader;
  }

  /** Scrolls to something on the page. */
  async look(place) {
    const before = await this.page.evaluate(() => scrollY);
    await place.scrollIntoViewIfNeeded();
    const screens = await this.page.evaluate((before) => Math.abs(scrollY - before) / innerHeight, before);
    this.scrolled += screens;
  }

  async tap(place) {
    await this.look(place);
    await place.tap();
    this.taps += 1;
  }

  /** Taps the first link that begins with these words, and waits for where it leads. */
  async follow(words) {
    const from = this.page.url();
    await this.tap(this.page.getByRole("link", { name: new RegExp(`^\\s*${words}`) }).first());
    await this.page.waitForURL((url) => url.href !== from);
  }

  /** One search, from the field on the page; a phone sends it with its keyboard. */
  async search(words) {
    const field = this.page.getByRole("searchbox").first();
    if (!(await field.isVisible())) await this.tap(this.page.getByRole("button", { name: /Søk|Meny/ }).first());
    await field.fill(words);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".results__item").first().waitFor();
  }

  /** Sees a text: scrolls to it, as far as it is shown. */
  async sees(text) {
    const place = this.page.getByText(text).first();
    await place.waitFor({ state: "visible" });
    await this.look(place);
  }

  async end(test) {
    test.diagnostic(`${this.taps} taps, ${this.scrolled.toFixed(1)} screens scrolled`);
    assert.ok(this.taps <= MOST_TAPS, `${this.taps} taps`);
    await this.context.close();
  }
}

const task = (name, steps) =>
  test(name, async (test) => {
    const reader = await Reader.begin();
    await steps(reader, test);
    await reader.end(test);
  });

task("what SSU was to decide about applications in March 2026, by the menu of the front page", async (reader) => {
  await reader.follow("Møter og saker");
  await reader.follow("saksregisteret");
  await reader.follow("Prioritering av søknader på regionalt");
  await reader.sees("Prioritet 1: Lavterskel Ammestøtte");
});

task("what SSU was to decide about applications in March 2026, by a search", async (reader) => {
  await reader.search("SSU søknader mars 2026");
  await reader.follow("Prioritering av søknader på regionalt");
  await reader.sees("Prioritet 1: Lavterskel Ammestøtte");
});

task("how many of its deviations Narvik got an answer to from UNN, 2024 and 2025, by the menu", async (reader) => {
  await reader.follow("24 kommuner");
  await reader.follow("Narvik");
  await reader.sees("92,9 %");
  await reader.sees("35,3 %");
});

task("how many of its deviations Narvik got an answer to from UNN, 2024 and 2025, by a search", async (reader) => {
  await reader.search("Narvik svarprosent");
  await reader.follow("Narvik");
  await reader.sees("92,9 %");
  await reader.sees("35,3 %");
});

task("how much Eldreløftet has left, by the menu", async (reader) => {
  await reader.follow("Tilskudd og prosjekter");
  await reader.follow("Eldreløftet");
  await reader.sees("3 788 000 kr");
});

task("how much Eldreløftet has left, by a search", async (reader) => {
  await reader.search("Eldreløftet");
  await reader.follow("Eldreløftet");
  await reader.sees("3 788 000 kr");
});

task("the meeting that is shown first, into the calendar of the phone", async (reader) => {
  await reader.follow("Partnerskapsmøtet 2026");
  const [download] = await Promise.all([
    reader.page.waitForEvent("download"),
    reader.tap(reader.page.getByRole("link", { name: /[Kk]alender/ }).first()),
  ]);
  assert.match(download.suggestedFilename(), /\.ics$/);
});

task("all papers of a meeting as one document", async (reader) => {
  await reader.follow("Partnerskapsmøtet 2026");
  await reader.follow("Alle papirer i ett dokument");
  await reader.sees("Sak 05/26");
});
