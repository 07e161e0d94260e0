"""Which items to bring back in a slot, and in which form: the most urgent, as many as one bears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from scenarios.model import FORMS, Form
from scenarios.spaced_repetition.memory import (
    DAY,
    DEFAULTS,
    WEIGHT,
    Memory,
    Parameters,
    interval,
    ripeness,
)

AGAIN = 7
"""Days until an item that was asked and not answered is asked again."""
RESTRAINT = 3
"""Of so many items in a row at least one has another answer than to pass a concern on."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of one person.

    Attributes:
        id: What names it.
        memory: What is known of it.
        critical: Whether it can endanger someone.
        forms: The ways in which it can be put.
        restrained: Those of them in which nobody is to be reported, or another door is right.
        retention: The share of it that is wished to be known on an average day.
        forgiven_at: After an absence: from when its days are counted.
        asked_at: When it was put last, if that was not answered.
    """

    id: str
    memory: Memory
    critical: bool
    forms: tuple[Form, ...]
    restrained: frozenset[Form]
    retention: float
    forgiven_at: datetime | None = None
    asked_at: datetime | None = None

    def due(self, parameters: Parameters = DEFAULTS) -> datetime | None:
        """When it should come back; None before it was ever answered.

        What was asked and not answered waits for a week: most of it is answered meanwhile.
        """
        since = self._since
        if since is None:
            return None
        due = since + interval(self.memory, self.retention, parameters) * DAY
        return due if self.asked_at is None else max(due, self.asked_at + AGAIN * DAY)

    def is_due(self, at: datetime, parameters: Parameters = DEFAULTS) -> bool:
        """Whether it should come back by a moment."""
        due = self.due(parameters)
        return due is not None and due <= at

    @property
    def _since(self) -> datetime | None:
        """From when its days are counted."""
        at = self.memory.reviewed_at
        return at if at is None or self.forgiven_at is None else max(at, self.forgiven_at)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An item that comes back, and the form in which it does."""

    item: Item
    form: Form


def urgency(item: Item, at: datetime, parameters: Parameters = DEFAULTS) -> float:
    """How much a review is needed: the share of its wait that is over, times its weight."""
    return WEIGHT[item.critical] * ripeness(item.memory, item.retention, at, parameters)


def soonest(
    items: Iterable[Item], at: datetime, parameters: Parameters = DEFAULTS
) -> datetime | None:
    """When the first of some items should come back; None where none was ever answered.

    Args:
        items: All that a person has.
        at: The earliest moment that may be.
        parameters: Of FSRS-6.
    """
    moments = [due for item in items if (due := item.due(parameters)) is not None]
    return max(at, min(moments)) if moments else None


def choose(
    items: Iterable[Item],
    at: datetime,
    most: int,
    before: Sequence[bool] = (),
    parameters: Parameters = DEFAULTS,
    *,
    due_only: bool = True,
) -> tuple[Chosen, ...]:
    """The items of a slot: wrong and sure first, then the most urgent.

    Args:
        items: All that a person has.
        at: The moment of the slot.
        most: How many at most.
        before: Of the items before, the last one last, whether each asked for restraint.
        parameters: Of FSRS-6.
        due_only: Whether only what is due may come back, or whatever there is.

    Returns:
        As many as there are, each in the form that is its turn.
    """
    ready = [item for item in items if item.forms and (not due_only or item.is_due(at, parameters))]
    ready.sort(key=lambda item: (not item.memory.sure, -urgency(item, at, parameters), item.id))
    found: list[Chosen] = []
    asked = list(before)
    while ready and len(found) < most:
        needed = len(asked) >= RESTRAINT - 1 and not any(asked[1 - RESTRAINT :])
        fitting = (Chosen(item, form) for item in ready if (form := _form(item, restrained=needed)))
        chosen = next(fitting, None)
        if chosen is None:  # rather fewer than three in a row alike; but never none for that alone
            found += [] if found else [Chosen(ready[0], _turns(ready[0])[0])]
            break
        ready.remove(chosen.item)
        found.append(chosen)
        asked.append(chosen.form in chosen.item.restrained)
    return tuple(found)


def _form(item: Item, *, restrained: bool) -> Form | None:
    """The form whose turn it is; where restraint is needed, one of restraint if there is one."""
    turns = (turn for turn in _turns(item) if not restrained or turn in item.restrained)
    return next(turns, None)


def _turns(item: Item) -> tuple[Form, ...]:
    """The forms in the order of their turns: from the one after the last, which is left out."""
    there = tuple(form for form in FORMS if form in item.forms)
    if item.memory.last not in there or len(there) == 1:
        return there
    at = there.index(item.memory.last)
    return there[at + 1 :] + there[:at]


def after_absence(
    items: Iterable[Item], at: datetime, most: int, parameters: Parameters = DEFAULTS
) -> tuple[Item, ...]:
    """What is still asked of somebody who was away: the most urgent; the rest is forgiven.

    Args:
        items: All that a person has.
        at: When they are back.
        most: How many may be due at once.
        parameters: Of FSRS-6.

    Returns:
        The items that stay due. The days of every other one are counted from now; what is known of
        it stays as it is.
    """
    ready = (item for item in items if item.is_due(at, parameters))
    ordered = sorted(ready, key=lambda item: -urgency(item, at, parameters))
    return tuple(ordered[:most])
