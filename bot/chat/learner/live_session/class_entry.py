"""Coming into a class by phone, and voting in it.

A vote can be changed until it is closed: a class that votes, talks in pairs and votes again has
learnt something. It counts once a person and turn, and nobody sees whose it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.live_session import session_flow
from bot.app.live_session.session_flow import Phase
from bot.app.onboarding.bot_links import Links
from bot.app.ports import Clock, Dice
from bot.chat import common_screens
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.notices import News
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button, Screen
from bot.chat.labels import title_in
from bot.chat.learner.live_session import class_screens
from bot.chat.trainer.live_session.actions import JoinRoom, LeaveRoom, Vote
from bot.chat.trainer.live_session.session_view import Seeing
from bot.locale import Words, words
from scenarios import position
from storage.cohorts import cohorts
from storage.db.database import Database
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.attendance import Attendee
from storage.live_session.live_sessions import Session
from storage.people import people
from storage.people.people import Person

CLASS_BEGAN = "class-began"  # the teller of a notice


class Joining:
    """What somebody in a class does."""

    def __init__(
        self,
        database: Database,
        library: Library,
        seeing: Seeing,
        links: Links,
        clock: Clock,
        dice: Dice,
    ) -> None:
        self._database = database
        self._library = library
        self._seeing = seeing
        self._links = links
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={JoinRoom: self.join, LeaveRoom: self.leave},
            # A vote asks nobody who they are: whoever is just being asked for a name may go on.
            open_taps={Vote: self.vote},
        )

    async def join(self, _visitor: Visitor, person: Person, action: JoinRoom) -> Reply:
        """Come in, as a member of the cohort."""
        now, new_id = self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> tuple[Session, str]:
            found = live_sessions.get(conn, action.session)
            if found is None or found.state == "prepared":
                raise NotFound
            found = live_sessions.current(conn, found, now)
            cohort = cohorts.get(conn, found.cohort)
            if cohort is None or not cohorts.joined(conn, cohort.id, person.id):
                raise NotFound
            if found.state == "running":
                come_in(conn, found, person.id, now, new_id)
            return found, cohort.name

        session, cohort = await self._database.write(unit)
        speak = words(person.language)
        return Reply(class_screens.joined_screen(speak, session, cohort), place=Place.SAME)

    async def leave(self, _visitor: Visitor, person: Person, action: LeaveRoom) -> Reply:
        """Somebody is not there; what they voted for in an open vote goes with them."""

        def unit(conn: Connection) -> bool:
            session = live_sessions.get_for_update(conn, action.session)
            there = session is not None and attendance.is_there(conn, session.id, person.id)
            if there and session is not None and session.state == "running":
                attendance.mark_absent(conn, session.id, person=person.id)
            return there

        if not await self._database.write(unit):
            raise NotFound
        return Reply(class_screens.left_screen(words(person.language)), place=Place.SAME)

    async def vote(self, visitor: Visitor, action: Vote) -> Reply:
        """Count a vote. A late one, a forged one and one of somebody who is not there are none."""
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[Person | None, Session | None, bool]:
            person = people.by_account(conn, visitor.bot, visitor.telegram_id)
            session = live_sessions.get(conn, action.session)
            if person is None or session is None:
                return None, None, False
            session = live_sessions.current(conn, session, now)
            return person, session, self._counted(conn, person, session, action)

        # One unit, and a writing one at once: when a class votes, nobody waits for two.
        person, session, counted = await self._database.write(unit)
        speak = words(person.language if person else visitor.language)
        if person is None or session is None:
            return _gone(speak)
        if not counted:
            return await self._refused(speak, person, session)
        screen = await self.question(session, speak, action.choice)
        toast = speak.say("Counted. You can change it until the vote is closed.")
        return Reply(screen, toast, place=Place.SAME)

    async def question(self, session: Session, speak: Words, chosen: str | None = None) -> Screen:
        """What a phone is asked."""
        scenario, at = await self._seeing.at(session)
        turn = session_flow.told(scenario, speak.language, session.seed, at)
        title = title_in(self._library, speak, session.scenario)
        whole = not self._links.page(session.page)
        return class_screens.question_screen(speak, session, title, turn, chosen, whole=whole)

    def tell(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of a class that has begun; to who is there, or too late, nothing is said."""
        session = live_sessions.get(conn, what["session"])
        if session is not None:
            session = live_sessions.current(conn, session, self._clock.now())
        if session is None or session.state != "running":
            return None
        if attendance.is_there(conn, session.id, person.id):
            return None
        if not cohorts.joined(conn, session.cohort, person.id):
            return None
        title = title_in(self._library, speak, session.scenario)
        said = speak.say(
            "Your class has begun: “{title}”, {place}.", title=title, place=session.place
        )
        return News(said, Button(speak.say("Come in"), JoinRoom(session.id), main=True))

    def _counted(self, conn: Connection, person: Person, session: Session, action: Vote) -> bool:
        voting = session.state == "running" and session.phase == Phase.VOTING
        if not voting or session.turn != action.turn:
            return False
        scenario = self._library.read(conn, session.edition)
        if scenario is None:
            return False
        if action.choice not in session_flow.offered(scenario, position.read(session.position)):
            return False
        return votes.cast(conn, session.id, action.turn, person.id, action.choice)

    async def _refused(self, speak: Words, person: Person, session: Session) -> Reply:
        """The answer to a vote that does not count: where the class is, to who is there."""
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[bool, Session]:
            found = live_sessions.get(conn, session.id) or session
            found = live_sessions.current(conn, found, now)
            if not attendance.is_by_phone(conn, found.id, person.id):
                raise NotFound
            open_ = found.state == "running" and found.phase == Phase.VOTING
            return open_ and attendance.request_question(
                conn, found.id, found.turn, person.id
            ), found

        try:
            waits, found = await self._database.write(unit)
        except NotFound:
            return _gone(speak)
        toast = speak.say("This vote is closed.")
        if waits:  # the next question has not come here yet: whoever taps need not wait for it
            return Reply(await self.question(found, speak), toast, place=Place.SAME)
        title = title_in(self._library, speak, found.scenario)
        over = class_screens.closed_screen(speak, title, goes_on=found.state == "running")
        return Reply(over, toast, place=Place.SAME)


def come_in(conn: Connection, session: Session, person: str, now: datetime, new_id: str) -> bool:
    """Note that someone is there by phone; whether they are new there."""
    return attendance.attend(conn, Attendee(new_id, session.id, now, "phone", person))


def _gone(speak: Words) -> Reply:
    return Reply(common_screens.gone_screen(speak), place=Place.SAME)
