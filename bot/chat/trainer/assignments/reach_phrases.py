"""The reach of a notice of an assignment: who gets it when, and who does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import ceil

from bot.app import notices
from bot.app.assignments.audience import Audience
from bot.chat.kit.context import Context
from bot.chat.trainer.assignments.assignment_phrases import NAMED, named, names_in, when_words
from bot.lines import Line, note, text
from bot.locale import Words
from bot.phrases.nudge_phrases import people_told
from storage.cohorts.cohorts import Cohort

MANY = 300
"""People who are told; of fewer the last one waits for some seconds only."""


def told_lines(ctx: Context, audience: Audience, cohort: Cohort) -> Iterator[Line]:
    """The people told and when, and those not told."""
    words, reach = ctx.words, audience.reach
    told = people_told(words, len(reach.recipients))
    if reach.recipients:
        names = names_in(ctx, cohort)
        first = [names[person_id] for person_id in reach.recipients[:NAMED]]
        told = f"{told}\n{named(words, first, len(reach.recipients))}"
    yield text(told)
    if reach.first is not None and reach.last is not None:
        yield text(when_words(words, reach.first, reach.last, ctx.now, cohort.timezone))
    if len(reach.recipients) >= MANY:
        yield note(_pace(words, len(reach.recipients)))
    if reach.capped:
        yield note(
            words.count(
                "{n} of them had a message within the last day and gets this one later.",
                "{n} of them had a message within the last day and get this one later.",
                reach.capped,
            )
        )
    if reach.corrected:
        yield note(
            words.count(
                "{n} of them was notified of the stopped assignment and gets this as a "
                "correction, without waiting a day.",
                "{n} of them were notified of the stopped assignment and get this as a "
                "correction, without waiting a day.",
                reach.corrected,
            )
        )
    yield from unreached(words, reach.blocked, reach.accountless)
    if audience.expected:
        yield note(
            words.count(
                "{n} has not joined yet and gets it on joining.",
                "{n} have not joined yet and get it on joining.",
                audience.expected,
            )
        )


def _pace(words: Words, people: int) -> str:
    """The wait caused by Telegram's rate limit."""
    return words.count(
        "Telegram takes about 30 messages a second: people who can be notified now get it "
        "within about {n} minute, later if other messages go out at the same time.",
        "Telegram takes about 30 messages a second: people who can be notified now get it "
        "within about {n} minutes, later if other messages go out at the same time.",
        ceil(people * notices.APART / timedelta(minutes=1)),
    )


def unreached(words: Words, blocked: int, accountless: int) -> Iterator[Line]:
    """The number of people no message reaches, and why."""
    if blocked:
        yield note(
            words.count(
                "{n} has blocked the bot and will see it after unblocking it.",
                "{n} have blocked the bot and will see it after unblocking it.",
                blocked,
            )
        )
    if accountless:
        yield note(
            words.count(
                "{n} has no Telegram account here and cannot be notified.",
                "{n} have no Telegram account here and cannot be notified.",
                accountless,
            )
        )
