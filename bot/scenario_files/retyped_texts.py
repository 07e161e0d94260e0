"""Edits in a returned text sheet, and the resulting files. Pure.

Errors are found by the usual checks of a scenario; this module only maps them to
cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.locale import words
from bot.scenario_files.text_sheet import Cell, Row, Sheet
from scenarios.edition_diff import part_label
from scenarios.findings import Finding, errors
from scenarios.in_place_edits import Wording, locate, replace_texts
from scenarios.kinds import KINDS
from scenarios.loader import SCENARIO, YAML_FILES, load
from scenarios.model import Key
from scenarios.translation_pairs import Pair, languages_of, pair
from scenarios.translation_rows import limit, row_key
from scenarios.translation_writer import write_translation
from scenarios.yaml_source import Source, fold, read

Texts = Mapping[Key, tuple[str, ...]]
_CONTAINERS = frozenset(
    {
        "endings",
        "objectives",
        "cast",
        *(kind.decision.parts for kind in KINDS.values()),
        "bands",
        "before",
        "recall",
    }
)


class CellProblem(Enum):
    """An error in a single cell."""

    UNKNOWN = auto()  # the key is unknown to the scenario
    TWICE = auto()
    EMPTY = auto()
    FORMULA = auto()
    CHANGED = auto()  # changed differently in a newer edition


@dataclass(frozen=True, slots=True)
class SheetChanges:
    files: Mapping[str, bytes]  # the resulting scenario files
    changed: int  # the number of changed texts
    problems: tuple[tuple[str, CellProblem], ...]  # by cell address


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The validated result of a sheet."""

    files: Mapping[str, bytes]
    """The scenario files; playable unless there are problems."""
    changed: int
    """The number of changed texts."""
    problems: Sequence[tuple[str, CellProblem | Finding]]
    """Problems by cell address or file name, in reading order."""


@dataclass(slots=True)
class Edition:
    """The files of an edition, and its texts by language."""

    files: Mapping[str, bytes]
    pairs: Mapping[str, Pair] = field(init=False)  # by translation language

    def __post_init__(self) -> None:
        self.pairs = {language: pair(self.files, language) for language in languages_of(self.files)}

    @property
    def own(self) -> Pair:
        """Any of the pairs, for the original language."""
        return next(iter(self.pairs.values()))

    @property
    def languages(self) -> tuple[str, ...]:
        """All languages, the original first."""
        return (self.own.own, *self.pairs)

    def texts(self, language: str) -> Texts:
        """All texts of a language, by the scenario's keys."""
        known = self.own.original
        if language == self.own.own:
            return known
        found = self.pairs[language].translation
        return {key: found[key] for key in known if len(found.get(key, ())) == len(known[key])}

    def wording(self, language: str, at: Wording) -> str:
        """One wording; empty if missing."""
        key, index = at
        wordings = self.texts(language).get(key, ())
        return wordings[index] if index < len(wordings) else ""

    def file(self, language: str) -> str:
        """The name of a language's file."""
        return SCENARIO if language == self.own.own else f"{language}.yaml"


def rows_of(edition: Edition, language: str) -> Iterator[Row]:
    """A row for every wording, with its location in a language."""
    for key, wordings in edition.own.original.items():
        for index in range(len(wordings)):
            yield Row(
                row_key(key, index, len(wordings)),
                _where(key, index, len(wordings), language),
                {lang: edition.wording(lang, (key, index)) for lang in edition.languages},
                str(limit(edition.own, key) or ""),
            )


def _where(key: Key, index: int, wordings: int, language: str) -> str:
    """A key for display: `gate · choice ask · feedback`."""
    parts, names = key.split("."), []
    if parts[0] == "scenes":
        parts = parts[1:]
    while parts:
        part = parts.pop(0)
        if part in _CONTAINERS and parts:
            names.append(words(language).render(part_label(part, parts.pop(0))))
        elif part not in KINDS:
            names.append(part)
    if wordings > 1:
        names.append(str(index + 1))
    return " · ".join(names)


