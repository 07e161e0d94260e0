"""Notices of assessments: nudges, that one is over, and to trainers that a part has closed."""

from __future__ import annotations

from bot.app.assessments import assessment_admin, own_assessments
from bot.app.assessments.administration import CAME, OVER
from bot.app.assessments.part_nudges import NUDGED
from bot.app.assignments.assignment_notices import own_assignments, playable
from bot.app.errors import NotFound
from bot.app.request import Request
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, main
from bot.phrases.assessment_phrases import part_name, track_name
from bot.phrases.labels import title_in
from bot.phrases.nudge_phrases import nudge_words


@notice(NUDGED)
def nudged_to_part(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """The part that they have not done; nothing once it is done or closed."""
    library, person = ctx.app.library, ctx.person
    own = own_assignments(ctx.conn, person, facts["assignment"], ctx.now)
    view = playable(ctx.conn, own, library)
    if view is None or view.finished:
        return None
    assignment = view.assignment
    name = title_in(library, ctx.words, assignment.scenario)
    return NoticeText(
        nudge_words(ctx.words, view.cohort_name, name, assignment, ctx.now, person.timezone, 0),
        main(button(ctx.say("Open"), "assignment_card", assignment.id)),
    )


@notice(OVER)
def assessment_over(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    request = Request(ctx.person, ctx.now)
    try:
        found = own_assessments.get(ctx.conn, request, ctx.app.library, facts["test"])
    except NotFound:
        return None
    return NoticeText(
        ctx.say(
            "The tests are over: {field}. You can see how yours went.",
            field=track_name(ctx.words, found.track),
        ),
        button(ctx.say("How my tests went"), "own_assessment", found.id),
    )


@notice(CAME)
def assessment_part_closed(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    request, part = Request(ctx.person, ctx.now), facts["part"]
    try:
        test, cohort = assessment_admin.closed_part(ctx.conn, request, facts["test"], part)
    except NotFound:
        return None
    return NoticeText(
        ctx.say(
            "{cohort}: the test {part} has closed. What changed can be seen.",
            cohort=cohort.name,
            part=part_name(ctx.words, part),
        ),
        button(ctx.say("What changed"), "assessment_gains", test.id),
    )
