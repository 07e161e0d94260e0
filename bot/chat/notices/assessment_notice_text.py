"""Notices of assessments: to learners once one is over, to trainers once a part has closed."""

from __future__ import annotations

from bot.app.assessments import assessment_admin, own_assessments
from bot.app.assessments.administration import CAME, OVER
from bot.app.errors import NotFound
from bot.app.request import Request
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button
from bot.phrases.assessment_phrases import part_name, track_name


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
