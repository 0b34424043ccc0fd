
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
