"""The questions about work, some time after the training. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.agencies.contact_lookup import Told
from bot.chat.kit.actions import ShowList
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.evaluation.actions import LeaveWork, SayWork
from bot.chat.learner.helplines.helpline_screens import real_case_screen
from bot.locale import Words
from storage.agencies.survey_tallies import CONCERN, PASSED_ON, PRACTICE, UNSURE, VALUES


def news(speak: Words) -> str:
    """That there are three questions, and what becomes of the answers."""
    return speak.say(
        "Some weeks have passed since your assigned cases. Three short questions about your work "
        "since then: answers are only counted, your name is not kept with them, and nothing is "
        "asked about any case or person."
    )


def question_screen(speak: Words, item: str) -> Screen:
    """One question, an answer a tap."""
    say, named = speak.say, answers_to(speak, item)
    place = PRACTICE.index(item) + 1
    return Screen(
        (
            Line(Role.TITLE, say("About your work: {place} of {all}", place=place, all=3)),
            Line(Role.TEXT, question_of(speak, item)),
            Line(
                Role.NOTE,
                say(
                    "Your answer becomes one more in a number of your agency; your name is not "
                    "kept with it, and numbers are shown from five answers on. Please write "
                    "nothing about a real person here."
                ),
            ),
        ),
        (
            *(Button(named[one], SayWork(item, one)) for one in VALUES[item]),
            Button(say("Leave them out"), LeaveWork()),
        ),
    )


def unsure_screen(speak: Words, lines: Mapping[str, Told]) -> Screen:
    """Thanks, and how a real case is passed on."""
    how = real_case_screen(speak, lines)
    thanks = Line(
        Role.TEXT, speak.say("Thank you, that was counted. This is the way to pass it on:")
    )
    return Screen((thanks, *how.lines), how.buttons)


def over_screen(speak: Words) -> Screen:
    """There is nothing to answer any more."""
    text = speak.say("Thank you. These questions are over; they come once a year at most.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Today"), ShowList()),))


def question_of(speak: Words, item: str) -> str:
    """A question, as it is asked."""
    say = speak.say
    questions = {
        CONCERN: say("In these weeks, was there somebody at work whose situation worried you?"),
        PASSED_ON: say("Was that passed on at your agency?"),
        UNSURE: say("How a concern is passed on at your agency: is that clear?"),
    }
    return questions[item]


def answers_to(speak: Words, item: str) -> dict[str, str]:
    """What can be answered to it, as it stands on the buttons."""
    say = speak.say
    named = {
        CONCERN: {"none": say("No, nobody"), "one": say("Once"), "several": say("More than once")},
        PASSED_ON: {"yes": say("It was"), "partly": say("Not every time"), "no": say("It was not")},
        UNSURE: {"yes": say("Not clear yet"), "no": say("Clear")},
    }
    return named[item]
