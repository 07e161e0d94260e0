"""A class playing the case of all kinds: trainer, phones and background jobs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.live_session import vote
from bot.chat.trainer.live_session.session_control import begin_session, close_vote, take_choice
from bot.chat.trainer.live_session.session_opening import ask_session_place, open_session
from bot.outbox.class_messages import ClassMessages
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from tests.helpers.front_desk import BOT
from tests.helpers.staff import AIRPORT, ZONE, Staff, Target, button, buttons, leads

COHORT = "cohort-00001"
PLACE = "Training room 3"


async def a_class(staff: Staff, *members: str, trainer: str = "trainer") -> None:
    """A cohort with members and a trainer."""
    now = staff.desk.clock.now()

    def prepare(conn: Connection) -> None:
        cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, ZONE, now), trainer)
        for number, person in enumerate(members):
            cohorts.join(conn, f"member-{number}", COHORT, person, now)

    await staff.write(prepare)


async def opened(staff: Staff, scenario: str = "kinds") -> Session:
    """A session that is open: nobody is there yet."""
    await staff.taps("trainer", call(ask_session_place, COHORT, scenario))
    ready = await staff.says("trainer", PLACE)
    await staff.taps("trainer", button(ready.screen, open_session))
    return await the_session(staff)


async def begun(staff: Staff, *phones: str) -> Session:
    """A session whose first question is put to some phones."""
    session = await opened(staff)
    for phone in phones:
        await staff.says(phone, f"/start {session.door}")
    await staff.taps("trainer", call(begin_session, session.id))
    return await the_session(staff)


async def the_session(staff: Staff) -> Session:
    """The newest session of the class, as it is kept now."""
    found: list[Session] = await staff.read(lambda conn: live_sessions.of_cohort(conn, COHORT))
    return found[0]


async def votes(staff: Staff, person: str, choice: str) -> Reply:
    session = await the_session(staff)
    return await staff.taps(person, call(vote, session.id, session.turn, choice))


async def goes_on(staff: Staff, act: str) -> Reply:
    """Close the vote, and take an act for the class."""
    session = await the_session(staff)
    await staff.taps("trainer", call(close_vote, session.id, session.turn))
    return await staff.taps("trainer", call(take_choice, session.id, session.turn, act))


def asking(staff: Staff) -> ClassMessages:
    """The jobs of the loop, over the desk's own messenger."""
    return ClassMessages(BOT, staff.desk.parts.app, staff.desk.post)


def labels(screen: Screen | None) -> list[str]:
    return [button.text for button in screen.buttons] if screen else []


def actions(screen: Screen | None, target: Target) -> list[Any]:
    """The actions of all its buttons that lead to a target."""
    return [each.action for each in buttons(screen) if leads(each.action, target)]
