"""The offer of a case related to one in which someone could have been endangered."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.app.playing import related_cases
from bot.app.playing.related_cases import RELATED
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button
from bot.phrases.case_phrases import title_of


@notice(RELATED)
def related_case(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    scenario = related_cases.offered(
        ctx.conn,
        ctx.app.library,
        ctx.person.id,
        facts["scenario"],
        datetime.fromtimestamp(facts["since"], UTC),
    )
    if scenario is None:
        return None
    return NoticeText(
        ctx.say(
            "Another case like the one before is here when you are ready: “{title}”.",
            title=title_of(ctx.words, scenario),
        ),
        button(ctx.say("Open"), "case_card", scenario.id),
    )
