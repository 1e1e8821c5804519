// Nothing that is smuggled into content is run, also where no policy stops it: escaping is looked at alone. The pages are
// shown without their content security policy, and the browser only tells what the policy would have refused.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { launch } from "./browser.js";
import { addresses, serve } from "./site.js";
import { build, isTitle, named, program, site, toml } from "./smuggled-site.js";
import { vectors } from "./vectors.js";

/** How many pages are looked at together. */
const TOGETHER = 3;

/** How many vectors run at the least when nothing is escaped, whatever the version of the browser; others only ask something of
 * another host, or change how a page looks. */
const RUN = 150;

/** How long a page is given to do something, in milliseconds. */
const WAIT = 20;

/** Schemes that links may have. */
const SCHEMES = ["http:", "https:", "mailto:", "tel:", "webcal:"];

/** The lines that calendars of the portal have. */
const CALENDAR_LINE = new RegExp(
  "^((BEGIN|END):(VCALENDAR|VEVENT|VTIMEZONE|DAYLIGHT|STANDARD)$|(VERSION|PRODID|CALSCALE|NAME|X-WR-CALNAME|X-WR-TIMEZONE|TZID|TZNAME|TZOFFSETFROM|" +
    "TZOFFSETTO|RRULE|DTSTART|DTEND|DTSTAMP|UID|SEQUENCE|STATUS|TRANSP|SUMMARY|LOCATION|DESCRIPTION|URL|REFRESH-INTERVAL|X-PUBLISHED-TTL)[:;])",
);

const browser = await launch();
const closers = [];
after(async () => {
  await browser.close();
  for (const close of closers) close();
});

const temporary = () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fellesskap-"));
  closers.push(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** The policy in a page. */
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;

/** A page without its policy, and without what sends its readers on. */
const open = (html) => html.replace(POLICY, "").replace(/<meta http-equiv="refresh" content="0; url=[^"<>]*">/, "");

/** Serves a built site whose policy refuses nothing, but tells. */
async function serveOpen(folder) {
  const policy = fs.readFileSync(path.join(folder, "404.html"), "utf8").match(POLICY)[1];
  for (const address of addresses(folder)) {
    const file = path.join(folder, address.replace(/\/$/, "/index.html"));
    fs.writeFileSync(file, open(fs.readFileSync(file, "utf8")));
  }
  const server = await serve({ "content-security-policy-report-only": policy }, folder);
  closers.push(server.close);
  return server.origin;
}

/** A page of a browser that tells what is run in it, what it asks of others, and what a policy would refuse. */
async function watched(origin, options = {}) {
  const context = await browser.newContext(options);
  const told = [];
  await context.exposeFunction("smuggled", (number) => told.push(`ran ${number}`));
  await context.exposeFunction("refused", (what) => told.push(`refused by ${what}`));
  await context.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => window.refused(`${effectiveDirective}: ${blockedURI} ${sample}`)),
  );
  const page = await context.newPage();
  page.on("request", (request) => /^(data|blob):/.test(request.url()) || new URL(request.url()).origin === origin || told.push(`asks ${request.url()}`));
  page.on("dialog", (dialog) => {
    told.push(`dialog ${dialog.message()}`);
    return dialog.dismiss();
  });
  return { page, told, close: () => context.close() };
}

