
"use strict";
(() => {
  const tones = 10, grains = 6;
  const rowsAtFirst = 12;
  const smallestSide = 3, labelWidth = 34, labelHeight = 19, deepest = 14;

  /** An element with attributes and children; strings become text. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

  /** "1.83 MB": decimal units, three significant digits. */
  function byteText(bytes) {
    let unit = 0;
    while (bytes >= 999.5 && unit < units.length - 1) { bytes /= 1000; unit += 1; }
    const decimals = unit === 0 || bytes >= 99.95 ? 0 : bytes >= 9.995 ? 1 : 2;
    return `${Number(bytes.toFixed(decimals))} ${units[unit]}`;
  }

  const numberText = (number) => number.toLocaleString("en");
  const countText = (count, one) => `${numberText(count)} ${one}${count === 1 ? "" : "s"}`;

  function shareText(part, whole) {
    if (whole <= 0) return "0%";
    const share = 100 * part / whole;
    return share > 0 && share < 0.1 ? "under 0.1%" : `${Number(share.toFixed(1))}%`;
  }

  // Light and dark.

  function storedTheme(change) {
    try {
      if (change !== undefined) localStorage.setItem("pith-theme", change);
      return localStorage.getItem("pith-theme");
    } catch { return null; }
  }

  function themeSwitch() {
    const group = element("div", { class: "theme", role: "group", "aria-label": "Colours" });
    const buttons = ["Auto", "Light", "Dark"].map((title) => {
      const button = element("button", { type: "button", "data-choice": title.toLowerCase() }, title);
      button.addEventListener("click", () => choose(button.dataset.choice));
      return button;
    });
    function choose(theme) {
      if (theme === "auto") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.choice === theme));
      storedTheme(theme);
    }
    group.append(...buttons);
    const stored = storedTheme();
    choose(stored === "light" || stored === "dark" ? stored : "auto");
    document.querySelector(".top").append(group);
  }

  // Tables: filter, sort, and only the first rows until all are asked for.

  function enhanceTable(table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    if (rows.length > 1) addSorting(table, body);
    if (rows.length <= rowsAtFirst) return;
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

  // Treemaps.

  /** The nodes of the page's columns as objects that know each other, larger ones first. */
  function nodesOf(map) {
    const nodes = map.names.map((name, index) => ({
      name, size: map.sizes[index], files: map.files[index], layer: map.nodeLayers[index],
      isDirectory: map.kinds[index] === 1, isRest: map.kinds[index] === 2, parent: null, children: [],
    }));
    nodes.forEach((node, index) => {
      if (map.parents[index] < 0) return;
      node.parent = nodes[map.parents[index]];
      node.parent.children.push(node);
    });
    for (const node of nodes) node.children.sort((a, b) => b.size - a.size);
    return nodes;
  }

  function titleOf(node) {
    if (!node.parent) return "/";
    return node.isRest ? countText(node.files, "smaller file") : node.name;
  }

  function pathOf(node) {
    const parts = [];
    for (let at = node; at.parent; at = at.parent) parts.unshift(titleOf(at));
    return "/" + parts.join("/");
  }

  /** Rectangles for nodes that fill a rectangle, as near to squares as rows of them can be (Bruls et al., 2000). */
  function squarified(nodes, box) {
    const placed = [];
    let rest = nodes.filter((node) => node.size > 0);
    let { x, y, width, height } = box;
    let scale = width * height / rest.reduce((sum, node) => sum + node.size, 0);
    while (rest.length > 0 && width > 0 && height > 0) {
      const side = Math.min(width, height);
      const count = rowLength(rest, side, scale);
      const row = rest.slice(0, count);
      rest = rest.slice(count);
      const thickness = row.reduce((sum, node) => sum + node.size, 0) * scale / side;
      let along = 0;
      for (const node of row) {
        const length = node.size * scale / thickness;
        placed.push(width >= height
          ? { node, x, y: y + along, width: thickness, height: length }
          : { node, x: x + along, y, width: length, height: thickness });
        along += length;
      }
      if (width >= height) { x += thickness; width -= thickness; } else { y += thickness; height -= thickness; }
    }
    return placed;
  }

  /** How many of the nodes make a row whose worst shape is best. */
  function rowLength(nodes, side, scale) {
    let sum = 0, worst = Infinity;
    for (let count = 0; count < nodes.length; count += 1) {
      const area = nodes[count].size * scale;
      const grown = sum + area;
      const square = grown * grown / (side * side);
      const ratio = Math.max(nodes[0].size * scale / square, square / area);
      if (ratio > worst) return count;
      worst = ratio;
      sum = grown;
    }
    return nodes.length;
  }

  const look = (layer) => `tone-${layer % tones} grain-${layer % grains}`;

  function place(item, { x, y, width, height }, box) {
    item.style.left = `${100 * x / box.width}%`;
    item.style.top = `${100 * y / box.height}%`;
    item.style.width = `${100 * width / box.width}%`;
    item.style.height = `${100 * height / box.height}%`;
  }

  class Treemap {
    constructor(figure, map) {
      this.map = map;
      this.nodes = nodesOf(map);
      this.root = this.current = this.nodes[0];
      this.nodeOf = new WeakMap();
      this.highlighted = null;
      this.crumbs = element("ol");
      this.stage = element("div", { class: "stage", role: "group", "aria-label": `Files of ${map.title}, larger ones first` });
      this.frame = element("div", { class: "frame" }, this.stage);
      this.readout = element("p", { class: "readout", "aria-hidden": "true" });
      const hint = element("p", { class: "hint" }, element("kbd", {}, "Arrow keys"), " move, ", element("kbd", {}, "Enter"),
        " opens, ", element("kbd", {}, "Esc"), " goes back");
      hint.hidden = document.querySelector(".hint") !== null;
      figure.hidden = false;
      figure.append(element("nav", { class: "crumbs", "aria-label": "Directory shown" }, this.crumbs), this.frame, this.readout, hint);
      this.listen();
      this.describe(this.root);
      new ResizeObserver(() => this.draw()).observe(this.frame);
    }

    listen() {
      this.stage.addEventListener("click", (event) => this.open(this.nodeAt(event.target)));
      this.stage.addEventListener("pointerover", (event) => this.describe(this.nodeAt(event.target)));
      this.stage.addEventListener("pointerleave", () => this.describe(this.current));
      this.stage.addEventListener("focusin", (event) => this.describe(this.nodeAt(event.target)));
      this.frame.parentNode.addEventListener("keydown", (event) => this.key(event));
    }

    nodeAt(target) {
      for (let at = target; at && at !== this.stage; at = at.parentElement) {
        if (this.nodeOf.has(at)) return this.nodeOf.get(at);
      }
      return this.current;
    }

    /** Shows a directory, or the one that a file is in. */
    open(node) {
      let target = node;
      while (target && target.children.length === 0) target = target.parent;
      if (!target || target === this.current) return this.describe(node);
      this.show(target, null);
    }

    back() {
      if (this.current.parent) this.show(this.current.parent, this.current);
    }

    show(node, focused) {
      const from = this.stage.contains(document.activeElement) || this.crumbs.contains(document.activeElement);
      const inward = node.parent && [...this.tiles].find((tile) => this.isWithin(node, this.nodeOf.get(tile)));
      const start = inward ? [inward.style.left, inward.style.top, inward.style.width, inward.style.height].map(parseFloat) : null;
      this.current = node;
      this.draw(focused);
      this.describe(node);
      if (start) this.animate(start);
      if (from) this.stage.querySelector("[tabindex='0']")?.focus();
    }

    isWithin(node, ancestor) {
      for (let at = node; at; at = at.parent) if (at === ancestor) return true;
      return false;
    }

    /** The new tiles grow from the place of the one that was opened. */
    animate([left, top, width, height]) {
      if (matchMedia("(prefers-reduced-motion: reduce)").matches || !(width > 0) || !(height > 0)) return;
      const small = `translate(${left}%, ${top}%) scale(${width / 100}, ${height / 100})`;
      this.stage.style.transformOrigin = "0 0";
      this.stage.animate([{ transform: small, opacity: 0.4 }, { transform: "none", opacity: 1 }], { duration: 180, easing: "ease-out" });
    }

    /** The side of the whole drawing, as a part of the frame's. */
    scaleTo(part) {
      this.stage.style.width = this.stage.style.height = `${100 * part}%`;
      this.draw();
    }

    draw(focused = null) {
      const box = { x: 0, y: 0, width: this.stage.clientWidth, height: this.stage.clientHeight };
      if (box.width === 0 || box.height === 0) return;
      const before = focused ?? this.nodeOf.get(this.stage.querySelector("[tabindex='0']"));
      const hadFocus = this.stage.contains(document.activeElement);
      const shown = squarified(this.current.children, box).filter((at) => at.width >= 1 && at.height >= 1);
      this.tiles = shown.map((at) => this.tile(at, box));
      this.stage.replaceChildren(...this.tiles);
      this.select(this.tiles.find((tile) => this.nodeOf.get(tile) === before) ?? this.tiles[0], hadFocus);
      this.drawCrumbs();
    }

    /** A tile that can have the focus; all that is in it is for the eye. */
    tile(at, box) {
      const { node } = at;
      const kind = node.children.length > 0 ? "directory, " : "";
      const tile = element("button", { type: "button", tabindex: "-1", class: "tile", "aria-label":
        `${titleOf(node)}, ${kind}${byteText(node.size)}, ${shareText(node.size, this.root.size)}, layer ${node.layer + 1}` });
      this.fill(tile, at, 0);
      place(tile, at, box);
      return tile;
    }

    fill(item, at, depth) {
      const { node } = at;
      this.nodeOf.set(item, node);
      const hasLabel = at.width >= labelWidth && at.height >= labelHeight;
      if (node.children.length === 0 || depth >= deepest) {
        item.classList.add(...look(node.layer).split(" "));
        item.dataset.layer = node.layer;
        if (this.isDimmed(node.layer)) item.classList.add("dimmed");
        if (hasLabel) item.append(this.label(at, true));
        return;
      }
      item.classList.add("open");
      if (hasLabel) item.append(this.label(at, false));
      const top = hasLabel ? labelHeight : 1;
      const inner = { x: 1, y: top, width: at.width - 2, height: at.height - top - 1 };
      if (inner.width < smallestSide || inner.height < smallestSide) return;
      for (const part of squarified(node.children, inner)) {
        if (part.width < smallestSide || part.height < smallestSide) continue;
        const made = element("span", { class: "part" });
        this.fill(made, part, depth + 1);
        place(made, part, at);
        item.append(made);
      }
    }

    label(at, isLeaf) {
      const label = element("span", { class: "label" }, element("b", {}, titleOf(at.node)));
      const isTall = isLeaf && at.height >= 40 && at.width >= 56;
      if (isTall) label.classList.add("tall");
      if (isTall) label.append(element("i", {}, `${byteText(at.node.size)} · layer ${at.node.layer + 1}`));
      else if (at.width > 110) label.append(element("i", {}, byteText(at.node.size)));
      return label;
    }

    drawCrumbs() {
      const chain = [];
      for (let at = this.current; at; at = at.parent) chain.unshift(at);
      this.crumbs.replaceChildren(...chain.map((node) => {
        const title = titleOf(node);
        if (node === this.current) return element("li", {}, element("span", { "aria-current": "location" }, title));
        const button = element("button", { type: "button" }, title);
        button.addEventListener("click", () => this.show(node, null));
        return element("li", {}, button);
      }));
    }

    describe(node) {
      const first = element("span", {}, element("b", {}, pathOf(node)));
      const facts = [byteText(node.size), `${shareText(node.size, this.root.size)} of the image`];
      if (node.isDirectory && node.files > 0) facts.push(countText(node.files, "file"));
      const made = this.map.layers[node.layer];
      const layer = node.isDirectory && node.children.length > 0 ? "mostly layer" : "layer";
      if (node.parent) facts.push(`${layer} ${node.layer + 1}${made ? `: ${made}` : ""}`);
      this.readout.replaceChildren(first, element("span", {}, facts.join(" · ")));
    }

    /** One tile can be reached by Tab; the arrow keys move which. */
    select(tile, focus) {
      for (const other of this.tiles) other.tabIndex = other === tile ? 0 : -1;
      if (focus && tile) tile.focus();
    }

    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape" || event.key === "Backspace") {
        if (this.current.parent) { event.preventDefault(); this.back(); }
        return;
      }
      const tile = document.activeElement;
      if (!this.tiles?.includes(tile)) return;
      const next = event.key === "Home" ? this.tiles[0]
        : event.key === "End" ? this.tiles[this.tiles.length - 1]
        : this.neighbour(tile, event.key);
      if (next === undefined) return;
      event.preventDefault();
      if (next) this.select(next, true);
    }

    /** The nearest tile in the direction of an arrow key; null for none, undefined for another key. */
    neighbour(tile, key) {
      const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
      if (!direction) return undefined;
      const [dx, dy] = direction;
      const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
      const here = tile.getBoundingClientRect();
      const [x, y] = middle(here);
      let best = null, least = Infinity;
      for (const other of this.tiles) {
        if (other === tile) continue;
        const there = other.getBoundingClientRect();
        const [otherX, otherY] = middle(there);
        const ahead = dx ? dx * (otherX - x) : dy * (otherY - y);
        const gap = dx > 0 ? there.left - here.right : dx < 0 ? here.left - there.right
          : dy > 0 ? there.top - here.bottom : here.top - there.bottom;
        if (ahead <= 0 || gap < -1) continue;
        const aside = dx ? Math.max(0, there.top - y, y - there.bottom) : Math.max(0, there.left - x, x - there.right);
        const distance = Math.max(0, gap) + 3 * aside + 0.001 * ahead;
        if (distance < least) { least = distance; best = other; }
      }
      return best;
    }

    /** Only the files of one layer stand out; null for all. */
    highlight(layer) {
      this.highlighted = layer;
      for (const item of this.stage.querySelectorAll("[data-layer]")) {
        item.classList.toggle("dimmed", this.isDimmed(Number(item.dataset.layer)));
      }
    }

    isDimmed(layer) {
      return this.highlighted !== null && layer !== this.highlighted;
    }
  }

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
})();
