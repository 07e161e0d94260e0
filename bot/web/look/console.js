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

// After an error, reading goes on at the list of what is wrong.
document.getElementById("errors")?.focus();

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
