"""The lineage of trainers: who trained whom, with their evidence and reach. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.app.access.rights import MASTER, TRAINEE, TRAINER
from storage.certificates.trainer_pathway import TrainedPerson
from storage.people.roles import Role

KINDS = (MASTER, TRAINER, TRAINEE)
"""The roles of the cascade, the highest first."""
MASTERLY = 3  # sessions signed off before a trainer can be made a master trainer; a choice of ours


class TrainerRequirement(Enum):
    """A requirement for becoming a trainer."""

    PROGRAMME = auto()
    TEST = auto()
    SESSION = auto()


@dataclass(frozen=True, slots=True)
class LineageMember:
    """A trainer, or trainee, in the lineage."""

    person: str
    rank: str  # the highest of their roles in it
    agency: str  # where they hold it
    since: datetime  # when it was given
    made_by: str | None  # who made them what they are, if that is known
    done: TrainedPerson
    taught: frozenset[str] = frozenset()  # who is in their own cohorts

    def shown(self, now: datetime) -> frozenset[TrainerRequirement]:
        """Their evidence: a valid programme, a later test, a signed session."""
        done, found = self.done, set()
        if done.until is not None and now < done.until:
            found.add(TrainerRequirement.PROGRAMME)
        if done.tested_at is not None and done.since is not None and done.tested_at >= done.since:
            found.add(TrainerRequirement.TEST)
        if done.signed:
            found.add(TrainerRequirement.SESSION)
        return frozenset(found)

    def is_ready(self, now: datetime) -> bool:
        """Whether a trainee can be made a trainer."""
        return self.rank == TRAINEE and self.shown(now) == set(TrainerRequirement)

    def is_masterly(self, now: datetime) -> bool:
        """Whether a trainer can be made a master trainer."""
        holds = self.done.until is not None and now < self.done.until
        return self.rank == TRAINER and holds and self.done.signed >= MASTERLY


@dataclass(frozen=True, slots=True)
class LineageBranch:
    """A member in the tree of who trained whom."""

    trainer: LineageMember
    depth: int
    ends: tuple[bool, ...]  # at each depth down to theirs, whether that is the last of its branch
    reach: int  # people that they and all below them teach, each counted once


def trainers(
    held: Sequence[Role], done: Mapping[str, TrainedPerson], taught: Mapping[str, frozenset[str]]
) -> list[LineageMember]:
    """All people in the training cascade, once each, by their highest role, longest-serving first.

    Args:
        held: The cascade's active roles, in the order in which they were granted.
        taught: The people in each trainer's cohorts.
    """
    own: dict[str, list[Role]] = {}
    for role in held:
        own.setdefault(role.person, []).append(role)
    return [_trainer(name, mine, done[name], taught.get(name)) for name, mine in own.items()]


def tree(found: Sequence[LineageMember]) -> list[LineageBranch]:
    """The cascade from its roots down, each branch after what it hangs on.

    Whoever was made by nobody who is in it is a root. Where two made each other, the earlier one
    hangs on nobody.
    """
    parents = _parents(found)
    below: dict[str | None, list[LineageMember]] = {}
    for trainer in found:
        below.setdefault(parents[trainer.person], []).append(trainer)
    reach = _reach(below)
    return list(_branches(None, (), below, reach))


def _trainer(
    person: str, held: Sequence[Role], done: TrainedPerson, taught: frozenset[str] | None
) -> LineageMember:
    first = min(held, key=lambda k_i_n_d_s: KINDS.index(k_i_n_d_s.role))
    made = next((role.granted_by for role in held if role.granted_by is not None), None)
    trains = taught if first.role != TRAINEE and taught is not None else frozenset[str]()
    return LineageMember(person, first.role, first.agency, first.granted_at, made, done, trains)


def _parents(found: Sequence[LineageMember]) -> dict[str, str | None]:
    known: Collection[str] = {trainer.person for trainer in found}
    parents: dict[str, str | None] = dict.fromkeys(known)
    for trainer in reversed(found):  # the later ones first, so that a circle is cut at the earliest
        if trainer.made_by in known and trainer.person not in _up(trainer.made_by, parents):
            parents[trainer.person] = trainer.made_by
    return parents


def _up(person: str | None, parents: Mapping[str, str | None]) -> Iterator[str]:
    while person is not None:
        yield person
        person = parents[person]


def _reach(
    below: Mapping[str | None, Sequence[LineageMember]],
) -> dict[str, frozenset[str]]:
    reached: dict[str, frozenset[str]] = {}

    def of(trainer: LineageMember) -> frozenset[str]:
        mine = trainer.taught.union(*(of(child) for child in below.get(trainer.person, ())))
        reached[trainer.person] = mine
        return mine

    for root in below.get(None, ()):
        of(root)
    return reached


def _branches(
    parent: str | None,
    ends: tuple[bool, ...],
    below: Mapping[str | None, Sequence[LineageMember]],
    reach: Mapping[str, frozenset[str]],
) -> Iterator[LineageBranch]:
    own = below.get(parent, ())
    for place, trainer in enumerate(own):
        mine = (*ends, place == len(own) - 1)
        yield LineageBranch(trainer, len(ends), mine, len(reach[trainer.person]))
        yield from _branches(trainer.person, mine, below, reach)
