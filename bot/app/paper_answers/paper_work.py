"""The open work of a person without an account: assignments, and cases of their class."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.playing.attempt_start import Purpose
from storage.assignments import assignments, paper_answers
from storage.assignments.assignments import Assignment
from storage.cohorts import roster
from storage.cohorts.cohorts import Cohort
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session

Work: TypeAlias = "Assignment | Session"


def open_work(conn: Connection, place: roster.Place, cohort: Cohort, now: datetime) -> list[Work]:
    """The open work of the owner of a place, assignments first.

    Of assigned work no step before its turn, and of a test the part that is open. Of what was
    run with the class that at which they are noted as being there, once.
    """
    return [*_assigned(conn, place, cohort, now), *_in_class(conn, place)]


def edition_of(library: Library, conn: Connection, work: Work) -> str | None:
    """The edition to answer; None if it cannot be played."""
    if isinstance(work, Session):
        return work.edition
    scenario = library.find(conn, work.scenario)
    return scenario.edition if scenario is not None else None


def purpose_of(work: Work) -> Purpose:
    """The purpose of the attempt; in a class it is practice, since classes talk."""
    return Purpose() if isinstance(work, Session) else Purpose(work.mode, work.id)


def session_of(work: Work) -> str | None:
    """In which session it is answered, if in one."""
    return work.id if isinstance(work, Session) else None


def put_to_class(conn: Connection, work: Work) -> frozenset[str] | None:
    """The scenes in which the class was asked something; None for assigned work."""
    if not isinstance(work, Session):
        return None
    return frozenset(session.scene for session in live_sessions.rounds_of(conn, work.id))


def is_of_test(work: Work) -> bool:
    """Whether it is a part of a test, whose results stay hidden until it is over."""
    return not isinstance(work, Session) and work.test is not None


def _assigned(
    conn: Connection, place: roster.Place, cohort: Cohort, now: datetime
) -> list[Assignment]:
    if place.person is not None:
        open_assignments = assignments.open_for(conn, place.person, now)
        mine = [
            assignment
            for assignment in open_assignments
            if assignment.assignment.cohort == cohort.id
        ]
        return [
            assignment.assignment
            for assignment in mine
            if not assignment.is_waiting and not assignment.is_over
        ]
    every = assignments.of_cohort(conn, cohort.id)
    named = assignments.named_assignees(conn, [assignment.id for assignment in every])
    return [
        assignment
        for assignment in every
        if assignment.id not in named
        and not assignment.step
        and assignment.is_open(now)
        and place.created_at <= assignment.due_at
    ]


def _in_class(conn: Connection, place: roster.Place) -> list[Session]:
    entered = paper_answers.in_classes(conn, [place.person] if place.person else [])
    return [
        session
        for session in live_sessions.attended_by(conn, place)
        if (place.person, session.id) not in entered
    ]
