"""Whose answers count: first tries only, and so that nobody's stand out. Pure.

People count in fives, in the order in which they finished. So two looks at the same cohort differ
by nobody or by at least five people, and what one of them did cannot be told from the difference.
All cohorts together are what each of them shows on its own, and nothing besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.services.debrief.others import FEWEST
from scenarios.analysis.answers import Play, Response
from scenarios.model import Error
from storage.responses import Answer, Ended

_ERRORS: Mapping[str, Error] = {
    "missed": "missed",
    "over-called": "over-called",
    "unsafe": "unsafe",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """The tries that count.

    Attributes:
        tries: One for each person of each cohort, all of one structure.
        cohorts: In how many cohorts.
        waiting: How many more have finished the same and do not count yet.
        others: Whether some finished it in another structure; these are never mixed.
    """

    tries: tuple[Ended, ...]
    cohorts: int
    waiting: int
    others: bool


def counted(
    tries: Sequence[Ended], cohorts: Sequence[Sequence[str]], present: str | None
) -> Counted | None:
    """Whose tries count; None where it would be nobody's.

    Args:
        tries: The first tries of everybody, in the order in which they ended.
        cohorts: The assignments of each cohort; of several the first that has anything to show
            counts, since whoever plays a case again knows it.
        present: The structure of the case as it is now; it is shown where it can be, else the one
            that most people met.
    """
    many = Counter(one.structure for one in tries)
    for structure in sorted(many, key=lambda one: (one != present, -many[one], one)):
        shown: list[Ended] = []
        waiting = groups = 0
        for assignments in cohorts:
            own = next(filter(None, (_fives(tries, one, structure) for one in assignments)), None)
            if own is not None:
                groups += 1
                shown += own[0]
                waiting += own[1]
        if shown:
            return Counted(tuple(shown), groups, waiting, len(many) > 1)
    return None


def _fives(
    tries: Iterable[Ended], assignment: str, structure: str
) -> tuple[list[Ended], int] | None:
    own = [one for one in tries if (one.assignment, one.structure) == (assignment, structure)]
    whole = len(own) // FEWEST * FEWEST
    return (own[:whole], len(own) - whole) if whole else None


def plays(tries: Iterable[Ended], answers: Iterable[Answer]) -> list[Play]:
    """The answers of those whose tries count, a play for each."""
    found: dict[str, list[Response]] = {one.attempt: [] for one in tries}
    for answer in answers:
        if answer.attempt in found:
            found[answer.attempt].append(_response(answer))
    return [tuple(one) for one in found.values()]


def _response(one: Answer) -> Response:
    return Response(
        one.scene,
        one.act["act"],
        one.act.get("band", ""),
        sum(one.credit.values()),
        _ERRORS.get(one.error or ""),
        one.critical,
        (one.at - one.since).total_seconds() if one.since else None,
        one.language,
    )
