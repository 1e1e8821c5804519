// Tables that can be sorted and filtered. Without this script they are whole and in the order of their source.

for (const figure of document.querySelectorAll(".datatabell")) {
  const table = figure.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows].filter((row) => !row.classList.contains("datatabell__total"));
  const totals = [...body.rows].filter((row) => row.classList.contains("datatabell__total"));
  if ("fixed" in figure.dataset) continue;
  const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  const words = figure.dataset;
  const collator = new Intl.Collator(document.documentElement.lang || "nb", { numeric: true });
  const text = (row, column) => row.cells[column].textContent.trim();

  // A heading that stands above for several rows is said in each when they are put in another order.
  const repeatHeadings = () => {
    for (const row of table.querySelectorAll(".datatabell__again")) {
      row.classList.remove("datatabell__again");
      row.cells[0].querySelector(".skjult")?.classList.remove("skjult");
    }
  };

  // A cell without a number sorts after all that have one, whichever way the others go.
  const compare = (column, direction) => (left, right) => {
    const [a, b] = [left, right].map((row) => row.cells[column].dataset.sort ?? "");
    const numeric = headings[column].classList.contains("tall");
    if (numeric && (a === "" || b === "")) return (a === "") - (b === "");
    const order = numeric ? Number(a) - Number(b) : collator.compare(a || text(left, column), b || text(right, column));
    return order * direction;
  };

  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "datatabell__sort";
    button.append(...heading.childNodes);
    button.title = words.sort.replace("{column}", button.textContent.trim());
    heading.append(button);
    button.addEventListener("click", () => {
      const ascending = heading.getAttribute("aria-sort") !== "ascending";
      repeatHeadings();
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      body.append(...[...rows].sort(compare(column, ascending ? 1 : -1)), ...totals);
    });
  });

  const form = figure.querySelector(".datatabell__filter");
  if (!form) continue;
  form.addEventListener("submit", (event) => event.preventDefault());
  const search = form.querySelector("input");
  const status = form.querySelector(".datatabell__status");
  const choices = [];
  for (const label of form.querySelectorAll("[data-column]")) {
    const column = Number(label.dataset.column);
    const values = [...new Set(rows.flatMap((row) => text(row, column).split(", ")))].filter(Boolean);
    label.hidden = values.length < 2;
    const select = label.querySelector("select");
    select.append(...values.sort(collator.compare).map((value) => new Option(value, value)));
    choices.push([column, select]);
  }

  const update = () => {
    repeatHeadings();
    const wanted = search.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const chosen = choices.every(([column, { value }]) => !value || text(row, column).split(", ").includes(value));
      row.hidden = !(chosen && row.textContent.toLowerCase().includes(wanted));
      shown += !row.hidden;
    }
    const all = shown === rows.length;
    // A sum of all rows says nothing of those that are shown.
    for (const row of totals) row.hidden = !all;
    status.textContent = all ? "" : words.count.replace("{n}", shown).replace("{all}", rows.length);
  };
  form.addEventListener("input", update);
}
