"""What came of a sheet of texts. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.author.scenarios.actions import SendTexts, ShowOwn, ShowScenarios
from bot.chat.author.scenarios.long_lists import LETTERS, as_file, fitting, on_screen
from bot.chat.kit.request import File
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.locale import Words
from bot.scenario_files.retyped_texts import Wrong


def sent_screen(speak: Words, scenario: str, title: str, number: int) -> Screen:
    """The sheet is on its way."""
    say = speak.say
    text = say(
        "All texts of edition {n} come as a spreadsheet, both languages side by side. Type over "
        "what is to change, and send the file back here: a new edition is made of it. How the "
        "case plays cannot change by it.",
        n=number,
    )
    return Screen(
        (Line(Role.TITLE, title), Line(Role.TEXT, text)),
        (Button(say("Back"), ShowOwn(scenario)),),
    )


def told(speak: Words, why: Wrong) -> str:
    """What is wrong with a cell by itself."""
    say = speak.say
    sentences = {
        Wrong.UNKNOWN: say("The case has no such text."),
        Wrong.TWICE: say("This text stands here twice."),
        Wrong.EMPTY: say("There is no text here any more."),
        Wrong.FORMULA: say("This is a formula. Type the text itself."),
        Wrong.CHANGED: say(
            "This text has changed in a newer edition since the sheet was made. Ask for it anew."
        ),
    }
    return sentences[why]


def wrong_sheet_screen(speak: Words, scenario: str, lines: Sequence[str], count: int) -> Screen:
    """Nothing of the sheet is kept, and why, by cell.

    Args:
        speak: The language.
        scenario: Its id.
        lines: What is wrong, each with its cell.
        count: In how many cells that is.
    """
    say = speak.say
    text = speak.count(
        "{n} text of the sheet is to be mended. Nothing is kept of it.",
        "{n} texts of the sheet are to be mended. Nothing is kept of it.",
        count,
    )
    told_lines = [Line(Role.TITLE, say("Not yet playable")), Line(Role.TEXT, text)]
    told_lines += on_screen(speak, lines)
    return Screen(
        tuple(told_lines),
        (
            Button(say("All texts as a spreadsheet"), SendTexts(scenario)),
            Button(say("Back"), ShowOwn(scenario)),
        ),
    )


def cells_file(speak: Words, lines: Sequence[str]) -> tuple[File, ...]:
    """All of it as a text file, where it does not fit on a screen."""
    if fitting(lines, LETTERS) == len(lines):
        return ()
    entries = [speak.bullet(one) for one in lines]
    return as_file("findings.txt", entries, speak.say("All findings"))


def same_screen(speak: Words, scenario: str) -> Screen:
    """Nothing was typed over."""
    text = speak.say("No text of this sheet is different from what is kept. Nothing new is made.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Back"), ShowOwn(scenario)),))


def strange_screen(speak: Words) -> Screen:
    """It is no sheet of texts that came from here."""
    text = speak.say(
        "This cannot be read as a spreadsheet of texts of a case of yours. Ask for the texts of "
        "the case, type over what is to change, save it as XLSX, and send that file back."
    )
    back = Button(speak.say("Your scenarios"), ShowScenarios())
    return Screen((Line(Role.TEXT, text),), (back,))
