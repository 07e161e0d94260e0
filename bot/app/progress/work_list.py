"""A person's work: assigned, under way, and for practice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import structlog
from sqlalchemy import Connection

from bot.app.errors import UNPLAYABLE
from bot.app.library import Library
from bot.app.playing import attempt_expiry, open_work
from bot.app.playing.related_cases import related_case
from bot.app.refreshers import prompt_lifecycle
from bot.app.refreshers.deck import deck_of
from scenarios import durations, position
from scenarios.catalogue.tracks import track
from scenarios.model import Scenario
from scenarios.seeded_random import draw
from storage.assignments import assignments
from storage.assignments.assignments import AssignmentView
from storage.authoring import scenario_shares
from storage.db.database import Database
from storage.people.people import Person
from storage.playing import attempts, outcomes
from storage.playing.attempts import PRACTICE, REPLAY, Attempt
from storage.playing.outcomes import FinishedScenario

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An item of a person's work list."""

    scenario: Scenario
    minutes: int  # that are left of it
    part: int  # minutes to the next stop, where it can be left with a recap
    passed: bool | None = None  # None: never finished
    running: str | None = None  # the attempt that is under way
    kept_until: datetime | None = None  # and how long that is kept
    assignment: AssignmentView | None = None  # the assignment it is for
    mode: str = PRACTICE  # how it is played, or was begun
    practised: bool = True  # of what was finished, whether ever for practice


@dataclass(frozen=True, slots=True)
class WorkList:
    """Everything a person has to do; nothing is listed twice except in `cases`."""

    assigned: tuple[WorkItem, ...]  # and not passed yet; what is due first comes first
    under_way: tuple[WorkItem, ...]  # and not assigned; the newest first
    retry: tuple[WorkItem, ...]  # the case that was failed last, where it may be tried again
    alike: tuple[WorkItem, ...]  # a case like it
    practice: tuple[WorkItem, ...]  # the rest; what is worth most comes first
    cases: tuple[WorkItem, ...]  # every case once, as it would be opened, in the order of practice
    questions: int = 0  # short ones that wait
    latest: WorkItem | None = None  # what is under way and was played last, assigned or not

    @property
    def next(self) -> WorkItem | None:
        """The next case to play if no questions wait; None if all are passed.

        What is under way comes first, then assigned work by its due date, then practice.
        """
        if self.latest is not None:
            return self.latest
        return next((item for item in self.everything() if not item.passed), None)

    def everything(self) -> Iterator[WorkItem]:
        """All of it, the most pressing first."""
        yield from (*self.assigned, *self.under_way, *self.suggested())

    def suggested(self) -> Iterator[WorkItem]:
        """The cases to practise: first those that help after a failed one."""
        yield from (*self.retry, *self.alike, *self.practice)


@dataclass(frozen=True, slots=True)
class _Rows:
    running: list[Attempt]
    finished: Mapping[str, FinishedScenario]
    given: list[AssignmentView]
    questions: int
    shared: Mapping[str, Scenario]  # what trainers wrote and they may practise
    near: Collection[str]  # of these, what was shared with their own cohorts
    cases: Mapping[str, Scenario]  # that were given, by id


async def work_list(
    database: Database, library: Library, person: Person, now: datetime
) -> WorkList:
    """Build a person's work list."""

    def load(conn: Connection) -> _Rows:
        open_assignments = assignments.open_for(conn, person.id, now)
        of_given = {assignment.assignment.scenario for assignment in open_assignments}
        found = {name: library.find(conn, name) for name in of_given}
        return _Rows(
            attempts.running(conn, person.id),
            outcomes.finished(conn, person.id),
            open_assignments,
            prompt_lifecycle.ready(conn, person, deck_of(conn, library.known, person.id), now),
            library.shared_with(conn, person),
            scenario_shares.near(conn, person.id),
            {id_: case for id_, case in found.items() if case is not None},
        )

    rows = await database.read(load)
    under_way = [running async for running in _under_way(library, person, rows.running)]
    assigned = tuple(
        _assigned(rows.cases[assignment.assignment.scenario], assignment, under_way, person)
        for assignment in rows.given
        if open_work.is_to_do(assignment) and assignment.assignment.scenario in rows.cases
    )
    others = _unassigned(
        under_way, {item.assignment.assignment.id for item in assigned if item.assignment}
    )
    offered = {**rows.shared, **library.practice}
    open_ = _open(assigned, others, rows.finished)
    cases = (open_.get(case.id) or _new(case, rows.finished, person) for case in offered.values())
    ordered = tuple(sorted(cases, key=lambda worth: _worth(worth, person, rows.near)))
    taken = {item.scenario.id for item in (*assigned, *others)}
    practice = [item for item in ordered if item.scenario.id not in taken and _is_offered(item)]
    failed = _failed_last(offered, rows.finished)
    retry = tuple(item for item in practice if item.scenario.id == failed)
    alike = _alike(offered, failed, practice)
    rest = tuple(item for item in practice if item not in (*retry, *alike))
    latest = _latest(under_way, (*assigned, *others))
    return WorkList(assigned, others, retry, alike, rest, ordered, rows.questions, latest)


def _latest(under_way: Iterable[_Running], shown: Collection[WorkItem]) -> WorkItem | None:
    """Of what is shown as under way, the attempt that moved last."""
    by_attempt = {item.running: item for item in shown}
    order = (running.item.running for running in under_way)
    return next((by_attempt[attempt] for attempt in order if attempt in by_attempt), None)


