"""Attempts that are over, as their learners look back on them: functions of their events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy import Connection

from bot.app.errors import UNPLAYABLE, NotFound
from bot.app.library import Library
from bot.app.playing import records
from bot.app.playing.sealed_results import is_sealed
from bot.app.request import Request
from scenarios import debrief, position
from scenarios.debrief import Moment, MomentText
from scenarios.model import Scenario
from scenarios.rendering import render_text
from storage.db.database import Database
from storage.playing import attempts, events
from storage.playing.attempts import Attempt
from storage.playing.events import Event

log = structlog.get_logger()


class AttemptNotOver(Exception):
    """There is no looking back yet."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(f"the attempt {attempt.id} is not over")
        self.attempt = attempt


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An ended attempt, in the language of the person looking back."""

    attempt: Attempt
    scenario: Scenario
    language: str
    moments: tuple[Moment, ...] = field(default=())

    @property
    def is_test(self) -> bool:
        """Whether it was a test, which is looked back upon and never practised."""
        return self.scenario.use == "test"

    @property
    def slips(self) -> tuple[Moment, ...]:
        """The moments to learn from."""
        return tuple(moment for moment in self.moments if moment.is_instructive)

    @property
    def critical(self) -> tuple[Moment, ...]:
        """The moments in which someone could have been endangered."""
        return tuple(moment for moment in self.moments if moment.answer.critical)

    @property
    def title(self) -> str:
        """The title of the case."""
        opening = self.scenario.opening
        return render_text(self.scenario, self.language, 0, "title", opening) or self.scenario.id

    @property
    def ending(self) -> str:
        """The ending that was reached."""
        return position.read(self.attempt.position).scene

    @property
    def in_its_language(self) -> Attempt:
        """The attempt in the language of the person looking back."""
        return replace(self.attempt, language=self.language)

    def moment(self, turn: int) -> Moment | None:
        """The decision that was answered at a turn, if one was."""
        return next((moment for moment in self.moments if moment.turn == turn), None)

    def told(self, moment: Moment) -> MomentText:
        """A moment in words."""
        return debrief.render_moment(self.scenario, self.language, self.attempt.seed, moment)


def past_attempt(
    attempt: Attempt, scenario: Scenario, happened: Sequence[Event], language: str
) -> PastAttempt:
    """An ended attempt, looked back upon.

    Raises:
        BrokenScenario: These are not the events of this edition.
    """
    scenario = records.in_place(scenario, happened)
    moments = debrief.moments(scenario, records.acts(scenario, happened))
    return PastAttempt(attempt, scenario, language, moments)


async def look_back(
    database: Database, library: Library, request: Request, attempt_id: str
) -> PastAttempt:
    """An own attempt that is over.

    Raises:
        NotFound: It is not there or not theirs, its results are sealed, or it cannot be read.
        AttemptNotOver: It is not over.
    """

    def find(conn: Connection) -> tuple[Attempt | None, list[Event]]:
        attempt = attempts.get(conn, attempt_id)
        if attempt is None or attempt.person != request.person.id:
            return None, []
        if attempt.state == "ended" and attempts.is_withheld(conn, attempt_id):
            return None, []
        return attempt, events.of(conn, attempt_id) if attempt.state == "ended" else []

    attempt, happened = await database.read(find)
    if attempt is None:
        raise NotFound
    if attempt.state != "ended":
        raise AttemptNotOver(attempt)
    try:
        scenario = await library.load(attempt.edition)
        # Results of a test stay hidden until its last form, which would otherwise be easier.
        if scenario.use == "test" and await database.read(
            lambda conn: is_sealed(conn, library.scenarios, attempt, scenario, request.now)
        ):
            raise NotFound
        return past_attempt(attempt, scenario, happened, request.person.language)
    except UNPLAYABLE as error:
        log.warning("attempt not readable", attempt=attempt_id, error=type(error).__name__)
        raise NotFound from error
