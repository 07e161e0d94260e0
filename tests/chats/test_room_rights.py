"""The room's table of rights, whole: who may do what in a session, and what forged taps find."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, Kind, call
from bot.chat.learner import live_session
from bot.chat.routes import ROUTES
from bot.chat.trainer.live_session import (
    attendance,
    hand_counts,
    observation,
    session_control,
    session_opening,
    session_records,
)
from bot.locale import words
from storage.db import tables as t
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from storage.people.roles import EVERYWHERE
from tests.helpers.auditing import recorded_taps
from tests.helpers.front_desk import front_desk
from tests.helpers.room import COHORT, a_class, begun
from tests.helpers.staff import AIRPORT, CLINICS, Staff, leads

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


def of_trainers(session: str) -> tuple[Call, ...]:
    return (
        call(session_opening.session_cases, COHORT, 0),
        call(session_opening.ask_session_place, COHORT, "kinds"),
        call(session_opening.set_wall_language, session, "ar"),
        call(session_opening.open_session, session),
        call(session_control.session_page, session),
        call(session_control.begin_session, session),
        call(session_control.close_empty_vote, session, 0),
        call(session_control.close_vote, session, 0),
        call(session_control.take_choice, session, 0, "ask"),
        call(session_control.mark_choice, session, 0, 0, on=True),
        call(session_control.finish_marking, session, 0),
        call(session_control.continue_session, session, 0),
        call(session_control.show_question, session, 0, 1),
        call(hand_counts.hand_counts, session, 0),
        call(hand_counts.set_hand_count, session, 0, 0, 5),
        call(attendance.attendance_page, session, 0),
        call(attendance.set_attending, session, "member", there=True, page=0),
        call(attendance.remove_attendee, session, "sara", 0),
        call(attendance.notify_absent_members, session),
        call(session_control.ask_end_session, session),
        call(session_control.end_session, session),
        call(session_records.session_list, COHORT),
        call(session_records.session_record, session),
        call(session_records.paper_sheet_list, session),
    )


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


def every(session: str) -> tuple[Call, ...]:
    more = (call(live_session.join_session, session), call(observation.observable_sessions))
    return (*of_trainers(session), *of_observers(session), *of_those_there(session), *more)


TRIED = {action.name for action in every("session-0001")}


def may(person: str, action: Call, session: str) -> bool:
    """Who of the others may do this, by what they are."""
    if action in of_observers(session):
        return person in {"master", "top-master"}
    if leads(action, observation.observable_sessions):
        return person.endswith("master")
    return leads(action, live_session.join_session) and person == "member"


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    """A trainer whose class plays, one of whom is there; and all the others."""
    async with front_desk(sqlite_url) as desk:
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        await found.person("sara")
        for one, held in OTHERS.items():
            await found.person(one, *held)
        await a_class(found, "sara", "member")
        yield found


@pytest.fixture
async def session(staff: Staff) -> Session:
    return await begun(staff, "sara")


async def kept(staff: Staff) -> dict[str, list[str]]:
    tables = (t.sessions, t.rounds, t.votes, t.attendance, t.due, t.people)
    found: dict[str, list[str]] = await staff.read(
        lambda conn: {one.name: sorted(map(str, conn.execute(one.select()))) for one in tables}
    )
    return found


def is_gone(reply: Reply) -> bool:
    return reply.screen == common_screens.gone_screen(words("en"))


@pytest.mark.parametrize("person", OTHERS)
async def test_forged_taps_of_all_others_find_nothing_and_change_nothing(
    staff: Staff, session: Session, person: str
) -> None:
    before = await kept(staff)
    for action in every(session.id):
        if not may(person, action, session.id):
            assert is_gone(await staff.taps(person, action)), (person, action)
    assert await kept(staff) == before


async def test_what_is_not_there_is_answered_the_same_to_those_who_may(staff: Staff) -> None:
    await begun(staff, "sara")
    before = await kept(staff)
    for person in ("trainer", "master", "sara"):
        for action in every("nothing-0000"):
            if "session_id" in action.arguments:
                assert is_gone(await staff.taps(person, action)), (person, action)
    assert await kept(staff) == before


async def test_those_who_may_are_served(staff: Staff, session: Session) -> None:
    """The same taps, from those whose they are; so none of them is refused to everybody."""
    for person in OTHERS:
        for mine in (
            call(observation.observed_session, session.id),
            call(observation.observable_sessions),
            call(live_session.join_session, session.id),
        ):
            if may(person, mine, session.id):
                assert not is_gone(await staff.taps(person, mine)), (person, mine)
    for action in of_observers(session.id):
        assert not is_gone(await recorded_taps(staff, "master", action)), action
    for action in of_those_there(session.id):
        assert not is_gone(await staff.taps("sara", action)), action
    for action in of_trainers(session.id):
        assert not is_gone(await recorded_taps(staff, "trainer", action)), action


def test_every_route_of_a_session_is_tried() -> None:
    taps = (route for route in ROUTES if route.kind is Kind.TAP)
    made = {route.name for route in taps if ".live_session" in route.handler.__module__}
    assert made == TRIED


async def test_nobody_looks_on_at_themselves(staff: Staff) -> None:
    """A master trainer who leads a class of their own is signed by somebody else."""
    await staff.person("leads", (MASTER, AIRPORT))
    session = await begun(staff, "sara")
    await staff.write(lambda conn: live_sessions.change(conn, session.id, led_by="leads"))
    for action in of_observers(session.id):
        assert is_gone(await staff.taps("leads", action)), action
    assert not is_gone(await staff.taps("master", call(observation.observed_session, session.id)))


async def test_only_one_looks_on(staff: Staff, session: Session) -> None:
    """Whoever says so first; until then anybody may."""
    await staff.taps("master", call(observation.set_observing, session.id, on=True))
    await staff.taps("master", call(observation.rate_criterion, session.id, "content", 3))
    assert is_gone(
        await staff.taps("top-master", call(observation.rate_criterion, session.id, "content", 1))
    )
    found = await staff.read(lambda conn: live_sessions.get(conn, session.id))
    assert (found.observer, found.rubric) == ("master", {"content": 3})


@pytest.mark.parametrize("person", OTHERS)
async def test_the_command_is_no_command_to_others(staff: Staff, person: str) -> None:
    shown = (await staff.says(person, "/sessions")).screen
    unknown = common_screens.unknown_command_screen(words("en"), None)
    assert (shown != unknown) == person.endswith("master")


@pytest.mark.parametrize("awaits", [f"room-place:{COHORT}:kinds", "room-hands:{session}:0"])
async def test_what_is_typed_counts_only_for_those_who_may(
    staff: Staff, session: Session, awaits: str
) -> None:
    await staff.person("late", (TRAINER, AIRPORT), awaits=awaits.format(session=session.id))
    before = await kept(staff)
    reply = await staff.says("late", "A 5")
    assert reply.screen == (await staff.says("learner", "A 5")).screen
    assert await kept(staff) == before
