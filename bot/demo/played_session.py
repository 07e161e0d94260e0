"""A live session as a trainer leads it, from the lobby to the ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.live_session import session_control, session_entry, session_flow, session_opening
from bot.app.live_session.session_control import LedSession
from bot.app.live_session.session_flow import Phase
from bot.app.request import Request
from bot.demo.learner_visits import SeededDice
from scenarios.kinds.base import split_parts
from storage.live_session import votes
from storage.people import people

_LONGEST = 60  # steps
_PLACE = "Training room 3"


def play_session(
    conn: Connection,
    request: Request,
    library: Library,
    dice: SeededDice,
    cohort_id: str,
    scenario_id: str,
    there: Sequence[str],
) -> str:
    """Play a case with a class whose members vote, mostly along the reference path.

    Args:
        conn: A write transaction.
        request: The leader's request, at the time when the session begins.
        dice: Source of ids, seeds and votes.
        cohort_id: A cohort of the leader.
        scenario_id: A case that may be run with it.
        there: The ids of the members who attend.

    Returns:
        The session's id.
    """
    prepared, _ = session_opening.prepare(
        conn, request, library, dice, cohort_id, scenario_id, _PLACE
    )
    session_opening.open_session(conn, request, prepared.id, None)
    attending = [person for each in there if (person := people.get(conn, each)) is not None]
    for person in attending:
        session_entry.join(conn, Request(person, request.now), dice, prepared.id)
    scenario = library.scenarios[scenario_id]
    known = dict(scenario.reference.path) if scenario.reference else {}
    for _ in range(_LONGEST):
        request = replace(request, now=request.now + timedelta(minutes=2))
        led = session_control.lead(conn, request, library, prepared.id, None)
        turn, scene = led.session.turn, led.at.scene
        match led.session.phase:
            case Phase.LOBBY:
                session_control.begin(conn, led)
            case Phase.STOP:
                session_control.go_on(conn, led, turn)
            case Phase.TALKING:
                _mark(conn, led, known.get(scene))
            case Phase.VOTING:
                for person in attending:
                    usual = known.get(scene) if dice.random.random() < 0.65 else None
                    choice = usual if usual in led.options else dice.random.choice(led.options)
                    session_entry.vote(
                        conn, library, person, request.now, prepared.id, turn, choice
                    )
                counted = votes.counted(conn, prepared.id, turn)
                session_control.close_vote(conn, led, turn)
                led = session_control.lead(conn, request, library, prepared.id, None)
                chosen = session_flow.leading_choice(counted, led.options)
                session_control.take(conn, led, turn, chosen or led.options[0])
            case Phase.ENDING:
                session_control.end(conn, led, request.now)
                return prepared.id
    raise RuntimeError(f"{scenario_id}: no ending after {_LONGEST} steps")


def _mark(conn: Connection, led: LedSession, way: str | None) -> None:
    """Mark what the class agrees on: the reference, or else the first parts that make an answer."""
    turn, options = led.session.turn, led.options
    parts = split_parts(way) if way is not None else options
    for part in parts:
        if part in options:
            session_control.mark(conn, led, turn, options.index(part), on=True)
    session_control.finish_marking(conn, led, turn)
