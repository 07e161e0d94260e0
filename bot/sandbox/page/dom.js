/** Small helpers around the document, so that no other module ever writes markup as a string. */

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/**
 * Make an element: `el("p", {class: "x", dir: "auto", onclick: f}, "text", child)`.
 * Values of `undefined`, `null` and `false` leave the attribute out.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** An icon of the sprite at the top of index.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Write text only where it changed: an untouched node keeps selection and is not read out again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Make `parent` hold exactly `wanted`, in this order, moving as few nodes as possible.
 * What is gone leaves first; otherwise everything behind a removed node would be moved,
 * and a node that is moved loses the focus.
 */
export function arrange(parent, wanted) {
  const kept = new Set(wanted);
  for (const node of [...parent.children]) if (!kept.has(node)) node.remove();
  let next = parent.firstChild;
  for (const node of wanted) {
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
}

/** The language of a text, for the screen reader's voice and the line height: that of its first letter. */
export function languageOf(text) {
  const letter = /\p{L}/u.exec(text);
  return letter && /\p{Script=Arabic}/u.test(letter[0]) ? "ar" : "en";
}
