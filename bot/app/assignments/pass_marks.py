"""Judging results by another pass mark. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scenarios.score import is_passed
from storage.assignments.assignments import counted_try
from storage.playing.attempts import Attempt, Result


@dataclass(frozen=True, slots=True)
class PassMarkChange:
    """The effect of another pass mark."""

    attempts: tuple[tuple[str, bool], ...]
    """The attempts with another outcome, and whether they pass now."""
    passes: tuple[str, ...]
    """People who pass now and did not."""
    fails: tuple[str, ...]
    """People who passed and do not now."""


def judge(tries: Iterable[Attempt], counts: str, mark: int) -> PassMarkChange:
    """Judge tries by another pass mark.

    Args:
        tries: Everybody's finished tries at one assignment, each person's in order.
        counts: The try that counts: `first`, `best` or `last`.
        mark: The new pass mark, in percent.
    """
    before: dict[str, list[Result]] = defaultdict(list)
    after: dict[str, list[Result]] = defaultdict(list)
    changed = []
    for attempt in tries:
        if attempt.result is None:
            continue
        new = judged_result(attempt.result, mark)
        before[attempt.person].append(attempt.result)
        after[attempt.person].append(new)
        if new.passed != attempt.result.passed:
            changed.append((attempt.id, new.passed))
    was = {person for person, own in before.items() if _passed(own, counts)}
    now = {person for person, own in after.items() if _passed(own, counts)}
    return PassMarkChange(
        tuple(changed),
        tuple(person for person in before if person in now - was),
        tuple(person for person in before if person in was - now),
    )


def judged_result(result: Result, mark: int) -> Result:
    """A result by another pass mark: an act that could endanger someone passes with none."""
    critical = bool(result.detail.get("critical"))
    return replace(result, passed=is_passed(result.score, result.outcome, mark, critical=critical))


def _passed(tries: list[Result], counts: str) -> bool:
    return counted_try(counts, tries, lambda result: (result.passed, result.score)).passed
