"""Imports texts from translators and validates them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from scenarios.findings import did_you_mean
from scenarios.model import Key, Script
from scenarios.rendering import fill, units
from scenarios.saying import sanitize
from scenarios.texts import check_placeholders
from scenarios.translation import Status
from scenarios.translation_pairs import Pair
from scenarios.translation_rows import ON_BUTTON, limit, placeholders, row_key, stands_on_button
from scenarios.yaml_source import Source, fold

_LONGEST, _HINTS = 120, 50
# Characters invalid in YAML, and direction marks, which only the program may insert.
_UNSEEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\u202a-\u202e\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One wording from a translator."""

    place: str  # its location in the file, such as `row 12`
    scenario: str
    key: str
    source: str
    text: str
    fuzzy: bool = False  # marked as unfinished
    fresh: bool = False  # confirmed as up to date
    formula: bool = False  # a formula instead of text


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason to reject a row."""

    place: str
    key: str
    message: str

    def __str__(self) -> str:
        return sanitize(f"{self.place}: {self.key}: {self.message}")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import: valid texts by scenario and key, and all problems."""

    texts: Mapping[str, Mapping[Key, tuple[str, ...]]]
    problems: tuple[Problem, ...]


def import_rows(pairs: Mapping[str, Pair], returned: Iterable[ImportedRow]) -> ImportResult:
    """Validate and import rows.

    Args:
        pairs: The known scenarios, by id.
        returned: The rows, in file order.

    Returns:
        The valid texts, and all problems of the others.
    """
    came = list(returned)
    keys: dict[str, set[str]] = {name: set() for name in pairs}
    for row in came:
        keys.get(row.scenario, set()).add(row.key)
    takers = {name: _RowImporter(pair, keys[name]) for name, pair in pairs.items()}
    strangers: dict[str, list[ImportedRow]] = {}
    for row in came:
        if row.scenario in takers:
            takers[row.scenario].take(row)
        else:
            strangers.setdefault(row.scenario, []).append(row)
    for taker in takers.values():
        taker.end()
    problems = [problem for taker in takers.values() for problem in taker.problems]
    return ImportResult(
        {name: taker.whole for name, taker in takers.items() if taker.whole},
        (*(_unknown_scenario(name, of, pairs) for name, of in strangers.items()), *problems),
    )


def _unknown_scenario(scenario: str, of: list[ImportedRow], pairs: Iterable[str]) -> Problem:
    message = f"There is no scenario `{_shorten(scenario)}` here; rows of it: {len(of)}."
    return Problem(of[0].place, _shorten(of[0].key), message + _hint(scenario, pairs))


def _hint(word: str, known: Iterable[str]) -> str:
    near = did_you_mean(_shorten(word), known)
    return f" {near}" if near else ""


def _shorten(text: str) -> str:
    """Shorten quoted file content."""
    return text[:_LONGEST]


@dataclass(slots=True)
class _RowImporter:
    """Imports the rows of one scenario."""

    pair: Pair
    given: Set[str]  # the keys of all its rows
    problems: list[Problem] = field(default_factory=list)
    whole: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    known: dict[str, tuple[Key, int]] = field(default_factory=dict)
    met: dict[str, ImportedRow] = field(default_factory=dict)
    bad: set[Key] = field(default_factory=set)
    statuses: Mapping[Key, Status] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.statuses = self.pair.statuses
        self.known = {
            row_key(key, index, len(wordings)): (key, index)
            for key, wordings in self.pair.original.items()
            for index in range(len(wordings))
        }

    def take(self, row: ImportedRow) -> None:
        """Validate and store a row."""
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
        """Join the wordings of each text, after the last row."""
        for name, row in self.met.items():
            key, _ = self.known[name]
            if key not in self.whole and key not in self.bad:
                self._join(key, row)

    def _join(self, key: Key, row: ImportedRow) -> None:
        count = len(self.pair.original[key])
        now = self.pair.translation.get(key, ())
        wordings = list(now) if len(now) == count else [""] * count
        for index in range(count):
            if name := self.met.get(row_key(key, index, count)):
                wordings[index] = fold(name.text)
        if all(wordings):
            self.whole[key] = tuple(wordings)
        else:
            lost = [row_key(key, index, count) for index, name in enumerate(wordings) if not name]
            self._problem(row, f"This text has {count} wordings; missing: {', '.join(lost)}.")
            self.bad.add(key)

    def _problem(self, row: ImportedRow, message: str) -> None:
        self.problems.append(Problem(row.place, _shorten(row.key), message))

    def _unknown(self, key: str) -> str:
        base, _, last = key.rpartition(".")
        for name in (key, base if last.isdecimal() else ""):
            if name in self.pair.original:
                count = len(self.pair.original[name])
                return f"The source has {count} wordings now; make the file anew."
        # Comparisons take time, and a whole file may be wrong.
        # Keys with a row of their own are no candidates.
        near = (name for name in self.known if name not in self.given)
        hint = _hint(key, near) if len(self.problems) < _HINTS else ""
        return f"The scenario `{self.pair.scenario}` has no such text.{hint}"

    def _wrong(self, row: ImportedRow) -> Iterator[str]:
        key, index = self.known[row.key]
        source, text = self.pair.original[key][index], fold(row.text)
        if fold(row.source) != fold(source):
            yield "The source has changed since this file was made; make it anew."
        if row.fuzzy:
            yield "It is still marked as fuzzy; take the mark away once it is right."
        now = self.pair.translation.get(key, ())
        as_before = text in now[index : index + 1]
        if self.statuses[key] is Status.STALE and as_before and not (row.fresh or row.fuzzy):
            yield "It is stale and as before; where it still holds, write `fresh` as its status."
        if row.formula:
            yield "This is a formula; type the text itself."
            return
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
        """The source's placeholders are required, unless the translation lacked them before."""
        scratch = Source("")
        cast = {name: self._names(name) for name in self._cast()}
        check_placeholders(scratch, key, text, cast)
        for finding in scratch.findings:
            yield f"{finding.message} {finding.fix or ''}".rstrip()
        mine, wanted = placeholders(text), placeholders(self.pair.original[key][index])
        now = self.pair.translation.get(key, ())
        if len(now) > index and mine == placeholders(now[index]):
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
        most = limit(self.pair, key)
        if most is None:
            return
        names = {slot: max(self._names(slot), key=units) for slot in self._cast()}
        script = Script(self.pair.language, {}, {}, "")
        found = units(fill(script, text, names))
        why = f" {ON_BUTTON}" if stands_on_button(self.pair, key) else ""
        if found > most.units:
            yield f"It has {found} characters; at most {most.units}.{why}"
        if most.words and len(text.split()) > most.words:
            yield f"It has {len(text.split())} words; at most {most.words}.{why}"
