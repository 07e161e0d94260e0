"""`spot`: ticks that are set on and off in place, then Done."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
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
    option_buttons,
)
from bot.kinds.typed import NONE, Options, several
from bot.lines import Line, LineRole
from bot.locale import Words
from scenarios.kinds.base import join_parts
from scenarios.kinds.spot import SpotDecision
from scenarios.rendering import Consequence, Option


class SpotPresenter(Presenter[SpotDecision]):
    """Puts things to notice into words."""

    control: ClassVar[Control] = "ticks"
    boxed: ClassVar[bool] = True
    takes_several: ClassVar[bool] = True

    def asks(self, speak: Words, letters: str, typed: str) -> Asks:
        return Asks(
            hint=speak.say(
                "{letters} · several at once, - for none · ? help · p pause", letters=letters
            ),
            how=speak.say(
                "Type the letters of everything you noticed, such as A C, and "
                "press {enter}. Type - if you noticed nothing.",
                enter=ENTER,
            ),
            sorry=speak.say(
                "“{typed}” does not fit here: {letters}, several at once, or - "
                "for none. ? shows help.",
                typed=typed,
                letters=letters,
            ),
        )

    def lines(self, speak: Words, asking: Asking) -> Lines:
        """The items, and how to tick."""
        yield from lettered(speak, asking.told.options)
        yield Line(LineRole.NOTE, speak.say("Tick all that apply."))

    def buttons(self, speak: Words, asking: Asking) -> Iterable[Button]:
        """A box for each item, then Done."""
        attempt, turn, draft = asking.attempt, asking.turn, asking.draft

        def tick(text: str, option: Option) -> Button:
            return button(text, "mark", attempt, turn, option.id, on=option.id not in draft)

        yield from option_buttons(speak, asking.told.options, tick, ticked=draft, marks=True)
        yield main(button(speak.say("Done"), "finish_answer", asking.attempt, asking.turn))

    def picked(self, speak: Words, asking: Asking) -> Lines:
        """The ticked items, by letter, since the items stand above."""
        options = asking.told.options
        ticked = [speak.letter(option.place) for option in options if option.id in asking.draft]
        if ticked:
            yield Line(LineRole.CHOSEN, speak.say("Chosen: {choice}", choice=speak.listed(ticked)))
        else:
            yield Line(LineRole.CHOSEN, speak.say("Nothing is ticked."))

    def done(self, speak: Words, after: Consequence) -> Lines:
        if after.picks:
            noticed = speak.say("You ticked: {items}", items=speak.listed(after.picks))
            yield Line(LineRole.CHOSEN, noticed)
        else:
            yield Line(LineRole.CHOSEN, speak.say("You ticked nothing."))

    def explained(self, speak: Words, after: Consequence) -> Lines:
        """Signs that were not ticked, and ticks that are no signs."""
        if after.overlooked:
            items = speak.listed(after.overlooked)
            yield Line(LineRole.REASON, speak.say("Also right: {items}", items=items))
        for short, why in after.mistaken:
            yield Line(LineRole.REASON, f"{short}: {why}" if why else short)

    def band(self, speak: Words, decision: SpotDecision, name: str) -> str:
        return {
            "all": speak.say("All the signs"),
            "most": speak.say("Most of the signs"),
            "few": speak.say("Few of the signs"),
            "over-called": speak.say("Ticks that are no signs"),
        }.get(name, "")

    def band_rule(self, speak: Words, decision: SpotDecision, name: str) -> str:
        return {
            "all": speak.say("all signs and nothing else"),
            "most": speak.say("at least half of the signs"),
            "few": speak.say("fewer than half of the signs"),
            "over-called": speak.say("two wrong ticks or more"),
        }.get(name, name)

    def heading(self, speak: Words) -> str:
        return speak.say("What they ticked")

    def wall_task(self, speak: Words) -> str:
        return speak.say("Talk it over in pairs. The room agrees on what applies.")

    def lead_task(self, speak: Words) -> str:
        """To tick what was agreed on."""
        return speak.say("Let the room agree on what applies, and tick it here.")

    def how_at_table(self, speak: Words, decision: SpotDecision) -> str:
        return speak.say("Tick what applies. Then the leader says what followed and where to go.")

    def how_alone(self, speak: Words, decision: SpotDecision) -> str:
        return speak.say("Tick what applies.")

    def blocks(self, sheet: Sheet, decision: SpotDecision) -> Iterable[Block]:
        """Whether each item is a sign, then the bands."""
        say = sheet.speak.say
        for part in sheet.parts:
            verdict = say("a sign") if decision.items[part] else say("no sign")
            yield Block(f"{sheet.label(part)}: {verdict}", decision.part_key(part))
        yield from self.band_blocks(sheet, decision, decision.bands)

    def rules(self, sheet: Sheet, decision: SpotDecision) -> Iterable[tuple[str, str]]:
        each = sheet.points(sum(decision.worth.values(), Fraction()) / max(1, len(decision.signs)))
        text = sheet.speak.say(
            "Each sign ticked earns {points}; each wrong tick costs as much, never below 0.",
            points=each,
        )
        yield text, ""

    def read(self, word: str, options: Options) -> str | None:
        """Letters or ids, or a dash for nothing."""
        if word in NONE:
            return ""
        picked = several(word, options)
        return join_parts(tuple(dict.fromkeys(picked))) if picked else None

    def wants(self, ids: str, most: int) -> str:
        return f"takes any of {ids}, joined by `+`, or nothing"
