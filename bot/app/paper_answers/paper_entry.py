"""Trainers enter what people without an account answered on paper, question by question.

There is no attempt before the answers are submitted; until then each can be undone. Every
function raises `NotFound` where there is no such place, where an account has taken it, where the
trainer may not assign to its cohort, and where the answers do not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import place_for
from bot.app.access.rights import Right
from bot.app.assessments.late_joiners import assign_to_joiner
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.paper_answers import paper_transcript, paper_typing, paper_work
from bot.app.paper_answers.paper_transcript import Transcript, TranscriptState
from bot.app.paper_answers.paper_typing import TypedAnswers
from bot.app.paper_answers.paper_work import Work
from bot.app.playing import sealed_results, steps
from bot.app.playing.attempt_start import create_attempt
from bot.app.playing.steps import StepTaken
from bot.app.ports import Dice
from bot.app.request import Request
from scenarios import position
from scenarios.model import Scenario
from storage.assignments import assignments, paper_answers
from storage.cohorts import roster, roster_placeholders
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.live_session.live_sessions import Session
from storage.people import people
from storage.playing.attempts import Attempt


@dataclass(frozen=True, slots=True)
class PaperWork:
    """The work that may be entered for the owner of a place."""

    place: Place
    cohort: Cohort
    open: list[Work]
    people: list[CohortPerson]


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """Somebody's answers, as far as they are entered."""

    place: Place
    cohort: Cohort
    work: Work
    scenario: Scenario
    transcript: Transcript
    state: TranscriptState
    people: list[CohortPerson]
    asked: Collection[str] | None
    """The scenes that a class was asked about; None where it is assigned work."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the next question was not asked in the class."""
        return self.asked is not None and self.state.leaves(self.asked)


@dataclass(frozen=True, slots=True)
class SubmittedPaper:
    """Answers that count as an attempt."""

    place: Place
    cohort: Cohort
    work: Work
    attempt: Attempt
    people: list[CohortPerson]


def work_list(conn: Connection, request: Request, library: Library, place_id: str) -> PaperWork:
    """The assignments and classes for which answers may be entered."""
    place, cohort = _place(conn, request, place_id)
    found = list(_open(conn, request, library, place, cohort))
    return PaperWork(place, cohort, found, cohort_people(conn, cohort.id))


def begin(
    conn: Connection, request: Request, library: Library, place_id: str, work_id: str
) -> PaperSheet:
    """Begin to enter answers, or go on where the same work is being entered."""
    place, cohort = _place(conn, request, place_id, hold=True)
    work = _work(conn, request, library, place, cohort, work_id)
    transcript = paper_transcript.from_json(place.paper)
    if transcript is None or transcript.work != work.id:
        edition = paper_work.edition_of(library, conn, work)
        if edition is None:
            raise NotFound
        transcript = Transcript(work.id, edition)
        _keep(conn, place, transcript)
    return _sheet(conn, request, library, place, cohort, work, transcript)


def change(
    conn: Connection,
    request: Request,
    library: Library,
    place_id: str,
    turn: int,
    change: Callable[[Scenario, Transcript], Transcript],
) -> PaperSheet:
    """Change the answers, unless a button of an earlier turn asks for it."""
    place, cohort, work, transcript = _entering(conn, request, library, place_id)
    if transcript.turn == turn:
        transcript = change(_scenario(conn, library, work, transcript), transcript)
        _keep(conn, place, transcript)
    return _sheet(conn, request, library, place, cohort, work, transcript)


def type_answers(
    conn: Connection,
    request: Request,
    library: Library,
    place_id: str,
    line: str,
    letters: Iterable[str],
) -> tuple[PaperSheet, TypedAnswers]:
    """Enter several answers at once, as far as they fit.

    Args:
        line: See `paper_typing.read`.
        letters: The option letters, one string for each language.
    """
    place, cohort, work, transcript = _entering(conn, request, library, place_id)
    scenario = _scenario(conn, library, work, transcript)
    asked = paper_work.put_to_class(conn, work)
    typed = paper_typing.read(scenario, transcript, line, letters, asked)
    _keep(conn, place, typed.transcript)
    return _sheet(conn, request, library, place, cohort, work, typed.transcript), typed


