"""What another pass mark makes of what was done. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scenarios.score import is_passed
from storage.assignments.assignments import counted_try
from storage.playing.attempts import Attempt, Result


@dataclass(frozen=True, slots=True)
class Judged:
    """What changes with another pass mark."""

    attempts: tuple[tuple[str, bool], ...]  # those judged otherwise, and whether they now pass
    passes: tuple[str, ...]  # whose work is passed now and was not
    fails: tuple[str, ...]  # whose work was passed and is not any more


def judge(tries: Iterable[Attempt], counts: str, mark: int) -> Judged:
    """Judge tries by another pass mark.

    Args:
        tries: Everybody's at one assignment that were played to an end, each one's in order.
        counts: Which try of a person counts.
        mark: The new pass mark, in percent.
    """
    before: dict[str, list[Result]] = {}
    after: dict[str, list[Result]] = {}
    changed = []
    for one in tries:
        if one.result is None:
            continue
        new = judged(one.result, mark)
        before.setdefault(one.person, []).append(one.result)
        after.setdefault(one.person, []).append(new)
        if new.passed != one.result.passed:
            changed.append((one.id, new.passed))
    was = {person: _passed(own, counts) for person, own in before.items()}
    now = {person: _passed(own, counts) for person, own in after.items()}
    return Judged(
        tuple(changed),
        tuple(one for one in was if now[one] and not was[one]),
        tuple(one for one in was if was[one] and not now[one]),
    )


def judged(result: Result, mark: int) -> Result:
    """A result by another pass mark: an act that could endanger someone passes with none."""
    critical = bool(result.detail.get("critical"))
    return replace(result, passed=is_passed(result.score, result.outcome, mark, critical=critical))


def _passed(tries: list[Result], counts: str) -> bool:
    return counted_try(counts, tries, lambda one: (one.passed, one.score)).passed
