"""What is said to those who say that something is wrong."""

from __future__ import annotations

from bot.chat.kit.actions import ShowList
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.issue_reports.actions import Rest, SayWrong
from bot.locale import Words


def kinds(speak: Words) -> dict[str, str]:
    """What may be wrong, as it is called."""
    return {
        "procedure": speak.say("Not our procedure"),
        "unclear": speak.say("Unclear"),
        "language": speak.say("Wording or language"),
        "upsetting": speak.say("Upsetting"),
    }


def wrong_screen(speak: Words, attempt: str, turn: int) -> Screen:
    """What may be wrong, one tap each."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("What is not right here?")),
            Line(
                Role.TEXT,
                say(
                    "One tap is all that is kept. Trainers read how many said so, from five on, "
                    "and never who."
                ),
            ),
        ),
        (
            *(Button(label, SayWrong(attempt, turn, kind)) for kind, label in kinds(speak).items()),
            main(button(say("Back to the case"), "resume_attempt", attempt)),
        ),
    )


def thanks_screen(speak: Words, attempt: str, kind: str) -> Screen:
    """It was noted."""
    say = speak.say
    back = main(button(say("Back to the case"), "resume_attempt", attempt))
    thanks = Line(Role.TEXT, say("Thank you, this helps to make it better."))
    if kind != "upsetting":
        return Screen((thanks,), (back,))
    return Screen(
        (
            thanks,
            Line(
                Role.TEXT,
                say("There is no need to go on now. The case can rest, and its place is kept."),
            ),
        ),
        (Button(say("Pause"), Rest()), button(say("Support for you"), "support"), back),
    )


def nothing_screen(speak: Words) -> Screen:
    """There is no case that anything could be wrong with."""
    text = speak.say("No case of yours is open here, so there is nothing to say about one.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Today"), ShowList()),))
