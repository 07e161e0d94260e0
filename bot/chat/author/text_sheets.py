"""All texts of a scenario as a spreadsheet, and the files that come of it once it is sent back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bot.app.authoring import submission
from bot.app.errors import NotFound
from bot.chat.author.finding_lines import explained
from bot.chat.author.long_lists import following, list_file, list_lines
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button
from bot.chat.kit.screen import screen, text, title
from bot.locale import Words
from bot.scenario_files import retyped_texts, text_sheet
from bot.scenario_files.retyped_texts import CellProblem, Edition
from bot.spreadsheets import UnreadableFile
from scenarios.bidi import insert
from scenarios.findings import Finding
from scenarios.languages import LANGUAGES
from storage.authoring.own_scenarios import NumberedEdition

Files = Mapping[str, bytes]


def sheet_of(words: Words, files: Files, numbered: NumberedEdition) -> bytes:
    """The workbook with the texts of an edition; takes up to a second."""
    edition = Edition(files)
    head = (words.say("Location"), words.say("At most"))
    languages = {language: LANGUAGES[language].name for language in edition.languages}
    rows = retyped_texts.rows_of(edition, words.language)
    return text_sheet.write(rows, (numbered.scenario, numbered.edition), languages, head)


async def merged(ctx: AsyncContext, content: bytes) -> Files | Reply:
    """The files of a scenario with the texts of a workbook, or what is wrong with that."""
    say = ctx.say
    try:
        sheet = await text_sheet.read(content, LANGUAGES)

        def sources(read: Context) -> tuple[Files, Files]:
            return submission.sheet_files(read.conn, read.request, sheet.scenario, sheet.edition)

        made_of, newest = await ctx.read(sources)
    except (UnreadableFile, NotFound):
        return Reply(
            screen(
                text(
                    say(
                        "This cannot be read as a spreadsheet of texts of a case of yours. Ask for "
                        "the texts of the case, type over what is to change, save it as XLSX, and "
                        "send that file back."
                    )
                ),
                button(say("Your scenarios"), "scenario_list"),
            )
        )
    found = await asyncio.to_thread(retyped_texts.merge, sheet, Edition(made_of), Edition(newest))
    if found.problems:
        return _wrong(ctx.words, sheet.scenario, found.problems)
    if not found.changed:
        return Reply(
            screen(
                text(
                    say(
                        "No text of this sheet is different from what is kept. Nothing new is made."
                    )
                ),
                button(say("Back"), "scenario_page", sheet.scenario),
            )
        )
    return found.files


def _wrong(
    words: Words, scenario_id: str, wrong: Sequence[tuple[str, CellProblem | Finding]]
) -> Reply:
    say = words.say
    entries = [
        f"{insert(place, words.language)}: {_explained(words, problem)}" for place, problem in wrong
    ]
    shown = screen(
        title(say("Not yet playable")),
        text(
            words.count(
                "{n} text of the sheet has an error. Nothing was saved.",
                "{n} texts of the sheet have errors. Nothing was saved.",
                len({place for place, _ in wrong}),
            )
        ),
        list_lines(words, entries),
        button(say("All texts as a spreadsheet"), "send_texts", scenario_id),
        button(say("Back"), "scenario_page", scenario_id),
    )
    bullets = [words.bullet(entry) for entry in entries]
    files = list_file("findings.txt", say("All findings"), bullets, entries)
    return Reply(shown, then=following(*files))


def _explained(words: Words, problem: CellProblem | Finding) -> str:
    say = words.say
    match problem:
        case Finding():
            return explained(words, problem)
        case CellProblem.UNKNOWN:
            return say("The case has no such text.")
        case CellProblem.TWICE:
            return say("This text is here twice.")
        case CellProblem.EMPTY:
            return say("This text no longer exists.")
        case CellProblem.FORMULA:
            return say("This is a formula. Type the text itself.")
        case CellProblem.CHANGED:
            return say(
                "This text has changed in a newer edition since the sheet was made. Ask for it "
                "anew."
            )
