/**
 * Talks to whatever shows this page as a Mini App: Telegram's apps, its web client, or the sandbox.
 * A part of Telegram's own telegram-web-app.js, without its requests to elsewhere.
 *
 * `start()` is called once on every page. `initData` is on the first page only: it is a secret that
 * is exchanged for a session at once, so it is taken out of the address and kept nowhere.
 */

const KEPT = "basira.web-app";
const COLOUR = /^#[0-9a-f]{6}$/i;

const handlers = new Map();
let pressedBack;
let pressedMain;

/** Hand an event to the client: through an app's own bridge, or to the window around this one. */
function post(eventType, eventData = {}) {
  if (window.TelegramWebviewProxy) {
    window.TelegramWebviewProxy.postEvent(eventType, JSON.stringify(eventData));
  } else if (typeof window.external?.notify === "function") {
    window.external.notify(JSON.stringify({ eventType, eventData }));
  } else if (window.parent !== window) {
    // Who may stand around this page is said by its frame-ancestors; no event carries a secret.
    window.parent.postMessage(JSON.stringify({ eventType, eventData }), "*");
  }
}

function received(eventType, eventData) {
  handlers.get(eventType)?.(eventData ?? {});
}

/** What the client wrote into the address, which is then cleaned; later pages know the rest of it. */
function launched() {
  const told = new URLSearchParams(location.hash.replace(/^#(?:[^=&?]*[&?])?/, ""));
  if (!told.has("tgWebAppVersion")) return { ...remembered(), initData: "" };
  const plain = /^#([^=&?]*)[&?]/.exec(location.hash)?.[1];
  history.replaceState(history.state, "", location.pathname + location.search + (plain ? `#${plain}` : ""));
  const launch = {
    version: told.get("tgWebAppVersion"),
    platform: told.get("tgWebAppPlatform") ?? "unknown",
    theme: parsed(told.get("tgWebAppThemeParams")) ?? {},
  };
  remember(launch);
  return { ...launch, initData: told.get("tgWebAppData") ?? "" };
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

// A browser may forbid a framed page to keep anything; then each page asks for the theme anew.
function remember(launch) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(launch));
  } catch {}
}

function remembered() {
  try {
    return parsed(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

/** The client's colours as `--tg-theme-…`, and light or dark as a whole. */
function paint(theme) {
  const root = document.documentElement;
  for (const [name, colour] of Object.entries(theme)) {
    if (COLOUR.test(colour)) root.style.setProperty(`--tg-theme-${name.replaceAll("_", "-")}`, colour);
  }
  if (!COLOUR.test(theme.bg_color)) return;
  const [r, g, b] = theme.bg_color.match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
  root.style.colorScheme = 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light";
}

function listen() {
  window.addEventListener("message", ({ source, data }) => {
    if (source !== window.parent || source === window || typeof data !== "string") return;
    const message = parsed(data);
    if (message?.eventType) received(message.eventType, message.eventData);
  });
  // The apps call one of these names, each its own.
  window.Telegram = { ...window.Telegram, WebView: { receiveEvent: received } };
  window.TelegramGameProxy = { receiveEvent: received };
  window.TelegramGameProxy_receiveEvent = received;
  // Keys that are pressed in a frame stay there.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (!event.target.closest?.("input, textarea, select, [contenteditable]")) post("web_app_close");
  });
}

export const webApp = {
  /** Whether a client shows this page; false in an ordinary browser window. */
  shown: false,
  /** The signed query string, on the first page after opening; else empty. */
  initData: "",
  platform: "",
  version: "",

  /** Read the address, take the client's colours, and say that the page is there. */
  start() {
    const { initData, platform = "", version = "", theme = {} } = launched();
    Object.assign(this, { shown: Boolean(version), initData, platform, version });
    if (!this.shown) return this;
    listen();
    handlers.set("theme_changed", ({ theme_params = {} }) => {
      paint(theme_params);
      remember({ version, platform, theme: theme_params });
    });
    handlers.set("viewport_changed", ({ height }) => {
      if (height > 0) document.documentElement.style.setProperty("--tg-viewport-height", `${height}px`);
    });
    handlers.set("back_button_pressed", () => pressedBack?.());
    handlers.set("main_button_pressed", () => pressedMain?.());
    paint(theme);
    this.backButton();
    this.mainButton();
    post("web_app_ready");
    post("web_app_request_theme");
    post("web_app_request_viewport");
    return this;
  },

  expand: () => post("web_app_expand"),
  close: () => post("web_app_close"),

  /** Show the client's back button and call `pressed` for it; without one, hide it. */
  backButton(pressed) {
    pressedBack = pressed;
    post("web_app_setup_back_button", { is_visible: Boolean(pressed) });
  },

  /** Show the button at the foot: `mainButton("Save", save, {active, progress})`; without a text, hide it. */
  mainButton(text = "", pressed = undefined, { active = true, progress = false } = {}) {
    pressedMain = pressed;
    post("web_app_setup_main_button", {
      is_visible: Boolean(text),
      text,
      is_active: active,
      is_progress_visible: progress,
    });
  },

  /** Open a link outside, in a browser; in Telegram a Mini App does not leave its own host. */
  openLink(url) {
    if (this.shown) post("web_app_open_link", { url: new URL(url, location.href).href });
    else window.open(url, "_blank", "noopener");
  },
};
