// A browser and the served site, there while the tests of a file run. Imported names follow when they are set.

import { after, before } from "node:test";

import { launch } from "./browser.js";
import { serve } from "./site.js";

export let browser;
export let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  site?.close();
});
