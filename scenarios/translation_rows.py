"""Rows of texts for translators, one for each wording.

Rows are the same in sheets and PO files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scenarios import limits
from scenarios.kinds import KINDS
from scenarios.model import Key
from scenarios.texts import PLACEHOLDER
from scenarios.translation import Status
from scenarios.translation_pairs import Pair

_WORDED = [kind for kind in KINDS.values() if kind.decision.worded]
_ONE = {
    **{kind.decision.parts: kind.part for kind in _WORDED},
    "bands": "band",
    "before": "pair",
    "objectives": "objective",
    "endings": "ending",
}
_ON_BUTTONS = frozenset(kind.decision.parts for kind in _WORDED)
_SHARED = ("feedback", "answer", "why", "critical")
ON_BUTTON = "It stands on a button itself, since the scenario has no `short` for it."
_PEOPLE = {"f": "a woman", "m": "a man"}
# Terms of the product, chosen so that no form reveals the learner's gender.
_WORDING = {
    "ar": {
        **{kind.decision.parts: kind.translating["ar"] for kind in _WORDED},
        "title": "The learner may be a woman or a man: only forms that fit both (اخترت، لديك).",
        "prompt": "Asked of the learner: best a noun (خطوتك الأولى؟).",
    }
}
_NOTES = {
    Status.STALE: "The source has changed since: translate it anew, or, where it still holds, "
    "say that it is fresh.",
    Status.UNSTAMPED: "Nobody has said yet that this fits its source.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One exported wording."""

    scenario: str
    key: str  # with `.0`, `.1` if a text has several wordings
    where: str
    source: str
    text: str
    status: Status
    most: str
    note: str


@dataclass(frozen=True, slots=True)
class Limit:
    """The length limit of a text; 0 words for no limit."""

    units: int
    words: int = 0

    def __str__(self) -> str:
        words = f", {self.words} words" if self.words else ""
        return f"{self.units} characters{words}"


def rows(pair: Pair) -> Iterator[Row]:
    """A row for every wording of a scenario, in file order."""
    found = pair.statuses
    for key, sources in pair.original.items():
        now = pair.translation.get(key, ())
        now = now if len(now) == len(sources) else ("",) * len(sources)
        for index, (source, text) in enumerate(zip(sources, now, strict=True)):
            yield Row(
                pair.scenario,
                row_key(key, index, len(sources)),
                _where(pair, key, index),
                source,
                text,
                found[key],
                str(limit(pair, key) or ""),
                " ".join(_notes(pair, key, source, found[key])),
            )


def row_key(key: Key, index: int, wordings: int) -> str:
    return f"{key}.{index}" if wordings > 1 else key


def limit(pair: Pair, key: Key) -> Limit | None:
    """The length limit of a text, if it has one."""
    top, last = key.partition(".")[0], key.rpartition(".")[2]
    if key in limits.HEAD_UNITS:
        return Limit(limits.HEAD_UNITS[key])
    if top == "objectives":
        return Limit(limits.OBJECTIVE_UNITS)
    if (top == "scenes" and last == "short") or stands_on_button(pair, key):
        return Limit(limits.SHORT_UNITS, limits.SHORT_WORDS)
    if top == "scenes" and last in _SHARED:
        return Limit(limits.FEEDBACK_UNITS)
    return None


def stands_on_button(pair: Pair, key: Key) -> bool:
    """Whether the text itself appears on a button, for lack of a `short`."""
    part, _, last = key.rpartition(".")
    return last == "text" and _part_of(key) in _ON_BUTTONS and f"{part}.short" not in pair.original


def _part_of(key: Key) -> str:
    """The kind of part: `choices` for `scenes.gate.choose.choices.ask.text`."""
    parts = key.split(".")
    return parts[-3] if parts[0] == "scenes" and len(parts) > 5 else ""


def _notes(pair: Pair, key: Key, source: str, status: Status) -> Iterator[str]:
    if key == "title" and pair.genders:
        yield f"In this case {_people(pair.genders, pair.genders)}."
    if names := placeholders(source):
        listed = " and ".join(sorted(names))
        yield f"Keep {listed}, with a space or a sign on both sides."
        if known := [name[1:-1] for name in sorted(names) if name[1:-1] in pair.genders]:
            yield f"{_people(pair.genders, known)}."
    yield from _wording(pair.language, key)
    if stands_on_button(pair, key):
        yield ON_BUTTON
    if key.startswith("scenes.") and key.endswith(_SHARED):
        yield "Feedback or answer, reason and critical sentence share their characters."
    if key.startswith("cast."):
        who = _PEOPLE[pair.genders[key.removeprefix("cast.")]]
        yield f"A name of {who}; it need not mean the same, only be as usual."
    if status in _NOTES:
        yield _NOTES[status]


def _people(genders: Mapping[str, str], slots: Iterable[str]) -> str:
    return ", ".join(f"{{{slot}}} is {_PEOPLE[genders[slot]]}" for slot in slots)


def _wording(language: str, key: Key) -> Iterator[str]:
    last = key.rpartition(".")[2]
    if last in ("text", "short"):
        part = _part_of(key)
    else:
        part = "prompt" if key.startswith("scenes.") and last == "prompt" else key
    if note := _WORDING.get(language, {}).get(part):
        yield note


def _where(pair: Pair, key: Key, index: int) -> str:
    """A key for display: `gate · choice listen · feedback`."""
    top, *rest = key.split(".")
    if top == "scenes":
        scene, *rest = rest
        # The kind of decision means nothing to a translator.
        names = [scene, *_said(rest[1:] if len(rest) > 1 and rest[0] != "recall" else rest)]
    else:
        names = _said([top, *rest])
    wordings = len(pair.original[key])
    if top == "cast" and wordings > 1:
        names.append(f"name {index + 1}")
    elif wordings > 1:
        when = pair.conditions[key][index]
        names.append(f"when {when}" if when else "otherwise")
    return " · ".join(names)


def _said(parts: list[str]) -> list[str]:
    names: list[str] = []
    waiting = ""
    for part in parts:
        if part in _ONE or part == "cast":
            waiting = _ONE.get(part, part)
        else:
            names.append(f"{waiting} {part}".strip())
            waiting = ""
    return names


def placeholders(text: str) -> frozenset[str]:
    """The placeholders of a text, with their braces."""
    return frozenset(f"{{{name}}}" for name in PLACEHOLDER.findall(text))
