"""Editions of a scenario: sending a new one, comparing them, and putting one in use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from bot.app.access.rights import Right
from bot.app.authoring import edition_use, managed_scenarios, submission
from bot.app.authoring.edition_use import EditionDetails
from bot.app.authoring.managed_scenarios import ScenarioDetails
from bot.chat.author.case_files import take_case_file
from bot.chat.author.edition_changes import change_lines, changes_file
from bot.chat.author.long_lists import following
from bot.chat.author.scenarios import refreshed_page, scenario_page
from bot.chat.author.text_sheets import sheet_of
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import RouteKind, button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Flag, Id, Number
from bot.files import OutgoingFile
from bot.lines import Line, heading, text, title
from bot.locale import Words
from bot.phrases.date_phrases import short_day_of
from bot.phrases.edition_phrases import staying_lines
from bot.phrases.scenario_phrases import title_of_own
from storage.authoring.own_scenarios import NumberedEdition


@tap("yn", right=Right.KEEP_SCENARIO, writes=True)
def ask_edition(ctx: Context, scenario_id: Id) -> Screen:
    scenario = managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    ask(ctx, take_case_file, scenario_id, kind=RouteKind.UPLOAD)
    return screen(
        title(title_of_own(ctx.words, scenario)),
        text(
            ctx.say(
                "Send the changed scenario.yaml, its translation, or both in a zip; or "
                "the spreadsheet of texts. A single file replaces the previous one, "
                "and the other is kept."
            )
        ),
        button(ctx.say("Back"), scenario_page, scenario_id),
    )


@tap("yt", right=Right.KEEP_SCENARIO, writes=True)
def send_texts(ctx: Context, scenario_id: Id) -> Reply:
    """Send the texts of the newest edition as a spreadsheet, which is expected back."""
    words = ctx.words
    scenario = managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    ask(ctx, take_case_file, scenario_id, kind=RouteKind.UPLOAD)
    newest, files = scenario.newest, submission.newest_files(ctx.conn, ctx.request, scenario_id)

    async def then() -> Sequence[OutgoingFile]:
        content = await asyncio.to_thread(sheet_of, words, files, newest)
        return (OutgoingFile(f"{scenario_id}-{newest.number}.xlsx", content),)

    shown = screen(
        title(title_of_own(words, scenario)),
        text(
            ctx.say(
                "All texts of edition {n} come as a spreadsheet, both languages side by "
                "side. Edit the cells and send the file back to make a new edition. Only "
                "texts change, not how the case plays.",
                n=newest.number,
            )
        ),
        button(ctx.say("Back"), scenario_page, scenario_id),
    )
    return Reply(shown, then=then)


@tap("ye", right=Right.KEEP_SCENARIO)
def edition_list(ctx: Context, scenario_id: Id, page: Number = 0) -> Screen:
    say = ctx.say
    scenario = managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)
    listed = paged(
        ctx.words,
        scenario.editions,
        page,
        lambda label, to: button(label, edition_list, scenario_id, to),
    )
    return screen(
        title(title_of_own(ctx.words, scenario)),
        text(say("Its editions, newest first.")),
        [
            button(_listed(ctx, scenario, each), edition_page, scenario_id, each.number)
            for each in listed.items
        ],
        listed.turns,
        button(say("Back"), scenario_page, scenario_id),
    )


def _listed(ctx: Context, scenario: ScenarioDetails, edition: NumberedEdition) -> str:
    say, day = ctx.say, short_day_of(ctx.words, edition.made_at, ctx.person.timezone)
    marks = [say("Edition {n}", n=edition.number), day]
    marks += [say("in use")] if scenario.used == edition else []
    marks += [say("approved")] if edition.approved else []
    return ctx.words.beside(*marks)


@tap("yi", right=Right.KEEP_SCENARIO)
async def edition_page(ctx: AsyncContext, scenario_id: Id, number: Number) -> Reply:
    def details(read: Context) -> EditionDetails:
        return edition_use.details(read.conn, read.request, read.app.library, scenario_id, number)

    found = await ctx.survey(details)
    shown = screen(
        title(title_of_own(ctx.words, found.scenario)),
        heading(ctx.say("Edition {n}", n=number)),
        found.is_used and text(ctx.say("This edition is in use.")),
        _changes(ctx.words, found),
        staying_lines(ctx.words, found),
        _edition_buttons(ctx.words, found),
    )
    files = changes_file(ctx.words, found.comparison.difference) if found.comparison else ()
    return Reply(shown, place=ScreenPlacement.SAME, then=following(*files))


def _changes(words: Words, found: EditionDetails) -> Iterator[Line]:
    if (comparison := found.comparison) is not None:
        back = found.edition.number < comparison.before.number
        yield from change_lines(words, comparison, back=back)


def _edition_buttons(words: Words, found: EditionDetails) -> Iterator[Button]:
    say, scenario_id, n = words.say, found.scenario.id, found.edition.number
    if found.scenario.used is not None and not found.is_used:
        if found.allowed:
            label = say("Use edition {n} from now on", n=n)
            yield main(button(label, use_edition, scenario_id, n, corrects=False))
            if found.corrects:
                label = say("Use it, also in attempts under way")
                yield button(label, use_edition, scenario_id, n, corrects=True)
        else:
            yield main(button(say("Ask an admin for approval"), "choose_reach", scenario_id, n))
    yield button(say("Play it as a learner"), "play_edition", scenario_id, n)
    yield button(say("Card, figures and picture"), "preview_edition", scenario_id, n)
    yield button(say("Download"), "download_formats", scenario_id, n)
    yield button(say("Back"), scenario_page, scenario_id)


@tap("yu", right=Right.KEEP_SCENARIO)
async def use_edition(ctx: AsyncContext, scenario_id: Id, number: Number, corrects: Flag) -> Reply:
    def use(write: Context) -> bool:
        return edition_use.use_edition(
            write.conn, write.request, scenario_id, number, corrects=corrects
        )

    if not await ctx.write(use):
        return await edition_page(ctx, scenario_id, number)
    page = await refreshed_page(ctx, scenario_id)
    return Reply(page, ctx.say("Edition {n} is in use now.", n=number), ScreenPlacement.SAME)
