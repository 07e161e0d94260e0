"""Notices to learners of assigned work, and to trainers of what came of it."""

from __future__ import annotations

from bot.app.assignments import assignment_notices, assignment_reminders
from bot.app.assignments.assignment_notices import (
    ASSIGNED,
    CHANGED,
    DAY,
    MARK,
    PAUSED,
    own_assignments,
    playable,
)
from bot.app.assignments.assignment_reminders import REMINDER, SUMMARY
from bot.app.assignments.corrections import MISTAKE
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button
from bot.chat.trainer.assignments.assignment_phrases import last_day_words, results_link
from bot.phrases.date_phrases import due_of
from bot.phrases.labels import given_title, mode_name, numbers


@notice(ASSIGNED)
def assigned(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """A notice of an assignment; none if it is no longer theirs, or begun."""
    library, say = ctx.app.library, ctx.say
    found = own_assignments(ctx.conn, ctx.person, facts["assignment"], ctx.now)
    mine = playable(ctx.conn, found, library)
    if mine is None or (any(each.tries_used for each in found) and "begun" not in facts):
        return None
    assignment = mine.assignment
    title = given_title(library, ctx.words, assignment)
    slots = {
        "cohort": mine.cohort_name,
        "title": title,
        "mode": mode_name(ctx.words, assignment.mode),
        "due": due_of(ctx.words, assignment.due_at, ctx.now, ctx.person.timezone),
    }
    wrong = _replaced_title(ctx, facts.get("instead_of"))
    if wrong is None:
        text = say("{cohort}: “{title}”, {mode}, {due}.", **slots)
    elif wrong == title:
        text = say("A correction from {cohort}: “{title}”, {mode}, {due}.", **slots)
    else:
        text = say(
            "A correction from {cohort}: not “{wrong}” but “{title}”, {mode}, {due}.",
            wrong=wrong,
            **slots,
        )
    return NoticeText(text, main(button(ctx.say("Open"), "assignment_card", assignment.id)))


def _replaced_title(ctx: NoticeContext, topic: str | None) -> str | None:
    """The title of the assignment that they were told of by mistake."""
    assignment = assignment_notices.replaced(ctx.conn, topic) if topic else None
    return given_title(ctx.app.library, ctx.words, assignment) if assignment else None


@notice(CHANGED)
def changed(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """A notice of changes in an assignment, in its current state."""
    if facts["of"] == MARK:
        return _judged_anew(ctx, facts["assignment"])
    found = own_assignments(ctx.conn, ctx.person, facts["assignment"], ctx.now)
    mine = playable(ctx.conn, found, ctx.app.library)
    if mine is None:
        return None
    title = given_title(ctx.app.library, ctx.words, mine.assignment)
    text = (
        ctx.say(
            "{cohort}: “{title}” has a new last day: {due}.",
            cohort=mine.cohort_name,
            title=title,
            due=due_of(ctx.words, mine.assignment.due_at, ctx.now, ctx.person.timezone),
        )
        if facts["of"] == DAY
        else ctx.say(
            "{cohort}: “{title}” may be tried again.", cohort=mine.cohort_name, title=title
        )
    )
    return NoticeText(text, main(button(ctx.say("Open"), "assignment_card", mine.assignment.id)))


def _judged_anew(ctx: NoticeContext, assignment_id: str) -> NoticeText | None:
    """The result under a new pass mark, whether or not the assignment is still due."""
    judged = assignment_notices.rejudged_result(ctx.conn, ctx.person, assignment_id, ctx.now)
    if judged is None:
        return None
    title = given_title(ctx.app.library, ctx.words, judged.assignment)
    mark = judged.assignment.pass_mark
    text = (
        ctx.say(
            "The pass mark of “{title}” is now {mark}%, so you have passed it.",
            title=title,
            mark=mark,
        )
        if judged.passed
        else ctx.say(
            "The pass mark of “{title}” is now {mark}%, so you have not passed it.",
            title=title,
            mark=mark,
        )
    )
    if not judged.is_open:
        return NoticeText(text)
    return NoticeText(text, main(button(ctx.say("Open"), "assignment_card", judged.assignment.id)))


@notice(PAUSED)
def paused(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """A notice of a paused assignment, to people who had begun it."""
    assignment = assignment_notices.paused(ctx.conn, facts["assignment"])
    if assignment is None:
        return None
    title = given_title(ctx.app.library, ctx.words, assignment)
    return NoticeText(
        ctx.say("Your trainer has paused “{title}”. Your place in it is kept.", title=title)
    )


@notice(REMINDER)
def reminder(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """A reminder of an assignment; nothing once it is done, or due on another day."""
    mine = assignment_reminders.assignment_to_remind_of(
        ctx.conn, ctx.app.library, ctx.person, facts["assignment"], facts["due"], ctx.now
    )
    if mine is None:
        return None
    title = given_title(ctx.app.library, ctx.words, mine.assignment)
    text = ctx.say(
        "A reminder from {cohort}: “{title}”, {due}.",
        cohort=mine.cohort_name,
        title=title,
        due=due_of(ctx.words, mine.assignment.due_at, ctx.now, ctx.person.timezone),
    )
    return NoticeText(text, main(button(ctx.say("Open"), "assignment_card", mine.assignment.id)))


@notice(SUMMARY)
def assignment_summary(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """The summary of an assignment, to its current trainers."""
    summary = assignment_reminders.summary(ctx.conn, ctx.person, facts["assignment"], facts["due"])
    if summary is None:
        return None
    assignment, cohort, counts = summary.assignment, summary.cohort, summary.counts
    text = ctx.say(
        "{cohort}: the last day of “{title}” was {day}. {numbers} · not done: {left}",
        cohort=cohort.name,
        title=given_title(ctx.app.library, ctx.words, assignment),
        day=last_day_words(ctx.words, assignment.due_at, cohort.timezone),
        numbers=numbers(ctx.words, counts),
        left=counts.everybody - counts.done,
    )
    return NoticeText(text, Button(ctx.say("Results"), results_link(assignment)))


@notice(MISTAKE)
def mistaken_assignment(_ctx: NoticeContext, _facts: Facts) -> None:
    """An assignment that they were told of by mistake, with none instead: that needs no words."""
