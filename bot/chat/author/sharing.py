"""Sharing a scenario with cohorts, and publishing an edition."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.authoring import managed_scenarios, sharing
from bot.app.authoring.authoring_rights import edition_for
from bot.chat.author.scenarios import scenario_page
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.lists import PAGE_SIZE, paged
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import Flag, Id, Key, Number
from bot.lines import text, title
from bot.phrases.labels import agency_name
from bot.phrases.scenario_phrases import sharing_effects, title_of_own


@tap("yh", right=Right.KEEP_SCENARIO)
def sharing_page(ctx: Context, scenario_id: Id, page: Number = 0) -> Screen:
    return _sharing(ctx, scenario_id, page)


def _sharing(ctx: Context, scenario_id: str, page: int = 0, tapped: str | None = None) -> Screen:
    """A page of the cohorts; the one with the tapped cohort."""
    say = ctx.say
    scenario = managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    cohorts = sharing.audience(ctx.conn, ctx.request, scenario_id)
    if tapped is not None:
        ids = [cohort.id for cohort, _ in cohorts]
        page = ids.index(tapped) // PAGE_SIZE if tapped in ids else 0
    if scenario.is_test:
        cohorts = [(cohort, shared) for cohort, shared in cohorts if shared]
    listed = paged(
        ctx.words, cohorts, page, lambda label, to: button(label, sharing_page, scenario_id, to)
    )
    return screen(
        title(title_of_own(ctx.words, scenario)),
        sharing_effects(ctx.words, scenario),
        not (cohorts or scenario.is_test) and text(say("You have no cohort yet: /cohorts")),
        [
            button(
                say("Stop sharing with {cohort}", cohort=cohort.name)
                if shared
                else say("Share with {cohort}", cohort=cohort.name),
                share_scenario,
                scenario_id,
                cohort.id,
                not shared,
            )
            for cohort, shared in listed.items
        ],
        listed.turns,
        button(say("Back"), scenario_page, scenario_id),
    )


@tap("yx", right=Right.KEEP_SCENARIO)
async def share_scenario(ctx: AsyncContext, scenario_id: Id, cohort_id: Key, on: Flag) -> Screen:
    def change(write: Context) -> None:
        if on:
            sharing.share(write.conn, write.request, write.app.library, scenario_id, cohort_id)
        else:
            sharing.stop_sharing(write.conn, write.request, scenario_id, cohort_id)

    await ctx.write(change)
    await ctx.app.library.refresh()
    return await ctx.read(lambda read: _sharing(read, scenario_id, tapped=cohort_id))


@tap("yq", right=Right.KEEP_SCENARIO)
def choose_reach(ctx: Context, scenario_id: Id, number: Number) -> Screen:
    say = ctx.say
    scenario = managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    edition_for(ctx.conn, ctx.person, scenario_id, number)
    agency = agency_name(ctx, scenario.own.agency)
    return screen(
        title(title_of_own(ctx.words, scenario)),
        text(say("Publish for whom?")),
        text(
            say(
                "An admin reviews edition {n} and decides; the result appears here. "
                "Until then nothing changes.",
                n=number,
            )
        ),
        button(
            say("For {agency}", agency=agency), "request_approval", scenario_id, number, "agency"
        ),
        button(say("For everyone"), "request_approval", scenario_id, number, "everyone"),
        button(say("Back"), scenario_page, scenario_id),
    )
