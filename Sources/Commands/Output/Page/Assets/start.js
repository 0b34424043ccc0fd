
// Layers: each one's number becomes a button that shows its files.

function layerButtons(table, treemap) {
  const buttons = [...table.querySelectorAll("[data-layer]")].map((swatch) => {
    const name = swatch.closest("tr").cells[1].textContent;
    const button = element("button", { type: "button", class: swatch.className, "data-layer": swatch.dataset.layer,
      "aria-pressed": "false", "aria-label": `Show layer ${swatch.textContent} in the treemap: ${name}` }, swatch.textContent);
    swatch.replaceWith(button);
    return button;
  });
  function choose(button) {
    const wasPressed = button.getAttribute("aria-pressed") === "true";
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button && !wasPressed));
    treemap.highlight(wasPressed ? null : Number(button.dataset.layer));
  }
  for (const row of table.tBodies[0].rows) {
    row.addEventListener("click", () => {
      if (!getSelection().toString()) choose(row.querySelector("[data-layer]"));
    });
  }
}

/** Treemaps side by side: each as large as it can be, or all in one scale. */
function scaleSwitch(maps, treemaps) {
  if (treemaps.length < 2) return;
  const largest = Math.max(...treemaps.map((map) => map.root.size));
  const group = element("div", { class: "switch", role: "group", "aria-label": "Scale" });
  const choices = [["Same scale", (map) => Math.sqrt(map.root.size / largest)], ["Each its own", () => 1]];
  const buttons = choices.map(([title, part]) => {
    const button = element("button", { type: "button" }, title);
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      for (const map of treemaps) map.scaleTo(Math.max(part(map), 0.004));
    });
    return button;
  });
  group.append(...buttons);
  maps.before(group);
  buttons[1].click();
}

function start() {
  themeSwitch();
  for (const table of document.querySelectorAll("table[data-name]")) enhanceTable(table);
  const maps = JSON.parse(document.getElementById("data").textContent).treemaps ?? [];
  const treemaps = new Map();
  for (const figure of document.querySelectorAll("[data-treemap]")) {
    const map = maps[Number(figure.dataset.treemap)];
    if (map && map.names.length > 1) treemaps.set(figure.dataset.treemap, new Treemap(figure, map));
  }
  for (const table of document.querySelectorAll("[data-highlights]")) {
    const treemap = treemaps.get(table.dataset.highlights);
    if (treemap) layerButtons(table, treemap);
  }
  for (const group of document.querySelectorAll("[data-scales]")) {
    scaleSwitch(group, [...group.querySelectorAll("[data-treemap]")].map((figure) => treemaps.get(figure.dataset.treemap)).filter(Boolean));
  }
}

start();
