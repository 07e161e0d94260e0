/**
 * A Mini App in a frame over the chat. The two talk by postMessage, as in Telegram's own web
 * client: JSON of `{eventType, eventData}` in both directions.
 */

import * as api from "./api.js";
import { byId, setText } from "./dom.js";
import { openOverPhone, placeOverPhone } from "./overlays.js";
import { LOOK_CHANGED } from "./theme.js";

// The names of Telegram's colours, and where the page has them.
const THEME = {
  bg_color: "panel",
  secondary_bg_color: "page",
  section_bg_color: "field",
  header_bg_color: "panel",
  bottom_bar_bg_color: "panel",
  section_separator_color: "panel-line",
  text_color: "ink",
  hint_color: "soft",
  subtitle_text_color: "soft",
  link_color: "teal",
  accent_text_color: "teal",
  section_header_text_color: "teal",
  button_color: "teal-solid",
  button_text_color: "on-solid",
  destructive_text_color: "red",
};
const COLOUR = /^#[0-9a-f]{6}$/i;
const PENDING = "basira.app";

// The page may frame what the bot offered when the page was loaded; its policy says the same.
const frames = document.documentElement.dataset.frames.split(" ");

export class MiniApp {
  #dialog = byId("app");
  #back = byId("app-back");
  #main = byId("app-main");
  #stage = byId("app-stage");
  #frame;
  #origin;
  // Whether the app has said anything; before, nobody is there to be told.
  #listens = false;
  #hands;

  /** `hands`: `openLink(url)` answering whether it took care of the link, and `failed(error)`. */
  constructor(hands) {
    this.#hands = hands;
    byId("app-close").addEventListener("click", () => this.close());
    this.#back.addEventListener("click", () => this.#post("back_button_pressed"));
    this.#main.addEventListener("click", () => this.#post("main_button_pressed"));
    this.#dialog.addEventListener("close", () => this.#closed());
    addEventListener("message", (event) => this.#heard(event));
    addEventListener(LOOK_CHANGED, () => this.#post("theme_changed", { theme_params: themeParams() }));
    addEventListener("resize", () => {
      if (!this.#frame) return;
      placeOverPhone(this.#dialog);
      this.#tellViewport();
    });
  }

  get isOpen() {
    return this.#frame !== undefined;
  }

  /** Open the app behind a button; `source` says which, as the sandbox's contract has it. */
  async open(user, source, title) {
    if (this.isOpen) return;
    let opened;
    try {
      opened = await api.openApp(user, { ...source, theme_params: themeParams() });
    } catch (error) {
      this.#hands.failed(error);
      return;
    }
    if (!frames.includes(opened.origin)) {
      // The bot offered it after this page was loaded. Loaded anew, the page may frame it.
      sessionStorage.setItem(PENDING, JSON.stringify({ user, source }));
      location.reload();
      return;
    }
    this.#show(opened, title);
  }

  /** What was to be opened when the page was loaded anew for it; once. */
  takePending(user) {
    const kept = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
    sessionStorage.removeItem(PENDING);
    return kept?.user === user ? kept.source : undefined;
  }

  close() {
    this.#dialog.close();
  }

  #show({ url, origin }, title) {
    this.#origin = origin;
    setText(byId("app-title"), title);
    this.#frame = document.createElement("iframe");
    this.#frame.title = title;
    this.#frame.src = url;
    // As in Telegram's client: no downloads, and the window around it stays where it is.
    this.#frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-forms allow-modals");
    this.#frame.referrerPolicy = "no-referrer";
    this.#frame.addEventListener("load", () => this.#ready());
    this.#stage.append(this.#frame);
    this.#stage.setAttribute("aria-busy", "true");
    openOverPhone(this.#dialog);
  }

  #closed() {
    this.#frame?.remove();
    this.#frame = undefined;
    this.#listens = false;
    this.#dialog.classList.remove("expanded");
    this.#back.hidden = true;
    this.#main.hidden = true;
  }

  #ready() {
    this.#stage.setAttribute("aria-busy", "false");
  }

  #post(eventType, eventData = null) {
    if (!this.#frame || !this.#listens) return;
    this.#frame.contentWindow.postMessage(JSON.stringify({ eventType, eventData }), this.#origin);
  }

  // Only the frame's own window, and only while it shows the app's own pages.
  #heard({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin) return;
    this.#listens = true;
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    const about = typeof message?.eventData === "object" ? message.eventData : undefined;
    this.#act(message?.eventType, about ?? {});
  }

  #act(eventType, about) {
    switch (eventType) {
      case "web_app_ready":
        this.#ready();
        break;
      case "web_app_expand":
        this.#dialog.classList.add("expanded");
        this.#tellViewport();
        break;
      case "web_app_close":
        this.close();
        break;
      case "web_app_setup_back_button":
        this.#showBack(about.is_visible === true);
        break;
      case "web_app_setup_main_button":
        this.#showMain(about);
        break;
      case "web_app_request_theme":
        this.#post("theme_changed", { theme_params: themeParams() });
        break;
      case "web_app_request_viewport":
        this.#tellViewport();
        break;
      case "web_app_open_link":
        openOutside(about.url);
        break;
      case "web_app_open_tg_link":
        this.#openTelegram(about.path_full);
        break;
      default:
    }
  }

  #showBack(visible) {
    const hadFocus = document.activeElement === this.#back;
    this.#back.hidden = !visible;
    if (hadFocus && !visible) byId("app-close").focus();
  }

  #showMain({ is_visible, is_active, is_progress_visible, text, color, text_color }) {
    const hadFocus = document.activeElement === this.#main;
    setText(byId("app-main-text"), String(text ?? ""));
    this.#main.hidden = is_visible !== true || !text;
    this.#main.disabled = is_active === false;
    this.#main.setAttribute("aria-busy", is_progress_visible === true);
    this.#main.style.backgroundColor = COLOUR.test(color) ? color : "";
    this.#main.style.color = COLOUR.test(text_color) ? text_color : "";
    if (hadFocus && (this.#main.hidden || this.#main.disabled)) byId("app-close").focus();
    this.#tellViewport();
  }

  #tellViewport() {
    if (!this.#frame) return;
    const { width, height } = this.#frame.getBoundingClientRect();
    this.#post("viewport_changed", {
      width: Math.round(width),
      height: Math.round(height),
      is_expanded: this.#dialog.classList.contains("expanded"),
      is_state_stable: true,
    });
  }

  #openTelegram(path) {
    if (typeof path !== "string" || !path.startsWith("/")) return;
    const url = `https://t.me${path}`;
    this.close();
    if (!this.#hands.openLink(url)) openOutside(url);
  }
}

function openOutside(address) {
  if (!URL.canParse(address)) return;
  const url = new URL(address);
  if (url.protocol === "https:" || url.protocol === "http:") open(url.href, "_blank", "noopener,noreferrer");
}

/** The page's colours under Telegram's names, as `#rrggbb`. */
function themeParams() {
  const probe = byId("app-probe");
  return Object.fromEntries(
    Object.entries(THEME).map(([name, variable]) => {
      probe.style.color = `var(--${variable})`;
      const [r, g, b] = getComputedStyle(probe).color.match(/\d+/g).map(Number);
      return [name, `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`];
    }),
  );
}
