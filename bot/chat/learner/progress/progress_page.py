"""Progress: shown to whoever asks about their own, and to nobody else."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.assessments import own_assessments
from bot.app.certificates.programme_progress import Journey
from bot.app.errors import LostEdition
from bot.app.library import Library
from bot.app.ports import Clock
from bot.app.progress.personal_progress import how_far, not_tests
from bot.app.request import Request
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button
from bot.chat.labels import paged
from bot.chat.learner.cards.case_titles import title_of
from bot.chat.learner.certificates.certificate_pages import journeys
from bot.chat.learner.certificates.certificate_screens import JourneyScreens
from bot.chat.learner.own_assessments import own_assessment_buttons
from bot.chat.learner.progress.actions import ShowFinished
from bot.chat.learner.progress.progress_screens import PAGE, Done, finished_screen, progress_screen
from bot.locale import Words, words
from storage.db.database import Database
from storage.people.people import Person
from storage.playing import outcomes
from storage.playing.outcomes import Outcome


class Progress:
    """How far someone is."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(commands={"progress": self._shown}, taps={ShowFinished: self._finished})

    async def _shown(self, _visitor: Visitor, person: Person, _rest: str) -> Reply:
        now, speak = self._clock.now(), words(person.language)
        far = await how_far(self._database, self._library, person, now)

        def unit(conn: Connection) -> tuple[list[Journey], list[Button]]:
            own = own_assessments.newest(conn, Request(person, now), self._library)
            tests = own_assessment_buttons(speak, own)
            return journeys(conn, person.id), tests

        ways, tests = await self._database.read(unit)
        told = JourneyScreens(speak, person.timezone, now)
        return Reply(progress_screen(speak, far, tests, [told.in_short(one) for one in ways]))

    async def _finished(self, _visitor: Visitor, person: Person, action: ShowFinished) -> Reply:
        """The last try at each case, to look back on; tests tell of themselves when they are over.

        Whether one may look back is checked again where it is done.
        """
        speak = words(person.language)
        ended = await self._database.read(lambda conn: outcomes.ended(conn, person.id))
        last = outcomes.latest(not_tests(self._library, ended))
        shown, more = paged(last, action.page, PAGE)
        done = [Done(one, await self._title(speak, one)) for one in shown]
        screen = finished_screen(speak, done, person.timezone, action.page, more=more)
        return Reply(screen, place=Place.SAME)

    async def _title(self, speak: Words, one: Outcome) -> str:
        try:
            return title_of(speak, await self._library.load(one.edition))
        except LostEdition:
            return one.scenario