/** Looks for what could do something, and does to each element what a reader can do. Runs in the page. */
const provoke = async ([schemes, wait]) => {
  const found = [];
  const all = (root) => [...root.querySelectorAll("*")].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
  const scheme = (address) => {
    try {
      return new URL(address, document.baseURI).protocol;
    } catch {
      return "";
    }
  };
  const elements = all(document);
  for (const element of elements) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) found.push(`${element.localName} has ${name}="${value}"`);
      const isAddress = ["href", "src", "action", "formaction", "data", "poster", "background", "xlink:href", "ping", "cite"].includes(name);
      if (isAddress && !["", ...schemes].includes(scheme(value))) found.push(`${element.localName} leads to ${value}`);
    }
  }
  // A reader stays on the page, but goes where a script is, and sends what others ask for.
  const stay = (event) => {
    const link = event.composedPath().find((node) => ["a", "area"].includes(node.localName));
    if (event.type === "click" && link && scheme(link.getAttribute("href") ?? link.getAttribute("xlink:href")) !== "javascript:") event.preventDefault();
    if (event.type === "submit" && !event.submitter?.hasAttribute("formaction") && event.target.action.startsWith(location.origin)) event.preventDefault();
  };
  addEventListener("click", stay);
  addEventListener("submit", stay);
  for (const element of elements.filter((element) => element.tabIndex >= 0 || [...element.attributes].some(({ name }) => name.startsWith("on")))) {
    for (const type of ["pointerover", "mouseover", "click"]) element.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, cancelable: true }));
    element.focus();
  }
  await new Promise((resolve) => setTimeout(resolve, wait));
  return { found, heading: document.querySelector("h1")?.textContent ?? "", data: document.querySelector('script[type="application/ld+json"]')?.textContent };
};

