"""Who is behind: who is late, and who has not begun. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from storage.following import ToDo

Reach: TypeAlias = Literal["ticked", "spared", "nudged", "shut"]
"""Whether someone is to be nudged: yes; not by choice; was within a day; cannot be written to."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Someone who is late with something, or has not begun it."""

    person: str
    late: tuple[ToDo, ...]
    """What is due first first."""
    not_begun: tuple[ToDo, ...]
    """What was given first first."""

    @property
    def since(self) -> tuple[bool, datetime]:
        """By which they are put in order: first who is late, and each the longest first."""
        if self.late:
            return False, self.late[0].assignment.due_at
        return True, self.not_begun[0].since


def behind(
    to_do: Mapping[str, Sequence[ToDo]],
    now: datetime,
    is_untold: Callable[[str, ToDo], bool] = lambda _person, _one: False,
) -> list[Behind]:
    """Who is behind, the longest first.

    Args:
        to_do: What people have not finished, what is due first first.
        now: The moment.
        is_untold: Whether someone has still to be told of something: with that they are not
            behind before its last day is over.
    """
    found = []
    for person, left in to_do.items():
        late = [one for one in left if one.assignment.due_at <= now]
        fresh = [one for one in left if one not in late and not one.running]
        fresh = [one for one in fresh if not is_untold(person, one)]
        if late or fresh:
            given_first = sorted(fresh, key=lambda one: one.since)
            found.append(Behind(person, tuple(late), tuple(given_first)))
    return sorted(found, key=lambda one: (*one.since, one.person))


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
