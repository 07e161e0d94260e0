"""Screens of attempts that cannot continue."""

from __future__ import annotations

from bot.app.playing import attempt_expiry
from bot.app.playing.attempt_view import ClosedAttempt, ClosedBecause
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Screen, screen
from bot.lines import text
from bot.locale import Words
from bot.phrases.case_phrases import title_of
from scenarios.model import Scenario


def closed_attempt_screen(words: Words, closed: ClosedAttempt, assignment_id: str | None) -> Screen:
    match closed.reason:
        case ClosedBecause.ABANDONED:
            return abandoned_screen(words, closed.scenario, assignment_id)
        case ClosedBecause.PAUSED:
            return frozen_screen(words)
        case ClosedBecause.WITHDRAWN:
            return taken_back_screen(words)


def abandoned_screen(words: Words, scenario: Scenario, assignment_id: str | None) -> Screen:
    """An attempt that was closed for inactivity."""
    say = words.say
    paragraphs = (
        words.count(
            "“{title}” was kept for {n} day and is now closed.",
            "“{title}” was kept for {n} days and is now closed.",
            attempt_expiry.DAYS,
            title=title_of(words, scenario),
        ),
        say("It has no effect on your results, and you can start it again."),
    )
    again = (
        button(say("Start again"), "assignment_card", assignment_id)
        if assignment_id
        else button(say("Start again"), "case_card", scenario.id)
    )
    return screen(map(text, paragraphs), main(again), button(say("Today"), "today_below"))


def withdrawn_screen(words: Words) -> Screen:
    """A case that is no longer offered."""
    return _notice(
        words,
        words.say(
            "This case is no longer offered. What you did in it is kept; a case under way can be "
            "finished."
        ),
    )


def taken_back_screen(words: Words) -> Screen:
    """An assignment that the trainer withdrew."""
    return _notice(
        words,
        words.say("Your trainer has withdrawn this work. There is nothing left to do for it."),
    )


def frozen_screen(words: Words) -> Screen:
    """An assignment that the trainer paused; attempts under way rest."""
    return _notice(words, words.say("Your trainer has paused this work. Your place in it is kept."))


def _notice(words: Words, sentence: str) -> Screen:
    return screen(text(sentence), button(words.say("Today"), "today_below"))
