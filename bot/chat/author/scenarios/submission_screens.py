"""What came of a file that was sent. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.app.cohorts.pasted_names import in_a_line
from bot.chat.author.scenarios.actions import PlayEdition, ShowEdition, ShowOwn, ShowScenarios
from bot.chat.author.scenarios.approval_doubts import Doubts, doubt_lines
from bot.chat.author.scenarios.edition_changes import (
    LETTERS,
    change_lines,
    in_short,
    sort_of,
    warnings,
)
from bot.chat.author.scenarios.edition_preview_screens import lone_language
from bot.chat.author.scenarios.finding_screens import NAME, SHORT, listed
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.locale import Words
from scenarios.bidi import insert
from scenarios.edition_diff import Difference
from scenarios.findings import Finding

UNREAD = 5  # names of files that are told


@dataclass(frozen=True, slots=True)
class Received:
    """An edition that was sent and is kept."""

    scenario: str
    title: str
    number: int
    new: bool  # whether it was not kept before
    in_use: int | None  # the number of the edition that is in use
    advice: Sequence[Finding]
    before: int | None = None  # the number of the edition it was compared with
    changed: Difference | None = None
    unread: Sequence[str] = ()  # what else lay in the zip
    languages: Sequence[str] = ()  # of its texts
    doubts: Doubts = field(default_factory=Doubts)


def received_screen(speak: Words, one: Received) -> Screen:
    """It can be played, and is kept."""
    say = speak.say
    lines = [Line(Role.TITLE, one.title), Line(Role.TEXT, _kept(speak, one))]
    lines += doubt_lines(speak, one.doubts)
    if one.changed is not None and one.before is not None:
        lines += changed_lines(speak, one.changed, one.before)
    if one.advice:
        told = speak.count(
            "It could be better in {n} place:", "It could be better in {n} places:", len(one.advice)
        )
        lines += [Line(Role.HEADING, told), *listed(speak, one.advice, SHORT)]
    lines += lone_language(speak, one.languages)
    if one.unread:
        names = speak.listed([_name(speak, name) for name in one.unread[:UNREAD]])
        told = say("Not read, since it is no part of a case:")
        lines.append(Line(Role.NOTE, f"{told} {names}"))
    buttons = [
        Button(say("Play it as a learner"), PlayEdition(one.scenario, one.number), main=True)
    ]
    if one.in_use is not None and one.in_use != one.number:
        leads = ShowEdition(one.scenario, one.number)
        buttons.append(Button(say("Put edition {n} in use", n=one.number), leads))
    buttons.append(Button(say("Share, publish and more"), ShowOwn(one.scenario)))
    return Screen(tuple(lines), tuple(buttons))


def _name(speak: Words, name: str) -> str:
    """The name of a file that anyone may have given it."""
    return insert(in_a_line(name, NAME), speak.language)


def changed_lines(
    speak: Words, found: Difference, before: int, letters: int = LETTERS, *, back: bool = False
) -> list[Line]:
    """What is different from an edition: counted, whether it plays as before, and one by one.

    Args:
        speak: The language.
        found: What is different.
        before: The number of the edition that it is compared with.
        letters: How many there is room for.
        back: Whether that edition is the later one.
    """
    counted = speak.listed(in_short(speak, found))
    head = speak.say("Compared with edition {n}", n=before)
    lines = [Line(Role.HEADING, head), Line(Role.TEXT, sort_of(speak, found))]
    if counted:
        lines.append(Line(Role.TEXT, counted + "."))
    lines += change_lines(speak, found, letters)
    return lines + [Line(Role.NOTE, one) for one in warnings(speak, found, back=back)]


def _kept(speak: Words, one: Received) -> str:
    say = speak.say
    if not one.new:
        return say("These are the very words of edition {n}; nothing new is kept.", n=one.number)
    if one.in_use is None:
        return say(
            "No error. It is kept as edition {n}, a draft: nobody sees it but you until you "
            "share it.",
            n=one.number,
        )
    return say(
        "No error. It is kept as edition {n}. Edition {used} stays in use until you put this one "
        "in its place.",
        n=one.number,
        used=one.in_use,
    )


def taken_screen(speak: Words, scenario: str) -> Screen:
    """Its id is that of a case of the library, or of someone else's."""
    text = speak.say(
        "There is another case with the id {id}, and it is not yours. Give yours another id in the "
        "line `id:` and send it once more.",
        id=scenario,
    )
    return _told(speak, text)


def other_screen(speak: Words, scenario: str, wanted: str) -> Screen:
    """A new edition of one was asked for, and another came."""
    text = speak.say(
        "This file is of {id}, and a new edition of {wanted} was awaited. Nothing is kept of it.",
        id=scenario,
        wanted=wanted,
    )
    return _told(speak, text)


def reserved_screen(speak: Words, track: str) -> Screen:
    """Its field of work is none."""
    text = speak.say(
        "The track {track} is for the first minute alone. Choose another.", track=track
    )
    return _told(speak, text)


def full_screen(speak: Words) -> Screen:
    """There are so many already that it cannot be meant."""
    text = speak.say("So many cases or editions are kept already that no further one is taken.")
    return _told(speak, text)


def lonely_screen(speak: Words) -> Screen:
    """A translation came, and it is not known of what."""
    text = speak.say(
        "This is a translation. Open the case that it belongs to and tap New edition first, or "
        "send both files in one zip."
    )
    return _told(speak, text)


def _told(speak: Words, text: str) -> Screen:
    back = Button(speak.say("Your scenarios"), ShowScenarios())
    return Screen((Line(Role.TEXT, text),), (back,))