/** Opens pages; gives what is wrong with them, and what each says of itself to people and to machines. */
async function look(origin, list, wait = WAIT) {
  const faults = [];
  const said = new Map();
  const rest = [...list];
  const worker = async () => {
    let { page, told, close } = await watched(origin);
    for (let address = rest.pop(); address !== undefined; address = rest.pop()) {
      told.length = 0;
      let lost = false;
      try {
        await page.goto(origin + address.split("/").map(encodeURIComponent).join("/"));
        const { found, ...texts } = await page.evaluate(provoke, [SCHEMES, wait]);
        told.push(...found);
        said.set(address, texts);
      } catch (error) {
        // A page stays where it is, unless something takes it away.
        told.push(`lost: ${String(error).split("\n")[0]}`);
        lost = true;
      }
      faults.push(...told.map((fault) => `${address}: ${fault}`));
      if (lost) {
        await close();
        ({ page, told, close } = await watched(origin));
      }
    }
    await close();
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return { faults, said };
}

const none = (faults) => assert.equal(faults.length, 0, `${faults.length} faults:\n${[...new Set(faults)].slice(0, 40).join("\n")}`);

/** As a browser shows a text: line breaks and the like are spaces. */
const shown = (text) => text.replace(/[\s\u0000-\u001f\ufeff]+/g, " ").trim();

test("vectors run where nothing is escaped", async (context) => {
  const raw = {
    markup: (text) => text,
    attributes: (text) => `<p title="${text}">x</p><p title='${text}'>x</p><p title=${text}>x</p><img alt="${text}">`,
    addresses: (text) => `<a href="${text}">x</a><a href='${text}'>x</a>`,
    scripts: (text) => `<script type="application/ld+json">{"name":"${text}"}</script>`,
  };
  const root = temporary();
  fs.writeFileSync(path.join(root, "404.html"), "");
  const some = vectors.filter(({ group }) => group in raw);
  for (const { number, group, text } of some) fs.writeFileSync(path.join(root, `${number}.html`), `<meta charset="utf-8">${raw[group](text)}`);
  const server = await serve({}, root);
  closers.push(server.close);
  const { faults } = await look(server.origin, some.map(({ number }) => `/${number}.html`), 10 * WAIT);
  const told = (pattern) => new Set(faults.map((fault) => fault.match(pattern)?.[1]).filter(Boolean));
  const ran = told(/: ran (\d+)$/);
  const harmless = some.filter(({ number }) => !told(/^\/(\d+)\.html: /).has(String(number))).map(({ text }) => text);
  context.diagnostic(`${ran.size} of ${some.length} vectors ran`);
  assert.deepEqual(harmless, []);
  assert.ok(ran.size >= RUN, `only ${ran.size} of ${some.length} ran`);
});

test("no vector runs in a site", async (context) => {
  const { output, tried, refused } = build(site(), temporary());
  const files = fs.readdirSync(output, { recursive: true }).map((name) => [name, () => fs.readFileSync(path.join(output, name), "utf8")]);
  const ending = (pattern) => files.filter(([name]) => pattern.test(name));
  const origin = await serveOpen(output);
  const list = addresses(output);
  context.diagnostic(`${vectors.length} vectors in ${tried} places, ${refused} of them refused, on ${list.length} pages`);
  assert.ok(tried - refused > 20 * vectors.length);

  await context.test("when its pages are opened", async () => {
    const { faults, said } = await look(origin, list);
    none(faults);
    // The vectors are there, as text.
    for (const { number, text } of vectors.filter(isTitle)) {
      const [, { heading, data }] = [...said].find(([address]) => new RegExp(`^/u\\d+/${number}-`).test(address));
      assert.equal(shown(heading), shown(text));
      assert.equal(shown(JSON.parse(data)["@graph"][0].name), shown(text));
    }
  });

  await context.test("when something is looked for", async () => {
    const { page, told, close } = await watched(origin);
    await page.goto(`${origin}/sok/?q=smuglervare`);
    await page.waitForSelector(".results__item");
    for (const more = page.locator(".results__more"); await more.isVisible(); ) {
      const count = await page.locator(".results__item").count();
      await more.click();
      await page.waitForFunction((count) => document.querySelectorAll(".results__item").length > count, count);
    }
    const titles = (await page.locator(".results__title").allTextContents()).map(shown);
    assert.deepEqual(vectors.filter((vector) => isTitle(vector) && !titles.includes(shown(vector.text))), []);
    told.push(...(await page.evaluate(provoke, [SCHEMES, WAIT])).found);
    // What is looked for comes in too.
    const lost = await page.evaluate(async (texts) => {
      const field = document.querySelector(".results .search__field");
      const status = document.querySelector(".results__status");
      const told = async (text) => {
        for (let turn = 0; turn < 500 && !status.textContent.includes(`«${text}»`); turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
        return status.textContent.includes(`«${text}»`);
      };
      const lost = [];
      for (const text of texts) {
        field.value = text;
        field.form.requestSubmit();
        if (!(await told(field.value.trim()))) lost.push(text);
      }
      return lost;
    }, vectors.map(({ text }) => text));
    assert.deepEqual(lost, []);
    told.push(...(await page.evaluate(provoke, [SCHEMES, WAIT])).found);
    await close();
    none(told);
  });

  await context.test("and its other files are what they should be", async () => {
    for (const [, text] of ending(/\.json(ld)?$/)) JSON.parse(text());
    const { page, close } = await watched(origin);
    const known = "feed title id updated author name link entry summary urlset url loc lastmod xhtml:link".split(" ");
    for (const [name, text] of ending(/\.(atom|xml)$/)) {
      const names = await page.evaluate((text) => [...new DOMParser().parseFromString(text, "application/xml").querySelectorAll("*")].map((element) => element.nodeName), text());
      assert.deepEqual(names.filter((element) => !known.includes(element)), [], name);
    }
    await close();
    for (const [name, text] of ending(/\.ics$/)) {
      const lines = text().replaceAll("\r\n ", "").split("\r\n").slice(0, -1);
      const strange = lines.filter((line) => !CALENDAR_LINE.test(line));
      assert.deepEqual(strange.concat(lines.filter((line) => /[\r\n]/.test(line))), [], name);
    }
    // Fields that are not quoted are on one line, and a quoted one has its quotes doubled.
    for (const [name, text] of ending(/\.csv$/)) {
      const fields = text().replace(/^\ufeff/, "").match(/("([^"]|"")*"|[^";\n]*)(?=[;\n])/g).map((field) => field.replace(/^"/, ""));
      // A negative number is none. Cells that end like a footnote were refused.
      if (name === "t.csv") assert.ok(fields.filter((field) => field === "-2").length > vectors.length - 5);
      assert.deepEqual(fields.filter((field) => /^ *[=+\-@\t\r\n＝＋－＠]/.test(field) && !/^-\d+$/.test(field)), [], name);
    }
  });
});

test("a page that does not escape is found out", async () => {
  const root = temporary();
  const theme = path.join(root, "themes/helsefellesskap");
  fs.cpSync(fileURLToPath(new URL("../../themes/helsefellesskap", import.meta.url)), theme, { recursive: true });
  const base = path.join(theme, "templates/base.html");
  const template = fs.readFileSync(base, "utf8");
  const broken = template.replaceAll("{{ page.lead }}", "{{ page.lead | safe }}");
  assert.notEqual(broken, template);
  fs.writeFileSync(base, broken);
  const some = vectors.filter(({ group, number }) => group === "attributes" && number % 4 === 0);
  const { output } = build(site(some), root);
  const { faults } = await look(await serveOpen(output), addresses(output).filter((address) => /^\/u0\/\d/.test(address)));
  const ran = new Set(faults.map((fault) => fault.match(/: ran (\d+)$/)?.[1]).filter(Boolean));
  assert.ok(ran.size >= 3, `${ran.size} of ${some.length} ran: ${faults.join("\n")}`);
  assert.ok(faults.some((fault) => fault.includes("refused by script-src")), faults.join("\n"));
});

test("no vector runs in the preview", async () => {
  const root = temporary();
  fs.mkdirSync(path.join(root, "content"));
  // All at once, so that the preview reads no half of it.
  const write = (name, text) => {
    fs.writeFileSync(path.join(root, "uferdig"), text);
    fs.renameSync(path.join(root, "uferdig"), path.join(root, name));
  };
  write("fellesskap.toml", 'tittel = "P"\nbeskrivelse = "P"\nutgiver = "P"\ntema = ["helsefellesskap"]\n');
  write("content/index.md", '+++\ntype = "forside"\ntittel = "Forsiden"\n+++\n');
  write("content/a.md", '+++\ntype = "side"\ntittel = "A"\n+++\n');
  const server = spawn(program, ["serve", "--port", "0", "--root", root], { stdio: ["ignore", "pipe", "ignore"] });
  closers.push(() => server.kill());
  let origin;
  for await (const line of readline.createInterface({ input: server.stdout })) {
    origin = line.match(/http:\/\/[^/\s]+/)?.[0];
    if (origin) break;
  }
  server.stdout.resume();
  const { page, told, close } = await watched(origin, { bypassCSP: true });
  const says = (texts, wanted = true) =>
    page.waitForFunction(([texts, wanted]) => {
      const said = document.querySelector("#fellesskap-forhandsvisning")?.shadowRoot.textContent ?? "";
      return texts.every((text) => said.includes(text) === wanted);
    }, [texts, wanted]);
  // Each gives two messages, and the preview shows 20 at once.
  for (let first = 0; first < vectors.length; first += 9) {
    const some = vectors.slice(first, first + 9);
    const all = some.map(({ text }) => text).join(" ");
    // All of it on the page that says that there is no such page.
    await page.goto(`${origin}/${encodeURIComponent(all)}?${encodeURIComponent(all)}`);
    // In what is wrong: the message, the excerpt and the path; then in a title, which is told with a way there.
    const names = some.map(({ number, text }) => `content/${number} ${named(text)}.md`);
    some.forEach(({ text }, nth) => write(names[nth], `+++\ntype = "side"\ntittel = ${toml(text)}\n${toml(text)} = 1\n+++\n`));
    const paths = some.map(({ number }) => `content/${number} `);
    await says(paths);
    told.push(...(await page.evaluate(provoke, [SCHEMES, WAIT])).found);
    for (const name of names) fs.rmSync(path.join(root, name));
    const title = `+++\ntype = "side"\ntittel = ${toml(`${first} ${all}`)}\n`;
    // A mistake in the page itself shows when the preview has heard that the others are gone; then it is mended.
    write("content/a.md", `${title}x${first} = 1\n+++\n`);
    await says([`«x${first}»`]);
    await says(paths, false);
    write("content/a.md", `${title}+++\n`);
    await says([`Endret nå: ${first} `]);
    told.push(...(await page.evaluate(provoke, [SCHEMES, WAIT])).found);
  }
  await close();
  none(told);
});
