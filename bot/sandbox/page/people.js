/** The list of people at the side, and the form that adds one. */

import { arrange, byId, el, setText } from "./dom.js";
import { languageFor, say } from "./words.js";

const SEEN = "basira.seen";

export class People {
  #list = byId("people-list");
  #form = byId("add-form");
  #opener = byId("add-open");
  #items = new Map();
  #seen = new Map(JSON.parse(localStorage.getItem(SEEN) ?? "[]"));
  #hands;

  /** `hands`: `select(id)`, `add({first_name, language_code})`. */
  constructor(hands) {
    this.#hands = hands;
    this.#opener.addEventListener("click", () => this.#toggleForm(this.#form.hidden));
    byId("add-cancel").addEventListener("click", () => this.#toggleForm(false));
    this.#form.addEventListener("keydown", (event) => event.key === "Escape" && this.#toggleForm(false));
    this.#form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { first_name, language_code } = Object.fromEntries(new FormData(this.#form));
      if (!first_name.trim()) return;
      await this.#hands.add({ first_name: first_name.trim(), language_code });
      this.#toggleForm(false);
    });
  }

  /** Note that this person's chat was looked at in this version. */
  seen(id, version) {
    this.#seen.set(id, version);
    localStorage.setItem(SEEN, JSON.stringify([...this.#seen]));
  }

  show(people, selected) {
    arrange(
      this.#list,
      people.map((person) => this.#item(person, person.id === selected)),
    );
    const unread = people.some((person) => person.id !== selected && this.#isUnread(person));
    byId("side-dot").hidden = !unread;
  }

  #isUnread({ id, version, last }) {
    const seen = this.#seen.get(id) ?? 0;
    // A server that was started anew counts from the beginning.
    if (version < seen) this.seen(id, version);
    return last !== null && version > seen;
  }

  #item(person, selected) {
    const { id, first_name, language_code } = person;
    if (!this.#items.has(id)) this.#items.set(id, this.#make(id));
    const item = this.#items.get(id);
    const [button] = item.children;
    const unread = !selected && this.#isUnread(person);
    button.setAttribute("aria-current", selected);
    button.classList.toggle("unread", unread);
    setText(button.querySelector(".avatar"), first_name.trim().charAt(0).toUpperCase());
    setText(button.querySelector(".name"), first_name);
    setText(button.querySelector(".tag"), languageFor(language_code) === "ar" ? "ع" : "EN");
    setText(button.querySelector(".preview"), previewOf(person));
    setText(button.querySelector(".unseen"), unread ? say("unread") : "");
    return item;
  }

  #make(id) {
    const button = el(
      "button",
      { type: "button", class: "person", "data-person": id, onclick: () => this.#hands.select(id) },
      el("span", { class: `avatar tone-${id % 5}`, "aria-hidden": "true" }),
      el(
        "span",
        { class: "person-text" },
        el("span", { class: "person-head" }, el("bdi", { class: "name" }), el("span", { class: "tag", "aria-hidden": "true" })),
        el("span", { class: "preview", dir: "auto" }),
      ),
      el("span", { class: "dot", "aria-hidden": "true" }),
      el("span", { class: "unseen" }),
    );
    return el("li", {}, button);
  }

  #toggleForm(open) {
    this.#form.hidden = !open;
    this.#opener.hidden = open;
    this.#opener.setAttribute("aria-expanded", open);
    if (open) {
      this.#form.reset();
      this.#form.elements.language_code.value = languageFor(document.documentElement.lang);
      this.#form.elements.first_name.focus();
    } else {
      this.#opener.focus();
    }
  }
}

// A message without words is a photo, a file or a voice.
function previewOf({ blocked, last }) {
  if (blocked) return say("blocked");
  if (last === null) return say("noMessages");
  return last || say("attachment");
}
