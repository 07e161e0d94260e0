"""Who is behind, and a nudge for them: at most one a day for anyone, whoever sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_notices
from bot.app.assignments.assignment_reach import Reach, reach_of
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.notices import News
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Button
from bot.chat.labels import title_in
from bot.chat.learner.assigned_work.actions import ShowAssigned
from bot.chat.trainer.assignments.assignment_phrases import when_words
from bot.chat.trainer.progress_tracking import nudge_screens as screens
from bot.chat.trainer.progress_tracking.actions import (
    AskBehind,
    Group,
    Nudge,
    ShowBehind,
    Tick,
    TickGroup,
    TryNudging,
)
from bot.chat.trainer.progress_tracking.nudge_screens import PAGE, Seen
from bot.chat.trainer.progress_tracking.overdue_people import Behind, behind, reach
from bot.locale import Words, words
from storage.assignments import assignments
from storage.cohorts import cohort_progress, cohorts, nudges
from storage.cohorts.cohort_progress import ToDo
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.outbox import jobs
from storage.people.people import Person

NUDGED = "nudged"  # the teller of a notice
WORTH = timedelta(days=7)  # how long a nudge is still worth telling


@dataclass(frozen=True, slots=True)
class _List:
    """A cohort, everybody in it who is behind, and which group of them is looked at."""

    cohort: Cohort
    everybody: tuple[Seen, ...]
    group: Group
    when: Reach
    """When those of the group who are ticked would be told."""

    @property
    def people(self) -> tuple[Seen, ...]:
        """Those of the group."""
        return tuple(one for one in self.everybody if one.behind.group == self.group)

    @property
    def ticked(self) -> list[str]:
        """Whom a nudge would reach."""
        return _ticked(self.people)


class Nudging:
    """Shows trainers who is behind, and has them told."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                AskBehind: self.begin,
                ShowBehind: self.behind,
                Tick: self.tick,
                TickGroup: self.tick_group,
                TryNudging: self.dry_run,
                Nudge: self.nudge,
            }
        )

    async def begin(self, visitor: Visitor, person: Person, action: AskBehind) -> Reply:
        """Who is behind, with everybody ticked who is overdue, and nobody else."""

        def unit(conn: Connection) -> _List:
            cohort_for(conn, person, Right.SEE_COHORT, action.cohort)
            nudges.exclude_nobody(conn, person.id, action.cohort)
            every = self._list(conn, visitor, person, action.cohort).everybody
            early = [one.behind.person for one in every if one.behind.group != "overdue"]
            nudges.exclude(conn, person.id, action.cohort, early, on=True)
            return self._list(conn, visitor, person, action.cohort)

        return self._shown(person, await self._database.write(unit), 0)

    async def behind(self, visitor: Visitor, person: Person, action: ShowBehind) -> Reply:
        """Those of a group, with the ticks as they are."""
        found = await self._database.read(
            lambda conn: self._list(conn, visitor, person, action.cohort, action.group)
        )
        return self._shown(person, found, action.page)

    async def tick(self, visitor: Visitor, person: Person, action: Tick) -> Reply:
        """Take someone into the nudge, or leave them out of it."""

        def unit(conn: Connection) -> _List:
            cohort_for(conn, person, Right.ASSIGN, action.cohort)
            if not cohorts.joined(conn, action.cohort, action.person):
                raise NotFound
            nudges.exclude(conn, person.id, action.cohort, [action.person], on=not action.on)
            every = self._list(conn, visitor, person, action.cohort)
            groups = [one.behind.group for one in every.everybody if _is(one, action.person)]
            group = groups[0] if groups else every.group
            return self._list(conn, visitor, person, action.cohort, group)

        found = await self._database.write(unit)
        places = [place for place, one in enumerate(found.people) if _is(one, action.person)]
        return self._shown(person, found, places[0] // PAGE if places else 0)

    async def tick_group(self, visitor: Visitor, person: Person, action: TickGroup) -> Reply:
        """Take everybody of a group into the nudge, or leave them all out of it."""

        def unit(conn: Connection) -> _List:
            cohort_for(conn, person, Right.ASSIGN, action.cohort)
            found = self._list(conn, visitor, person, action.cohort, action.group)
            whom = [one.behind.person for one in found.people]
            nudges.exclude(conn, person.id, action.cohort, whom, on=not action.on)
            return self._list(conn, visitor, person, action.cohort, action.group)

        return self._shown(person, await self._database.write(unit), 0)

    async def dry_run(self, visitor: Visitor, person: Person, action: TryNudging) -> Reply:
        """Whom a nudge would reach; nothing is sent."""

        def unit(conn: Connection) -> _List:
            cohort_for(conn, person, Right.ASSIGN, action.cohort)
            return self._list(conn, visitor, person, action.cohort, action.group)

        return self._tried(person, await self._database.read(unit))

    async def nudge(self, visitor: Visitor, person: Person, action: Nudge) -> Reply:
        """Have them told; where there are more or fewer by now, that is shown first."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[_List, int | None]:
            cohort_for(conn, person, Right.ASSIGN, action.cohort)
            found = self._list(conn, visitor, person, action.cohort, action.group)
            if not found.ticked or len(found.ticked) != action.people:
                return found, None
            told = nudges.mark_nudged(conn, found.ticked, now)
            if not told:  # somebody else was quicker
                return self._list(conn, visitor, person, action.cohort, action.group), None
            for one in told:
                _promise(conn, one, action.cohort, now)
            return found, len(told)

        found, told = await self._database.write(unit)
        if told is None:
            return self._tried(person, found)
        return Reply(screens.nudged_screen(speak, found.cohort, told), place=Place.SAME)

    def tell(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of a nudge; where nothing of it is open any more, nothing is said."""
        now = self._clock.now()
        left = [
            one
            for one in assignments.open_for(conn, person.id, now)
            if one.assignment.cohort == what["cohort"]
            and self._library.find(conn, one.assignment.scenario) is not None
            and one.assignment.test is None
            and not one.finished
            and not one.waits
        ]
        if not left:
            return None
        first = left[0].assignment
        title = title_in(self._library, speak, first.scenario)
        said = screens.nudge_words(
            speak, left[0].cohort_name, title, first.due_at, now, person.timezone, len(left) - 1
        )
        return News(said, Button(title, ShowAssigned(first.id), main=True))

    def _list(
        self,
        conn: Connection,
        visitor: Visitor,
        person: Person,
        cohort_id: str,
        group: Group | None = None,
    ) -> _List:
        """Who is behind; without a group that of the most pressing, if they are pressing at all."""
        speak, now = words(person.language), self._clock.now()
        cohort = cohort_for(conn, person, Right.SEE_COHORT, cohort_id)
        left, reachable = (
            cohort_progress.to_do(conn, cohort, now),
            cohort_progress.reachable(conn, cohort.id, visitor.bot),
        )
        found = behind(left, now, _untold(conn, left, reachable))
        whom = [one.person for one in found]
        names, nudged = called(conn, speak, cohort.id), nudges.recently_nudged(conn, whom, now)
        spared = nudges.excluded_by(conn, person.id, cohort.id)
        seen = [
            Seen(
                one,
                names[one.person],
                reach(one.person, reachable, nudged, spared),
                self._titles(speak, one),
            )
            for one in found
        ]
        # Many were given the same at once: those stand by their names.
        seen.sort(key=lambda one: (*one.behind.order, one.name.casefold(), one.behind.person))
        pressing = [one.behind.group for one in seen if one.behind.group != "ahead"]
        shown = group or (pressing[0] if pressing else "overdue")
        ticked = _ticked(one for one in seen if one.behind.group == shown)
        whole = [one for one in cohorts.members(conn, cohort.id) if one.id in ticked]
        return _List(cohort, tuple(seen), shown, reach_of(conn, visitor.bot, whole, now))

    def _titles(self, speak: Words, one: Behind) -> dict[str, str]:
        works = [each.assignment for each in (*one.late, *one.not_begun)]
        return {work.id: title_in(self._library, speak, work.scenario) for work in works}

    def _shown(self, person: Person, found: _List, page: int) -> Reply:
        speak = words(person.language)
        screen = screens.behind_screen(speak, found.cohort, found.everybody, found.group, page)
        return Reply(screen, place=Place.SAME)

    def _tried(self, person: Person, found: _List) -> Reply:
        """Before anything is sent, with what the first of them would read."""
        speak, now = words(person.language), self._clock.now()
        first = next((one.behind for one in found.people if one.reach == "ticked"), None)
        example = None
        if first is not None:
            works = [one.assignment for one in (*first.late, *first.not_begun)]
            every = sorted(works, key=lambda one: one.due_at)
            title = title_in(self._library, speak, every[0].scenario)
            cohort, zone = found.cohort.name, found.cohort.timezone
            more = len(every) - 1
            example = screens.nudge_words(speak, cohort, title, every[0].due_at, now, zone, more)
        when, first_at, last_at = None, found.when.first, found.when.last
        if first_at is not None and last_at is not None:
            when = when_words(speak, first_at, last_at, now, found.cohort.timezone)
        screen = screens.dry_run_screen(
            speak, found.cohort, found.people, found.group, when, example
        )
        return Reply(screen, place=Place.SAME)


def _ticked(people: Iterable[Seen]) -> list[str]:
    return [one.behind.person for one in people if one.reach == "ticked"]


def _untold(
    conn: Connection, left: Mapping[str, Sequence[ToDo]], reachable: set[str]
) -> Callable[[str, ToDo], bool]:
    """Who has still to be told of what; whom nothing reaches waits for nothing."""
    topics = {assignment_notices.topic(one.assignment) for own in left.values() for one in own}
    waiting = jobs.pending_keys(conn, notices.KIND, topics)
    return lambda who, one: (
        who in reachable and assignment_notices.key(one.assignment, who) in waiting
    )


def _is(one: Seen, person: str) -> bool:
    return one.behind.person == person


def _promise(conn: Connection, person: str, cohort: str, now: datetime) -> None:
    """A nudge that waits since another day, as over days of rest, gives way to this one."""
    key = f"nudge:{person}"
    notices.take_back(conn, key)
    what = {"what": NUDGED, "cohort": cohort}
    notices.promise(conn, person, key, now, what, about=key, not_after=now + WORTH)
