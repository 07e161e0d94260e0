/** Where a person writes: text, commands, files. Drafts are kept per person. */

import { byId, el, setText } from "./dom.js";
import { menu } from "./overlays.js";

// On a touch screen Enter makes a new line, as on a phone; with a mouse it sends.
const touch = matchMedia("(pointer: coarse)");

export class Composer {
  #form = byId("composer");
  #text = byId("text");
  #list = byId("commands");
  #opener = byId("commands-open");
  #hands;
  #commands = [];
  #active = -1;
  #drafts = new Map();
  #user;

  /** `hands`: `send(text)` resolving to whether it went out, `sendFile(kind, file)`, `openApp()`. */
  constructor(hands) {
    this.#hands = hands;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#form.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("input", () => this.#changed());
    this.#opener.addEventListener("click", () => this.#toggle());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#choose(option);
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.#form.contains(event.target)) this.#close();
    });
    byId("app-open").addEventListener("click", () => hands.openApp());
    menu(byId("attach"), byId("attach-menu"));
    this.#file("photo", byId("attach-photo"), byId("photo-file"));
    this.#file("document", byId("attach-document"), byId("document-file"));
    byId("voice").addEventListener("click", () => hands.sendFile("voice", sampleVoice()));
  }

  /** Put this person's draft into the field. */
  select(user) {
    this.#drafts.set(this.#user, this.#text.value);
    this.#user = user;
    this.#text.value = this.#drafts.get(user) ?? "";
    this.#close();
    this.#fit();
  }

  setCommands(commands) {
    this.#commands = commands;
    this.#opener.hidden = commands.length === 0;
  }

  /** Show the button that opens the bot's Mini App, where the bot has set one. */
  setMenuButton({ type, text }) {
    byId("app-open").hidden = type !== "web_app";
    setText(byId("app-open-text"), text ?? "");
  }

  get empty() {
    return this.#text.value === "";
  }

  /** Begin a command, as if "/" had been typed into the field. */
  slash() {
    this.#text.focus();
    this.#text.value = "/";
    this.#changed();
  }

  async #submit() {
    const user = this.#user;
    const text = this.#text.value.trim();
    if (!text) return;
    this.#text.value = "";
    this.#changed();
    if (await this.#hands.send(text)) return;
    // What was not sent comes back, to its own person, before whatever was written meanwhile.
    const restore = (later) => (later ? `${text}\n${later}` : text);
    if (user === this.#user) {
      this.#text.value = restore(this.#text.value);
      this.#changed();
    } else {
      this.#drafts.set(user, restore(this.#drafts.get(user)));
    }
  }

  #changed() {
    this.#fit();
    const typed = /^\/(\S*)$/.exec(this.#text.value);
    const matching = typed ? this.#commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase())) : [];
    if (matching.length) this.#open(matching);
    else this.#close();
  }

  // Grow with the text; the style sheet sets where growing ends and scrolling begins.
  #fit() {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
    byId("send").hidden = this.empty;
    byId("voice").hidden = !this.empty;
  }

  #toggle() {
    if (!this.#list.hidden) {
      this.#close();
      return;
    }
    this.#open(this.#commands);
    // The arrows work from the field; on a touch screen that would only bring up a keyboard.
    if (!touch.matches) this.#text.focus();
  }

  #open(commands) {
    this.#list.replaceChildren(
      ...commands.map(({ command, description }, i) =>
        el(
          "button",
          { type: "button", role: "option", tabindex: "-1", id: `command-${i}`, "data-command": command },
          el("span", { class: "command-name", dir: "ltr" }, `/${command}`),
          el("span", { class: "command-description", dir: "auto" }, description),
        ),
      ),
    );
    this.#list.hidden = false;
    this.#mark(0);
    this.#opener.setAttribute("aria-expanded", "true");
  }

  #close() {
    this.#list.hidden = true;
    this.#opener.setAttribute("aria-expanded", "false");
    this.#text.removeAttribute("aria-activedescendant");
  }

  // The focus stays in the field; the marked option is announced through it.
  #mark(index) {
    const options = [...this.#list.children];
    this.#active = (index + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", i === this.#active));
    options[this.#active].scrollIntoView({ block: "nearest" });
    this.#text.setAttribute("aria-activedescendant", `command-${this.#active}`);
  }

  #choose(option) {
    this.#text.value = "";
    this.#changed();
    this.#hands.send(`/${option.dataset.command}`);
  }

  #key(event) {
    // Enter that ends the choosing of a letter in an input method is not ours.
    if (event.isComposing) return;
    if (event.key === "Escape" && event.target === this.#text && this.#text.value === "/") {
      event.preventDefault();
      event.stopPropagation();
      this.#giveUp();
      return;
    }
    if (!this.#list.hidden && this.#commandKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.target === this.#text && event.key === "Enter" && !event.shiftKey && !touch.matches) {
      event.preventDefault();
      this.#submit();
    }
  }

  /** No command after all: the keys are to press buttons again. */
  #giveUp() {
    this.#text.value = "";
    this.#changed();
    byId("log").focus();
  }

  #commandKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#mark(this.#active + step);
    else if (event.key === "Escape") this.#close();
    else if (event.key === "Tab" && event.target === this.#text) {
      this.#text.value = `/${this.#list.children[this.#active].dataset.command} `;
      this.#changed();
    } else if (event.key === "Enter" && !event.shiftKey) this.#choose(this.#list.children[this.#active]);
    else return false;
    return true;
  }

  #file(kind, button, input) {
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      if (input.files.length) this.#hands.sendFile(kind, input.files[0]);
      // The same file may be chosen again.
      input.value = "";
    });
  }
}

/**
 * One second of a soft tone as a WAV file. What a person says is nothing that the bot keeps, so a
 * rehearsal needs no microphone, and no question whether it may be used.
 */
function sampleVoice() {
  const rate = 8000;
  const bytes = new Uint8Array(44 + rate);
  const view = new DataView(bytes.buffer);
  const write = (at, text) => bytes.set(new TextEncoder().encode(text), at);
  write(0, "RIFF");
  view.setUint32(4, 36 + rate, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true); // bytes a second
  view.setUint16(32, 1, true); // bytes a sample
  view.setUint16(34, 8, true); // bits a sample
  write(36, "data");
  view.setUint32(40, rate, true);
  for (let i = 0; i < rate; i += 1) {
    const swell = Math.sin((Math.PI * i) / rate);
    bytes[44 + i] = 128 + 40 * swell * Math.sin((2 * Math.PI * 330 * i) / rate);
  }
  return new File([bytes], "sample.wav", { type: "audio/wav" });
}
