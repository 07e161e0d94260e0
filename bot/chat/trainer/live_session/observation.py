"""Looking on at how somebody leads a class, and signing it: what makes a trainer in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import agencies_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.live_session.session_rights import led_by, observed_by
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.notices import News
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import person_name, title_in
from bot.chat.trainer.live_session import observation_screens
from bot.chat.trainer.live_session.actions import (
    AskSignature,
    LookOn,
    Observe,
    RateCriterion,
    ShowCriterion,
    ShowObserving,
    SignSession,
)
from bot.chat.trainer.live_session.observation_rubric import MARKS, NOT_SEEN, criteria
from bot.chat.trainer.live_session.observation_screens import Seen
from bot.locale import Words, words
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.live_session import attendance, live_sessions
from storage.live_session.live_sessions import Session
from storage.people import names
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

SIGNED = "class-signed"  # teller
LISTED = timedelta(days=30)  # how long after it began a session can be signed from the list


class Observing:
    """What a master trainer does with sessions that others lead."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return await self.listed(person, 0, Place.NEW)

        async def again(_visitor: Visitor, person: Person, action: ShowObserving) -> Reply:
            return await self.listed(person, action.page, Place.SAME)

        async def one(_visitor: Visitor, person: Person, action: Observe) -> Reply:
            return await self.observed(person, action.session)

        return Counter(
            taps={
                ShowObserving: again,
                Observe: one,
                LookOn: self.look_on,
                ShowCriterion: self.criterion,
                RateCriterion: self.rate,
                AskSignature: self.ask,
                SignSession: self.sign,
            },
            commands={"sessions": command},
        )

    async def listed(self, person: Person, page: int, place: Place) -> Reply:
        """The sessions of the last weeks that someone may look on at, a page at a time."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> list[Seen]:
            allowed = agencies_for(conn, person, Right.OBSERVE)
            agencies = None if EVERYWHERE in allowed else allowed
            found = live_sessions.at_agencies(conn, agencies, now - LISTED)
            standing = (live_sessions.current(conn, one, now) for one in found)
            return [_seen(conn, speak, one) for one in standing if _is_open_to(person, one)]

        found = await self._database.read(unit)
        screen = observation_screens.listed_screen(speak, self._titled(speak, found), page)
        return Reply(screen, place=place)

    async def observed(self, person: Person, session_id: str) -> Reply:
        """A session with its rubric."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Seen:
            found, _ = observed_by(conn, person, session_id, now)
            return _seen(conn, speak, found)

        seen = await self._database.read(unit)
        title = title_in(self._library, speak, seen.session.scenario)
        return Reply(observation_screens.rubric_screen(speak, seen, title), place=Place.SAME)

    async def look_on(self, _visitor: Visitor, person: Person, action: LookOn) -> Reply:
        """Note that the observer is in the room, while the session lasts; or take that back."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            found, _ = observed_by(conn, person, action.session, now, hold=True)
            if found.state != "running" or (found.observer is not None) == action.on:
                return
            if action.on:
                live_sessions.change(conn, found.id, observer=person.id)
            else:
                live_sessions.change(conn, found.id, observer=None, rubric=None)

        await self._database.write(unit)
        return await self.observed(person, action.session)

    async def criterion(self, _visitor: Visitor, person: Person, action: ShowCriterion) -> Reply:
        """What is looked for under a criterion."""
        found = next((one for one in criteria() if one.id == action.criterion), None)
        if found is None:
            raise NotFound
        now = self._clock.now()
        session, _ = await self._database.read(
            lambda conn: observed_by(conn, person, action.session, now)
        )
        screen = observation_screens.criterion_screen(words(person.language), session, found)
        return Reply(screen, place=Place.SAME)

    async def rate(self, _visitor: Visitor, person: Person, action: RateCriterion) -> Reply:
        """Note what was seen, by whoever is noted as looking on; during the class or after it."""
        now = self._clock.now()
        if action.mark not in (NOT_SEEN, *MARKS):
            raise NotFound
        if action.criterion not in {one.id for one in criteria()}:
            raise NotFound

        def unit(conn: Connection) -> None:
            found, _ = observed_by(conn, person, action.session, now, hold=True)
            if found.signed_at is None and found.observer is not None:
                marks = dict(found.rubric or {}) | {action.criterion: action.mark}
                kept = {one: mark for one, mark in marks.items() if mark != NOT_SEEN}
                live_sessions.change(conn, found.id, rubric=kept)

        await self._database.write(unit)
        return await self.observed(person, action.session)

    async def ask(self, _visitor: Visitor, person: Person, action: AskSignature) -> Reply:
        """Whether it is really to be signed so."""
        now = self._clock.now()
        session, _ = await self._database.read(
            lambda conn: observed_by(conn, person, action.session, now)
        )
        if not observation_screens.can_be_signed(session):
            return await self.observed(person, session.id)
        title = title_in(self._library, words(person.language), session.scenario)
        shown = (words(person.language), session, title)
        screen = observation_screens.ask_screen(*shown, well=action.well)
        return Reply(screen, place=Place.SAME)

    async def sign(self, _visitor: Visitor, person: Person, action: SignSession) -> Reply:
        """Sign what was seen, once the session is over and enough was seen; it stays so."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            found, _ = observed_by(conn, person, action.session, now, hold=True)
            if observation_screens.can_be_signed(found):
                live_sessions.change(conn, found.id, signed_at=now, signed_off=action.well)
                if found.led_by is not None:
                    what = {"what": SIGNED, "session": found.id}
                    key = f"{found.id}:{SIGNED}"
                    notices.promise(
                        conn, found.led_by, key, now, what, about=found.id, answers=True
                    )

        await self._database.write(unit)
        return await self.observed(person, action.session)

    def tell(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of it to who led the class, as long as they may see the class."""
        try:
            session, cohort = led_by(conn, person, what["session"])
        except NotFound:
            return None
        title = title_in(self._library, speak, session.scenario)
        return observation_screens.signed_news(speak, session, cohort, title)

    def _titled(self, speak: Words, found: Sequence[Seen]) -> list[tuple[Seen, str]]:
        return [(one, title_in(self._library, speak, one.session.scenario)) for one in found]


def _is_open_to(person: Person, session: Session) -> bool:
    """Whether someone may still come to look on at what others lead, or did."""
    if session.led_by in (person.id, None):
        return False
    nobody_yet = session.observer is None and session.state == "running"
    return session.observer == person.id or nobody_yet


def _seen(conn: Connection, speak: Words, session: Session) -> Seen:
    cohort: Cohort | None = cohorts.get(conn, session.cohort)
    assert cohort is not None  # the schema says so
    there, _ = attendance.count_present(conn, session.id)
    leader = person_name(speak, names.of(conn, session.led_by)) if session.led_by else ""
    return Seen(session, cohort, leader, there)
