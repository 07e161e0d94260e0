"""What is wrong with a scenario that was sent, said to its author. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.app.cohorts.pasted_names import in_a_line
from bot.chat.author.scenarios.actions import ShowScenarios
from bot.chat.author.scenarios.long_lists import LETTERS, as_file, fitting, on_screen
from bot.chat.author.scenarios.uploaded_files import ENTRIES, UNPACKED, Why
from bot.chat.kit.request import File
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.locale import Words
from scenarios import limits
from scenarios.bidi import insert
from scenarios.findings import Finding, errors

NAME = 60  # letters of the name of a file
SHORT = 600  # of advice below what is right already


def ordered(
    findings: Iterable[Finding], names: Mapping[str, str] = MappingProxyType({})
) -> list[Finding]:
    """Errors first, and each by its place.

    Args:
        findings: What was found.
        names: As the files were sent, by those they have here; anyone may have given them.
    """
    found = sorted(findings, key=lambda one: (one.severity != "error", one))
    return [replace(one, file=in_a_line(names.get(one.file, one.file), NAME)) for one in found]


def line(speak: Words, one: Finding) -> str:
    """A finding in a line: where, what is wrong, what to do."""
    place = insert(f"{one.file}, {one.line}:{one.column}", speak.language)
    return f"{place}: {told_of(speak, one)}"


def told_of(speak: Words, one: Finding) -> str:
    """What is wrong and what to do, without its place."""
    return " ".join(speak.render(part) for part in (one.message, one.mend) if part)


def wrong_screen(speak: Words, findings: Sequence[Finding], *, behind: bool = False) -> Screen:
    """It cannot be played yet: what is to be mended.

    Args:
        speak: The language.
        findings: What is wrong, errors first.
        behind: Whether all errors are in files of the edition before, which were not sent now.
    """
    wrong = errors(findings)
    told = speak.count(
        "{n} error keeps it from being played. Nothing is kept of the file.",
        "{n} errors keep it from being played. Nothing is kept of the file.",
        len(wrong),
    )
    lines = [Line(Role.TITLE, speak.say("Not yet playable")), Line(Role.TEXT, told)]
    lines += listed(speak, ordered(findings), LETTERS)
    again = speak.say("Mend these, and send the file once more, here in the chat.")
    if behind:
        again = speak.say(
            "The file that you sent is fine; the translation of the edition before does not fit it "
            "any more. Mend that, and send both in one zip. A zip without a translation is taken "
            "without one."
        )
    lines.append(Line(Role.NOTE, again))
    return Screen(tuple(lines), (Button(speak.say("Your scenarios"), ShowScenarios()),))


def listed(speak: Words, findings: Sequence[Finding], letters: int) -> list[Line]:
    """As many findings as fit, and where the others are."""
    return on_screen(speak, [line(speak, one) for one in findings], letters)


def findings_file(speak: Words, findings: Sequence[Finding], letters: int) -> tuple[File, ...]:
    """All findings as a text file, where they do not fit on a screen."""
    told = [line(speak, one) for one in findings]
    if fitting(told, letters) == len(told):
        return ()
    severities = [
        f"{speak.render(one.severity.saying)}: {text}"
        for one, text in zip(findings, told, strict=True)
    ]
    return as_file("findings.txt", severities, speak.say("All findings"))


def refused_screen(speak: Words, why: Why) -> Screen:
    """What was sent is not even looked at, and why."""
    lines = [Line(Role.TEXT, _reason(speak, why))]
    if why is not Why.SHEET:
        again = speak.say("Send a YAML file, or a zip with scenario.yaml and its translation.")
        lines.append(Line(Role.NOTE, again))
    return Screen(
        tuple(lines),
        (Button(speak.say("Your scenarios"), ShowScenarios()),),
    )


def _reason(speak: Words, why: Why) -> str:
    say = speak.say
    reasons = {
        Why.KIND: say(
            "This is neither a YAML file nor a zip, nor a spreadsheet that came from here."
        ),
        Why.SHEET: say(
            "A spreadsheet of texts is read as XLSX only. Save it as XLSX, and send that file."
        ),
        Why.BROKEN: say("This zip cannot be read; it may have been cut off on its way."),
        Why.LOCKED: say("This zip has a password. Send it without one."),
        Why.PACKED: say("This zip is packed in an unusual way. Pack the files anew."),
        Why.PATHS: say("The names in this zip lead out of its folder. Pack the files anew."),
        Why.MANY: say("There are more than {n} files in this zip.", n=ENTRIES),
        Why.LARGE: say(
            "Unpacked this zip is too large: {all} MB in all, and {each} kB a file, are the most.",
            all=UNPACKED >> 20,
            each=limits.FILE_BYTES // 1024,
        ),
        Why.NESTED: say("There is another archive in this zip. Pack the files themselves."),
        Why.NONE: say("There is no scenario.yaml in this zip."),
        Why.SEVERAL: say("There is more than one scenario in this zip. Send them one by one."),
        Why.TWICE: say("One file stands in this zip twice."),
    }
    return reasons[why]


def checking_screen(speak: Words) -> Screen:
    """It takes longer than usual."""
    text = speak.say(
        "The file is here and is being checked; that takes a moment longer than usual. What came "
        "of it will stand here. If nothing comes, send it once more."
    )
    return Screen((Line(Role.TEXT, text),))
