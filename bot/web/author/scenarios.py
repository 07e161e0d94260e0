"""Scenarios that people wrote themselves: the list, a page for each, and a new file."""

from __future__ import annotations

from bot.app.access.checks import holds
from bot.app.access.rights import Right
from bot.app.authoring import managed_scenarios, sharing
from bot.app.authoring.managed_scenarios import ScenarioDetails
from bot.app.authoring.scenario_list import ListedScenario
from bot.app.authoring.scenario_list import listed as scenario_list_of
from bot.app.errors import NotFound
from bot.app.paging import PageRequest, page_of
from bot.fields import Id, Key
from bot.locale import Words
from bot.phrases.date_phrases import short_day_of
from bot.phrases.labels import agency_name
from bot.phrases.scenario_phrases import reach_name, sharing_effects, standing, title_or_id
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, address, page
from bot.web.kit.tables import PAGE, Cell, Column, Filter, Row, Table, read_query
from storage.cohorts.cohorts import Cohort


@page("/scenarios", right=Right.KEEP_SCENARIO, template="author/scenarios")
def scenario_list(ctx: Context) -> Values:
    say, words = ctx.say, ctx.words
    sources = {
        "": say("all"),
        "own": say("mine"),
        "shared": say("shared with me"),
        "library": say("library"),
    }
    query = read_query(ctx.query, ["title"], {"source": sources})
    found = scenario_list_of(ctx.conn, ctx.request, ctx.app.library)
    titled = [(title_or_id(words, each.content, each.id), each) for each in found]
    kept = [
        pair
        for pair in titled
        if query.search.casefold() in pair[0].casefold()
        and query.filters["source"] in ("", pair[1].source)
    ]
    wanted = PageRequest(PAGE, query.after, query.sort, query.descending)
    shown = page_of(
        kept, wanted, {"title": lambda pair: pair[0].casefold()}, lambda pair: pair[1].id
    )
    return {
        "may_write": holds(ctx.conn, ctx.person, Right.WRITE_SCENARIO),
        "table": Table(
            say("Scenarios"),
            [
                Column(say("Title"), "title"),
                Column(say("Origin")),
                Column(say("State")),
                Column(say("Languages")),
                Column(say("Editions"), numeric=True),
            ],
            [_row(words, title, each, sources[each.source]) for title, each in shown.items],
            query,
            shown.next,
            shown.total,
            [Filter("source", say("Show"), list(sources.items()))],
            say("Search by title"),
            say("There is no such scenario."),
        ),
    }


def _row(words: Words, title: str, scenario: ListedScenario, source: str) -> Row:
    details, content = scenario.details, scenario.content
    return Row(
        [
            Cell(title, address(scenario_page, scenario.id) if details else ""),
            Cell(source),
            Cell(state_words(words, details) if details else ""),
            Cell(words.listed(map(words.tongue, content.scripts)) if content else ""),
            Cell(str(len(details.editions)) if details else ""),
        ]
    )


@page("/scenarios/{scenario_id}", right=Right.KEEP_SCENARIO, template="author/scenario")
def scenario_page(ctx: Context, scenario_id: Id) -> Values:
    words = ctx.words
    found = managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    audience = [] if found.is_test else _audience(ctx, found)
    return {
        "id": scenario_id,
        "title": title_or_id(words, found.content, scenario_id),
        "agency": agency_name(ctx, found.own.agency),
        "state": state_words(words, found),
        "standing": "\n".join(standing(words, found)).splitlines(),
        "newest": found.newest.number,
        "is_pending": found.pending is not None,
        "is_used": found.used is not None,
        "is_draft": not found.was_used,
        "editions": [
            {
                "number": each.number,
                "day": short_day_of(words, each.made_at, ctx.person.timezone),
                "used": found.used is not None and each.number == found.used.number,
                "approved": bool(each.approved),
            }
            for each in found.editions
        ],
        "effects": [line.text for line in sharing_effects(words, found)],
        "cohorts": [
            {"id": cohort.id, "name": cohort.name, "shared": shared} for cohort, shared in audience
        ],
    }


def _audience(ctx: Context, found: ScenarioDetails) -> list[tuple[Cohort, bool]]:
    """The cohorts that it may be shared with; none where only others may share it."""
    try:
        return sharing.audience(ctx.conn, ctx.request, found.id)
    except NotFound:
        return []


@act("/scenarios/{scenario_id}/share/{cohort_id}", right=Right.KEEP_SCENARIO)
async def share_with_cohort(ctx: AsyncContext, scenario_id: Id, cohort_id: Key) -> Redirect:
    await ctx.write(
        lambda at: sharing.share(at.conn, at.request, at.app.library, scenario_id, cohort_id)
    )
    await ctx.app.library.refresh()
    return redirect(scenario_page, scenario_id, notice=ctx.say("It is now shared there."))


@act("/scenarios/{scenario_id}/stop-sharing/{cohort_id}", right=Right.KEEP_SCENARIO)
async def stop_sharing(ctx: AsyncContext, scenario_id: Id, cohort_id: Key) -> Redirect:
    await ctx.write(lambda at: sharing.stop_sharing(at.conn, at.request, scenario_id, cohort_id))
    await ctx.app.library.refresh()
    return redirect(scenario_page, scenario_id, notice=ctx.say("It is no longer shared there."))


def state_words(words: Words, scenario: ScenarioDetails) -> str:
    """Who can use a scenario, in a few words."""
    say, own = words.say, scenario.own
    if own.withdrawn_at is not None:
        return say("withdrawn")
    if own.edition is None:
        return say("waiting for approval") if scenario.pending else say("draft")
    if own.reach == "cohorts":
        n = len(scenario.cohorts)
        return (
            words.count("shared with {n} cohort", "shared with {n} cohorts", n)
            if n
            else say("not shared")
        )
    return reach_name(words, own.reach)
