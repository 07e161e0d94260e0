"""The rows of a list that came as a file: whom they name, and what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.app.onboarding.job_titles import JobTitles, plain_letters
from bot.app.onboarding.pasted_names import ExpectedPerson, is_too_long
from bot.app.person_names import MOST as MOST_NAME
from bot.app.person_names import clean_name, single_line
from scenarios.languages import SCRIPTS, Script
from storage.agencies.agencies import Job

MOST_ROWS = 1000
MOST_NUMBER = 20  # letters of an agency's own number
MOST_SHOWN = 40  # letters of a cell that is shown again
_HEAD_WITHIN = 10  # rows, in one of which the columns are named


class RosterColumn(StrEnum):
    """The contents a column can have."""

    NAME = "name"  # in either script
    LATIN = "latin"
    ARABIC = "arabic"
    JOB = "job"
    NUMBER = "number"


class RowProblem(StrEnum):
    """Why a row cannot be entered."""

    NO_NAME = "no-name"
    FORMULA = "formula"  # what it comes to is not looked at
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


def read(rows: Sequence[Sequence[str]], jobs: Iterable[Job]) -> ParsedRoster:
    """Read the rows of a file.

    Args:
        rows: From the first.
        jobs: The fields of work that are known; another one is left out.

    Raises:
        NoNameColumnError: No column is one of names.
    """
    head, columns = _head(rows)
    known = JobTitles.of(jobs)
    good: list[ValidRow] = []
    bad: list[InvalidRow] = []
    for number, row in enumerate(rows[head + 1 :], head + 2):
        if not any(row):
            continue
        cells = {column: row[at] for column, at in columns.items() if at < len(row) and row[at]}
        found = _row(number, cells, known)
        if isinstance(found, InvalidRow):
            bad.append(found)
        else:
            good.append(found)
    heads = tuple(single_line(rows[head][at], MOST_SHOWN) for at in sorted(columns.values()))
    return ParsedRoster(tuple(good), tuple(bad), heads)


def possible_duplicates(
    good: Sequence[ValidRow], listed: Sequence[ExpectedPerson]
) -> Iterator[PossibleDuplicate]:
    """Find possible duplicates, each with its first reason.

    Two people of one name are told apart by anything else that stands there.

    Args:
        good: The rows.
        listed: Who is on the list already.
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


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[RosterColumn, int]]:
    """The header row, and the meaning of its columns."""
    for at, row in enumerate(rows[:_HEAD_WITHIN]):
        columns: dict[RosterColumn, int] = {}
        for place, cell in enumerate(row):
            column = column_of(cell)
            if column is not None:
                columns.setdefault(column, place)
        if columns.keys() & {RosterColumn.NAME, RosterColumn.LATIN, RosterColumn.ARABIC}:
            return at, columns
    raise NoNameColumnError


def column_of(head: str) -> RosterColumn | None:
    """The content of a column, by its name in English or Arabic."""
    bare = plain_letters(head)
    if len(bare) > MOST_SHOWN:
        return None
    kinds = _NAMED
    if any(part in bare for part in _NAME):
        kinds = () if any(part in bare for part in _NOT_WHOLE) else _NAMES
    return next((column for column, known in kinds if any(part in bare for part in known)), None)


def _row(number: int, cells: Mapping[RosterColumn, str], known: JobTitles) -> ValidRow | InvalidRow:
    formula = next((cell for cell in cells.values() if cell.startswith("=")), None)
    if formula is not None:
        return InvalidRow(number, RowProblem.FORMULA, single_line(formula, MOST_SHOWN))
    names: dict[str, str] = {}
    for column, scripts, wrong in _NAME_COLUMNS:
        if (typed := cells.get(column)) is None:
            continue
        found = _named(typed, scripts)
        if not found:
            why = RowProblem.TOO_LONG if is_too_long(typed, MOST_NAME) else wrong
            return InvalidRow(number, why, single_line(typed, MOST_SHOWN))
        names = found | names
    if not names:
        what = single_line(" · ".join(cells.values()), MOST_SHOWN)
        return InvalidRow(number, RowProblem.NO_NAME, what)
    own = cells.get(RosterColumn.NUMBER)
    if own is not None and not _is_number(own):
        return InvalidRow(number, RowProblem.BAD_NUMBER, single_line(own, MOST_SHOWN))
    typed = cells.get(RosterColumn.JOB, "")
    job = known.find(typed) if typed else None
    unknown = single_line(typed, MOST_SHOWN) if typed and job is None else ""
    return ValidRow(number, ExpectedPerson(names, job, own), unknown)


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
