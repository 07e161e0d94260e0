"""Learners let their trainer see the steps of assigned work, or take that back: theirs to say."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import person_name, title_in
from bot.chat.learner.privacy import path_sharing_screens as screens
from bot.chat.trainer.progress_tracking.actions import AskSharing, Share, ShowShared
from bot.locale import Words, words
from storage.assignments import shared_paths
from storage.assignments.shared_paths import FinishedAttempt
from storage.cohorts import cohorts
from storage.db.database import Database
from storage.people import names, roles
from storage.people.people import Person


class PathSharing:
    """What learners let their trainers see."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowShared: self.shared, AskSharing: self.ask, Share: self.share})

    async def shared(self, _visitor: Visitor, person: Person, action: ShowShared) -> Reply:
        """Which of their paths their trainers see."""
        speak = words(person.language)
        found = await self._database.read(
            lambda conn: shared_paths.finished_attempts(conn, person.id)
        )
        told = [
            (one, title_in(self._library, speak, one.scenario))
            for one in found
            if not self._is_test(one)
        ]
        screen = screens.shared_screen(speak, told, action.page, person.timezone)
        return Reply(screen, place=Place.SAME)

    async def ask(self, _visitor: Visitor, person: Person, action: AskSharing) -> Reply:
        """Whether their trainers shall see a path."""
        return await self._database.read(lambda conn: self._asked(conn, person, action.attempt))

    async def share(self, _visitor: Visitor, person: Person, action: Share) -> Reply:
        """Let them see it, or no more; a second tap changes nothing."""
        now = self._clock.now()

        def unit(conn: Connection) -> Reply:
            own = self._own(conn, person, action.attempt)
            if (own.shared_at is not None) != action.on:
                shared_paths.share(conn, own.attempt, now if action.on else None)
            return self._asked(conn, person, action.attempt)

        return await self._database.write(unit)

    def _own(self, conn: Connection, person: Person, attempt_id: str) -> FinishedAttempt:
        """One of their own that can be shared.

        Raises:
            NotFound: There is none such.
        """
        own = shared_paths.finished_attempt(conn, person.id, attempt_id)
        if own is None or self._is_test(own):
            raise NotFound
        return own

    def _is_test(self, own: FinishedAttempt) -> bool:
        """How a test went is told after the last one, to nobody before."""
        scenario = self._library.scenarios.get(own.scenario)
        return scenario is not None and scenario.use == "test"

    def _asked(self, conn: Connection, person: Person, attempt_id: str) -> Reply:
        speak, own = words(person.language), self._own(conn, person, attempt_id)
        title, whom = title_in(self._library, speak, own.scenario), _trainers(conn, speak, own)
        screen = screens.ask_screen(speak, own, title, whom, person.timezone)
        return Reply(screen, place=Place.SAME)


def _trainers(conn: Connection, speak: Words, own: FinishedAttempt) -> list[str]:
    """Who trains the cohort and may see its work now, by name."""
    cohort = cohorts.get(conn, own.cohort)
    if cohort is None:
        return []
    whom = [
        one
        for one in cohorts.trainers(conn, cohort.id)
        if may(roles.of(conn, one), Right.SEE_COHORT, cohort.agency, own=True)
    ]
    called = names.of_all(conn, whom)
    return [person_name(speak, called.get(one, {})) for one in whom]
