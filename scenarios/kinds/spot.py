"""`spot`: tick what you noticed, then confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain, combinations
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from scenarios import limits
from scenarios.kinds.base import (
    BaseDecision,
    DecisionSpec,
    Kind,
    check_ids,
    equal_credit,
    join_parts,
    split_parts,
)
from scenarios.model import (
    NOTHING,
    TIMED_OUT,
    Act,
    Aftermath,
    Answer,
    Habit,
    Key,
    Part,
    State,
    TimedOut,
)
from scenarios.saying import say
from scenarios.schema import Brick, ChoiceId, Consequence, Text
from scenarios.scope import Builder

Band: TypeAlias = Literal["all", "most", "few", "over-called"]
BANDS: tuple[Band, ...] = ("all", "most", "few", "over-called")
OVER_CALLED = 2  # number of false ticks that counts as over-reacting


@dataclass(frozen=True, slots=True)
class Spot:
    """Submit these ticks."""

    turn: int
    ticks: tuple[str, ...]


class ItemSpec(Brick):
    """An item that can be ticked: `sign` is an indicator's id, `true` or `false`."""

    text: Text
    short: Text | None = None
    sign: str
    why: Text | None = None
    sources: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()  # additional ones


class SpotSpec(DecisionSpec):
    """The document model."""

    indicator_keys: ClassVar[frozenset[tuple[str, str]]] = frozenset({("items", "sign")})

    items: Annotated[
        dict[ChoiceId, ItemSpec], Field(min_length=limits.ITEMS[0], max_length=limits.ITEMS[1])
    ]
    bands: dict[Band, Consequence] = {}

    @property
    def picks(self) -> frozenset[str]:
        """The bands: ticks are judged as a whole."""
        return frozenset(BANDS)

    def build(self, key: str, builder: Builder) -> SpotDecision:
        rest = self.default_leads(key, builder)
        check_ids(f"{key}.items", self.items, builder)
        signs = {name: item.sign != "false" for name, item in self.items.items()}
        if not any(signs.values()):
            builder.add_finding("no-sign", f"{key}.items", say("None of these is a sign."))
        bands = builder.bands(f"{key}.bands", self.bands, BANDS, rest)
        worth = builder.worth(f"{key}.worth", self.worth)
        return SpotDecision(key, worth, self.limit(key, builder, rest), signs, bands)


@dataclass(frozen=True, slots=True)
class SpotDecision(BaseDecision):
    """The decision, as the engine plays it.

    Credit is max(0, hits - false ticks) / signs.
    """

    items: Mapping[str, bool]  # whether each is a sign
    bands: Mapping[str, Answer]
    answers: tuple[Answer, ...] = field(init=False, repr=False, compare=False)
    kind: ClassVar[str] = "spot"
    drafted: ClassVar[bool] = True
    banded: ClassVar[bool] = True
    parts: ClassVar[str] = "items"

    def __post_init__(self) -> None:
        """Precompute all answers, which every check needs."""
        object.__setattr__(self, "answers", tuple(self._answers()))

    @property
    def signs(self) -> tuple[str, ...]:
        return tuple(name for name, sign in self.items.items() if sign)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self.items)

    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        return tuple(self.items)

    def take(self, act: Act, state: State, asked: tuple[str, ...] = ()) -> Answer | None:
        if not isinstance(act, Spot):
            return self.take_time_out(act)
        ticks = set(act.ticks)
        if len(ticks) < len(act.ticks) or not ticks <= self.items.keys():
            return None
        return self._judged(tuple(name for name in self.items if name in ticks))

    def outcomes(self, state: State) -> Iterable[Answer]:
        """One answer for each number of hits and of false ticks."""
        return self.every_answer()

    def every_answer(self) -> Iterable[Answer]:
        """One answer for each number of hits and of false ticks, and the time-out."""
        return self.answers

    def _answers(self) -> Iterable[Answer]:
        signs = self.signs
        others = tuple(name for name in self.items if name not in signs)
        ticks = (
            {*signs[:hits], *others[:false]}
            for hits in range(len(signs) + 1)
            for false in range(len(others) + 1)
        )
        judged = (
            self._judged(tuple(item for item in self.items if item in some)) for some in ticks
        )
        return [*judged, *self.time_out_answers]

    def read(self, turn: int, text: str) -> Act:
        """The ticks, joined; empty for none."""
        return TimedOut(turn) if text == TIMED_OUT else Spot(turn, split_parts(text))

    def every_act(self, state: State) -> Iterable[str]:
        sizes = range(len(self.items) + 1)
        sets = chain.from_iterable(combinations(self.items, size) for size in sizes)
        return [join_parts(ticks) for ticks in sets]

    def aftermath(self, act: str, band: str) -> Aftermath:
        if act == TIMED_OUT:
            return self.after_time()
        ticks, key = split_parts(act), f"{self.key}.bands.{band}"
        return Aftermath(
            self._keys(ticks),
            key,
            (key,),
            overlooked=self._keys(
                name for name, sign in self.items.items() if sign and name not in ticks
            ),
            mistaken=self._keys(tick for tick in ticks if not self.items[tick]),
        )

    def aftermaths(self) -> Iterable[tuple[Aftermath, Answer]]:
        """One for every set of ticks, since each names its own."""
        sets = (self._judged(split_parts(way)) for way in self.every_act(State(())))
        for answer in (*sets, *self.time_out_answers):
            yield self.aftermath(answer.act, answer.band), answer

    def mark(self, draft: tuple[str, ...], part: str, *, on: bool) -> tuple[str, ...] | None:
        """The draft with a tick set or removed; idempotent."""
        if part not in self.items:
            return None
        ticks = {*draft, part} if on else {*draft} - {part}
        return tuple(name for name in self.items if name in ticks)

    def unexplained(self) -> Iterable[Key]:
        """Items that are not signs."""
        return sorted(self._keys(name for name, sign in self.items.items() if not sign))

    def answer_parts(self, act: str, band: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(split_parts(act))) or (NOTHING,)

    def possible_parts(self) -> Iterable[Part]:
        return [Part(name, "right" if sign else "wrong") for name, sign in self.items.items()]

    def habit_answer(self, habit: Habit, offered: tuple[str, ...]) -> str:
        """The first item, all of them or none."""
        return join_parts({"first": offered[:1], "every": offered, "none": ()}[habit.ticks])

    def _judged(self, ticks: tuple[str, ...]) -> Answer:
        hits = sum(self.items[tick] for tick in ticks)
        false, signs = len(ticks) - hits, sum(self.items.values())
        band = self.bands[_band(hits, false, signs)]
        share = Fraction(max(0, hits - false), signs) if signs else Fraction()
        return replace(band, act=join_parts(ticks), credit=equal_credit(share))

    def _keys(self, items: Iterable[str]) -> tuple[str, ...]:
        return tuple(f"{self.key}.items.{item}" for item in items)


def _band(hits: int, false: int, signs: int) -> Band:
    if false >= OVER_CALLED:
        return "over-called"
    if hits == signs and not false:
        return "all"
    return "most" if 2 * hits >= signs else "few"


KIND = Kind(
    SpotSpec,
    SpotDecision,
    interaction="choice",
    introductory=True,
    part="item",
    translating={"ar": "What is seen: third person (يحمل، تنظر)."},
    about={
        "spot": "A decision: tick what you noticed. 4 to 6 items, some of them signs.",
        "items": "What could be noticed: a name for each, and whether it is a sign.",
        "sign": "An indicator of the catalogue, or `true`; `false` where it means nothing.",
    },
)
