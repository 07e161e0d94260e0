"""A learner's input, taken in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.playing import attempt_end, steps
from bot.app.playing.inputs import Input
from bot.app.playing.steps import AttemptMissing, EditionNotLoaded, StepTaken, Taken
from storage.intake import telegram_updates
from storage.playing import attempts


@dataclass(frozen=True, slots=True)
class Origin:
    """The account and the update that an input comes from."""

    bot: int
    telegram_id: int
    update: int


def take(
    conn: Connection, library: Library, origin: Origin, given: Input, now: datetime
) -> Taken | EditionNotLoaded:
    """Take an input into the attempt that it names; it counts once for each update.

    Whose attempt it is, which turn it stands at and whether the input is offered there are checked
    while its row is locked. An edition with corrected texts takes the place of the attempt's own.
    """
    attempt = attempts.get_own_for_update(conn, given.attempt_id, origin.bot, origin.telegram_id)
    if attempt is None:
        return AttemptMissing()
    edition = library.correction(attempt.edition) or attempt.edition
    scenario = library.loaded(edition)
    if scenario is None:
        return EditionNotLoaded(edition)
    if not telegram_updates.mark_seen(conn, origin.bot, origin.update, now):
        return steps.again(conn, attempt, given)
    if edition != attempt.edition:
        attempt = steps.correct(conn, attempt, edition, now)
    taken = steps.do(conn, scenario, attempt, given, now)
    if isinstance(taken, StepTaken):
        attempt_end.follow_up(conn, library, scenario, taken.attempt, now)
    return taken
