
/** How many colours and patterns the style has for layers. */
const tones = 10, grains = 6;
/** In pixels: what is smaller is not drawn, what is smaller than that has no label. */
const smallestSide = 3, labelWidth = 34, labelHeight = 19;
/** How many directories are drawn inside each other. */
const deepest = 14;

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
      : neighbour(tile, this.tiles, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next) this.select(next, true);
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
