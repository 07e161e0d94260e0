"""What a trainer sees of a list that comes as a file. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.app.onboarding.person_names import MOST as MOST_NAME
from bot.app.onboarding.roster_sheet import (
    MOST_NUMBER,
    MOST_ROWS,
    Bad,
    Doubt,
    Doubtful,
    Read,
    Wrong,
)
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.cohorts.actions import ShowInviting
from bot.chat.trainer.invitations.actions import AskAnotherList, DropList, EnterList
from bot.chat.trainer.invitations.roster_template import columns
from bot.locale import LANGUAGES, Words
from scenarios.bidi import insert
from storage.cohorts.cohorts import Cohort
from storage.people.names import SCRIPTS
from storage.people.people import Person

SAMPLE = 2  # rows whose names are shown
MOST_TOLD = 12  # of each kind on a screen; what is more comes as a file


class Unread(Enum):
    """Why nothing of a file could be read."""

    UNREADABLE = auto()
    NO_NAMES = auto()
    NO_ROWS = auto()
    TOO_LONG = auto()
    TOO_MUCH = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a file, and the id under which it waits."""

    cohort: Cohort
    waiting: str
    read: Read
    doubtful: Sequence[Doubtful]
    fields: Sequence[str] = ()  # of work, that are known

    @property
    def sure(self) -> int:
        """How many rows are good beyond doubt."""
        return len(self.read.good) - len(self.doubtful)

    @property
    def unknown_jobs(self) -> list[tuple[int, str]]:
        """Fields of work that are none of ours, with their rows."""
        return [(one.row, one.unknown_job) for one in self.read.good if one.unknown_job]


def in_order(person: Person) -> list[str]:
    """Every language, a person's own first."""
    return sorted(LANGUAGES, key=lambda one: one != person.language)


