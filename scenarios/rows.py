"""Texts that leave for a translator, one row for each wording, and what is right of those returned.

A row is the same whether it travels in a sheet or in a PO file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scenarios import limits
from scenarios.findings import did_you_mean
from scenarios.model import Key, Script
from scenarios.pairing import Pair
from scenarios.saying import visible
from scenarios.source import Source, folded
from scenarios.telling import filled, units
from scenarios.texts import PLACEHOLDER, check_placeholders
from scenarios.translation import Status

_ONE = {
    "choices": "choice",
    "items": "item",
    "steps": "step",
    "questions": "question",
    "bands": "band",
    "before": "pair",
    "objectives": "objective",
    "endings": "ending",
}
_LONGEST, _HINTS = 120, 50
_SHARED = ("feedback", "answer", "why", "critical")
# What a YAML file cannot hold, and marks of direction, which are put in by the program alone.
_UNSEEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\u202a-\u202e\u2066-\u2069\ufeff]"
)
_NOTES = {
    Status.STALE: "The source has changed since: translate it anew, or, where it still holds, "
    "say that it is fresh.",
    Status.UNSTAMPED: "Nobody has said yet that this fits its source.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One wording on its way out."""

    scenario: str
    key: str  # with `.0`, `.1` where a text has several wordings
    where: str
    source: str
    text: str
    status: Status
    most: str
    note: str


