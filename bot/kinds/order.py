"""`order`: steps tapped in order until the last one sets itself, then Done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from bot.chat.kit.routes import button, main
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
    lettered,
    numbered,
    option_buttons,
)
from bot.kinds.typed import Options, several
from bot.lines import Line, LineRole
from bot.locale import Words
from scenarios.debrief import AnswerText
from scenarios.kinds.base import join_parts
from scenarios.kinds.order import OrderDecision
from scenarios.rendering import Consequence


class OrderPresenter(Presenter[OrderDecision]):
    """Puts an order into words."""

    control: ClassVar[Control] = "steps"
    boxed: ClassVar[bool] = True

    def asks(self, speak: Words, letters: str, typed: str) -> Asks:
        return Asks(
            hint=speak.say(
                "{letters} · all of them, in your order · ? help · p pause", letters=letters
            ),
            how=speak.say(
                "Type the letters of all steps, first step first, such as B C "
                "A, and press {enter}.",
                enter=ENTER,
            ),
            sorry=speak.say(
                "“{typed}” does not have every step once. Type all of them in "
                "your order: {letters}. ? shows help.",
                typed=typed,
                letters=letters,
            ),
        )

    def lines(self, speak: Words, asking: Asking) -> Lines:
        """The steps, and the order so far."""
        options = asking.told.options
        letters = {option.id: speak.letter(option.place) for option in options}
        listing = lettered(speak, options)
        yield from listing
        if not asking.draft:
            yield Line(LineRole.NOTE, speak.say("Tap the steps in order."))
        elif listing:
            order = speak.listed(letters[step] for step in asking.draft)
            yield Line(LineRole.CHOSEN, speak.say("Your order: {steps}", steps=order))
        else:
            yield Line(LineRole.CHOSEN, speak.say("Your order:"))
            yield Line(LineRole.TEXT, _steps(asking))

    def buttons(self, speak: Words, asking: Asking) -> Iterable[Button]:
        """The steps that are left, then Done, and a way back."""
        attempt, turn, draft = asking.attempt, asking.turn, asking.draft
        options = asking.told.options
        yield from option_buttons(
            speak,
            [option for option in options if option.id not in draft],
            lambda text, option: button(text, "mark", attempt, turn, option.id, on=True),
            among=options,
            marks=True,
        )
        if len(draft) == len(options):
            yield main(button(speak.say("Done"), "finish_answer", attempt, turn))
        if draft:
            yield button(speak.say("Undo"), "mark", attempt, turn, draft[-1], on=False)

    def picked(self, speak: Words, asking: Asking) -> Lines:
        yield Line(LineRole.CHOSEN, speak.say("Your order:"))
        yield Line(LineRole.TEXT, _steps(asking))

    def done(self, speak: Words, after: Consequence) -> Lines:
        yield Line(LineRole.CHOSEN, speak.say("Your order:"))
        yield Line(LineRole.TEXT, numbered(after.picks))

    def explained(self, speak: Words, after: Consequence) -> Lines:
        if after.better:
            better = speak.say("A safer order:")
            yield Line(LineRole.REASON, f"{better}\n{numbered(after.better)}")

    def band(self, speak: Words, decision: OrderDecision, name: str) -> str:
        return {
            "exact": speak.say("The best order"),
            "near": speak.say("An order that works"),
            "wrong": speak.say("An order that fails"),
        }.get(name, "")

    def band_rule(self, speak: Words, decision: OrderDecision, name: str) -> str:
        return {
            "exact": speak.say("the best order"),
            "near": speak.say("another order that breaks no rule"),
            "wrong": speak.say("an order that breaks a rule"),
        }.get(name, name)

    def answer(self, speak: Words, done: AnswerText) -> str:
        return numbered(done.shorts)

    def correction(self, speak: Words, chosen: AnswerText, better: Sequence[AnswerText]) -> str:
        if chosen.shorts:
            return speak.say("A safer order:") + f"\n{self.any_of(speak, better)}"
        return super().correction(speak, chosen, better)

    def heading(self, speak: Words) -> str:
        return speak.say("Their sequences")

    def wall_task(self, speak: Words) -> str:
        return speak.say("Talk it over in pairs. In which order? The room agrees on one.")

    def lead_task(self, speak: Words) -> str:
        """To tap the order that was agreed on."""
        return speak.say("Let the room agree on an order, and tap it here.")

    def how_at_table(self, speak: Words, decision: OrderDecision) -> str:
        return speak.say(
            "Number the steps in your order. Then the leader says what followed and where to go."
        )

    def how_alone(self, speak: Words, decision: OrderDecision) -> str:
        return speak.say("Number the steps in your order.")

    def blocks(self, sheet: Sheet, decision: OrderDecision) -> Iterable[Block]:
        return self.band_blocks(sheet, decision, decision.bands)

    def rules(self, sheet: Sheet, decision: OrderDecision) -> Iterable[tuple[str, str]]:
        """The best orders, the pairs, and what each band earns."""
        speak, say, letter = sheet.speak, sheet.speak.say, sheet.letter
        for when, steps in decision.correct:
            best = say("The best order: {steps}", steps=speak.listed(map(letter, steps)))
            yield best, sheet.when(when)
        for pair in decision.pairs:
            first, then = letter(pair.first), letter(pair.then)
            rule = say("{first} comes before {then}.", first=first, then=then)
            yield " ".join(filter(None, (rule, sheet.text(f"{pair.key}.critical")))), ""
        credit = say(
            "Full credit for the best order, half for another that breaks no rule, none for others."
        )
        yield credit, ""

    def read(self, word: str, options: Options) -> str | None:
        """Every letter or id once."""
        picked = several(word, options)
        return join_parts(picked) if sorted(picked) == sorted(options.values()) else None

    def wants(self, ids: str, most: int) -> str:
        return f"takes all of {ids}, in your order, joined by `+`"


def _steps(asking: Asking) -> str:
    shorts = {option.id: option.short for option in asking.told.options}
    return numbered(shorts[name] for name in asking.draft)
