"""Phrases and links that the pages of assignments share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from bot.app.assignments.assignment_plan import Plan
from bot.app.assignments.withdrawal import is_paused
from bot.app.cohorts.cohort_people import cohort_people
from bot.chat.kit.context import Context
from bot.chat.kit.routes import Call, button, call
from bot.chat.kit.screen import Button
from bot.lines import Line, title
from bot.locale import Words
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.date_phrases import day_of, moment_of
from bot.phrases.display_names import display_names
from bot.phrases.labels import headed, mode_name, title_in
from storage.assignments.assignments import FIRST, LAST, Assignment
from storage.cohorts.cohorts import Cohort

_MOMENT = timedelta(microseconds=1)
NAMED = 10
"""People who are named in a row."""


def results_link(assignment: Assignment) -> Call:
    """Leads to the results of an assignment, or of the programme of which it is a step."""
    if assignment.series is not None:
        return call("programme_results", assignment.series, 0)
    return call("assignment_results", assignment.id, 0)


def back_to_cohort(words: Words, cohort: Cohort) -> Button:
    return button(words.say("Back to the cohort"), "cohort_page", cohort.id)


def plan_title(ctx: Context, plan: Plan) -> str:
    if plan.programme is not None:
        return programme_title(ctx.words, plan.programme)
    return title_in(ctx.app.library, ctx.words, plan.scenario or "")


def names_in(ctx: Context, cohort: Cohort, others: Collection[str] = ()) -> dict[str, str]:
    """The names of people in a cohort and of others, by id."""
    return display_names(ctx.words, cohort_people(ctx.conn, cohort.id, others))


def head(ctx: Context, cohort: Cohort, name: str) -> Line:
    """The title of a page about something of a cohort."""
    return title(ctx.words.beside(cohort.name, name))


def fact(words: Words, name: str, value: str) -> str:
    return words.say("{what}: {value}", what=name, value=value)


def mode_words(words: Words, mode: str) -> str:
    return headed(mode_name(words, mode))


def mark_words(words: Words, mark: int) -> str:
    return words.say("{mark}%", mark=mark)


def tries_words(words: Words, tries: int | None) -> str:
    if tries is None:
        return words.say("As many as they like")
    return words.count("{n} try", "{n} tries", tries)


def counts_words(words: Words, counts: str) -> str:
    """Which try counts."""
    say = words.say
    return {FIRST: say("The first"), LAST: say("The last")}.get(counts, say("The best"))


def last_day_words(words: Words, due_at: datetime, timezone: str) -> str:
    """The last day of something that is due at a moment."""
    return day_of(words, due_at - _MOMENT, timezone)


def day_question(words: Words, today: date) -> str:
    return words.say(
        "Which is the last day? It may also be typed here: {example}",
        example=(today + timedelta(days=10)).isoformat(),
    )


def wrong_day_words(words: Words, day: date | None, today: date) -> str:
    """Why a day cannot be the last one, or why None was not read as a day."""
    if day is not None:
        return words.say("This cannot be the last day: it has passed or is more than a year away.")
    day = today + timedelta(days=10)
    return words.say(
        "This is not a date. Please type day, month and year, such as {example}.",
        example=f"{day:%d/%m/%Y}",
    )


def named(words: Words, names: Sequence[str], everybody: int) -> str:
    """The first names of so many people, and how many more there are."""
    shown = words.listed(names[:NAMED])
    more = everybody - len(names[:NAMED])
    if more <= 0:
        return shown
    return words.count("{names} and {n} more", "{names} and {n} more", more, names=shown)


def gone_words(words: Words, name: str, *, inside: bool) -> str:
    """The name of someone who has results of an assignment that is for them no longer.

    Args:
        words: The language.
        name: Their name.
        inside: Whether they are still in the cohort, and were only taken out of the assignment.
    """
    if inside:
        return words.say("{name} (removed from this work)", name=name)
    return words.say("{name} (no longer in the cohort)", name=name)


def when_words(words: Words, first: datetime, last: datetime, now: datetime, timezone: str) -> str:
    """When the first and the last of some people would be told."""
    start, end = (moment_of(words, at, now, timezone) for at in (first, last))
    if start == end:
        return words.say("When: {moment}", moment=start)
    return words.say("The first: {first}. The last: {last}.", first=start, last=end)


def withdrawn_on(words: Words, assignment: Assignment, cohort: Cohort) -> str:
    """Since when an assignment has been withdrawn or paused."""
    assert assignment.withdrawn_at is not None
    day = day_of(words, assignment.withdrawn_at, cohort.timezone)
    if is_paused(assignment):
        return words.say("paused on {day}", day=day)
    return words.say("withdrawn on {day}", day=day)
