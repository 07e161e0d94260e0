/** The client's side of the sandbox over HTTP; the paths are those of the sandbox's contract. */

/** The server was reached and said why not. When it was not reached, fetch has an error of its own. */
export class Refused extends Error {}

async function ask(path, options) {
  const response = await fetch(path, { cache: "no-store", ...options });
  if (response.ok) return response.json();
  const { error } = await response.json().catch(() => ({ error: response.statusText }));
  throw new Refused(error);
}

const post = (path, body) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

export const people = () => ask("people");
export const addPerson = (person) => post("people", person);
export const sendText = (user, text) => post(`client/${user}/messages`, { text });
export const tap = (user, message_id, data) => post(`client/${user}/taps`, { message_id, data });
export const openApp = (user, source) => post(`client/${user}/web-app`, source);
export const setBlocked = (user, blocked) => post(`client/${user}/block`, { blocked });
export const fileAddress = (fileId) => `files/${encodeURIComponent(fileId)}`;

export function sendFile(user, kind, file) {
  const body = new FormData();
  body.set("kind", kind);
  body.set("file", file);
  return ask(`client/${user}/files`, { method: "POST", body });
}

const RETRY_AFTER = 1000;
const FADES_AFTER = 5100;

/**
 * Follow one person's chat until `stop()` is called.
 *
 * `show(chat, askedAt)` gets every state, with the moment its request left, so that the caller can
 * tell whether the state already knows of something it did; `connected(bool)` says how the line is.
 *
 * Events come first. Where they are refused (an old proxy, a browser without them), long polling
 * takes over. Each event only says that something changed; the chat is then fetched whole.
 */
export function follow(user, { show, connected }) {
  const ended = new AbortController();
  let source;
  let timer;
  let fetching = false;
  let again = false;

  // Resolves to the chat, or to nothing when the line is down or nobody follows any more.
  async function fetchChat(query = "") {
    const askedAt = performance.now();
    let chat;
    try {
      chat = await ask(`client/${user}/chat${query}`, { signal: ended.signal });
    } catch {
      if (!ended.signal.aborted) connected(false);
      return undefined;
    }
    connected(true);
    show(chat, askedAt);
    // "Typing" and waiting taps run out on the server without an event.
    if (chat.action || chat.pending.length) later(FADES_AFTER);
    return chat;
  }

  // Several events during one request need one more request, not several.
  async function refresh() {
    again = true;
    if (fetching) return;
    fetching = true;
    let chat;
    while (again) {
      again = false;
      chat = await fetchChat();
    }
    fetching = false;
    if (!chat) later(RETRY_AFTER);
  }

  function later(delay) {
    clearTimeout(timer);
    if (!ended.signal.aborted) timer = setTimeout(refresh, delay);
  }

  function listen() {
    source = new EventSource(`client/${user}/events`);
    source.addEventListener("open", refresh);
    source.addEventListener("chat", refresh);
    source.addEventListener("error", () => {
      if (ended.signal.aborted) return;
      // The browser tries again by itself, unless the answer was no stream at all.
      if (source.readyState === EventSource.CLOSED) poll();
      else connected(false);
    });
  }

  async function poll() {
    let chat;
    while (!ended.signal.aborted) {
      // After a failure no version is named: the server answers at once, and the bar goes away.
      chat = await fetchChat(chat ? `?after=${chat.version}&timeout=25` : "");
      if (!chat) await new Promise((done) => setTimeout(done, RETRY_AFTER));
    }
  }

  function stop() {
    ended.abort();
    clearTimeout(timer);
    source?.close();
  }

  refresh();
  if ("EventSource" in window) listen();
  else poll();
  return { refresh, stop };
}
