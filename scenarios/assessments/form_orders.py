"""In which order people take parallel forms: by chance, and all orders equally often.

Which form is harder then falls on every part alike. Of three people who are drawn one after
another each begins with another form, and of six each has another order: a Latin square, then its
mirror (R. A. Fisher, "The Design of Experiments", 1935).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import TypeAlias

from scenarios.seeded_random import draw

Order: TypeAlias = tuple[str, ...]
"""Forms, in the order in which they are taken."""


def drawn(
    test: str, forms: Iterable[str], people: Iterable[str], have: Mapping[str, Order]
) -> dict[str, Order]:
    """An order for each of some people: of those that were taken least, one by chance.

    Args:
        test: The random id of the test. Chance comes from it: the same test and the same people
            give the same orders.
        forms: All forms.
        people: Those who have no order yet.
        have: The orders of those who have one, by person.
    """
    every = list(permutations(sorted(forms)))
    taken = Counter(have.values())
    placed = Counter(place for pair in have.values() for place in enumerate(pair))
    found: dict[str, Order] = {}
    for member in sorted(people, key=lambda person: draw(0, f"{test}/{person}")):
        label = f"{test}/{member}"
        order = min(
            every,
            key=lambda order: (
                taken[order],
                sum(placed[place] for place in enumerate(order)),  # a square is filled first
                draw(0, f"{label}/{'/'.join(order)}"),
            ),
        )
        found[member] = order
        taken[order] += 1
        placed.update(enumerate(order))
    return found
