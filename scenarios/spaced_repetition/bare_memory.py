"""The memory model and item selection on plain numbers, for large simulations.

Equivalent to `memory` and `selection` for whole days, some twenty times faster; tests compare
the two. Days are integers counted from the day of the course.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scenarios.model import FORMS, Form
from scenarios.spaced_repetition.fsrs_formulas import fsrs, grade
from scenarios.spaced_repetition.guessing import GUESS, PRIOR, State, known_if_right, mixed
from scenarios.spaced_repetition.memory import DEFAULTS, UNPROVEN, WEIGHT, AskedForm
from scenarios.spaced_repetition.optimal_intervals import interval_table
from scenarios.spaced_repetition.selection import RESTRAINT

STORY: AskedForm = "story"
_FSRS = fsrs()


@dataclass(frozen=True, slots=True)
class ItemTraits:
    """The properties of an item, independent of the person.

    Attributes:
        number: Its identifier.
        critical: Whether a wrong answer can endanger someone.
        restrained: The forms with a right answer other than reporting.
        retention: The desired average retention.
        guess: The chance of a right answer by guessing; see `guessing`.
    """

    number: int
    critical: bool
    restrained: frozenset[Form]
    retention: float
    guess: float = GUESS


@dataclass(frozen=True, slots=True)
class ItemState:
    """The memory of one item of one person, with precomputed scheduling data.

    Attributes:
        kind: The item.
        stability: In days.
        difficulty: From 1 to 10.
        day: The day of the last answer.
        wait: The optimal interval after that day.
        due: The day on which it is due.
        right: The forms answered right.
        last: The last form.
    """

    kind: ItemTraits
    stability: float
    difficulty: float
    day: int
    wait: int
    due: int
    right: frozenset[AskedForm]
    last: AskedForm

    @property
    def turns(self) -> tuple[Form, ...]:
        """The forms in rotation order."""
        return _TURNS[self.last]


_TURNS: dict[AskedForm, tuple[Form, ...]] = {
    STORY: FORMS[1:] + FORMS[:1],
    **{name: FORMS[at + 1 :] + FORMS[:at] for at, name in enumerate(FORMS)},
}


def initial_state(kind: ItemTraits, *, right: bool) -> ItemState:
    """The state after the answer in the story, on day 0.

    Args:
        right: Whether the answer was right.
    """
    right_forms = _NEVER | {STORY} if right else _NEVER
    after = _FSRS.first(grade(right=right))
    if right:
        guessed = _FSRS.first(grade(right=False))
        after = mixed(after, guessed, known_if_right(PRIOR, kind.guess))
    return item_state(kind, after, 0, right_forms, STORY)


_NEVER: frozenset[AskedForm] = frozenset()


def after_answer(before: ItemState, day: int, form: Form, *, right: bool) -> ItemState:
    """The state after a later answer."""
    right_forms = before.right | {form} if right else before.right
    recalled = _FSRS.retention(day - before.day, before.stability)
    after = _after(before, recalled, right=right)
    if right:
        guessed = _after(before, recalled, right=False)
        after = mixed(after, guessed, known_if_right(recalled, before.kind.guess))
    return item_state(before.kind, after, day, right_forms, form)


def _after(before: ItemState, recalled: float, *, right: bool) -> State:
    return _FSRS.after(before.stability, before.difficulty, recalled, grade(right=right))


def item_state(
    kind: ItemTraits,
    after: tuple[float, float],
    day: int,
    right_forms: frozenset[AskedForm],
    last: AskedForm,
) -> ItemState:
    """The state after an answer, with the next due day.

    Args:
        after: Stability in days and difficulty after the answer.
        day: The day of the answer.
        right_forms: The forms answered right.
    """
    stability, difficulty = _capped_stability(after, right_forms)
    wait = interval_table(DEFAULTS, kind.retention).days(stability, difficulty)
    return ItemState(kind, stability, difficulty, day, wait, day + wait, right_forms, last)


def after_absence(before: ItemState, day: int) -> ItemState:
    """The state after an absence, with days counted from the return."""
    return replace(before, due=day + before.wait)


def _capped_stability(
    after: tuple[float, float], right_forms: frozenset[AskedForm]
) -> tuple[float, float]:
    """Long stabilities are capped until an item was answered right in two forms."""
    return after if len(right_forms) >= 2 else (min(after[0], UNPROVEN), after[1])


def urgency(entry: ItemState, day: int) -> float:
    """The urgency of a review on a day; see `selection.urgency`."""
    return WEIGHT[entry.kind.critical] * (day - entry.day) / entry.wait


def choose(
    ready: Iterable[ItemState], day: int, most: int, before: Sequence[bool] = ()
) -> list[tuple[ItemState, Form]]:
    """Select due items for a slot; see `selection.select_items`.

    Args:
        ready: The due items.
        day: The day of the slot.
        most: The maximum number.
        before: Whether each previous item asked for restraint, latest last.
    """
    left = sorted(ready, key=lambda entry: (-urgency(entry, day), entry.kind.number))
    found: list[tuple[ItemState, Form]] = []
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


def _fitting(left: Iterable[ItemState], *, needed: bool) -> tuple[ItemState, Form] | None:
    for known_person in left:
        for form in known_person.turns:
            if not needed or form in known_person.kind.restrained:
                return known_person, form
    return None
