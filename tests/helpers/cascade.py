"""People on the trainer pathway: tests, taken steps and led sessions."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, insert, select

from bot.app.certificates.trainer_programme import forms, programme
from bot.app.live_session.observation import LEAST, criteria
from bot.chat.kit.routes import call
from bot.chat.trainer.live_session.observation import rate_criterion, set_observing, sign_session
from bot.chat.trainer.live_session.session_control import begin_session, end_session
from bot.chat.trainer.live_session.session_opening import ask_session_place, open_session
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.live_session import live_sessions
from storage.people import roles
from storage.people.roles import Role
from tests.helpers.certifying import gives, plays
from tests.helpers.staff import AIRPORT, ZONE, Staff, button

CIRCLE, GATES, CASE = "circle-00001", "gates-000001", "room-614"
FORM = min(forms())  # whichever of the three chance has left for the last part


async def a_circle(staff: Staff, *members: str) -> None:
    """A master's cohort that was given the programme for trainers, and a class of theirs."""
    now = staff.desk.clock.now()

    def prepare(conn: Connection) -> None:
        for key, name in ((CIRCLE, "Trainers to be"), (GATES, "Gates")):
            cohorts.create(conn, Cohort(key, name, AIRPORT, ZONE, now), "master")
        for number, count in enumerate(members):
            cohorts.join(conn, f"circle-{number:05}", CIRCLE, count, now)
        cohorts.join(conn, "gate-0000001", GATES, "lina", now)

    await staff.write(prepare)


async def passes_programme(staff: Staff, person: str) -> None:
    """Someone is given the programme for trainers with the circle, and passes it."""
    for give in (await gives(staff, programme(), CIRCLE)).values():
        await plays(staff, person, give)


async def takes_delayed(staff: Staff, person: str, *, late: bool = False, form: str = FORM) -> None:
    """Someone takes the delayed part of a test, now."""
    now = staff.desk.clock.now()

    def prepare(conn: Connection) -> None:
        edition = conn.scalar(select(t.editions.c.hash).where(t.editions.c.scenario == form))
        given = f"delayed-{person[:4]}"
        conn.execute(
            insert(t.assignments),
            {
                "id": given,
                "cohort": CIRCLE,
                "scenario": form,
                "mode": "assessment",
                "due_at": now + timedelta(days=-1 if late else 1),
                "pass_mark": 0,
                "created_at": now,
                "test": "test-0000001",
                "part": "delayed",
            },
        )
        row = {"id": f"a-{person}", "person": person, "edition": edition, "rules": 1, "seed": 1}
        row |= {"language": "en", "mode": "assessment", "turn": 1, "shown_turn": 1}
        row |= {"position": "{}", "state": "ended", "outcome": "safe", "assignment": given}
        times = dict.fromkeys(("started_at", "moved_at", "ended_at"), now)
        conn.execute(insert(t.attempts), {**row, **times})

    await staff.write(prepare)


async def leads(staff: Staff, person: str, cohort: str = GATES) -> str:
    """Someone runs a case with a class, and a master trainer looks on; gives the session."""
    await staff.taps(person, call(ask_session_place, cohort, CASE))
    ready = await staff.says(person, "Training room 3")
    await staff.taps(person, button(ready.screen, open_session))
    session = (await staff.read(lambda conn: live_sessions.of_cohort(conn, cohort)))[0].id
    await staff.taps(person, call(begin_session, session))
    await staff.taps("master", call(set_observing, session, on=True))
    await staff.taps(person, call(end_session, session))
    return str(session)


async def signs(staff: Staff, observer: str, session: str, *, well: bool = True) -> None:
    """A master trainer observes a session and signs it."""
    for criterion in criteria()[:LEAST]:
        await staff.taps(observer, call(rate_criterion, session, criterion.id, 3))
    await staff.taps(observer, call(sign_session, session, well=well))


async def held(staff: Staff, person: str) -> list[str]:
    found: list[Role] = await staff.read(lambda conn: roles.of(conn, person))
    return [role.role for role in found]
