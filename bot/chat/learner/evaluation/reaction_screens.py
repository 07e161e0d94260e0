"""The two questions below an ending. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.kit.routes import button
from bot.chat.kit.screen import Line, Role, Screen
from bot.locale import Words
from storage.agencies.survey_tallies import READY, USEFUL, VALUES


def asked_screen(speak: Words, ending: Screen, attempt: str, item: str) -> Screen:
    """An ending with a question below it; its own buttons stay, and pass the question over."""
    say = speak.say
    lines = (
        Line(Role.RULE, speak.rule),
        Line(Role.HEADING, question_of(speak, item)),
        Line(Role.NOTE, say("Answers are counted without a name, and may be left out.")),
    )
    named = answers_to(speak, item)
    answers = (
        button(named[value], "answer_reaction", attempt, item, value) for value in VALUES[item]
    )
    return replace(ending, lines=(*ending.lines, *lines), buttons=(*answers, *ending.buttons))


def thanked_screen(speak: Words, ending: Screen) -> Screen:
    """An ending after both questions were answered."""
    lines = (
        Line(Role.RULE, speak.rule),
        Line(Role.NOTE, speak.say("Thank you. Your answers were counted.")),
    )
    return replace(ending, lines=(*ending.lines, *lines))


def question_of(speak: Words, item: str) -> str:
    """A question, as it is asked."""
    questions = {
        USEFUL: speak.say("How useful is this case for your work?"),
        READY: speak.say("If something like it came up at work: is the first step clear?"),
    }
    return questions[item]


def answers_to(speak: Words, item: str) -> dict[str, str]:
    """What can be answered to it, as it stands on the buttons."""
    say = speak.say
    if item == USEFUL:
        return {
            "much": say("Very useful"),
            "some": say("Partly useful"),
            "little": say("Of little use"),
        }
    return {"yes": say("Clear"), "partly": say("Partly clear"), "no": say("Not clear yet")}
