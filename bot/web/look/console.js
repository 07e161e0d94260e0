// What pages do beyond links and forms. Everything works without it.
"use strict";

// A search or filter shows its rows at once, and the address follows.
for (const form of document.querySelectorAll("form[data-live]")) {
  const target = `#${form.dataset.live}`;
  form.setAttribute("hx-get", form.action || location.pathname);
  form.setAttribute("hx-trigger", "input changed delay:300ms from:find input[type=search], change, submit");
  form.setAttribute("hx-target", target);
  form.setAttribute("hx-select", target);
  form.setAttribute("hx-swap", "outerHTML");
  form.setAttribute("hx-push-url", "true");
  form.querySelector("button:not([type])")?.classList.add("visually-hidden");
  window.htmx?.process(form);
}

// An act that leaves its page as it is: only the rows and what is said above them are new.
for (const form of document.querySelectorAll("form[data-in-place]")) {
  const target = `#${form.dataset.inPlace}`;
  form.setAttribute("hx-post", form.action);
  form.setAttribute("hx-target", target);
  form.setAttribute("hx-select", target);
  form.setAttribute("hx-select-oob", "#notices");
  form.setAttribute("hx-swap", "outerHTML");
  form.setAttribute("hx-sync", "this:drop");
  window.htmx?.process(form);
}

// After an error, reading goes on at the list of what is wrong.
document.getElementById("errors")?.focus();

// What a swap changed is read out; focus that it took away goes to the part that was swapped.
const announcer = document.getElementById("announcer");
const announced = () => [...document.querySelectorAll("[data-announced]")].map((each) => each.dataset.announced);
let before = announced();
let focused = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (xhr.status === 422) {
    Object.assign(event.detail, { shouldSwap: true, isError: false });
  } else if (xhr.status >= 400) {
    // Signed out, or nothing there any more: what came is a whole page.
    if (event.detail.select) {
      location.reload(); // a part was asked for by a script, which no whole page has
      return;
    }
    Object.assign(event.detail, { shouldSwap: true, isError: false, target: document.body, swapOverride: "innerHTML", selectOverride: "unset" });
    return;
  }
  focused = target.contains(document.activeElement) ? target.id : null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  document.getElementById("errors")?.focus();
  if (event.detail.target === document.body) document.querySelector("main").focus();
  const now = announced();
  const changed = now.filter((text) => !before.includes(text));
  if (announcer && changed.length) announcer.textContent = changed.join(" ");
  before = now;
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
  focused = null;
});

// A box that ticks all others of its table.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-all]");
  if (!all) return;
  for (const box of document.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`)) {
    box.checked = all.checked;
  }
});

// A form that waits for a tap in the chat sends itself once it has come, or is over.
const waiting = document.querySelector("form[data-poll]");
if (waiting) {
  const ask = async () => {
    const answer = await fetch(waiting.dataset.poll).catch(() => null);
    if (!answer || answer.status === 202) setTimeout(ask, 1000);
    else waiting.submit();
  };
  setTimeout(ask, 1000);
}

// A page follows a stream: numbers as they change, and each new stage as a whole. The stage is read
// out at once, the votes at most every ten seconds.
const followed = document.querySelector("[data-stream]");
if (followed) {
  const PAUSE = 10_000; // milliseconds
  let shown = "";
  let votes = document.querySelector('[data-now="votes"]')?.textContent ?? "";
  let pending = null;
  const readVotes = () => {
    pending = null;
    announcer.textContent = votes;
  };
  const source = new EventSource(followed.dataset.stream);
  const renew = async () => {
    const before = document.getElementById("stage");
    const within = before.contains(document.activeElement);
    clearTimeout(pending);
    pending = null;
    await window.htmx?.ajax("GET", before.dataset.page, { target: "#stage", select: "#stage", swap: "outerHTML" });
    if (within) document.getElementById("stage").focus();
  };
  source.addEventListener("open", () => document.body.classList.add("follows"));
  source.addEventListener("error", () => document.body.classList.remove("follows"));
  source.addEventListener("now", (event) => {
    const now = JSON.parse(event.data);
    const stage = document.getElementById("stage");
    shown = now.stage;
    if (stage.dataset.stage !== now.stage) renew();
    for (const [name, text] of Object.entries(now.texts)) {
      const place = stage.querySelector(`[data-now="${name}"]`);
      if (!place) continue;
      place.textContent = text;
      place.hidden = !text;
    }
    if (now.texts.votes !== votes && now.texts.votes) pending ??= setTimeout(readVotes, PAUSE);
    votes = now.texts.votes;
  });
  source.addEventListener("over", () => {
    source.close();
    document.body.classList.remove("follows");
    // Somebody signed out, or may not lead this any more: what the page says now, it says anew.
    if (!shown.startsWith("ended")) location.assign(document.getElementById("stage").dataset.page);
  });
  addEventListener("pagehide", () => source.close());
}

// In a grid, Enter and the arrow keys lead from cell to cell; Ctrl and Enter send the form.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-grid] input[type=text]");
  if (!field || event.altKey || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    field.form.requestSubmit();
    return;
  }
  const rtl = document.dir === "rtl" ? -1 : 1;
  const atStart = field.selectionEnd === 0;
  const atEnd = field.selectionStart === field.value.length;
  const aside = { ArrowLeft: -rtl, ArrowRight: rtl }[event.key] ?? 0;
  const down = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key] ?? 0;
  if (!aside && !down) return;
  if ((aside < 0 && !atStart) || (aside > 0 && !atEnd)) return;
  event.preventDefault();
  const cells = (row) => [...row.querySelectorAll("input[type=text]")];
  let row = field.closest("tr");
  const column = cells(row).indexOf(field);
  if (down) {
    do row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
    while (row && !cells(row).length);
  }
  const next = row && cells(row)[column + aside];
  next?.focus();
  next?.select();
});
