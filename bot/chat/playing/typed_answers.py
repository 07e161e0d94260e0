"""Answers that are typed: a letter or a number picks an option of the case under way."""

from __future__ import annotations

from bot.app.errors import UNPLAYABLE
from bot.app.playing.inputs import Choose, Finish, Input, Mark
from bot.chat.kit.context import AsyncContext, AsyncPublicContext
from bot.chat.kit.request import Reply
from bot.chat.playing.play import take_input
from bot.kinds import PRESENTERS
from bot.kinds.typed import plain, several
from scenarios import position
from scenarios.kinds.base import join_parts
from scenarios.model import Scenario
from scenarios.rendering import render_turn
from storage.playing.attempts import Attempt

LONGEST = 40
"""Characters; what is longer is no answer by letters."""
DONE = "."
"""Finishes ticks and orders, as it ends a talk."""


async def take_typed(ctx: AsyncContext, typed: str, attempt: Attempt | None) -> Reply | None:
    """Take a message as an answer to the question of a case.

    Returns:
        None where there is no case, or where it is no answer there.
    """
    word = plain(typed)
    if not word or len(word) > LONGEST or attempt is None:
        return None
    try:
        scenario = await ctx.app.library.load(attempt.edition)
        typed_input = read_input(attempt, scenario, word)
    except UNPLAYABLE:
        return None
    if typed_input is None:
        return None
    return await take_input(AsyncPublicContext(ctx.app, ctx.visitor, ctx.now), typed_input)


def read_input(attempt: Attempt, scenario: Scenario, word: str) -> Input | None:
    """The input meant by a typed word at the current turn.

    Args:
        scenario: The edition that is played.
        word: The word, in lower case, without diacritics.

    Raises:
        UnreadablePosition: Its position cannot be read.
    """
    at = position.read(attempt.position)
    scene = scenario.scenes.get(at.scene)
    decision = None if scene is None or at.at_stop else scene.decision
    if decision is None:
        return None
    assessed = attempt.is_assessed
    turn_view = render_turn(scenario, attempt.language, attempt.seed, at, assessed=assessed)
    options = {option.place: option.id for option in turn_view.options}
    if decision.drafted:
        if word == DONE:
            return Finish(attempt.id, attempt.turn)
        parts = several(word, options)
        on = None if len(parts) == 1 else True
        return Mark(attempt.id, attempt.turn, join_parts(parts), on) if parts else None
    act = PRESENTERS[decision.kind].read(word, options)
    return None if act is None else Choose(attempt.id, attempt.turn, act)