def _failed_last(
    offered: Mapping[str, Scenario], finished: Mapping[str, FinishedScenario]
) -> str | None:
    """The id of the case that was failed last and never passed."""
    failed = [
        (attempt.at, id_)
        for id_, attempt in finished.items()
        if id_ in offered and not attempt.passed
    ]
    return max(failed)[1] if failed else None


def _alike(
    offered: Mapping[str, Scenario], failed: str | None, practice: Iterable[WorkItem]
) -> tuple[WorkItem, ...]:
    """A case like the one that was failed, which was not passed and is not that one itself."""
    if failed is None:
        return ()
    open_ = {item.scenario.id: item for item in practice if not item.passed}
    open_.pop(failed, None)
    found = related_case(offered, offered[failed], open_)
    return (open_[found],) if found is not None else ()


def _is_offered(item: WorkItem) -> bool:
    """Whether a case is suggested; not if its only result is a failed assessment."""
    return item.passed is not False or item.practised


@dataclass(frozen=True, slots=True)
class _Running:
    item: WorkItem
    assignment: str | None


async def _under_way(
    library: Library, person: Person, running: Iterable[Attempt]
) -> AsyncIterator[_Running]:
    """The playable attempts under way, retried moments included."""
    for attempt in running:
        if attempt.mode not in (*outcomes.COUNT, REPLAY):
            continue
        try:
            scenario = await library.load(attempt.edition)
            scene = position.read(attempt.position).scene
        except UNPLAYABLE as error:  # reported when it is resumed; the others continue
            log.warning("attempt left out of today", attempt=attempt.id, error=type(error).__name__)
            continue
        left = durations.minutes_from(scenario, person.language, scene)
        part = durations.minutes_to_stop(scenario, person.language, scene)
        until, mode = attempt_expiry.expiry_time(attempt), attempt.mode
        item = WorkItem(scenario, left, part, running=attempt.id, kept_until=until, mode=mode)
        yield _Running(item, attempt.assignment)


def _assigned(
    scenario: Scenario, given: AssignmentView, under_way: Iterable[_Running], person: Person
) -> WorkItem:
    running = next(
        (attempt.item for attempt in under_way if attempt.assignment == given.assignment.id), None
    )
    passed = False if given.finished else None
    if running is not None:
        return replace(running, passed=passed, assignment=given)
    mode = given.assignment.mode
    return replace(_whole(scenario, person.language, passed, True), assignment=given, mode=mode)


def _unassigned(under_way: Iterable[_Running], shown: set[str]) -> tuple[WorkItem, ...]:
    """Attempts under way without an assignment shown; the newest of each scenario and mode."""
    found: dict[tuple[str, str], WorkItem] = {}
    for running in under_way:
        if running.assignment not in shown:
            found.setdefault((running.item.scenario.id, running.item.mode), running.item)
    return tuple(found.values())


def _open(
    assigned: Iterable[WorkItem],
    under_way: Iterable[WorkItem],
    finished: Mapping[str, FinishedScenario],
) -> Mapping[str, WorkItem]:
    """The cases that are opened as assigned work, or else where they are under way, by id."""
    found: dict[str, WorkItem] = {}
    for thing in under_way:
        if thing.mode != REPLAY:
            passed, practised = _before(finished, thing.scenario)
            found.setdefault(thing.scenario.id, replace(thing, passed=passed, practised=practised))
    with_assignment = [(item.assignment, item) for item in assigned if item.assignment]
    for case in {item.scenario.id for item in assigned}:
        first = open_work.of_case((assignment for assignment, _ in with_assignment), case)
        if first is not None:
            found[case] = next(item for assignment, item in with_assignment if assignment == first)
    return found


def _new(scenario: Scenario, finished: Mapping[str, FinishedScenario], person: Person) -> WorkItem:
    """A case that would be restarted."""
    return _whole(scenario, person.language, *_before(finished, scenario))


def _before(
    finished: Mapping[str, FinishedScenario], scenario: Scenario
) -> tuple[bool | None, bool]:
    """Whether a case was passed, None if never finished; and whether it was practised."""
    known = finished.get(scenario.id)
    return (None, False) if known is None else (known.passed, known.practised)


@lru_cache(maxsize=1024)  # for each person who looks, every case is wanted
def _whole(scenario: Scenario, language: str, passed: bool | None, practised: bool) -> WorkItem:
    """A scenario from its beginning."""
    part = durations.minutes_to_stop(scenario, language, scenario.start)
    minutes = durations.minutes(scenario, language)
    return WorkItem(scenario, minutes, part, passed, practised=practised)


def _worth(
    item: WorkItem, person: Person, near: Collection[str]
) -> tuple[int, bool, bool, bool, bool, int]:
    """New before to be tried again before passed; own work first, and what is easier.

    What trainers wrote for the very cohorts that someone is in comes before all other new cases.
    Beginners learn more from an example that is worked out before them (CHERN), so one comes first
    in their own work. Elsewhere a case says more. Among equals a fixed draw decides: by their
    length ordinary days would come first everywhere, and be known by it.
    """
    states = {None: 0, False: 1, True: 2}
    own = person.job in track(item.scenario.track).jobs
    return (
        states[item.passed],
        item.scenario.id not in near,
        not own,
        item.scenario.level != "foundation",
        (item.scenario.use == "worked") != own,
        _lot(item.scenario.id),
    )


@lru_cache(maxsize=1024)
def _lot(case: str) -> int:
    """The fixed random rank of a case, the same for everyone."""
    return draw(0, case)
