
"use strict";

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
