"""Choosing one of the agencies in which a person holds a right."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.access.checks import training_agencies
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Screen, screen
from bot.lines import text, title
from bot.phrases.labels import agency_name, headed


def choose_agency(
    ctx: Context, right: Right, heading: str, question: str, page: Callable[[Context, str], Screen]
) -> Screen:
    """The agencies, each leading to its page; with a single one, that page at once.

    Raises:
        NotFound: There is none.
    """
    agency_ids = training_agencies(ctx.conn, ctx.person, right)
    if not agency_ids:
        raise NotFound
    if len(agency_ids) == 1:
        return page(ctx, agency_ids[0])
    return screen(
        title(heading),
        text(question),
        [button(headed(agency_name(ctx, each)), page, each) for each in agency_ids],
        button(ctx.say("All roles"), "role_list"),
    )
