// The page of search. Without this script it leads to the lists of the portal.

for (const page of document.querySelectorAll(".results")) {
  const part = (name) => page.querySelector(`.results__${name}`);
  const field = page.querySelector(".search__field");
  const words = page.dataset;
  const facets = ["type", "utvalg", "aar", "kommune"];
  const step = 10;
  const address = new URLSearchParams(location.search);
  const chosen = Object.fromEntries(facets.filter((facet) => address.get(facet)).map((facet) => [facet, address.get(facet)]));
  let turn = 0;

  // The index is read when there is something to look for, and in all languages: a reader of one reads the others too.
  let loading;
  const load = async () => {
    const engine = await import(new URL(`${words.index}pagefind.js`, location.href));
    await engine.options({ baseUrl: words.home, excerptLength: 30 });
    await engine.init();
    const { languages } = await (await fetch(`${words.index}pagefind-entry.json`)).json();
    const own = document.documentElement.lang.toLowerCase();
    const others = Object.keys(languages).filter((language) => language !== own && language !== own.split("-")[0]);
    await Promise.all(others.map((language) => engine.mergeIndex(words.index, { language, baseUrl: words.home })));
    // Without this, Pagefind does not count what a search can be narrowed down to.
    await engine.filters();
    return engine;
  };

  // The words as they are typed, and as they would be with the letters that some keyboards do not have: "soknad" is søknad.
  // The index takes å for a by itself.
  const spellings = (query) => {
    let all = [query];
    for (const [plain, letter] of [["ae", "æ"], ["oe", "ø"], ["aa", "å"], ["o", "ø"]]) {
      for (let at = query.indexOf(plain), found = 0; at >= 0 && found < 3; at = query.indexOf(plain, at + 1), found += 1) {
        const nth = query.slice(0, at).split(plain).length - 1;
        all = all.concat(all.map((text) => {
          let count = -1;
          return text.replaceAll(plain, (same) => ((count += 1) === nth ? letter : same));
        }));
      }
      all = [...new Set(all)].slice(0, 16);
    }
    return all.slice(1);
  };

  // The saker of a number, whoever treats them: "3/26", "sak 03/26" and "03/2026" are the same.
  const numbered = async (engine, query, filters) => {
    const [, sequence, year] = query.match(/(?:^|\D)0*(\d{1,4})\/(?:20)?(\d{2})$/) ?? [];
    if (!sequence) return [];
    return (await engine.search(null, { filters: { ...filters, saksnummer: `${sequence}/${year}` } })).results;
  };

  const look = async (engine, query, filters) => {
    const exact = await engine.search(query, { filters });
    const saker = await numbered(engine, query, filters);
    if (saker.length) {
      const ids = new Set(saker.map((result) => result.id));
      exact.results = [...saker, ...exact.results.filter((result) => !ids.has(result.id))];
      return exact;
    }
    if (/[æøå]/i.test(query)) return exact;
    const best = new Map(exact.results.map((result) => [result.id, result]));
    for (const spelling of spellings(query)) {
      const found = await engine.search(spelling, { filters });
      for (const result of found.results) {
        if (!(best.get(result.id)?.score >= result.score)) best.set(result.id, result);
      }
      for (const [facet, values] of Object.entries(found.filters)) {
        for (const [value, count] of Object.entries(values)) {
          exact.filters[facet] ??= {};
          exact.filters[facet][value] = Math.max(exact.filters[facet][value] ?? 0, count);
        }
      }
    }
    exact.results = [...best.values()].sort((left, right) => right.score - left.score);
    return exact;
  };

  const element = (name, className, ...content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  };
  const link = (url, text) => Object.assign(element("a", "", text), { href: url });

  // What Pagefind marks is marked again here, so that nothing of a page is ever read as markup.
  const excerpt = (marked) => {
    const plain = new DOMParser().parseFromString(marked, "text/html").body;
    const pieces = [...plain.childNodes].map((node) => (node.nodeName === "MARK" ? element("mark", "", node.textContent) : node.textContent));
    return element("p", "results__excerpt", ...pieces);
  };

  const item = (data) => {
    const meta = element("p", "results__meta");
    const said = [data.filters.type?.[0], data.filters.utvalg?.filter((name) => name !== data.meta.title).join(", "), data.meta.date];
    meta.append(...said.filter(Boolean).map((text) => element("span", "", text)));
    const best = data.sub_results.filter((sub) => sub.anchor);
    best.sort((left, right) => right.locations.length - left.locations.length);
    const made = element("li", "results__item", meta, element("h2", "results__title", link(data.url, data.meta.title)), excerpt(data.excerpt));
    if (best.length) made.append(element("ul", "results__parts", ...best.slice(0, 3).map((sub) => element("li", "", link(sub.url, sub.title)))));
    return made;
  };

  const showFacets = (found, search) => {
    const list = part("facets");
    const focused = document.activeElement?.name;
    list.replaceChildren();
    for (const facet of facets) {
      const values = Object.entries(found[facet] ?? {}).filter(([value, count]) => count > 0 || chosen[facet] === value);
      if (values.length < 2 && !chosen[facet]) continue;
      const collator = new Intl.Collator("nb", { numeric: true });
      values.sort(([left], [right]) => collator.compare(left, right) * (facet === "aar" ? -1 : 1));
      const select = element("select", "", new Option(words.all, ""), ...values.map(([value, count]) => new Option(`${value} (${count})`, value)));
      select.name = facet;
      select.value = chosen[facet] ?? "";
      select.addEventListener("change", () => {
        if (select.value) chosen[facet] = select.value;
        else delete chosen[facet];
        search();
      });
      select.id = `sok_${facet}`;
      const label = Object.assign(element("label", "", words[facet]), { htmlFor: select.id });
      list.append(element("div", "results__facet", label, select));
      if (facet === focused) select.focus();
    }
  };

  const search = async () => {
    const query = field.value.trim();
    const mine = (turn += 1);
    const parameters = new URLSearchParams({ q: query, ...chosen });
    history.replaceState(null, "", query ? `?${parameters}` : location.pathname);
    part("found").hidden = !query;
    part("without").hidden = true;
    part("hint").hidden = Boolean(query);
    if (!query) return;
    part("status").textContent = words.working;
    try {
      loading ??= load();
      const engine = await loading;
      const found = await look(engine, query, chosen);
      if (mine !== turn) return;
      const count = found.results.length;
      const sentence = count === 0 ? words.none : count === 1 ? words.one : words.many;
      part("status").textContent = sentence.replace("{n}", count).replace("{query}", query);
      showFacets(found.filters, search);
      part("list").replaceChildren();
      let shown = 0;
      const more = async () => {
        const next = await Promise.all(found.results.slice(shown, shown + step).map((result) => result.data()));
        if (mine !== turn) return;
        const items = next.map(item);
        part("list").append(...items);
        if (shown > 0) items[0]?.querySelector("a").focus();
        shown += next.length;
        part("more").hidden = shown >= count;
      };
      part("more").onclick = more;
      await more();
    } catch {
      loading = undefined;
      part("status").textContent = words.failed;
      part("without").hidden = false;
      part("facets").replaceChildren();
      part("list").replaceChildren();
      part("more").hidden = true;
    }
  };

  page.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, 250);
  });
  field.value = address.get("q") ?? "";
  search();
}
