"""The first page: what needs somebody who trains."""

from __future__ import annotations

from bot.web.kit.context import Context
from bot.web.kit.responses import Values
from bot.web.kit.routes import page


@page("/", template="home")
def home(ctx: Context) -> Values:
    return {}
