"""Answers from paper of many people at once: a row each, in the order of the questions.

Everything that was typed is read before anything counts, and all of it counts or nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.paper_answers import paper_entry, paper_transcript, paper_typing
from bot.app.paper_answers.paper_transcript import Transcript
from bot.app.playing import sealed_results
from bot.app.ports import Dice
from bot.app.request import Request
from scenarios.model import Scenario
from storage.assignments import assignments, paper_answers
from storage.assignments.assignments import Assignment
from storage.cohorts import roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place

ROWS = 40
"""People of a page."""

Standing: TypeAlias = Literal["open", "begun", "closed"]
"""Whether answers can be entered: they can, they are being entered in the chat, or they cannot
(any more)."""
Trouble: TypeAlias = Literal["no-answer", "missing", "too-much", "changed"]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A person without an account."""

    place: str
    standing: Standing
    entered: int
    """The number of attempts already entered for this person and work."""


@dataclass(frozen=True, slots=True)
class PaperGrid:
    cohort: Cohort
    work: Assignment
    columns: int
    rows: Sequence[GridRow]
    people: Sequence[CohortPerson]
    next: str | None
    """The place after which the next page begins."""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """The input for a person, and the number of entered attempts when the form was rendered."""

    cells: Sequence[str]
    seen: int


@dataclass(frozen=True, slots=True)
class CellTrouble:
    """The reason why a cell is invalid."""

    place: str
    column: int
    trouble: Trouble
    word: str = ""


class GridError(Exception):
    """Some cells cannot be taken; nothing was entered."""

    def __init__(self, troubles: Sequence[CellTrouble]) -> None:
        super().__init__()
        self.troubles = troubles


def works(
    conn: Connection, request: Request, library: Library, cohort_id: str
) -> tuple[Cohort, list[Assignment]]:
    """The work of a cohort that is open, of which there may be answers on paper.

    Of tests the forms that are open, unless the person takes the same test and has not done so yet.

    Raises:
        NotFound: There is no such cohort, or the person may not assign to it.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    now = request.now
    work = [each for each in assignments.of_cohort(conn, cohort.id) if each.is_open(now)]
    parts = [
        each for each in assignments.test_parts_of_cohort(conn, cohort.id) if each.is_open(now)
    ]
    sealed = parts and sealed_results.has_open_assessment(
        conn, library.scenarios, request.person.id, {each.scenario for each in parts}, now
    )
    return cohort, work if sealed else [*work, *parts]


def grid(
    conn: Connection,
    request: Request,
    library: Library,
    cohort_id: str,
    work_id: str,
    after: str | None = None,
) -> PaperGrid:
    """A page of those without an account, in the order in which they were listed.

    Raises:
        NotFound: There is no such cohort or work, or the person may not assign to it.
    """
    cohort, work, scenario = _work(conn, request, library, cohort_id, work_id)
    places = roster.waiting(conn, cohort.id)
    known = [place.id for place in places]
    begin = known.index(after) + 1 if after in known else 0
    shown = places[begin : begin + ROWS]
    rows = [_row(conn, request, library, place, work) for place in shown]
    more = len(places) > begin + ROWS
    people = cohort_people(conn, cohort.id)
    return PaperGrid(
        cohort, work, _columns(scenario), rows, people, shown[-1].id if more and shown else None
    )


def enter(
    conn: Connection,
    request: Request,
    library: Library,
    dice: Dice,
    cohort_id: str,
    work_id: str,
    rows: Mapping[str, TypedRow],
    letters: Iterable[str],
) -> int:
    """Submit the answers of several people, all of them or none.

    Args:
        conn: A write transaction; the caller rolls it back if this raises.
        cohort_id: The cohort of the people.
        work_id: The id of the assignment.
        rows: The input by place; empty rows are ignored.
        letters: The option letters, one string for each language.

    Returns:
        The number of people whose answers were entered.

    Raises:
        GridError: Some cells are invalid.
        NotFound: There is no such cohort or work, or the person may not assign to it.
    """
    cohort, work, scenario = _work(conn, request, library, cohort_id, work_id)
    alphabets, own = list(letters), {place.id: place for place in roster.waiting(conn, cohort.id)}
    troubles, read = [], {}
    for place_id, typed in rows.items():
        if not any(cell.strip() for cell in typed.cells):
            continue
        place = own.get(place_id)
        row = _row(conn, request, library, place, work) if place is not None else None
        if row is None or row.standing != "open" or row.entered != typed.seen:
            troubles.append(CellTrouble(place_id, 0, "changed"))
            continue
        found = _read(scenario, Transcript(work.id, scenario.edition), place_id, typed, alphabets)
        if isinstance(found, CellTrouble):
            troubles.append(found)
        else:
            read[place_id] = found
    if troubles:
        raise GridError(troubles)
    for place_id, transcript in read.items():
        paper_entry.submit_whole(conn, request, library, dice, place_id, transcript)
    return len(read)


def _work(
    conn: Connection, request: Request, library: Library, cohort_id: str, work_id: str
) -> tuple[Cohort, Assignment, Scenario]:
    cohort, found = works(conn, request, library, cohort_id)
    work = next((each for each in found if each.id == work_id), None)
    scenario = library.find(conn, work.scenario) if work is not None else None
    if work is None or scenario is None:
        raise NotFound
    return cohort, work, scenario


def _row(
    conn: Connection, request: Request, library: Library, place: Place, work: Assignment
) -> GridRow:
    found = paper_answers.of(conn, place.person) if place.person is not None else []
    entered = sum(attempt.assignment == work.id for attempt in found)
    standing: Standing = "open"
    if place.paper is not None:
        standing = "begun"
    elif not paper_entry.is_open(conn, request, library, place.id, work.id):
        standing = "closed"
    return GridRow(place.id, standing, entered)


def _columns(scenario: Scenario) -> int:
    """The number of questions that somebody can meet at most."""
    return sum(scene.decision is not None for scene in scenario.scenes.values())


def _read(
    scenario: Scenario,
    transcript: Transcript,
    place: str,
    typed: TypedRow,
    letters: Sequence[str],
) -> Transcript | CellTrouble:
    """All answers of a row, one cell after another."""
    for column, cell in enumerate(typed.cells):
        if not cell.strip():
            if any(each.strip() for each in typed.cells[column + 1 :]):
                return CellTrouble(place, column, "missing")
            break
        if _is_over(scenario, transcript):
            return CellTrouble(place, column, "too-much", cell.strip())
        found = paper_typing.read(scenario, transcript, cell, letters)
        if found.remaining or not found.taken:
            over = _is_over(scenario, found.transcript)
            word = found.remaining or cell.strip()
            return CellTrouble(place, column, "too-much" if over else "no-answer", word)
        transcript = found.transcript
    if not _is_over(scenario, transcript):
        filled = len([each for each in typed.cells if each.strip()])
        return CellTrouble(place, min(filled, len(typed.cells) - 1), "missing")
    return transcript


def _is_over(scenario: Scenario, transcript: Transcript) -> bool:
    return paper_transcript.transcript_state(scenario, scenario.language, transcript).is_over
