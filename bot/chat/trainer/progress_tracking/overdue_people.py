"""Who is behind: who is overdue, who will be soon, and who has not begun. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from bot.chat.trainer.progress_tracking.actions import Group
from storage.cohorts.cohort_progress import ToDo

GROUPS: tuple[Group, ...] = get_args(Group)
SOON = timedelta(days=3)
"""How long before its last day something not begun is pressing; reminders begin then too."""
Reach: TypeAlias = Literal["ticked", "spared", "nudged", "shut"]
"""Whether someone is to be nudged: yes; not by choice; was within a day; cannot be written to."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Someone who is late with something, or has not begun it."""

    person: str
    late: tuple[ToDo, ...]
    not_begun: tuple[ToDo, ...]
    """What is due first first, in both."""
    group: Group

    @property
    def order(self) -> tuple[int, datetime]:
        """By which they are sorted: the most pressing first."""
        first = (*self.late, *self.not_begun)[0]
        return GROUPS.index(self.group), first.assignment.due_at


def behind(
    to_do: Mapping[str, Sequence[ToDo]],
    now: datetime,
    is_untold: Callable[[str, ToDo], bool] = lambda _person, _one: False,
) -> list[Behind]:
    """Who is late with something or has not begun it, the most pressing first.

    Args:
        to_do: What people have not finished, what is due first first.
        now: The moment.
        is_untold: Whether someone has still to be told of something: with that they are not
            behind before its last day is over.
    """
    found = []
    for person, left in to_do.items():
        late = tuple(one for one in left if one.assignment.due_at <= now)
        fresh = tuple(
            one
            for one in left
            if one not in late and not one.running and not is_untold(person, one)
        )
        if late or fresh:
            found.append(Behind(person, late, fresh, _group(late, fresh, now)))
    return sorted(found, key=lambda one: (*one.order, one.person))


def _group(late: Sequence[ToDo], fresh: Sequence[ToDo], now: datetime) -> Group:
    if late:
        return "overdue"
    return "soon" if fresh[0].assignment.due_at - now <= SOON else "ahead"


def reach(person: str, reachable: set[str], nudged: set[str], spared: set[str]) -> Reach:
    """Whether someone is to be nudged.

    Args:
        person: Who.
        reachable: Who can be written to.
        nudged: Who was nudged within a day, by whomever.
        spared: Whom the trainer leaves out.
    """
    if person not in reachable:
        return "shut"
    if person in nudged:
        return "nudged"
    return "spared" if person in spared else "ticked"
