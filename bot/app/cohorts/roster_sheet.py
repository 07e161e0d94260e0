"""The rows of a list that came as a file: whom they name, and what is wrong with them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.app.onboarding.job_titles import JobTitles, plain_letters, title_key
from bot.app.onboarding.pasted_names import ExpectedPerson, is_too_long
from bot.app.person_names import MOST as MOST_NAME
from bot.app.person_names import clean_name, single_line
from scenarios.languages import SCRIPTS, Script
from storage.agencies.agencies import Job

MOST_ROWS = 1000
MOST_NUMBER = 20  # letters of an agency's own number
MOST_CELL = 200  # letters of a cell that are kept until it is entered
MOST_SHOWN = 40  # letters of a cell that is shown again
_SAMPLE = 40  # rows by which columns without a name are guessed
_HEAD_WITHIN = 10  # rows, in one of which the columns are named


class RosterColumn(StrEnum):
    """The contents a column can have."""

    NAME = "name"  # in either script
    LATIN = "latin"
    ARABIC = "arabic"
    JOB = "job"
    NUMBER = "number"


NAME_COLUMNS: Final = frozenset({RosterColumn.NAME, RosterColumn.LATIN, RosterColumn.ARABIC})


class RowProblem(StrEnum):
    """Why a row cannot be entered."""

    NO_NAME = "no-name"
    FORMULA = "formula"  # it is not evaluated
    NOT_A_NAME = "not-a-name"
    TOO_LONG = "too-long"  # for a name
    NOT_LATIN = "not-latin"
    NOT_ARABIC = "not-arabic"
    BAD_NUMBER = "bad-number"


class DuplicateReason(StrEnum):
    """Why a row may be a duplicate. The trainer decides; names alone prove nothing."""

    TWICE = "twice"  # another row of the file says the same
    SAME_NUMBER = "same-number"  # another row of the file has this number
    LISTED = "listed"  # that name is on the cohort's list already
    LISTED_NUMBER = "listed-number"


@dataclass(frozen=True, slots=True)
class InvalidRow:
    """A row that cannot be entered."""

    row: int
    problem: RowProblem
    text: str  # as it stands there
    column: RosterColumn | None = None  # in which; None where a name is missing


@dataclass(frozen=True, slots=True)
class ValidRow:
    """A row that can be entered."""

    row: int
    person: ExpectedPerson
    unknown_job: str = ""  # the field of work that stands there, where it is none of ours


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """A valid row that may be a duplicate."""

    row: int
    reason: DuplicateReason
    other: int | None = None  # the row that came before it


@dataclass(frozen=True, slots=True)
class ParsedRoster:
    """The rows of a file."""

    valid: tuple[ValidRow, ...]
    invalid: tuple[InvalidRow, ...]
    headings: tuple[str, ...] = ()  # the columns that are read, as they are called there


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as uploaded or since corrected."""

    number: int
    cells: Mapping[RosterColumn, str]  # those that are not empty


@dataclass(frozen=True, slots=True)
class RosterTable:
    """The rows of a file, in the columns that are read."""

    rows: tuple[TableRow, ...]
    headings: Mapping[RosterColumn, str]  # the columns, as they are called there
    jobs: Mapping[str, str] = field(default_factory=dict)
    """The fields of work that its trainer chose for unknown titles, by `title_key`; empty for
    titles that are left out."""


class NoNameColumnError(Exception):
    """The file has no column of names."""


# What names a column, in either language, as `plain_letters` leaves it; the first found counts. A
# bare number is none of ours: it counts rows, or is that of a telephone or a passport.
_NAMED: tuple[tuple[RosterColumn, tuple[str, ...]], ...] = (
    (RosterColumn.NUMBER, ("staffn", "employeen", "ownn", "رقموظيف", "رقمالوظيف", "رقمالموظف")),
    (RosterColumn.JOB, ("job", "field", "profession", "مجال", "وظيف", "مهن")),
)
_NAMES: tuple[tuple[RosterColumn, tuple[str, ...]], ...] = (
    (RosterColumn.ARABIC, ("arabic", "عرب")),
    (RosterColumn.LATIN, ("latin", "english", "لاتين", "انجليز", "انكليز")),
    (RosterColumn.NAME, ("",)),
)
_NAME = ("name", "اسم")
# Half a name, or the name of something else.
_NOT_WHOLE = (
    *("first", "last", "family", "given", "middle", "nick", "user", "file"),
    *("agency", "company", "department", "supervisor", "manager", "trainer", "cohort"),
    *(
        "الاول",
        "العايل",
        "الاب",
        "المستخدم",
        "الجه",
        "الشرك",
        "القسم",
        "المشرف",
        "المدير",
        "المدرب",
    ),
)


