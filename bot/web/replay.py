"""Looking back on one's own finished cases: what was answered, and what would have been better."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.errors import NotFound
from bot.app.playing import past_attempts
from bot.app.playing.past_attempts import AttemptNotOver, PastAttempt
from bot.app.progress.personal_progress import last_tries
from bot.fields import Key
from bot.locale import words as words_in
from bot.phrases.date_phrases import date_of
from bot.phrases.debrief_phrases import better_list, done_words, reason_words
from bot.phrases.labels import title_in
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.responses import Values
from bot.web.kit.routes import page
from scenarios.debrief import Moment


@page("/learning/cases", template="played_cases")
def played_cases(ctx: Context) -> Values:
    """One's last try at each case, newest first."""
    return {
        "cases": [
            {
                "id": each.attempt,
                "title": title_in(ctx.app.library, ctx.words, each.scenario),
                "day": date_of(ctx.words, each.ended_at, ctx.person.timezone),
            }
            for each in last_tries(ctx.conn, ctx.request, ctx.app.library)
        ],
    }


@page("/learning/cases/{attempt_id}", template="replay")
async def replay_page(ctx: AsyncContext, attempt_id: Key) -> Values:
    app = ctx.app
    try:
        past = await past_attempts.look_back(app.database, app.library, ctx.request, attempt_id)
    except AttemptNotOver:
        raise NotFound from None
    return {"title": past.title, "moments": [_moment(past, each) for each in past.moments]}


def _moment(past: PastAttempt, moment: Moment) -> Mapping[str, object]:
    words, told = words_in(past.language), past.told(moment)
    reasons = [reason_words(each) for each in told.reasons[:1]]
    better = words.say(" or ").join(better_list(words, told)) if moment.is_instructive else ""
    return {
        "prompt": told.prompt,
        "story": told.story,
        "done": done_words(words, told.chosen),
        "consequences": told.consequences,
        "critical": [reason_words(each) for each in told.critical],
        "better": words.say("Better: {choice}", choice=better) if better else "",
        "reasons": reasons,
        "folded": moment.is_instructive,
    }
