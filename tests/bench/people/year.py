"""An invented year as rows: people, cohorts, assignments and answers.

Drawn from a seed, so that the same year comes again. For figures it is large, for tests small.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from typing import Any

from sqlalchemy import Connection, Table, insert

from bot.app.library import edition_of
from scenarios.case_library import CaseLibrary
from scenarios.catalogue import work
from scenarios.engine import RULES
from scenarios.model import Scenario
from scenarios.score import PASS_MARK
from storage.agencies import agencies
from storage.agencies.agencies import Agency, Job
from storage.authoring import editions
from storage.db.tables import (
    accounts,
    assignees,
    assignments,
    attempts,
    cohorts,
    events,
    memberships,
    people,
    prompts,
    reviews,
)
from tests.bench.double.telegram import BOT
from tests.bench.measuring.plan import Plan
from tests.bench.people.played import ways

BEGINS = datetime(2026, 1, 4, 6, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=360)
SIZE = 25  # people in a cohort
PEOPLE = 100  # for each second of a run; they decide some 80 times each
_CASES = ("dream-job", "pink-bag", "room-209", "late-pay", "line-four", "one-key")
_FORMS = ("airports-form-a", "airports-form-b")
_NEVER, _LEFT, _PRACTISES = 0.1, 0.05, 0.3  # shares of people

Rows = dict[Table, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Year:
    """The size of a year.

    Attributes:
        people: How many there are.
        works: How many cases each cohort is given.
        seed: Draws all of it.
        names: What cohorts are called, in turn.
        tested: Which share of cohorts takes a test.
        sizes: How many people the first cohorts have; all others have as many as the last of these.
    """

    people: int
    works: int = 10
    seed: int = 1
    names: Sequence[str] = ("Gates", "بوابات الوصول")
    tested: float = 0.2
    sizes: Sequence[int] = (SIZE,)


def people_for(plan: Plan) -> int:
    """The number of people in a year used for a run; at least one cohort."""
    return max(SIZE, round(PEOPLE * plan.seconds))


def fill(conn: Connection, year: Year, shelf: CaseLibrary) -> None:
    """Put a year into an empty database, played with cases of the library."""
    cases = [shelf.scenarios[name] for name in (*_CASES, *_FORMS)]
    for case in cases:
        editions.keep(conn, edition_of(case, BEGINS))
    for body in work.catalogue_agencies().values():
        agencies.add(conn, Agency(body.id, body.country, body.names, BEGINS))
    for job, names in work.fields_of_work().items():
        agencies.add_job(conn, Job(job, names, BEGINS))
    dice = random.Random(year.seed)
    for number, (first, some) in enumerate(_parts(year)):
        rows = _Cohort(dice, year, cases, number, first, some).rows
        for table in (people, accounts, cohorts, memberships, assignments, assignees):
            _put(conn, table, rows)
        for table in (attempts, events, prompts, reviews):
            _put(conn, table, rows)


def _parts(year: Year) -> Iterator[tuple[int, int]]:
    """The first person of each cohort, and how many it has."""
    first = 0
    for size in chain(year.sizes, repeat(year.sizes[-1])):
        if first >= year.people:
            return
        yield first, min(size, year.people - first)
        first += size


def _put(conn: Connection, table: Table, rows: Rows) -> None:
    if rows.get(table):
        conn.execute(insert(table), rows[table])


@dataclass
class _Cohort:
    """A cohort and all that came of it."""

    dice: random.Random
    year: Year
    cases: Sequence[Scenario]
    number: int
    first: int
    some: int
    rows: Rows = field(default_factory=dict)

    def __post_init__(self) -> None:
        number = self.number
        self.agency = [*work.catalogue_agencies()][number % len(work.catalogue_agencies())]
        self.id = self._id()
        self._add(
            cohorts,
            id=self.id,
            name=f"{self.year.names[number % len(self.year.names)]} {number}",
            agency=self.agency,
            timezone="Asia/Bahrain",
            created_at=BEGINS,
        )
        inside = [self._person(self.first + index) for index in range(self.some)]
        for step in range(self.year.works):
            self._give(step, inside)
        if number * self.year.tested % 1 < self.year.tested:  # spread evenly; the first is one
            self._test(inside)

    def _add(self, table: Table, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def _id(self) -> str:
        return base64.urlsafe_b64encode(self.dice.randbytes(9)).decode()

    def _person(self, number: int) -> str:
        id_, language = self._id(), self.dice.choice(("ar", "ar", "en"))
        came = BEGINS + timedelta(minutes=number)
        self._add(
            people,
            id=id_,
            language=language,
            timezone="Asia/Bahrain",
            created_at=came,
            agency=self.agency,
            job=self.dice.choice([*work.fields_of_work()]),
            notice=1,
            notice_at=came,
            enrolled_at=came,
        )
        self._add(accounts, bot=BOT, telegram_id=number + 1, person=id_)
        left = self.dice.random() < _LEFT
        self._add(
            memberships,
            id=self._id(),
            cohort=self.id,
            person=id_,
            joined_at=came,
            left_at=ENDS if left else None,
        )
        if self.dice.random() < _PRACTISES:
            self._plays(id_, self.cases[0], came + timedelta(days=40), None, "practice")
            self._refreshed(id_, self.cases[0], came + timedelta(days=45))
        return id_

    def _give(self, step: int, inside: Sequence[str]) -> None:
        case = self.cases[step % len(_CASES)]
        at = BEGINS + timedelta(days=30 * step + 20)
        mode = "assessment" if step % 5 == 4 else "practice"
        given = self._assignment(case, at, mode)
        for name in inside:
            if self.dice.random() >= _NEVER:
                began = at + timedelta(hours=self.dice.randrange(1, 24 * 16))
                self._plays(name, case, began, given, mode)

    def _assignment(self, case: Scenario, at: datetime, mode: str, **more: Any) -> str:
        id_ = self._id()
        row: dict[str, Any] = {"test": None, "part": None, "opens_at": None, **more}
        self._add(
            assignments,
            id=id_,
            cohort=self.id,
            scenario=case.id,
            mode=mode,
            due_at=at + timedelta(days=14),
            pass_mark=PASS_MARK,
            created_at=at,
            attempts=None,
            counts="best",
            **row,
        )
        return id_

    def _test(self, inside: Sequence[str]) -> None:
        """Two parts, the forms the other way round for every second person."""
        test, forms = self._id(), self.cases[-2:]
        for turned in (0, 1):
            for place, part in enumerate(("before", "after")):
                form, at = forms[(place + turned) % 2], BEGINS + timedelta(days=15 + 150 * place)
                given = self._assignment(form, at, "assessment", test=test, part=part)
                for name in inside[turned::2]:
                    self._add(assignees, assignment=given, person=name)
                    self._plays(name, form, at + timedelta(days=1), given, "assessment")

    def _plays(
        self, person: str, case: Scenario, at: datetime, given: str | None, mode: str
    ) -> None:
        """An attempt; one in twenty was left."""
        id_, left = self._id(), self.dice.random() < _LEFT
        way = self.dice.choice(ways(case))
        if left:
            way = way.broken_off()
        over = at
        for step in way.steps:
            if any(event["credit"] is not None for event in step):  # an answer takes its time
                over += timedelta(seconds=self.dice.uniform(4, 90))
            for event in step:
                self._event(id_, over, **event)
        turn, stands = way.positions[-1]
        self._add(
            attempts,
            id=id_,
            person=person,
            edition=case.edition,
            rules=RULES,
            seed=1,
            language="ar",
            mode=mode,
            turn=turn,
            shown_turn=turn,
            position=stands,
            state="abandoned" if left else "ended",
            started_at=at,
            moved_at=over,
            ended_at=over,
            assignment=given,
            agency=self.agency,
            **way.result(case, PASS_MARK),
        )

    def _event(self, attempt: str, at: datetime, **what: Any) -> None:
        seq = len(self.rows.get(events, ()))  # rises within an attempt, and that is all it is for
        self._add(events, attempt=attempt, seq=seq, language="ar", at=at, **what)

    def _refreshed(self, person: str, case: Scenario, at: datetime) -> None:
        """A refresher of two items, of which the first is answered."""
        prompt = self._id()
        signatures = [scene.signature for scene in case.scenes.values() if scene.recall][:2]
        item = {"scenario": case.id, "form": "same-move", "seed": 1}
        self._add(
            prompts,
            id=prompt,
            person=person,
            made_at=at,
            slot="11",
            language="ar",
            items=[{**item, "signature": signature} for signature in signatures],
            turn=1,
            state="left",
            ended_at=at + timedelta(days=1),
            shown_at=at,
        )
        for seq, (when, told, of) in enumerate(
            ((at - timedelta(days=5), "story", None), (at, "same-move", prompt))
        ):
            self._add(
                reviews,
                person=person,
                scenario=case.id,
                signature=signatures[0],
                seq=seq,
                at=when,
                told=told,
                act="any",
                grade=self.dice.choice((1, 2, 3)),
                sure=None,
                predicted=0.8 if of else None,
                prompt=of,
                attempt=None,
            )
