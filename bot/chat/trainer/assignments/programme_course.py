"""What came of a programme that was assigned: who is at which step."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import assignment_for
from bot.app.access.rights import Right
from bot.app.assignments.assigned_people import meant_for
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.app.progress.assignment_counts import counted
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import given_title, title_in
from bot.chat.trainer.assignments import programme_course_screens
from bot.chat.trainer.assignments.actions import ShowSeries
from bot.chat.trainer.assignments.programme_course_screens import Course, Follower
from bot.locale import Words, words
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person


class Series:
    """What a trainer sees of a programme that a cohort was given."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowSeries: self.shown})

    async def shown(self, _visitor: Visitor, person: Person, action: ShowSeries) -> Reply:
        """How far everybody is, a page at a time, and the way to each step."""
        speak = words(person.language)

        def unit(conn: Connection) -> Course:
            steps = assignments.of_series(conn, action.series)
            if not steps:
                raise NotFound
            given, cohort = assignment_for(conn, person, Right.SEE_COHORT, steps[0].id)
            inside = {one.id for one in cohorts.members(conn, cohort.id)}
            (numbers,) = counted(conn, steps, inside)
            return Course(
                given,
                cohort,
                given_title(self._library, speak, given),
                [(one.id, title_in(self._library, speak, one.scenario)) for one in steps],
                numbers,
                _followers(conn, speak, steps, cohort),
            )

        course = await self._database.read(unit)
        screen = programme_course_screens.series_screen(
            speak, course, action.page, self._clock.now()
        )
        return Reply(screen, place=Place.SAME)


def _followers(
    conn: Connection, speak: Words, steps: list[Assignment], cohort: Cohort
) -> list[Follower]:
    """Those it is for, and then who did some of it and for whom it is no more."""
    found = assignments.results(conn, [one.id for one in steps])
    inside = [one.id for one in meant_for(conn, steps[0], cohort)]
    gone = sorted({one for own in found.values() for one in own} - set(inside))
    names = called(conn, speak, cohort.id, gone)
    members = {one.id for one in cohorts.members(conn, cohort.id)}

    def follower(one: str) -> Follower:
        own = [(step, found[step.id][one]) for step in steps if one in found[step.id]]
        passed = sum(result.passed or step.pass_mark == 0 for step, result in own)
        return Follower(names[one], len(own), passed, gone=one in gone, inside=one in members)

    return [follower(one) for one in (*inside, *gone)]
