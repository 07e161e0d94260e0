"""Planning an assignment: everything that can be chosen, one tap each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Annotated

from bot.app.access.rights import Right
from bot.app.assignments import planning
from bot.app.assignments.assignment_notices import DAY, MANY, MARK
from bot.app.assignments.assignment_plan import COUNTS, MARKS, MODES, TRIES, Plan
from bot.app.assignments.due_days import WrongDay, end_of_day, today_in
from bot.app.assignments.planning import OpenPlan
from bot.chat.kit.ask import ask, stop_asking
from bot.chat.kit.context import Context
from bot.chat.kit.routes import Call, answer, button, call, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import (
    back_to_cohort,
    counts_words,
    day_question,
    fact,
    head,
    last_day_words,
    mark_words,
    mode_words,
    plan_title,
    tries_words,
    wrong_day_words,
)
from bot.chat.trainer.assignments.audience_page import audience_words, plan_audience
from bot.chat.trainer.assignments.case_choice import (
    choose_case_to_assign,
    choose_programme_to_assign,
)
from bot.chat.trainer.assignments.typed_days import read_day
from bot.fields import Day, Field, Id, Key, Mode, Number
from bot.lines import Line, note, text
from bot.phrases.labels import headed
from storage.playing.attempts import PRACTICE

MODE, COUNT = "mode", "counts"
WEEKS = (1, 2, 4, 8)

Choice = Annotated[str, Field(re.compile(r"mode|day|mark|tries|counts"))]
Counts = Annotated[str, Field(re.compile(r"first|best|last"))]


@tap("bb", right=Right.ASSIGN, writes=True)
def plan_programme(ctx: Context, cohort_id: Key, programme_id: Id) -> Screen:
    return _page(
        ctx,
        planning.plan_programme(
            ctx.conn, ctx.request, ctx.app.library, ctx.app.dice, cohort_id, programme_id
        ),
    )


@tap("cd", right=Right.ASSIGN, writes=True)
def plan_case(ctx: Context, cohort_id: Key, scenario_id: Id) -> Screen:
    return planned_case(ctx, cohort_id, scenario_id)


def planned_case(
    ctx: Context,
    cohort_id: str,
    scenario_id: str,
    mode: str = PRACTICE,
    last_day: date | None = None,
) -> Screen:
    """The page of a new plan of a case; left out, the last day is the default."""
    found = planning.plan_case(
        ctx.conn, ctx.request, ctx.app.library, ctx.app.dice, cohort_id, scenario_id, mode, last_day
    )
    return _page(ctx, found)


@tap("bd", right=Right.ASSIGN, writes=True)
def plan_page(ctx: Context, plan_id: Key) -> Screen:
    return _changed(ctx, plan_id, lambda plan: plan)


@tap("bf", right=Right.ASSIGN, writes=True)
def set_plan_mode(ctx: Context, plan_id: Key, mode: Mode) -> Screen:
    return _changed(ctx, plan_id, lambda plan: plan.with_mode(mode))


@tap("bh", right=Right.ASSIGN, writes=True)
def set_plan_mark(ctx: Context, plan_id: Key, mark: Number) -> Screen:
    return _changed(ctx, plan_id, lambda plan: plan.with_pass_mark(mark))


@tap("bi", right=Right.ASSIGN, writes=True)
def set_plan_tries(ctx: Context, plan_id: Key, tries: Number) -> Screen:
    """Set the number of tries; 0 for no limit."""
    return _changed(ctx, plan_id, lambda plan: plan.with_tries(tries or None))


@tap("bj", right=Right.ASSIGN, writes=True)
def set_plan_counts(ctx: Context, plan_id: Key, counts: Counts) -> Screen:
    return _changed(ctx, plan_id, lambda plan: plan.with_counts(counts))


@tap("bg", right=Right.ASSIGN, writes=True)
def set_plan_day(ctx: Context, plan_id: Key, last_day: Day) -> Screen:
    try:
        found = planning.set_last_day(ctx.conn, ctx.request, ctx.app.library, plan_id, last_day)
    except WrongDay:  # as an old button may have it
        return _ask_day_again(ctx, plan_id, last_day)
    return _page(ctx, found)


@answer("plan-day", right=Right.ASSIGN, again="plan_options")
def take_plan_day(ctx: Context, typed: str, plan_id: Key) -> Screen:
    cohort = planning.audience(ctx.conn, ctx.request, plan_id).cohort
    day = read_day(typed, today_in(ctx.now, cohort.timezone))
    return _ask_day_again(ctx, plan_id, None) if day is None else set_plan_day(ctx, plan_id, day)


def _ask_day_again(ctx: Context, plan_id: str, day: date | None) -> Screen:
    found = planning.change(ctx.conn, ctx.request, ctx.app.library, plan_id)
    ask(ctx, take_plan_day, plan_id)
    wrong = wrong_day_words(ctx.words, day, today_in(ctx.now, found.cohort.timezone))
    return _options_screen(ctx, found, DAY, text(wrong))


def _changed(ctx: Context, plan_id: str, edit: Callable[[Plan], Plan]) -> Screen:
    found = planning.change(ctx.conn, ctx.request, ctx.app.library, plan_id, edit)
    return _page(ctx, found)


def _page(ctx: Context, found: OpenPlan) -> Screen:
    """All that is chosen; each line has a button that changes it."""
    stop_asking(ctx, take_plan_day)
    say, plan, chosen = ctx.say, found.plan, list(_chosen(ctx, found))
    return screen(
        head(ctx, found.cohort, plan_title(ctx, plan)),
        text("\n".join(fact(ctx.words, name, value) for name, value, _ in chosen)),
        note(say("Tap anything to change it. Nothing is sent before you confirm.")),
        main(button(say("Check who is notified, and when"), "preview_plan", found.id)),
        [Button(name, change) for name, _, change in chosen if change is not None],
        button(say("Another case"), choose_case_to_assign, plan.cohort, 0)
        if plan.programme is None
        else button(say("Another programme"), choose_programme_to_assign, plan.cohort),
        back_to_cohort(ctx.words, found.cohort),
    )


def _chosen(ctx: Context, found: OpenPlan) -> Iterator[tuple[str, str, Call | None]]:
    """The choices: name, value, and what changes it where that can be changed."""
    say, words, plan = ctx.say, ctx.words, found.plan
    due_at = end_of_day(plan.last_day, found.cohort.timezone)
    yield say("For whom"), audience_words(ctx, found), call(plan_audience, found.id, 0)
    yield say("How"), mode_words(words, plan.mode), call(plan_options, found.id, MODE)
    day = last_day_words(words, due_at, found.cohort.timezone)
    yield say("Last day"), day, call(plan_options, found.id, DAY)
    if plan.programme is None:
        yield say("Passed from"), mark_words(words, plan.mark), call(plan_options, found.id, MARK)
    else:
        yield say("Passed from"), say("as set in the programme, step by step"), None
    yield say("Tries"), tries_words(words, plan.tries), call(plan_options, found.id, MANY)
    if plan.tries != 1:
        counts = counts_words(words, plan.counts)
        yield say("Which try counts"), counts, call(plan_options, found.id, COUNT)


@tap("be", right=Right.ASSIGN, writes=True)
def plan_options(ctx: Context, plan_id: Key, choice: Choice = DAY) -> Screen:
    """The options of one choice; a day may be typed as well."""
    found = planning.change(ctx.conn, ctx.request, ctx.app.library, plan_id)
    if choice == DAY:
        ask(ctx, take_plan_day, plan_id)
    else:
        stop_asking(ctx, take_plan_day)
    return _options_screen(ctx, found, choice)


def _options_screen(
    ctx: Context, found: OpenPlan, choice: str, wrong: Line | None = None
) -> Screen:
    """The options of one choice, the present one marked; or why another day is asked for."""
    say = ctx.say
    question = {
        MODE: say("How will it be played?"),
        DAY: day_question(ctx.words, today_in(ctx.now, found.cohort.timezone)),
        MARK: say("What percentage of the best path passes?"),
        MANY: say("How many tries? An unfinished one does not count."),
        COUNT: say("Which try counts?"),
    }[choice]
    return screen(
        wrong or head(ctx, found.cohort, plan_title(ctx, found.plan)),
        text(question),
        choice == MODE
        and (
            text(say("For practice: as often as they like; the best try counts.")),
            text(
                say("As an assessment: each answer is confirmed, and the reasons come at the end.")
            ),
        ),
        [
            Button(f"✓ {label}" if chosen else label, action)
            for label, action, chosen in _options(ctx, found, choice)
        ],
        button(say("Back"), plan_page, found.id),
    )


def _options(ctx: Context, found: OpenPlan, choice: str) -> Iterator[tuple[str, Call, bool]]:
    """The options: label, what chooses it, and whether it is chosen now."""
    words, plan, id_ = ctx.words, found.plan, found.id
    if choice == MODE:
        for mode in MODES:
            yield mode_words(words, mode), call(set_plan_mode, id_, mode), mode == plan.mode
    elif choice == DAY:
        yield from _days(ctx, found)
    elif choice == MARK:
        for mark in MARKS:
            yield mark_words(words, mark), call(set_plan_mark, id_, mark), mark == plan.mark
    elif choice == MANY:
        for tries in TRIES:
            chosen = tries == plan.tries
            yield tries_words(words, tries), call(set_plan_tries, id_, tries or 0), chosen
    else:
        for counts in COUNTS:
            chosen = counts == plan.counts
            yield counts_words(words, counts), call(set_plan_counts, id_, counts), chosen


def _days(ctx: Context, found: OpenPlan) -> Iterator[tuple[str, Call, bool]]:
    zone = found.cohort.timezone
    for weeks in WEEKS:
        day = today_in(ctx.now, zone) + timedelta(weeks=weeks)
        last_day = last_day_words(ctx.words, end_of_day(day, zone), zone)
        after = ctx.words.count("{n} week", "{n} weeks", weeks)
        yield (
            headed(f"{after} · {last_day}"),
            call(set_plan_day, found.id, day),
            day == found.plan.last_day,
        )
