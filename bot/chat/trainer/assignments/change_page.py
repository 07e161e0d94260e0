"""Changing an assignment: its last day, its pass mark, its tries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.app.access.rights import Right
from bot.app.assignments import assignment_changes as changes
from bot.app.assignments.assignment_changes import Change, ChangePreview, is_more
from bot.app.assignments.assignment_notices import DAY, MANY, MARK
from bot.app.assignments.assignment_plan import MARKS, TRIES
from bot.app.assignments.due_days import WrongDay, end_of_day, last_day_of, today_in
from bot.app.errors import NotFound
from bot.chat.kit.ask import ask, stop_asking
from bot.chat.kit.context import Context
from bot.chat.kit.routes import Call, answer, button, call, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import (
    back_to_cohort,
    counts_words,
    day_question,
    fact,
    head,
    last_day_words,
    mark_words,
    results_link,
    tries_words,
    wrong_day_words,
)
from bot.chat.trainer.assignments.audience_page import audience_words, change_audience
from bot.chat.trainer.assignments.plan_page import Choice
from bot.chat.trainer.assignments.typed_days import read_day
from bot.fields import Day, Flag, Key, Number
from bot.lines import Line, note, text
from bot.locale import Words
from bot.phrases.labels import given_title
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort

SHIFTS = (-7, 7, 14, 28)
"""Days from the present last day to the others that are offered."""


@tap("bt", right=Right.ASSIGN, writes=True)
def change_assignment(ctx: Context, assignment_id: Key) -> Screen:
    """The current state of an assignment, and its changeable parts."""
    stop_asking(ctx, take_last_day)
    found = changes.changeable(ctx.conn, ctx.request, assignment_id)
    facts = list(_facts(ctx, found.assignment, found.cohort, audience_words(ctx, found.audience)))
    return screen(
        _head(ctx, found.assignment, found.cohort),
        text("\n".join(fact(ctx.words, name, value) for name, value, _ in facts)),
        [Button(name, change) for name, _, change in facts if change is not None],
        Button(ctx.say("Back"), results_link(found.assignment)),
    )


def _head(ctx: Context, assignment: Assignment, cohort: Cohort) -> Line:
    return head(ctx, cohort, given_title(ctx.app.library, ctx.words, assignment))


def _facts(
    ctx: Context, assignment: Assignment, cohort: Cohort, audience: str
) -> Iterator[tuple[str, str, Call | None]]:
    """The current state: name, value, and the button to change it where possible."""
    say, words = ctx.say, ctx.words
    yield say("For whom"), audience, call(change_audience, assignment.id)
    day = last_day_words(words, assignment.due_at, cohort.timezone)
    yield say("Last day"), day, call(change_options, assignment.id, DAY)
    if assignment.programme is None:
        mark = mark_words(words, assignment.pass_mark)
        yield say("Passed from"), mark, call(change_options, assignment.id, MARK)
    more = call(change_options, assignment.id, MANY) if assignment.attempts is not None else None
    yield say("Tries"), tries_words(words, assignment.attempts), more
    if assignment.attempts != 1:
        yield say("Which try counts"), counts_words(words, assignment.counts), None


@tap("bu", right=Right.ASSIGN, writes=True)
def change_options(ctx: Context, assignment_id: Key, choice: Choice = DAY) -> Screen:
    """The values something can be changed to; a day may be typed as well."""
    if choice not in (DAY, MARK, MANY):
        raise NotFound
    if choice == DAY:
        ask(ctx, take_last_day, assignment_id)
    else:
        stop_asking(ctx, take_last_day)
    return _options_screen(ctx, assignment_id, choice)


def _options_screen(ctx: Context, assignment_id: str, choice: str, wrong: str = "") -> Screen:
    """The values something can be changed to; with an explanation when asked again."""
    say, found = ctx.say, changes.changeable(ctx.conn, ctx.request, assignment_id)
    given, cohort = found.assignment, found.cohort
    today = today_in(ctx.now, cohort.timezone)
    question = {
        DAY: day_question(ctx.words, today),
        MARK: say("What percentage of the best path passes?"),
        MANY: say("How many tries should there be?"),
    }[choice]
    return screen(
        _head(ctx, given, cohort),
        bool(wrong) and text(wrong),
        text(question),
        _options(ctx.words, given, cohort, choice, today),
        button(say("Back"), change_assignment, given.id),
    )


def _options(
    words: Words, assignment: Assignment, cohort: Cohort, choice: str, today: date
) -> Iterator[Button]:
    if choice == DAY:
        zone = cohort.timezone
        for shift in SHIFTS:
            day = last_day_of(assignment.due_at, zone) + timedelta(days=shift)
            if day >= today:
                label = last_day_words(words, end_of_day(day, zone), zone)
                yield button(label, change_last_day, assignment.id, day, sure=False)
    elif choice == MARK:
        for mark in MARKS:
            if mark != assignment.pass_mark:
                yield button(
                    mark_words(words, mark), change_pass_mark, assignment.id, mark, sure=False
                )
    else:
        for tries in TRIES:
            if is_more(tries, assignment.attempts):
                label = tries_words(words, tries)
                yield button(label, change_tries, assignment.id, tries or 0, sure=False)


@tap("bv", right=Right.ASSIGN, writes=True)
def change_last_day(ctx: Context, assignment_id: Key, last_day: Day, sure: Flag) -> Screen:
    """Preview another last day; or, where that is sure, change it."""
    try:
        found = changes.change_last_day(ctx.conn, ctx.request, assignment_id, last_day, sure=sure)
    except WrongDay:  # as an old button may have it
        return _ask_day_again(ctx, assignment_id, last_day)
    stop_asking(ctx, take_last_day)
    again = call(change_last_day, assignment_id, last_day, sure=True)
    return _changed(ctx, found, None if sure else again)


@answer("given-day", right=Right.ASSIGN, again="change_options")
def take_last_day(ctx: Context, typed: str, assignment_id: Key) -> Screen:
    cohort = changes.changeable(ctx.conn, ctx.request, assignment_id).cohort
    day = read_day(typed, today_in(ctx.now, cohort.timezone))
    if day is None:
        return _ask_day_again(ctx, assignment_id, None)
    return change_last_day(ctx, assignment_id, day, sure=False)


def _ask_day_again(ctx: Context, assignment_id: str, day: date | None) -> Screen:
    cohort = changes.changeable(ctx.conn, ctx.request, assignment_id).cohort
    ask(ctx, take_last_day, assignment_id)
    wrong = wrong_day_words(ctx.words, day, today_in(ctx.now, cohort.timezone))
    return _options_screen(ctx, assignment_id, DAY, wrong)


@tap("bw", right=Right.ASSIGN, writes=True)
def change_pass_mark(ctx: Context, assignment_id: Key, mark: Number, sure: Flag) -> Screen:
    """Preview another pass mark; or, where that is sure, change it."""
    found = changes.change_pass_mark(ctx.conn, ctx.request, assignment_id, mark, sure=sure)
    again = call(change_pass_mark, assignment_id, mark, sure=True)
    return _changed(ctx, found, None if sure else again)


@tap("bx", right=Right.ASSIGN, writes=True)
def change_tries(ctx: Context, assignment_id: Key, tries: Number, sure: Flag) -> Screen:
    """Preview more tries, 0 for no limit; or, where that is sure, allow them."""
    found = changes.change_tries(ctx.conn, ctx.request, assignment_id, tries or None, sure=sure)
    again = call(change_tries, assignment_id, tries, sure=True)
    return _changed(ctx, found, None if sure else again)


def _changed(ctx: Context, found: ChangePreview, confirm: Call | None) -> Screen:
    """The effect of a change, with the button to make it; or its confirmation."""
    say, given, cohort = ctx.say, found.assignment, found.cohort
    after = text(_after(ctx.words, cohort, found.change))
    if confirm is None:
        return screen(
            _head(ctx, given, cohort),
            text(say("Changed.")),
            after,
            Button(say("Results"), results_link(given), main=True),
            back_to_cohort(ctx.words, cohort),
        )
    return screen(
        _head(ctx, given, cohort),
        after,
        map(text, _effects(ctx.words, found.change)),
        note(say("Nothing has been changed yet.")),
        Button(say("Change it"), confirm, main=True),
        button(say("Back"), change_assignment, given.id),
    )


def _after(words: Words, cohort: Cohort, change: Change) -> str:
    say, values = words.say, change.values
    if change.topic == DAY:
        day = last_day_words(words, values["due_at"], cohort.timezone)
        return fact(words, say("Last day"), day)
    if change.topic == MARK:
        return fact(words, say("Passed from"), mark_words(words, values["pass_mark"]))
    return fact(words, say("Tries"), tries_words(words, values["attempts"]))


def _effects(words: Words, change: Change) -> Iterator[str]:
    """The people whose result changes, and the number told."""
    if change.passes:
        yield words.count(
            "{n} more person passes as a result.",
            "{n} more people pass as a result.",
            change.passes,
        )
    if change.fails:
        yield words.count(
            "{n} person who had passed no longer passes.",
            "{n} people who had passed no longer pass.",
            change.fails,
        )
    if change.topic == MARK and not change.passes and not change.fails:
        yield words.say("No result changes.")
    if change.recipients:
        yield words.count(
            "{n} person is notified, in their own hours.",
            "{n} people are notified, each in their own hours.",
            len(change.recipients),
        )
    else:
        yield words.say("Nobody needs to be notified.")
