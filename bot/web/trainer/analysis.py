"""Analysis of assigned work: every decision, one decision's answers, and the paths taken."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.progress import decision_analysis
from bot.app.progress.decision_analysis import Analysis, AssignedResponses
from bot.fields import Id, Key
from bot.kinds import PRESENTERS
from bot.phrases.analysis_phrases import (
    all_errors,
    as_hints,
    besides_words,
    clock,
    discrimination_words,
    error_name,
    facility,
    hint_words,
    marked,
    part_name,
    percent,
    prompt_of,
    questions,
    sample_words,
    story_of,
    too_few,
    with_interval,
)
from bot.phrases.condition_phrases import condition_in_words
from bot.phrases.labels import title_in
from bot.pictures.traffic import draw
from bot.web.kit.context import AsyncContext
from bot.web.kit.responses import Values
from bot.web.kit.routes import page
from scenarios.analysis.answers import ERRORS
from scenarios.analysis.decisions import DecisionStats, hardest_first
from scenarios.analysis.estimates import MaskedShare, mask_share
from scenarios.analysis.hints import flags, hints
from scenarios.analysis.traffic import traffic
from storage.playing.small_groups import FEWEST

EVERYWHERE = "all"
"""The value of `cohorts` in a page's address for all of a trainer's cohorts."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A share with its interval, drawn and in words; positions are whole percent."""

    text: str
    at: int
    low: int
    high: int


@page("/assignments/{assignment_id}/analysis", right=Right.SEE_COHORT, template="trainer/analysis")
async def analysis_page(ctx: AsyncContext, assignment_id: Key) -> Values:
    """Every decision that enough people met, hardest first."""
    found, analysis = await _analyse(ctx, assignment_id)
    shown = {**_head(ctx, found, analysis), "items": []}
    if analysis is None:
        return shown
    decided = await analysis.decided()
    asked = questions(ctx.words, analysis.scenario, [each.scene for each in decided])
    hidden = analysis.met - len(decided)
    return {
        **shown,
        "errors_of_all": all_errors(ctx.words, decided) if decided else "",
        "hidden": too_few(ctx.words, hidden) if hidden else "",
        "kinds": [error_name(ctx.words, each) for each in ERRORS],
        "items": [_item(ctx, asked[each.scene], each) for each in hardest_first(decided)],
    }


def _item(ctx: AsyncContext, asked: str, decision: DecisionStats) -> Mapping[str, object]:
    share = facility(decision)
    return {
        "scene": decision.scene,
        "prompt": asked,
        "people": decision.people,
        "credit": share and _mark(ctx, share),
        "errors": [
            _mark(ctx, mask_share(decision.errors.get(each, 0), decision.people)) for each in ERRORS
        ],
        "is_flagged": bool(flags(decision)),
    }


@page(
    "/assignments/{assignment_id}/analysis/{scene_id}",
    right=Right.SEE_COHORT,
    template="trainer/analysis_item",
)
async def analysis_item(ctx: AsyncContext, assignment_id: Key, scene_id: Id) -> Values:
    """The answers to one decision, and what its figures say about it."""
    found, analysis = await _analyse(ctx, assignment_id)
    shown = _head(ctx, found, analysis)
    scenario = analysis.scenario if analysis else found.present
    scene = scenario.scenes.get(scene_id) if scenario else None
    if scenario is None or scene is None or scene.decision is None:
        raise NotFound
    words = ctx.words
    shown = {
        **shown,
        "prompt": prompt_of(words, scenario, scene_id),
        "story": story_of(words, scenario, scene_id),
        "heading": PRESENTERS[scene.decision.kind].heading(words),
        "parts": [],
        "figures_of_item": [],
        "looks": [],
        "people": 0,
        "hint": "",
    }
    decided = await analysis.decided() if analysis else ()
    decision = next((each for each in decided if each.scene == scene_id), None)
    if decision is None:
        return {**shown, "hidden": too_few(words, 1)}
    share = facility(decision)
    names = {
        each.part.id: part_name(words, scenario, scene_id, each.part.id) for each in decision.parts
    }
    figures = (
        share and ctx.say("Average credit: {share}", share=with_interval(words, share)),
        decision.discrimination and discrimination_words(words, decision.discrimination),
        decision.seconds
        and ctx.say(
            "Time in minutes: {middle} in the middle, half of them {low} to {high}",
            middle=clock(decision.seconds.middle),
            low=clock(decision.seconds.lower),
            high=clock(decision.seconds.upper),
        ),
    )
    return {
        **shown,
        "hidden": "",
        "hint": as_hints(words, decision.people),
        "people": decision.people,
        "parts": [
            (
                marked(words, each.part, names[each.part.id]),
                each.part.worth,
                _mark(ctx, mask_share(each.people, decision.people)),
            )
            for each in decision.parts
        ],
        "looks": [
            hint_words(words, each, part_name(words, scenario, scene_id, each.part))
            for each in hints(decision)
        ],
        "figures_of_item": [each for each in figures if each],
    }


