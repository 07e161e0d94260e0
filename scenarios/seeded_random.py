"""Random choices of an attempt, drawn from its seed: the same on every Python."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from scenarios.model import Scenario, Script


def draw(seed: int, label: str) -> int:
    """A number between 0 and 2**64, from a seed and a purpose."""
    digest = hashlib.blake2b(f"{seed}:{label}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def shuffled(seed: int, label: str, items: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(items, key=lambda item: draw(seed, f"{label}/{item}")))


def draw_names(scenario: Scenario, script: Script, seed: int) -> Mapping[str, str]:
    """The cast's names for an attempt: one draw for all slots, except those drawn apart."""
    return {
        slot.name: options[draw(seed, f"cast/{slot.name}" if slot.apart else "cast") % len(options)]
        for slot in scenario.cast.values()
        if (options := script.cast.get(slot.name))
    }
