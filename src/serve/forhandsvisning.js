// The script of the preview. It is put into pages by `fellesskap serve` only, and is no part of the site.
(() => {
  "use strict";
  const script = document.currentScript;
  const state = script.dataset.tilstand;
  const place = `fellesskap-sted:${location.pathname}`;

  // The page is read again in place; the reader stays where they were.
  const saved = sessionStorage.getItem(place);
  if (saved !== null) {
    sessionStorage.removeItem(place);
    const [x, y] = JSON.parse(saved);
    window.scrollTo(x, y);
    addEventListener("load", () => window.scrollTo(x, y), { once: true });
  }
  const reload = () => {
    sessionStorage.setItem(place, JSON.stringify([window.scrollX, window.scrollY]));
    location.reload();
  };

  // What is shown lies in a tree of its own, so that neither the page's style nor ours reaches the other.
  const host = document.createElement("div");
  host.id = "fellesskap-forhandsvisning";
  const tree = host.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .problems { position: fixed; inset: auto 0 0 0; max-height: 70vh; overflow: auto; z-index: 2147483647;
      background: #1f1a1a; color: #f5efef; border-top: 4px solid #ff6b5e; font: 16px/1.5 system-ui, sans-serif;
      padding: 1rem clamp(1rem, 4vw, 2.5rem) 1.5rem; box-shadow: 0 -8px 32px #0008; }
    .head { display: flex; gap: 1rem; align-items: center; justify-content: space-between; }
    h1 { font-size: 1.125rem; margin: 0; }
    h2 { font-size: 1rem; margin: 1.25rem 0 .25rem; color: #ffb4ac; }
    h2.warning { color: #ffd479; }
    pre { margin: 0; overflow-x: auto; font: 14px/1.45 ui-monospace, monospace; white-space: pre; color: #e8dede; }
    p { margin: .25rem 0 0; }
    button { font: inherit; color: inherit; background: none; border: 1px solid #8a7d7d; border-radius: 4px;
      padding: .25rem .75rem; cursor: pointer; }
    button:hover { background: #3a3030; }
    :focus-visible { outline: 3px solid #ffd479; outline-offset: 2px; }
    .edited { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483646; background: #002b36; color: #fff;
      font: 16px/1.5 system-ui, sans-serif; padding: .5rem 1rem; border-radius: 6px; box-shadow: 0 4px 16px #0006;
      max-width: min(90vw, 28rem); }
    .edited a { color: #9fe3ff; }
    @media print { :host { display: none; } }`;
  tree.append(style);
  document.body.append(host);

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const showProblems = ({ problems, more }) => {
    tree.querySelector(".problems")?.remove();
    if (problems.length === 0) return;
    const errors = problems.some((problem) => problem.error);
    const count = problems.length + more;
    const title = `${count} ${errors ? "feil" : count === 1 ? "advarsel" : "advarsler"}`;
    const close = element("button", { type: "button", textContent: "Lukk" });
    const panel = element("section", { className: "problems" }, element("div", { className: "head" },
      element("h1", { textContent: errors ? `${title}. Siden vises slik den var før feilen.` : title }), close));
    panel.setAttribute("role", "alert");
    panel.setAttribute("aria-label", "Feil på nettstedet");
    panel.lang = "nb";
    for (const problem of problems) {
      const heading = element("h2", { textContent: problem.message });
      heading.classList.toggle("warning", !problem.error);
      panel.append(heading, element("pre", { textContent: problem.excerpt, tabIndex: 0 }));
    }
    if (more > 0) panel.append(element("p", { textContent: `… og ${more} til; se terminalvinduet.` }));
    close.addEventListener("click", () => panel.remove());
    tree.append(panel);
  };

  const showEdited = ({ number, edited }) => {
    // A message that was seen already comes again with every page.
    if (sessionStorage.getItem("fellesskap-melding") === String(number)) return;
    sessionStorage.setItem("fellesskap-melding", number);
    tree.querySelector(".edited")?.remove();
    const others = edited.filter((page) => page.url !== location.pathname);
    if (others.length === 0 || others.length < edited.length) return;
    const link = element("a", { href: others[0].url, textContent: others[0].title });
    const more = others.length > 1 ? ` og ${others.length - 1} til` : "";
    const note = element("div", { className: "edited" }, "Endret nå: ", link, more);
    note.setAttribute("role", "status");
    note.lang = "nb";
    tree.append(note);
    setTimeout(() => note.remove(), 10_000);
  };

  const exchangeStylesheet = (href) => {
    const old = document.querySelector('link[rel="stylesheet"]');
    if (!href || !old || old.getAttribute("href") === href) return;
    const fresh = old.cloneNode();
    fresh.href = href;
    fresh.addEventListener("load", () => old.remove(), { once: true });
    old.after(fresh);
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
