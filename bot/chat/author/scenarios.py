"""Scenarios that people wrote themselves: the list, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.authoring import managed_scenarios
from bot.app.authoring.managed_scenarios import OwnScenarios, ScenarioDetails
from bot.chat.author.case_files import take_case_file
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import RouteKind, button, command, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Id, Number
from bot.lines import note, text, title
from bot.locale import Words
from bot.phrases.labels import agency_name
from bot.phrases.scenario_phrases import standing, title_of_own


@command("scenarios")
async def show_scenarios(ctx: AsyncContext, _typed: str) -> Screen:
    return await scenario_list(ctx)


@tap("yl")
async def scenario_list(ctx: AsyncContext, page: Number = 0) -> Screen:
    """The scenario list; from then on authors may send a file."""
    found = await ctx.read(lambda read: managed_scenarios.managed(read.conn, read.request))
    if found.may_write:
        await ctx.write(lambda write: ask(write, take_case_file, kind=RouteKind.UPLOAD))
    return await ctx.read(lambda read: _list(read, found, page))


def _list(ctx: Context, found: OwnScenarios, page: int) -> Screen:
    say, words = ctx.say, ctx.words
    listed = paged(words, found.scenarios, page, lambda label, to: button(label, scenario_list, to))
    scenarios = [
        managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, own.scenario)
        for own in listed.items
    ]
    return screen(
        title(say("Your scenarios")),
        found.may_write
        and text(
            say(
                "Send a case here in the chat: a YAML file, or a zip with scenario.yaml and its "
                "translation. What is wrong with it comes back at once, with line and column."
            )
        ),
        [
            button(
                words.beside(title_of_own(words, scenario), _state(words, scenario)),
                scenario_page,
                scenario.id,
            )
            for scenario in scenarios
        ],
        listed.turns,
        found.pending is not None and _approvals(words, found.pending),
        found.may_write and button(say("An example to start from"), "send_example"),
        button(say("Cases to download"), "download_list", 0),
        button(say("Today"), "today_page"),
    )


def _approvals(words: Words, pending: int) -> Button:
    if not pending:
        return button(words.say("Nothing is waiting for approval"), "approval_list")
    label = words.count(
        "{n} case is waiting for approval", "{n} cases are waiting for approval", pending
    )
    return main(button(label, "approval_list"))


@tap("yo", right=Right.KEEP_SCENARIO)
def scenario_page(ctx: Context, scenario_id: Id) -> Screen:
    scenario = managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    return screen(
        title(title_of_own(ctx.words, scenario)),
        note(ctx.words.beside(agency_name(ctx, scenario.own.agency), scenario_id)),
        map(text, standing(ctx.words, scenario)),
        _buttons(ctx.words, scenario),
        button(ctx.say("Your scenarios"), scenario_list),
    )


async def refreshed_page(ctx: AsyncContext, scenario_id: str) -> Screen:
    """The page of a scenario, after the edition in use changed."""
    await ctx.app.library.refresh()
    return await ctx.read(lambda read: scenario_page(read, scenario_id))


def _state(words: Words, scenario: ScenarioDetails) -> str:
    """Its audience, in a few words."""
    say, own = words.say, scenario.own
    if own.withdrawn_at is not None:
        return say("withdrawn")
    if own.edition is None:
        return say("waiting for approval") if scenario.pending else say("draft")
    if own.reach == "everyone":
        return say("published for everyone")
    if own.reach == "agency":
        return say("published for the agency")
    if n := len(scenario.cohorts):
        return words.count("shared with {n} cohort", "shared with {n} cohorts", n)
    return say("not shared")


def _buttons(words: Words, scenario: ScenarioDetails) -> Iterator[Button]:
    say, used = words.say, scenario.used
    scenario_id, newest = scenario.id, scenario.newest.number
    play = button(say("Play it as a learner"), "play_edition", scenario_id, newest)
    yield main(play) if used is None else play
    yield button(say("Card, figures and picture"), "preview_edition", scenario_id, newest)
    if used is not None and newest > used.number:
        label = say("Put edition {n} in use", n=newest)
        yield main(button(label, "edition_page", scenario_id, newest))
    yield button(say("Share with cohorts"), "sharing_page", scenario_id)
    if scenario.pending:
        label = say("Withdraw the request")
        yield button(label, "withdraw_approval_request", scenario_id)
    else:
        yield button(say("Publish further"), "choose_reach", scenario_id, newest)
    if len(scenario.editions) > 1:
        yield button(say("All editions"), "edition_list", scenario_id)
    yield button(say("All texts as a spreadsheet"), "send_texts", scenario_id)
    yield button(say("Download"), "download_formats", scenario_id, newest)
    yield button(say("New edition"), "ask_edition", scenario_id)
    if used is not None:
        yield button(say("Withdraw the case"), "ask_withdraw_scenario", scenario_id)
    elif not scenario.was_used:
        yield button(say("Delete the draft"), "ask_delete_draft", scenario_id)
