// A browser and the served site, there while the tests of a file run.

import { after } from "node:test";

import { launch } from "./browser.js";
import { serve } from "./site.js";

// Awaited here and not in a hook: hooks of several modules have no order that tests could rely on.
export const [browser, site] = await Promise.all([launch(), serve()]);

after(async () => {
  await browser.close();
  site.close();
});
