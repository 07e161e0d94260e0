"""Personal codes as files: to be sent on from a phone, and as cards to print and cut."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.app.onboarding.bot_links import BotLinks
from bot.app.onboarding.place_codes import PlaceWithCode
from bot.chat.kit.context import BaseContext
from bot.chat.kit.request import FollowUp, OutgoingFile, Reply
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Screen, screen, text, title
from bot.chat.trainer.files.file_names import file_name
from bot.export.writers.row_files import as_csv, as_xlsx
from bot.locale import Words, words
from bot.phrases.date_phrases import short_day_of
from bot.phrases.labels import person_name
from bot.pictures import passes
from bot.pictures.passes import CardTexts, CodeCard
from scenarios.languages import REQUIRED
from storage.cohorts.cohorts import Cohort


def code_files(
    ctx: BaseContext, cohort: Cohort, coded: Sequence[PlaceWithCode], shown: Screen
) -> Reply:
    """A screen and, where there are codes, the files to hand out: a workbook, a CSV, and cards.

    The codes are stored nowhere: where the files are lost, new ones are needed.
    """
    if not coded:
        return Reply(shown)

    async def make() -> Sequence[OutgoingFile]:
        return await made_files(ctx.words, ctx.app.links, ctx.now, cohort, coded)

    return Reply(shown, then=make, lost=_lost(ctx, cohort))


async def made_files(
    words: Words, links: BotLinks, now: datetime, cohort: Cohort, coded: Sequence[PlaceWithCode]
) -> Sequence[OutgoingFile]:
    """The codes as a workbook, a CSV, and cards to print."""
    rows = _rows(words, links, coded)
    workbook = await asyncio.to_thread(as_xlsx, rows, words.language)
    return (
        OutgoingFile(file_name(cohort, "codes", "xlsx", now), workbook),
        OutgoingFile(file_name(cohort, "codes", "csv", now), as_csv(rows)),
        await _cards(words, links, now, cohort, coded),
    )


def card(ctx: BaseContext, cohort: Cohort, coded: PlaceWithCode) -> FollowUp:
    """Makes the card of one person."""

    async def make() -> Sequence[OutgoingFile]:
        return (await _cards(ctx.words, ctx.app.links, ctx.now, cohort, (coded,)),)

    return make


def _lost(ctx: BaseContext, cohort: Cohort) -> Screen:
    say = ctx.say
    return screen(
        title(cohort.name),
        text(
            say(
                "The files with the codes could not be made, and the codes are kept nowhere else. "
                "Make new ones: for one person under “Who is in it”, or for all who are expected."
            )
        ),
        button(say("Members"), "member_list", cohort.id, 0),
        button(say("New codes for all expected"), "renew_all_codes", cohort.id),
        button(say("Back to the cohort"), "cohort_page", cohort.id),
    )


async def _cards(
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
        say("Scan it, or write this to {bot}:", bot=f"@{links.username}"),
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
