"""All texts of a scenario as a spreadsheet, and the files that come of it once it is sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.author.long_lists import following, list_file, list_lines
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button
from bot.chat.kit.screen import screen
from bot.lines import text, title
from bot.locale import Words
from bot.scenario_files import retyped_texts, text_sheet
from bot.scenario_files.retyped_texts import CellProblem, Edition
from bot.scenario_files.submission_phrases import sheet_problems, sheet_refused
from bot.scenario_files.submissions import NotKept, SheetProblems, SheetUnchanged
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


def not_merged(words: Words, problem: NotKept) -> Reply:
    """The reply to a returned spreadsheet that cannot be merged."""
    if isinstance(problem, SheetProblems):
        return _wrong(words, problem.scenario, problem.problems)
    back = (
        button(words.say("Back"), "scenario_page", problem.scenario)
        if isinstance(problem, SheetUnchanged)
        else button(words.say("Your scenarios"), "scenario_list")
    )
    return Reply(screen(text(sheet_refused(words, problem)), back))


def _wrong(
    words: Words, scenario_id: str, wrong: Sequence[tuple[str, CellProblem | Finding]]
) -> Reply:
    say, entries = words.say, sheet_problems(words, wrong)
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
