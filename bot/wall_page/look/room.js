// Looks once a second what is on the page now, and shows it as large as it fits.
"use strict";

const EVERY = 1000, LEAST = 12, MOST = 56, SHARES = ["1fr", "1.5fr", "2fr"];
const now = document.getElementById("now");
const lost = document.getElementById("lost");
let tag = "";

function fits(size) {
  const main = now.firstElementChild;
  main.style.setProperty("--size", `${size}px`);
  const wide = [main, ...main.children], high = [main, ...main.querySelectorAll("section")];
  // The letters of a last line may reach a little below it.
  return wide.every((one) => one.scrollWidth <= one.clientWidth + 1)
    && high.every((one) => one.scrollHeight <= one.clientHeight + size / 3);
}

function largest(low) {
  let high = MOST;
  while (low < high) {
    const middle = Math.ceil(low + high) / 2;
    if (fits(middle)) low = middle; else high = middle - .5;
  }
  return low;
}

// In half pixels. A share replaces an earlier one only where the letters are larger.
function fit() {
  const { style } = now.firstElementChild;
  let best = SHARES[0], size = LEAST;
  for (const share of SHARES) {
    style.setProperty("--story", share);
    if (!fits(size + .5)) continue;
    [best, size] = [share, largest(size + .5)];
  }
  style.setProperty("--story", best);
  fits(size);
}

async function look() {
  try {
    const answer = await fetch(`${location.pathname}/now`, {
      headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", signal: AbortSignal.timeout(5000),
    });
    lost.hidden = answer.status < 500;
    if (answer.status === 304 || answer.status >= 500) return;
    tag = answer.headers.get("ETag") ?? "";
    now.innerHTML = await answer.text();
    const { lang, dir } = now.firstElementChild;
    Object.assign(document.documentElement, { lang, dir });
    fit();
  } catch {
    lost.hidden = false;
  }
}

async function watch() {
  await look();
  setTimeout(watch, EVERY);
}

document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
addEventListener("resize", fit);
document.fonts.ready.then(fit);
fit();
watch();
