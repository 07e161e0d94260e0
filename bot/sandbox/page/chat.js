/** The list of messages: what is shown, where it is scrolled to, and what a press in it does. */

import { arrange, byId, el, setText } from "./dom.js";
import { Taps, buttonForKey } from "./keyboard.js";
import { MessageView, toggleQuotation } from "./message.js";
import { alertBox, showPhoto, toast } from "./overlays.js";
import { dayOf, say } from "./words.js";

// This near to the end counts as being at it.
const NEAR = 60;
// A longer silence than this begins a new run of bubbles.
const RUN_SECONDS = 300;

export class Chat {
  #log = byId("log");
  #list = byId("messages");
  #toEnd = byId("to-end");
  #hands;
  #views = new Map();
  #days = new Map();
  #taps = new Taps();
  #seenToasts = new Set();
  #state;
  #atEnd = true;

  /**
   * `hands` is what the chat may do in the world: `tap(messageId, data)` resolving to a query id,
   * `send(text)`, `open(url)` answering whether it took care of the link, and `failed(error)`.
   */
  constructor(hands) {
    this.#hands = hands;
    this.#log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#log.addEventListener("click", (event) => this.#clicked(event));
    this.#log.addEventListener("keydown", (event) => {
      if ((event.key === "Enter" || event.key === " ") && event.target.matches(".spoiler")) {
        event.preventDefault();
        reveal(event.target);
      }
    });
    this.#toEnd.addEventListener("click", () => {
      this.toEnd();
      this.#log.focus();
    });
    // Pictures that load, a keyboard that opens, an edit that grows: the end stays the end.
    const keep = new ResizeObserver(() => this.#atEnd && this.toEnd());
    keep.observe(this.#list);
    keep.observe(this.#log);
    keep.observe(byId("typing"));
  }

  /** Forget everything shown: another person is coming. */
  clear() {
    this.#views.clear();
    this.#days.clear();
    this.#taps = new Taps();
    this.#seenToasts.clear();
    this.#state = undefined;
    this.#atEnd = true;
    // A whole chat that changes is not news to be read out.
    this.#log.setAttribute("aria-live", "off");
    this.#list.replaceChildren();
    byId("typing").hidden = true;
    this.#toEnd.hidden = true;
  }

  show(state, askedAt) {
    const opening = this.#state === undefined;
    const lastBefore = this.#state?.messages.at(-1)?.message_id ?? 0;
    this.#state = state;
    this.#showToasts(opening);
    this.#taps.settle(state.pending, askedAt);
    this.#draw();
    byId("typing").hidden = !state.action;

    const fresh = state.messages.filter(({ message_id }) => message_id > lastBefore);
    if (this.#atEnd || fresh.some((message) => this.#isMine(message))) this.toEnd();
    else if (fresh.length) this.#drawPill(true);
    if (opening) requestAnimationFrame(() => this.#log.setAttribute("aria-live", "polite"));
  }

  /** Draw the present state again, for another language. */
  redraw() {
    if (this.#state) this.#draw();
  }

  toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#atEnd = true;
    this.#toEnd.hidden = true;
  }

  /** Press the button of the newest message with buttons that this key stands for. */
  pressKey(key) {
    const views = (this.#state?.messages ?? []).map(({ message_id }) => this.#views.get(message_id));
    const buttons = views.findLast((view) => view.keyboard.buttons.length)?.keyboard.buttons ?? [];
    const button = buttonForKey(key, buttons);
    button?.click();
    return Boolean(button);
  }

  #isMine(message) {
    return !message.from.is_bot;
  }

  #draw() {
    const { messages, bot, commands } = this.#state;
    const names = commands.map(({ command }) => command);
    const wanted = [];
    const days = new Set();
    messages.forEach((message, i) => {
      const day = new Date(message.date * 1000);
      const dayKey = day.toDateString();
      if (!days.has(dayKey)) wanted.push(this.#day(dayKey, day));
      days.add(dayKey);

      const id = message.message_id;
      if (!this.#views.has(id)) {
        this.#views.set(id, new MessageView(message, this.#isMine(message), (...tap) => this.#press(...tap)));
      }
      const view = this.#views.get(id);
      view.update(message, {
        botName: bot.first_name,
        first: !sameRun(messages[i - 1], message),
        last: !sameRun(message, messages[i + 1]),
        commands: names,
        waits: (data) => this.#taps.waits(id, data),
      });
      wanted.push(view.element);
    });
    const focused = document.activeElement;
    arrange(this.#list, wanted);
    if (this.#log !== focused && document.activeElement === document.body && !focused.isConnected) this.#log.focus();

    const ids = new Set(messages.map(({ message_id }) => message_id));
    for (const id of this.#views.keys()) if (!ids.has(id)) this.#views.delete(id);
  }

  #day(key, date) {
    if (!this.#days.has(key)) this.#days.set(key, el("p", { class: "day" }, el("span")));
    const node = this.#days.get(key);
    setText(node.firstChild, dayOf(date));
    return node;
  }

  // What was answered before this page looked is no news, unless it answers a tap made here.
  #showToasts(opening) {
    const { toasts, bot } = this.#state;
    for (const { callback_query_id, text, show_alert } of toasts) {
      const known = this.#seenToasts.has(callback_query_id);
      this.#seenToasts.add(callback_query_id);
      if (known || !text || (opening && !this.#taps.owns(callback_query_id))) continue;
      if (show_alert) alertBox(bot.first_name, text);
      else toast(text);
    }
  }

  async #press(message, spec) {
    if (spec.copy_text) {
      await navigator.clipboard.writeText(spec.copy_text.text).then(
        () => toast(say("copied")),
        (error) => this.#hands.failed(error),
      );
    } else if (spec.callback_data === undefined) {
      toast(say("onlyInTelegram"));
    } else {
      const pressed = this.#taps.press(message.message_id, spec.callback_data, () =>
        this.#hands.tap(message.message_id, spec.callback_data),
      );
      this.#draw();
      try {
        await pressed;
      } catch (error) {
        this.#hands.failed(error);
        this.#draw();
      }
    }
  }

  #clicked(event) {
    const target = event.target.closest("a, button, .spoiler");
    if (!target) return;
    if (target.matches("a[target]") && this.#hands.open(target.href)) event.preventDefault();
    else if (target.matches(".spoiler")) reveal(target);
    else if (target.matches(".command")) this.#hands.send(target.textContent);
    else if (target.matches(".expand")) toggleQuotation(target);
    else if (target.matches(".photo")) this.#enlarge(target);
  }

  #enlarge(button) {
    const id = Number(button.closest(".message").dataset.message);
    showPhoto(button.querySelector("img"), this.#views.get(id).message.caption ?? "");
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#atEnd) this.#toEnd.hidden = true;
    else if (this.#toEnd.hidden) this.#drawPill(false);
  }

  // Away from the end there is always a way back; it says so when something new waits there.
  #drawPill(fresh) {
    this.#toEnd.hidden = false;
    this.#toEnd.classList.toggle("fresh", fresh);
    setText(byId("to-end-label"), say(fresh ? "fresh" : "toEnd"));
  }
}

function reveal(spoiler) {
  spoiler.classList.add("shown");
  for (const name of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(name);
}

function sameRun(a, b) {
  return (
    a !== undefined &&
    b !== undefined &&
    a.from.id === b.from.id &&
    b.date - a.date < RUN_SECONDS &&
    new Date(a.date * 1000).toDateString() === new Date(b.date * 1000).toDateString()
  );
}
