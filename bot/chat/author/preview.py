"""An edition before anyone else sees it: its card, what is in it, its picture, and playing it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from bot.app.authoring import preview
from bot.app.authoring.preview import Preview
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import screen
from bot.chat.playing.attempt_drawing import draw_attempt
from bot.fields import Id, Number
from bot.files import OutgoingFile
from bot.lines import Line, LineRole, heading, note, text
from bot.phrases.case_phrases import introduction
from bot.phrases.edition_phrases import edition_figures
from bot.phrases.scenario_phrases import lone_language
from bot.pictures.drawing import draw, png
from scenarios.model import Scenario

LONGEST_SIDE: Final = 1800.0  # of a picture; a phone shrinks larger photos


@tap("yk")
def preview_edition(ctx: Context, scenario_id: Id, number: Number) -> Reply:
    say = ctx.say
    found = preview.preview(ctx.conn, ctx.request, ctx.app.library, scenario_id, number)
    scenario, language = found.scenario, ctx.person.language
    play = button(say("Play it as a learner"), play_edition, scenario_id, number)
    shown = screen(
        introduction(ctx.words, scenario),
        Line(LineRole.RULE, ctx.words.rule),
        heading(say("Edition {n}", n=number)),
        text("\n".join(map(ctx.words.bullet, edition_figures(ctx.words, scenario)))),
        lone_language(ctx.words, tuple(scenario.scripts)),
        note(say("The picture that follows shows every path through it.")),
        main(play),
        button(say("Back"), "scenario_page", scenario_id)
        if found.manages
        else button(say("Back"), "approval_list"),
    )

    async def then() -> Sequence[OutgoingFile]:
        content, small = await asyncio.to_thread(_picture, scenario, language)
        return (OutgoingFile(f"{scenario_id}-{number}.png", content, picture=small),)

    return Reply(shown, place=ScreenPlacement.SAME, then=then)


def _picture(scenario: Scenario, language: str) -> tuple[bytes, bool]:
    """All ways through a case as PNG, and whether a phone shows it well as a photo."""
    picture = draw(scenario, language)
    return png(picture), max(picture.width, picture.height) <= LONGEST_SIDE


@tap("yp")
async def play_edition(ctx: AsyncContext, scenario_id: Id, number: Number) -> Reply:
    def found(read: Context) -> Preview:
        return preview.preview(read.conn, read.request, read.app.library, scenario_id, number)

    scenario = (await ctx.read(found)).scenario
    attempt_id, seed = ctx.app.dice.id(), ctx.app.dice.seed()
    attempt = await ctx.write(
        lambda write: preview.begin(write.conn, write.request, scenario, number, attempt_id, seed)
    )
    return Reply(await draw_attempt(ctx.app, attempt), freeze=True)
