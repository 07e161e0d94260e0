"""A cohort's name, and putting it away: nothing of it is lost, and it can be brought back."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, permitted
from bot.app.access.rights import Right, may
from bot.app.cohorts.pasted_names import cohort_name, is_too_long
from bot.app.errors import NotFound
from bot.app.ports import Clock
from bot.app.refreshers.prompt_schedule import look_again_at_all
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import agency_name
from bot.chat.trainer.cohort_settings import cohort_archive_screens
from bot.chat.trainer.cohort_settings.actions import (
    Archive,
    AskArchive,
    AskNewName,
    BringBack,
    ShowArchived,
    ShowKeeping,
)
from bot.locale import words
from storage.assignments import assignments
from storage.cohorts import co_trainers, cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.live_session import live_sessions, votes
from storage.people import people, roles
from storage.people.people import Person

NAME = "cohort-new-name"  # what a trainer is awaited to say, with the cohort after a colon


class Archiving:
    """Renames cohorts, puts them away and brings them back."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowKeeping: self.show,
                AskNewName: self.ask_name,
                AskArchive: self.ask_archive,
                Archive: self.archive,
                ShowArchived: self.archived,
                BringBack: self.bring_back,
            },
            answers={NAME: self.named},
        )

    async def show(self, _visitor: Visitor, person: Person, action: ShowKeeping) -> Reply:
        """What can be changed of a cohort."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, str, int]:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            agency = agency_name(conn, speak, cohort.agency)
            return cohort, agency, len(co_trainers.of_cohort(conn, cohort.id))

        cohort, agency, trainers = await self._database.read(unit)
        screen = cohort_archive_screens.keeping_screen(speak, cohort, agency, trainers)
        return Reply(screen, place=Place.SAME)

    async def ask_name(self, _visitor: Visitor, person: Person, action: AskNewName) -> Reply:
        """How the cohort is to be called from now on."""

        def unit(conn: Connection) -> Cohort:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            people.change(conn, person.id, awaits=f"{NAME}:{cohort.id}")
            return cohort

        cohort = await self._database.write(unit)
        screen = cohort_archive_screens.ask_name_screen(words(person.language), cohort)
        return Reply(screen, place=Place.SAME)

    async def named(self, _visitor: Visitor, person: Person, typed: str) -> Reply:
        """Give the cohort the name that was typed."""
        speak, name = words(person.language), cohort_name(typed)
        cohort_id = (person.awaits or "").partition(":")[2]
        if not name or is_too_long(typed):
            screen = cohort_archive_screens.no_name_screen(speak, cohort_id, too_long=bool(name))
            return Reply(screen)

        def unit(conn: Connection) -> Cohort:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, cohort_id)
            people.change(conn, person.id, awaits=None)
            cohorts.change(conn, cohort.id, name=name)
            return cohort

        before = await self._database.write(unit)
        return Reply(cohort_archive_screens.named_screen(speak, before, name))

    async def ask_archive(self, _visitor: Visitor, person: Person, action: AskArchive) -> Reply:
        """Whether a cohort is really to be put away."""

        def unit(conn: Connection) -> tuple[Cohort, int, int]:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            inside = len(cohorts.members(conn, cohort.id))
            return cohort, inside, len(assignments.of_cohort(conn, cohort.id))

        cohort, inside, given = await self._database.read(unit)
        screen = cohort_archive_screens.ask_archive_screen(
            words(person.language), cohort, inside, given
        )
        return Reply(screen, place=Place.SAME)

    async def archive(self, _visitor: Visitor, person: Person, action: Archive) -> Reply:
        """Put a cohort away."""
        now = self._clock.now()

        def unit(conn: Connection) -> Cohort:
            cohort = cohort_for(conn, person, Right.KEEP_COHORT, action.cohort)
            cohorts.change(conn, cohort.id, archived_at=now)
            look_again_at_all(conn, cohort.id, now)  # its days and wishes hold no more
            votes.end_running(
                conn, [one.id for one in live_sessions.of_cohort(conn, cohort.id)], now
            )
            return cohort

        cohort = await self._database.write(unit)
        screen = cohort_archive_screens.put_away_screen(words(person.language), cohort)
        return Reply(screen, place=Place.SAME)

    async def archived(self, _visitor: Visitor, person: Person, action: ShowArchived) -> Reply:
        """The cohorts that were put away."""

        def unit(conn: Connection) -> list[Cohort]:
            held = roles.of(conn, person.id)
            found = co_trainers.archived(conn, person.id)
            mine = [one for one in found if may(held, Right.KEEP_COHORT, one.agency, own=True)]
            if not mine:
                raise NotFound
            return mine

        found = await self._database.read(unit)
        screen = cohort_archive_screens.archived_screen(words(person.language), found, action.page)
        return Reply(screen, place=Place.SAME)

    async def bring_back(self, _visitor: Visitor, person: Person, action: BringBack) -> Reply:
        """Bring a cohort back."""
        now = self._clock.now()

        def unit(conn: Connection) -> Cohort:
            cohort = cohorts.get(conn, action.cohort)
            if cohort is None:
                raise NotFound
            own = cohorts.trains(conn, cohort.id, person.id)
            keep = Right.KEEP_COHORT
            permitted(conn, person, keep, cohort.agency, "cohort", cohort.id, own=own)
            cohorts.change(conn, cohort.id, archived_at=None)
            look_again_at_all(conn, cohort.id, now)
            return cohort

        cohort = await self._database.write(unit)
        screen = cohort_archive_screens.back_screen(words(person.language), cohort)
        return Reply(screen, place=Place.SAME)