@page("/assignments/{assignment_id}/paths", right=Right.SEE_COHORT, template="trainer/paths")
async def analysis_paths(ctx: AsyncContext, assignment_id: Key) -> Values:
    """The graph of the case with the shares of people on each way, and the same as a table."""
    found, analysis = await _analyse(ctx, assignment_id, paths_only=True)
    shown = {**_head(ctx, found, analysis), "picture": "", "places": [], "fewest": FEWEST}
    if analysis is None:
        return shown
    words, scenario = ctx.words, analysis.scenario
    counts = await asyncio.to_thread(traffic, scenario, analysis.plays)

    def share(some: int, everybody: int) -> str:
        return percent(words, mask_share(some, everybody))

    drawn = await asyncio.to_thread(
        draw,
        scenario,
        words.language,
        counts,
        share,
        FEWEST,
        lambda condition: condition_in_words(words, scenario, condition),
    )
    decisions = [each.id for each in scenario.scenes.values() if each.decision is not None]
    asked = questions(words, scenario, decisions)
    return {
        **shown,
        "picture": Markup(drawn.svg),  # noqa: S704 - drawn by us, its texts are escaped
        "places": [
            (asked[each], "", _mark(ctx, mask_share(counts.places[each], counts.people)))
            for each in decisions
            if counts.places[each] >= FEWEST
        ],
    }


async def _analyse(
    ctx: AsyncContext, assignment_id: str, *, paths_only: bool = False
) -> tuple[AssignedResponses, Analysis | None]:
    library = ctx.app.library
    everywhere = ctx.query.get("cohorts") == EVERYWHERE
    found = await ctx.read(
        lambda at: decision_analysis.responses(
            at.conn,
            at.request,
            library,
            assignment_id,
            everywhere=everywhere,
            paths_only=paths_only,
        )
    )
    return found, await decision_analysis.analysis(library, found)


def _head(
    ctx: AsyncContext, found: AssignedResponses, analysis: Analysis | None
) -> dict[str, object]:
    """What stands above each of these pages: whose answers they are about."""
    words, given = ctx.words, found.assignment
    return {
        "assignment": given,
        "cohort": found.cohort,
        "case": title_in(ctx.app.library, words, given.scenario),
        "everywhere": found.everywhere,
        "scope": {"cohorts": EVERYWHERE} if found.everywhere else {},
        "sample": sample_words(words, analysis.counted, everywhere=found.everywhere)
        if analysis
        else words.count(
            "Nothing to show yet: it takes {n} person who has finished it.",
            "Nothing to show yet: it takes {n} people who have finished it.",
            FEWEST,
        ),
        "besides": besides_words(words, analysis.counted) if analysis else "",
    }


def _mark(ctx: AsyncContext, share: MaskedShare) -> Mark:
    return Mark(
        with_interval(ctx.words, share),
        min(100, max(0, share.percent)),
        round(100 * share.low),
        round(100 * share.high),
    )
