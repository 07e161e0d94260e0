"""What a supervisor sees: who has done what their agency's people were given. `/team`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for, assignment_for, cohort_for
from bot.app.access.rights import Right
from bot.app.assessments.assessment_rights import test_for
from bot.app.assessments.parallel_forms import track_of
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.app.progress.team_coverage import COVERS, Cover, Covered, cover, cover_part
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter as Served
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import agency_name, title_in
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.chat.trainer.assessments.assessment_phrases import part_name, track_name
from bot.chat.trainer.progress_tracking import team_progress_screens
from bot.chat.trainer.progress_tracking.actions import ShowCover, ShowTeam, ShowTeams
from bot.locale import Words, words
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohort_progress
from storage.cohorts.cohort_progress import CohortSummary
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

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

        def unit(conn: Connection) -> tuple[list[CohortSummary], list[str]]:
            agencies = agencies_for(conn, person, Right.SEE_TEAM)
            named = [agency_name(conn, speak, one) for one in agencies]
            return cohort_progress.summaries(
                conn, None if EVERYWHERE in agencies else agencies
            ), named

        groups, agencies = await self._database.read(unit)
        return Reply(team_progress_screens.teams_screen(speak, groups, agencies, page), place=place)

    async def team(self, _visitor: Visitor, person: Person, action: ShowTeam) -> Reply:
        """What a cohort was given, and how many have done it."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, list[Covered]]:
            cohort = cohort_for(conn, person, Right.SEE_TEAM, action.cohort)
            every = [*self._works(conn, speak, cohort), *self._parts(conn, speak, cohort)]
            return cohort, sorted(every, key=lambda one: one.assignment.due_at)[-WORKS:]

        cohort, given = await self._database.read(unit)
        return Reply(team_progress_screens.team_screen(speak, cohort, given, now), place=Place.SAME)

    async def cover(self, _visitor: Visitor, person: Person, action: ShowCover) -> Reply:
        """Who has done an assignment and who has not."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Cohort, Covered, list[tuple[str, Cover]]]:
            given = assignments.get(conn, action.assignment)
            if given is not None and given.test is not None:
                test, cohort = test_for(conn, person, Right.SEE_TEAM, given.test)
                found = _part(conn, cohort, test, given.part or "", now)
                title = self._part_title(speak, test, given)
            else:
                given, cohort = assignment_for(conn, person, Right.SEE_TEAM, action.assignment)
                found = _work(conn, cohort, [given], now)[given.id]
                title = self._title(speak, given)
            if given.withdrawn_at is not None:  # nobody is to do it any more
                raise NotFound
            seen = Covered(given, title, Counter(found.values()))
            return cohort, seen, _by_name(conn, speak, cohort.id, found)

        cohort, given, people = await self._database.read(unit)
        screen = team_progress_screens.cover_screen(speak, cohort, given, people, action.page, now)
        return Reply(screen, place=Place.SAME)

    def _works(self, conn: Connection, speak: Words, cohort: Cohort) -> Iterator[Covered]:
        given = assignments.of_cohort(conn, cohort.id)
        found = _work(conn, cohort, given, self._clock.now())
        for one in given:
            yield Covered(one, self._title(speak, one), Counter(found[one.id].values()))

    def _parts(self, conn: Connection, speak: Words, cohort: Cohort) -> Iterator[Covered]:
        now = self._clock.now()
        for test in assessments.of_cohort(conn, cohort.id):
            for part in test.spans if test.withdrawn_at is None else ():
                one = next(given for given in test.given if given.part == part)
                people = _part(conn, cohort, test, part, now).values()
                yield Covered(one, self._part_title(speak, test, one), Counter(people))

    def _title(self, speak: Words, given: Assignment) -> str:
        title = title_in(self._library, speak, given.scenario)
        if given.programme is None:
            return title
        return speak.beside(programme_title(speak, given.programme), title)

    def _part_title(self, speak: Words, test: Assessment, given: Assignment) -> str:
        """A part of a test, whichever form somebody takes in it."""
        track = track_name(speak, track_of(self._library.scenarios, test.forms))
        return speak.beside(track, part_name(speak, given.part or ""))


def _work(
    conn: Connection, cohort: Cohort, given: Sequence[Assignment], now: datetime
) -> dict[str, dict[str, Cover]]:
    """By assignment how it stands with each person, in as many queries, however many there are."""
    ids = [one.id for one in given]
    tries, named = cohort_progress.try_counts(conn, ids), assignments.named_assignees(conn, ids)
    inside = cohort_progress.members(conn, cohort.id)
    to_do = cohort_progress.to_do(conn, cohort, now)
    ready = {person: {one.assignment.id for one in own} for person, own in to_do.items()}
    return {one.id: cover(one, inside, named, tries[one.id], now, ready) for one in given}


def _part(
    conn: Connection, cohort: Cohort, test: Assessment, part: str, now: datetime
) -> dict[str, Cover]:
    taken, inside = assessments.takers(conn, test), cohort_progress.members(conn, cohort.id)
    takers = [one.person for one in inside if part in taken.get(one.person, {})]
    done = {one.person for one in assessments.taken_parts(conn, test) if one.part == part}
    return cover_part(test.spans[part], takers, done, now)


def _by_name(
    conn: Connection, speak: Words, cohort_id: str, found: dict[str, Cover]
) -> list[tuple[str, Cover]]:
    """By name, the late ones first."""
    names = called(conn, speak, cohort_id, found, numbers=False)
    people = [(names[one], what) for one, what in found.items()]
    return sorted(people, key=lambda one: (COVERS.index(one[1]), one[0].casefold()))
