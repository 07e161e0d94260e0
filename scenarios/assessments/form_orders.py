"""Counterbalanced orders of parallel forms: random, and each used equally often.

So differences in difficulty between forms affect all parts equally. Three consecutive people begin
with three different forms, six have six different orders: a Latin square, then its
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


def draw_orders(
    test: str, forms: Iterable[str], people: Iterable[str], have: Mapping[str, Order]
) -> dict[str, Order]:
    """Draw an order for each person, among those used least so far.

    Args:
        test: The test's random id, used as the seed: the same test and people
            give the same orders.
        people: People without an order.
        have: The existing orders, by person.
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
