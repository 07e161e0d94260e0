"""The own attempt that a button of a debrief is about."""

from __future__ import annotations

from bot.app.playing import past_attempts
from bot.app.playing.past_attempts import AttemptNotOver, PastAttempt
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.request import RefusalError, Reply
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Screen, screen
from bot.lines import text
from bot.locale import Words


async def past_of(ctx: AsyncContext, attempt_id: str) -> PastAttempt:
    """An own attempt that is over.

    Raises:
        NotFound: It does not exist, is not theirs, or its results are hidden.
        RefusalError: It is not over.
    """
    app = ctx.app
    try:
        return await past_attempts.look_back(app.database, app.library, ctx.request, attempt_id)
    except AttemptNotOver as error:
        running = error.attempt.state == "running"
        refusal = _not_over_screen(ctx.words, attempt_id if running else None)
        raise RefusalError(Reply(refusal)) from error


def _not_over_screen(words: Words, running: str | None) -> Screen:
    return screen(
        text(words.say("Looking back comes when the case is over.")),
        main(button(words.say("Back to the case"), "resume_attempt", running))
        if running
        else button(words.say("Today"), "today_below"),
    )
