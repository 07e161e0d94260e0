"""What became of a scenario that was sent."""

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
            "This is neither a YAML file nor a zip, nor a spreadsheet that came from here."
        ),
        RejectionReason.SHEET: say(
            "A spreadsheet of texts is read as XLSX only. Save it as XLSX, and send that file."
        ),
        RejectionReason.BROKEN: say("This zip file cannot be read; it may be incomplete."),
        RejectionReason.LOCKED: say("This zip has a password. Send it without one."),
        RejectionReason.PACKED: say("This zip is packed in an unusual way. Pack the files anew."),
        RejectionReason.PATHS: say(
            "The names in this zip lead out of its folder. Pack the files anew."
        ),
        RejectionReason.MANY: say("There are more than {n} files in this zip.", n=MOST_ENTRIES),
        RejectionReason.LARGE: say(
            "Unpacked this zip is too large: {all} MB in all, and {each} kB a file, are the most.",
            all=MOST_UNPACKED >> 20,
            each=limits.FILE_BYTES // 1024,
        ),
        RejectionReason.NESTED: say(
            "There is another archive in this zip. Pack the files themselves."
        ),
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
                "The track {track} is for the first minute alone. Choose another.",
                track=scenario.track,
            )
        case SubmissionProblem.TAKEN:
            return say(
                "There is another case with the id {id}, and it is not yours. Give yours another "
                "id in the line `id:` and send it once more.",
                id=scenario.id,
            )
        case SubmissionProblem.STALE:
            return say(
                "Another edition was added in the meantime. See what it changed; "
                "if you send yours again, it becomes the edition after that one."
            )
        case SubmissionProblem.FULL:
            return say("So many cases or editions are kept already that no further one is taken.")


def unplayable_remedy(words: Words, problem: Unplayable) -> str:
    """What to do about a translation of the edition before that no longer fits; else empty."""
    wrong = errors(problem.loaded.findings)
    if not all(finding.file in problem.added for finding in wrong):
        return ""
    return words.say(
        "The file is fine, but the translation of the previous edition no longer "
        "fits it. Update the translation and send both in one zip. A zip without "
        "a translation is accepted without one."
    )


def kept_words(words: Words, kept: Submission) -> str:
    """That an edition is kept, and which one is in use."""
    say, number = words.say, kept.edition.number
    if not kept.new:
        return say("These are the very words of edition {n}; nothing new is kept.", n=number)
    if kept.used is None:
        return say(
            "No errors. Saved as edition {n}, a draft: only you see it until you share it.",
            n=number,
        )
    return say(
        "No error. It is kept as edition {n}. Edition {used} stays in use until you put this one "
        "in its place.",
        n=number,
        used=kept.used,
    )


def sheet_refused(words: Words, problem: NotKept) -> str:
    """Why nothing comes of a spreadsheet as a whole."""
    if isinstance(problem, SheetUnchanged):
        return words.say(
            "No text of this sheet is different from what is kept. Nothing new is made."
        )
    return words.say(
        "This cannot be read as a spreadsheet of texts of a case of yours. Ask for "
        "the texts of the case, type over what is to change, save it as XLSX, and "
        "send that file back."
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
