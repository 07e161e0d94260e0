"""Selects items and forms for a slot: the most urgent, within the person's limit."""

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
    interval_progress,
)

AGAIN = 7
"""Days until an unanswered item is asked again."""
RESTRAINT = 3
"""Of so many consecutive items, at least one has a right answer other than reporting."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of one person.

    Attributes:
        memory: Its memory state.
        critical: Whether a wrong answer can endanger someone.
        restrained: The forms with a right answer other than reporting.
        retention: The desired average retention.
        forgiven_at: After an absence, the time from which days overdue are counted.
        asked_at: When it was last asked without an answer.
        case: The id of its case.
    """

    id: str
    memory: Memory
    critical: bool
    forms: tuple[Form, ...]
    restrained: frozenset[Form]
    retention: float
    forgiven_at: datetime | None = None
    asked_at: datetime | None = None
    case: str = ""

    def due(self, parameters: Parameters = DEFAULTS) -> datetime | None:
        """When it is due; None before the first answer.

        An unanswered item waits for a week: most are answered in the meantime.
        """
        since = self._since
        if since is None:
            return None
        due = since + interval(self.memory, self.retention, parameters) * DAY
        return due if self.asked_at is None else max(due, self.asked_at + AGAIN * DAY)

    def is_due(self, at: datetime, parameters: Parameters = DEFAULTS) -> bool:
        """Whether it is due at a moment."""
        due = self.due(parameters)
        return due is not None and due <= at

    @property
    def _since(self) -> datetime | None:
        """The start of its interval."""
        at = self.memory.reviewed_at
        return at if at is None or self.forgiven_at is None else max(at, self.forgiven_at)


@dataclass(frozen=True, slots=True)
class SelectedItem:
    """A selected item and its form."""

    item: Item
    form: Form


def urgency(item: Item, at: datetime, parameters: Parameters = DEFAULTS) -> float:
    """The urgency of a review: the elapsed share of its interval, times its weight."""
    return WEIGHT[item.critical] * interval_progress(item.memory, item.retention, at, parameters)


def next_due(
    items: Iterable[Item], at: datetime, parameters: Parameters = DEFAULTS
) -> datetime | None:
    """When the first of some items is due; None without any answer.

    Args:
        items: All items of a person.
        at: The earliest possible moment.
    """
    moments = [due for item in items if (due := item.due(parameters)) is not None]
    return max(at, min(moments)) if moments else None


def select_items(
    items: Iterable[Item],
    at: datetime,
    most: int,
    before: Sequence[bool] = (),
    parameters: Parameters = DEFAULTS,
    *,
    due_only: bool = True,
) -> tuple[SelectedItem, ...]:
    """Select the items of a slot: confidently wrong ones first, then the most urgent.

    Cases are mixed: an item of a case that is not among those chosen yet comes before a more urgent
    one of a case that is.

    Args:
        items: All items of a person.
        at: The time of the slot.
        most: The maximum number.
        before: Whether each previous item asked for restraint, latest last.
        due_only: Whether to select due items only.

    Returns:
        The selected items, each in its next form.
    """
    ready = [item for item in items if item.forms and (not due_only or item.is_due(at, parameters))]
    ready.sort(key=lambda item: (not item.memory.sure, -urgency(item, at, parameters), item.id))
    found: list[SelectedItem] = []
    asked = list(before)
    while ready and len(found) < most:
        needed = len(asked) >= RESTRAINT - 1 and not any(asked[1 - RESTRAINT :])
        cases = {choice.item.case for choice in found}
        mixed = sorted(ready, key=lambda item: item.case in cases)
        fitting = (
            SelectedItem(item, form) for item in mixed if (form := _form(item, restrained=needed))
        )
        chosen = next(fitting, None)
        if chosen is None:  # rather fewer than three in a row alike; but never none for that alone
            found += [] if found else [SelectedItem(ready[0], _turns(ready[0])[0])]
            break
        ready.remove(chosen.item)
        found.append(chosen)
        asked.append(chosen.form in chosen.item.restrained)
    return tuple(found)


def _form(item: Item, *, restrained: bool) -> Form | None:
    """The next form in rotation; a restrained one if needed and available."""
    turns = (turn for turn in _turns(item) if not restrained or turn in item.restrained)
    return next(turns, None)


def _turns(item: Item) -> tuple[Form, ...]:
    """The forms in the order of their turns: from the one after the last, which is left out.

    The story itself is most like the first form, the same move in new words. So after the story a
    new setting comes first, and that form last.
    """
    last = item.memory.last
    at = FORMS.index(last) + 1 if last in FORMS else 1
    order = tuple(form for form in (*FORMS[at:], *FORMS[:at]) if form in item.forms)
    return order[:-1] if order[-1] == last and len(order) > 1 else order


def after_absence(
    items: Iterable[Item], at: datetime, most: int, parameters: Parameters = DEFAULTS
) -> tuple[Item, ...]:
    """The items that stay due after an absence: the most urgent; the rest is forgiven.

    Args:
        items: All items of a person.
        at: The time of return.
        most: The maximum number of due items.

    Returns:
        The items that stay due. The days of all others count from now; their memory
        stays unchanged.
    """
    ready = (item for item in items if item.is_due(at, parameters))
    ordered = sorted(ready, key=lambda item: -urgency(item, at, parameters))
    return tuple(ordered[:most])
