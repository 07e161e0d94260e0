/** Joins the parts: who is selected, what the server says, what a press does. */

import * as api from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { byId, setText } from "./dom.js";
import { MiniApp } from "./mini-app.js";
import { askPerson, menu, startOverlays, toast } from "./overlays.js";
import { People } from "./people.js";
import { drawTheme, startTheme } from "./theme.js";
import { direction, languageFor, say, speak, timeOf } from "./words.js";

const SELECTED = "basira.person";
const FIRST_PERSON = 1001;
// The list of people has no events of its own; the open chat has.
const PEOPLE_EVERY = 3000;

let spoken;
let bot = { first_name: "Basira", username: "" };
let everyone = [];
let selected;
let following;

const miniApp = new MiniApp({ openLink, failed: tell });
const openApp = (source) => miniApp.open(selected, source, byId("bot-name").textContent);

const chat = new Chat({
  tap: async (messageId, data) => {
    const { callback_query_id } = await api.tap(selected, messageId, data);
    following.refresh();
    return callback_query_id;
  },
  send,
  open: openLink,
  openApp,
  failed: tell,
});

const composer = new Composer({
  send,
  sendFile: (kind, file) => act(() => api.sendFile(selected, kind, file)),
  openApp: () => openApp({ from: "menu" }),
});

const people = new People({ select: goTo, add });

// Two messages sent in a breath arrive in the order they were written.
let sending = Promise.resolve();

function send(text, user = selected) {
  sending = sending.then(() => act(() => api.sendText(user, text), "notSent"));
  return sending;
}

/** Do something on the server; whether it worked. A failure is told, never thrown. */
async function act(work, words = "failed") {
  try {
    await work();
    following.refresh();
    return true;
  } catch (error) {
    tell(error, words);
    return false;
  }
}

/** Say that something failed, and the server's reason where it gave one. */
function tell(error, words = "failed") {
  toast(error instanceof api.Refused ? `${say(words)}\n${error.message}` : say(words));
}

async function add(person) {
  await act(async () => {
    const { id } = await api.addPerson(person);
    await loadPeople();
    goTo(id);
  });
}

async function loadPeople() {
  const answer = await api.people();
  if (answer.people.length === 0) {
    const language_code = languageFor(navigator.language);
    speak(language_code);
    await api.addPerson({ id: FIRST_PERSON, first_name: say("firstPerson"), language_code });
    return loadPeople();
  }
  bot = answer.bot;
  everyone = answer.people;
  return undefined;
}

/** Who the address names, else who was selected last, else the first who has the browser's language. */
function whoToSelect() {
  const named = Number(new URLSearchParams(location.hash.slice(1)).get("user"));
  const remembered = Number(localStorage.getItem(SELECTED));
  const ids = everyone.map(({ id }) => id);
  const alike = everyone.find(({ language_code }) => tongue(language_code) === tongue(navigator.language));
  return [named, remembered].find((id) => ids.includes(id)) ?? alike?.id ?? ids[0];
}

// "ar" of "ar-BH".
const tongue = (code) => code?.toLowerCase().split("-")[0];

/** Select a person and say so in the address, so that it can be kept and shared. */
function goTo(id) {
  location.hash = `user=${id}`;
  select(id);
}

function select(id) {
  toggleSide(false);
  if (id === selected) return;
  selected = id;
  localStorage.setItem(SELECTED, id);
  following?.stop();
  miniApp.close();
  chat.clear();
  composer.select(id);
  for (const part of ["start", "restart", "welcome"]) byId(part).hidden = true;
  drawPeople();
  following = api.follow(id, {
    show: (state, askedAt) => selected === id && draw(state, askedAt),
    connected: (is) => selected === id && (byId("offline").hidden = is),
  });
}

function draw(answer, askedAt) {
  // The server keeps deleted messages, so that late taps on them can be played.
  const state = { ...answer, messages: answer.messages.filter(({ deleted }) => !deleted) };
  const empty = state.messages.length === 0;
  const focused = document.activeElement;
  setText(byId("bot-name"), state.bot.first_name);
  setText(byId("bot-status"), say(state.action ? "typing" : "bot"));
  byId("bot-status").classList.toggle("busy", Boolean(state.action));
  byId("welcome").hidden = !empty || state.blocked;
  setText(byId("welcome-text"), state.bot.description || say("welcomeText"));
  byId("start").hidden = !empty || state.blocked;
  byId("restart").hidden = !state.blocked;
  byId("composer").hidden = empty || state.blocked;
  byId("block").hidden = state.blocked;
  composer.setCommands(state.commands);
  composer.setMenuButton(state.menu_button);
  if (state.blocked) miniApp.close();
  chat.show(state, askedAt);
  // START and "Restart bot" go away once pressed; the keys should then work in the chat.
  if (focused.matches(".wide") && focused.hidden) byId("log").focus();
  people.seen(selected, state.version);
  const pending = miniApp.takePending(selected);
  if (pending) openApp(pending);
}

