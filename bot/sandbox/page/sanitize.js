/**
 * The server's `html` of a message, as nodes.
 *
 * The server has already escaped it; this is the second lock. The text is parsed into a document
 * of its own, where nothing runs and nothing is fetched, and every node is built anew from a short
 * list. No attribute is ever copied, except a link's address, what marks a quotation expandable, and
 * a moment with the form it is to be shown in.
 */

import { el } from "./dom.js";

const SAME = new Set(["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre"]);

// Their content is not meant for reading, so it does not become text either.
const DROPPED = new Set([
  "script", "style", "template", "iframe", "object", "embed", "noscript", "title", "svg", "math",
]);

const SCHEMES = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

/** A link's address if it may be opened, else undefined. Relative addresses would point into the sandbox. */
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return SCHEMES.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

export function sanitize(html) {
  // The body tag comes first, or the parser would swallow white space at the start.
  const parsed = new DOMParser().parseFromString(`<!doctype html><body>${html}`, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...copyChildren(parsed.body));
  return fragment;
}

function copyChildren(node) {
  return [...node.childNodes].flatMap(copy);
}

function copy(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const tag = node.localName;
  if (DROPPED.has(tag)) return [];
  if (tag === "br") return [document.createTextNode("\n")];
  const inner = copyChildren(node);
  if (SAME.has(tag)) return [el(tag, {}, ...inner)];
  if (tag === "a") return copyLink(node, inner);
  if (tag === "tg-time") return [copyTime(node, inner)];
  if (tag === "blockquote") return [copyQuotation(node, inner)];
  if (tag === "tg-spoiler" || (tag === "span" && node.className === "tg-spoiler")) {
    return [el("span", { class: "spoiler", tabindex: "0", role: "button" }, ...inner)];
  }
  return inner;
}

function copyLink(node, inner) {
  const href = safeAddress(node.getAttribute("href") ?? "");
  return href ? [el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...inner)] : inner;
}

function copyTime(node, inner) {
  const moment = new Date(Number(node.getAttribute("unix")) * 1000);
  const form = node.getAttribute("format") ?? "";
  const datetime = Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
  const readable = /^(r|w?[dD]?[tT]?)$/.test(form) && form !== "";
  return el("time", { datetime, "data-format": readable && form }, ...inner);
}

function copyQuotation(node, inner) {
  const expandable = node.hasAttribute("expandable");
  return el("blockquote", { dir: "auto", class: expandable && "expandable" }, ...inner);
}
