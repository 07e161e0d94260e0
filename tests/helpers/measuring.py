"""A cohort taking the parallel airport forms, and the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select

from bot.app.access.rights import TRAINER
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_assignment
from bot.chat.playing.attempt_drawing import draw_attempt
from bot.chat.playing.play import choose, confirm_answer, continue_story, finish_answer, mark
from bot.chat.trainer.assessments.assessment_planning import start_assessment
from scenarios import position
from scenarios.case_library import LIBRARY, CaseLibrary
from scenarios.kinds.choose import ChooseDecision
from scenarios.loader import load
from scenarios.model import Scenario
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.playing import attempts
from storage.playing.attempts import Attempt
from tests.helpers.front_desk import front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.staff import AIRPORT, ZONE, Staff, Target, leads

COHORT = "cohort-00001"
FORMS = ("airports-form-a", "airports-form-b", "airports-form-c")
TODAY = date(2026, 11, 25)  # of the test's clock, in Bahrain
BEFORE, AFTER = date(2026, 12, 2), date(2026, 12, 17)
START = call(start_assessment, COHORT, "airports", BEFORE, AFTER, 180)
DAY = 86_400
A = TypeVar("A", bound=Call)
_numbers = count(1)


@cache
def form(name: str) -> Scenario:
    files = {path.name: path.read_bytes() for path in (LIBRARY / name).iterdir() if path.is_file()}
    found = load(files).scenario
    assert found is not None
    return found


def shelf() -> CaseLibrary:
    """The three forms, and a case to practise."""
    return CaseLibrary({name: form(name) for name in FORMS} | {"kinds": kinds_case()})


@asynccontextmanager
async def cohort_of(
    database_url: str, people: int, language: str = "en", zone: str = ZONE
) -> AsyncIterator[Staff]:
    """A trainer and a cohort of a given size."""
    async with front_desk(database_url, shelf()) as desk:
        desk.parts.links.username = "basira_bot"
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT), language=language)
        now = desk.clock.now()
        made = Cohort(COHORT, "Gates", AIRPORT, zone, now)
        await found.write(lambda conn: cohorts.create(conn, made, "trainer"))
        for number in range(people):
            await found.person(key := name(number), language=language, name=f"Person {number:02}")
            await joins(found, key)
        yield found


def name(number: int) -> str:
    return f"member-{number:02}"


async def joins(staff: Staff, person: str) -> None:
    """Add someone to the cohort by rows alone."""
    now, number = staff.desk.clock.now(), next(_numbers)
    await staff.write(lambda conn: cohorts.join(conn, f"m-{number:09}", COHORT, person, now))


async def started(staff: Staff, start: Call = START) -> Assessment:
    await staff.taps("trainer", start)
    return await the_test(staff)


async def the_test(staff: Staff) -> Assessment:
    found: list[Assessment] = await staff.read(lambda conn: assessments.of_cohort(conn, COHORT))
    return found[0]


async def takers(staff: Staff) -> dict[str, dict[str, str]]:
    """The form of each participant in each part."""
    test = await the_test(staff)
    found: dict[str, dict[str, str]] = await staff.read(lambda conn: assessments.takers(conn, test))
    return found


async def part_of(staff: Staff, person: str, part: str) -> Assignment:
    """The assignment of a participant for a part."""
    test, taken = await the_test(staff), (await takers(staff))[person]
    (found,) = (
        assignment
        for assignment in test.given
        if (assignment.part, assignment.scenario) == (part, taken[part])
    )
    return found


async def told(staff: Staff) -> Counter[str]:
    """The number of pending notices by kind."""
    rows = await staff.read(lambda conn: conn.execute(select(t.due.c.payload)).scalars().all())
    return Counter(row["what"] for row in rows if row and "what" in row)


async def waiting(staff: Staff) -> dict[str, datetime]:
    """When the notices of a person are due, by assignment."""
    rows = await staff.read(
        lambda conn: conn.execute(
            select(t.due.c.payload, t.due.c.due).where(t.due.c.person == name(0))
        ).all()
    )
    return {row.payload["assignment"]: row.due for row in rows if "assignment" in row.payload}


async def until(staff: Staff, moment: Any) -> None:
    staff.desk.clock.at = moment


async def took(
    staff: Staff,
    person: str,
    part: str,
    score: int = 50,
    missed: int = 0,
    over_called: int = 0,
    **values: Any,
) -> str:
    """Someone has finished a part now, as rows only; gives the attempt."""
    given, now = await part_of(staff, person, part), staff.desk.clock.now()
    attempt, scenario = f"took-{next(_numbers):07}", form(given.scenario)
    detail = {
        "bands": {"recognise": "nearly", "refer": "not-yet"},
        "missed": missed,
        "over_called": over_called,
        "unsafe": 0,
        "critical": [],
    }
    row = {
        "id": attempt,
        "person": person,
        "edition": scenario.edition,
        "rules": 1,
        "seed": 1,
        "language": "en",
        "mode": "assessment",
        "turn": 1,
        "shown_turn": 1,
        "position": "{}",
        "state": "ended",
        "started_at": now,
        "moved_at": now,
        "ended_at": now,
        "outcome": "mixed",
        "score": score,
        "passed": False,
        "result": detail,
        "assignment": given.id,
    }
    await staff.write(lambda conn: conn.execute(insert(t.attempts), row | values))
    return attempt


async def plays(
    staff: Staff, person: str, assignment: Assignment, otherwise: Mapping[str, str] | None = None
) -> str:
    """Play a form to its end, at its best but where it is said otherwise; gives the attempt."""
    scenario = form(assignment.scenario)
    assert scenario.reference is not None
    ways = dict(scenario.reference.path) | dict(otherwise or {})
    screen = (await staff.taps(person, call(begin_assignment, assignment.id))).screen
    assert screen is not None
    assert screen.shows is not None, [line.text for line in screen.lines]
    attempt = screen.shows.attempt
    while (scene := position.read((await kept(staff, attempt)).position).scene) in scenario.scenes:
        decision = scenario.scenes[scene].decision
        if decision is None or any(
            leads(button.action, continue_story) for button in screen.buttons
        ):
            await staff.taps(person, action(screen, continue_story))
        elif decision.drafted:
            turn = action(screen, mark).arguments["turn"]
            for part in ways[scene].split("+"):
                await staff.taps(person, call(mark, attempt, turn, part, on=True))
            await confirmed(staff, person, call(finish_answer, attempt, turn))
        elif decision.kind == "interview":
            await _asks(staff, person, attempt, ways[scene].split("+"))
        else:
            turn = action(screen, choose).arguments["turn"]
            await confirmed(staff, person, call(choose, attempt, turn, ways[scene]))
        screen = await draw_attempt(staff.desk.parts.app, await kept(staff, attempt))
    return attempt


def poor_answers(assignment: Assignment) -> dict[str, str]:
    """For each choice of a form the answer that earns least, a critical one first."""
    found = {}
    for name, scene in form(assignment.scenario).scenes.items():
        decision = scene.decision
        if isinstance(decision, ChooseDecision):
            found[name] = min(
                decision.choices,
                key=lambda choice: (
                    not decision.choices[choice].answer.critical,
                    sum(decision.choices[choice].answer.credit.values()),
                ),
            )
    return found


async def _asks(staff: Staff, person: str, attempt: str, questions: Iterable[str]) -> None:
    """Answer questions one by one; each counts at once and advances a turn."""
    for question in questions:
        screen = await draw_attempt(staff.desk.parts.app, await kept(staff, attempt))
        turn = action(screen, choose).arguments["turn"]
        await staff.taps(person, call(choose, attempt, turn, question))


async def confirmed(staff: Staff, person: str, act: Call) -> None:
    """Run an action and its confirmation."""
    shown = (await staff.taps(person, act)).screen
    await staff.taps(person, action(shown, confirm_answer))


def action(screen: Screen | None, target: Target) -> Any:
    """The action of the first button that leads to a target."""
    assert screen is not None
    return next(button.action for button in screen.buttons if leads(button.action, target))


async def kept(staff: Staff, attempt: str) -> Attempt:
    def read_rows(conn: Connection) -> Attempt | None:
        return attempts.get(conn, attempt)

    found: Attempt | None = await staff.read(read_rows)
    assert found is not None
    return found
