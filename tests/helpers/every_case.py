"""Properties of every case of the library.

A check is a function marked with `@every_case`. It takes what its parameters name: the `name` of a
case, the `case` itself, a `language`. `tests/library/test_every_case.py` runs all checks on one
case after another, so that they share what was read and explored.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from scenarios.case_library import load_library
from scenarios.model import Scenario
from tests.helpers.kinds_case import kinds_case

LANGUAGES = ("en", "ar")
CASES: dict[str, Scenario] = {**load_library().scenarios, "kinds": kinds_case()}
"""The library, and a case with every kind of decision."""

LIBRARY = tuple(name for name in CASES if name != "kinds")
PRACTICE = tuple(name for name in LIBRARY if CASES[name].use != "test")

Function: TypeAlias = Callable[..., None]


@dataclass(frozen=True)
class CaseProperty:
    """A property of cases."""

    run: Function
    names: Collection[str]

    @property
    def title(self) -> str:
        return self.run.__name__.replace("_", " ")

    def calls(self, name: str) -> Iterator[dict[str, Any]]:
        """The arguments of each call for a case; none where the check is not about it."""
        if name not in self.names:
            return
        wanted = inspect.signature(self.run).parameters
        for language in LANGUAGES if "language" in wanted else ("",):
            every = {"name": name, "case": CASES[name], "language": language}
            yield {parameter: every[parameter] for parameter in wanted}


CHECKS: list[CaseProperty] = []


def every_case(names: Collection[str] = CASES) -> Callable[[Function], Function]:
    """Register a function as a check of the named cases."""

    def register(function: Function) -> Function:
        CHECKS.append(CaseProperty(function, names))
        return function

    return register
