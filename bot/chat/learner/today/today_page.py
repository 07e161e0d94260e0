"""Today: one message with what there is to do, edited as one looks around in it."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.agencies.contact_lookup import REAL_CASE
from bot.app.library import Library
from bot.app.ports import Clock
from bot.app.progress.work_list import work_of
from bot.chat.kit.actions import ShowList
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Screen
from bot.chat.labels import title_in
from bot.chat.learner.today.actions import HaveMinutes, ShowPractice, ShowToday, ShowTrack
from bot.chat.learner.today.role_buttons import role_buttons
from bot.chat.learner.today.today_screens import MINUTES, TodayScreens
from bot.locale import words
from storage.agencies import local_contacts
from storage.certificates import certificates
from storage.db.database import Database
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import Role


class Today:
    """What someone can do now."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowToday: self._again,
                ShowList: self._shown,  # below what was read: a result, a pause
                HaveMinutes: self._fitting,
                ShowPractice: self._practice_again,
                ShowTrack: self._track,
            },
            commands={"today": self._shown, "practice": self._practice},
        )

    async def screen(self, person: Person) -> Screen:
        """What there is to do."""
        work = await work_of(self._database, self._library, person, self._clock.now())
        speak = words(person.language)

        now = self._clock.now()

        def unit(conn: Connection) -> tuple[bool, list[Session], bool, list[Role]]:
            has = certificates.has_programme(conn, person.id)
            line = local_contacts.good(conn, person.agency, REAL_CASE, now)
            own = live_sessions.open_to(conn, person.id)
            classes = (live_sessions.current(conn, one, now) for one in own)
            running = [one for one in classes if one.state == "running"]
            return has, running, line is not None, roles.of(conn, person.id)

        has_programme, classes, has_line, held = await self._database.read(unit)
        on = [(one, title_in(self._library, speak, one.scenario)) for one in classes]
        own = (button(speak.say("Your programmes"), "own_programmes"),) if has_programme else ()
        doors = (*own, *role_buttons(speak, held))
        return self._screens(person).today(work, doors, on, has_line=has_line)

    async def _shown(self, _visitor: Visitor, person: Person, _rest: object) -> Reply:
        return Reply(await self.screen(person))

    async def _again(self, _visitor: Visitor, person: Person, _action: object) -> Reply:
        return Reply(await self.screen(person), place=Place.SAME)

    async def _fitting(self, visitor: Visitor, person: Person, action: HaveMinutes) -> Reply:
        if action.minutes not in MINUTES:
            return await self._again(visitor, person, action)
        work = await work_of(self._database, self._library, person, self._clock.now())
        return Reply(self._screens(person).fitting(work, action.minutes), place=Place.SAME)

    async def _practice(self, _visitor: Visitor, person: Person, _rest: object) -> Reply:
        work = await work_of(self._database, self._library, person, self._clock.now())
        return Reply(self._screens(person).practice(work))

    async def _practice_again(self, visitor: Visitor, person: Person, action: object) -> Reply:
        shown = await self._practice(visitor, person, action)
        return Reply(shown.screen, place=Place.SAME)

    async def _track(self, _visitor: Visitor, person: Person, action: ShowTrack) -> Reply:
        work = await work_of(self._database, self._library, person, self._clock.now())
        screen = self._screens(person).track(work, action.track, action.page)
        return Reply(screen, place=Place.SAME)

    def _screens(self, person: Person) -> TodayScreens:
        return TodayScreens(words(person.language), person, self._clock.now())
