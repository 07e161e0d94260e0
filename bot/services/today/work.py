"""What there is for someone to do: what is assigned, what is under way, what can be practised."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.services.errors import UNPLAYABLE
from bot.services.library import Library
from bot.services.playing import kept
from bot.services.playing.modes import PRACTICE
from scenarios import pace, position
from scenarios.catalogue.tracks import track
from scenarios.model import Scenario
from storage import assignments, attempts, outcomes
from storage.assignments import Open
from storage.attempts import Attempt
from storage.database import Database
from storage.people import Person

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do."""

    scenario: Scenario
    minutes: int  # that are left of it
    part: int  # minutes to the next stop, where it can be left with a recap
    passed: bool | None = None  # None: never finished
    running: str | None = None  # the attempt that is under way
    until: datetime | None = None  # and how long that is kept
    given: Open | None = None  # the assignment it is for


@dataclass(frozen=True, slots=True)
class Work:
    """All there is to do for someone; nothing stands in two places but in `cases`."""

    assigned: tuple[Item, ...]  # and not passed yet; what is due first comes first
    under_way: tuple[Item, ...]  # and not assigned; the newest first
    practice: tuple[Item, ...]  # the rest; what is worth most comes first
    cases: tuple[Item, ...]  # everything that can be practised, in the order of practice

    def everything(self) -> Iterator[Item]:
        """All of it, the most pressing first."""
        yield from (*self.assigned, *self.under_way, *self.practice)


@dataclass(frozen=True, slots=True)
class _Rows:
    running: list[Attempt]
    finished: Mapping[str, bool]
    given: list[Open]


async def work_of(database: Database, library: Library, person: Person, now: datetime) -> Work:
    """What there is to do for someone.

    Args:
        database: Where it is kept.
        library: What can be begun.
        person: Whose.
        now: The moment.
    """

    def unit(conn: Connection) -> _Rows:
        return _Rows(
            attempts.running(conn, person.id),
            outcomes.finished(conn, person.id),
            assignments.open_for(conn, person.id, now),
        )

    rows = await database.read(unit)
    under_way = [one async for one in _under_way(library, person, rows.running)]
    shelf = library.scenarios
    assigned = tuple(
        _assigned(shelf[one.assignment.scenario], one, under_way, person)
        for one in rows.given
        if _is_to_do(one) and one.assignment.scenario in shelf
    )
    others = _unassigned(under_way, {one.given.assignment.id for one in assigned if one.given})
    cases = _cases(library.practice.values(), others, rows.finished, person)
    taken = {one.scenario.id for one in (*assigned, *others)}
    practice = tuple(one for one in cases if one.scenario.id not in taken)
    return Work(assigned, others, practice, cases)


def _is_to_do(given: Open) -> bool:
    """Whether there is still something to do; of an assessment the first try is the one."""
    return not given.finished or (given.assignment.mode == PRACTICE and not given.passed)


@dataclass(frozen=True, slots=True)
class _Running:
    item: Item
    assignment: str | None


async def _under_way(
    library: Library, person: Person, running: Iterable[Attempt]
) -> AsyncIterator[_Running]:
    """What is under way, as far as it counts and can be played."""
    for attempt in running:
        if attempt.mode not in outcomes.COUNT:
            continue
        try:
            scenario = await library.load(attempt.edition)
            scene = position.read(attempt.position).scene
        except UNPLAYABLE as error:  # that one is told to whoever resumes it; the rest goes on
            log.warning("left out of today", attempt=attempt.id, error=type(error).__name__)
            continue
        left = pace.minutes_from(scenario, person.language, scene)
        part = pace.minutes_to_stop(scenario, person.language, scene)
        item = Item(scenario, left, part, running=attempt.id, until=kept.until(attempt))
        yield _Running(item, attempt.assignment)


def _assigned(
    scenario: Scenario, given: Open, under_way: Iterable[_Running], person: Person
) -> Item:
    running = next((one.item for one in under_way if one.assignment == given.assignment.id), None)
    passed = False if given.finished else None
    if running is not None:
        return replace(running, passed=passed, given=given)
    return replace(_whole(scenario, person), passed=passed, given=given)


def _unassigned(under_way: Iterable[_Running], shown: set[str]) -> tuple[Item, ...]:
    """What is under way and not shown as assigned; of each scenario the newest."""
    found: dict[str, Item] = {}
    for one in under_way:
        if one.assignment not in shown:
            found.setdefault(one.item.scenario.id, one.item)
    return tuple(found.values())


def _cases(
    scenarios: Iterable[Scenario],
    under_way: Iterable[Item],
    finished: Mapping[str, bool],
    person: Person,
) -> tuple[Item, ...]:
    """Everything that can be practised, what is worth most first."""
    running = {one.scenario.id: one for one in under_way}
    items = (
        replace(running.get(one.id) or _whole(one, person), passed=finished.get(one.id))
        for one in scenarios
    )
    return tuple(sorted(items, key=lambda one: _worth(one, person)))


def _whole(scenario: Scenario, person: Person) -> Item:
    """A scenario from its beginning."""
    language = person.language
    part = pace.minutes_to_stop(scenario, language, scenario.start)
    return Item(scenario, pace.minutes(scenario, language), part)


def _worth(item: Item, person: Person) -> tuple[int, bool, bool, int]:
    """New before to be tried again before passed; own work, what is easier, and shorter first."""
    states = {None: 0, False: 1, True: 2}
    return (
        states[item.passed],
        person.job not in track(item.scenario.track).jobs,
        item.scenario.level != "foundation",
        item.minutes,
    )
