"""The first page: one's cohorts, and the way to everything else."""

from __future__ import annotations

from bot.app.access.checks import holds
from bot.app.access.rights import Right
from bot.app.cohorts import cohort_admin
from bot.web.kit.context import Context
from bot.web.kit.responses import Values
from bot.web.kit.routes import page


@page("/", template="home")
def home(ctx: Context) -> Values:
    trains = holds(ctx.conn, ctx.person, Right.SEE_COHORT)
    return {"cohorts": cohort_admin.own(ctx.conn, ctx.request).cohorts if trains else ()}
