"""Looking at an edition before anyone else can, and playing it. It counts nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.agencies.local_settings import in_place_of
from bot.app.authoring import edition_use
from bot.app.authoring.authoring_rights import seen_by
from bot.app.authoring.managed_scenarios import manages
from bot.app.library import Library
from bot.app.playing import expired_attempts
from bot.app.playing.attempt_start import Purpose, create_attempt
from bot.app.request import Request
from scenarios.model import Scenario
from storage.people import people
from storage.playing import attempts
from storage.playing.attempts import PREVIEW, Attempt


@dataclass(frozen=True, slots=True)
class Preview:
    """An edition that a person views."""

    scenario: Scenario
    manages: bool
    """Whether they look after it; else they are to approve it."""


def preview(
    conn: Connection, request: Request, library: Library, scenario_id: str, number: int
) -> Preview:
    """An edition that the person looks after, or may approve.

    Raises:
        NotFound: There is none, or they may not see it.
        EditionUnavailable: It cannot be read.
    """
    edition = seen_by(conn, request.person, scenario_id, number)
    scenario = edition_use.content(conn, library, edition)
    return Preview(scenario, manages(conn, request.person, scenario_id))


def begin(
    conn: Connection, request: Request, scenario: Scenario, number: int, attempt_id: str, seed: int
) -> Attempt:
    """Begin or resume a preview of an edition; a preview of another edition is closed.

    Args:
        scenario: The edition's content.
        number: The edition's number.
        attempt_id: A random id for a new attempt.
        seed: The random seed of a new attempt.

    Raises:
        NotFound: They may not see it.
    """
    person = request.person
    people.lock(conn, person.id)
    seen_by(conn, person, scenario.id, number)
    for running in attempts.running(conn, person.id):
        if running.mode == PREVIEW and running.edition == scenario.edition:
            return running
        if running.mode == PREVIEW:
            expired_attempts.close(conn, running.id, request.now)
    scenario = in_place_of(conn, scenario, person.agency, request.now)
    return create_attempt(conn, person, scenario, Purpose(PREVIEW), attempt_id, seed, request.now)
