// The browser has the fonts that the tests bring, and no other, so that a run gives the same on every machine.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { fonts, launch } from "./browser.js";

const { resolve } = createRequire(import.meta.url);

/** The files of the fonts, as text is to look. */
const files = {
  narrow: "@expo-google-fonts/roboto-condensed/400Regular/RobotoCondensed_400Regular.ttf",
  ordinary: "@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf",
  wide: "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
};

/** Names that machines know and that none has, and all that stand for whatever a machine has. */
const families = ["system-ui", "sans-serif", "serif", "cursive", "fantasy", "ui-sans-serif", '"Segoe UI"', '"Liberation Sans Narrow"', "Helvetica", "Finnes ikke"];

const TEXT = "Pårørende får vite når møtet er: đŋŧž 0123";

/** The width of the text in each family, and in the file itself; and the fonts that the browser says it took. */
const measure = async (browser, file) => {
  const page = await browser.newPage();
  const font = fs.readFileSync(resolve(file)).toString("base64");
  const samples = [...families, "monospace", "file"].map((family) => `<p><span style='font: 40px ${family}'>${TEXT}</span></p>`).join("");
  await page.setContent(`<style>@font-face { font-family: file; src: url(data:font/ttf;base64,${font}) } p { white-space: nowrap }</style>${samples}`);
  const widths = await page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.querySelectorAll("span")].map((span) => span.getBoundingClientRect().width);
  });
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "span" });
  const taken = new Set();
  for (const nodeId of nodeIds.slice(0, -1)) {
    for (const { familyName } of (await session.send("CSS.getPlatformFontsForNode", { nodeId })).fonts) taken.add(familyName);
  }
  return { widths: widths.slice(0, families.length), file: widths.at(-1), taken: [...taken].sort() };
};

test("whatever family is asked for, text is as wide as in the font that was chosen", async (test) => {
  const found = {};
  for (const [name, family] of Object.entries(fonts)) {
    const browser = await launch(name);
    const { widths, file, taken } = await measure(browser, files[name]);
    await browser.close();
    test.diagnostic(`${family}: ${file} pixels`);
    widths.forEach((width, index) => assert.equal(width, file, `${families[index]} in ${family}`));
    assert.deepEqual(taken, [family, "DejaVu Sans Mono"].sort());
    found[name] = file;
  }
  // What they are chosen for.
  assert.ok(found.narrow < 0.9 * found.ordinary, JSON.stringify(found));
  assert.ok(found.wide > 1.1 * found.ordinary, JSON.stringify(found));
});
