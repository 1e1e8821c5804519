// The portal under the conditions that readers set themselves: enlarged text, their own colours, no motion, paper, no mouse.

import assert from "node:assert/strict";
import { test } from "node:test";

import { launch, tellViolations, windows } from "./browser.js";
import { browser, site } from "./opened.js";
import { addresses } from "./site.js";

/** One page of each kind, and the heaviest. */
const representative = [
  "/",
  "/om/",
  "/om/nynorsk/",
  "/utvalg/ssu/",
  "/utvalg/ssu/2026-03-18/",
  "/utvalg/ssu/2026-03-18/12-26/",
  "/rapporter/arsmelding-2025/",
  "/tilskudd/",
  "/tilskudd/prosjekter/eldreloftet/",
  "/statistikk/samhandlingsavvik-over-tid/",
  "/kommuner/lavangen/",
  "/ordliste/",
  "/apne-data/",
  "/404.html",
];

/** Looks at pages in one window; what is found is a list of faults of each. */
const look = async (options, pages, find, chromium = browser) => {
  const context = await chromium.newContext(options);
  const page = await context.newPage();
  await tellViolations(page);
  const faults = [];
  let address;
  page.on("console", (message) => message.type() === "error" && faults.push(`${address}: ${message.text()}`));
  for (address of pages) {
    await page.goto(site.origin + address);
    for (const fault of await find(page, address)) faults.push(`${address}: ${fault}`);
  }
  await context.close();
  assert.equal(faults.length, 0, `\n${faults.slice(0, 40).join("\n")}`);
};

/** Widths of windows and sizes of text, in pixels: twice the usual size and the usual one in the narrowest window that readers
 * are to manage with, the usual one on a phone and at a desk. */
const rooms = [
  { width: 320, size: 32 },
  { width: 320, size: 16 },
  { width: 390, size: 16 },
  { width: 1280, size: 16 },
];

/** What is lost in the page as it is shown: to the side, cut off, or in a column of a few letters. */
const losses = (size) => {
  const width = document.documentElement.clientWidth;
  const faults = [];
  const name = (element) => `${element.localName}.${element.getAttribute("class") ?? ""} «${element.textContent.trim().slice(0, 30)}»`;
  const excess = document.documentElement.scrollWidth - width;
  if (excess > 0) faults.push(`${excess} pixels wider than the window`);
  const scrolls = "[role=region][tabindex], pre";
  const apart = "svg, .skjult, [popover]:not(:popover-open)";
  for (const element of document.body.querySelectorAll("*")) {
    // Headings of a table that is shown as paragraphs are there to be read aloud alone.
    if (element.closest(apart) || getComputedStyle(element.closest("thead") ?? element).clipPath !== "none") continue;
    if (!element.closest(scrolls)) {
      const { overflowX, overflowY, webkitLineClamp } = getComputedStyle(element);
      // At the usual size an excerpt of so many lines is meant.
      const excerpt = size === 16 && webkitLineClamp !== "none";
      if (overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) faults.push(`cut off at the side: ${name(element)}`);
      if (overflowY === "hidden" && !excerpt && element.scrollHeight > element.clientHeight + 1) faults.push(`cut off below: ${name(element)}`);
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.right > width + 1) faults.push(`out of the window: ${name(element)}`);
    }
    // Tables that are shown as paragraphs, each as wide as the window, have nothing to scroll to.
    if (element.matches("table") && getComputedStyle(element).display === "block" && element.scrollWidth > element.parentElement.clientWidth + 1) {
      faults.push(`paragraphs out of the window: ${name(element)}`);
    }
    // Browsers divide lines on both sides of a box in the text, also between it and a sign that belongs to it.
    // Code is such a box on purpose.
    for (const [text, last, signs] of [[element.previousSibling, true, "([«"], [element.nextSibling, false, ".,;:!?)]»%"]]) {
      if (text?.nodeType !== Node.TEXT_NODE || element.matches("code") || getComputedStyle(element).display !== "inline-block") continue;
      const place = last ? text.length - 1 : 0;
      if (!signs.includes(text.data[place])) continue;
      const sign = document.createRange();
      sign.setStart(text, place);
      sign.setEnd(text, place + 1);
      const beside = [...element.getClientRects()].at(last ? 0 : -1);
      const [box] = sign.getClientRects();
      if (box && beside && (box.top >= beside.bottom || box.bottom <= beside.top)) faults.push(`«${text.data[place]}» on another line than ${name(element)}`);
    }
    for (const text of element.childNodes) {
      const { length } = text.nodeType === Node.TEXT_NODE ? text.data.trim() : "";
      if (length < 8) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
      if (lines > 2 && length / lines < 4) faults.push(`${lines} lines of a few letters: ${name(element)}`);
    }
  }
  for (const drawing of document.querySelectorAll(".graf")) {
    const frame = drawing.getBoundingClientRect();
    const cuts = getComputedStyle(drawing).overflow !== "visible";
    const [left, right] = cuts ? [frame.left, frame.right] : [0, width];
    const labels = [...drawing.querySelectorAll("text")].map((label) => [label.textContent, label.getBoundingClientRect()]);
    labels.forEach(([text, box], index) => {
      if (box.left < left - 0.5 || box.right > right + 0.5) faults.push(`cut off in a chart: ${text}`);
      for (const [other, its] of labels.slice(index + 1)) {
        const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
        const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
        // Boxes of lines that stand close meet where no letter is.
        if (across > 1 && down > 0.3 * Math.min(box.height, its.height)) faults.push(`over each other in a chart: ${text}, ${other}`);
      }
    });
  }
  return { faults: faults.slice(0, 5), size: parseFloat(getComputedStyle(document.documentElement).fontSize) };
};

