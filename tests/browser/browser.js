// Chromium, started so that it asks nobody on the network for anything, and shows the same on every machine.

import os from "node:os";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

export const program = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-sync",
  "--font-render-hinting=none",
];

/** The fonts that the portal is looked at with, narrowest first. Each has its settings in `fonts`. */
export const fonts = { narrow: "Roboto Condensed", ordinary: "Arimo", wide: "DejaVu Sans" };

/** All that Chromium is told of the machine: fonts are those of the packages, whichever it has; so are language and time. */
export const environment = (font = "ordinary") => ({
  PATH: process.env.PATH,
  HOME: os.homedir(),
  TMPDIR: os.tmpdir(),
  // The folder is where the settings find what they include.
  FONTCONFIG_PATH: fileURLToPath(new URL("fonts", import.meta.url)),
  FONTCONFIG_FILE: `${font}.conf`,
  LANGUAGE: "nb",
  LC_ALL: "C.UTF-8",
  TZ: "Europe/Oslo",
});

/** Chromium with one of the fonts as the only one there is. */
export const launch = (font) => chromium.launch({ executablePath: program, args: flags, env: environment(font) });

/** Makes a page tell in the console, as an error, whatever its content security policy refuses. */
export const tellViolations = (page) =>
  page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, sample }) =>
      console.error(`refused by ${effectiveDirective}: ${blockedURI} ${sourceFile} ${sample}`),
    ),
  );

/** The windows that readers have: a phone and a desk, by day and by night. */
export const windows = [
  { name: "phone, light", viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { name: "phone, dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
  { name: "desktop, light", viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { name: "desktop, dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
];
