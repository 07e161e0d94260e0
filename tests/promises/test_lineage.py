"""Who made whom a trainer: a tree whatever the rows say, and nobody counted twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.access.rights import MASTER, TRAINEE, TRAINER
from bot.app.certificates.trainer_lineage import (
    MASTERLY,
    LineageMember,
    TrainerRequirement,
    trainers,
    tree,
)
from storage.certificates.trainer_pathway import TrainedPerson
from storage.people.roles import Role

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
FULL = TrainedPerson(NOW - YEAR, NOW + YEAR, NOW - timedelta(days=9), 1, NOW, 1)
PEOPLE = [f"p{number}" for number in range(8)]


def a_trainer(
    person: str,
    made_by: str | None = None,
    rank: str = TRAINER,
    *taught: str,
    done: TrainedPerson = FULL,
) -> LineageMember:
    return LineageMember(person, rank, "airport", NOW, made_by, done, frozenset(taught))


def test_each_branch_is_listed_below_its_parent() -> None:
    found = [
        a_trainer("m", None, MASTER, "l1"),
        a_trainer("other"),
        a_trainer("a", "m", TRAINER, "l1", "l2"),
        a_trainer("b", "a", TRAINER, "l2", "l3"),
        a_trainer("c", "m", TRAINEE),
        a_trainer("far", "who-is-not-in-it"),
    ]
    branches = tree(found)
    assert [(branch.trainer.person, branch.depth, branch.ends) for branch in branches] == [
        ("m", 0, (False,)),
        ("a", 1, (False, False)),
        ("b", 2, (False, False, True)),
        ("c", 1, (False, True)),
        ("other", 0, (False,)),
        ("far", 0, (True,)),
    ]
    assert [branch.reach for branch in branches] == [3, 3, 2, 0, 0, 0]


def test_mutual_creators_are_no_cycle() -> None:
    branches = tree([a_trainer("a", "b", MASTER), a_trainer("b", "a", MASTER)])
    assert [(branch.trainer.person, branch.depth) for branch in branches] == [("a", 0), ("b", 1)]


@given(st.lists(st.sampled_from([None, *PEOPLE]), min_size=8, max_size=8))
def test_everybody_appears_once_in_the_lineage(makers: list[str | None]) -> None:
    found = [
        a_trainer(person, maker, TRAINER, f"learner-of-{person}")
        for person, maker in zip(PEOPLE, makers, strict=True)
    ]
    branches = tree(found)
    assert sorted(branch.trainer.person for branch in branches) == PEOPLE
    assert branches[0].depth == 0
    assert all(after.depth <= before.depth + 1 for before, after in pairwise(branches))
    assert sum(branch.reach for branch in branches if branch.depth == 0) == len(PEOPLE)


@pytest.mark.parametrize(
    ("done", "shown"),
    [
        (TrainedPerson(), set()),
        (FULL, set(TrainerRequirement)),
        (
            TrainedPerson(NOW - YEAR, NOW, NOW, 1),
            {TrainerRequirement.TEST, TrainerRequirement.SESSION},
        ),  # it has run out
        (
            TrainedPerson(NOW, NOW + YEAR, NOW - YEAR, 0),
            {TrainerRequirement.PROGRAMME},
        ),  # the test was before it
        (TrainedPerson(None, None, NOW, 2), {TrainerRequirement.SESSION}),
    ],
)
def test_requirements_of_a_trainer(done: TrainedPerson, shown: set[TrainerRequirement]) -> None:
    trainer = a_trainer("a", None, TRAINEE, done=done)
    assert trainer.shown(NOW) == shown
    assert trainer.is_ready(NOW) == (shown == set(TrainerRequirement))
    assert not a_trainer("a", done=done).is_ready(NOW)


def test_requirements_of_a_master_trainer() -> None:
    enough = TrainedPerson(NOW - YEAR, NOW + YEAR, None, MASTERLY)
    assert a_trainer("a", done=enough).is_masterly(NOW)
    assert not a_trainer("a", done=enough).is_masterly(NOW + YEAR)
    assert not a_trainer("a", done=FULL).is_masterly(NOW)
    assert not a_trainer("a", None, MASTER, done=enough).is_masterly(NOW)


def test_everybody_stands_by_their_highest_role_and_trainees_teach_nobody() -> None:
    held = [
        Role("r1", "a", TRAINER, "airport", "m", NOW),
        Role("r2", "a", MASTER, "airport", "admin", NOW),
        Role("r3", "b", TRAINEE, "airport", "a", NOW),
    ]
    learners = frozenset({"l1"})
    first, second = trainers(
        held, {"a": FULL, "b": TrainedPerson()}, {"a": learners, "b": learners}
    )
    assert (first.rank, first.made_by, first.taught) == (MASTER, "m", learners)
    assert (second.rank, second.made_by, second.taught) == (TRAINEE, "a", frozenset())
