/** What lies over the chat for a while: toasts, alerts, menus, a larger photo. */

import { byId, el } from "./dom.js";

const phone = byId("phone");

// A toast stays as long as it takes to read, at a slow reader's pace.
const toastTime = (text) => Math.max(3500, text.length * 80);

export function toast(text) {
  const node = el("p", { class: "toast", dir: "auto" }, text);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), toastTime(text));
}

/**
 * Open a dialog over the phone only. Modal dialogs are laid out against the window,
 * so the phone's place is handed to the style sheet.
 */
export function openOverPhone(dialog) {
  placeOverPhone(dialog);
  dialog.showModal();
}

export function placeOverPhone(dialog) {
  const box = phone.getBoundingClientRect();
  dialog.style.setProperty("--x", `${box.x}px`);
  dialog.style.setProperty("--y", `${box.y}px`);
  dialog.style.setProperty("--width", `${box.width}px`);
  dialog.style.setProperty("--height", `${box.height}px`);
}

const alerts = [];

/** Show an alert; several wait for one another. */
export function alertBox(title, text) {
  alerts.push({ title, text });
  if (!byId("alert").open) nextAlert();
}

function nextAlert() {
  const next = alerts.shift();
  if (!next) return;
  byId("alert-title").textContent = next.title;
  byId("alert-text").textContent = next.text;
  openOverPhone(byId("alert"));
}

/** Ask as whom a link to the bot is to be opened; resolves to an id, or undefined. */
export function askPerson(people) {
  const dialog = byId("open-as");
  byId("open-as-people").replaceChildren(
    ...people.map(({ id, first_name }) => el("button", { value: id, dir: "auto" }, first_name)),
  );
  dialog.returnValue = "";
  openOverPhone(dialog);
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(Number(dialog.returnValue) || undefined), { once: true });
  });
}

export function showPhoto(image, caption) {
  byId("viewer-image").src = image.src;
  byId("viewer-image").alt = image.alt;
  byId("viewer-caption").textContent = caption;
  byId("viewer").showModal();
}

/** A button that opens a small menu. Escape, a choice, or a press elsewhere closes it. */
export function menu(button, list) {
  const items = () => [...list.querySelectorAll("button")];

  function toggle(open) {
    list.hidden = !open;
    button.setAttribute("aria-expanded", open);
    if (open) items()[0].focus();
  }

  button.addEventListener("click", () => toggle(list.hidden));
  list.addEventListener("click", () => {
    toggle(false);
    button.focus();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = items();
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      toggle(false);
      button.focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!list.hidden && !list.contains(event.target) && !button.contains(event.target)) toggle(false);
  });
}

export function startOverlays() {
  byId("alert").addEventListener("close", nextAlert);
  for (const id of ["viewer", "open-as"]) {
    const dialog = byId(id);
    // A press beside the content lands on the dialog itself.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
}
