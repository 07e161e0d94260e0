"""Cohorts full of people who stand differently with their work, inserted in bulk."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from bot.app.access.rights import TRAINER
from storage.assignments.assignments import Assignment
from storage.authoring import editions
from storage.authoring.editions import Edition
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db import tables as t
from storage.people.people import Person
from storage.people.roles import Role

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AGENCY, ELSEWHERE = "airport", "clinics"
ZONE = "Asia/Bahrain"
DAY = timedelta(days=1)
_GIVEN = ("Sara", "Yusuf", "Lina", "Omar", "José", "Noor", "Huda", "Khalid")
_FAMILY = ("Ahmed", "Hasan", "Al-Ansari", "O'Brien", "Saleh", "Mansoor")
_ARABIC = ("سارة أحمد", "يوسف حسن", "لينا الأنصاري", "عمر صالح", "هدى منصور", "نور علي")


@dataclass
class Crowd:
    """Collects rows, and inserts them at once."""

    rng: Random
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    numbers: int = 0

    def add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def id(self, kind: str) -> str:
        """A new id, in no order."""
        self.numbers += 1
        return f"{kind}-{self.rng.getrandbits(32):08x}-{self.numbers}"

    def person(self, id_: str = "", *, agency: str = AGENCY, come: bool = True) -> str:
        """Someone with a name in Latin letters, in Arabic ones, or in both."""
        person, rng = id_ or self.id("p"), self.rng
        notice = 1 if come else None
        made = asdict(Person(person, "en", ZONE, NOW, agency=agency, notice=notice))
        self.add("people", **made)
        kind = rng.randrange(4)
        if kind != 1:
            name = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
            self.add("names", person=person, script="latin", name=name)
        if kind in (1, 2):
            self.add("names", person=person, script="arabic", name=rng.choice(_ARABIC))
        return person

    def role(self, person: str, role: str, agency: str = AGENCY) -> None:
        self.add("roles", **asdict(Role(self.id("r"), person, role, agency, None, NOW)))

    def trainer(self, id_: str, agency: str = AGENCY) -> str:
        self.person(id_, agency=agency)
        self.role(id_, TRAINER, agency)
        return id_

    def cohort(self, name: str, *trainers: str, agency: str = AGENCY, **more: Any) -> str:
        cohort = self.id("c")
        self.add("cohorts", **asdict(Cohort(cohort, name, agency, ZONE, NOW - 90 * DAY, **more)))
        for trainer in trainers:
            self.add("cohort_trainers", cohort=cohort, person=trainer, since=NOW)
        return cohort

    def member(self, cohort: str, person: str, days: float = 60, left: bool = False) -> None:
        """In a cohort since some days, with a place and mostly with a staff number."""
        row = {"id": self.id("m"), "cohort": cohort, "person": person, "through": "personal"}
        left_at = NOW - DAY if left else None
        self.add("memberships", **row, joined_at=NOW - days * DAY, left_at=left_at, invitation=None)
        if self.rng.random() < 0.7:
            self.place(cohort, person)

    def place(self, cohort: str, person: str | None = None) -> str:
        place, rng = self.id("l"), self.rng
        names = {"latin": f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"}
        number = f"{rng.choice('AB')}-{rng.randrange(10_000):04}"
        made = Place(place, cohort, names, None, NOW - 80 * DAY, person, number=number)
        self.add("roster", **asdict(made))
        return place

    def assignment(self, cohort: str, days: float, **more: Any) -> Assignment:
        """Given to a cohort, due in some days, or some days ago."""
        row = {"created_by": None, "created_at": NOW - 70 * DAY, **more}
        given = Assignment(
            self.id("g"), cohort, "transit-hall", "practice", NOW + days * DAY, 70, **row
        )
        self.add("assignments", **asdict(given))
        return given

    def attempt(
        self,
        person: str,
        given: Assignment | None,
        state: str = "ended",
        passed: bool = True,
        critical: bool = False,
    ) -> None:
        at = NOW - DAY * self.rng.uniform(1, 50)
        detail = {
            "bands": {},
            "missed": 0,
            "over_called": 0,
            "unsafe": 0,
            "critical": [["gate", "let-go"]] if critical else [],
        }
        ended = state == "ended"
        self.add(
            "attempts",
            id=self.id("a"),
            person=person,
            edition="e1",
            rules=1,
            seed=1,
            language="en",
            mode="practice",
            turn=3,
            shown_turn=3,
            position="{}",
            state=state,
            started_at=at,
            moved_at=at,
            ended_at=at if ended else None,
            outcome="safe" if ended else None,
            score=(80 if passed else 40) if ended else None,
            passed=passed if ended else None,
            result=detail if ended else None,
            assignment=given.id if given else None,
        )

    def keep(self, conn: Connection) -> None:
        """Insert all rows, in the order in which tables refer to one another."""
        for table in t.metadata.sorted_tables:
            if rows := self.rows.pop(table.name, None):
                conn.execute(insert(table), rows)
        assert not self.rows, list(self.rows)


def keep_case(conn: Connection) -> None:
    """The case that everything is about."""
    made = Edition("e1", "transit-hall", "s1", {"en": "t1"}, {}, "published", NOW - 99 * DAY)
    editions.keep(conn, made)


def work(crowd: Crowd, cohort: str, members: list[str], given: list[Assignment]) -> None:
    """Members finish some of what they were given, well or not, and also practise."""
    rng = crowd.rng
    for person in members:
        for assignment in given:
            draw = rng.random()
            if draw < 0.6:
                crowd.attempt(person, assignment, passed=draw < 0.45, critical=draw > 0.55)
            elif draw < 0.7:
                crowd.attempt(person, assignment, "running")
        crowd.attempt(person, None, passed=False, critical=True)  # practice, nobody else's


def any_cohort(crowd: Crowd, name: str, *trainers: str, size: int = 12) -> str:
    """A cohort in which everything occurs."""
    rng = crowd.rng
    cohort = crowd.cohort(name, *trainers)
    inside = [crowd.person() for _ in range(size)]
    for person in inside:
        days = rng.choice((60, 60, 60, 12, 3))
        crowd.member(cohort, person, days, left=rng.random() < 0.1)
    for through in (None, "paper"):
        placeholder = crowd.person(come=False)
        row = {"id": crowd.id("m"), "cohort": cohort, "person": placeholder, "left_at": None}
        crowd.add("memberships", **row, through=through, joined_at=NOW - 60 * DAY, invitation=None)
        crowd.place(cohort, placeholder)
    for _ in range(rng.randrange(3)):
        crowd.place(cohort)
    given = [crowd.assignment(cohort, rng.choice((-20, -8, -1, 2, 30))) for _ in range(4)]
    given.append(crowd.assignment(cohort, -5, withdrawn_at=NOW - DAY))
    for person in rng.sample(inside, 3):
        crowd.add("assignees", assignment=given[0].id, person=person)
    series = crowd.id("s")
    steps = [
        crowd.assignment(cohort, -4, series=series, step=0, programme="p"),
        crowd.assignment(cohort, 20, series=series, step=1, programme="p"),
    ]
    work(crowd, cohort, inside, [*given, *steps])
    return cohort
