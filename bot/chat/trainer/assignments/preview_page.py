"""Before and after assigning: who would be told and when, then the confirmation."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.assignments import assigning, planning
from bot.app.assignments.assigning import Assigned, NobodyChosen, Preview
from bot.app.assignments.assignment_notices import DAY
from bot.app.assignments.due_days import WrongDay
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import (
    back_to_cohort,
    head,
    last_day_words,
    mode_words,
    plan_title,
)
from bot.chat.trainer.assignments.plan_page import plan_options, plan_page
from bot.chat.trainer.assignments.reach_phrases import told_lines
from bot.fields import Key
from bot.lines import Line, LineRole, note, text
from bot.phrases.assigned_work_phrases import how_often, how_passed
from bot.phrases.date_phrases import due_of
from bot.phrases.labels import mode_name, title_in
from storage.assignments.assignments import Assignment

LISTED = 5
"""Assignments of the same case that are listed."""


@tap("bn", right=Right.ASSIGN, writes=True)
def preview_plan(ctx: Context, plan_id: Key) -> Screen:
    say, plan = ctx.say, planning.change(ctx.conn, ctx.request, ctx.app.library, plan_id).plan
    try:
        found = assigning.preview(ctx.conn, ctx.request, ctx.app.library, ctx.visitor.bot, plan)
    except WrongDay:
        return plan_options(ctx, plan_id, DAY)
    return _preview(
        ctx,
        found,
        confirm=button(say("Assign now"), assign_plan, plan_id),
        change=button(say("Change something"), plan_page, plan_id),
    )


@tap("bo", right=Right.ASSIGN, writes=True)
def assign_plan(ctx: Context, plan_id: Key) -> Screen:
    try:
        found = assigning.assign_plan(ctx.conn, ctx.request, ctx.app.library, ctx.app.dice, plan_id)
    except WrongDay:
        return plan_options(ctx, plan_id, DAY)
    except NobodyChosen:
        return preview_plan(ctx, plan_id)
    return assigned_screen(ctx, found)


def _preview(ctx: Context, found: Preview, confirm: Button, change: Button) -> Screen:
    """The assignment, the people told, and when."""
    say, words, plan, cohort = ctx.say, ctx.words, found.plan, found.cohort
    due = due_of(words, found.rows[0].due_at, ctx.now, cohort.timezone)
    what = [
        head(ctx, cohort, plan_title(ctx, plan)),
        text(words.beside(mode_words(words, plan.mode), due)),
        *(Line(LineRole.CRITICAL, warning) for warning in _warnings(ctx, found)),
    ]
    back = back_to_cohort(words, cohort)
    if found.is_duplicate:
        return screen(what, change, back)
    what += map(text, _to_do(ctx, found))
    if plan.whom is not None and not found.members + found.audience.expected:
        return screen(what, text(say("Nobody is ticked yet.")), change, back)
    return screen(
        what,
        told_lines(ctx, found.audience, cohort),
        note(
            say(
                "People who have not done it are reminded 3 days and 1 day before; "
                "afterwards you get a summary."
            )
        ),
        note(say("Nothing has been sent yet.")),
        main(confirm),
        change,
        back,
    )


def _warnings(ctx: Context, found: Preview) -> Iterator[str]:
    """Existing assignments of the same case or programme, or in the other mode."""
    say = ctx.say
    for given in found.open_already[:LISTED]:
        state = _state(ctx, found, given)
        if given.programme is not None:
            yield say("This programme is already assigned: {mode}, {due}.", **state)
        else:
            yield say("This case is already assigned: {mode}, {due}.", **state)
    if (more := len(found.open_already) - LISTED) > 0:
        yield ctx.words.count("and {n} more", "and {n} more", more)
    for given in found.other_mode:
        yield say(
            "“{title}” is already assigned: {mode}, {due}. People who practise it will know the "
            "reasons when they are assessed on it.",
            title=title_in(ctx.app.library, ctx.words, given.scenario),
            **_state(ctx, found, given),
        )


def _state(ctx: Context, found: Preview, assignment: Assignment) -> dict[str, str]:
    due = due_of(ctx.words, assignment.due_at, ctx.now, found.cohort.timezone)
    return {"mode": mode_name(ctx.words, assignment.mode), "due": due}


def _to_do(ctx: Context, found: Preview) -> Iterator[str]:
    """The work it means for people."""
    first, often = found.rows[0], how_often(ctx.words, found.rows[0])
    if first.programme is None:
        yield f"{how_passed(ctx.words, first)} {often}"
        return
    titles = (title_in(ctx.app.library, ctx.words, row.scenario) for row in found.rows)
    yield "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))
    opens = ctx.say("Each step opens when the one before is passed, or has no try left.")
    yield f"{opens} {often}"


def assigned_screen(ctx: Context, found: Assigned) -> Screen:
    say, words, given, cohort = ctx.say, ctx.words, found.first, found.cohort
    day = last_day_words(words, given.due_at, cohort.timezone)
    until = say("Until the end of {day}.", day=day)
    return screen(
        head(ctx, cohort, plan_title(ctx, found.plan)),
        text(
            say("Assigned.")
            if found.is_new
            else say("This is already assigned until the same day.")
        ),
        text(words.beside(mode_words(words, given.mode), until)),
        main(back_to_cohort(words, cohort)),
        button(say("Stop: this was a mistake"), "stop_mistake", given.id),
    )
