"""A cohort's mistakes: every decision of a case, hardest first, and the paths taken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from bot.app.access.rights import Right
from bot.app.progress import decision_analysis
from bot.app.progress.answer_counts import Counted
from bot.app.progress.decision_analysis import Analysis, AssignedResponses
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.lists import numbered_buttons
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Flag, Key
from bot.files import OutgoingFile
from bot.lines import Line, heading, note, text, title
from bot.locale import Words
from bot.phrases.analysis_phrases import (
    LOOK,
    all_errors,
    bar,
    besides_words,
    facility,
    percent,
    questions,
    sample_words,
    too_few,
)
from bot.phrases.condition_phrases import condition_in_words
from bot.phrases.labels import title_in
from bot.pictures.drawing import png
from bot.pictures.traffic import draw
from scenarios.analysis.decisions import DecisionStats, hardest_first
from scenarios.analysis.estimates import mask_share
from scenarios.analysis.hints import flags
from scenarios.analysis.traffic import traffic
from storage.playing.small_groups import FEWEST

MAX_DECISIONS = 20  # a message has room for no more
MAX_PHOTO_SIDE = 1800.0  # pixels; what is larger is sent as a document, for phones shrink photos


@tap("wl", right=Right.SEE_COHORT)
async def decision_list(ctx: AsyncContext, assignment_id: Key, everywhere: Flag) -> Screen:
    found, analysis = await analyse(ctx, assignment_id, everywhere=everywhere)
    if analysis is None:
        return nothing_to_show(ctx, found)
    decided = await analysis.decided()
    if not decided:
        return screen(
            _head(ctx, found),
            _sample(ctx, found, analysis.counted),
            _left_out(ctx, 0, analysis.met),
            _around(ctx, found),
        )
    ranked = hardest_first(decided)[:MAX_DECISIONS]
    asked = questions(ctx.words, analysis.scenario, [decision.scene for decision in ranked])
    prompts = [f"{rank} · {asked[each.scene]}" for rank, each in enumerate(ranked, 1)]
    listed = list(zip(prompts, ranked, strict=True))
    return screen(
        _head(ctx, found),
        _sample(ctx, found, analysis.counted),
        text(all_errors(ctx.words, decided)),
        heading(ctx.say("The hardest first")),
        text("\n".join(f"{prompt}\n{_credit(ctx.words, each)}" for prompt, each in listed)),
        note(" ".join(_legend(ctx, ranked))),
        _left_out(ctx, len(decided) - len(ranked), analysis.met - len(decided)),
        numbered_buttons(
            ctx.words,
            [
                button(str(rank), "decision_page", assignment_id, everywhere, each.scene)
                for rank, each in enumerate(ranked, 1)
            ],
        ),
        button(
            ctx.say("The ways they took, as a picture"),
            send_traffic_picture,
            assignment_id,
            everywhere,
        ),
        _around(ctx, found),
    )


async def analyse(
    ctx: AsyncContext, assignment_id: str, *, everywhere: bool
) -> tuple[AssignedResponses, Analysis | None]:
    """The answers to an assignment, and what can be shown of them."""
    library = ctx.app.library
    found = await ctx.read(
        lambda within: decision_analysis.responses(
            within.conn, ctx.request, library, assignment_id, everywhere=everywhere
        )
    )
    return found, await decision_analysis.analysis(library, found)


def nothing_to_show(ctx: AsyncContext, found: AssignedResponses) -> Screen:
    return screen(
        _head(ctx, found),
        text(
            ctx.words.count(
                "Nothing to show yet: it takes {n} person who has finished it.",
                "Nothing to show yet: it takes {n} people who have finished it.",
                FEWEST,
            )
        ),
        _around(ctx, found),
    )


def _head(ctx: AsyncContext, found: AssignedResponses) -> Iterator[Line]:
    say, case = ctx.say, title_in(ctx.app.library, ctx.words, found.assignment.scenario)
    yield title(say("Common mistakes: {title}", title=case))
    yield note(
        say("All my cohorts") if found.everywhere else say("Cohort: {name}", name=found.cohort)
    )


def _sample(ctx: AsyncContext, found: AssignedResponses, counted: Counted) -> Iterator[Line]:
    """Whose answers these are, and whose are not among them."""
    yield text(sample_words(ctx.words, counted, everywhere=found.everywhere))
    if besides := besides_words(ctx.words, counted):
        yield note(besides)


def _legend(ctx: AsyncContext, ranked: Sequence[DecisionStats]) -> Iterator[str]:
    """The legend of the signs on the list, each only if it occurs."""
    yield ctx.say("Average credit of the people who reached it.")
    if any(map(flags, ranked)):
        yield ctx.say(
            "{sign} marks a question to check: these figures are unlikely to be chance.", sign=LOOK
        )


def _left_out(ctx: AsyncContext, easier: int, hidden: int) -> Iterator[Line]:
    if easier:
        yield note(
            ctx.words.count(
                "{n} easier decision is not listed.", "{n} easier decisions are not listed.", easier
            )
        )
    if hidden:
        yield note(too_few(ctx.words, hidden))


def _credit(words: Words, decision: DecisionStats) -> str:
    look = f" · {LOOK}" if flags(decision) else ""
    share = facility(decision)
    if share is None:
        return words.say("not scored") + look
    return f"{bar(words, share)} {percent(words, share)}{look}"


def _around(ctx: AsyncContext, found: AssignedResponses) -> Iterator[Button]:
    say, assignment_id = ctx.say, found.assignment.id
    label = say("This assignment only") if found.everywhere else say("All my cohorts")
    yield button(label, decision_list, assignment_id, not found.everywhere)
    yield button(say("Back"), "assignment_results", assignment_id, 0)


@tap("wg", right=Right.SEE_COHORT)
async def send_traffic_picture(
    ctx: AsyncContext, assignment_id: Key, everywhere: Flag
) -> Screen | Reply:
    """Send the graph of a case with the paths that people took through it."""
    found, analysis = await analyse(ctx, assignment_id, everywhere=everywhere)
    if analysis is None:
        return nothing_to_show(ctx, found)
    words, scenario = ctx.words, analysis.scenario

    def picture() -> tuple[bytes, bool]:
        shown = draw(
            scenario,
            words.language,
            traffic(scenario, analysis.plays),
            lambda some, everybody: percent(words, mask_share(some, everybody)),
            FEWEST,
            lambda condition: condition_in_words(words, scenario, condition),
        )
        return png(shown), max(shown.width, shown.height) <= MAX_PHOTO_SIDE

    async def files() -> Sequence[OutgoingFile]:
        content, small = await asyncio.to_thread(picture)
        return (OutgoingFile(f"{scenario.id}.png", content, picture=small),)

    page = screen(
        _head(ctx, found),
        _sample(ctx, found, analysis.counted),
        text(
            ctx.say(
                "A picture follows. The thicker a line, the more people came that way, in percent "
                "of all. Thin lines without a number: fewer than {n} people.",
                n=FEWEST,
            )
        ),
        button(ctx.say("Back to the list"), decision_list, assignment_id, everywhere),
    )
    return Reply(page, place=ScreenPlacement.NEW, then=files)