def table_of(
    rows: Sequence[Sequence[str]], head: int | None, columns: Mapping[RosterColumn, int]
) -> RosterTable:
    """The rows below the header row, in the columns that are read; all other columns are left out.

    Args:
        rows: From the first.
        head: The place of the header row; None where there is none.
        columns: The place of each column.
    """
    first = 0 if head is None else head + 1
    found = []
    for number, row in enumerate(rows[first:], first + 1):
        if any(row):
            placed = {column: row[at] for column, at in columns.items() if at < len(row)}
            found.append(TableRow(number, clean_cells(placed)))
    heads = rows[head] if head is not None else ()
    called = {
        column: single_line(heads[at], MOST_SHOWN) if at < len(heads) else ""
        for column, at in sorted(columns.items(), key=lambda placed: placed[1])
    }
    return RosterTable(tuple(found), called)


def clean_cells(cells: Mapping[RosterColumn, str]) -> Mapping[RosterColumn, str]:
    """Cells without what nobody sees, and without those in which nothing stands."""
    clean = ((column, single_line(cell, MOST_CELL)) for column, cell in cells.items())
    return {column: cell for column, cell in clean if cell}


def recognised_table(rows: Sequence[Sequence[str]]) -> RosterTable:
    """The rows of a file whose columns are named.

    Raises:
        NoNameColumnError: No column is one of names.
    """
    head, columns = recognised_columns(rows)
    return table_of(rows, head, columns)


def parse(table: RosterTable, jobs: Iterable[Job]) -> ParsedRoster:
    """The people whom the rows of a table name, and what is wrong with the others.

    Args:
        table: The rows.
        jobs: The fields of work that are known; another one is left out.
    """
    known = JobTitles.of(jobs)
    good: list[ValidRow] = []
    bad: list[InvalidRow] = []
    for row in table.rows:
        problem = next(problems_of(row), None)
        if problem is None:
            good.append(_valid(row, known, table.jobs))
        else:
            bad.append(problem)
    return ParsedRoster(tuple(good), tuple(bad), tuple(filter(None, table.headings.values())))


def possible_duplicates(
    good: Sequence[ValidRow], listed: Sequence[ExpectedPerson]
) -> Iterator[PossibleDuplicate]:
    """Find possible duplicates, each with its first reason.

    People with the same name are no duplicates if any other cell differs.

    Args:
        listed: The people already on the roster.
    """
    numbers = {learner.number for learner in listed if learner.number}
    names = {(name, learner.number) for learner in listed for name in learner.names.values()}
    rows: dict[tuple[object, ...], int] = {}
    numbered: dict[str, int] = {}
    for item in good:
        who = item.person
        same = (*sorted(who.names.items()), who.job, item.unknown_job, who.number)
        if who.number in numbers:
            yield PossibleDuplicate(item.row, DuplicateReason.LISTED_NUMBER)
        elif same in rows:
            yield PossibleDuplicate(item.row, DuplicateReason.TWICE, rows[same])
        elif who.number and who.number in numbered:
            yield PossibleDuplicate(item.row, DuplicateReason.SAME_NUMBER, numbered[who.number])
        elif any(_is_listed(name, who.number, names) for name in who.names.values()):
            yield PossibleDuplicate(item.row, DuplicateReason.LISTED)
        rows.setdefault(same, item.row)
        if who.number:
            numbered.setdefault(who.number, item.row)


def _is_listed(name: str, number: str | None, names: set[tuple[str, str | None]]) -> bool:
    """Whether a name is on the list without a different staff number."""
    if number is None:
        return any(name == other for other, _ in names)
    return (name, None) in names


def recognised_columns(
    rows: Sequence[Sequence[str]],
) -> tuple[int, Mapping[RosterColumn, int]]:
    """The place of the header row, and the places of the columns that it names.

    Raises:
        NoNameColumnError: No column is one of names.
    """
    for at, row in enumerate(rows[:_HEAD_WITHIN]):
        columns: dict[RosterColumn, int] = {}
        for place, cell in enumerate(row):
            column = column_of(cell)
            if column is not None:
                columns.setdefault(column, place)
        if columns.keys() & NAME_COLUMNS:
            return at, columns
    raise NoNameColumnError


