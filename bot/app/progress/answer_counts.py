"""Which answers count: first tries only, in groups too large to identify anyone. Pure.

People count in fives, in the order in which they finished. So two looks at the same cohort differ
by nobody or by at least five people, and what one of them did cannot be told from the difference.
All cohorts together are what each of them shows on its own, and nothing besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scenarios.analysis.answers import ERRORS, Play, Response
from scenarios.model import Error
from storage.assignments.assigned_responses import Answer, EndedAttempt, Step
from storage.playing.small_groups import FEWEST

T = TypeVar("T")

_ERRORS: Mapping[str, Error] = {error: error for error in ERRORS}

MOST = 2000
"""People from whom no further cohort is looked at: what they answered is read anew each time."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The tries that count.

    Attributes:
        tries: One for each person of each cohort, all of one structure.
        cohorts: In how many cohorts.
        waiting: How many more have finished the same and do not count yet.
        others: Whether some finished it in another structure; these are never mixed.
        newest: Whether there are more cohorts than are looked at.
    """

    tries: tuple[EndedAttempt, ...]
    cohorts: int
    waiting: int
    others: bool
    newest: bool = False


def counted_tries(
    tries: Sequence[EndedAttempt], cohorts: Sequence[Sequence[str]], present: str | None
) -> Counted | None:
    """The tries that count; None where anyone could be identified.

    Args:
        tries: The first tries of everybody, in the order in which they ended.
        cohorts: The assignments of each cohort, the cohort that comes first if not all fit; of
            several assignments the first that has anything to show counts, since whoever plays a
            case again knows it.
        present: The structure of the case as it is now; it is shown where it can be, else the one
            that most people met.
    """
    many = Counter(attempt.structure for attempt in tries)
    own: dict[tuple[str, str], list[EndedAttempt]] = {}
    for attempt in tries:
        own.setdefault((attempt.structure, attempt.assignment), []).append(attempt)
    for structure in sorted(many, key=lambda name: (name != present, -many[name], name)):
        groups = [[own.get((structure, name), []) for name in some] for some in cohorts]
        found = _shown(groups, others=len(many) > 1)
        if found is not None:
            return found
    return None


def _shown(cohorts: Iterable[Iterable[list[EndedAttempt]]], *, others: bool) -> Counted | None:
    shown: list[EndedAttempt] = []
    waiting = count = 0
    for own in (next(filter(whole_fives, some), []) for some in cohorts):
        if own and len(shown) >= MOST:
            return Counted(tuple(shown), count, waiting, others, newest=True)
        shown += whole_fives(own)
        waiting += len(own) - len(whole_fives(own))
        count += bool(own)
    return Counted(tuple(shown), count, waiting, others) if shown else None


def whole_fives(tries: list[T]) -> list[T]:
    """Those who came first, as many as whole fives."""
    return tries[: len(tries) // FEWEST * FEWEST]


def plays(tries: Iterable[EndedAttempt], answers: Iterable[Answer | Step]) -> list[Play]:
    """The answers of those whose tries count, a play for each."""
    found: dict[str, list[Response]] = {attempt.attempt: [] for attempt in tries}
    for answer in answers:
        if answer.attempt in found:
            found[answer.attempt].append(_response(answer))
    return [tuple(group) for group in found.values()]


def _response(answer: Answer | Step) -> Response:
    if isinstance(answer, Step):
        return Response(answer.scene, answer.act["act"])
    return Response(
        answer.scene,
        answer.act["act"],
        answer.act.get("band", ""),
        sum(answer.credit.values()),
        _ERRORS.get(answer.error or ""),
        answer.critical,
        (answer.at - answer.since).total_seconds() if answer.since else None,
        answer.language,
    )
