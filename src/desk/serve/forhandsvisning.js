// The script of the preview. It is put into pages by `fellesskap serve` only, and is no part of the site.
(() => {
  "use strict";
  const script = document.currentScript;
  const state = script.dataset.tilstand;
  /** How long a note about another page is shown, in milliseconds. */
  const SHOWN_FOR = 10_000;
  const place = `fellesskap-sted:${location.pathname}`;

  // The page is read again in place; the reader stays where they were.
  const saved = sessionStorage.getItem(place);
  if (saved !== null) {
    sessionStorage.removeItem(place);
    const [left, top] = JSON.parse(saved);
    // At once, also where the page's style makes scrolling slow and smooth.
    const restore = () => window.scrollTo({ left, top, behavior: "instant" });
    restore();
    addEventListener("load", restore, { once: true });
  }
  const reload = () => {
    sessionStorage.setItem(place, JSON.stringify([window.scrollX, window.scrollY]));
    location.reload();
  };

  // What is shown lies in a tree of its own, so that neither the page's style nor ours reaches the other.
  const host = document.createElement("div");
  host.id = "fellesskap-forhandsvisning";
  const tree = host.attachShadow({ mode: "open" });
  // The page's policy allows no style element, and does not ask of sheets that a script makes.
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; }
    .dock { position: fixed; inset: auto 0 0 0; z-index: 2147483647; display: flex; flex-direction: column;
      font: 16px/1.5 system-ui, sans-serif; color: #f4f1ee; pointer-events: none; }
    .dock > * { pointer-events: auto; background: #22201f; }
    .problems { --accent: #ff8a7a; max-height: 50vh; overflow: auto; padding: 0 clamp(16px, 4vw, 40px) 20px;
      border-top: 4px solid var(--accent); box-shadow: 0 -4px 24px #0006; outline: 1px solid #5c5653; }
    .problems.warnings { --accent: #f2c14e; }
    .head { position: sticky; top: 0; display: flex; gap: 16px; align-items: center; justify-content: space-between;
      padding: 12px 0; background: inherit; }
    h2, h3, p { font: inherit; margin: 0; }
    h2 { font-weight: 600; }
    h3 { font-weight: 600; color: var(--accent); overflow-wrap: anywhere; }
    article + article { margin-top: 20px; }
    article.warning { --accent: #f2c14e; }
    pre { margin: 8px 0 0; padding: 10px 14px; overflow-x: auto; background: #161514; border-radius: 6px;
      font: 14px/1.5 ui-monospace, Menlo, Consolas, monospace; }
    article p { margin-top: 8px; max-width: 72ch; overflow-wrap: anywhere; }
    .more { margin-top: 20px; }
    button { flex: none; font: inherit; color: inherit; background: none; border: 1px solid #a39b96; border-radius: 4px;
      padding: 4px 14px; cursor: pointer; }
    button:hover { background: #3a3634; }
    .edited { align-self: flex-end; margin: 0 16px 16px; padding: 8px 16px; max-width: min(100% - 32px, 448px);
      border-radius: 6px; outline: 1px solid #5c5653; box-shadow: 0 2px 12px #0005; overflow-wrap: anywhere; }
    .edited a { color: #9fdcf5; text-underline-offset: 3px; }
    button:focus-visible, a:focus-visible, pre:focus-visible { outline: 3px solid #f2c14e; outline-offset: 2px; }
    @media print { :host { display: none; } }`);
  tree.adoptedStyleSheets = [style];
  const dock = document.createElement("div");
  dock.className = "dock";
  tree.append(dock);
  document.body.append(host);

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // The page is made longer by what covers its end, so that all of it can still be read.
  const makeRoom = (height) => {
    const { style } = document.documentElement;
    style.paddingBlockEnd = style.scrollPaddingBlockEnd = height ? `${height}px` : "";
  };
  const size = new ResizeObserver(([{ target }]) => makeRoom(target.offsetHeight));

  let panel;
  const closeProblems = () => {
    size.disconnect();
    panel?.remove();
    panel = undefined;
    makeRoom(0);
  };

  // The number of the message shown last: it comes again whenever somebody begins to listen.
  let shown;
  const showProblems = ({ number, problems, more }) => {
    if (number === shown) return;
    shown = number;
    closeProblems();
    if (problems.length === 0) return;
    const errors = problems.some((problem) => problem.error);
    const count = problems.length + more;
    const title = `${count} ${errors ? "feil" : count === 1 ? "advarsel" : "advarsler"}`;
    const before = `Siden vises slik den var før ${count === 1 ? "feilen" : "feilene"}.`;
    const heading = element("h2", { textContent: errors ? `${title}. ${before}` : title });
    const close = element("button", { type: "button", textContent: "Lukk" });
    const announced = element("div", {}, heading);
    panel = element("section", { className: errors ? "problems" : "problems warnings", lang: "nb" });
    panel.setAttribute("aria-label", errors ? "Feil på nettstedet" : "Advarsler om nettstedet");
    panel.append(element("div", { className: "head" }, announced, close));
    for (const { error, message, excerpt, hint } of problems) {
      const article = element("article", { className: error ? "" : "warning" }, element("h3", { textContent: message }));
      if (excerpt) article.append(element("pre", { textContent: excerpt, tabIndex: 0 }));
      if (hint) article.append(element("p", { textContent: `Forslag: ${hint}` }));
      panel.append(article);
    }
    if (more > 0) panel.append(element("p", { className: "more", textContent: `… og ${more} til; se terminalvinduet.` }));
    close.addEventListener("click", closeProblems);
    dock.append(panel);
    size.observe(panel);
    // Only the heading is read aloud by itself; the rest is read by those who go there.
    announced.setAttribute("role", errors ? "alert" : "status");
  };
  addEventListener("keydown", (event) => event.key === "Escape" && closeProblems());

  const showEdited = ({ number, edited }) => {
    // A message that was seen already comes again with every page.
    if (sessionStorage.getItem("fellesskap-melding") === String(number)) return;
    sessionStorage.setItem("fellesskap-melding", number);
    dock.querySelector(".edited")?.remove();
    const others = edited.filter((page) => page.url !== location.pathname);
    if (others.length === 0 || others.length < edited.length) return;
    const link = element("a", { href: others[0].url, textContent: others[0].title });
    const more = others.length > 1 ? ` og ${others.length - 1} til` : "";
    const note = element("div", { className: "edited" }, "Endret nå: ", link, more);
    note.setAttribute("role", "status");
    note.lang = "nb";
    dock.prepend(note);
    // It goes by itself, but not from under somebody's hand.
    const leave = () => (note.matches(":hover, :focus-within") ? setTimeout(leave, SHOWN_FOR) : note.remove());
    setTimeout(leave, SHOWN_FOR);
  };

  // The style sheet, and those that were to take its place before they were there themselves.
  let sheets = [...document.querySelectorAll('link[rel="stylesheet"]')].slice(0, 1);
  const exchangeStylesheet = (href) => {
    const last = sheets.at(-1);
    if (!href || !last || last.getAttribute("href") === href) return;
    const fresh = last.cloneNode();
    fresh.href = href;
    // The old one holds until a new one is there, so that the page is never without.
    fresh.addEventListener("load", () => {
      while (sheets.includes(fresh) && sheets[0] !== fresh) sheets.shift().remove();
    });
    sheets.push(fresh);
    last.after(fresh);
  };

  const follow = async (message) => {
    showProblems(message);
    if (message.problems.some((problem) => problem.error)) return;
    const answer = await fetch(`/_fellesskap/tilstand?side=${encodeURIComponent(location.pathname)}`);
    if ((await answer.text()) !== state) return reload();
    exchangeStylesheet(message.stylesheet);
    showEdited(message);
  };

  // A browser opens few connections to one server, so pages that nobody looks at do not hold one.
  let events;
  const listen = () => {
    events?.close();
    if (document.hidden) return;
    events = new EventSource("/_fellesskap/hendelser");
    events.onmessage = (event) => follow(JSON.parse(event.data)).catch(() => {});
  };
  listen();
  addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => events?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
})();
