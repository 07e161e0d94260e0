"""Personal codes as files: to be sent on from a phone, and as cards to print and cut."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.app.onboarding.bot_links import Links
from bot.app.onboarding.place_codes import Coded
from bot.chat.date_phrases import short_day_of
from bot.chat.kit.request import File, Reply, Then
from bot.chat.kit.screen import Screen
from bot.chat.labels import person_name
from bot.chat.trainer.cohorts.row_files import as_csv, as_xlsx
from bot.chat.trainer.invitations.personal_code_screens import codes_lost_screen
from bot.locale import LANGUAGES, Words, words
from bot.pictures import passes
from bot.pictures.passes import Pass, Said
from storage.cohorts.cohorts import Cohort


def handed(
    speak: Words, links: Links, cohort: Cohort, coded: Sequence[Coded], screen: Screen
) -> Reply:
    """What a trainer hands out: a workbook, a text to copy from, and cards to print.

    Args:
        speak: The language of the trainer.
        links: What leads into the bot.
        cohort: Into which.
        coded: Whose codes; they are kept nowhere, so that for lost files new ones are needed.
        screen: What the files come below.
    """
    rows = list(_rows(speak, links, coded))

    async def then() -> Sequence[File]:
        workbook = await asyncio.to_thread(as_xlsx, rows, speak.language)
        printed = await cards(speak, links, cohort, coded)
        return File("codes.xlsx", workbook), File("codes.csv", as_csv(rows)), printed

    return Reply(screen, then=then, lost=codes_lost_screen(speak, cohort))


def card(speak: Words, links: Links, cohort: Cohort, one: Coded) -> Then:
    """Makes the card of one person."""

    async def then() -> Sequence[File]:
        return (await cards(speak, links, cohort, (one,)),)

    return then


async def cards(speak: Words, links: Links, cohort: Cohort, coded: Sequence[Coded]) -> File:
    """The cards, drawn beside the loop."""
    each = [
        Pass(
            tuple(one.place.names.values()),
            one.place.number or "",
            links.to(one.secret.token),
            one.secret.typed,
        )
        for one in coded
    ]
    said = [_said(words(one), links, cohort, coded[0]) for one in LANGUAGES]
    content = await asyncio.to_thread(passes.pdf, cohort.name, each, said)
    caption = speak.say("Cards to print and cut. Each code is for one person.")
    return File("cards.pdf", content, caption=caption)


def _said(speak: Words, links: Links, cohort: Cohort, one: Coded) -> Said:
    day = short_day_of(speak, one.secret.until, cohort.timezone)
    return Said(
        speak.language,
        speak.say("For you alone."),
        speak.say("Scan it, or write this to {bot}:", bot=f"@{links.username}"),
        speak.say("until {day}", day=day),
    )


def _rows(speak: Words, links: Links, coded: Sequence[Coded]) -> list[tuple[str, ...]]:
    """A head and a line for each; a column of numbers only where there are such."""
    numbered = any(one.place.number for one in coded)
    head = (speak.say("Name"), speak.say("Personal link"), speak.say("Short code"))
    rows: list[tuple[str, ...]] = [(*head, speak.say("Staff number")) if numbered else head]
    for one in coded:
        name = person_name(speak, one.place.names)
        row = (name, links.to(one.secret.token), one.secret.typed)
        rows.append((*row, one.place.number or "") if numbered else row)
    return rows
