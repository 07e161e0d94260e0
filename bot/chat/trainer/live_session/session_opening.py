"""Before a class: which case, where, in which language; then the door is opened."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts.pasted_names import cohort_name
from bot.app.cohorts.work_fields import fields_for
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.live_session.session_flow import Phase
from bot.app.live_session.session_rights import led_by
from bot.app.onboarding.bot_links import Links
from bot.app.ports import Clock, Dice
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button, Screen
from bot.chat.labels import title_in
from bot.chat.learner.cards.case_titles import title_of
from bot.chat.trainer.assignments.case_choice import Field, case_choice_screen, fields_of
from bot.chat.trainer.live_session import session_opening_screens
from bot.chat.trainer.live_session.actions import (
    AskRoomPlace,
    ChooseRoomCase,
    OpenRoom,
    SpeakOnPage,
)
from bot.chat.trainer.live_session.session_control import Leading
from bot.locale import LANGUAGES, words
from scenarios import engine, position
from scenarios.model import Scenario
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import new_token
from storage.db.database import Database
from storage.live_session import live_sessions, votes
from storage.live_session.live_sessions import Session
from storage.people import people
from storage.people.people import Person

PLACE = "room-place"  # what a trainer is awaited to say, with cohort and case after colons


class Opening:
    """Prepares a session and opens it."""

    def __init__(
        self,
        database: Database,
        library: Library,
        links: Links,
        leading: Leading,
        clock: Clock,
        dice: Dice,
    ) -> None:
        self._database = database
        self._library = library
        self._links = links
        self._leading = leading
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ChooseRoomCase: self.choose_case,
                AskRoomPlace: self.ask_place,
                SpeakOnPage: self.speak,
                OpenRoom: self.open,
            },
            answers={PLACE: self.placed},
        )

    async def choose_case(self, _visitor: Visitor, person: Person, action: ChooseRoomCase) -> Reply:
        """Which case."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[Field]]:
            cohort = cohort_for(conn, person, Right.LEAD_ROOM, action.cohort)
            cases = self._library.assignable_in(conn, cohort)
            return cohort, fields_of(speak, cases.values(), fields_for(conn, cohort))

        cohort, fields = await self._database.read(unit)
        screen = case_choice_screen(
            speak,
            cohort,
            fields,
            action.page,
            lambda label, scenario: Button(label, AskRoomPlace(cohort.id, scenario)),
            lambda label, page: Button(label, ChooseRoomCase(cohort.id, page)),
        )
        return Reply(screen, place=Place.SAME)

    async def ask_place(self, _visitor: Visitor, person: Person, action: AskRoomPlace) -> Reply:
        """Where it is going to be."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, Scenario]:
            cohort = cohort_for(conn, person, Right.LEAD_ROOM, action.cohort)
            scenario = self._case(conn, cohort, action.scenario)
            people.change(conn, person.id, awaits=f"{PLACE}:{cohort.id}:{scenario.id}")
            return cohort, scenario

        cohort, scenario = await self._database.write(unit)
        title = title_of(speak, scenario)
        return Reply(
            session_opening_screens.ask_place_screen(speak, cohort, title), place=Place.SAME
        )

    async def placed(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Prepare a session at the place that was typed."""
        speak, place = words(person.language), cohort_name(typed)
        _, cohort_id, scenario_id = (person.awaits or "").split(":")
        if not place:
            return Reply(session_opening_screens.no_place_screen(speak, cohort_id))

        def unit(conn: Connection) -> tuple[Session, Cohort]:
            cohort = cohort_for(conn, person, Right.LEAD_ROOM, cohort_id)
            scenario = self._case(conn, cohort, scenario_id)
            people.change(conn, person.id, awaits=None)
            made = self._prepared(person, cohort, scenario, place)
            live_sessions.add(conn, made)
            return made, cohort

        session, cohort = await self._database.write(unit)
        return Reply(self._ready(person, session, cohort))

    async def speak(self, _visitor: Visitor, person: Person, action: SpeakOnPage) -> Reply:
        """Have the page in another language, before it is opened or later."""
        if action.language not in LANGUAGES:
            raise NotFound

        def unit(conn: Connection) -> tuple[Session, Cohort]:
            found, _ = led_by(conn, person, action.session, hold=True)
            live_sessions.change(conn, found.id, language=action.language)
            return led_by(conn, person, action.session)

        session, cohort = await self._database.write(unit)
        if session.state == "prepared":
            return Reply(self._ready(person, session, cohort), place=Place.SAME)
        return await self._leading.shown(person, session.id)

    async def open(self, visitor: Visitor, person: Person, action: OpenRoom) -> Reply:
        """Let the class in; where another session of the cohort is on, that one is shown."""
        now = self._clock.now()

        def unit(conn: Connection) -> str:
            found, cohort = led_by(conn, person, action.session, hold=True)
            cohorts.lock(conn, cohort.id)  # so that of two trainers one opens
            others = live_sessions.of_cohort(conn, cohort.id)
            running = (one.id for one in others if one.state == "running")
            on = [one for one in running if not votes.end_idle(conn, one, now)]
            if on or found.state != "prepared":
                return on[0] if on else found.id
            live_sessions.change(
                conn, found.id, state="running", began_at=now, control=visitor.message
            )
            return found.id

        return await self._leading.shown(person, await self._database.write(unit))

    def _case(self, conn: Connection, cohort: Cohort, scenario: str) -> Scenario:
        """A case that a class may play.

        Raises:
            NotFound: There is no such case.
        """
        found = self._library.assignable_in(conn, cohort).get(scenario)
        if found is None:
            raise NotFound
        return found

    def _prepared(self, person: Person, cohort: Cohort, scenario: Scenario, place: str) -> Session:
        at = engine.start(scenario).position
        return Session(
            self._dice.id(),
            cohort.id,
            scenario.id,
            scenario.edition,
            self._dice.seed(),
            person.language,
            place,
            person.id,
            self._clock.now(),
            "prepared",
            Phase.LOBBY,
            at.turn,
            position.write(at),
            0,
            door=new_token(),
            page=new_token(),
        )

    def _ready(self, person: Person, session: Session, cohort: Cohort) -> Screen:
        speak = words(person.language)
        title = title_in(self._library, speak, session.scenario)
        served = bool(self._links.page(session.page))
        return session_opening_screens.ready_screen(speak, session, cohort, title, served=served)
