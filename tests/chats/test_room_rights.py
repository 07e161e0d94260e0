"""Who may do what in a session, beside what takes a right (see `test_rights`)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.learner import live_session
from bot.chat.trainer.live_session import (
    observation,
)
from bot.locale import words
from storage.db import tables as t
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from storage.people.roles import EVERYWHERE
from tests.helpers.auditing import recorded_taps
from tests.helpers.front_desk import front_desk
from tests.helpers.live_session import a_class, begun
from tests.helpers.staff import AIRPORT, CLINICS, Staff

OTHERS = {
    "learner": (),
    "member": (),
    "supervisor": ((SUPERVISOR, AIRPORT),),
    "other-trainer": ((TRAINER, AIRPORT),),
    "far-trainer": ((TRAINER, CLINICS),),
    "master": ((MASTER, AIRPORT),),
    "top-master": ((MASTER, EVERYWHERE),),
    "far-master": ((MASTER, CLINICS),),
    "admin": ((ADMIN, AIRPORT),),
    "top-admin": ((ADMIN, EVERYWHERE),),
}


def of_observers(session: str) -> tuple[Call, ...]:
    return (
        call(observation.observed_session, session),
        call(observation.set_observing, session, on=True),
        call(observation.criterion_page, session, "content"),
        call(observation.rate_criterion, session, "content", 3),
        call(observation.ask_sign_session, session, well=True),
        call(observation.sign_session, session, well=True),
    )


def of_those_there(session: str) -> tuple[Call, ...]:
    return (call(live_session.vote, session, 0, "ask"), call(live_session.leave_session, session))


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    """A trainer whose class plays, one of whom is there; and all the others."""
    async with front_desk(sqlite_url) as desk:
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        await found.person("sara")
        for name, held in OTHERS.items():
            await found.person(name, *held)
        await a_class(found, "sara", "member")
        yield found


@pytest.fixture
async def session(staff: Staff) -> Session:
    return await begun(staff, "sara")


async def kept(staff: Staff) -> dict[str, list[str]]:
    tables = (t.sessions, t.rounds, t.votes, t.attendance, t.due, t.people)
    found: dict[str, list[str]] = await staff.read(
        lambda conn: {
            table.name: sorted(map(str, conn.execute(table.select()))) for table in tables
        }
    )
    return found


def is_gone(reply: Reply) -> bool:
    return reply.screen == common_screens.gone_screen(words("en"))


async def test_absent_people_neither_vote_nor_leave(staff: Staff, session: Session) -> None:
    """Members of the cohort may still join."""
    before, join = await kept(staff), call(live_session.join_session, session.id)
    for person in OTHERS:
        for action in of_those_there(session.id):
            assert is_gone(await staff.taps(person, action)), (person, action)
        if person != "member":
            assert is_gone(await staff.taps(person, join)), person
    assert await kept(staff) == before
    assert not is_gone(await staff.taps("member", join))
    for action in of_those_there(session.id):
        assert not is_gone(await staff.taps("sara", action)), action


async def test_missing_session_and_forbidden_one_look_alike(staff: Staff, session: Session) -> None:
    before, nothing = await kept(staff), "nothing-0000"
    for action in (*of_those_there(nothing), call(live_session.join_session, nothing)):
        assert is_gone(await staff.taps("sara", action)), action
    assert await kept(staff) == before


async def test_observers_signature_is_recorded(staff: Staff, session: Session) -> None:
    """In the order in which they come to it."""
    for action in of_observers(session.id):
        assert not is_gone(await recorded_taps(staff, "master", action)), action


async def test_only_one_looks_on(staff: Staff, session: Session) -> None:
    """Whoever says so first; until then anybody may."""
    await staff.taps("master", call(observation.set_observing, session.id, on=True))
    await staff.taps("master", call(observation.rate_criterion, session.id, "content", 3))
    assert is_gone(
        await staff.taps("top-master", call(observation.rate_criterion, session.id, "content", 1))
    )
    found = await staff.read(lambda conn: live_sessions.get(conn, session.id))
    assert (found.observer, found.rubric) == ("master", {"content": 3})
