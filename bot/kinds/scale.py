"""The common parts of kinds with a scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button
from bot.kinds.base import Asking, Block, Lines, Presenter, Sheet
from bot.kinds.typed import Options
from bot.lines import Line, LineRole
from bot.locale import Words
from scenarios.debrief import AnswerText
from scenarios.model import Answer, Decision
from scenarios.rendering import Consequence, Option


class Scale(Decision, Protocol):
    """A decision that is answered by a step of a scale."""

    @property
    def bands(self) -> Mapping[str, Answer]: ...


S = TypeVar("S", bound=Scale)


class ScalePresenter(Presenter[S]):
    """Puts steps of a scale into words."""

    def lines(self, speak: Words, asking: Asking) -> Lines:
        """The buttons say it all."""
        return ()

    def listing(self, speak: Words, asking: Asking) -> Lines:
        """The lines that stand above the buttons anyway."""
        return self.lines(speak, asking)

    def buttons(self, speak: Words, asking: Asking) -> Iterable[Button]:
        buttons = (
            button(self.step(speak, option.id), "choose", asking.attempt, asking.turn, option.id)
            for option in asking.told.options
        )
        return self.in_rows(speak, buttons)

    def picked(self, speak: Words, asking: Asking) -> Lines:
        for part in asking.draft:
            text = speak.say("Chosen: {choice}", choice=self.step(speak, part))
            yield Line(LineRole.CHOSEN, text)

    def done(self, speak: Words, after: Consequence) -> Lines:
        text = speak.say("You said: {step}", step=self.step(speak, after.act))
        yield Line(LineRole.CHOSEN, text)

    def letter(self, speak: Words, option: Option) -> str:
        return option.id

    def listed(self, speak: Words, option: Option) -> str:
        return self.step(speak, option.id)

    def named(self, speak: Words, option: Option) -> str:
        return self.step(speak, option.id)

    def answer(self, speak: Words, done: AnswerText) -> str:
        return self.step(speak, done.act)

    def how_at_table(self, speak: Words, decision: S) -> str:
        return speak.say("Agree on one. Then the leader says where to go.")

    def how_alone(self, speak: Words, decision: S) -> str:
        return speak.say("Circle one number.")

    def blocks(self, sheet: Sheet, decision: S) -> Iterable[Block]:
        return self.band_blocks(sheet, decision, decision.bands)

    def read(self, word: str, options: Options) -> str | None:
        """A number, in any digits."""
        number = str(int(word)) if word.isdecimal() else ""
        return number if number in options.values() else None

    def wants(self, ids: str, most: int) -> str:
        return f"takes one of {ids}"