def read_changes(sheet: Sheet, base: Edition, newest: Edition) -> SheetChanges:
    """Apply the edits of a sheet to the newest edition.

    Args:
        sheet: The returned sheet.
        base: The exported edition: cells equal to it were not edited.
    """
    wrong: list[tuple[str, CellProblem]] = []
    known = _known(newest)
    met: set[str] = set()
    for key, address in sheet.keys:
        if key not in known:
            wrong.append((address, CellProblem.UNKNOWN))
        elif key in met:
            wrong.append((address, CellProblem.TWICE))
        met.add(key)
    changed: dict[str, dict[Wording, str]] = {}
    for cell in sheet.cells:
        at = known.get(cell.key)
        if at is None or cell.language not in newest.languages:
            continue
        text, now = fold(cell.text), newest.wording(cell.language, at)
        before = base.wording(cell.language, at)
        if (bad := _problem(cell, text, before, now)) is not None:
            wrong.append((cell.address, bad))
        elif text not in (before, now):
            changed.setdefault(cell.language, {})[at] = text
    files = dict(newest.files)
    for language, some in changed.items():
        files[newest.file(language)] = _file(newest, language, some).encode()
    return SheetChanges(files, sum(map(len, changed.values())), tuple(wrong))


def _known(edition: Edition) -> dict[str, Wording]:
    return {
        row_key(key, index, len(wordings)): (key, index)
        for key, wordings in edition.own.original.items()
        for index in range(len(wordings))
    }


def _problem(cell: Cell, text: str, before: str, now: str) -> CellProblem | None:
    if cell.formula:
        return CellProblem.FORMULA
    if not text:
        return CellProblem.EMPTY if before or now else None
    if text not in (before, now) and before != now:
        return CellProblem.CHANGED
    return None


def _file(edition: Edition, language: str, changed: Mapping[Wording, str]) -> str:
    """The changed file of a language; an incomplete one is regenerated."""
    name, texts = edition.file(language), edition.texts(language)
    if all(key in texts for key, _ in changed):
        raw = edition.files[name]
        return replace_texts(raw.decode("utf-8-sig"), read(name, raw), texts, changed)
    whole = dict(texts)
    for key, wordings in edition.own.original.items():
        kept = [edition.wording(language, (key, index)) for index in range(len(wordings))]
        typed = [changed.get((key, index), text) for index, text in enumerate(kept)]
        if all(typed):
            whole[key] = tuple(typed)
    return write_translation(edition.pairs[language], whole)


def merge(sheet: Sheet, base: Edition, newest: Edition) -> MergeResult:
    """Apply the edits of a sheet to the newest edition, and validate the result.

    Args:
        sheet: The returned sheet.
        base: The exported edition: cells equal to it were not edited.
        newest: The edition to change.
    """
    found = read_changes(sheet, base, newest)
    wrong: list[tuple[str, CellProblem | Finding]] = list(found.problems)
    if found.changed:
        sources = {name: read(name, raw) for name, raw in found.files.items() if name in YAML_FILES}
        edition, findings = Edition(found.files), errors(load(found.files).findings)
        cells = ((cell_of(sheet, edition, each, sources), each) for each in findings)
        # An error without a cell may only be caused by rejected cells.
        wrong += [(cell or each.file, each) for cell, each in cells if cell or not found.problems]
    return MergeResult(found.files, found.changed, sorted(wrong, key=_by_row))


def _by_row(wrong: tuple[str, CellProblem | Finding]) -> tuple[bool, int, str]:
    """Sort by position in the sheet; entries without a cell last."""
    column, row = wrong[0][:1], wrong[0][1:]
    return (False, int(row), column) if row.isdecimal() else (True, 0, "")


def cell_of(sheet: Sheet, edition: Edition, finding: Finding, sources: Mapping[str, Source]) -> str:
    """The cell address of a finding; empty if there is none.

    Args:
        sheet: The returned sheet.
        edition: The resulting edition.
        sources: Its parsed files, by name.
    """
    language = next(
        (lang for lang in edition.languages if edition.file(lang) == finding.file), None
    )
    source = sources.get(finding.file)
    if language is None or source is None:
        return ""
    here = (finding.line, finding.column)
    addresses = {cell.key: cell.address for cell in sheet.cells if cell.language == language}
    texts = edition.texts(language)
    placed = [
        (path, row_key(key, index, len(wordings)))
        for key, wordings in texts.items()
        for index in range(len(wordings))
        if (path := locate(source, key, index, len(wordings))) is not None
    ]
    exact = (key for path, key in placed if source.at(path) == here)
    above = [path for path, place in source.places.items() if place == here and path]
    within = (key for path, key in placed if any(path[: len(pair)] == pair for pair in above))
    # An invalid value is reported at the value, which is on the line of its key.
    same = ((source.at(path), key) for path, key in placed if source.at(path)[0] == finding.line)
    _, last = max((pair for pair in same if pair[0] <= here), default=(here, None))
    key = next(exact, None) or next(within, None) or last
    return addresses.get(key or "", "")
