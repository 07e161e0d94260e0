"""`interview`: what is left to ask, and a way to end the talk."""

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
    lettered,
    option_buttons,
)
from bot.kinds.typed import Options, one_of
from bot.lines import Line, LineRole
from bot.locale import Words
from scenarios.kinds.interview import LEAVE, InterviewDecision
from scenarios.rendering import Consequence


class InterviewPresenter(Presenter[InterviewDecision]):
    """Puts a talk into words."""

    control: ClassVar[Control] = "talk"
    boxed: ClassVar[bool] = True
    takes_several: ClassVar[bool] = True

    def asks(self, speak: Words, letters: str, typed: str) -> Asks:
        return Asks(
            hint=speak.say("{letters} · . to end the talk · ? help · p pause", letters=letters),
            how=speak.say(
                "Type the letter of a question and press {enter}. Type a full "
                "stop (.) to end the talk at any time.",
                enter=ENTER,
            ),
            sorry=speak.say(
                "“{typed}” is not among the questions here: {letters}, or . to "
                "end the talk. ? shows help.",
                typed=typed,
                letters=letters,
            ),
        )

    def lines(self, speak: Words, asking: Asking) -> Lines:
        """The questions, and how many may be asked."""
        yield from lettered(speak, asking.told.options)
        left = min(asking.told.questions_left, len(asking.told.options))
        text = speak.count("You may ask {n} question.", "You may ask {n} questions.", left)
        yield Line(LineRole.NOTE, text)

    def buttons(self, speak: Words, asking: Asking) -> Iterable[Button]:
        """A button for each question, and one to end the talk."""
        yield from option_buttons(
            speak,
            asking.told.options,
            lambda text, option: button(text, "choose", asking.attempt, asking.turn, option.id),
        )
        yield button(speak.say("End the talk"), "choose", asking.attempt, asking.turn, LEAVE)

    def picked(self, speak: Words, asking: Asking) -> Lines:
        """The end of the talk; a question does not wait."""
        yield Line(LineRole.CHOSEN, speak.say("Chosen: {choice}", choice=speak.say("End the talk")))

    def done(self, speak: Words, after: Consequence) -> Lines:
        """The question, or the end of the talk."""
        if after.picks:
            yield Line(
                LineRole.CHOSEN, speak.say("You asked: {question}", question=after.picks[-1])
            )
        else:
            yield Line(LineRole.CHOSEN, speak.say("You ended the talk."))

    def name(self, speak: Words, part: str) -> str:
        return speak.say("End the talk") if part == LEAVE else ""

    def band(self, speak: Words, decision: InterviewDecision, name: str) -> str:
        return "" if name else speak.say("Nothing asked")

    def nothing(self, speak: Words) -> str:
        return speak.say("no question")

    def left_blank(self, speak: Words) -> str:
        return speak.say("the conversation ended")

    def heading(self, speak: Words) -> str:
        return speak.say("What they asked")

    def how_at_table(self, speak: Words, decision: InterviewDecision) -> str:
        return speak.count(
            "Ask up to {n} question, one at a time; the leader gives the answers.",
            "Ask up to {n} questions, one at a time; the leader gives the answers.",
            decision.ask,
        )

    def how_alone(self, speak: Words, decision: InterviewDecision) -> str:
        return speak.count("You may ask {n} question.", "You may ask {n} questions.", decision.ask)

    def blocks(self, sheet: Sheet, decision: InterviewDecision) -> Iterable[Block]:
        for part in sheet.parts:
            answer = decision.questions[part].answer
            earned = sum(
                (
                    credit * decision.worth.get(competency, 0)
                    for competency, credit in answer.credit.items()
                ),
                Fraction(),
            )
            yield Block(
                sheet.label(part),
                decision.part_key(part),
                answer,
                earned / decision.ask,
                read="answer",
                goes=False,
            )

    def rules(self, sheet: Sheet, decision: InterviewDecision) -> Iterable[tuple[str, str]]:
        """The rules of scoring questions, and where the talk leads."""
        text = sheet.speak.count(
            "Up to {n} question. Points are added up, at most in full.",
            "Up to {n} questions. Points are added up, at most in full.",
            decision.ask,
        )
        yield text, ""
        for number, when in sheet.numbers(decision.leads):
            yield sheet.speak.say("Then go to {n}", n=number), when

    def read(self, word: str, options: Options) -> str | None:
        """A letter or an id, or a full stop."""
        return LEAVE if word == LEAVE else one_of(word, options)

    def wants(self, ids: str, most: int) -> str:
        return f"takes at most {most} of {ids}, joined by `+`, or nothing"
