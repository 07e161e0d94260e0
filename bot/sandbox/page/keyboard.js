/** The inline keyboard below a message, the taps on it, and the keys that press it. */

import { arrange, el, icon, languageOf, setText } from "./dom.js";
import { safeAddress } from "./sanitize.js";

const keyOf = (messageId, data) => `${messageId} ${data}`;

/** Whether a row, which Telegram lays out from the left, is read and tabbed through from the right. */
const readsFromRight = (specs) => specs.some(({ text }) => /[\u200f\p{Script=Arabic}]/u.test(text));

/** Taps that wait for the bot's answer. */
export class Taps {
  #waiting = new Map();

  waits(messageId, data) {
    return this.#waiting.has(keyOf(messageId, data));
  }

  /**
   * Note a tap and hand it to `post`, which resolves to the query's id. A button that is still
   * waiting is not pressed again, as in Telegram's own clients.
   */
  async press(messageId, data, post) {
    const key = keyOf(messageId, data);
    if (this.#waiting.has(key)) return;
    const tap = {};
    this.#waiting.set(key, tap);
    try {
      tap.query = await post();
      tap.knownSince = performance.now();
    } catch (error) {
      this.#waiting.delete(key);
      throw error;
    }
  }

  /**
   * Drop what is no longer pending. A state that was asked for before the server knew of a tap
   * says nothing about it.
   */
  settle(pending, askedAt) {
    for (const [key, tap] of this.#waiting) {
      if (tap.knownSince < askedAt && !pending.includes(tap.query)) this.#waiting.delete(key);
    }
  }

  /** Whether the query was one of ours. */
  owns(query) {
    return [...this.#waiting.values()].some((tap) => tap.query === query);
  }
}

/** The rows of buttons below one message. Buttons are kept by place, so that an edit keeps the focus. */
export class Keyboard {
  element = el("div", { class: "keyboard" });
  #press;
  #specs = new WeakMap();

  /** `press(spec)` is called with the button's Telegram JSON. */
  constructor(press) {
    this.#press = press;
    this.element.addEventListener("keydown", (event) => {
      // A key that is held down would go on to press whatever the edit puts in this place.
      if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
    });
  }

  get buttons() {
    return [...this.element.querySelectorAll(".key")];
  }

  draw(rows, waits) {
    const lines = rows.map((specs, i) => {
      const line = this.element.children[i] ?? el("div", { class: "row" });
      const rtl = readsFromRight(specs);
      line.classList.toggle("from-right", rtl);
      const order = rtl ? specs.toReversed() : specs;
      arrange(line, order.map((spec, j) => this.#button(line.children[j], spec, waits)));
      return line;
    });
    arrange(this.element, lines);
  }

  #button(old, spec, waits) {
    const address = safeAddress(spec.url);
    const tag = address ? "a" : "button";
    const button = old?.localName === tag ? old : this.#make(tag);
    this.#specs.set(button, spec);
    const label = button.firstChild;
    setText(label, spec.text);
    label.lang = languageOf(spec.text);
    button.className = `key ${spec.style ?? ""}`.trim();
    button.setAttribute("aria-busy", spec.callback_data !== undefined && waits(spec.callback_data));
    const mark = address ? "out" : spec.copy_text ? "copy" : spec.web_app ? "app" : "";
    if (button.dataset.mark !== mark) {
      button.dataset.mark = mark;
      button.querySelector("svg")?.remove();
      if (mark) button.append(icon(mark));
    }
    if (tag === "button") button.disabled = spec.disabled !== undefined;
    if (address) button.href = address;
    return button;
  }

  #make(tag) {
    const label = el("span", { class: "label", dir: "ltr" });
    if (tag === "a") return el("a", { target: "_blank", rel: "noopener noreferrer" }, label);
    const button = el("button", { type: "button" }, label, el("span", { class: "spinner", "aria-hidden": "true" }));
    button.addEventListener("click", () => this.#press(this.#specs.get(button)));
    return button;
  }
}

// The letters that Basira puts before its choices, and the keys that stand for them.
const LETTERS = ["aأا", "bب", "cج", "dد", "eهـ", "fو", "gز", "hح"];

const letterIndex = (character) => LETTERS.findIndex((forms) => forms.includes(character.toLowerCase()));

/**
 * The button that a key stands for: 1–9 by place; a letter by the letter on the buttons, so that
 * "E" never presses a "Pause" that happens to come fifth; without lettered buttons by place too.
 */
export function buttonForKey(key, buttons) {
  if (/^[1-9]$/.test(key)) return buttons[key - 1];
  if (key.length !== 1) return undefined;
  const wanted = letterIndex(key);
  if (wanted < 0) return undefined;
  const lettered = buttons.map(({ textContent }) => {
    const head = /^\p{Cf}*(\p{L})ـ?\p{Cf}*(?: [·●○]|\p{Cf}*$)/u.exec(textContent.trim());
    return head ? letterIndex(head[1]) : -1;
  });
  if (lettered.every((index) => index < 0)) return buttons[wanted];
  return buttons[lettered.indexOf(wanted)];
}
