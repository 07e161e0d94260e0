"""Scenarios to download: which there are, in which formats, and the files."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Annotated

from bot.app.access.rights import Right
from bot.app.authoring import scenario_downloads
from bot.app.authoring.scenario_downloads import PRESENT
from bot.app.errors import NotFound
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assignments.case_list import (
    NO_FIELDS,
    Fields,
    case_list_screen,
    field_choice_screen,
)
from bot.fields import Field, Id, Number
from bot.files import OutgoingFile
from bot.lines import heading, note, text, title
from bot.locale import Words
from bot.phrases.case_list import CaseList
from bot.phrases.case_phrases import about_minutes, title_of
from bot.scenario_files.file_formats import FORMS, PAGE, SHEET, YAML, files_of, forms_of
from scenarios import durations
from scenarios.model import Scenario
from scenarios.transition_table import TooLarge

Format = Annotated[str, Field(re.compile("|".join(FORMS)))]


@tap("xc", right=Right.TAKE_CASE)
def download_list(ctx: Context, page: Number, fields: Fields = NO_FIELDS) -> Screen:
    """The cases of some fields of work."""
    say, found = ctx.say, _downloads(ctx)
    return case_list_screen(
        found,
        title(say("Cases to download")),
        fields,
        page,
        lambda label, scenario_id: button(label, download_formats, scenario_id, PRESENT),
        lambda label, to: button(label, download_list, to, fields),
        button(say("Choose fields"), choose_download_fields, found.shown(fields)),
        _own_scenarios(ctx.words),
    )


@tap("xg", right=Right.TAKE_CASE)
def choose_download_fields(ctx: Context, fields: Fields) -> Screen:
    found = _downloads(ctx)
    return field_choice_screen(
        found,
        title(ctx.say("Cases to download")),
        fields,
        lambda label, chosen: button(label, choose_download_fields, chosen),
        button(ctx.say("Show the cases"), download_list, 0, found.shown(fields)),
    )


def _downloads(ctx: Context) -> CaseList:
    found = scenario_downloads.downloads(ctx.conn, ctx.request, ctx.app.library)
    return CaseList.of(ctx.words, found.cases.values(), found.fields)


def _own_scenarios(words: Words) -> Button:
    return button(words.say("Your scenarios"), "scenario_list")


@tap("xf", right=Right.TAKE_CASE)
async def download_formats(ctx: AsyncContext, scenario_id: Id, number: Number) -> Screen:
    """In which formats an edition can be downloaded; number 0 is the one in use."""
    say, words = ctx.say, ctx.words
    case = await _case(ctx, scenario_id, number)
    formats = forms_of(case)
    return screen(
        title(title_of(words, case)),
        note(words.beside(case.id, about_minutes(words, durations.minutes(case, words.language)))),
        number != PRESENT and heading(say("Edition {n}", n=number)),
        [text(_described(words, each)) for each in formats],
        note(
            say(
                "The sheet and the page contain every reason and every ending. Choose "
                "carefully who gets them."
            )
            if PAGE in formats
            else say(
                "This case belongs to a test. It has no offline page; its sheets come with a "
                "test that is under way."
            )
        ),
        [
            button(_name(words, each), download_scenario, scenario_id, number, each)
            for each in formats
        ],
        button(say("Cases to download"), download_list, 0)
        if number == PRESENT
        else _own_scenarios(words),
    )


@tap("xt", right=Right.TAKE_CASE)
async def download_scenario(
    ctx: AsyncContext, scenario_id: Id, number: Number, file_format: Format
) -> Reply:
    """Make the files, which takes a while, and send them below."""
    say, words = ctx.say, ctx.words
    case = await _case(ctx, scenario_id, number)
    if file_format not in forms_of(case):
        raise NotFound
    material = await ctx.read(
        lambda within: scenario_downloads.material(within.conn, ctx.request, case)
    )
    head, name = title(title_of(words, case)), _name(words, file_format)
    back = button(say("Back to the case"), download_formats, scenario_id, number)

    # A sheet is filled in later and entered then, whatever is confirmed by that time.
    made_of = material.placed if file_format == PAGE else case

    async def made() -> Reply:
        async with ctx.app.rendering:
            try:
                content = await asyncio.to_thread(
                    files_of, made_of, file_format, words.language, material.facts, material.signed
                )
            except TooLarge:
                sorry = say(
                    "This case has too many paths for one page. Its files and its sheet "
                    "are available."
                )
                return Reply(screen(head, text(sorry), back))
        files = [OutgoingFile(each, raw, caption=title_of(words, case)) for each, raw in content]

        async def send() -> Sequence[OutgoingFile]:
            return files

        return Reply(screen(head, text(say("{what}: here it is.", what=name)), back), then=send)

    making = say("{what}: being prepared. This may take a few seconds.", what=name)
    return Reply(screen(head, text(making)), later=made)


async def _case(ctx: AsyncContext, scenario_id: str, number: int) -> Scenario:
    library = ctx.app.library
    if number != PRESENT:
        edition = await ctx.read(
            lambda within: scenario_downloads.edition(within.conn, ctx.request, scenario_id, number)
        )
        return await library.load(edition)
    found = await ctx.read(
        lambda within: scenario_downloads.downloads(within.conn, ctx.request, library)
    )
    if scenario_id not in found.cases:
        raise NotFound
    return found.cases[scenario_id]


def _name(words: Words, file_format: str) -> str:
    names = {
        YAML: words.say("Source files"),
        SHEET: words.say("A sheet for the table"),
        PAGE: words.say("Offline page"),
    }
    return names[file_format]


def _described(words: Words, file_format: str) -> str:
    sentences = {
        YAML: words.say(
            "Source files: YAML in all its languages. Edit them and send them back here; with "
            "another id they become a case of your own."
        ),
        SHEET: words.say(
            "A table sheet: a PDF to print in each language, with scenes to read "
            "aloud, a part for the leader, and a sheet to note points."
        ),
        PAGE: words.say(
            "An offline page: one HTML file that plays the case in a browser in all its "
            "languages. It sends nothing and keeps your place only in its own window."
        ),
    }
    return sentences[file_format]
