/** One message: its bubble, its media, its buttons. Drawn once, then only what changed is touched. */

import { fileAddress } from "./api.js";
import { el, icon, languageOf, setText } from "./dom.js";
import { Keyboard } from "./keyboard.js";
import { sanitize } from "./sanitize.js";
import { say, timeIn, timeOf } from "./words.js";

export class MessageView {
  #drawn = {};

  constructor(message, mine, press) {
    this.mine = mine;
    this.sender = el("span", { class: "unseen" });
    this.media = el("div", { class: "media" });
    // A span, since a block would end its paragraphs' search for a direction at its own border.
    this.content = el("span", { class: "content" });
    this.meta = el("span", { class: "meta" });
    this.body = el("div", { class: "body", dir: "auto" }, this.content, this.meta);
    this.bubble = el("div", { class: "bubble" }, this.sender, this.media, this.body);
    this.keyboard = new Keyboard((spec) => press(this.message, spec));
    // Focusable by script only: where the focus goes when the button that had it is gone.
    this.element = el(
      "article",
      { class: `message ${mine ? "out" : "in"}`, tabindex: "-1", "data-message": message.message_id },
      this.bubble,
      this.keyboard.element,
    );
  }

  /**
   * `place` says whether the message is first and last of a run by the same sender;
   * `commands` are the names that become pressable in the text; `waits(data)` whether a tap waits.
   */
  update(message, { botName, first, last, commands, waits }) {
    this.message = message;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.classList.toggle("first", first);
    this.element.classList.toggle("last", last);
    setText(this.sender, `${this.mine ? say("you") : botName}: `);

    const text = message.text ?? message.caption ?? "";
    const html = message.html ?? "";
    this.#once("media", [message.photo, message.document, message.voice, say("photo")], () => this.#drawMedia(message));
    this.#once("text", [html, text, commands], () => this.#drawText(html, text, commands));
    this.#once("meta", [message.date, message.edit_date, message.effect, say("edited")], () => this.#drawMeta(message));
    this.element.classList.toggle("protected", Boolean(message.has_protected_content));
    this.keyboard.draw(message.reply_markup?.inline_keyboard ?? [], waits);
    this.element.classList.toggle("with-keys", this.keyboard.element.childElementCount > 0);

    if (hadFocus && !this.element.contains(document.activeElement)) this.element.focus({ preventScroll: true });
  }

  // Redraw a part only when what it is made of has changed.
  #once(part, sources, draw) {
    const signature = JSON.stringify(sources);
    if (this.#drawn[part] === signature) return;
    this.#drawn[part] = signature;
    draw();
  }

  #drawText(html, text, commands) {
    const fragment = html ? sanitize(html) : document.createDocumentFragment();
    if (!html) fragment.append(text);
    joinBlocks(fragment);
    linkCommands(fragment, commands);
    for (const quotation of fragment.querySelectorAll(".expandable")) makeExpandable(quotation);
    for (const time of fragment.querySelectorAll("time[datetime][data-format]")) showLocally(time);
    for (const spoiler of fragment.querySelectorAll(".spoiler")) spoiler.setAttribute("aria-label", say("hidden"));
    this.content.replaceChildren(fragment);
    this.content.lang = languageOf(text);
    this.element.classList.toggle("bare", !text);
  }

  #drawMeta({ date, edit_date, effect }) {
    const moment = new Date(date * 1000);
    this.meta.replaceChildren(
      ...(effect ? [el("span", { class: "effect" }, effect), " "] : []),
      ...(edit_date ? [el("span", { class: "edited", dir: "auto" }, say("edited")), " "] : []),
      el("time", { datetime: moment.toISOString() }, timeOf(moment)),
    );
  }

  #drawMedia({ photo, document: file, voice, caption }) {
    const parts = [];
    if (photo?.length) parts.push(drawPhoto(photo, caption));
    if (file) parts.push(drawDocument(file));
    if (voice) parts.push(drawVoice(voice));
    this.media.replaceChildren(...parts);
    this.element.classList.toggle("with-photo", Boolean(photo?.length));
  }
}

