"""The questions of surveys and their answers, as they are asked and as reports quote them."""

from __future__ import annotations

from bot.locale import Words
from storage.agencies.survey_tallies import CONCERN, PASSED_ON, READY, UNSURE, USEFUL


def question(words: Words, item: str) -> str:
    say = words.say
    return {
        USEFUL: say("How useful is this case for your work?"),
        READY: say("If something like it came up at work: is the first step clear?"),
        CONCERN: say("In these weeks, did anyone's situation at work worry you?"),
        PASSED_ON: say("Was that passed on at your agency?"),
        UNSURE: say("How a concern is passed on at your agency: is that clear?"),
    }[item]


def answers(words: Words, item: str) -> dict[str, str]:
    """The answers to a question by value, in the order of their buttons."""
    say = words.say
    return {
        USEFUL: {
            "much": say("Very useful"),
            "some": say("Partly useful"),
            "little": say("Of little use"),
        },
        READY: {"yes": say("Clear"), "partly": say("Partly clear"), "no": say("Not clear yet")},
        CONCERN: {"none": say("No, nobody"), "one": say("Once"), "several": say("More than once")},
        PASSED_ON: {
            "yes": say("Yes, it was"),
            "partly": say("Not every time"),
            "no": say("No, it was not"),
        },
        UNSURE: {"yes": say("Not clear yet"), "no": say("Clear")},
    }[item]
