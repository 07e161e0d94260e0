"""What a trainer means to assign, and the rows that it becomes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from bot.app.assignments.due_days import end_of, last_day_of
from bot.app.playing.modes import ASSESSMENT, PRACTICE
from scenarios.programmes import Programme
from storage.assignments.assignments import BEST, FIRST, LAST, PASS_MARK, Assignment, default_tries
from storage.cohorts.cohorts import Cohort

MARKS = (50, 60, 70, 80, 90)
TRIES = (1, 2, 3, None)
COUNTS = (FIRST, BEST, LAST)
MODES = (PRACTICE, ASSESSMENT)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be assigned: one case or one programme, how, until when, to whom."""

    cohort: str
    mode: str
    last_day: date  # in the cohort's zone
    tries: int | None
    counts: str
    scenario: str | None = None
    programme: str | None = None
    mark: int = PASS_MARK  # of a case; a programme has its own
    whom: tuple[str, ...] | None = None  # None: everybody who is or comes into the cohort
    assignment: str | None = None  # already made: only for whom it is can be chosen


def of_case(cohort: str, scenario: str, mode: str, last_day: date) -> Plan:
    """A case, with what is usual for everything that was not chosen."""
    return Plan(cohort, mode, last_day, *default_tries(mode), scenario=scenario)


def of_programme(cohort: str, programme: str, last_day: date) -> Plan:
    """A programme for practice, with what is usual for everything that was not chosen."""
    return Plan(cohort, PRACTICE, last_day, *default_tries(PRACTICE), programme=programme)


def of_assignment(given: Assignment, cohort: Cohort, whom: Iterable[str] | None) -> Plan:
    """An assignment, or the first step of a programme, to choose anew for whom it is."""
    return Plan(
        cohort.id,
        given.mode,
        last_day_of(given.due_at, cohort.timezone),
        given.attempts,
        given.counts,
        scenario=None if given.programme else given.scenario,
        programme=given.programme,
        mark=given.pass_mark,
        whom=None if whom is None else tuple(whom),
        assignment=given.id,
    )


def kept(plan: Plan) -> dict[str, Any]:
    """A plan as it is kept."""
    row = asdict(plan)
    del row["cohort"]
    whom = None if plan.whom is None else list(plan.whom)
    return row | {"last_day": plan.last_day.isoformat(), "whom": whom}


def read(cohort: str, content: Mapping[str, Any]) -> Plan:
    """The plan that was kept."""
    whom = content.get("whom")
    return Plan(
        **{
            **content,
            "cohort": cohort,
            "last_day": date.fromisoformat(content["last_day"]),
            "whom": None if whom is None else tuple(whom),
        }
    )


def rows(
    plan: Plan,
    cohort: Cohort,
    programme: Programme | None,
    ids: Sequence[str],
    by: str,
    now: datetime,
) -> list[Assignment]:
    """The assignments that a plan becomes: one, or one for each step of its programme.

    Args:
        plan: What was chosen.
        cohort: To whom.
        programme: Of which it is the steps; None for a case.
        ids: Random: the first names the whole, the others the steps of a programme.
        by: The trainer's id.
        now: The moment.
    """

    def row(id_: str, scenario: str, mark: int, **of_step: Any) -> Assignment:
        return Assignment(
            id_,
            cohort.id,
            scenario,
            plan.mode,
            end_of(plan.last_day, cohort.timezone),
            mark,
            by,
            now,
            attempts=plan.tries,
            counts=plan.counts,
            **of_step,
        )

    if programme is None:
        assert plan.scenario is not None
        return [row(ids[0], plan.scenario, plan.mark)]
    return [
        row(
            id_,
            step.scenario,
            step.pass_mark or 0,
            programme=programme.id,
            series=ids[0],
            step=number,
        )
        for number, (id_, step) in enumerate(zip(ids[1:], programme.steps, strict=True))
    ]
