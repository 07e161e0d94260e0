"""The result of a scenario submission, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.authoring.submission import Submission, SubmissionProblem
from bot.locale import Words
from bot.phrases.finding_phrases import explained
from bot.scenario_files.retyped_texts import CellProblem
from bot.scenario_files.submissions import (
    NotKept,
    Rejected,
    SheetUnchanged,
    Unplayable,
)
from bot.scenario_files.uploaded_files import (
    MOST_ENTRIES,
    MOST_UNPACKED,
    RejectionReason,
)
from scenarios import limits
from scenarios.bidi import insert
from scenarios.findings import Finding, errors


def why_refused(words: Words, why: RejectionReason) -> tuple[str, str]:
    """Why a file is not opened, and what to do."""
    say = words.say
    problems = {
        RejectionReason.KIND: say(
            "This is not a YAML file, a zip, or a spreadsheet of texts from here."
        ),
        RejectionReason.SHEET: say(
            "A spreadsheet of texts is read as XLSX only. Save it as XLSX, and send that file."
        ),
        RejectionReason.BROKEN: say("This zip file cannot be read; it may be incomplete."),
        RejectionReason.LOCKED: say("This zip has a password. Send it without one."),
        RejectionReason.PACKED: say(
            "This zip uses an unsupported compression. Create the zip again."
        ),
        RejectionReason.PATHS: say(
            "File names in this zip lead outside its folder. Create the zip again."
        ),
        RejectionReason.MANY: say("There are more than {n} files in this zip.", n=MOST_ENTRIES),
        RejectionReason.LARGE: say(
            "This zip is too large when unpacked: the limit is {all} MB in total and "
            "{each} kB per file.",
            all=MOST_UNPACKED >> 20,
            each=limits.FILE_BYTES // 1024,
        ),
        RejectionReason.NESTED: say("This zip contains another archive. Add the files themselves."),
        RejectionReason.NONE: say("There is no scenario.yaml in this zip."),
        RejectionReason.SEVERAL: say(
            "There is more than one scenario in this zip. Send them one by one."
        ),
        RejectionReason.TWICE: say("This zip contains the same file twice."),
    }
    again = say("Send a YAML file, or a zip with scenario.yaml and its translation.")
    return problems[why], again if why is not RejectionReason.SHEET else ""


def too_demanding(words: Words) -> str:
    """Why a case is not kept that exceeds the limits of a child process."""
    return words.say(
        "Checking this file takes more memory or time than is allowed. Nothing was saved. Send a "
        "smaller case, with fewer scenes and choices."
    )


def why_not_kept(words: Words, error: Rejected, wanted: str) -> str:
    """Why a scenario without errors is not kept."""
    say, scenario = words.say, error.scenario
    match error.reason:
        case SubmissionProblem.OTHER:
            return say(
                "This file is {id}, but a new edition of {wanted} was expected. Nothing was saved.",
                id=scenario.id,
                wanted=wanted,
            )
        case SubmissionProblem.RESERVED:
            return say(
                "The track {track} is reserved for the first one-minute case. Choose another.",
                track=scenario.track,
            )
        case SubmissionProblem.TAKEN:
            return say(
                "Another author's case already has the id {id}. Give yours another id "
                "in the line `id:` and send it again.",
                id=scenario.id,
            )
        case SubmissionProblem.STALE:
            return say(
                "Another edition was added in the meantime. See what it changed; "
                "if you send yours again, it becomes the edition after that one."
            )
        case SubmissionProblem.FULL:
            return say("The limit of cases or editions is reached, so no more can be added.")


def unplayable_remedy(words: Words, problem: Unplayable) -> str:
    """Advice if only the previous edition's translation does not fit; otherwise empty."""
    wrong = errors(problem.loaded.findings)
    if not all(finding.file in problem.added for finding in wrong):
        return ""
    return words.say(
        "The file is fine, but the translation of the previous edition no longer "
        "fits it. Update the translation and send both in one zip. A zip without "
        "a translation is accepted without one."
    )


def kept_words(words: Words, kept: Submission) -> str:
    """The saved edition and the one in use, in words."""
    say, number = words.say, kept.edition.number
    if not kept.new:
        return say("This is identical to edition {n}, so nothing new is saved.", n=number)
    if kept.used is None:
        return say(
            "No errors. Saved as edition {n}, a draft: only you see it until you share it.",
            n=number,
        )
    return say(
        "No errors. Saved as edition {n}. Edition {used} stays in use until you "
        "replace it with this one.",
        n=number,
        used=kept.used,
    )


def sheet_refused(words: Words, problem: NotKept) -> str:
    """Why nothing comes of a spreadsheet as a whole."""
    if isinstance(problem, SheetUnchanged):
        return words.say(
            "No text in this sheet differs from the current edition, so nothing was saved."
        )
    return words.say(
        "This is not a spreadsheet of texts of one of your cases. Request the texts of "
        "the case, edit the cells, save as XLSX and send that file back."
    )


def sheet_problems(words: Words, wrong: Sequence[tuple[str, CellProblem | Finding]]) -> list[str]:
    """Each problem with the address of its cell."""
    return [
        f"{insert(place, words.language)}: {_explained(words, problem)}" for place, problem in wrong
    ]


def _explained(words: Words, problem: CellProblem | Finding) -> str:
    say = words.say
    match problem:
        case Finding():
            return explained(words, problem)
        case CellProblem.UNKNOWN:
            return say("The case has no such text.")
        case CellProblem.TWICE:
            return say("This text appears twice.")
        case CellProblem.EMPTY:
            return say("This text no longer exists.")
        case CellProblem.FORMULA:
            return say("This is a formula. Type the text itself.")
        case CellProblem.CHANGED:
            return say(
                "This text has changed in a newer edition since the sheet was created. "
                "Request a new sheet."
            )
