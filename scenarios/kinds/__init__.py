"""The kinds of decision: one module each, with its document model and engine behaviour.

To add a kind, write its module here and its `Presenter` in `bot.kinds`, and add a field to
`EachKind`. mypy then reports everything missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from scenarios.kinds import choose, interview, order, rate, slider, spot
from scenarios.kinds.base import Kind

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class EachKind(Mapping[str, T]):
    """One value for each kind, by the kind's name. Its fields are the list of kinds."""

    choose: T
    spot: T
    order: T
    interview: T
    rate: T
    slider: T

    def __getitem__(self, name: str) -> T:
        value: T = self.__dict__[name]
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __len__(self) -> int:
        return len(self.__dict__)


KINDS = EachKind[Kind](
    choose=choose.KIND,
    spot=spot.KIND,
    order=order.KIND,
    interview=interview.KIND,
    rate=rate.KIND,
    slider=slider.KIND,
)