// A block stands on lines of its own; the line breaks beside it in the text would make empty ones.
function joinBlocks(fragment) {
  for (const { previousSibling: before, nextSibling: after } of fragment.querySelectorAll("blockquote, pre")) {
    if (before?.nodeType === Node.TEXT_NODE) before.data = before.data.replace(/\n$/, "");
    if (after?.nodeType === Node.TEXT_NODE) after.data = after.data.replace(/^\n/, "");
  }
}

function linkCommands(fragment, commands) {
  const known = new Set(commands);
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (text.parentElement?.closest("a, code, pre")) continue;
    const pieces = text.data.split(/(?<![\w/])(\/[a-z][a-z0-9_]*)/);
    if (pieces.length === 1) continue;
    const linked = pieces.map((piece) =>
      known.has(piece.slice(1)) && piece.startsWith("/")
        ? el("button", { type: "button", class: "command", dir: "ltr" }, piece)
        : piece,
    );
    text.replaceWith(...linked);
  }
}

// As Telegram does: the moment in the reader's own zone and language, in the place of the text.
function showLocally(time) {
  time.textContent = timeIn(new Date(time.dateTime), time.dataset.format);
}

function makeExpandable(quotation) {
  const inner = el("div", { class: "clamped" }, ...quotation.childNodes);
  const more = el("button", { type: "button", class: "expand", "aria-expanded": "false", "aria-label": say("showMore") }, icon("fold"));
  quotation.append(inner, more);
  // Whether anything is cut off is known once it is laid out, and may change with the width.
  new ResizeObserver(() => {
    const cut = inner.scrollHeight > inner.clientHeight + 1;
    more.hidden = !cut && more.getAttribute("aria-expanded") === "false";
  }).observe(inner);
}

/** Open or close an expandable quotation by its own button. */
export function toggleQuotation(button) {
  const open = button.getAttribute("aria-expanded") === "false";
  button.setAttribute("aria-expanded", open);
  button.setAttribute("aria-label", say(open ? "showLess" : "showMore"));
  button.parentElement.classList.toggle("open", open);
}

/** It is named by the first line of its caption, all of which is read below it. */
function drawPhoto(sizes, caption) {
  const largest = sizes.reduce((best, size) => (size.width > best.width ? size : best));
  const image = el("img", {
    src: fileAddress(largest.file_id),
    alt: caption?.split("\n")[0] || say("photo"),
    width: largest.width,
    height: largest.height,
  });
  return el("button", { type: "button", class: "photo" }, image);
}

function drawDocument({ file_id, file_name, file_size }) {
  const name = file_name ?? say("document");
  return el(
    "a",
    { class: "document", href: fileAddress(file_id), download: name },
    el("span", { class: "document-icon" }, icon("document")),
    el(
      "span",
      { class: "document-text" },
      el("bdi", { class: "document-name" }, name),
      el("span", { class: "document-size", dir: "ltr" }, file_size === undefined ? "" : sizeOf(file_size)),
    ),
  );
}

function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function drawVoice({ file_id, duration }) {
  const sound = new Audio(fileAddress(file_id));
  sound.preload = "none";
  const button = el("button", { type: "button", class: "voice-play", "aria-label": say("play") }, icon("play"));
  const draw = () => {
    button.replaceChildren(icon(sound.paused ? "play" : "stop"));
    button.setAttribute("aria-label", say(sound.paused ? "play" : "stop"));
  };
  button.addEventListener("click", () => {
    // A sound that the browser cannot play leaves the button as it was.
    if (sound.paused) sound.play().catch(draw);
    else sound.pause();
  });
  for (const name of ["play", "pause", "ended"]) sound.addEventListener(name, draw);
  const waves = el("span", { class: "waves", "aria-hidden": "true" });
  for (let i = 0; i < 24; i += 1) waves.append(el("i"));
  const seconds = String(duration ?? 0).padStart(2, "0");
  return el("div", { class: "voice", role: "group", "aria-label": say("voiceMessage") }, button, waves, el("span", { class: "voice-time", dir: "ltr" }, `0:${seconds}`));
}
