"""`slider`: the tens from 0 to 100 in three rows, and what the two ends mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import ClassVar

from bot.kinds.base import ENTER, Asking, Asks, Block, Control, Lines, Sheet
from bot.kinds.scale import ScalePresenter
from bot.lines import Line, LineRole
from bot.locale import Words
from scenarios import engine
from scenarios.debrief import AnswerText
from scenarios.kinds.slider import TENS, SliderDecision
from scenarios.rendering import Option


class SliderPresenter(ScalePresenter[SliderDecision]):
    """Puts a judgement of degree into words."""

    control: ClassVar[Control] = "numbers"
    rows: ClassVar[Sequence[int]] = (4, 3, 4)  # four fit a phone of 320 pixels

    def asks(self, speak: Words, letters: str, typed: str) -> Asks:
        return Asks(
            hint=speak.say("{letters} · ? help · p pause", letters=letters),
            how=speak.say("Type a number from 0 to 100, in tens, and press {enter}.", enter=ENTER),
            sorry=speak.say(
                "“{typed}” is not among the numbers here: {letters}. ? shows help.",
                typed=typed,
                letters=letters,
            ),
        )

    def lines(self, speak: Words, asking: Asking) -> Lines:
        """The meaning of the ends."""
        for option in asking.told.options:
            if option.text:
                yield Line(LineRole.OPTION, f"{option.id} · {option.text}")

    def listed(self, speak: Words, option: Option) -> str:
        """The meaning of an end; the buttons have the numbers."""
        return option.text

    def band(self, speak: Words, decision: SliderDecision, name: str) -> str:
        return self.band_rule(speak, decision, name) if name in decision.spans else ""

    def band_rule(self, speak: Words, decision: SliderDecision, name: str) -> str:
        return _span(speak, *decision.spans[name])

    def heading(self, speak: Words) -> str:
        return speak.say("The numbers they chose")

    def alternatives(
        self, speak: Words, better: Sequence[AnswerText], *, in_full: bool = False
    ) -> Sequence[str]:
        """Numbers that follow one another, as one span."""
        found = [int(done.act) for done in better]
        if len(found) > 2 and found == list(range(found[0], found[-1] + 1, TENS.step)):
            return [_span(speak, found[0], found[-1])]
        return super().alternatives(speak, better, in_full=in_full)

    def blocks(self, sheet: Sheet, decision: SliderDecision) -> Iterable[Block]:
        """The bands, from low to high, with what each earns."""
        for part in decision.possible_parts():
            head, answer = self.band_rule(sheet.speak, decision, part.id), decision.bands[part.id]
            earned = sum(engine.points_earned(decision, answer).values(), Fraction())
            yield Block(head, f"{decision.key}.bands.{part.id}", answer, earned)

    def rules(self, sheet: Sheet, decision: SliderDecision) -> Iterable[tuple[str, str]]:
        """Each band says what it earns."""
        return ()


def _span(speak: Words, low: int, high: int) -> str:
    return str(low) if low == high else speak.say("{low} to {high}", low=low, high=high)
