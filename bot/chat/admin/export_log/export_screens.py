"""Screens about exports."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.admin.export_log.actions import MakeFile, ShowPlaces, ShowSets, ShowSpans
from bot.chat.admin.export_log.export_phrases import sets_named
from bot.chat.admin.export_log.export_spans import OFFERED
from bot.chat.date_phrases import date_of
from bot.chat.kit.actions import ShowList
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import headed
from bot.export.unlinkable import MAX_ROWS, MIN_PEOPLE, disclosure_note, has_results
from bot.locale import Words
from storage.exports.export_log import LoggedExport


def deleted_screen(speak: Words, release: LoggedExport, timezone: str) -> Screen:
    """Confirm that the deletion of a file is noted."""
    text = speak.say(
        "Noted: the file of {day} is deleted ({sets}). Thank you.",
        day=date_of(speak, release.made_at, timezone),
        sets=sets_named(speak, release.sets),
    )
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Today"), ShowList()),))


def places_screen(speak: Words, agencies: Sequence[tuple[str, str]]) -> Screen:
    """Offer agencies, by id and name."""
    say = speak.say
    return Screen(
        (Line(Role.TITLE, say("Files")), Line(Role.TEXT, say("Files of which agency?"))),
        (
            *(Button(headed(name), ShowSets(one)) for one, name in agencies),
            button(say("All roles"), "role_list"),
        ),
    )


def sets_screen(speak: Words, agency: str, name: str, *, several: bool) -> Screen:
    """Offer the data sets."""
    say = speak.say
    text = say(
        "Tables of what people did, without names. Who knows the place may still know who is who: "
        "so keep a file to yourself, and delete it once it is not needed. That it was made is "
        "recorded."
    )
    back = Button(say("Back"), ShowPlaces()) if several else button(say("All roles"), "role_list")
    return Screen(
        (Line(Role.TITLE, say("Files")), Line(Role.TEXT, headed(name)), Line(Role.TEXT, text)),
        (
            *(Button(sets_named(speak, (one,)), ShowSpans(agency, one, "xlsx")) for one in OFFERED),
            back,
        ),
    )


def spans_screen(speak: Words, name: str, chosen: ShowSpans) -> Screen:
    """Offer the periods, and the other format."""
    say, agency, dataset, kind = speak.say, chosen.agency, chosen.dataset, chosen.kind
    spans = (
        ("month", say("The last month")),
        ("quarter", say("The last three months")),
        ("year", say("The last year")),
        ("all", say("From the first day on")),
    )
    other, text = (
        ("csv", say("As CSV instead")) if kind == "xlsx" else ("xlsx", say("As a workbook instead"))
    )
    return Screen(
        (
            Line(Role.TITLE, sets_named(speak, (dataset,))),
            Line(Role.TEXT, speak.beside(headed(name), kind.upper())),
            Line(Role.TEXT, say("By when work was given; people by when they came.")),
        ),
        (
            *(Button(text, MakeFile(agency, dataset, kind, span)) for span, text in spans),
            Button(text, ShowSpans(agency, dataset, other)),
            Button(say("Back"), ShowSets(agency)),
        ),
    )


def making_screen(speak: Words) -> Screen:
    """Say that the file is being made."""
    return Screen((Line(Role.TEXT, speak.say("The file is being made.")),))


def busy_screen(speak: Words) -> Screen:
    """Say that another file is being made."""
    say = speak.say
    text = say("A file is being made for you already. Once it has come, the next one can be made.")
    return Screen((Line(Role.TEXT, text),), (Button(say("Back"), ShowPlaces()),))


def made_screen(speak: Words, release: LoggedExport, name: str) -> Screen:
    """Announce the file."""
    say = speak.say
    results = any(map(has_results, release.sets))
    return Screen(
        (
            Line(Role.TITLE, say("The file follows.")),
            Line(Role.TEXT, speak.beside(sets_named(speak, release.sets), headed(name))),
            *((Line(Role.NOTE, disclosure_note(speak)),) if results else ()),
            Line(
                Role.NOTE,
                say(
                    "If somebody who may stand in it is erased, the bot asks you to delete it. "
                    "Delete it in this chat too."
                ),
            ),
        ),
        (Button(say("Another file"), ShowPlaces()),),
    )


def large_screen(speak: Words, command: str) -> Screen:
    """Say that the file is too large for the chat."""
    text = speak.say(
        "That is more than {n} rows. Whoever runs this bot makes it on the server with: {command}",
        n=f"{MAX_ROWS:,}",
        command=command,
    )
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Back"), ShowPlaces()),))


def refused_screen(speak: Words, command: str) -> Screen:
    """Say that Telegram refused the file."""
    text = speak.say(
        "Telegram did not take the file, so it is not here. Ask for it once more in a while. "
        "Whoever runs this bot can make it on the server with: {command}",
        command=command,
    )
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Back"), ShowPlaces()),))


def few_screen(speak: Words, release: LoggedExport) -> Screen:
    """Say that too few people are in the file."""
    say = speak.say
    if any(map(has_results, release.sets)):
        text = say(
            "Fewer than {n} people have finished the same work, so whoever knows the place would "
            "know whose a result is. Ask again once {n} have, or for a longer time.",
            n=MIN_PEOPLE,
        )
    else:
        text = say(
            "Fewer than {n} people stand in it, so whoever knows the place would know who is who. "
            "A longer time may have more of them.",
            n=MIN_PEOPLE,
        )
    return Screen((Line(Role.TEXT, text),), (Button(say("Back"), ShowPlaces()),))
