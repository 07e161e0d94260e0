"""Common parts of kinds that ask for a number on a scale and judge it by its band."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from scenarios.kinds.base import BaseDecision
from scenarios.model import TIMED_OUT, Act, Aftermath, Answer, Habit, State, TimedOut


@dataclass(frozen=True, slots=True)
class Rate:
    """Choose a step of the scale."""

    turn: int
    step: int


@dataclass(frozen=True, slots=True)
class ScaleDecision(BaseDecision):
    """A decision answered with a step of a scale."""

    bands: Mapping[str, Answer]
    scale: ClassVar[range]
    parts: ClassVar[str] = "steps"
    worded: ClassVar[bool] = False
    banded: ClassVar[bool] = True

    @abstractmethod
    def judged(self, step: int, state: State) -> Answer: ...

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(map(str, self.scale))

    def offered(self, state: State, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        return self.ids

    def take(self, act: Act, state: State, asked: tuple[str, ...] = ()) -> Answer | None:
        if not isinstance(act, Rate):
            return self.take_time_out(act)
        return self.judged(act.step, state) if act.step in self.scale else None

    def outcomes(self, state: State) -> Iterable[Answer]:
        return [*(self.judged(step, state) for step in self.scale), *self.time_out_answers]

    def read(self, turn: int, text: str) -> Act | None:
        if text == TIMED_OUT:
            return TimedOut(turn)
        return Rate(turn, int(text)) if text in self.ids else None

    def every_act(self, state: State) -> Iterable[str]:
        return self.ids

    def aftermath(self, act: str, band: str) -> Aftermath:
        if act == TIMED_OUT:
            return self.after_time()
        key = f"{self.key}.bands.{band}"
        return Aftermath(key=key, critical=(key,))

    def arrange(self, mixed: tuple[str, ...], state: State) -> tuple[str, ...]:
        """From low to high."""
        return self.sorted_acts(mixed)

    def sorted_acts(self, acts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(acts, key=int))

    def answer_parts(self, act: str, band: str) -> tuple[str, ...]:
        return (band,)

    def habit_answer(self, habit: Habit, offered: tuple[str, ...]) -> str:
        """One end of the scale, or its middle."""
        return offered[round(habit.rates * (len(offered) - 1))]
