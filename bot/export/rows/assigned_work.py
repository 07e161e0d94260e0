"""What a cohort was given, and how each of its people stands with it. Pure but for its reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection

from bot.app.progress.answer_counts import fives
from bot.chat.trainer.progress_tracking.work_states import is_asked
from storage.assignments import assignments
from storage.cohorts.cohort_progress import Inside
from storage.exports import work
from storage.exports.scope import Scope
from storage.exports.work import Given, Try
from storage.personal_data import pseudonyms

_TOGETHER = 20  # assignments


@dataclass(frozen=True, slots=True)
class Stand:
    """How far somebody is with something that they were given, or once began.

    Attributes:
        person: Who.
        tries: What they began, in the order in which it ended.
    """

    person: str
    tries: Sequence[Try]

    @property
    def ended(self) -> list[Try]:
        """What was played to an end."""
        return [one for one in self.tries if one.state == "ended"]

    def counting(self, counts: str) -> Try | None:
        """The try that counts."""
        ended = self.ended
        if not ended:
            return None
        return assignments.counting(counts, ended, lambda one: (bool(one.passed), one.score or 0))


@dataclass(frozen=True, slots=True)
class Work:
    """Something that was given, and everybody whose it is."""

    given: Given
    stands: Sequence[Stand]
    free_places: int


@dataclass(frozen=True, slots=True)
class Read:
    """Some works, the keys of their people, and the share of all that is read with them."""

    works: Sequence[Work]
    keys: Mapping[str, str]
    share: float


def read(conn: Connection, scope: Scope) -> Iterator[Read]:
    """Everything that was given in a scope, cohort by cohort, some at a time."""
    given = work.given(conn, scope)
    for at in range(0, len(given), _TOGETHER):
        some = given[at : at + _TOGETHER]
        works = _works(conn, some)
        people = {stand.person for one in works for stand in one.stands}
        share = min(1.0, (at + _TOGETHER) / len(given))
        yield Read(works, pseudonyms.keys(conn, people), share)


def firsts(ended: Iterable[Sequence[Try]]) -> list[Try]:
    """The first tries at one work that are told of: of those who finished first, in fives.

    Args:
        ended: What each person played to an end, in that order.
    """
    every = [tries[0] for tries in ended if tries]
    return fives(sorted(every, key=lambda first: (first.ended_at or "", first.id)))


def read_firsts(conn: Connection, scope: Scope) -> Iterator[list[Try]]:
    """The first tries that are told of at all work but tests, those at some works at a time."""
    ids = work.ids(conn, scope)
    for at in range(0, len(ids), _TOGETHER):
        ended = [one for one in work.tries(conn, ids[at : at + _TOGETHER]) if one.state == "ended"]
        yield [
            first
            for _, own in groupby(ended, lambda one: one.assignment)
            for first in firsts([*each] for _, each in groupby(own, lambda one: one.person))
        ]


def _works(conn: Connection, given: Sequence[Given]) -> list[Work]:
    ids = [one.assignment.id for one in given]
    cohorts = {one.cohort.id for one in given}
    joined, places = work.joined(conn, cohorts), work.free_places(conn, cohorts)
    named = assignments.named(conn, ids)
    tries = {
        id_: {person: [*each] for person, each in groupby(own, lambda one: one.person)}
        for id_, own in groupby(work.tries(conn, ids), lambda one: one.assignment)
    }
    return [
        Work(
            one,
            _stands(one, joined[one.cohort.id], named, tries.get(one.assignment.id, {})),
            places.get(one.cohort.id, 0),
        )
        for one in given
    ]


def _stands(
    given: Given,
    joined: Sequence[tuple[str, datetime]],
    named: Mapping[str, frozenset[str]],
    tries: Mapping[str, Sequence[Try]],
) -> list[Stand]:
    """Whoever is asked for it now, and whoever began it, also if they have left since."""
    asked = () if given.assignment.withdrawn_at else joined
    whose = [
        person
        for person, at in asked
        if is_asked(given.assignment, Inside(person, at), named) or person in tries
    ]
    left = sorted(tries.keys() - set(whose))
    return [Stand(one, tries.get(one, ())) for one in (*whose, *left)]
