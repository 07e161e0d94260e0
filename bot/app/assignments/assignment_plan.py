"""A trainer's plan for an assignment, and the rows it becomes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.app.assignments.due_days import end_of_day, last_day_of
from bot.app.errors import NotFound
from scenarios.programmes import programmes
from storage.assignments.assignments import BEST, FIRST, LAST, PASS_MARK, Assignment, default_tries
from storage.cohorts.cohorts import Cohort
from storage.playing.attempts import ASSESSMENT, PRACTICE

MARKS = (50, 60, 70, 80, 90)
TRIES = (1, 2, 3, None)
COUNTS = (FIRST, BEST, LAST)
MODES = (PRACTICE, ASSESSMENT)


@dataclass(frozen=True, slots=True)
class Plan:
    """A case or a programme to assign: how, until when, and to whom.

    Its `with_` methods raise `NotFound` for a value that is not offered.
    """

    cohort: str
    mode: str
    last_day: date
    """In the cohort's time zone."""
    tries: int | None
    counts: str
    scenario: str | None = None
    programme: str | None = None
    mark: int = PASS_MARK
    """Of a case, in percent; the steps of a programme have their own."""
    whom: tuple[str, ...] | None = None
    """The people, and the roster places, that it is for; None: everybody, and whoever joins."""
    assignment: str | None = None
    """The existing assignment of which only the audience can be chosen."""

    def with_mode(self, mode: str) -> Plan:
        """Another mode, with the tries that are usual in it."""
        if mode not in MODES:
            raise NotFound
        if mode == self.mode:
            return self
        tries, counts = default_tries(mode)
        return replace(self, mode=mode, tries=tries, counts=counts)

    def with_pass_mark(self, mark: int) -> Plan:
        if mark not in MARKS or self.programme is not None:
            raise NotFound
        return replace(self, mark=mark)

    def with_tries(self, tries: int | None) -> Plan:
        if tries not in TRIES:
            raise NotFound
        return replace(self, tries=tries)

    def with_counts(self, counts: str) -> Plan:
        if counts not in COUNTS:
            raise NotFound
        return replace(self, counts=counts)


def of_case(cohort: str, scenario: str, mode: str, last_day: date) -> Plan:
    """A plan of a case with the defaults of its mode."""
    return Plan(cohort, mode, last_day, *default_tries(mode), scenario=scenario)


def of_programme(cohort: str, programme: str, last_day: date) -> Plan:
    """A plan of a programme for practice, with the defaults of that mode."""
    return Plan(cohort, PRACTICE, last_day, *default_tries(PRACTICE), programme=programme)


def of_assignment(assignment: Assignment, cohort: Cohort, whom: Iterable[str] | None) -> Plan:
    """A plan to choose another audience for an assignment, or for the first step of a programme."""
    return Plan(
        cohort.id,
        assignment.mode,
        last_day_of(assignment.due_at, cohort.timezone),
        assignment.attempts,
        assignment.counts,
        scenario=None if assignment.programme else assignment.scenario,
        programme=assignment.programme,
        mark=assignment.pass_mark,
        whom=None if whom is None else tuple(whom),
        assignment=assignment.id,
    )


def to_json(plan: Plan) -> dict[str, Any]:
    """Serialise a plan, without its cohort."""
    row = asdict(plan)
    del row["cohort"]
    whom = None if plan.whom is None else list(plan.whom)
    return row | {"last_day": plan.last_day.isoformat(), "whom": whom}


def from_json(cohort: str, content: Mapping[str, Any]) -> Plan:
    """The inverse of `to_json`."""
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
    plan: Plan, cohort: Cohort, id_: str, new_id: Callable[[], str], by: str, now: datetime
) -> list[Assignment]:
    """The assignments that a plan becomes: one, or one for each step of its programme.

    Args:
        id_: The id of the assignment, or of the series of steps.
        new_id: Makes the ids of steps.
        by: The trainer's id.
    """

    def row(id_: str, scenario: str, mark: int, **of_step: Any) -> Assignment:
        return Assignment(
            id_,
            cohort.id,
            scenario,
            plan.mode,
            end_of_day(plan.last_day, cohort.timezone),
            mark,
            by,
            now,
            attempts=plan.tries,
            counts=plan.counts,
            **of_step,
        )

    if plan.programme is None:
        assert plan.scenario is not None
        return [row(id_, plan.scenario, plan.mark)]
    return [
        row(
            new_id(),
            step.scenario,
            step.pass_mark or 0,
            programme=plan.programme,
            series=id_,
            step=number,
        )
        for number, step in enumerate(programmes()[plan.programme].steps)
    ]
