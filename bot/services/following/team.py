"""What a supervisor sees: who has done what their agency's people were given. `/team`."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from bot.services.following import team_screens
from bot.services.following.actions import ShowCover, ShowTeam, ShowTeams
from bot.services.following.cover import COVERS, Cover, Covered, cover
from bot.services.library import Library
from bot.services.ports import Clock
from bot.services.rights import Act, where
from bot.services.training.checks import assignment_for, cohort_for
from bot.services.training.naming import called
from bot.services.training.telling import agency_name, title_in
from bot.services.visitor import Place, Reply, Visitor
from bot.services.wishes import Counter as Served
from bot.services.wishes import NotTheirs
from bot.words import Words, words
from storage import assignments, following, roles
from storage.cohorts import Cohort
from storage.database import Database
from storage.following import Group
from storage.people import Person
from storage.roles import EVERYWHERE

WORKS = 15  # assignments on a screen, the latest


class Team:
    """Shows supervisors who is done and due."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Served:
        """What is served here."""

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return await self.teams(person, 0)

        async def again(_visitor: Visitor, person: Person, action: ShowTeams) -> Reply:
            return await self.teams(person, action.page, Place.SAME)

        return Served(
            taps={ShowTeams: again, ShowTeam: self.team, ShowCover: self.cover},
            commands={"team": command},
        )

    async def teams(self, person: Person, page: int, place: Place = Place.NEW) -> Reply:
        """The cohorts of the agencies that someone supervises."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[list[Group], list[str]]:
            agencies = where(roles.of(conn, person.id), Act.SEE_TEAM)
            if not agencies:
                raise NotTheirs
            named = [agency_name(conn, speak, one) for one in agencies]
            return following.groups(conn, None if EVERYWHERE in agencies else agencies), named

        groups, agencies = await self._database.read(unit)
        return Reply(team_screens.teams_screen(speak, groups, agencies, page), place=place)

    async def team(self, _visitor: Visitor, person: Person, action: ShowTeam) -> Reply:
        """What a cohort was given, and how many have done it."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, list[Covered]]:
            cohort = cohort_for(conn, person, Act.SEE_TEAM, action.cohort)
            given = assignments.of_cohort(conn, cohort.id)[-WORKS:]
            inside = following.inside(conn, cohort.id)
            ids = [one.id for one in given]
            tries, named = following.tries(conn, ids), assignments.named(conn, ids)
            return cohort, [
                Covered(
                    one,
                    title_in(self._library, speak, one.scenario),
                    Counter(cover(one, inside, named, tries[one.id], now).values()),
                )
                for one in given
            ]

        cohort, given = await self._database.read(unit)
        return Reply(team_screens.team_screen(speak, cohort, given, now), place=Place.SAME)

    async def cover(self, _visitor: Visitor, person: Person, action: ShowCover) -> Reply:
        """Who has done an assignment and who has not."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, Covered, list[tuple[str, Cover]]]:
            given, cohort = assignment_for(conn, person, Act.SEE_TEAM, action.assignment)
            if given.withdrawn_at is not None:  # nobody is to do it any more
                raise NotTheirs
            tries = following.tries(conn, [given.id])[given.id]
            named = assignments.named(conn, [given.id])
            found = cover(given, following.inside(conn, cohort.id), named, tries, now)
            title = title_in(self._library, speak, given.scenario)
            seen = Covered(given, title, Counter(found.values()))
            return cohort, seen, _by_name(conn, speak, cohort.id, found)

        cohort, given, people = await self._database.read(unit)
        screen = team_screens.cover_screen(speak, cohort, given, people, action.page, now)
        return Reply(screen, place=Place.SAME)


def _by_name(
    conn: Connection, speak: Words, cohort_id: str, found: dict[str, Cover]
) -> list[tuple[str, Cover]]:
    """By name, the late ones first."""
    names = called(conn, speak, cohort_id, found)
    people = [(names[one], what) for one, what in found.items()]
    return sorted(people, key=lambda one: (COVERS.index(one[1]), one[0].casefold()))