@dataclass(frozen=True, slots=True)
class Returned:
    """One wording that came back."""

    place: str  # in its file, such as `row 12`
    scenario: str
    key: str
    source: str
    text: str
    fuzzy: bool = False  # it is marked as not done
    stale: bool = False  # it was stale when it left, and nobody took that back


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a row from being taken."""

    place: str
    key: str
    message: str

    def __str__(self) -> str:
        return visible(f"{self.place}: {self.key}: {self.message}")


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking rows back: texts by scenario and key, and all that was wrong."""

    texts: Mapping[str, Mapping[Key, tuple[str, ...]]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Limit:
    units: int
    words: int = 0

    def __str__(self) -> str:
        words = f", {self.words} words" if self.words else ""
        return f"{self.units} characters{words}"


def rows(pair: Pair) -> Iterator[Row]:
    """A row for every wording of a scenario, in the order of its file."""
    found = pair.statuses
    for key, sources in pair.original.items():
        now = pair.translation.get(key, ())
        now = now if len(now) == len(sources) else ("",) * len(sources)
        for index, (source, text) in enumerate(zip(sources, now, strict=True)):
            limit = _limit(key)
            yield Row(
                pair.scenario,
                _row_key(key, index, len(sources)),
                _where(pair, key, index),
                source,
                text,
                found[key],
                str(limit or ""),
                " ".join(_notes(key, source, found[key])),
            )


def _row_key(key: Key, index: int, wordings: int) -> str:
    return f"{key}.{index}" if wordings > 1 else key


def _limit(key: Key) -> _Limit | None:
    top, last = key.partition(".")[0], key.rpartition(".")[2]
    if key in limits.HEAD_UNITS:
        return _Limit(limits.HEAD_UNITS[key])
    if top == "scenes" and last == "short":
        return _Limit(limits.SHORT_UNITS, limits.SHORT_WORDS)
    if top == "scenes" and last in _SHARED:
        return _Limit(limits.FEEDBACK_UNITS)
    return None


def _notes(key: Key, source: str, status: Status) -> Iterator[str]:
    if names := _placeholders(source):
        listed = " and ".join(sorted(names))
        yield f"Keep {listed}, with a space or a sign on both sides."
    if key.startswith("scenes.") and key.endswith(_SHARED):
        yield "Feedback or answer, reason and critical sentence share their characters."
    if key.startswith("cast."):
        yield "A name; it need not mean the same, only be as usual."
    if status in _NOTES:
        yield _NOTES[status]


def _where(pair: Pair, key: Key, index: int) -> str:
    """A key as a person says it: `gate · choice listen · feedback`."""
    top, *rest = key.split(".")
    if top == "scenes":
        scene, *rest = rest
        # The kind of a decision says nothing to a translator.
        said = [scene, *_said(rest[1:] if len(rest) > 1 and rest[0] != "recall" else rest)]
    else:
        said = _said([top, *rest])
    wordings = len(pair.original[key])
    if top == "cast" and wordings > 1:
        said.append(f"name {index + 1}")
    elif wordings > 1:
        when = pair.conditions[key][index]
        said.append(f"when {when}" if when else "otherwise")
    return " · ".join(said)


def _said(parts: list[str]) -> list[str]:
    said: list[str] = []
    waiting = ""
    for part in parts:
        if part in _ONE or part == "cast":
            waiting = _ONE.get(part, part)
        else:
            said.append(f"{waiting} {part}".strip())
            waiting = ""
    return said


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(f"{{{name}}}" for name in PLACEHOLDER.findall(text))


def take(pairs: Mapping[str, Pair], returned: Iterable[Returned]) -> Taken:
    """Check rows that came back.

    Args:
        pairs: The scenarios they may be of, by id.
        returned: The rows, in the order of their file.

    Returns:
        The texts without a problem, and every problem of the others.
    """
    takers = {name: _Taker(one) for name, one in pairs.items()}
    strangers: dict[str, list[Returned]] = {}
    for row in returned:
        if row.scenario in takers:
            takers[row.scenario].take(row)
        else:
            strangers.setdefault(row.scenario, []).append(row)
    for taker in takers.values():
        taker.end()
    problems = [problem for taker in takers.values() for problem in taker.problems]
    return Taken(
        {name: taker.whole for name, taker in takers.items() if taker.whole},
        (*(_stranger(name, of, pairs) for name, of in strangers.items()), *problems),
    )


def _stranger(scenario: str, of: list[Returned], pairs: Iterable[str]) -> Problem:
    """A scenario that is not here; one problem for all its rows."""
    message = f"There is no scenario `{_cut(scenario)}` here; rows of it: {len(of)}."
    return Problem(of[0].place, _cut(of[0].key), message + _hint(scenario, pairs))


def _hint(word: str, known: Iterable[str]) -> str:
    near = did_you_mean(_cut(word), known)
    return f" {near}" if near else ""


def _cut(text: str) -> str:
    """What a file quotes, no longer than anything that is meant."""
    return text[:_LONGEST]


@dataclass(slots=True)
class _Taker:
    """Takes the rows of one scenario."""

    pair: Pair
    problems: list[Problem] = field(default_factory=list)
    whole: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    known: dict[str, tuple[Key, int]] = field(default_factory=dict)
    met: dict[str, Returned] = field(default_factory=dict)
    bad: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.known = {
            _row_key(key, index, len(wordings)): (key, index)
            for key, wordings in self.pair.original.items()
            for index in range(len(wordings))
        }

    def take(self, row: Returned) -> None:
        """Check a row, and keep it."""
        if row.key not in self.known:
            self._problem(row, self._unknown(row.key))
            return
        if row.key in self.met:
            self._problem(row, f"This text stands in {self.met[row.key].place} already.")
            self.bad.add(self.known[row.key][0])
            return
        self.met[row.key] = row
        found = [*self._wrong(row)]
        for message in found:
            self._problem(row, message)
        if found:
            self.bad.add(self.known[row.key][0])

    def end(self) -> None:
        """Put the wordings of each text together, once every row was seen."""
        for row_key, row in self.met.items():
            key, _ = self.known[row_key]
            if key not in self.whole and key not in self.bad:
                self._join(key, row)

    def _join(self, key: Key, row: Returned) -> None:
        count = len(self.pair.original[key])
        now = self.pair.translation.get(key, ())
        wordings = list(now) if len(now) == count else [""] * count
        for index in range(count):
            if one := self.met.get(_row_key(key, index, count)):
                wordings[index] = folded(one.text)
        if all(wordings):
            self.whole[key] = tuple(wordings)
        else:
            lost = [_row_key(key, index, count) for index, one in enumerate(wordings) if not one]
            self._problem(row, f"This text has {count} wordings; missing: {', '.join(lost)}.")
            self.bad.add(key)

    def _problem(self, row: Returned, message: str) -> None:
        self.problems.append(Problem(row.place, _cut(row.key), message))

    def _unknown(self, key: str) -> str:
        base, _, last = key.rpartition(".")
        for one in (key, base if last.isdecimal() else ""):
            if one in self.pair.original:
                count = len(self.pair.original[one])
                return f"The source has {count} wordings now; make the file anew."
        # To compare takes time, and a file may be wrong from its first row to its last.
        hint = _hint(key, self.known) if len(self.problems) < _HINTS else ""
        return f"The scenario `{self.pair.scenario}` has no such text.{hint}"

    def _wrong(self, row: Returned) -> Iterator[str]:
        key, index = self.known[row.key]
        source, text = self.pair.original[key][index], folded(row.text)
        if folded(row.source) != folded(source):
            yield "The source has changed since this file was made; make it anew."
        if row.fuzzy:
            yield "It is still marked as fuzzy; take the mark away once it is right."
        now = self.pair.translation.get(key, ())
        if row.stale and text in now[index : index + 1]:
            yield "It was stale and is as before; where it still holds, write `fresh` as status."
        if not text:
            yield "There is no translation."
            return
        if _UNSEEN.search(row.text):
            yield "There is an invisible character in it; delete the text and type it again."
            return
        if not key.startswith("cast."):
            yield from self._wrong_placeholders(key, index, text)
        elif "\n" in text:
            yield "A name stands on one line."
        yield from self._too_long(key, text)

    def _wrong_placeholders(self, key: Key, index: int, text: str) -> Iterator[str]:
        """Those of the source must be there, unless the translation did without before."""
        scratch = Source("")
        cast = {name: self._names(name) for name in self._cast()}
        check_placeholders(scratch, key, text, cast)
        yield from (str(one.message) for one in scratch.findings)
        mine, wanted = _placeholders(text), _placeholders(self.pair.original[key][index])
        now = self.pair.translation.get(key, ())
        if len(now) > index and mine == _placeholders(now[index]):
            return
        for name in sorted(wanted - mine):
            yield f"`{name}` is missing."
        for name in sorted(mine - wanted):
            if name[1:-1] in cast or name.startswith("{fact:"):
                yield f"`{name}` is not in the source."

    def _cast(self) -> list[str]:
        return [key.removeprefix("cast.") for key in self.pair.original if key.startswith("cast.")]

    def _names(self, slot: str) -> tuple[str, ...]:
        key = f"cast.{slot}"
        return self.pair.translation.get(key) or self.pair.original[key]

    def _too_long(self, key: Key, text: str) -> Iterator[str]:
        limit = _limit(key)
        if limit is None:
            return
        names = {slot: max(self._names(slot), key=units) for slot in self._cast()}
        script = Script(self.pair.language, {}, {}, "")
        found = units(filled(script, text, names))
        if found > limit.units:
            yield f"It has {found} characters; at most {limit.units}."
        if limit.words and len(text.split()) > limit.words:
            yield f"It has {len(text.split())} words; at most {limit.words}."
