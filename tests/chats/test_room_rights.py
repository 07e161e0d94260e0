"""The room's table of rights, whole: who may do what in a session, and what forged taps find."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.chat import common_screens
from bot.chat.kit.actions import Action
from bot.chat.kit.request import Reply
from bot.chat.trainer.live_session import actions
from bot.chat.trainer.live_session.actions import (
    AskInRoom,
    AskRoomPlace,
    AskSignature,
    BeginInRoom,
    ChooseRoomCase,
    CloseEmptyVote,
    CloseVote,
    EndRoom,
    EndRoomNow,
    FinishInRoom,
    GoOnInRoom,
    JoinRoom,
    LeaveRoom,
    LookOn,
    MarkInRoom,
    Observe,
    OpenRoom,
    RateCriterion,
    SetAttending,
    SetHands,
    ShowAnswers,
    ShowAttendance,
    ShowCriterion,
    ShowHands,
    ShowObserving,
    ShowRoom,
    ShowSession,
    ShowSessions,
    SignSession,
    SpeakOnPage,
    TakeInRoom,
    TakeOut,
    TellMembers,
    Vote,
)
from bot.locale import words
from storage.db import tables as t
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from storage.people.roles import EVERYWHERE
from tests.helpers.auditing import recorded_taps
from tests.helpers.front_desk import front_desk
from tests.helpers.room import COHORT, a_class, begun
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


def of_trainers(session: str) -> tuple[Action, ...]:
    return (
        ChooseRoomCase(COHORT, 0),
        AskRoomPlace(COHORT, "kinds"),
        SpeakOnPage(session, "ar"),
        OpenRoom(session),
        ShowRoom(session),
        BeginInRoom(session),
        CloseEmptyVote(session, 0),
        CloseVote(session, 0),
        TakeInRoom(session, 0, "ask"),
        MarkInRoom(session, 0, 0, on=True),
        FinishInRoom(session, 0),
        GoOnInRoom(session, 0),
        AskInRoom(session, 0, 1),
        ShowHands(session, 0),
        SetHands(session, 0, 0, 5),
        ShowAttendance(session, 0),
        SetAttending(session, "member", there=True, page=0),
        TakeOut(session, "sara", 0),
        TellMembers(session),
        EndRoom(session),
        EndRoomNow(session),
        ShowSessions(COHORT),
        ShowSession(session),
        ShowAnswers(session),
    )


def of_observers(session: str) -> tuple[Action, ...]:
    return (
        Observe(session),
        LookOn(session, on=True),
        ShowCriterion(session, "content"),
        RateCriterion(session, "content", 3),
        AskSignature(session, well=True),
        SignSession(session, well=True),
    )


def of_those_there(session: str) -> tuple[Action, ...]:
    return (Vote(session, 0, "ask"), LeaveRoom(session))


def every(session: str) -> tuple[Action, ...]:
    more = (JoinRoom(session), ShowObserving())
    return (*of_trainers(session), *of_observers(session), *of_those_there(session), *more)


def may(person: str, action: Action, session: str) -> bool:
    """Who of the others may do this, by what they are."""
    if action in of_observers(session):
        return person in {"master", "top-master"}
    if isinstance(action, ShowObserving):
        return person.endswith("master")
    return isinstance(action, JoinRoom) and person == "member"


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
            forged = isinstance(action, ChooseRoomCase | AskRoomPlace | ShowSessions)
            if not forged and not isinstance(action, ShowObserving):
                assert is_gone(await staff.taps(person, action)), (person, action)
    assert await kept(staff) == before


async def test_those_who_may_are_served(staff: Staff, session: Session) -> None:
    """The same taps, from those whose they are; so none of them is refused to everybody."""
    for person in OTHERS:
        for mine in (Observe(session.id), ShowObserving(), JoinRoom(session.id)):
            if may(person, mine, session.id):
                assert not is_gone(await staff.taps(person, mine)), (person, mine)
    for action in of_observers(session.id):
        assert not is_gone(await recorded_taps(staff, "master", action)), action
    for action in of_those_there(session.id):
        assert not is_gone(await staff.taps("sara", action)), action
    for action in of_trainers(session.id):
        assert not is_gone(await recorded_taps(staff, "trainer", action)), action


def test_every_action_of_a_room_is_tried() -> None:
    made = {
        one
        for one in vars(actions).values()
        if isinstance(one, type) and issubclass(one, Action) and one is not Action
    }
    assert made == {type(one) for one in every("session-0001")}


async def test_nobody_looks_on_at_themselves(staff: Staff) -> None:
    """A master trainer who leads a class of their own is signed by somebody else."""
    await staff.person("leads", (MASTER, AIRPORT))
    session = await begun(staff, "sara")
    await staff.write(lambda conn: live_sessions.change(conn, session.id, led_by="leads"))
    for action in of_observers(session.id):
        assert is_gone(await staff.taps("leads", action)), action
    assert not is_gone(await staff.taps("master", Observe(session.id)))


async def test_only_one_looks_on(staff: Staff, session: Session) -> None:
    """Whoever says so first; until then anybody may."""
    await staff.taps("master", LookOn(session.id, on=True))
    await staff.taps("master", RateCriterion(session.id, "content", 3))
    assert is_gone(await staff.taps("top-master", RateCriterion(session.id, "content", 1)))
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
