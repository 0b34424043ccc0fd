
/** The nearest tile in the direction of an arrow key; null for none, undefined for another key. */
function neighbour(tile, tiles, key) {
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!direction) return undefined;
  const [dx, dy] = direction;
  const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
  const here = tile.getBoundingClientRect();
  const [x, y] = middle(here);
  let best = null, least = Infinity;
  for (const other of tiles) {
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
