// The least contrast of all visible text with what is behind it (WCAG 2.2, "contrast ratio"), and where it is.
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const known = new Map();
function channels(colour) {
  if (!known.has(colour)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    known.set(colour, [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255));
  }
  return known.get(colour);
}
const over = ([r, g, b, a], under) => [r * a + under[0] * (1 - a), g * a + under[1] * (1 - a), b * a + under[2] * (1 - a), 1];
function luminance(colour) {
  const [r, g, b] = colour.map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
function behind(element) {
  const chain = [];
  for (let at = element; at; at = at.parentElement) chain.unshift(at);
  let ground = [1, 1, 1, 1], patterned = null;
  for (const at of chain) {
    const style = getComputedStyle(at);
    ground = over(channels(style.backgroundColor), ground);
    if (channels(style.backgroundColor)[3] === 1) patterned = null;
    // The colour of a pattern's lines.
    const lines = style.backgroundImage.match(/rgba?\([^()]*\)/g)?.find((colour) => channels(colour)[3] > 0);
    if (lines) patterned = over(channels(lines), ground);
  }
  return [ground, patterned].filter(Boolean);
}
let least = { ratio: 21, text: "" }, count = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
  if (!text || element.closest("script, style, .hidden, .skip, .dimmed") || !element.checkVisibility()) continue;
  let opacity = 1;
  for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
  const ink = [...channels(getComputedStyle(element).color).slice(0, 3), opacity];
  for (const ground of behind(element)) {
    const ratio = contrast(over(ink, ground), ground);
    count += 1;
    if (ratio < least.ratio) least = { ratio, text: `${element.className || element.tagName}: ${text.slice(0, 40)}` };
  }
}
return { ratio: least.ratio, text: least.text, count };