def submit(
    conn: Connection, request: Request, library: Library, dice: Dice, place_id: str, turn: int
) -> SubmittedPaper:
    """Submit the answers as an attempt, recording who entered them and when.

    Args:
        turn: The number of answers that the trainer saw; if it has changed, nothing is submitted.
    """
    place, cohort, work, transcript = _entering(conn, request, library, place_id)
    if transcript.turn != turn:
        raise NotFound
    attempt_id = dice.id()
    owner = roster_placeholders.of_place(
        conn, place, cohort, dice.id, request.person.language, request.now
    )
    if place.person is None:  # who is new in the cohort takes part in its tests as well
        assign_to_joiner(conn, library, dice, cohort.id, owner.id, request.now)
    place, cohort = _place(conn, request, place_id)
    assignments.get_for_share(conn, transcript.work)  # nobody withdraws it meanwhile
    work = _work(conn, request, library, place, cohort, transcript.work)
    scenario = _scenario(conn, library, work, transcript)
    acts = paper_transcript.acts(scenario, transcript)
    attempt = create_attempt(
        conn,
        owner,
        scenario,
        paper_work.purpose_of(work),
        attempt_id,
        paper_transcript.SEED,
        request.now,
    )
    for act in acts:
        moved = steps.step(conn, scenario, attempt, act, request.now)
        if not isinstance(moved, StepTaken):
            raise NotFound
        attempt = moved.attempt
    if attempt.result is None:  # not all is answered
        raise NotFound
    session = paper_work.session_of(work)
    paper_answers.entered(conn, attempt.id, request.person.id, request.now, session)
    roster.change(conn, place.id, paper=None)
    return SubmittedPaper(place, cohort, work, attempt, cohort_people(conn, cohort.id))


def submit_whole(
    conn: Connection,
    request: Request,
    library: Library,
    dice: Dice,
    place_id: str,
    transcript: Transcript,
) -> SubmittedPaper:
    """Let answers that were all typed at once count; what was entered before is replaced."""
    place, cohort = _place(conn, request, place_id, hold=True)
    _work(conn, request, library, place, cohort, transcript.work)
    _keep(conn, place, transcript)
    return submit(conn, request, library, dice, place_id, transcript.turn)


def is_open(
    conn: Connection, request: Request, library: Library, place_id: str, work_id: str
) -> bool:
    """Whether answers may be entered for a work."""
    place, cohort = _place(conn, request, place_id)
    return any(work.id == work_id for work in _open(conn, request, library, place, cohort))


def discard(conn: Connection, request: Request, place_id: str) -> None:
    """Forget the answers that do not count yet."""
    place, _ = _place(conn, request, place_id, hold=True)
    roster.change(conn, place.id, paper=None)


def _place(
    conn: Connection, request: Request, place_id: str, *, hold: bool = False
) -> tuple[Place, Cohort]:
    """A place whose owner has no account."""
    if hold:
        roster.get_for_update(conn, place_id)
    place, cohort = place_for(conn, request.person, Right.ASSIGN, place_id)
    if place.person is not None and people.has_joined(conn, place.person):
        raise NotFound
    return place, cohort


def _entering(
    conn: Connection, request: Request, library: Library, place_id: str
) -> tuple[Place, Cohort, Work, Transcript]:
    """A locked place, and what is being entered for it."""
    place, cohort = _place(conn, request, place_id, hold=True)
    transcript = paper_transcript.from_json(place.paper)
    if transcript is None:
        raise NotFound
    work = _work(conn, request, library, place, cohort, transcript.work)
    return place, cohort, work, transcript


def _open(
    conn: Connection, request: Request, library: Library, place: Place, cohort: Cohort
) -> Iterator[Work]:
    """The open work; no part of a test that the trainer takes too."""
    for work in paper_work.open_work(conn, place, cohort, request.now):
        if not paper_work.is_of_test(work) or not sealed_results.has_open_assessment(
            conn, library.scenarios, request.person.id, [work.scenario], request.now
        ):
            yield work


def _work(
    conn: Connection,
    request: Request,
    library: Library,
    place: Place,
    cohort: Cohort,
    work_id: str,
) -> Work:
    for work in _open(conn, request, library, place, cohort):
        if work.id == work_id:
            return work
    raise NotFound


def _scenario(conn: Connection, library: Library, work: Work, transcript: Transcript) -> Scenario:
    """The edition, in the place of the class. On a printed sheet nothing is confirmed."""
    scenario = library.read(conn, transcript.edition)
    if scenario is None:
        raise NotFound
    if isinstance(work, Session):
        return scenario.in_place(scenario.place_at(position.read(work.position).state))
    return scenario


def _sheet(
    conn: Connection,
    request: Request,
    library: Library,
    place: Place,
    cohort: Cohort,
    work: Work,
    transcript: Transcript,
) -> PaperSheet:
    scenario = _scenario(conn, library, work, transcript)
    standing = paper_transcript.transcript_state(scenario, request.person.language, transcript)
    asked = paper_work.put_to_class(conn, work)
    people = cohort_people(conn, cohort.id)
    return PaperSheet(place, cohort, work, scenario, transcript, standing, people, asked)


def _keep(conn: Connection, place: Place, transcript: Transcript) -> None:
    roster.change(conn, place.id, paper=paper_transcript.to_json(transcript))
