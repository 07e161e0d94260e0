"""The kinds of decision. A new kind is a file here and a line in `SPECS`."""

from __future__ import annotations

from typing import Protocol

from scenarios.kinds.choose import ChooseSpec
from scenarios.model import Decision
from scenarios.scope import Builder


class DecisionSpec(Protocol):
    """What an author writes under a kind's name."""

    @property
    def choice_ids(self) -> frozenset[str]:
        """What `picked(scene, …)` may name."""

    def build(self, key: str, builder: Builder) -> Decision:
        """The decision as the engine plays it."""


SPECS: dict[str, type[ChooseSpec]] = {"choose": ChooseSpec}
