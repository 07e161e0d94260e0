"""Cards, which are read before a case is begun, and what is begun from them.

Wherever a case is opened, open assigned work comes before practice: otherwise people would play
for nothing what was to count, or practise with the reasons what is to be assessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import Connection

from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.playing import open_work
from bot.app.request import Request
from scenarios.model import Scenario
from storage.assignments import assignments
from storage.assignments.assignments import Assignment, AssignmentView
from storage.authoring import sign_offs
from storage.authoring.sign_offs import SignOff
from storage.playing import attempts, outcomes
from storage.playing.attempts import PRACTICE


@dataclass(frozen=True, slots=True)
class Card:
    """A case that can be begun."""

    scenario: Scenario
    sign_offs: Sequence[SignOff] = ()
    """Of the case, in whichever edition."""
    assigned: AssignmentView | None = None
    """The assignment for which it is begun; None for practice."""
    finished_attempt: str | None = None
    """The id of the last finished attempt, to look back on; for practice only."""


class Unavailable(Enum):
    """Why something cannot be begun that was offered once."""

    CASE_WITHDRAWN = auto()
    ASSIGNMENT_PAUSED = auto()
    ASSIGNMENT_WITHDRAWN = auto()  # from everyone, or from this person


def case_card(
    conn: Connection, request: Request, library: Library, scenario_id: str
) -> Card | Unavailable:
    assigned = assigned_card(conn, request, library, scenario_id)
    return assigned or _practice_card(conn, request, library, scenario_id)


def assigned_card(
    conn: Connection, request: Request, library: Library, scenario_id: str
) -> Card | Unavailable | None:
    """The card of open assigned work on a case; None where there is none."""
    view = open_work.of_case(_open(conn, request), scenario_id)
    return _card_of(conn, library, view) if view else None


def assignment_card(
    conn: Connection, request: Request, library: Library, assignment_id: str
) -> Card | Unavailable:
    """The card of an assignment; of a step whose turn has not come, that of the present step.

    Raises:
        NotFound: It is not there, not theirs, or not open.
    """
    views = _open(conn, request)
    view = _find(views, assignment_id)
    if view is None:
        return _withdrawal(conn, request, assignment_id)
    return _card_of(conn, library, open_work.current_step(views, view))


def card_to_play_again(
    conn: Connection, request: Request, library: Library, attempt_id: str
) -> Card | Unavailable:
    """The card of what an attempt was played for.

    Raises:
        NotFound: The attempt is not there or not theirs, or cannot be read.
    """
    attempt = attempts.get(conn, attempt_id)
    if attempt is None or attempt.person != request.person.id:
        raise NotFound
    scenario = library.read(conn, attempt.edition)
    if scenario is None:
        raise NotFound
    views = _open(conn, request)
    view = open_work.of_case(views, scenario.id)
    if view is None and attempt.mode == PRACTICE and attempt.assignment is not None:
        played = _find(views, attempt.assignment)  # passed already, but another try counts
        turn = open_work.current_step(views, played) if played else None
        view = turn if turn and not turn.is_over else None
    if view is None:
        return _practice_card(conn, request, library, scenario.id)
    return _card_of(conn, library, view)


def assignment_to_begin(
    conn: Connection, request: Request, assignment_id: str
) -> Assignment | Unavailable:
    """An assignment that can be begun or resumed, overdue ones included.

    A withdrawn one can only be resumed.

    Raises:
        NotFound: It is not there, not theirs, not open, or a step whose turn has not come.
    """
    person = request.person
    assignment = assignments.given_to(conn, assignment_id, person.id)
    if assignment is None:
        return _withdrawal(conn, request, assignment_id)
    if not assignment.is_open(request.now):
        raise NotFound
    if assignment.withdrawn_at is not None:
        running = attempts.running(conn, person.id)
        under_way = any(attempt.assignment == assignment.id for attempt in running)
        return assignment if under_way else _withdrawal(conn, request, assignment_id)
    if assignment.series is not None:
        view = _find(_open(conn, request), assignment.id)
        if view is not None and view.is_waiting:
            raise NotFound
    return assignment


def _practice_card(
    conn: Connection, request: Request, library: Library, scenario_id: str
) -> Card | Unavailable:
    scenario = library.to_begin(conn, request.person, scenario_id, assigned=False)
    if scenario is None:
        return Unavailable.CASE_WITHDRAWN
    ended = outcomes.ended(conn, request.person.id, scenario_id)
    finished = ended[0].attempt if ended else None
    return Card(scenario, sign_offs.of(conn, scenario_id), finished_attempt=finished)


def _card_of(conn: Connection, library: Library, view: AssignmentView) -> Card | Unavailable:
    scenario_id = view.assignment.scenario
    scenario = library.find(conn, scenario_id)
    if scenario is None:
        return Unavailable.CASE_WITHDRAWN
    return Card(scenario, sign_offs.of(conn, scenario_id), view)


def _open(conn: Connection, request: Request) -> list[AssignmentView]:
    return assignments.open_for(conn, request.person.id, request.now)


def _find(views: Sequence[AssignmentView], assignment_id: str) -> AssignmentView | None:
    return next((view for view in views if view.assignment.id == assignment_id), None)


def _withdrawal(conn: Connection, request: Request, assignment_id: str) -> Unavailable:
    """The reason why a withdrawn assignment is unavailable.

    Raises:
        NotFound: It was not withdrawn, or was never assigned to this person.
    """
    person = request.person
    if assignments.is_for_others(conn, assignment_id, person.id):
        return Unavailable.ASSIGNMENT_WITHDRAWN
    assignment = assignments.given_to(conn, assignment_id, person.id)
    if assignment is None or assignment.withdrawn_at is None:
        raise NotFound
    paused = assignment.withdrawn_how == assignments.FREEZE
    return Unavailable.ASSIGNMENT_PAUSED if paused else Unavailable.ASSIGNMENT_WITHDRAWN