// What fits in a wide font fits in a narrower one, so that all pages are looked at in the wide one. In the narrow one more may
// stand beside each other; one page of each kind shows that.
for (const [font, which, pages] of [
  ["wide", "all pages", addresses()],
  ["narrow", "representative pages", representative],
]) {
  test(`${which} in a ${font} font, also with text of twice the size in a window of 320 pixels: nothing lost or to the side`, async (test) => {
    const chromium = await launch(font);
    test.after(() => chromium.close());
    const find = async (page) => {
      const faults = [];
      const session = await page.context().newCDPSession(page);
      for (const { width, size } of rooms) {
        await page.setViewportSize({ width, height: 640 });
        // As the reader's own setting does it, so that sizes in media queries follow; holds for one page.
        await session.send("Page.setFontSizes", { fontSizes: { standard: size, fixed: (size * 13) / 16 } });
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        const found = await page.evaluate(losses, size);
        assert.equal(found.size, size);
        faults.push(...found.faults.map((fault) => `${width} pixels, text of ${size}: ${fault}`));
      }
      return faults;
    };
    await look({}, pages, find, chromium);
  });
}

test("forced colours: what has a shape has one still, and focus is seen", async () => {
  await look({ ...windows[2], forcedColors: "active" }, representative, async (page) => {
    assert.ok(await page.evaluate(() => matchMedia("(forced-colors: active)").matches));
    return page.evaluate(() => {
      const faults = [];
      const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
      const light = (colour) => {
        const [r, g, b] = channels(colour).map((value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (one, other) => {
        const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
      };
      const ground = getComputedStyle(document.body).backgroundColor;
      // Lines and areas of drawings keep their own colours unless the style gives them those of the system.
      for (const shape of document.querySelectorAll(".graf :is(rect, path, line, circle), svg.icon :is(path, circle, rect)")) {
        const { fill, stroke, fillOpacity, strokeOpacity } = getComputedStyle(shape);
        const seen = [
          [fill, fillOpacity],
          [stroke, strokeOpacity],
        ].some(([paint, opacity]) => paint.startsWith("rgb") && Number(opacity) > 0 && (channels(paint)[3] ?? 1) > 0 && contrast(paint, ground) >= 3);
        const drawn = shape.getBoundingClientRect();
        if (!seen && (drawn.width || drawn.height)) faults.push(`not seen: ${shape.outerHTML.slice(0, 120)}`);
      }
      // A control that is known by its area alone must have a border or an underline.
      for (const control of document.querySelectorAll("main button, main input, main select, main summary, .header__toggle")) {
        const style = getComputedStyle(control);
        if (control.offsetWidth && control.localName !== "summary" && !control.matches(".datatabell__sort") && style.borderStyle === "none") {
          faults.push(`no border: ${control.outerHTML.slice(0, 120)}`);
        }
      }
      return faults.slice(0, 5);
    });
  });
});

test("reduced motion: nothing moves by itself", async () => {
  await look({ ...windows[2], reducedMotion: "reduce" }, representative, (page) =>
    page.evaluate(() => {
      const seconds = (list) => Math.max(...list.split(",").map((time) => parseFloat(time) * (/ms$/.test(time.trim()) ? 0.001 : 1)));
      const faults = [];
      if (getComputedStyle(document.documentElement).scrollBehavior !== "auto") faults.push("scrolls slowly");
      for (const element of document.querySelectorAll("*")) {
        const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
        if (seconds(transitionDuration) > 0.01) faults.push(`moves: ${element.localName}.${element.className}`);
        if (animationName !== "none" && seconds(animationDuration) > 0.01) faults.push(`is animated: ${element.localName}.${element.className}`);
      }
      return faults.slice(0, 5);
    }),
  );
});

test("paper: the text whole and dark on white, in a wide font, without the way around", async (test) => {
  const chromium = await launch("wide");
  test.after(() => chromium.close());
  for (const colorScheme of ["light", "dark"]) {
    await look({ viewport: { width: 700, height: 990 }, colorScheme }, representative, async (page) => {
      await page.emulateMedia({ media: "print", colorScheme });
      const faults = await page.evaluate(() => {
        const faults = [];
        const shown = (selector) => [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
        for (const selector of [".header__menu", ".header__toggle", ".skip-link", ".breadcrumbs", ".toc", ".pager", ".footer__groups", ".datatabell__filter"]) {
          if (shown(selector)) faults.push(`printed: ${selector}`);
        }
        if (!shown("h1")) faults.push("no title");
        if (!shown(".only-print") && document.querySelector(".only-print")) faults.push("does not say where it is from");
        const light = (colour) => (colour.match(/[\d.]+/g) ?? [255]).slice(0, 3).map(Number);
        for (const element of document.querySelectorAll("main :is(h1, h2, h3, p, li, td, th, dd, dt)")) {
          if (!element.checkVisibility() || !element.textContent.trim()) continue;
          const colour = light(getComputedStyle(element).color);
          if (Math.min(...colour) > 150) faults.push(`pale: ${element.localName}.${element.className} ${colour}`);
        }
        const excess = document.documentElement.scrollWidth - document.documentElement.clientWidth;
        if (excess > 0) faults.push(`${excess} pixels wider than the paper`);
        return faults.slice(0, 5);
      });
      await page.emulateMedia({ media: null });
      return faults;
    }, chromium);
  }
});

for (const { name, ...options } of [windows[0], windows[2]]) {
  test(`keyboard alone reaches every control, in sight, and leaves it again: ${name}`, async () => {
    // At once where the focus is, so that it can be asked where that is.
    await look({ ...options, reducedMotion: "reduce" }, representative, async (page) => {
      const faults = [];
      const wanted = await page.evaluate(() => {
        const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
        const reachable = controls.filter((control) => control.checkVisibility({ visibilityProperty: true }) && control.tabIndex >= 0);
        reachable.forEach((control, index) => (control.dataset.number = index));
        return reachable.length;
      });
      const reached = new Set();
      let last;
      for (let presses = 0; presses <= wanted + 20; presses += 1) {
        await page.keyboard.press("Tab");
        const focus = await page.evaluate(() => {
          const control = document.activeElement;
          if (control === document.body) return null;
          // A link that covers its card shows the focus on the card.
          const outlined = (candidate) => candidate && getComputedStyle(candidate).outlineStyle !== "none" && parseFloat(getComputedStyle(candidate).outlineWidth) >= 2;
          const box = control.getBoundingClientRect();
          return {
            number: control.dataset.number ?? null,
            outlined: Boolean(outlined(control) || outlined(control.closest("li, .card"))),
            inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
            html: control.outerHTML.slice(0, 120),
          };
        });
        if (!focus) break;
        if (!focus.outlined) faults.push(`focus is not seen: ${focus.html}`);
        if (!focus.inSight) faults.push(`focus is out of sight: ${focus.html}`);
        if (focus.number !== null && focus.number === last) {
          faults.push(`trapped in ${focus.html}`);
          break;
        }
        last = focus.number;
        if (reached.has(last)) break;
        reached.add(last);
      }
      if (reached.size < wanted) faults.push(`${reached.size} of ${wanted} controls reached`);
      return faults.slice(0, 5);
    });
  });
}

test("the menu on a phone is opened, walked through and closed with the keyboard", async () => {
  const context = await browser.newContext(windows[0]);
  const page = await context.newPage();
  await page.goto(`${site.origin}/`);
  const button = page.getByRole("button", { name: "Meny" });
  await button.focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("navigation", { name: "Hovedmeny" });
  await menu.waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await menu.evaluate((menu) => menu.contains(document.activeElement)), true);
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "hidden" });
  assert.equal(await button.evaluate((button) => button === document.activeElement), true);
  await context.close();
});

test("the skip link leads past the menu to the text", async () => {
  const context = await browser.newContext(windows[0]);
  const page = await context.newPage();
  await page.goto(`${site.origin}/om/`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "hoved_innhold");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest("main") !== null), true);
  await context.close();
});

test("a table of words is a table on a phone too, where it is shown as paragraphs", async () => {
  const context = await browser.newContext(windows[0]);
  const page = await context.newPage();
  for (const address of ["/rapporter/tilskuddsrapport-host-2025/formal/", "/handbok/innholdstyper/"]) {
    await page.goto(site.origin + address);
    const table = page.locator(".datatabell__table--words, .key-tables table, [aria-label^=Nøkler] table").first();
    assert.equal(await table.locator("td").first().evaluate((cell) => getComputedStyle(cell).display !== "table-cell"), true, address);
    assert.ok((await table.getByRole("row").count()) > 1, address);
    for (const role of ["columnheader", "rowheader", "cell"]) assert.ok((await table.getByRole(role).count()) > 0, `${address}: ${role}`);
    // Roles as the browser tells them to others, not as the markup has them.
    const session = await context.newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const roles = new Set(nodes.map((node) => node.role?.value));
    for (const role of ["table", "row", "columnheader", "rowheader", "cell"]) assert.ok(roles.has(role), `${address}: ${role}`);
  }
  await context.close();
});
