"""What is shown where an attempt cannot go on."""

from __future__ import annotations

from bot.app.playing import attempt_expiry
from bot.app.playing.attempt_view import ClosedAttempt, ClosedBecause
from bot.chat.kit.actions import Action, ShowCard
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.assigned_work.actions import ShowAssigned
from bot.chat.learner.cards.case_titles import title_of
from bot.locale import Words
from scenarios.model import Scenario


def closed_attempt_screen(speak: Words, closed: ClosedAttempt, assignment: str | None) -> Screen:
    match closed.reason:
        case ClosedBecause.ABANDONED:
            return abandoned_screen(speak, closed.scenario, assignment)
        case ClosedBecause.PAUSED:
            return frozen_screen(speak)
        case ClosedBecause.WITHDRAWN:
            return taken_back_screen(speak)


def abandoned_screen(speak: Words, scenario: Scenario, assignment: str | None) -> Screen:
    """Nobody went on with this attempt; it may be begun again."""
    say = speak.say
    title = title_of(speak, scenario)
    lines = (
        speak.count(
            "“{title}” was kept for {n} day and is closed now.",
            "“{title}” was kept for {n} days and is closed now.",
            attempt_expiry.DAYS,
            title=title,
        ),
        say("It counts for nothing, and nothing is held against you. It can be begun again."),
    )
    again: Action = ShowAssigned(assignment) if assignment else ShowCard(scenario.id)
    return Screen(
        tuple(Line(Role.TEXT, line) for line in lines),
        (Button(say("Begin again"), again, main=True), button(say("Today"), "today_below")),
    )


def withdrawn_screen(speak: Words) -> Screen:
    """A case that is no longer offered."""
    text = speak.say(
        "This case is no longer offered. What you did in it is kept; a case under way can be "
        "finished."
    )
    return Screen((Line(Role.TEXT, text),), (button(speak.say("Today"), "today_below"),))


def taken_back_screen(speak: Words) -> Screen:
    """An assignment that the trainer took back."""
    text = speak.say("Your trainer has taken this work back. There is nothing to do for it.")
    return Screen((Line(Role.TEXT, text),), (button(speak.say("Today"), "today_below"),))


def frozen_screen(speak: Words) -> Screen:
    """An assignment that the trainer paused; what is under way rests."""
    text = speak.say("Your trainer has paused this work. Your place in it is kept.")
    return Screen((Line(Role.TEXT, text),), (button(speak.say("Today"), "today_below"),))
