/** The list of messages: what is shown, where it is scrolled to, and what a press in it does. */

import { arrange, byId, el, setText } from "./dom.js";
import { Taps, buttonForKey } from "./keyboard.js";
import { MessageView, toggleQuotation } from "./message.js";
import { alertBox, showPhoto, toast } from "./overlays.js";
import { dayOf, say } from "./words.js";

// This near to the end counts as being at it.
const NEAR = 60;
// Between the view's upper edge and a message that is shown from its top.
const GAP = 10;
// What comes this soon after a tap answers it.
const ANSWER_MS = 10_000;
// A longer silence than this begins a new run of bubbles.
const RUN_SECONDS = 300;

export class Chat {
  #log = byId("log");
  #list = byId("messages");
  #toEnd = byId("to-end");
  #hands;
  #views = new Map();
  #days = new Map();
  #notifications = new Map();
  #taps = new Taps();
  #seenToasts = new Set();
  #state;
  // What the view keeps to as things grow: a message's top, or else the end if it is there.
  #held;
  #atEnd = true;
  // Where the page itself scrolled to; anywhere else, a hand did.
  #placedAt = 0;
  // When a tap was made here whose answer has not come; that is shown wherever the view is.
  #tappedAt = -Infinity;

  /**
   * `hands` is what the chat may do in the world: `tap(messageId, data)` resolving to a query id,
   * `send(text)`, `open(url)` answering whether it took care of the link, `openApp(source)`, and
   * `failed(error)`.
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
    // Pictures that load, a keyboard that opens, an edit that grows: the view stays where it was.
    const keep = new ResizeObserver((entries) => this.#keep(entries.every(({ target }) => target === this.#list)));
    keep.observe(this.#list);
    keep.observe(this.#log);
    keep.observe(byId("typing"));
  }

  /** Forget everything shown: another person is coming. */
  clear() {
    this.#views.clear();
    this.#days.clear();
    this.#notifications.clear();
    this.#taps = new Taps();
    this.#seenToasts.clear();
    this.#state = undefined;
    this.#held = undefined;
    this.#atEnd = true;
    this.#tappedAt = -Infinity;
    // A whole chat that changes is not news to be read out.
    this.#log.setAttribute("aria-live", "off");
    this.#list.replaceChildren();
    byId("typing").hidden = true;
    this.#toEnd.hidden = true;
  }

  show(state, askedAt) {
    const opening = this.#state === undefined;
    const before = this.#state?.messages.at(-1);
    const lastBefore = before?.message_id ?? 0;
    this.#state = state;
    this.#showToasts(opening);
    this.#taps.settle(state.pending, askedAt);
    this.#draw();
    byId("typing").hidden = !state.action;

    const fresh = state.messages.filter(({ message_id }) => message_id > lastBefore);
    const mine = fresh.findLastIndex((message) => this.#isMine(message));
    const last = state.messages.at(-1);
    const awaiting = performance.now() - this.#tappedAt < ANSWER_MS;
    const rewritten = awaiting && last?.message_id === before?.message_id && last?.html !== before?.html;
    const news = fresh.slice(mine + 1).map(({ message_id }) => this.#views.get(message_id).element);
    const follows = this.#atEnd || awaiting || mine >= 0;
    if (rewritten) this.#place(this.#views.get(last.message_id).element);
    else if (fresh.length === 0) this.#keep(true);
    else if (!follows) this.#drawPill(true);
    else this.#place((!opening && news.find((message) => this.#isTall(message))) || news.at(-1));
    if (news.length || rewritten) this.#tappedAt = -Infinity;
    if (opening) requestAnimationFrame(() => this.#log.setAttribute("aria-live", "polite"));
  }

  /** Draw the present state again, for another language. */
  redraw() {
    if (this.#state) this.#draw();
  }

  toEnd() {
    this.#place(undefined);
  }

  /** Show a message from its top, or the end where all that follows its top fits into the view. */
  #place(message) {
    this.#log.scrollTop = message ? message.offsetTop - GAP : this.#log.scrollHeight;
    this.#held = message;
    this.#placedAt = this.#log.scrollTop;
    this.#atEnd = !message || this.#left() < 2;
    if (this.#atEnd) this.#toEnd.hidden = true;
    else this.#drawPill(true);
  }

  #isTall(message) {
    return message.offsetHeight > this.#log.clientHeight - GAP;
  }

  // A message that grows keeps its top in view; when the view itself changes, the end stays the end.
  #keep(onlyMessages) {
    if (this.#held?.isConnected && (onlyMessages || !this.#atEnd)) this.#place(this.#held);
    else if (this.#atEnd) this.toEnd();
  }

  // How much there is below the view.
  #left() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    return scrollHeight - scrollTop - clientHeight;
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
      if (message.notification !== undefined) wanted.push(this.#notification(id, message.notification));
      wanted.push(view.element);
    });
    const focused = document.activeElement;
    arrange(this.#list, wanted);
    if (this.#log !== focused && document.activeElement === document.body && !focused.isConnected) this.#log.focus();

    const ids = new Set(messages.map(({ message_id }) => message_id));
    for (const id of this.#views.keys()) if (!ids.has(id)) this.#views.delete(id);
    for (const id of this.#notifications.keys()) if (!ids.has(id)) this.#notifications.delete(id);
  }

  // What stood on the lock screen. The style draws it from the attribute: it is no text of the chat.
  #notification(id, text) {
    if (!this.#notifications.has(id)) this.#notifications.set(id, el("p", { class: "notification", role: "img" }));
    const node = this.#notifications.get(id);
    node.dataset.text = text;
    node.ariaLabel = `${say("lockScreen")}: ${text}`;
    return node;
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
    } else if (spec.web_app) {
      this.#hands.openApp({ from: "message", message_id: message.message_id, url: spec.web_app.url });
    } else if (spec.callback_data === undefined) {
      toast(say("onlyInTelegram"));
    } else {
      this.#tappedAt = performance.now();
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
    if (Math.abs(this.#log.scrollTop - this.#placedAt) < 2) return;
    // From here on no place of the page's own is kept, not even when this one is passed again.
    this.#placedAt = -Infinity;
    this.#held = undefined;
    this.#atEnd = this.#left() < NEAR;
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
