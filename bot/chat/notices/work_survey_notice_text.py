"""The notice that there are questions about work."""

from __future__ import annotations

from bot.app.evaluation import work_survey
from bot.app.evaluation.work_survey import NOTICE
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button


@notice(NOTICE)
def work_survey_opens(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    if not work_survey.announce(ctx.conn, ctx.person, facts["since"], facts["until"], ctx.now):
        return None
    return NoticeText(
        ctx.say(
            "Some weeks have passed since your assigned cases. Three short questions about your "
            "work since then: answers are only counted, your name is not kept with them, and "
            "nothing is asked about any case or person."
        ),
        button(ctx.say("Three short questions"), "show_work_survey"),
        button(ctx.say("Skip them"), "leave_work_survey"),
    )
