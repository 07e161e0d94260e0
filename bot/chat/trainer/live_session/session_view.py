"""What there is to see of a session, for its leader's phone and for the page alike."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from bot.app.errors import UNPLAYABLE, NotFound
from bot.app.library import Library
from bot.app.live_session import session_flow
from bot.app.live_session.session_flow import Phase
from bot.app.onboarding.bot_links import Links
from bot.app.ports import Clock
from bot.chat.learner.cards.case_titles import title_of
from bot.chat.trainer.live_session.class_choices import (
    Offer,
    asks_of,
    last_questions,
    offers,
    questions,
    stop_questions,
)
from bot.locale import Words, words
from scenarios import position
from scenarios.model import Scenario
from scenarios.position import Position
from scenarios.rendering import Turn
from storage.agencies import local_contacts
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.live_sessions import Session

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Counts:
    """Who is there and what they said, in numbers."""

    there: int = 0
    phones: int = 0
    voted: int = 0
    hands: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """A session as it is shown. Nobody's name is in it."""

    session: Session
    cohort: Cohort
    title: str
    phase: Phase
    turn: Turn
    counts: Counts
    offers: tuple[Offer, ...] = ()
    most: str | None = None  # what most are for, where one thing is ahead
    marks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    door: str = ""  # the link that lets people in
    page: str = ""  # the address of the page; empty where none is served

    @property
    def voted(self) -> bool:
        """Whether anybody has, by phone, hand or paper."""
        return self.counts.voted + self.counts.hands > 0

    @property
    def question(self) -> str:
        """The question for the room, where there is one now."""
        if not self.questions:
            return ""
        return self.questions[self.session.question % len(self.questions)]


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of a session besides its own row."""

    cohort: Cohort
    facts: dict[str, str]
    counts: Counts
    hands: dict[str, int]
    phones: dict[str, int]
    marks: tuple[str, ...]


class Seeing:
    """Reads what there is to see. Whether somebody may is its callers' to check."""

    def __init__(self, database: Database, library: Library, links: Links, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._links = links
        self._clock = clock

    async def at(self, session: Session) -> tuple[Scenario, Position]:
        """The case of a session, and where it is.

        Raises:
            NotFound: The case cannot be played any more; the log hears of it.
        """
        try:
            scenario = await self._library.load(session.edition)
            return scenario, position.read(session.position)
        except UNPLAYABLE as error:
            raise _lost(session, error) from error

    async def room(self, session: Session, speak: Words) -> Room:
        """A session in a language.

        Raises:
            NotFound: The case cannot be played any more; the log hears of it.
        """
        scenario, at = await self.at(session)
        shown = session_flow.told(scenario, speak.language, session.seed, at).facts
        read = await self._database.read(lambda conn: self._read(conn, session, speak, shown))
        turn = session_flow.told(scenario, speak.language, session.seed, at, read.facts)
        phase = Phase(session.phase)
        numbers = session_flow.added(read.phones, read.hands) if phase is Phase.CLOSED else {}
        choices = offers(speak, turn, numbers)
        return Room(
            session,
            read.cohort,
            title_of(speak, scenario),
            phase,
            turn,
            read.counts,
            choices,
            session_flow.most(numbers, [one.id for one in choices]),
            read.marks,
            tuple(questions_at(speak, scenario, phase, choices)),
            self._links.to(session.door),
            self._links.page(session.page),
        )

    def _read(
        self, conn: Connection, session: Session, speak: Words, shown: frozenset[str]
    ) -> _Read:
        cohort = cohorts.get(conn, session.cohort)
        assert cohort is not None  # the schema says so
        now = self._clock.now()
        good = (local_contacts.good(conn, cohort.agency, one, now) for one in sorted(shown))
        there, phones = attendance.count_present(conn, session.id)
        put = live_sessions.round_at(conn, session.id, session.turn)
        said = dict(put.votes) if put and put.votes is not None else None
        counted = votes.counted(conn, session.id, session.turn) if said is None else said
        hands = dict(put.hands) if put else {}
        counts = Counts(there, phones, sum(counted.values()), sum(hands.values()))
        return _Read(
            cohort,
            {one.name: one.in_(speak.language) for one in good if one is not None},
            counts,
            hands,
            counted,
            put.marks if put else (),
        )


def _lost(session: Session, error: Exception) -> NotFound:
    log.error("a session cannot go on", session=session.id, error=type(error).__name__)
    return NotFound()


def questions_at(
    speak: Words, scenario: Scenario, phase: Phase, choices: tuple[Offer, ...]
) -> list[str]:
    """The questions for the room in a phase; while a vote is open there is none."""
    asks = asks_of(scenario.id, title_of(words("en"), scenario), speak.language)
    match phase:
        case Phase.CLOSED:
            return questions(speak, choices, asks)
        case Phase.STOP:
            return stop_questions(speak)
        case Phase.ENDING:
            return last_questions(speak, asks)
        case _:
            return []
