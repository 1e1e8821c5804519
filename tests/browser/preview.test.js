// The preview as an editor meets it: a small new site in `fellesskap serve`, its files changed while a browser looks on.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";

import { launch, tellViolations, windows } from "./browser.js";

const program = process.env.FELLESSKAP;
if (!program) throw new Error("FELLESSKAP must name the program; tests/run sets it");

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const theme = fileURLToPath(new URL("../../themes/helsefellesskap", import.meta.url));

/** Long enough for a slow machine; nothing waits longer than it has to. */
const PATIENCE = 30_000;

const paragraph = "Vi skriver om samarbeidet her, og litt til, så siden blir lang nok til å rulles.\n\n";
const about = `+++\ntype = "side"\ntittel = "Om oss"\n+++\nFørste tekst.\n\n${paragraph.repeat(60)}Siste tekst.\n`;

let browser;
let root;
let server;
let origin;
let page;
let faults;

/** The path of a file of the site. */
const file = (name) => path.join(root, name);

/** Saves a file of the site with one place of it changed. */
const edit = (name, old, fresh) => {
  const text = fs.readFileSync(file(name), "utf8");
  assert.ok(text.includes(old), `${name} has no «${old}»:\n${text}`);
  fs.writeFileSync(file(name), text.replace(old, fresh));
};

/** Starts the preview on a free port; gives the address of the front page. */
const serve = async () => {
  server = spawn(program, ["serve", "--port", "0"], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of readline.createInterface({ input: server.stdout })) {
    const address = line.match(/http:\/\/\S+/)?.[0];
    if (address) {
      server.stdout.resume();
      return new URL(address).origin;
    }
  }
  throw new Error("the preview stopped before it said where it is");
};

/** A page of the site in a new window. Whatever it asks of others is a fault. */
const open = async (address, options = windows[2]) => {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) faults.push(`asks ${request.url()}`);
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  await tellViolations(page);
  page.on("console", (message) => {
    if (message.type() === "error" && message.text().includes("refused by")) faults.push(message.text());
  });
  await page.goto(origin + address);
  // A mark that lasts until the page is read again.
  await page.evaluate(() => (window.seen = true));
};

