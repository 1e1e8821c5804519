// A site that has every vector in each kind of place that content lands in, and several in every key there is. Which keys
// there are comes from the program's own schema. What the program refuses is taken out again, so that the rest builds.

import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { vectors } from "./vectors.js";

/** The program under test. */
export const program = process.env.FELLESSKAP;
if (!program) throw new Error("FELLESSKAP must name the program; tests/run sets it");

/** How many times the program may refuse something before the site is given up. */
const MOST_ROUNDS = 20;

/** Feeds hold the newest 20 papers, so there is a body for each 20 vectors. */
const TO_A_BODY = 20;

const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==", "base64");

/** A text as TOML. */
export const toml = (text) => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

/** A text that Markdown takes for text: with a backslash before every sign. */
const escaped = (text) => text.replace(/[!-/:-@[-`{-~]/g, "\\$&");

/** What no text file may have. */
const allowed = (text) => text.replaceAll("\u0000", "");
const oneLine = (text) => allowed(text).replace(/[\r\n]+/g, " ");
const quoted = (text) => `"${allowed(text).replaceAll('"', '""')}"`;

/** A text as far as a file can be called that. */
export const named = (text) => oneLine(text).replaceAll("/", "∕").replaceAll("\\", "＼").slice(0, 60).trim();

/** A text file in pieces. Those that have a vector can be taken out again; they are told by their lines. */
class Source {
  constructor(name, ...lines) {
    this.name = name;
    this.pieces = lines.map((text) => ({ text }));
  }

  add(...lines) {
    this.pieces.push(...lines.map((text) => ({ text })));
    return this;
  }

  /** Lines with a vector; `instead` stands in for them when they are refused. */
  try(text, instead) {
    this.pieces.push({ text, instead, tried: true });
    return this;
  }

  toString() {
    return this.pieces.filter(({ text }) => text !== undefined).map(({ text }) => `${text}\n`).join("");
  }

  /** Takes out the vector that stands in a line, from 1. `false` when there is none. */
  refuse(line) {
    let last = 0;
    for (const piece of this.pieces.filter(({ text }) => text !== undefined)) {
      last += piece.text.split("\n").length;
      if (line > last) continue;
      if (!piece.tried || piece.refused) return false;
      return Object.assign(piece, { text: piece.instead, refused: true });
    }
    return false;
  }
}

/** The keys of all types, by name. */
const schema = JSON.parse(execFileSync(program, ["schema"], { maxBuffer: 1 << 26 })).$defs;

/** Values for keys that must be there and take only some texts, by `key` or `type.key`. */
const INSTEAD = {
  utvalg: "u0", side: "@/index.md", tabell: "t.toml", rad: "Fast", kolonne: "tall", adresse: "https://www.eksempel.no", prefiks: "360G-eksempel",
  hjemmel: "offl. § 23",
};

/** What the program asks a text of these keys to begin with, so that what follows it is tried. */
const BEFORE = { alias: "/", hjemmel: "offl. § 23 " };

/** Lines for keys that are not tried here, as they make sense only with others; `undefined` leaves the key out. */
const FIXED = {
  dato: "2026-01-02", ar: 2026, niva: 2, "sak.nummer": '"1/26"', "Vedlegg.fil": '"vedlegg.txt"', "Vedlegg.side": undefined,
  "Control.verdi": '"1"', "Control.lik": '"1"', "Control.uttrykk": undefined, "Control.oppgitt": undefined,
  "innstillinger.tema": '["helsefellesskap"]', "innstillinger.adresse": '"https://www.eksempel.no"',
  "tabell.dekning": undefined, "tabell.sum": undefined, "tabell.data": undefined, merknad: undefined, unntatt: undefined, oversettelse_av: undefined,
  "Remark.rad": undefined, "Remark.kolonne": undefined, "Remark.felt": undefined,
};

/** Adds all keys of a type, those that take text with the next vector each. `own` are lines as in `FIXED`. */
function keys(source, type, next, own = {}, table = "") {
  const inner = [];
  for (const [key, shape] of Object.entries(schema[type].properties)) {
    const required = schema[type].required?.includes(key);
    const fixed = [own, FIXED].find((values) => `${type}.${key}` in values || key in values);
    const reference = (shape.$ref ?? shape.items?.$ref)?.split("/").at(-1);
    if (fixed) {
      const value = `${type}.${key}` in fixed ? fixed[`${type}.${key}`] : fixed[key];
      if (value !== undefined && (required || value !== FIXED[key])) source.add(`${key} = ${value}`);
    } else if (shape.const || shape.enum) {
      if (required) source.add(`${key} = ${toml(shape.const ?? shape.enum[0])}`);
    } else if (reference) {
      inner.push([table ? `${table}.${key}` : key, reference, shape.type === "array"]);
    } else if (["integer", "boolean"].includes(shape.type) || (shape.items ?? shape).format === "date") {
      if (required) source.add(`${key} = 2026`);
    } else if (shape.pattern === undefined || shape.pattern === "\\S") {
      const line = (text) => `${key} = ${shape.type === "array" ? `[${toml(text)}]` : toml(text)}`;
      const value = key in INSTEAD ? INSTEAD[key] : "x";
      source.try(line((BEFORE[key] ?? "") + next()), required ? line(value) : undefined);
    }
  }
  for (const [name, reference, many] of inner) {
    source.add(many ? `[[${name}]]` : `[${name}]`);
    keys(source, reference, next, own, name);
  }
  return source;
}

/** A table as a table and as a chart. */
const shown = (file) => `{{ tabell(fil="${file}") }}\n\n{{ graf(fil="${file}", type="stolper", kolonner="tall") }}`;

/** The ways by which a text comes in through Markdown. The last may take what follows for more than it is. */
const markdown = (text) => {
  const [line, plain] = [oneLine(text), escaped(oneLine(text))];
  return [
    `smuglervare ${plain}`, `## ${plain}`, `- ${plain}`, `> ${plain}`, `| ${plain} |\n|---|\n| ${plain} |`,
    `[${plain}](@/index.md "${plain}")`, `![${plain}](pixel.png "${plain}")`,
    `[x](<${plain}>)`, `[x](<https://www.eksempel.no/${plain}>)`, `[x](<mailto:${plain}>)`, `[x](<#${plain}>)`, `[x](${line})`, `<${line}>`,
    `\`\` ${line} \`\``, `~~~~ ${line}\n${allowed(text)}\n~~~~`, `x[^1]\n\n[^1]: ${plain}`, `## x {#${line}}`,
    `{{ merknad(tekst="${line.replace(/["\\]/g, "\\$&")}") }}`, `## ${line}`, allowed(text),
  ];
};

/** Whether a vector is a title of a page; the next is what the page says below it. */
export const isTitle = ({ number }) => number % 2 === 0;

/** The site, with only some of the vectors when it is to be small. */
export function site(some = vectors) {
  const sources = [];
  const files = {};
  const add = (name, ...lines) => sources.push(new Source(name, ...lines)) && sources.at(-1);
  let turn = 0;
  const next = () => some[(turn += 1) % some.length].text;
  const several = () => Array.from({ length: 6 }, next).join(" ");
  /** A page with a vector in each of its keys. */
  const page = (name, type, own, body = "") => {
    files[path.join(path.dirname(name), "vedlegg.txt")] = "vedlegg\n";
    return keys(add(name, "+++"), type, next, own).add("+++", "", body);
  };

  keys(add("fellesskap.toml"), "innstillinger", several);
  page("content/alle.md", "side", {}, shown("t.toml"));
  page("content/index.md", "forside", {}, `[Alle](@/alle.md)\n\n{{ datakatalog() }}\n\n{{ kontroll() }}\n\n{{ ordliste() }}\n\n{{ vedtaksregister() }}`);
  page("content/kommuner/index.md", "seksjon");
  const register = add("content/kommuner/register.toml", 'type = "kommuner"');
  const glossary = add("content/ordliste.toml", 'type = "ordliste"');

  // One table has a row for each vector, and columns of text and of negative numbers.
  const table = (name, next, rows) => {
    const [description, data] = [add(`content/${name}.toml`), add(`content/${name}.csv`, "navn;tall;mer", "Fast;-1[a];x")];
    keys(description, "tabell", next, { kolonne: undefined, fotnote: undefined, kontroll: undefined, skjul_under: undefined, "Break.rad": undefined, "Break.kolonne": '"tall"' });
    for (const [id, type] of [["navn", "tekst"], ["tall", "antall"], ["mer", "tekst"]]) {
      keys(description.add("[[kolonne]]"), "Column", next, { "Column.id": toml(id), "Column.type": toml(type), "Column.formel": undefined }, "kolonne");
    }
    description.add("[[fotnote]]", 'merke = "a"').try(`tekst = ${toml(next())}`);
    description.add("[[kontroll]]", 'navn = "k"', 'verdi = "1"', 'lik = "2"').try(`tekst = ${toml(next())}`);
    description.add("[[merknad]]", 'kontroll = "k"', 'oppgitt = "1"', 'beregnet = "2"', "dato = 2026-03-18");
    for (const key of ["grunn", "besluttet_av"]) description.try(`${key} = ${toml(next())}`);
    for (const text of rows) data.try(`${quoted(text)};-2;${quoted(text)}`);
  };
  table("t", next, some.map(({ text }) => text));

  for (let first = 0, number = 0; first < some.length; first += TO_A_BODY, number += 1) {
    const folder = `content/u${number}`;
    const own = { utvalg: `"u${number}"` };
    keys(register.add("[[kommune]]"), "Kommune", next, { "Kommune.nummer": `"${1000 + number}"` }, "kommune");
    keys(glossary.add("[[ord]]"), "Ord", next, { "Ord.kort": `"ORD${number}"` }, "ord");
    table(`u${number}/t`, next, []);
    page(`${folder}/index.md`, "utvalg", own, `ORD${number} {{ tall(tabell="t.toml", rad="Fast", kolonne="tall") }}`);
    page(`${folder}/p${number}.md`, "prosjekt", own);
    page(`${folder}/s/index.md`, "seksjon", own);
    page(`${folder}/s/s.md`, "side", own, shown("../t.toml"));
    page(`${folder}/m/index.md`, "mote", own);
    page(`${folder}/m/1-26.md`, "sak", own, "## Forslag til vedtak\n\nNei.\n\n## Vedtak\n\nJa.");
    // Of a sak that is exempt from publicity, these are shown.
    keys(add(`${folder}/m/2-26.md`, "+++", 'type = "sak"', 'nummer = "2/26"', 'sakstype = "B"', 'tittel = "Skjult"', "[unntatt]"), "Unntatt", next).add("+++");
    for (const vector of some.slice(first, first + TO_A_BODY).filter(isTitle)) {
      // A report by the name of the vector: in feeds, and found by a search. Meetings are in calendars.
      const { number, text } = vector;
      const { text: other } = some[(some.indexOf(vector) + 1) % some.length];
      const name = `${folder}/${number} ${named(text)}`;
      const report = page(`${name}/index.md`, "rapport", {
        ...own, "rapport.tittel": toml(text), "rapport.ingress": toml(other), "rapport.dato": "2026-02-03", "Vedlegg.fil": toml(`${named(text)}.txt`),
      });
      files[`${name}/${named(text)}.txt`] = "vedlegg\n";
      files[`${name}/pixel.png`] = PIXEL;
      for (const piece of [text, other].flatMap(markdown)) report.try(`${piece}\n`);
      page(`${folder}/m${number}/index.md`, "mote", { ...own, "mote.tittel": toml(text), "mote.sted": toml(other) });
    }
  }
  return { sources, files };
}

/** Writes a site into a folder, takes out what the program refuses, and builds it. */
export function build({ sources, files }, root, output = path.join(root, "public")) {
  const write = (name, content) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  const errors = () => {
    for (const source of sources) write(source.name, String(source));
    const { stdout, stderr, status } = spawnSync(program, ["check", "--format", "json", "--root", root], { maxBuffer: 1 << 30, encoding: "utf8" });
    if (![0, 1].includes(status)) throw new Error(`the program stopped with ${status}: ${stderr}`);
    return JSON.parse(stdout).funn.filter(({ alvor }) => alvor === "feil");
  };
  let rounds = 0;
  for (let found = errors(); found.length > 0; found = errors()) {
    // From the last line to the first, so that the lines of the others stay where they are.
    found.sort((left, right) => (right.fra?.linje ?? 0) - (left.fra?.linje ?? 0));
    const stubborn = found.filter(({ fil, fra }) => !sources.find(({ name }) => name === fil)?.refuse(fra?.linje ?? 1));
    if (stubborn.length === found.length || (rounds += 1) > MOST_ROUNDS) {
      const told = stubborn.slice(0, 20).map(({ fil, fra, melding }) => `${fil}:${fra?.linje}: ${melding}`);
      throw new Error(`after ${rounds} rounds the program refuses what nobody smuggled:\n${told.join("\n")}`);
    }
  }
  execFileSync(program, ["build", "--root", root, "--output-dir", output, "--dato", "2026-03-18"], { stdio: "pipe", maxBuffer: 1 << 30 });
  const tried = sources.flatMap(({ pieces }) => pieces.filter((piece) => piece.tried));
  return { output, tried: tried.length, refused: tried.filter((piece) => piece.refused).length, rounds };
}
