"""What a learner sees of the paths that their trainer sees, or does not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.date_phrases import day_of, short_day_of
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.progress_tracking.actions import AskSharing, Share, ShowShared
from bot.locale import Words
from storage.assignments.shared_paths import FinishedAttempt

PAGE = 8


def ask_screen(
    speak: Words, own: FinishedAttempt, title: str, trainers: Sequence[str], timezone: str
) -> Screen:
    """Whether one's trainer shall see a path; or that they see it, and how to take that back.

    Args:
        speak: The language.
        own: The path.
        title: What its case is called.
        trainers: Who trains the cohort, by name.
        timezone: The learner's.
    """
    say = speak.say
    lines = [
        Line(Role.TITLE, say("Your path and your trainer")),
        Line(Role.NOTE, speak.beside(own.cohort_name, title)),
    ]
    if own.shared_at is not None:
        since = day_of(speak, own.shared_at, timezone)
        lines.append(Line(Role.TEXT, say("Your trainer sees this path, since {day}.", day=since)))
        lines.append(Line(Role.NOTE, say("Taken back, it is not shown from that moment on.")))
        main = Button(say("Take it back"), Share(own.attempt, on=False), main=True)
    else:
        lines += [
            Line(Role.TEXT, say("Your trainer does not see this path.")),
            Line(
                Role.TEXT,
                say(
                    "If you wish, they see each question, what you chose, and what would have done "
                    "more, to talk it through with you."
                ),
            ),
            Line(
                Role.NOTE,
                say("It is your choice, counts for nothing, and can be taken back at any time."),
            ),
        ]
        main = Button(say("Let my trainer see this path"), Share(own.attempt, on=True), main=True)
    if trainers:
        whom = say("Who trains this cohort: {names}", names=speak.listed(trainers))
        lines.insert(-1, Line(Role.TEXT, whom))
    return Screen(
        tuple(lines),
        (
            main,
            button(say("Look back"), "look_back", own.attempt),
            Button(say("What my trainer sees"), ShowShared(0)),
        ),
    )


def shared_screen(
    speak: Words, own: Sequence[tuple[FinishedAttempt, str]], page: int, timezone: str
) -> Screen:
    """Everything that a trainer could see the path of, with what they do see.

    Args:
        speak: The language.
        own: Each with the title of its case, the last first.
        page: Which, counted from 0.
        timezone: The learner's.
    """
    say = speak.say
    shown, more = paged(own, page, PAGE)
    lines = [
        Line(Role.TITLE, say("What my trainer sees")),
        Line(
            Role.TEXT,
            say(
                "Of assigned work: whether it is done and passed, in how many tries, how sure each "
                "competency is, and what to work on. The steps of a path only if you let them."
            ),
        ),
    ]
    if shown:
        lines.append(
            Line(Role.TEXT, "\n".join(_told(speak, one, title, timezone) for one, title in shown))
        )
    else:
        lines.append(Line(Role.TEXT, say("No assigned work is finished yet.")))
    return Screen(
        tuple(lines),
        (
            *(
                Button(_named(speak, title, one.ended_at, timezone), AskSharing(one.attempt))
                for one, title in shown
            ),
            *((Button(say("More"), ShowShared(page + 1)),) if more else ()),
            Button(say("Today"), ShowToday()),
        ),
    )


def _told(speak: Words, one: FinishedAttempt, title: str, timezone: str) -> str:
    seen = (
        speak.say("your trainer sees the path")
        if one.shared_at is not None
        else speak.say("the path is yours alone")
    )
    return f"{_named(speak, title, one.ended_at, timezone)}\n{speak.beside(one.cohort_name, seen)}"


def _named(speak: Words, title: str, at: datetime, timezone: str) -> str:
    return speak.beside(title, short_day_of(speak, at, timezone))
