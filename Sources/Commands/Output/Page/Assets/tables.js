
/** How many rows of a longer table are shown at first. */
const rowsAtFirst = 12;
/** A table with hardly more rows is shown whole. */
const rowsInAll = 18;

// Tables: filter, sort, and only the first rows until all are asked for.

function enhanceTable(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  if (rows.length > 1) addSorting(table, body);
  if (rows.length <= rowsInAll) return;
  const name = table.dataset.name.toLowerCase();
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const input = element("input", { type: "search", placeholder: `Filter ${name}`, "aria-label": `Filter ${name}`, spellcheck: "false" });
  const state = element("output", {});
  const button = element("button", { type: "button", class: "all" }, `Show all ${numberText(rows.length)}`);
  let all = false;
  function show() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = [...body.rows].filter((row) => words.every((word) => texts.get(row).includes(word)));
    const shown = new Set(all || words.length > 0 ? matching : matching.slice(0, rowsAtFirst));
    for (const row of body.rows) row.hidden = !shown.has(row);
    state.textContent = words.length > 0 ? `${numberText(matching.length)} of ${numberText(rows.length)}` : "";
    button.hidden = all || words.length > 0;
  }
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value) { input.value = ""; show(); event.preventDefault(); }
  });
  button.addEventListener("click", () => {
    all = true;
    show();
    const next = body.rows[rowsAtFirst];
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  });
  table.addEventListener("sorted", show);
  table.before(element("div", { class: "tools" }, input, state));
  table.after(button);
  show();
}

function addSorting(table, body) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = element("button", { type: "button", class: "sort" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      const numeric = head.classList.contains("number");
      const order = before ? (before === "ascending" ? "descending" : "ascending") : numeric ? "descending" : "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      sortRows(body, column, order === "ascending" ? 1 : -1);
      table.dispatchEvent(new Event("sorted"));
    });
  });
}

function sortRows(body, column, direction) {
  const collator = new Intl.Collator("en", { numeric: true });
  const keyed = [...body.rows].map((row) => {
    const cell = row.cells[column];
    return { row, key: cell.dataset.key === undefined ? cell.textContent : Number(cell.dataset.key) };
  });
  const order = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
  keyed.sort((a, b) => direction * order(a.key, b.key));
  body.append(...keyed.map((item) => item.row));
}
