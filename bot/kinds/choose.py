"""`choose`: a letter and a few words on each button."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import ClassVar

from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button
from bot.kinds.base import (
    ENTER,
    Asking,
    Asks,
    Block,
    Control,
    Lines,
    Presenter,
    Sheet,
    label,
    option_buttons,
)
from bot.kinds.typed import Options, one_of
from bot.lines import Line, LineRole
from bot.locale import Words
from scenarios import engine
from scenarios.kinds.choose import ChooseDecision
from scenarios.rendering import Consequence


class ChoosePresenter(Presenter[ChooseDecision]):
    """Puts a choice into words."""

    control: ClassVar[Control] = "taps"

    def asks(self, speak: Words, letters: str, typed: str) -> Asks:
        return Asks(
            hint=speak.say("{letters} · ? help · p pause", letters=letters),
            how=speak.say(
                "Read what happens, then type the letter of what you would do and press {enter}.",
                enter=ENTER,
            ),
            sorry=speak.say(
                "“{typed}” is not among the choices here: {letters}. ? shows help.",
                typed=typed,
                letters=letters,
            ),
        )

    def buttons(self, speak: Words, asking: Asking) -> Iterable[Button]:
        return option_buttons(
            speak,
            asking.told.options,
            lambda text, option: button(text, "choose", asking.attempt, asking.turn, option.id),
        )

    def picked(self, speak: Words, asking: Asking) -> Lines:
        for option in asking.told.options:
            if option.id in asking.draft:
                text = speak.say("Chosen: {choice}", choice=label(speak, option))
                yield Line(LineRole.CHOSEN, text)

    def done(self, speak: Words, after: Consequence) -> Lines:
        yield Line(LineRole.CHOSEN, speak.say("You chose: {choice}", choice=after.picks[0]))

    def heading(self, speak: Words) -> str:
        return speak.say("What they chose")

    def how_at_table(self, speak: Words, decision: ChooseDecision) -> str:
        """Each choice says where it leads."""
        return ""

    def how_alone(self, speak: Words, decision: ChooseDecision) -> str:
        return speak.say("Circle one letter.")

    def blocks(self, sheet: Sheet, decision: ChooseDecision) -> Iterable[Block]:
        for part in sheet.parts:
            answer = decision.choices[part].answer
            earned = sum(engine.points_earned(decision, answer).values(), Fraction())
            yield Block(sheet.label(part), decision.part_key(part), answer, earned)

    def rules(self, sheet: Sheet, decision: ChooseDecision) -> Iterable[tuple[str, str]]:
        """Each choice says what it earns."""
        return ()

    def read(self, word: str, options: Options) -> str | None:
        """A letter or an id."""
        return one_of(word, options)

    def wants(self, ids: str, most: int) -> str:
        return f"offers {ids}"
