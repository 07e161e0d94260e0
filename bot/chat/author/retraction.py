"""Withdrawing a scenario from those it was open to, and deleting a draft."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.authoring import managed_scenarios, retraction
from bot.app.authoring.authoring_rights import draft_for
from bot.chat.author.scenarios import refreshed_page, scenario_list, scenario_page
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import Id
from bot.lines import text, title
from bot.phrases.scenario_phrases import title_of_own


@tap("yw", right=Right.KEEP_SCENARIO)
def ask_withdraw_scenario(ctx: Context, scenario_id: Id) -> Screen:
    say, count = ctx.say, ctx.words.count
    scenario = managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    assigned = retraction.open_assignments(ctx.conn, ctx.request, scenario_id)
    return screen(
        title(title_of_own(ctx.words, scenario)),
        text(say("Withdraw it? Nobody will be able to start it, and it will no longer be shared.")),
        scenario.under_way > 0
        and text(
            count(
                "{n} attempt is under way and can be finished.",
                "{n} attempts are under way and can be finished.",
                scenario.under_way,
            )
        ),
        assigned > 0
        and text(
            count(
                "It is assigned {n} time; nobody will be able to start that work.",
                "It is assigned {n} times; nobody will be able to start that work.",
                assigned,
            )
        ),
        button(say("Withdraw it"), withdraw_scenario, scenario_id),
        main(button(say("Leave it"), scenario_page, scenario_id)),
    )


@tap("yz", right=Right.KEEP_SCENARIO)
async def withdraw_scenario(ctx: AsyncContext, scenario_id: Id) -> Screen:
    await ctx.write(lambda write: retraction.withdraw(write.conn, write.request, scenario_id))
    return await refreshed_page(ctx, scenario_id)


@tap("yf", right=Right.KEEP_SCENARIO)
def ask_delete_draft(ctx: Context, scenario_id: Id) -> Screen:
    say = ctx.say
    draft_for(ctx.conn, ctx.person, scenario_id)
    scenario = managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    return screen(
        title(title_of_own(ctx.words, scenario)),
        text(say("Delete the draft? All its editions are deleted. This cannot be undone.")),
        button(say("Delete it"), delete_draft, scenario_id),
        main(button(say("Leave it"), scenario_page, scenario_id)),
    )


@tap("yg", right=Right.KEEP_SCENARIO)
async def delete_draft(ctx: AsyncContext, scenario_id: Id) -> Reply:
    await ctx.write(lambda write: retraction.delete_draft(write.conn, write.request, scenario_id))
    page = await scenario_list(ctx)
    return Reply(page, ctx.say("The draft is deleted."), ScreenPlacement.SAME)
