"""The text of a nudge."""

from __future__ import annotations

from bot.app.progress.nudges import NUDGED, open_work
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button, main
from bot.phrases.labels import title_in
from bot.phrases.nudge_phrases import nudge_words


@notice(NUDGED)
def nudged(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    library, person = ctx.app.library, ctx.person
    left = open_work(ctx.conn, library, person.id, facts["cohort"], ctx.now)
    if not left:
        return None
    first, cohort = left[0].assignment, left[0].cohort_name
    title = title_in(library, ctx.words, first.scenario)
    text = nudge_words(ctx.words, cohort, title, first, ctx.now, person.timezone, len(left) - 1)
    return NoticeText(text, main(button(ctx.say("Open"), "assignment_card", first.id)))
