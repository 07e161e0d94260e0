"""Which items to bring back in a slot, and in which form: what helps most within what one bears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scenarios.model import FORMS, Form
from scenarios.refreshing import memory as model
from scenarios.refreshing.memory import (
    DAY,
    DEFAULTS,
    WEIGHT,
    Memory,
    Parameters,
    Told,
    interval,
    pays,
)

MOMENT = timedelta(microseconds=1)
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
        due = since + interval(self.memory, _next(self), self.retention, parameters) * DAY
        return due if self.asked_at is None else max(due, self.asked_at + AGAIN * DAY)

    def is_due(self, at: datetime, parameters: Parameters = DEFAULTS) -> bool:
        """Whether it should come back by a moment; the same as `due`, without seeking that."""
        since = self._since
        if since is None or (self.asked_at is not None and at < self.asked_at + AGAIN * DAY):
            return False
        days = (at - since) // DAY
        return pays(self.memory, _next(self), self.retention, days, parameters)

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


def gain(item: Item, at: datetime, parameters: Parameters = DEFAULTS) -> float:
    """What a review now would help: the share of recall that it saves, times its weight."""
    return WEIGHT[item.critical] * model.gain(item.memory, _next(item), at, parameters)


def soonest(
    items: Iterable[Item], at: datetime, parameters: Parameters = DEFAULTS
) -> datetime | None:
    """When the first of some items should come back; None where none was ever answered.

    Args:
        items: All that a person has.
        at: The earliest moment that may be.
        parameters: Of FSRS-6.
    """
    found: datetime | None = None
    for one in items:
        if one.is_due(at, parameters):
            return at
        if found is None or one.is_due(found - MOMENT, parameters):
            found = one.due(parameters)
    return found


def choose(
    items: Iterable[Item],
    at: datetime,
    most: int,
    before: Sequence[bool] = (),
    parameters: Parameters = DEFAULTS,
    *,
    due_only: bool = True,
) -> tuple[Chosen, ...]:
    """The items of a slot: wrong and sure first, then by what a review would help.

    Args:
        items: All that a person has.
        at: The moment of the slot.
        most: How many at most.
        before: Of the items before, the last one last, whether each asked for restraint.
        parameters: Of FSRS-6.
        due_only: Whether only what is due may come back, or whatever a review would help.

    Returns:
        As many as there are, each in the form that is its turn.
    """
    ready = [one for one in items if one.forms and (not due_only or one.is_due(at, parameters))]
    ready.sort(key=lambda one: (not one.memory.sure, -gain(one, at, parameters), one.id))
    found: list[Chosen] = []
    asked = list(before)
    while ready and len(found) < most:
        needed = len(asked) >= RESTRAINT - 1 and not any(asked[1 - RESTRAINT :])
        fitting = (Chosen(one, form) for one in ready if (form := _form(one, restrained=needed)))
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
    turns = (one for one in _turns(item) if not restrained or one in item.restrained)
    return next(turns, None)


def _next(item: Item) -> Told:
    return _turns(item)[0] if item.forms else "story"


def _turns(item: Item) -> tuple[Form, ...]:
    """The forms in the order of their turns: from the one after the last, which is left out."""
    there = tuple(one for one in FORMS if one in item.forms)
    if item.memory.last not in there or len(there) == 1:
        return there
    at = there.index(item.memory.last)
    return there[at + 1 :] + there[:at]


def after_absence(
    items: Iterable[Item], at: datetime, most: int, parameters: Parameters = DEFAULTS
) -> tuple[Item, ...]:
    """What is still asked of somebody who was away: what helps them most; the rest is forgiven.

    Args:
        items: All that a person has.
        at: When they are back.
        most: How many may be due at once.
        parameters: Of FSRS-6.

    Returns:
        The items that stay due. The days of every other one are counted from now; what is known of
        it stays as it is.
    """
    ready = (one for one in items if one.is_due(at, parameters))
    ordered = sorted(ready, key=lambda one: -gain(one, at, parameters))
    return tuple(ordered[:most])
