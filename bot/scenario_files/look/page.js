"use strict";
// Follows the table of a case: no rule of the engine stands here. See scenarios/transition_table.py.
(() => {
  const data = JSON.parse(document.getElementById("case").textContent);
  const story = document.getElementById("story");
  const head = document.getElementById("top");
  const COMPETENCIES = 4;

  let language = Math.max(0, data.languages.findIndex((one) => one.code === document.documentElement.lang));
  let play = restored() || fresh();

  function fresh() {
    return { seed: Math.floor(Math.random() * 2 ** 31), acts: [], begun: false };
  }

  function restored() {
    try {
      const kept = history.state;
      if (kept.edition !== data.edition) return null;
      follow(kept.play.acts);
      language = data.languages[kept.language] ? kept.language : language;
      return kept.play;
    } catch {
      return null; // nothing was kept, or nothing that this page can follow
    }
  }

  // With the entry of the history: it outlives a reload, and ends with the window.
  function keep() {
    history.replaceState({ edition: data.edition, language, play }, "");
  }

  // The table

  function place(number) {
    const [scene, kind, passages, prompt, options, left, outcome, acts, moves, exhibits] = data.places[number];
    return { scene, kind, passages, prompt, options: data.lists[options], left, outcome, acts: data.lists[acts], moves, exhibits: data.lists[exhibits] };
  }

  function move(parts) {
    const [to, after, passages, moment, exhibits] = parts;
    return { to, after: data.lists[after], passages: data.lists[passages], moment: moment === null ? [] : data.lists[moment], exhibits: data.lists[exhibits] };
  }

  function follow(acts) {
    const steps = [move(data.begin)];
    for (const act of acts) {
      const here = place(steps.at(-1).to);
      const at = here.acts.indexOf(act);
      if (at < 0) throw new Error("no such act");
      steps.push(move(data.lists[here.moves[at]]));
    }
    return steps;
  }

  function moments(steps) {
    const met = new Set();
    return steps
      .filter((step) => step.moment.length)
      .map((step) => {
        const [scene, act, earned, error, critical, lost, prompt, chosen, better, change, came, endangers, why, signs, works] = step.moment;
        const first = !met.has(scene);
        met.add(scene);
        const slipped = critical || (first && (lost > 0 || error !== ""));
        return { scene, act, earned, error, critical, lost: first ? lost : 0, first, slipped, prompt, chosen, better, change, came, endangers, why, signs, works };
      });
  }

  function percent(part, whole) {
    return whole ? Math.min(100, Math.floor((part * 100) / whole)) : 0;
  }

  function sum(numbers) {
    return numbers.reduce((all, one) => all + one, 0);
  }

  function result(met, outcome) {
    const limits = say().limits;
    const counted = met.filter((one) => one.first);
    const got = Array.from({ length: COMPETENCIES }, (_, at) => sum(counted.map((one) => one.earned[at])));
    const score = percent(sum(got), sum(data.reference));
    const critical = new Set(met.filter((one) => one.critical).map((one) => one.scene + "|" + one.act)).size;
    const bands = got.map((points, at) => {
      const touched = counted.filter((one) => data.worth[one.scene][at]).length;
      if (touched < limits.enough || !data.banded[at]) return null;
      const share = percent(points, data.reference[at]);
      return share >= limits.secure ? "secure" : share >= limits.nearly ? "nearly" : "not-yet";
    });
    return {
      score,
      critical,
      bands,
      passed: score >= limits.pass && !critical && outcome !== "harmful",
      missed: counted.filter((one) => one.error === "missed").length,
      over: counted.filter((one) => one.error === "over-called").length,
    };
  }

  // Chance: the same for the same seed, so that a page that was closed opens as it was

  function drawn(label) {
    let hash = 2166136261 ^ play.seed;
    for (const letter of label) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
    hash = Math.imul(hash ^ (hash >>> 15), 2246822519);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  function mixed(scene, options, kind) {
    if (kind === "steps" || kind === "words" || kind === "numbers") return options;
    return [...options].sort((one, other) => drawn(scene + "/" + one[0]) - drawn(scene + "/" + other[0]));
  }

  function named(slot) {
    const found = data.cast.find((one) => one[0] === slot);
    const names = found ? found[2][language] : [];
    return names.length ? names[drawn(found[1] ? "cast/" + slot : "cast") % names.length] : "";
  }

  // Words

  function say() {
    return data.languages[language].says;
  }

  function text(number) {
    if (number === null || number === undefined) return "";
    return data.texts[number][language].replace(/\ue000([a-z0-9-]+)\ue001/g, (_, slot) => named(slot));
  }

  function put(sentence, value, other) {
    return sentence.replace("\ue002", () => value).replace("\ue003", () => other);
  }

  // What is seen

  function el(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "click") made.addEventListener("click", value);
      else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((one) => one !== null));
    return made;
  }

  function lines(role, content) {
    return el("p", { class: role }, content);
  }

  function button(label, click, attributes = {}) {
    return el("button", { type: "button", click, ...attributes }, label);
  }

  function draw(focus) {
    const here = data.languages[language];
    document.documentElement.lang = here.code;
    document.documentElement.dir = here.rtl ? "rtl" : "ltr";
    document.title = here.says.title;
    head.replaceChildren(
      el("p", { class: "name" }, "Basira · بصيرة"),
      el(
        "nav",
        { "aria-label": here.says.language },
        ...data.languages.map((one, at) =>
          button(one.name, () => ((language = at), keep(), draw(false)), { lang: one.code, "aria-pressed": String(at === language) }),
        ),
      ),
    );
    if (data.languages.length < 2) head.lastChild.remove();
    story.replaceChildren(...(play.begun ? played() : card()));
    if (focus) {
      const now = document.getElementById("now");
      now.focus({ preventScroll: true });
      now.scrollIntoView({ block: "start" });
    }
  }

  function card() {
    const { title, card: told, begin, exercise, kept, hard, reviewed } = say();
    return [
      el(
        "article",
        { class: "card", id: "now", tabindex: "-1", "data-scene": "" },
        el("h1", {}, title),
        ...told.map((one) => lines("text", one)),
        el("details", {}, el("summary", {}, hard[0]), lines("text", hard[1])),
        lines("note", exercise),
        lines("note", reviewed),
        lines("note", kept),
        el("div", { class: "choices" }, button(begin, () => ((play = { ...fresh(), begun: true }), keep(), draw(true)), { class: "main", "data-act": "begin", "data-key": 1 })),
      ),
    ];
  }

  function played() {
    const steps = follow(play.acts);
    const told = steps.map((step, at) => turn(step, at === steps.length - 1, at));
    const now = told.pop();
    const before = told.length ? el("details", { class: "before" }, el("summary", {}, say().before), ...told) : null;
    return [before, now].filter((one) => one !== null);
  }

  function turn(step, isNow, at) {
    const here = place(step.to);
    const body = [
      ...step.after.map(([role, number]) => lines(role, text(number))),
      step.after.length ? el("hr", {}) : null,
      ...[...step.exhibits, ...here.exhibits].map(exhibit),
      ...[...step.passages, ...here.passages].map((number) => lines("text", text(number))),
    ];
    if (here.kind === "end") return ending(step, here, body);
    const role = here.kind === "stop" ? "recap" : "prompt";
    const prompt = here.prompt === null ? null : el(isNow ? "h2" : "p", { class: role }, text(here.prompt));
    const attributes = isNow ? { class: "turn now", id: "now", tabindex: "-1", "data-scene": here.scene, "data-turn": at } : { class: "turn" };
    const made = el("article", attributes, ...body, prompt);
    if (isNow) made.append(asked(here));
    return made;
  }

  function exhibit([kind, caption, transcript, file]) {
    const words = lines("transcript", text(transcript));
    const made = el("figure", { class: "exhibit" }, el("figcaption", {}, text(caption)));
    if (kind === "picture") made.prepend(el("img", { src: text(file), alt: text(transcript) }));
    if (kind === "voice") made.prepend(el("audio", { src: text(file), controls: true, preload: "none" }));
    made.append(file === null ? words : el("details", {}, el("summary", {}, say().in_words), words));
    return made;
  }

  function act(one) {
    play.acts.push(one);
    keep();
    draw(true);
  }

  function asked(here) {
    const box = el("div", { class: "choices", role: "group", "aria-label": say().choices });
    if (here.kind === "stop") box.append(button(say().continue, () => act(""), { class: "main", "data-act": "", "data-key": 1 }));
    else if (here.kind === "ticks") ticks(box, here);
    else if (here.kind === "steps") steps(box, here);
    else if (here.kind === "numbers") numbers(box, here);
    else taps(box, here);
    return box;
  }

  function lettered(at, content) {
    const letter = el("b", { class: "letter" }, say().letters[at] ?? "·");
    return [letter, el("span", {}, content)];
  }

  // What there was to pick before anything was asked: a question keeps its letter as long as the talk lasts.
  function atFirst(here) {
    let found = here;
    if (here.kind === "talk") {
      for (const step of follow(play.acts).reverse().slice(1)) {
        const before = place(step.to);
        if (before.scene !== here.scene || before.left <= found.left) break;
        found = before;
      }
    }
    return found.options;
  }

  function taps(box, here) {
    const open = new Set(here.options.map(([id]) => id));
    mixed(here.scene, atFirst(here), here.kind).forEach(([id, number], at) => {
      if (!open.has(id)) return;
      const content = here.kind === "words" ? [el("span", {}, text(number))] : lettered(at, text(number));
      const made = button("", () => act(id), { "data-act": id, "data-key": at + 1 });
      made.replaceChildren(...content);
      box.append(made);
    });
    if (here.kind !== "talk") return;
    box.prepend(lines("note", say().left[Math.min(here.left, here.options.length)]));
    box.append(button(say().leave, () => act("."), { class: "quiet", "data-act": "." }));
  }

  function numbers(box, here) {
    const ends = here.options.filter(([, number]) => number !== null);
    const row = el("div", { class: "numbers" }, ...here.options.map(([id]) => button(id, () => act(id), { "data-act": id })));
    box.append(...ends.map(([id, number]) => lines("end", id + " · " + text(number))), row);
  }

  function ticks(box, here) {
    const ticked = new Set();
    box.append(lines("note", say().tick));
    mixed(here.scene, here.options, here.kind).forEach(([id, number], at) => {
      const made = button("", () => {
        if (!ticked.delete(id)) ticked.add(id);
        made.setAttribute("aria-pressed", String(ticked.has(id)));
      }, { "data-part": id, "data-key": at + 1, "aria-pressed": "false", class: "tick" });
      made.replaceChildren(...lettered(at, text(number)));
      box.append(made);
    });
    // As the author wrote them, which is how the table writes an answer.
    const done = () => act(here.options.map(([id]) => id).filter((id) => ticked.has(id)).join("+"));
    box.append(button(say().done, done, { class: "main", "data-act": "done" }));
  }

  function steps(box, here) {
    const taken = [];
    function shown() {
      const left = here.options.filter(([id]) => !taken.includes(id));
      const made = here.options.map(([id, number], at) => {
        const place = taken.indexOf(id);
        const one = button("", () => (taken.push(id), shown()), { "data-part": id, "data-key": at + 1, disabled: place >= 0, class: "step" });
        one.replaceChildren(...lettered(at, text(number)), place < 0 ? "" : el("span", { class: "place" }, String(place + 1)));
        return one;
      });
      box.replaceChildren(lines("note", say().steps), ...made);
      if (!left.length) box.append(button(say().done, () => act(taken.join("+")), { class: "main", "data-act": "done" }));
      if (taken.length) box.append(button(say().take_back, () => (taken.pop(), shown()), { class: "quiet", "data-act": "back" }));
      const next = box.querySelector("button:not([disabled])");
      if (taken.length && next) next.focus();
    }
    shown();
  }

  // The end, and looking back

  function ending(step, here, body) {
    const met = moments(follow(play.acts));
    const came = result(met, here.outcome);
    const words = say();
    const verdict = came.passed
      ? words.passed
      : came.critical
        ? words.endangered[Math.min(came.critical, words.endangered.length - 1)]
        : words.not_passed;
    const made = el(
      "article",
      { class: "turn now", id: "now", tabindex: "-1", "data-scene": here.scene, "data-score": came.score, "data-passed": String(came.passed), "data-outcome": here.outcome, "data-critical": came.critical, "data-missed": came.missed, "data-over": came.over },
      ...body,
      el("hr", {}),
      el("h2", { class: "verdict" }, verdict),
      bands(came),
      came.missed ? lines("text", put(words.missed, String(came.missed))) : null,
      came.over ? lines("text", put(words.over_called, String(came.over))) : null,
      ...back(met),
      el("div", { class: "choices" }, button(words.again, () => ((play = { ...fresh(), begun: true }), keep(), draw(true)), { class: "main", "data-act": "again", "data-key": 1 })),
    );
    return made;
  }

  function bands(came) {
    const words = say();
    const rows = came.bands
      .map((band, at) => [words.competencies[at], band])
      .filter(([, band]) => band !== null)
      .map(([name, band]) => el("div", { "data-band": band }, el("dt", {}, name), el("dd", {}, words.bands[band])));
    return rows.length ? el("dl", { class: "bands" }, ...rows) : null;
  }

  function back(met) {
    const words = say();
    const good = met.filter((one) => !one.slipped && sum(one.earned) > 0);
    const best = highest(good, (one) => [one.earned[3], sum(one.earned)]);
    const slips = met.filter((one) => one.slipped);
    const change = highest(slips, (one) => [one.critical ? 1 : 0, one.lost]);
    const endangered = met.filter((one) => one.critical);
    const made = [el("hr", {}), el("h2", {}, words.looking_back)];
    if (best) {
      made.push(el("h3", {}, best.earned[3] ? words.protected : words.well), lines("text", text(best.chosen)));
      if (best.why.length) made.push(lines("reason", text(best.why[0])));
    }
    if (!change) made.push(lines("text", words.all_best));
    else {
      made.push(el("h3", {}, words.change), lines("text", text(change.change)));
    }
    if (endangered.length) {
      const each = endangered.flatMap((one) => one.endangers);
      made.push(el("h3", {}, words.critical), ...each.map((number) => lines("critical", text(number))));
    }
    if (slips.length) made.push(el("h3", {}, words.moments), ...slips.map((one) => moment(one, true)));
    if (met.length > slips.length) {
      made.push(el("details", { class: "all" }, el("summary", {}, words.all_moments), ...met.map((one) => moment(one, false))));
    }
    return made;
  }

  function highest(some, worth) {
    let found = null;
    for (const one of some) if (found === null || above(worth(one), worth(found))) found = one;
    return found;
  }

  function above(one, other) {
    return one[0] > other[0] || (one[0] === other[0] && one[1] > other[1]);
  }

  function moment(one, whole) {
    const words = say();
    const chosen = text(one.chosen);
    const made = el("section", { class: "moment" }, lines("prompt", text(one.prompt)));
    if (chosen.includes("\n")) made.append(lines("chosen", words.your_order), lines("text", chosen));
    else made.append(lines("chosen", put(words.chose, chosen)));
    if (!whole) {
      if (one.came !== null) made.append(lines("text", text(one.came)));
      return made;
    }
    if (one.better !== null) made.append(el("h4", {}, words.better), lines("text", text(one.better)));
    made.append(...one.endangers.map((number) => lines("critical", text(number))));
    if (one.why.length) made.append(el("details", {}, el("summary", {}, words.why), ...one.why.map((number) => lines("reason", text(number)))));
    if (one.signs.length || one.works.length) {
      const list = (name, some, note) => (some.length ? [el("h4", {}, name), el("ul", {}, ...some.map((number) => el("li", {}, text(number)))), note ? lines("note", note) : null] : []);
      made.append(
        el("details", {}, el("summary", {}, words.grounds), ...[...list(words.signs, one.signs, words.one_sign), ...list(words.sources, one.works)].filter((some) => some !== null)),
      );
    }
    return made;
  }

  // A key for each choice, which it keeps as long as its letter: 1 for the first. Done, to leave a
  // talk and to take back are no choices; where there is but one way on, it has 1.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    document.querySelector(`#now > .choices [data-key="${event.key}"]:not([disabled])`)?.click();
  });

  draw(false);
})();
