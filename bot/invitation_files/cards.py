"""Files with the codes of a cohort, to hand out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.app.onboarding.bot_links import BotLinks
from bot.app.onboarding.place_codes import PlaceWithCode
from bot.export.writers.row_files import as_csv, as_xlsx
from bot.files import OutgoingFile
from bot.locale import Words, words
from bot.phrases.date_phrases import short_day_of
from bot.phrases.file_names import file_name
from bot.phrases.labels import person_name
from bot.pictures import passes
from bot.pictures.passes import CardTexts, CodeCard
from scenarios.languages import REQUIRED
from storage.cohorts.cohorts import Cohort


async def made_files(
    words: Words, links: BotLinks, now: datetime, cohort: Cohort, coded: Sequence[PlaceWithCode]
) -> Sequence[OutgoingFile]:
    """The codes as a workbook, a CSV, and cards to print."""
    rows = _rows(words, links, coded)
    workbook = await asyncio.to_thread(as_xlsx, rows, words.language)
    return (
        OutgoingFile(file_name(cohort, "codes", "xlsx", now), workbook),
        OutgoingFile(file_name(cohort, "codes", "csv", now), as_csv(rows)),
        await cards(words, links, now, cohort, coded),
    )


async def cards(
    speak: Words, links: BotLinks, now: datetime, cohort: Cohort, coded: Sequence[PlaceWithCode]
) -> OutgoingFile:
    each = [
        CodeCard(
            tuple(code.place.names.values()),
            code.place.number or "",
            links.deep_link(code.code.token),
            code.code.typed,
        )
        for code in coded
    ]
    said = [_said(words(language), links, cohort, coded[0]) for language in REQUIRED]
    content = await asyncio.to_thread(passes.pdf, cohort.name, each, said)
    caption = speak.say("Cards to print and cut. Each code is for one person.")
    return OutgoingFile(file_name(cohort, "cards", "pdf", now), content, caption=caption)


def _said(words: Words, links: BotLinks, cohort: Cohort, coded: PlaceWithCode) -> CardTexts:
    say, day = words.say, short_day_of(words, coded.code.expires_at, cohort.timezone)
    return CardTexts(
        words.language,
        say("For you alone."),
        say("Scan it, or send this to {bot}:", bot=f"@{links.username}"),
        say("until {day}", day=day),
    )


def _rows(words: Words, links: BotLinks, coded: Sequence[PlaceWithCode]) -> list[tuple[str, ...]]:
    """A header and a row for each; with a column of staff numbers only if there are some."""
    say = words.say
    rows = [(say("Name"), say("Personal link"), say("Short code"), say("Staff number"))]
    for code in coded:
        name, secret = person_name(words, code.place.names), code.code
        rows.append((name, links.deep_link(secret.token), secret.typed, code.place.number or ""))
    numbered = any(code.place.number for code in coded)
    return [row if numbered else row[:-1] for row in rows]
