/** Light or dark: as the device says, until somebody decides otherwise. */

import { byId } from "./dom.js";
import { say } from "./words.js";

const KEY = "basira.look";
export const LOOK_CHANGED = "basira:look";
const device = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (localStorage.getItem(KEY) ?? (device.matches ? "dark" : "light")) === "dark";

/** Draw the present look, and name the switch after the other one. */
export function drawTheme() {
  const chosen = localStorage.getItem(KEY);
  if (chosen) document.documentElement.dataset.look = chosen;
  const button = byId("theme");
  const label = say(isDark() ? "lightLook" : "darkLook");
  button.querySelector("use").setAttribute("href", isDark() ? "#i-sun" : "#i-moon");
  button.setAttribute("aria-label", label);
  button.title = label;
  dispatchEvent(new Event(LOOK_CHANGED));
}

export function startTheme() {
  byId("theme").addEventListener("click", () => {
    localStorage.setItem(KEY, isDark() ? "light" : "dark");
    drawTheme();
  });
  device.addEventListener("change", drawTheme);
}
