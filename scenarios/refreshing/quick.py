"""The memory model and the choice of a slot in bare numbers, for the millions of a simulation.

What `memory` and `choosing` say of whole days, some twenty times as fast; tests hold the two to
each other. Days are whole numbers from the day on which the course was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scenarios.model import FORMS, Form
from scenarios.refreshing.choosing import AHEAD, RESTRAINT
from scenarios.refreshing.formulas import AGAIN, GOOD, fsrs, grade
from scenarios.refreshing.memory import LONGEST, SHORTEST, UNPROVEN, WEIGHT, Told

STORY: Told = "story"
_FSRS = fsrs()


@dataclass(frozen=True, slots=True)
class Kind:
    """What an item is, whoever knows it.

    Attributes:
        number: What names it.
        critical: Whether it can endanger someone.
        restrained: The forms in which nobody is to be reported, or another door is right.
        retention: The share that is wished to be recalled when it comes back.
    """

    number: int
    critical: bool
    restrained: frozenset[Form]
    retention: float


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one item of one person, as a slot chooses by it.

    Attributes:
        kind: What it is.
        stability: In days.
        difficulty: From 1 to 10.
        day: Of the last answer.
        due: The day on which it should come back.
        right: The ways in which it was put and answered right.
        last: The way in which it was put last.
    """

    kind: Kind
    stability: float
    difficulty: float
    day: int
    due: float
    right: frozenset[Told]
    last: Told

    @property
    def turns(self) -> tuple[Form, ...]:
        """The forms in the order of their turns."""
        return _TURNS[self.last]


_TURNS: dict[Told, tuple[Form, ...]] = {
    STORY: FORMS,
    **{one: FORMS[at + 1 :] + FORMS[:at] for at, one in enumerate(FORMS)},
}


def begun(kind: Kind, *, right: bool) -> Known:
    """What is known after the answer in the story, on day 0.

    Args:
        kind: What the item is.
        right: Whether the answer was.
    """
    told = _NEVER | {STORY} if right else _NEVER
    return _known(kind, _FSRS.first(grade(right=right)), 0, told, STORY)


_NEVER: frozenset[Told] = frozenset()


def answered(known: Known, day: int, form: Form, *, right: bool) -> Known:
    """What is known after another answer, given on a day to a form."""
    told = known.right | {form} if right else known.right
    recalled = _FSRS.kept(day - known.day, known.stability)
    after = _FSRS.after(known.stability, known.difficulty, recalled, grade(right=right))
    return _known(known.kind, after, day, told, form)


def _known(
    kind: Kind, after: tuple[float, float], day: int, told: frozenset[Told], last: Told
) -> Known:
    stability, difficulty = _believed(after, told)
    due = day + _wait(kind, stability)
    return Known(kind, stability, difficulty, day, due, told, last)


def _wait(kind: Kind, stability: float) -> float:
    """Days until it should come back, within what an item may wait."""
    return min(max(_FSRS.wait(stability, kind.retention), SHORTEST), LONGEST[kind.critical])


def forgiven(known: Known, day: int) -> Known:
    """After an absence: what is known, with its days counted from a day on."""
    return replace(known, due=day + _wait(known.kind, known.stability))


def _believed(after: tuple[float, float], told: frozenset[Told]) -> tuple[float, float]:
    """Until an item was right in two different ways, no long stability is believed."""
    return after if len(told) >= 2 else (min(after[0], UNPROVEN), after[1])


def gain(known: Known, day: int) -> float:
    """What a review on a day would help; see `choosing.gain`."""
    model, since, stability = _FSRS, day - known.day, known.stability
    chance = model.kept(since, stability)
    proven, once_more = _proven(known)
    right, _ = model.after(stability, known.difficulty, chance, GOOD)
    wrong, _ = model.after(stability, known.difficulty, chance, AGAIN)
    right = right if once_more else min(right, UNPROVEN)
    wrong = wrong if proven else min(wrong, UNPROVEN)
    added = chance * model.later(0, right, AHEAD) + (1 - chance) * model.later(0, wrong, AHEAD)
    return WEIGHT[known.kind.critical] * (added - model.later(since, stability, AHEAD)) / len(AHEAD)


def _proven(known: Known) -> tuple[bool, bool]:
    """Whether it was right in two ways, and whether it is once its next form is right."""
    told = known.right
    more = len(told) + (known.turns[0] not in told)
    return len(told) >= 2, more >= 2


def choose(
    ready: Iterable[Known], day: int, most: int, before: Sequence[bool] = ()
) -> list[tuple[Known, Form]]:
    """The items of a slot among those that are due; see `choosing.choose`.

    Args:
        ready: What is due.
        day: The day of the slot.
        most: How many at most.
        before: Of the items before, the last one last, whether each asked for restraint.
    """
    left = sorted(ready, key=lambda one: (-gain(one, day), one.kind.number))
    found: list[tuple[Known, Form]] = []
    asked = list(before)
    while left and len(found) < most:
        needed = len(asked) >= RESTRAINT - 1 and not any(asked[1 - RESTRAINT :])
        chosen = _fitting(left, needed=needed)
        if chosen is None:
            found += [] if found else [(left[0], left[0].turns[0])]
            break
        left.remove(chosen[0])
        found.append(chosen)
        asked.append(chosen[1] in chosen[0].kind.restrained)
    return found


def _fitting(left: Iterable[Known], *, needed: bool) -> tuple[Known, Form] | None:
    for one in left:
        for form in one.turns:
            if not needed or form in one.kind.restrained:
                return one, form
    return None