def ask_screen(speak: Words, cohort: Cohort) -> Screen:
    """Ask for the file."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("A list as a file: {cohort}", cohort=cohort.name)),
            Line(
                Role.TEXT,
                say(
                    "Please send it here, as XLSX or CSV: a person a row, at most {n}. One of the "
                    "two files that come now can be filled in.",
                    n=MOST_ROWS,
                ),
            ),
            Line(Role.TEXT, say("Columns: {columns}", columns=speak.listed(columns(speak)))),
            Line(
                Role.NOTE,
                say(
                    "One name is enough. A staff number tells two people of one name apart. Every "
                    "other column is left out and not kept; nothing is entered before you say so."
                ),
            ),
        ),
        (Button(say("Back"), ShowInviting(cohort.id)),),
    )


def unread_screen(speak: Words, cohort: Cohort, why: Unread) -> Screen:
    """Nothing of the file could be read, and nothing was kept."""
    say = speak.say
    said = {
        Unread.UNREADABLE: say(
            "This file cannot be read. Please save it as XLSX or CSV, without a password, and send "
            "it again."
        ),
        Unread.NO_NAMES: say(
            "No column of names was found. Please name the columns in the first row, such as: "
            "{columns}. Of a workbook only the first sheet is read.",
            columns=speak.listed(columns(speak)),
        ),
        Unread.NO_ROWS: say("Nothing stands below the names of the columns."),
        Unread.TOO_LONG: say(
            "These are more than {n} rows, or something stands far below them. Please send them "
            "in several files.",
            n=MOST_ROWS,
        ),
        Unread.TOO_MUCH: say(
            "There is far more in this file than {n} rows take. Please copy the names into a new "
            "one, without pictures, and send that.",
            n=MOST_ROWS,
        ),
    }
    return Screen(
        (Line(Role.TEXT, said[why]), Line(Role.NOTE, say("Nothing of it was kept."))),
        (Button(say("Back"), ShowInviting(cohort.id)),),
    )


def found_screen(speak: Words, found: Found) -> Screen:
    """What could be entered, what not, and what may be one too many."""
    say, read = speak.say, found.read
    lines = [
        Line(Role.TITLE, say("The list for {cohort}", cohort=found.cohort.name)),
        Line(Role.TEXT, _counted(speak, found)),
        Line(Role.TEXT, _understood(speak, read)),
    ]
    lines += _told(speak, say("Cannot be entered:"), [_bad(speak, one) for one in read.bad])
    lines += _told(
        speak,
        say("Perhaps one too many, which only you can tell:"),
        [_doubt(speak, one) for one in found.doubtful],
    )
    lines += _told(
        speak,
        say("Fields of work that are not known here and are left out:"),
        [say("row {row}: {what}", row=row, what=what) for row, what in found.unknown_jobs],
    )
    if found.unknown_jobs:
        known = say("Fields of work: {fields}", fields=speak.listed(found.fields))
        lines.append(Line(Role.TEXT, known))
    if read.good:
        lines.append(Line(Role.NOTE, say("Nothing is entered yet.")))
    return Screen(tuple(lines), tuple(_buttons(speak, found)))


def is_long(found: Found) -> bool:
    """Whether there is more to tell than a screen has room for."""
    told = (found.read.bad, found.doubtful, found.unknown_jobs)
    return any(len(one) > MOST_TOLD for one in told)


def every_problem(speak: Words, found: Found) -> list[tuple[str, str]]:
    """Each row of which there is something to tell, as rows of a file."""
    say = speak.say
    told = [(one.row, _bad(speak, one)) for one in found.read.bad]
    told += [(one.row, _doubt(speak, one)) for one in found.doubtful]
    told += [
        (row, say("field of work not known: {what}", what=what)) for row, what in found.unknown_jobs
    ]
    return [
        (say("Row"), say("What is to be told")),
        *((str(row), text) for row, text in sorted(told)),
    ]


def entered_screen(speak: Words, cohort: Cohort, many: int) -> Screen:
    """What was entered. It takes the place of what was said of the file."""
    say = speak.say
    lines = [Line(Role.TITLE, say("The list for {cohort}", cohort=cohort.name))]
    if many:
        text = speak.count(
            "{n} row is entered, with a personal code.",
            "{n} rows are entered, each with a personal code.",
            many,
        )
        lines.append(Line(Role.TEXT, text))
        text = say(
            "The codes come in three files that say the same: a workbook, text to copy from on "
            "a phone, and cards to print. They are shown only now; a code that was lost can be "
            "made anew."
        )
        lines.append(Line(Role.TEXT, text))
    else:
        lines.append(Line(Role.TEXT, say("Everybody was on the list already.")))
    return Screen(
        tuple(lines),
        (
            button(say("Who is in it"), "member_list", cohort.id, 0),
            button(say("Back to the cohort"), "cohort_page", cohort.id),
        ),
    )


def dropped_screen(speak: Words, cohort: Cohort) -> Screen:
    """Nothing was entered."""
    say = speak.say
    text = say("Nothing was entered, and nothing of the file was kept.")
    return Screen((Line(Role.TEXT, text),), (Button(say("Back"), ShowInviting(cohort.id)),))


def _counted(speak: Words, found: Found) -> str:
    good, bad = len(found.read.good), len(found.read.bad)
    told = [speak.count("{n} row is good", "{n} rows are good", good)]
    if bad:
        told.append(speak.count("{n} row is not", "{n} rows are not", bad))
    return " · ".join(told)


def _understood(speak: Words, read: Read) -> str:
    """Which columns were read, and the first names, by which a wrong coding is seen."""
    heads = speak.listed(insert(one, speak.language) for one in read.heads)
    told = speak.say("Columns that are read: {columns}", columns=heads)
    if not read.good:
        return told
    first = [
        insert(one.who.names[script], speak.language)
        for one in read.good[:SAMPLE]
        for script in SCRIPTS
        if script in one.who.names
    ]
    more = "…" if len(read.good) > SAMPLE else ""
    return "\n".join((told, speak.say("Names: {names}", names=speak.listed(first) + more)))


def _buttons(speak: Words, found: Found) -> Iterator[Button]:
    say, good = speak.say, len(found.read.good)
    if found.sure:
        text = speak.count("Enter {n} row", "Enter {n} rows", found.sure)
        yield Button(text, EnterList(found.waiting, every=False), main=True)
    if found.doubtful:
        text = speak.count(
            "Enter {n} row: it is somebody else",
            "Enter all {n} rows: they are different people",
            good,
        )
        yield Button(text, EnterList(found.waiting, every=True))
    if good:
        yield Button(say("Enter nothing"), DropList(found.cohort.id))
    yield Button(say("Send another file"), AskAnotherList(found.cohort.id))


def _told(speak: Words, head: str, each: Sequence[str]) -> list[Line]:
    if not each:
        return []
    shown = [speak.bullet(one) for one in each[:MOST_TOLD]]
    more = ["…"] if len(each) > MOST_TOLD else []
    return [Line(Role.TEXT, "\n".join((head, *shown, *more)))]


def _bad(speak: Words, one: Bad) -> str:
    say = speak.say
    why = {
        Wrong.NO_NAME: say("no name"),
        Wrong.FORMULA: say("a formula; its value is wanted"),
        Wrong.NOT_A_NAME: say("this is no name"),
        Wrong.TOO_LONG: say("longer than the {n} letters of a name", n=MOST_NAME),
        Wrong.NOT_LATIN: say("no name in Latin letters"),
        Wrong.NOT_ARABIC: say("no name in Arabic letters"),
        Wrong.BAD_NUMBER: say("a staff number has at most {n} letters and digits", n=MOST_NUMBER),
    }[one.why]
    if not one.what:
        return say("row {row}: {why}", row=one.row, why=why)
    return say("row {row}: {why}: {what}", row=one.row, why=why, what=one.what)


def _doubt(speak: Words, one: Doubtful) -> str:
    say = speak.say
    match one.why:
        case Doubt.TWICE:
            return say("row {row} says the same as row {other}", row=one.row, other=one.other)
        case Doubt.SAME_NUMBER:
            return say(
                "row {row} has the staff number of row {other}", row=one.row, other=one.other
            )
        case Doubt.LISTED:
            return say("row {row}: that name is on the list already", row=one.row)
        case Doubt.LISTED_NUMBER:
            return say("row {row}: that staff number is on the list already", row=one.row)
