"""The first page: the cohorts in which somebody is late, and the way to everything else."""

from __future__ import annotations

from bot.app.access.checks import holds
from bot.app.access.rights import Right
from bot.app.cohorts import cohort_list
from bot.app.cohorts.cohort_list import CohortWish
from bot.app.errors import NotFound
from bot.app.paging import PageRequest
from bot.web.kit.context import Context
from bot.web.kit.responses import Values
from bot.web.kit.routes import page

_SHOWN = 12


@page("/", template="home")
def home(ctx: Context) -> Values:
    if not holds(ctx.conn, ctx.person, Right.SEE_COHORT):
        return {"trains": False, "late": (), "more": False}
    wanted = PageRequest(_SHOWN, sort="late", descending=True)
    try:
        found = cohort_list.page(ctx.conn, ctx.request, CohortWish(show="late"), wanted)
    except NotFound:
        return {"trains": False, "late": (), "more": False}
    return {"trains": True, "late": found.items, "more": found.next is not None}
