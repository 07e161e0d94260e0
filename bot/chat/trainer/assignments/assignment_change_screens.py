"""What a trainer sees of changing. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.app.assignments.assignment_notices import DAY, MANY, MARK
from bot.app.assignments.assignment_plan import MARKS, TRIES
from bot.app.assignments.change_effects import Change, is_more
from bot.app.assignments.due_days import end_of, last_day_of
from bot.chat.kit.actions import Action
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.assignments.actions import (
    AskChange,
    AskWhom,
    ChangeDay,
    ChangeMark,
    ChangeTries,
    ShowChange,
)
from bot.chat.trainer.assignments.assignment_links import way_to
from bot.chat.trainer.assignments.assignment_phrases import (
    counts_words,
    last_day_words,
    mark_words,
    tries_words,
)
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.locale import Words
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort

SHIFTS = (-7, 7, 14, 28)  # days from the last day, offered as others


@dataclass(frozen=True, slots=True)
class Seen:
    """What is assigned, and how it is called."""

    given: Assignment
    cohort: Cohort
    title: str
    whom: str  # in words


def change_screen(speak: Words, seen: Seen) -> Screen:
    """How it is now, and what can be changed."""
    say, given = speak.say, seen.given
    listed = "\n".join(
        say("{what}: {value}", what=what, value=value) for what, value, _ in _facts(speak, seen)
    )
    asks = [(what, action) for what, _, action in _facts(speak, seen) if action is not None]
    return Screen(
        (Line(Role.TITLE, _title(speak, seen)), Line(Role.TEXT, listed)),
        (
            *(Button(what, action) for what, action in asks),
            Button(say("Back"), way_to(given)),
        ),
    )


def _facts(speak: Words, seen: Seen) -> Iterator[tuple[str, str, Action | None]]:
    """What is so now: its name, its value, and what leads to changing it, where it can be."""
    say, given = speak.say, seen.given
    yield say("For whom"), seen.whom, AskWhom(given.id)
    day = last_day_words(speak, given.due_at, seen.cohort.timezone)
    yield say("Last day"), day, AskChange(given.id, DAY)
    if given.programme is None:
        yield say("Passed from"), mark_words(speak, given.pass_mark), AskChange(given.id, MARK)
    more = AskChange(given.id, MANY) if given.attempts is not None else None
    yield say("Tries"), tries_words(speak, given.attempts), more
    if given.attempts != 1:
        yield say("Which try counts"), counts_words(speak, given.counts), None


def ask_screen(speak: Words, seen: Seen, what: str, today: date, *, wrong: str = "") -> Screen:
    """To what something is to be changed; again, where what was chosen is wrong: with why."""
    say, given = speak.say, seen.given
    asked = {
        DAY: say(
            "Which is the last day? It may also be typed here: {example}",
            example=(today + timedelta(days=10)).isoformat(),
        ),
        MARK: say("From how many percent of the best path is it passed?"),
        MANY: say("How many tries are there to be?"),
    }[what]
    lines = [Line(Role.TITLE, _title(speak, seen)), Line(Role.TEXT, asked)]
    if wrong:
        lines.insert(1, Line(Role.TEXT, wrong))
    return Screen(
        tuple(lines),
        (
            *(Button(label, action) for label, action in _options(speak, seen, what, today)),
            Button(say("Back"), ShowChange(given.id)),
        ),
    )


def _options(speak: Words, seen: Seen, what: str, today: date) -> Iterator[tuple[str, Action]]:
    """To what something can be changed."""
    given = seen.given
    if what == DAY:
        yield from _days(speak, seen, today)
    elif what == MARK:
        for mark in MARKS:
            if mark != given.pass_mark:
                yield mark_words(speak, mark), ChangeMark(given.id, mark, sure=False)
    else:
        for tries in TRIES:
            if is_more(tries, given.attempts):
                yield tries_words(speak, tries), ChangeTries(given.id, tries or 0, sure=False)


def _days(speak: Words, seen: Seen, today: date) -> Iterator[tuple[str, Action]]:
    zone = seen.cohort.timezone
    last = last_day_of(seen.given.due_at, zone)
    for shift in SHIFTS:
        day = last + timedelta(days=shift)
        if day >= today:
            label = last_day_words(speak, end_of(day, zone), zone)
            yield label, ChangeDay(seen.given.id, day, sure=False)


def sure_screen(
    speak: Words, seen: Seen, action: ChangeDay | ChangeMark | ChangeTries, change: Change
) -> Screen:
    """What a change would mean. Nothing is done."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, _title(speak, seen)),
            Line(Role.TEXT, _becomes(speak, seen, change)),
            *(Line(Role.TEXT, one) for one in _means(speak, change)),
            Line(Role.NOTE, say("Nothing has been changed yet.")),
        ),
        (
            Button(say("Change it"), replace(action, sure=True), main=True),
            Button(say("Back"), ShowChange(seen.given.id)),
        ),
    )


def changed_screen(
    speak: Words, seen: Seen, _action: ChangeDay | ChangeMark | ChangeTries, change: Change
) -> Screen:
    """It is changed."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, _title(speak, seen)),
            Line(Role.TEXT, say("Changed.")),
            Line(Role.TEXT, _becomes(speak, seen, change)),
        ),
        (
            Button(say("What came of it"), way_to(seen.given), main=True),
            Button(say("Back to the cohort"), ShowCohort(seen.cohort.id)),
        ),
    )


def _becomes(speak: Words, seen: Seen, change: Change) -> str:
    """What is so after a change."""
    say, values = speak.say, change.values
    if change.what == DAY:
        value = last_day_words(speak, values["due_at"], seen.cohort.timezone)
        return say("{what}: {value}", what=say("Last day"), value=value)
    if change.what == MARK:
        return say(
            "{what}: {value}", what=say("Passed from"), value=mark_words(speak, values["pass_mark"])
        )
    value = tries_words(speak, values["attempts"])
    return say("{what}: {value}", what=say("Tries"), value=value)


def _means(speak: Words, change: Change) -> Iterator[str]:
    """Whose work is judged otherwise, and how many are told."""
    if change.what == MARK:
        if change.passes:
            yield speak.count(
                "{n} person more passes by it.", "{n} people more pass by it.", change.passes
            )
        if change.fails:
            yield speak.count(
                "{n} person who had passed does not pass any more.",
                "{n} people who had passed do not pass any more.",
                change.fails,
            )
        if not change.passes and not change.fails:
            yield speak.say("It changes no result.")
    if change.told:
        yield speak.count(
            "{n} person is told, in their own hours.",
            "{n} people are told, each in their own hours.",
            len(change.told),
        )
    else:
        yield speak.say("Nobody needs to be told.")


def _title(speak: Words, seen: Seen) -> str:
    return speak.beside(seen.cohort.name, seen.title)
