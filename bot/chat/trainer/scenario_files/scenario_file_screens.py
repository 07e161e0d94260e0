"""What a trainer sees before and after a case is taken out. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.cards.case_titles import about_minutes, title_of
from bot.chat.trainer.assignments.case_choice import Field
from bot.chat.trainer.scenario_files.actions import PRESENT, ShowCases, ShowForms, TakeOut
from bot.locale import Words
from bot.scenario_files.file_formats import PAGE, SHEET, YAML, forms_of
from scenarios import durations
from scenarios.model import Scenario


def cases_screen(speak: Words, fields: Sequence[Field], page: int) -> Screen:
    """The cases of one field of work, and the ways to the next ones.

    Args:
        speak: The language.
        fields: Every field of work that has cases.
        page: Which of them is shown.
    """
    say = speak.say
    at = page if page < len(fields) else 0
    back = button(say("Your scenarios"), "scenario_list")
    if not fields:
        return Screen((Line(Role.TEXT, say("There is no case here yet.")),), (back,))
    shown = fields[at]
    about = "\n".join(f"{title}\n{what}" for _, title, what in shown.cases)
    others = [one for one in (at - 1, at + 1) if 0 <= one < len(fields)]
    return Screen(
        (
            Line(Role.TITLE, say("Cases to download")),
            Line(Role.HEADING, shown.name),
            Line(Role.TEXT, about),
        ),
        (
            *(Button(title, ShowForms(one, PRESENT)) for one, title, _ in shown.cases),
            *(
                Button(say("Field: {name}", name=fields[one].name), ShowCases(one))
                for one in others
            ),
            back,
        ),
    )


def forms_screen(speak: Words, case: Scenario, number: int) -> Screen:
    """As what an edition of a case can be taken out.

    Args:
        speak: The language.
        case: The edition.
        number: Which, of one's own; `PRESENT` for what is in use.
    """
    say = speak.say
    about = about_minutes(speak, durations.minutes(case, speak.language))
    lines = [Line(Role.TITLE, title_of(speak, case))]
    lines.append(Line(Role.NOTE, speak.beside(case.id, about)))
    if number != PRESENT:
        lines.append(Line(Role.HEADING, say("Edition {n}", n=number)))
    forms = forms_of(case)
    lines += [Line(Role.TEXT, _told(speak, one)) for one in forms]
    if PAGE in forms:
        text = say(
            "Sheet and page hold every reason and every ending. Think of whom you give them."
        )
        lines.append(Line(Role.NOTE, text))
    else:
        text = say(
            "This is a test. It has no page of its own, and its sheets come with a test that is "
            "under way."
        )
        lines.append(Line(Role.NOTE, text))
    buttons = [Button(_named(speak, one), TakeOut(case.id, number, one)) for one in forms]
    back = Button(say("Cases to download"), ShowCases(0))
    if number != PRESENT:
        back = button(say("Your scenarios"), "scenario_list")
    return Screen(tuple(lines), (*buttons, back))


def _named(speak: Words, form: str) -> str:
    say = speak.say
    names = {
        YAML: say("Its files, to change"),
        SHEET: say("A sheet for the table"),
        PAGE: say("A page without a network"),
    }
    return names[form]


def _told(speak: Words, form: str) -> str:
    say = speak.say
    sentences = {
        YAML: say(
            "Its files: YAML in all its languages, as they can be sent back here. With another id "
            "they are a case of your own."
        ),
        SHEET: say(
            "A sheet for the table: a PDF to print in each language, with scenes to read aloud, a "
            "part for whoever leads, and a sheet to note points."
        ),
        PAGE: say(
            "A page without a network: one HTML file that plays the case in a browser in all its "
            "languages. It sends nothing; where somebody is in it is kept in its window alone."
        ),
    }
    return sentences[form]


def making_screen(speak: Words, case: Scenario, form: str) -> Screen:
    """It is being made."""
    text = speak.say("{what}: being made. It may take some seconds.", what=_named(speak, form))
    return Screen((Line(Role.TITLE, title_of(speak, case)), Line(Role.TEXT, text)))


def made_screen(speak: Words, case: Scenario, number: int, form: str) -> Screen:
    """It comes below."""
    text = speak.say("{what}: here it is.", what=_named(speak, form))
    back = Button(speak.say("Back to the case"), ShowForms(case.id, number))
    return Screen((Line(Role.TITLE, title_of(speak, case)), Line(Role.TEXT, text)), (back,))


def too_large_screen(speak: Words, case: Scenario, number: int) -> Screen:
    """It has more ways through it than a page can hold."""
    say = speak.say
    text = say(
        "This case can go in too many ways for one page. Its files and its sheet can be had."
    )
    return Screen(
        (Line(Role.TITLE, title_of(speak, case)), Line(Role.TEXT, text)),
        (Button(say("Back to the case"), ShowForms(case.id, number)),),
    )
