"""Scenario files that authors send: completed by those of the edition before, kept as an edition.

Checking them (`scenarios.loader.load`) takes a core for up to seconds, and needs no transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from sqlalchemy import Connection

from bot.app.access.rights import Right, permitted_agencies
from bot.app.authoring import edition_use
from bot.app.authoring.authoring_rights import own_for
from bot.app.authoring.concerns import Concerns, concerns_about
from bot.app.authoring.edition_use import Comparison
from bot.app.authoring.managed_scenarios import manages
from bot.app.errors import NotFound
from bot.app.library import Library, edition_of
from bot.app.playing.keyed_locks import KeyedLocks
from bot.app.request import Request
from scenarios.catalogue.tracks import START
from scenarios.media import as_bytes
from scenarios.model import Scenario
from storage.agencies.agencies import OTHER
from storage.authoring import editions, own_scenarios
from storage.authoring.own_scenarios import NumberedEdition, OwnScenario
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE, Role

MOST_OWN: Final = 100  # scenarios of one person
MOST_EDITIONS: Final = 500  # of one scenario


class SubmissionProblem(Enum):
    """Why a valid scenario is rejected."""

    OTHER = auto()  # a new edition of another scenario was asked for
    RESERVED = auto()  # its track is that of the first minute
    TAKEN = auto()  # its id is that of a scenario of the library, or of someone else
    STALE = auto()  # another edition was kept since the one that it was written from
    FULL = auto()  # there are so many already that it cannot be meant


class SubmissionError(Exception):
    """A valid scenario is rejected."""

    def __init__(self, reason: SubmissionProblem) -> None:
        super().__init__(reason.name)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Submission:
    """An edition that was kept, or was kept already."""

    own: OwnScenario
    edition: NumberedEdition
    new: bool
    editions: Sequence[NumberedEdition]
    """All of the scenario, newest first."""

    @property
    def used(self) -> int | None:
        """The number of the edition in use."""
        return next(
            (each.number for each in self.editions if each.edition == self.own.edition), None
        )


class CheckQueue:
    """Lets one file be checked at a time, since each may take a core.

    Authors take turns, so that nobody waits for all the files that another one sent.
    """

    def __init__(self) -> None:
        self._one = asyncio.Lock()
        self._authors = KeyedLocks()

    @asynccontextmanager
    async def turn(self, person_id: str) -> AsyncIterator[None]:
        """Wait for a person's turn, and hold it until the block ends."""
        async with self._authors.hold(person_id), self._one:
            yield


def newest_files(conn: Connection, request: Request, scenario_id: str) -> Mapping[str, bytes]:
    """The files of a scenario's newest edition; none where the scenario is not theirs."""
    if not manages(conn, request.person, scenario_id):
        return {}
    return _files(conn, own_scenarios.of_scenario(conn, scenario_id)[0].edition)


def _files(conn: Connection, edition: str) -> Mapping[str, bytes]:
    kept = editions.get(conn, edition)
    return {name: as_bytes(name, text) for name, text in kept.content.items()} if kept else {}


def sheet_files(
    conn: Connection, request: Request, scenario_id: str, edition: str
) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    """The files of the edition that a spreadsheet of texts was made of, and of the newest one.

    Raises:
        NotFound: There is no such edition, or the scenario is not theirs.
    """
    own_for(conn, request.person, scenario_id)
    every = own_scenarios.of_scenario(conn, scenario_id)
    if edition not in {each.edition for each in every}:
        raise NotFound
    return _files(conn, edition), _files(conn, every[0].edition)


def keep(
    conn: Connection,
    request: Request,
    library: Library,
    scenario: Scenario,
    wanted: str = "",
    seen: int | None = None,
) -> Submission:
    """Keep a valid scenario as an edition.

    Args:
        request: The author's request.
        library: The scenarios whose ids are taken.
        scenario: The file's content.
        wanted: The id of the scenario for which an edition was requested; empty for any.
        seen: The newest edition's number that they saw; None to skip the check for changes.

    Raises:
        NotFound: They may not write scenarios.
        SubmissionError: It cannot be kept.
    """
    if wanted and scenario.id != wanted:
        raise SubmissionError(SubmissionProblem.OTHER)
    if scenario.track == START:
        raise SubmissionError(SubmissionProblem.RESERVED)
    if scenario.id in library.scenarios:
        raise SubmissionError(SubmissionProblem.TAKEN)
    own, person_id = _claimed(conn, request, scenario.id), request.person.id
    kept = own_scenarios.of_scenario(conn, scenario.id)
    if seen is not None and kept and kept[0].number != seen:
        raise SubmissionError(SubmissionProblem.STALE)
    if len(kept) >= MOST_EDITIONS:
        raise SubmissionError(SubmissionProblem.FULL)
    editions.keep(conn, edition_of(scenario, request.now, "draft"))
    edition, new = own_scenarios.add(conn, scenario.id, scenario.edition, person_id, request.now)
    return Submission(own, edition, new, own_scenarios.of_scenario(conn, scenario.id))


def _claimed(conn: Connection, request: Request, scenario_id: str) -> OwnScenario:
    """The scenario of an id, locked; a new one where the id is free."""
    person = request.person
    own = own_scenarios.get_for_update(conn, scenario_id)
    if own is None:
        if len(own_scenarios.of_owner(conn, person.id)) >= MOST_OWN:
            raise SubmissionError(SubmissionProblem.FULL)
        home = _home(person, roles.of(conn, person.id))
        made = OwnScenario(scenario_id, home, person.id, None, "cohorts", request.now)
        own = own_scenarios.claim(conn, made)
    if own is None or not manages(conn, person, scenario_id):
        raise SubmissionError(SubmissionProblem.TAKEN)
    return own


def _home(person: Person, held: Sequence[Role]) -> str:
    """The agency of a new scenario: where its author works, if they may write there."""
    allowed = permitted_agencies(held, Right.WRITE_SCENARIO)
    if not allowed:
        raise NotFound
    if person.agency and (person.agency in allowed or EVERYWHERE in allowed):
        return person.agency
    return next((agency for agency in allowed if agency != EVERYWHERE), OTHER)


def assess(
    conn: Connection, library: Library, submission: Submission, scenario: Scenario
) -> tuple[Concerns, Comparison | None]:
    """The findings on a new edition for its author; takes up to a second.

    Returns:
        What speaks against publishing it, and how it differs from the edition in use, or else
        from the one before it; None where there is none, or it is not new.
    """
    concerns = concerns_about(conn, library, scenario, submission.own.agency)
    before = edition_use.compared_with(
        submission.editions, submission.own.edition, submission.edition
    )
    if before is None or not submission.new:
        return concerns, None
    return concerns, edition_use.compare(conn, library, before, scenario)
