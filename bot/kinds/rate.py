"""`rate`: five steps, each with its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from bot.kinds.base import ENTER, Asks, Control, Sheet
from bot.kinds.scale import ScalePresenter
from bot.locale import Words
from scenarios.kinds.rate import RateDecision


class RatePresenter(ScalePresenter[RateDecision]):
    """Words a confidence rating."""

    control: ClassVar[Control] = "words"

    def asks(self, speak: Words, letters: str, typed: str) -> Asks:
        return Asks(
            hint=speak.say("{letters} · ? help · p pause", letters=letters),
            how=speak.say(
                "Type a digit from 1 to 5 for how sure you are and press {enter}.", enter=ENTER
            ),
            sorry=speak.say(
                "“{typed}” is not among the steps here: {letters}. ? shows help.",
                typed=typed,
                letters=letters,
            ),
        )

    def name(self, speak: Words, part: str) -> str:
        """The name of a step of confidence."""
        return {
            "1": speak.say("not sure at all"),
            "2": speak.say("slightly sure"),
            "3": speak.say("in between"),
            "4": speak.say("rather sure"),
            "5": speak.say("quite sure"),
        }[part]

    def band(self, speak: Words, decision: RateDecision, name: str) -> str:
        """The rated confidence, beside the appropriate one."""
        return {
            "low": speak.say("Too unsure"),
            "fair": speak.say("As sure as one can be"),
            "high": speak.say("Too sure"),
        }.get(name, "")

    def band_rule(self, speak: Words, decision: RateDecision, name: str) -> str:
        """The rated confidence, beside the appropriate one."""
        return {
            "low": speak.say("too unsure"),
            "fair": speak.say("reasonably sure"),
            "high": speak.say("too sure"),
        }.get(name, name)

    def heading(self, speak: Words) -> str:
        return speak.say("How sure they were")

    def rules(self, sheet: Sheet, decision: RateDecision) -> Iterable[tuple[str, str]]:
        """The reasonable steps, and what the others earn."""
        speak, say = sheet.speak, sheet.speak.say
        for when, steps in decision.reasonable:
            reasonable = say("Reasonable: {steps}", steps=speak.listed(map(str, steps)))
            yield reasonable, sheet.when(when)
        credit = say(
            "Full credit for a reasonable step, half for an adjacent one, none for others."
        )
        yield credit, ""
