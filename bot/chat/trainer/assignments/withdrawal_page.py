"""Withdrawing assignments, resuming paused ones, and the list of what was withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from bot.app.access.rights import Right
from bot.app.assignments import withdrawal
from bot.app.assignments.assignment_counts import AssignmentCounts
from bot.app.assignments.withdrawal import WithdrawalPreview, is_paused
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, danger, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import (
    back_to_cohort,
    results_link,
)
from bot.fields import Field, Key, Number
from bot.lines import heading, note, text, title
from bot.locale import Words
from bot.phrases.labels import assigned_name, given_title, listed_assignment
from bot.phrases.nudge_phrases import people_told
from storage.assignments.assignments import DRAIN, FREEZE, STOP, Assignment
from storage.cohorts.cohorts import Cohort

How = Annotated[str, Field(re.compile(r"drain|freeze|stop"))]


@tap("cz", right=Right.ASSIGN)
def ask_withdraw_assignment(ctx: Context, assignment_id: Key) -> Screen:
    say, found = ctx.say, withdrawal.preview(ctx.conn, ctx.request, assignment_id)
    given = found.assignment
    if given.withdrawn_at is not None:  # as an old button finds it
        return _done(ctx, given, found.cohort)
    return screen(
        title(say("Withdraw “{name}”?", name=_name(ctx, given, found.cohort))),
        map(text, _progress(ctx.words, found)),
        text(say("It will no longer be due for anyone.")),
        Button(say("Back"), results_link(given)),
        _ways(ctx.words, found),
    )


def _name(ctx: Context, assignment: Assignment, cohort: Cohort) -> str:
    name = given_title(ctx.app.library, ctx.words, assignment)
    return assigned_name(ctx.words, name, assignment, cohort.timezone)


def _progress(words: Words, found: WithdrawalPreview) -> Iterator[str]:
    """The number of people who have done it, and the options for those in the middle."""
    say = words.say
    if not found.begun:
        yield say("Nobody has started it.")
        yield _told(words, found.notified)
        return
    yield (
        words.count(
            "{n} person has done it; the result stays.",
            "{n} people have done it; their results stay.",
            found.done,
        )
        if found.done
        else say("Nobody has done it yet.")
    )
    if found.running:
        yield words.count(
            "{n} person is in the middle of it.",
            "{n} people are in the middle of it.",
            found.running,
        )
        yield say(
            "You can let them finish; pause it, which keeps their place and notifies them; or "
            "stop it at once, so that their attempts do not count."
        )


def _ways(words: Words, found: WithdrawalPreview) -> Iterator[Button]:
    say, id_ = words.say, found.assignment.id
    if not found.begun:
        yield button(say("Stop: this was a mistake"), stop_mistake, id_)
    elif not found.running:
        yield danger(button(say("Yes, withdraw"), withdraw_assignment, id_))
    else:
        yield button(say("Let them finish"), withdraw_assignment, id_)
        yield button(say("Pause it and notify them"), withdraw_assignment_how, id_, FREEZE)
        yield danger(button(say("Stop it at once"), withdraw_assignment_how, id_, STOP))


def _told(words: Words, told: int) -> str:
    if not told:
        return words.say("Nobody has been notified.")
    return words.count(
        "{n} person has been notified; if they open it, they see that it was withdrawn.",
        "{n} people have been notified; if they open it, they see that it was withdrawn.",
        told,
    )


@tap("bq", right=Right.ASSIGN, writes=True)
def stop_mistake(ctx: Context, assignment_id: Key) -> Screen:
    """Withdraw a mistake at once, or ask if someone has begun it meanwhile."""
    found = withdrawal.stop_mistake(ctx.conn, ctx.request, assignment_id)
    if found is None:
        return ask_withdraw_assignment(ctx, assignment_id)
    return screen(
        title(_name(ctx, found.assignment, found.cohort)),
        text(ctx.say("Stopped. Nobody else will be notified.")),
        found.notified is not None and text(_told(ctx.words, found.notified)),
        bool(found.notified)
        and text(
            ctx.say(
                "If you assign something else within a day, they are notified at once that it "
                "replaces this."
            )
        ),
        _after(ctx.words, found.cohort),
    )


@tap("cb", right=Right.ASSIGN, writes=True)
def withdraw_assignment(ctx: Context, assignment_id: Key) -> Screen:
    """Withdraw an assignment; those who are in it may finish it."""
    return withdraw_assignment_how(ctx, assignment_id, DRAIN)


@tap("br", right=Right.ASSIGN, writes=True)
def withdraw_assignment_how(ctx: Context, assignment_id: Key, how: How) -> Screen:
    return _done(ctx, *withdrawal.withdraw(ctx.conn, ctx.request, assignment_id, how))


@tap("by", right=Right.ASSIGN)
def ask_resume_assignment(ctx: Context, assignment_id: Key) -> Screen:
    say, bot = ctx.say, ctx.visitor.bot
    found = withdrawal.preview_resume(ctx.conn, ctx.request, bot, assignment_id)
    given = found.assignment
    if not is_paused(given):  # as an old button finds it
        return _done(ctx, given, found.cohort)
    return screen(
        title(say("Resume “{name}”?", name=_name(ctx, given, found.cohort))),
        text(people_told(ctx.words, found.recipients)),
        given.due_at <= ctx.now
        and text(say("Its last day has passed; you can set a new one after resuming.")),
        note(say("Nothing has been sent yet.")),
        main(button(say("Resume"), resume_assignment, given.id)),
        Button(say("Back"), results_link(given)),
    )


@tap("bs", right=Right.ASSIGN, writes=True)
def resume_assignment(ctx: Context, assignment_id: Key) -> Screen:
    return _done(ctx, *withdrawal.resume(ctx.conn, ctx.request, assignment_id))


def _done(ctx: Context, assignment: Assignment, cohort: Cohort) -> Screen:
    """A confirmation that it is withdrawn, paused or resumed."""
    say, name = ctx.say, title(_name(ctx, assignment, cohort))
    if assignment.withdrawn_at is None:
        return screen(
            name,
            text(say("Resumed.")),
            Button(say("Results"), results_link(assignment), main=True),
            back_to_cohort(ctx.words, cohort),
        )
    if is_paused(assignment):
        return screen(
            name,
            text(say("Paused. It is not due until you resume it.")),
            button(say("Resume"), ask_resume_assignment, assignment.id),
            _after(ctx.words, cohort),
        )
    return screen(
        name,
        text(say("Withdrawn. It is no longer due for anyone.")),
        _after(ctx.words, cohort),
    )


def _after(words: Words, cohort: Cohort) -> tuple[Button, ...]:
    return (
        main(back_to_cohort(words, cohort)),
        button(words.say("Withdrawn work"), withdrawn_assignments, cohort.id),
    )


@tap("cj", right=Right.SEE_COHORT)
def withdrawn_assignments(ctx: Context, cohort_id: Key, page: Number = 0) -> Screen:
    """The withdrawn assignments of a cohort, the last one first, with their results."""
    say, words = ctx.say, ctx.words
    found, cohort = withdrawal.withdrawn(ctx.conn, ctx.request, cohort_id)
    listed = paged(
        words,
        found,
        page,
        lambda label, to: button(label, withdrawn_assignments, cohort_id, to),
    )
    return screen(
        title(cohort.name),
        heading(say("Withdrawn")),
        text(
            say("Each shows its last day. Open one to see its results.")
            if found
            else say("Nothing was withdrawn.")
        ),
        [_withdrawn_button(ctx, each, cohort) for each in listed.items],
        listed.turns,
        back_to_cohort(words, cohort),
    )


def _withdrawn_button(ctx: Context, value: AssignmentCounts, cohort: Cohort) -> Button:
    given = value.assignment
    label = listed_assignment(ctx.app.library, ctx.words, value, cohort.timezone)
    if is_paused(given):
        label = ctx.words.beside(label, ctx.say("paused"))
    return Button(label, results_link(given))


def end_buttons(words: Words, assignment: Assignment, cohort: Cohort) -> Iterator[Button]:
    """The last buttons of the results of an assignment."""
    say, back = words.say, back_to_cohort(words, cohort)
    if assignment.withdrawn_at is None:
        yield back
        yield danger(button(say("Withdraw"), ask_withdraw_assignment, assignment.id))
        return
    if is_paused(assignment):
        yield button(say("Resume"), ask_resume_assignment, assignment.id)
    yield button(say("Withdrawn work"), withdrawn_assignments, cohort.id)
    yield back