/** Draw the list, and speak the language of whoever is selected. */
function drawPeople() {
  const person = everyone.find(({ id }) => id === selected);
  const code = languageFor(person?.language_code);
  if (code !== spoken) {
    spoken = code;
    speak(code);
    document.documentElement.lang = code;
    // The parts turn; their places on the page do not, or switching people would swap the sides.
    for (const part of [byId("phone"), byId("side"), ...document.querySelectorAll("dialog")]) {
      part.lang = code;
      part.dir = direction();
    }
    drawTheme();
    chat.redraw();
  }
  people.show(everyone, selected);
  setText(byId("clock"), timeOf(new Date()));
}

/**
 * Links to the bot itself (t.me/<bot>?start=…) are played here: an invitation that a trainer
 * received is opened by whoever it is meant for. Returns whether the link was one of these.
 */
function openLink(address) {
  const url = new URL(address);
  const domain = url.protocol === "tg:" ? url.searchParams.get("domain") : url.pathname.slice(1);
  const isTelegram = url.protocol === "tg:" || url.hostname === "t.me";
  if (!isTelegram || domain?.toLowerCase() !== bot.username.toLowerCase()) return false;
  openInvitation(url.searchParams.get("start"));
  return true;
}

async function openInvitation(token) {
  const id = await askPerson(everyone);
  if (id === undefined) return;
  goTo(id);
  send(token ? `/start ${token}` : "/start");
}

// The same as in the style sheet: a phone, upright or on its side.
const narrow = matchMedia("(max-width: 759px), (max-height: 560px)");

/** On a small screen the people lie over the chat; whichever is hidden is out of reach for keys too. */
function toggleSide(open) {
  const over = open && narrow.matches;
  const wasOver = !byId("scrim").hidden;
  document.documentElement.classList.toggle("side-open", over);
  byId("scrim").hidden = !over;
  byId("side").inert = narrow.matches && !over;
  byId("phone").inert = over;
  byId("side-open").setAttribute("aria-expanded", over);
  if (over) byId("side-close").focus();
  else if (wasOver) byId("side-open").focus();
}

function globalKey(event) {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    toggleSide(false);
    return;
  }
  const writing = event.target.closest("input, textarea, select, [role=menu], dialog");
  if (writing || !composer.empty || document.querySelector("dialog[open]")) return;
  if (event.key === "/" && !byId("composer").hidden) {
    event.preventDefault();
    composer.slash();
  } else if (chat.pressKey(event.key)) {
    event.preventDefault();
  }
}

/** Take a blocked bot back and begin anew with it, as Telegram does. */
async function restart() {
  const user = selected;
  if (await act(() => api.setBlocked(user, false))) send("/start", user);
}

async function start() {
  try {
    await loadPeople();
    select(whoToSelect());
  } catch {
    byId("offline").hidden = false;
    setTimeout(start, PEOPLE_EVERY);
  }
}

async function watchPeople() {
  if (!document.hidden && selected !== undefined) {
    // The open chat already tells when the line is down.
    await loadPeople().then(drawPeople, () => {});
  }
  setTimeout(watchPeople, PEOPLE_EVERY);
}

speak(navigator.language);
startTheme();
startOverlays();
menu(byId("more"), byId("more-menu"));
byId("block").addEventListener("click", () => act(() => api.setBlocked(selected, true)));
byId("restart").addEventListener("click", restart);
byId("start").addEventListener("click", () => send("/start"));
byId("side-open").addEventListener("click", () => toggleSide(true));
byId("side-close").addEventListener("click", () => toggleSide(false));
byId("scrim").addEventListener("click", () => toggleSide(false));
narrow.addEventListener("change", () => toggleSide(false));
addEventListener("hashchange", () => everyone.length && select(whoToSelect()));
addEventListener("keydown", globalKey);
start();
watchPeople();
