"""What a nudged member is told."""

from __future__ import annotations

from datetime import datetime

from bot.app.progress.nudges import NUDGED, open_work
from bot.chat.date_phrases import last_day_of
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, main
from bot.chat.labels import title_in
from bot.locale import Words
from storage.assignments.assignments import Assignment


@notice(NUDGED)
def nudged(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    library, person = ctx.app.library, ctx.person
    left = open_work(ctx.conn, library, person.id, facts["cohort"], ctx.now)
    if not left:
        return None
    first, cohort = left[0].assignment, left[0].cohort_name
    title = title_in(library, ctx.words, first.scenario)
    text = nudge_words(ctx.words, cohort, title, first, ctx.now, person.timezone, len(left) - 1)
    return NoticeText(text, main(button(title, "assignment_card", first.id)))


def nudge_words(
    words: Words,
    cohort: str,
    title: str,
    assignment: Assignment,
    now: datetime,
    timezone: str,
    more: int,
) -> str:
    """The assignment and its last day, without blame.

    Args:
        words: Of the member's language.
        cohort: Its name.
        title: Of the assignment.
        assignment: The first that is due.
        now: The current time.
        timezone: Of the member.
        more: How many other assignments of the cohort are open.
    """
    slots = {
        "cohort": cohort,
        "title": title,
        "day": last_day_of(words, assignment.due_at, timezone),
    }
    said = (
        words.say(
            "{cohort}: “{title}” is there for you until {day}, whenever it suits you.", **slots
        )
        if assignment.due_at > now
        else words.say(
            "{cohort}: “{title}” was meant for {day} and can still be done, whenever it suits you.",
            **slots,
        )
    )
    if not more:
        return said
    return said + " " + words.count("And {n} more: /today", "And {n} more: /today", more)