def guessed_columns(
    rows: Sequence[Sequence[str]], jobs: Iterable[Job]
) -> Mapping[RosterColumn, int]:
    """The places of columns that nothing names, by what stands in them; the first of each kind."""
    known = JobTitles.of(jobs)
    sample = [row for row in rows if any(row)][:_SAMPLE]
    columns: dict[RosterColumn, int] = {}
    for place in range(max(map(len, sample), default=0)):
        cells = [row[place] for row in sample if place < len(row) and row[place]]
        kinds = (_content(cell, known) for cell in cells)
        counts = Counter(kind for kind in kinds if kind is not None)
        kind, times = next(iter(counts.most_common(1)), (None, 0))
        if kind is not None and 2 * times > len(cells):
            columns.setdefault(kind, place)
    if not columns.keys() & {RosterColumn.LATIN, RosterColumn.ARABIC}:
        return columns
    if not columns.keys() >= {RosterColumn.LATIN, RosterColumn.ARABIC}:  # one, in whatever letters
        named = columns.pop(RosterColumn.LATIN, columns.pop(RosterColumn.ARABIC, 0))
        columns[RosterColumn.NAME] = named
    return columns


def _content(cell: str, known: JobTitles) -> RosterColumn | None:
    if known.find(cell) is not None:
        return RosterColumn.JOB
    if any(char.isdecimal() for char in cell):
        return RosterColumn.NUMBER if _is_number(cell) else None
    if clean_name(cell, "latin") is not None:
        return RosterColumn.LATIN
    return RosterColumn.ARABIC if clean_name(cell, "arabic") is not None else None


def column_of(head: str) -> RosterColumn | None:
    """The content of a column, by its name in English or Arabic."""
    bare = plain_letters(head)
    if len(bare) > MOST_SHOWN:
        return None
    kinds = _NAMED
    if any(part in bare for part in _NAME):
        kinds = () if any(part in bare for part in _NOT_WHOLE) else _NAMES
    return next((column for column, known in kinds if any(part in bare for part in known)), None)


def problems_of(row: TableRow) -> Iterator[InvalidRow]:
    """The problems of a row, at most one for each cell."""
    number, cells = row.number, row.cells
    formulas = {column for column, cell in cells.items() if cell.startswith("=")}
    for column in sorted(formulas):
        shown = single_line(cells[column], MOST_SHOWN)
        yield InvalidRow(number, RowProblem.FORMULA, shown, column)
    for column, scripts, wrong in _NAME_COLUMNS:
        typed = cells.get(column)
        if typed is not None and column not in formulas and not _named(typed, scripts):
            why = RowProblem.TOO_LONG if is_too_long(typed, MOST_NAME) else wrong
            yield InvalidRow(number, why, single_line(typed, MOST_SHOWN), column)
    if not cells.keys() & NAME_COLUMNS:
        what = single_line(" · ".join(cells.values()), MOST_SHOWN)
        yield InvalidRow(number, RowProblem.NO_NAME, what)
    own = cells.get(RosterColumn.NUMBER)
    if own is not None and RosterColumn.NUMBER not in formulas and not _is_number(own):
        shown = single_line(own, MOST_SHOWN)
        yield InvalidRow(number, RowProblem.BAD_NUMBER, shown, RosterColumn.NUMBER)


def _valid(row: TableRow, known: JobTitles, chosen: Mapping[str, str]) -> ValidRow:
    """The person of a row without a problem."""
    cells = row.cells
    names: dict[str, str] = {}
    for column, scripts, _ in _NAME_COLUMNS:
        if column in cells:
            names = _named(cells[column], scripts) | names
    title = cells.get(RosterColumn.JOB, "")
    job = known.find(title) if title else None
    unknown = ""
    if title and job is None:
        picked = chosen.get(title_key(title))
        job = picked or None
        unknown = single_line(title, MOST_SHOWN) if picked is None else ""
    return ValidRow(row.number, ExpectedPerson(names, job, cells.get(RosterColumn.NUMBER)), unknown)


_NAME_COLUMNS: tuple[tuple[RosterColumn, tuple[Script, ...], RowProblem], ...] = (
    (RosterColumn.LATIN, ("latin",), RowProblem.NOT_LATIN),
    (RosterColumn.ARABIC, ("arabic",), RowProblem.NOT_ARABIC),
    (RosterColumn.NAME, SCRIPTS, RowProblem.NOT_A_NAME),
)


def _named(typed: str, scripts: Iterable[Script]) -> dict[str, str]:
    found = ((script, clean_name(typed, script)) for script in scripts)
    return {script: name for script, name in found if name is not None}


def _is_number(text: str) -> bool:
    """Whether a text can be a staff number: few letters and digits, with separators."""
    return len(text) <= MOST_NUMBER and all(char.isalnum() or char in "-/." for char in text)
