"""What is wrong with rows of a list, in words."""

from __future__ import annotations

from bot.app.cohorts.roster_sheet import (
    MOST_NUMBER,
    MOST_ROWS,
    DuplicateReason,
    InvalidRow,
    PossibleDuplicate,
    RowProblem,
)
from bot.app.cohorts.roster_upload import UploadProblem
from bot.app.person_names import MOST as MOST_NAME
from bot.locale import Words


def column_names(words: Words) -> tuple[str, ...]:
    """The names of the columns, which `roster_sheet.column_of` recognises."""
    say = words.say
    return (
        say("Name in Latin letters"),
        say("Name in Arabic letters"),
        say("Field of work"),
        say("Staff number"),
    )


def upload_problem(words: Words, why: UploadProblem) -> str:
    """Why a file could not be read, and what to do."""
    say = words.say
    match why:
        case UploadProblem.UNREADABLE:
            return say(
                "This file cannot be read. Please save it as XLSX or CSV, without a password, and "
                "send it again."
            )
        case UploadProblem.NO_NAMES:
            return say(
                "No column of names was found. Please put headings in the first row, "
                "such as: {columns}. Only the first sheet of a workbook is read.",
                columns=words.listed(column_names(words)),
            )
        case UploadProblem.NO_ROWS:
            return say("There are no rows below the column names.")
        case UploadProblem.TOO_LONG:
            return say(
                "These are more than {n} rows, or there is text far below them. Send them"
                " in several files.",
                n=MOST_ROWS,
            )
        case UploadProblem.TOO_MUCH:
            return say(
                "There is far more in this file than {n} rows take. Please copy the names into a "
                "new one, without pictures, and send that.",
                n=MOST_ROWS,
            )


def row_problem(words: Words, bad: InvalidRow) -> str:
    """Why a row cannot be entered, with what stands there."""
    say, why = words.say, problem_reason(words, bad.problem)
    if not bad.text:
        return say("row {row}: {why}", row=bad.row, why=why)
    return say("row {row}: {why}: {what}", row=bad.row, why=why, what=bad.text)


def problem_reason(words: Words, problem: RowProblem) -> str:
    """A problem of a row, in the middle of a sentence."""
    say = words.say
    return {
        RowProblem.NO_NAME: say("no name"),
        RowProblem.FORMULA: say("a formula: enter its value instead"),
        RowProblem.NOT_A_NAME: say("not a name"),
        RowProblem.TOO_LONG: say("longer than the {n} letters of a name", n=MOST_NAME),
        RowProblem.NOT_LATIN: say("no name in Latin letters"),
        RowProblem.NOT_ARABIC: say("no name in Arabic letters"),
        RowProblem.BAD_NUMBER: say(
            "a staff number has at most {n} letters and digits", n=MOST_NUMBER
        ),
    }[problem]


def possible_duplicate(words: Words, doubt: PossibleDuplicate) -> str:
    """Why a row may be one too many."""
    say, row, other = words.say, doubt.row, doubt.other
    match doubt.reason:
        case DuplicateReason.TWICE:
            return say("row {row} is the same as row {other}", row=row, other=other)
        case DuplicateReason.SAME_NUMBER:
            return say("row {row} has the staff number of row {other}", row=row, other=other)
        case DuplicateReason.LISTED:
            return say("row {row}: that name is on the list already", row=row)
        case DuplicateReason.LISTED_NUMBER:
            return say("row {row}: that staff number is on the list already", row=row)
