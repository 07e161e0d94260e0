"""The home page: cohorts with overdue members. People who see no cohorts start elsewhere."""

from __future__ import annotations

from bot.app.access.checks import holds
from bot.app.access.rights import Right
from bot.app.cohorts import cohort_list
from bot.app.cohorts.cohort_list import CohortWish
from bot.app.paging import PageRequest
from bot.web.kit.context import Context
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import page

_SHOWN = 12


@page("/", template="home")
def home(ctx: Context) -> Values | Redirect:
    if not holds(ctx.conn, ctx.person, Right.SEE_COHORT):
        reports = holds(ctx.conn, ctx.person, Right.SEE_REPORT)
        return redirect("overview_page" if reports else "learning_page")
    wanted = PageRequest(_SHOWN, sort="late", descending=True)
    found = cohort_list.page(ctx.conn, ctx.request, CohortWish(show="late"), wanted)
    return {"late": found.items, "more": found.next is not None}
