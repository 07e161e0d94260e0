"""A test that was started: how far it is, letting it wait, ending the course, stopping it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.rights import Right
from bot.app.assessments import administration, assessment_plan
from bot.app.assessments.assessment_rights import test_for
from bot.app.assessments.parallel_forms import track_of
from bot.app.library import Library
from bot.app.playing import abandonment
from bot.app.ports import Clock
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.chat.trainer.assessments import assessment_screens
from bot.chat.trainer.assessments.actions import (
    AWeekMore,
    EndCourse,
    EndCourseNow,
    ShowTest,
    StopTest,
    StopTestNow,
)
from bot.chat.trainer.assessments.assessment_screens import Part, Seen
from bot.locale import Words, words
from storage.assessments import assessments
from storage.assessments.assessments import AFTER, Assessment, Period
from storage.assignments import assignment_tries
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person


class Overview:
    """What a trainer sees of a test, and does with it."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowTest: self.test,
                EndCourse: self.ask_end,
                EndCourseNow: self.end_course,
                AWeekMore: self.wait,
                StopTest: self.ask_stop,
                StopTestNow: self.stop,
            }
        )

    async def test(self, _visitor: Visitor, person: Person, action: ShowTest) -> Reply:
        """How far a test is."""
        return await self.shown(person, action.test)

    async def shown(self, person: Person, test: str) -> Reply:
        """The same, after something was done."""
        seen = await self._seen(person, Right.SEE_COHORT, test)
        return _same(
            assessment_screens.test_screen(words(person.language), seen, self._clock.now())
        )

    async def ask_end(self, _visitor: Visitor, person: Person, action: EndCourse) -> Reply:
        """Whether the course is over, and what that does."""
        seen, now = await self._seen(person, Right.ASSIGN, action.test), self._clock.now()
        if not seen.may_open(now):  # an old button
            return await self.shown(person, action.test)
        return _same(assessment_screens.end_course_screen(words(person.language), seen, now))

    async def end_course(self, _visitor: Visitor, person: Person, action: EndCourseNow) -> Reply:
        """Close the first part, and open the second; tapped twice it is done once."""
        now = self._clock.now()

        def new(test: Assessment, zone: str) -> Mapping[str, Period] | None:
            ahead = now < test.spans[AFTER].opens_at
            return assessment_plan.course_over(test.spans, now, zone) if ahead else None

        return await self._moved(person, action.test, new)

    async def wait(self, _visitor: Visitor, person: Person, action: AWeekMore) -> Reply:
        """Let all that lies ahead come a week later; tapped twice it does once."""
        now = self._clock.now()

        def new(test: Assessment, zone: str) -> Mapping[str, Period] | None:
            ends = assessment_plan.last_day(Period(test.ends_at, test.ends_at), zone)
            if ends != action.ends or not assessment_plan.may_wait(test.spans, now):
                return None
            return assessment_plan.a_week_more(test.spans, now, zone)

        return await self._moved(person, action.test, new)

    async def ask_stop(self, _visitor: Visitor, person: Person, action: StopTest) -> Reply:
        """Whether a test is really to be stopped."""
        seen = await self._seen(person, Right.ASSIGN, action.test)
        if seen.test.is_over(self._clock.now()):
            return await self.shown(person, action.test)
        return _same(assessment_screens.stop_screen(words(person.language), seen))

    async def stop(self, _visitor: Visitor, person: Person, action: StopTestNow) -> Reply:
        """Stop a test, and what is under way in it."""
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            test, cohort = test_for(conn, person, Right.ASSIGN, action.test)
            cohorts.lock(conn, cohort.id)
            if test.is_over(now):
                return
            administration.stop(conn, test, now)
            for one in assignment_tries.in_state(conn, [one.id for one in test.given], "running"):
                abandonment.close(conn, one.id, now)

        await self._database.write(unit)
        return await self.shown(person, action.test)

    async def _moved(
        self,
        person: Person,
        test_id: str,
        new: Callable[[Assessment, str], Mapping[str, Period] | None],
    ) -> Reply:
        now = self._clock.now()

        def unit(conn: Connection) -> None:
            _, cohort = test_for(conn, person, Right.ASSIGN, test_id)
            cohorts.lock(conn, cohort.id)
            test, _ = test_for(conn, person, Right.ASSIGN, test_id)  # as it is now
            spans = None if test.is_over(now) else new(test, cohort.timezone)
            if spans is not None:
                administration.move(conn, test, cohort, spans, now)

        await self._database.write(unit)
        return await self.shown(person, test_id)

    async def _seen(self, person: Person, act: Right, test_id: str) -> Seen:
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Seen:
            test, cohort = test_for(conn, person, act, test_id)
            track = track_of(self._library.scenarios, test.forms)
            parts = _parts(conn, speak, test, cohort, now)
            return Seen(test, cohort, track, parts, _on_paper(conn, test, cohort))

        return await self._database.read(unit)


def _parts(
    conn: Connection, speak: Words, test: Assessment, cohort: Cohort, now: datetime
) -> list[Part]:
    takers = assessments.takers(conn, test)
    done = {(one.person, one.part) for one in assessments.taken_parts(conn, test)}
    inside = {one.id for one in cohorts.members(conn, cohort.id)}
    names = called(conn, speak, cohort.id)
    found = []
    for part, span in test.spans.items():
        own = [one for one, taken in takers.items() if part in taken]
        open_now = span.opens_at <= now < span.due_at and test.withdrawn_at is None
        missing = [
            names[one] for one in own if open_now and one in inside and (one, part) not in done
        ]
        count = sum((one, part) in done for one in own)
        found.append(Part(part, span, len(own), count, sorted(missing, key=str.casefold)))
    return found


def _on_paper(conn: Connection, test: Assessment, cohort: Cohort) -> int:
    takers = assessments.takers(conn, test)
    return sum(one.person in takers for one in roster.waiting(conn, cohort.id))


def _same(screen: Screen) -> Reply:
    return Reply(screen, place=Place.SAME)