const violations = async () => {
  await page.evaluate(axe);
  const result = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return result.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(", ")}`);
};

const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const reloaded = () => page.waitForFunction(() => !window.seen);
const problems = () => page.getByRole("region", { name: "Feil på nettstedet" });

before(async () => {
  browser = await launch("wide");
});

beforeEach(async () => {
  faults = [];
  root = fs.mkdtempSync(path.join(os.tmpdir(), "fellesskap-"));
  execFileSync(program, ["new", "nettsted", "--tittel", "Helsefellesskapet Nordvest"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  // A new site has the theme that the program carries; one of its own can be edited.
  fs.cpSync(theme, file("themes/helsefellesskap"), { recursive: true });
  fs.writeFileSync(file("content/om.md"), about);
  origin = await serve();
});

afterEach(async () => {
  await page?.context().close();
  server?.kill();
  fs.rmSync(root, { recursive: true, force: true });
  assert.deepEqual(faults, []);
});

after(() => browser?.close());

test("a save is seen at once, where the reader was", async () => {
  await open("/om/");
  await page.evaluate(() => window.scrollTo({ top: 900, behavior: "instant" }));
  edit("content/om.md", "Første tekst.", "Andre tekst.");
  await reloaded();
  await page.getByText("Andre tekst.").waitFor();
  await page.waitForLoadState("load");
  assert.equal(await page.evaluate(() => window.scrollY), 900);
  // The place is for the reload alone.
  await page.goto(`${origin}/`);
  await page.goto(`${origin}/om/`);
  assert.equal(await page.evaluate(() => window.scrollY), 0);
});

test("a change of a style sheet is seen without reading the page again", async () => {
  await open("/om/");
  const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const styles = "themes/helsefellesskap/styles/base.css";
  for (const [old, fresh, seen] of [
    ["/* Elements", "body { background: rgb(1, 2, 3) !important; }\n/* Elements", "rgb(1, 2, 3)"],
    ["rgb(1, 2, 3)", "rgb(4, 5, 6)", "rgb(4, 5, 6)"],
  ]) {
    edit(styles, old, fresh);
    await page.waitForFunction((seen) => getComputedStyle(document.body).backgroundColor === seen, seen);
    assert.equal(await colour(), seen);
  }
  assert.equal(await page.evaluate(() => window.seen), true);
  await page.waitForFunction(() => document.querySelectorAll('link[rel="stylesheet"]').length === 1);
});

for (const { name, ...options } of windows) {
  test(`a mistake is shown on top of the page until it is mended: ${name}`, async () => {
    await open("/om/", options);
    edit("content/om.md", "tittel =", "titel =");
    await problems().waitFor();
    const said = await problems().innerText();
    for (const part of ["ukjent nøkkel «titel»", "content/om.md:3:1", 'titel = "Om oss"', "mente du «tittel»?"]) {
      assert.ok(said.includes(part), `no «${part}» in:\n${said}`);
    }
    // The page is as it was, and all of it can be read: also its end, which is not below what is shown.
    await page.getByText("Første tekst.").waitFor();
    assert.equal(await page.evaluate(() => window.seen), true);
    await page.evaluate(() => window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }));
    const end = await page.evaluate(() => document.querySelector("footer").getBoundingClientRect().bottom);
    const top = await problems().evaluate((panel) => panel.getBoundingClientRect().top);
    assert.ok(end <= top + 1, `the page ends at ${end}, the problems begin at ${top}`);
    assert.ok(top > options.viewport.height / 3, `the problems take all but ${top} of ${options.viewport.height}`);
    assert.equal(await overflow(), 0);
    assert.deepEqual(await violations(), []);

    // Closed with the keyboard, from within and from anywhere.
    await problems().getByRole("button", { name: "Lukk" }).focus();
    await page.keyboard.press("Enter");
    await problems().waitFor({ state: "detached" });
    edit("content/om.md", "Første tekst.", "Andre tekst.");
    await problems().waitFor();
    await page.keyboard.press("Escape");
    await problems().waitFor({ state: "detached" });

    edit("content/om.md", "Andre tekst.", "Tredje tekst.");
    await problems().waitFor();
    edit("content/om.md", "titel =", "tittel =");
    await reloaded();
    await page.getByText("Tredje tekst.").waitFor();
    assert.equal(await problems().count(), 0);
  });
}

test("a mistake in a template is shown on the last good page", async () => {
  await open("/om/");
  const template = "themes/helsefellesskap/templates/side.html";
  edit(template, "page.toc", "page.tocc");
  await problems().waitFor();
  const said = await problems().innerText();
  for (const part of ["feil i malen", `${template}:5`, "page.tocc"]) {
    assert.ok(said.includes(part), `no «${part}» in:\n${said}`);
  }
  await page.getByText("Første tekst.").waitFor();
  assert.deepEqual(await violations(), []);

  edit(template, "page.tocc", "page.toc");
  await problems().waitFor({ state: "detached" });
  await page.getByText("Første tekst.").waitFor();
});

for (const { name, ...options } of windows) {
  test(`an edit of another page is told, with a way there: ${name}`, async () => {
    await open("/", options);
    edit("content/om.md", "Første tekst.", "Andre tekst.");
    const note = page.getByRole("status").filter({ hasText: "Endret nå" });
    await note.waitFor();
    assert.equal(await overflow(), 0);
    assert.deepEqual(await violations(), []);
    assert.equal(await page.evaluate(() => window.seen), true);
    await note.getByRole("link", { name: "Om oss" }).click();
    await page.waitForURL(`${origin}/om/`);
    await page.getByText("Andre tekst.").waitFor();
    // What was told once is not told again.
    assert.equal(await note.count(), 0);
  });
}
