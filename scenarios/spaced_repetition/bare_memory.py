"""The memory model and the choice of a slot in bare numbers, for the millions of a simulation.

What `memory` and `choosing` say of whole days, some twenty times as fast; tests hold the two to
each other. Days are whole numbers from the day on which the course was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scenarios.model import FORMS, Form
from scenarios.spaced_repetition.fsrs_formulas import fsrs, grade
from scenarios.spaced_repetition.memory import DEFAULTS, UNPROVEN, WEIGHT, Told
from scenarios.spaced_repetition.optimal_intervals import waits
from scenarios.spaced_repetition.selection import RESTRAINT

STORY: Told = "story"
_FSRS = fsrs()


@dataclass(frozen=True, slots=True)
class Kind:
    """What an item is, whoever knows it.

    Attributes:
        number: What names it.
        critical: Whether it can endanger someone.
        restrained: The forms in which nobody is to be reported, or another door is right.
        retention: The share of it that is wished to be known on an average day.
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
        wait: The days after that one for which it waits at best.
        due: The day on which it should come back.
        right: The ways in which it was put and answered right.
        last: The way in which it was put last.
    """

    kind: Kind
    stability: float
    difficulty: float
    day: int
    wait: int
    due: int
    right: frozenset[Told]
    last: Told

    @property
    def turns(self) -> tuple[Form, ...]:
        """The forms in the order of their turns."""
        return _TURNS[self.last]


_TURNS: dict[Told, tuple[Form, ...]] = {
    STORY: FORMS,
    **{name: FORMS[at + 1 :] + FORMS[:at] for at, name in enumerate(FORMS)},
}


def begun(kind: Kind, *, right: bool) -> Known:
    """What is known after the answer in the story, on day 0.

    Args:
        kind: What the item is.
        right: Whether the answer was.
    """
    told = _NEVER | {STORY} if right else _NEVER
    return known(kind, _FSRS.first(grade(right=right)), 0, told, STORY)


_NEVER: frozenset[Told] = frozenset()


def answered(before: Known, day: int, form: Form, *, right: bool) -> Known:
    """What is known after another answer, given on a day to a form."""
    told = before.right | {form} if right else before.right
    recalled = _FSRS.kept(day - before.day, before.stability)
    after = _FSRS.after(before.stability, before.difficulty, recalled, grade(right=right))
    return known(before.kind, after, day, told, form)


def known(
    kind: Kind, after: tuple[float, float], day: int, told: frozenset[Told], last: Told
) -> Known:
    """What is known after an answer, with the day on which it comes back.

    Args:
        kind: What the item is.
        after: The stability in days and the difficulty that the answer left.
        day: Of the answer.
        told: The ways in which it was put and answered right.
        last: The way in which it was put last.
    """
    stability, difficulty = _believed(after, told)
    wait = waits(DEFAULTS, kind.retention).days(stability, difficulty)
    return Known(kind, stability, difficulty, day, wait, day + wait, told, last)


def forgiven(before: Known, day: int) -> Known:
    """After an absence: what is known, with its days counted from a day on."""
    return replace(before, due=day + before.wait)


def _believed(after: tuple[float, float], told: frozenset[Told]) -> tuple[float, float]:
    """Until an item was right in two different ways, no long stability is believed."""
    return after if len(told) >= 2 else (min(after[0], UNPROVEN), after[1])


def urgency(entry: Known, day: int) -> float:
    """How much a review on a day is needed; see `choosing.urgency`."""
    return WEIGHT[entry.kind.critical] * (day - entry.day) / entry.wait


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
    left = sorted(ready, key=lambda entry: (-urgency(entry, day), entry.kind.number))
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
    for known_person in left:
        for form in known_person.turns:
            if not needed or form in known_person.kind.restrained:
                return known_person, form
    return None
