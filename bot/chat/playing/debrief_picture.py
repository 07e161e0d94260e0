"""The picture that follows an ending: the four competencies in bands."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bot.app.modes import UNCOUNTED
from bot.app.playing import records
from bot.chat.kit.request import FollowUp
from bot.files import OutgoingFile
from bot.locale import Words, words
from bot.phrases.debrief_phrases import band_words, competency_words
from bot.pictures.bands import Row, render_png
from scenarios.model import COMPETENCIES, Competency, Scenario
from scenarios.score import Band
from storage.playing.attempts import Attempt

_STEPS = {Band.SECURE: 3, Band.NEARLY: 2, Band.NOT_YET: 1}


def picture_after(attempt: Attempt, scenario: Scenario | None) -> FollowUp | None:
    """Makes the picture that follows the ending of an attempt; None where there is none to show.

    Args:
        attempt: As it ended.
        scenario: What was played. How a test went is told after the last one.
    """
    if attempt.result is None or attempt.mode in UNCOUNTED:
        return None
    if scenario is None or scenario.use == "test":
        return None
    return picture(words(attempt.language), records.result_of(attempt.result).bands)


def picture(speak: Words, bands: Mapping[Competency, Band]) -> FollowUp | None:
    """Makes the picture of some bands; None where there is nothing to show.

    It is drawn beside the loop. All that is in it was said by the ending's message, so nothing is
    lost where it does not arrive.
    """
    if not bands:
        return None

    async def made() -> Sequence[OutgoingFile]:
        title = speak.say("How it went")
        content = await asyncio.to_thread(render_png, title, rows(speak, bands), speak.language)
        return (OutgoingFile("bands.png", content, picture=True, caption=title),)

    return made


def rows(speak: Words, bands: Mapping[Competency, Band]) -> tuple[Row, ...]:
    """The rows of the picture, one for each competency."""
    return tuple(_row(speak, competency, bands.get(competency)) for competency in COMPETENCIES)


def _row(speak: Words, competency: Competency, band: Band | None) -> Row:
    name = competency_words(speak, competency)
    if band is None:
        return Row(competency, name, 0, speak.say("too few to say"))
    return Row(competency, name, _STEPS[band], band_words(speak, band))
