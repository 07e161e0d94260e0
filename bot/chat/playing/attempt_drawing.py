"""The screen of an attempt, drawn from its row and what else must be known, and its picture."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog

from bot.app.certificates import certificate_issuing
from bot.app.errors import UNPLAYABLE
from bot.app.playing import recap, records
from bot.app.playing.attempt_view import UNKNOWN, AttemptContext, AttemptView, view_attempt
from bot.application import App
from bot.chat.common import common_screens
from bot.chat.kit.plain_screen import plain_screen
from bot.chat.kit.request import FollowUp
from bot.chat.kit.screen import Screen
from bot.chat.playing.attempt_screen import attempt_screen, recap_lines, step_screens
from bot.chat.playing.closed_attempt_screens import closed_attempt_screen
from bot.files import OutgoingFile
from bot.locale import Words, words
from bot.phrases.debrief_phrases import band_words, competency_words
from bot.pictures.bands import Row, render_png
from scenarios.model import COMPETENCIES, Competency, Scenario
from scenarios.score import Band
from storage.playing.attempts import UNCOUNTED, Attempt

log = structlog.get_logger()


async def draw_attempt(app: App, attempt: Attempt, known: AttemptContext = UNKNOWN) -> Screen:
    """The screen of an attempt; where it cannot be drawn, a sentence that says so."""
    app.receipts.wake(attempt.id)
    try:
        return await screen_of(app, attempt, known)
    except UNPLAYABLE as error:
        return unplayable_screen(attempt.id, attempt.language, error)


async def draw_again(app: App, attempt: Attempt, *, recalled: bool = False) -> Screen:
    """The screen of an attempt for a returning learner, with a recap after a while.

    Args:
        recalled: Whether to show a recap even after a short time.
    """
    screen = await draw_attempt(app, attempt)
    if screen.shows is None or not (recalled or recap.is_back(attempt, app.clock.now())):
        return screen
    scenario = await app.library.load(attempt.edition)
    found = await app.database.read(lambda conn: recap.recap(conn, scenario, attempt))
    first, *rest = screen.lines
    return replace(screen, lines=(first, *recap_lines(words(attempt.language), found), *rest))


async def draw_step(
    app: App, attempt: Attempt, known: AttemptContext
) -> tuple[Screen | None, Screen]:
    """The outcome of a tap, for the message that was tapped, and the next scene below it.

    Args:
        attempt: Its state after the tap.
        known: Has the position before the tap.

    Returns:
        No outcome where there is none to tell, or where the next scene cannot be drawn.
    """
    app.receipts.wake(attempt.id)
    try:
        view = await _view(app, attempt, known)
    except UNPLAYABLE as error:
        return None, unplayable_screen(attempt.id, attempt.language, error)
    outcome, scene = (None, view) if isinstance(view, Screen) else step_screens(view)
    return outcome and _in_plain_words(attempt, outcome), _in_plain_words(attempt, scene)


async def screen_of(app: App, attempt: Attempt, known: AttemptContext = UNKNOWN) -> Screen:
    """The screen of an attempt, in its language.

    Raises:
        EditionUnavailable: Its edition is nowhere, or cannot be read.
        UnreadablePosition: Its position cannot be read.
    """
    view = await _view(app, attempt, known)
    return _in_plain_words(attempt, view if isinstance(view, Screen) else attempt_screen(view))


def _in_plain_words(attempt: Attempt, screen: Screen) -> Screen:
    return plain_screen(words(attempt.language), screen) if attempt.plain_screens else screen


async def _view(app: App, attempt: Attempt, known: AttemptContext) -> AttemptView | Screen:
    """The view of an attempt; a screen of its own if it cannot continue."""
    now = app.clock.now()
    view = await view_attempt(app.database, app.library, attempt, now, known)
    if not isinstance(view, AttemptView):
        return closed_attempt_screen(words(attempt.language), view, attempt.assignment)
    if attempt.assignment is not None and attempt.result is not None:
        certificate = await app.database.read(
            lambda conn: certificate_issuing.of_attempt(conn, attempt, now)
        )
        if certificate is not None:
            view = replace(view, certificate=(certificate.id, certificate.programme))
    return view


def unplayable_screen(attempt_id: str, language: str, error: Exception) -> Screen:
    """The screen of an attempt that cannot continue; the log says why."""
    log.error("attempt not playable", attempt=attempt_id, error=type(error).__name__)
    return common_screens.gone_screen(words(language))


_STEPS = {Band.SECURE: 3, Band.NEARLY: 2, Band.NOT_YET: 1}


def picture_after(attempt: Attempt, scenario: Scenario | None) -> FollowUp | None:
    """Draws the picture that follows the end of an attempt; None if there is none.

    Args:
        attempt: The finished attempt.
        scenario: The edition that was played. Results of a test are shown after its last part.
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
