"""One person's assigned work, and the path of an attempt where they shared it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.app.access.checks import assignment_for, cohort_for
from bot.app.access.rights import Right
from bot.app.assignments.assigned_people import is_assigned
from bot.app.errors import UNPLAYABLE, LostEdition, NotFound
from bot.app.library import Library
from bot.app.playing import records
from bot.app.ports import Clock
from bot.app.progress.error_themes import Theme, themes
from bot.chat.debrief import past_attempt
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter as Served
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import title_in
from bot.chat.trainer.progress_tracking import member_progress_screens as screens
from bot.chat.trainer.progress_tracking.actions import ShowPath, ShowPaths, ShowPerson
from bot.chat.trainer.progress_tracking.member_progress_screens import Came, Whose
from bot.chat.trainer.progress_tracking.work_states import in_turn, state_of
from bot.locale import Words, words
from storage.assignments import assignments, shared_paths
from storage.assignments.assignments import Assignment, counted_try
from storage.assignments.shared_paths import EndedTry, SharedPath
from storage.cohorts import cohort_progress
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person
from storage.playing import attempts, events
from storage.playing.attempts import Attempt
from storage.playing.events import Event

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Path:
    """Whose path, and what is kept of it."""

    whose: Whose
    attempt: Attempt
    events: list[Event]


class OnePerson:
    """Shows trainers what came of one person's assigned work."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Served:
        """What is served here."""
        return Served(taps={ShowPerson: self.person, ShowPaths: self.paths, ShowPath: self.path})

    async def person(self, _visitor: Visitor, person: Person, action: ShowPerson) -> Reply:
        """What came of someone's assigned work."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Whose, list[Came]]:
            whose = _whose(conn, speak, person, action.cohort, action.person)
            return whose, _came(conn, self._library, speak, whose, now)

        whose, came = await self._database.read(unit)
        # The latest first; steps of one programme, which are due together, in their order.
        came.sort(key=lambda one: one.assignment.due_at, reverse=True)
        first = action.page * screens.WORKS
        for place in range(first, min(first + screens.WORKS, len(came))):
            found = await self._themes(speak, came[place].counts)
            came[place] = replace(came[place], themes=found)
        screen = screens.person_screen(speak, whose, came, action.page, now)
        return Reply(screen, place=Place.SAME)

    async def paths(self, _visitor: Visitor, person: Person, action: ShowPaths) -> Reply:
        """Which paths the members of a cohort share."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[tuple[SharedPath, str, str]]]:
            cohort = cohort_for(conn, person, Right.SEE_COHORT, action.cohort)
            found = shared_paths.shared_in(conn, cohort.id)
            names = called(conn, speak, cohort.id)
            return cohort, [
                (
                    one,
                    names[one.person],
                    title_in(self._library, speak, one.scenario),
                )
                for one in found
            ]

        cohort, found = await self._database.read(unit)
        return Reply(screens.paths_screen(speak, cohort, found, action.page), place=Place.SAME)

    async def path(self, _visitor: Visitor, person: Person, action: ShowPath) -> Reply:
        """The steps of an attempt, while its learner shares it and is in the cohort.

        Whoever trains that cohort is told that it is not shared, as when it is taken back while
        they read; to all others there is no such path.
        """
        speak = words(person.language)

        def unit(conn: Connection) -> _Path | Whose:
            attempt = attempts.get(conn, action.attempt)
            if attempt is None or attempt.assignment is None:
                raise NotFound
            given, _ = assignment_for(conn, person, Right.SEE_COHORT, attempt.assignment)
            own = shared_paths.finished_attempt(conn, attempt.person, attempt.id)
            if own is None or self._is_test(own.scenario):
                raise NotFound
            whose = _whose(conn, speak, person, given.cohort, attempt.person)
            if own.shared_at is None:
                return whose
            return _Path(whose, attempt, events.of(conn, attempt.id))

        found = await self._database.read(unit)
        if isinstance(found, Whose):
            return Reply(screens.no_path_screen(speak, found), place=Place.SAME)
        try:
            scenario = await self._library.load(found.attempt.edition)
            told = past_attempt.past(found.attempt, scenario, found.events, speak.language)
        except UNPLAYABLE as error:
            log.warning("a path cannot be told", error=type(error).__name__)
            raise NotFound from error
        if told.is_test:  # how it went is told after the last one
            raise NotFound
        screen = screens.path_screen(speak, found.whose, told, action.page)
        return Reply(screen, place=Place.SAME)

    def _is_test(self, scenario: str) -> bool:
        known = self._library.scenarios.get(scenario)
        return known is not None and known.use == "test"

    async def _themes(self, speak: Words, one: EndedTry | None) -> Sequence[Theme]:
        result = records.result_of(one.result) if one is not None else None
        if one is None or result is None or not result.critical:
            return ()
        try:
            scenario = await self._library.load(one.edition)
        except LostEdition:  # nobody can tell any more what it was about
            return ()
        return themes(scenario, speak.language, result) if scenario.use != "test" else ()


def _whose(conn: Connection, speak: Words, person: Person, cohort_id: str, member: str) -> Whose:
    cohort = cohort_for(conn, person, Right.SEE_COHORT, cohort_id)
    if not any(one.person == member for one in cohort_progress.members(conn, cohort.id)):
        raise NotFound
    return Whose(cohort, member, called(conn, speak, cohort.id)[member])


def _came(
    conn: Connection, library: Library, speak: Words, whose: Whose, now: datetime
) -> list[Came]:
    """What was asked of someone, what is due first first."""
    given = [
        *assignments.of_cohort(conn, whose.cohort.id),
        *assignments.withdrawn_from(conn, whose.cohort.id),
    ]
    ids = [one.id for one in given]
    named = assignments.named_assignees(conn, ids)
    tried = cohort_progress.try_counts(conn, ids, whose.person)
    ended = shared_paths.ended_tries(conn, whose.person, ids)
    inside = cohort_progress.members(conn, whose.cohort.id)
    member = next(one for one in inside if one.person == whose.person)
    left = cohort_progress.to_do(conn, whose.cohort, now).get(whose.person, ())
    ready = {one.assignment.id for one in left}
    steps = Counter(one.series for one in given if one.series is not None)

    def came(one: Assignment) -> Came:
        tries = ended[one.id]
        counts = counted_try(one.counts, tries, _worth) if tries else None
        state = state_of(
            one,
            counts.result if counts else None,
            tried[one.id].get(whose.person),
            now,
            asked=is_assigned(one, member, named),
        )
        state = in_turn(one, state, ready)
        title = title_in(library, speak, one.scenario)
        return Came(one, title, state, tries, counts, steps=steps[one.series or ""])

    every = sorted(map(came, given), key=lambda one: one.assignment.due_at)
    return [one for one in every if one.counts or _is_theirs(one)]


def _is_theirs(one: Came) -> bool:
    """Whether it is still asked of them; of what was withdrawn only what they did is shown."""
    return one.state != "not-theirs" and one.assignment.withdrawn_at is None


def _worth(one: EndedTry) -> tuple[bool, int]:
    return one.result.passed, one.result.score
