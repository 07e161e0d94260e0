"""What was run with a class, and what became of it: for its trainers, without names of voters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.library import Library
from bot.app.live_session.session_flow import added
from bot.app.live_session.session_rights import led_by
from bot.app.playing.peer_answers import FEWEST
from bot.chat.kinds import PRESENTERS
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import person_name, title_in
from bot.chat.trainer.live_session import session_record_screens
from bot.chat.trainer.live_session.actions import ShowSession, ShowSessions
from bot.chat.trainer.live_session.session_answers import are_to_enter
from bot.chat.trainer.live_session.session_record_screens import Put, Record
from bot.chat.trainer.live_session.session_view import Seeing
from bot.locale import Words, words
from scenarios.kinds.base import parted
from scenarios.model import Scenario
from scenarios.rendering import told
from storage.audit import audit_context
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.live_session import attendance, live_sessions
from storage.live_session.live_sessions import Round, Session
from storage.people import names
from storage.people.people import Person


class Records:
    """Shows what is kept of sessions."""

    def __init__(self, database: Database, library: Library, seeing: Seeing) -> None:
        self._database = database
        self._library = library
        self._seeing = seeing

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowSessions: self.of_cohort, ShowSession: self.one})

    async def of_cohort(self, _visitor: Visitor, person: Person, action: ShowSessions) -> Reply:
        """What was run with a cohort, a page at a time."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[Session]]:
            cohort = cohort_for(conn, person, Right.LEAD_ROOM, action.cohort)
            audit_context.note_read()  # at what others led
            return cohort, live_sessions.of_cohort(conn, cohort.id)

        cohort, found = await self._database.read(unit)
        titled = [(one, title_in(self._library, speak, one.scenario)) for one in found]
        return Reply(
            session_record_screens.sessions_screen(speak, cohort, titled, action.page),
            place=Place.SAME,
        )

    async def one(self, _visitor: Visitor, person: Person, action: ShowSession) -> Reply:
        """What became of a session, a page at a time."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Record, Sequence[Round]]:
            found, cohort = led_by(conn, person, action.session)
            audit_context.note_read()  # at how its leader did it
            there, _ = attendance.count_present(conn, found.id)
            leader, observer = (_name(conn, speak, one) for one in (found.led_by, found.observer))
            title = title_in(self._library, speak, found.scenario)
            on_paper = are_to_enter(conn, person, found, cohort)
            record = Record(found, cohort, title, there, leader, observer, on_paper=on_paper)
            return record, live_sessions.rounds_of(conn, found.id)

        record, rounds = await self._database.read(unit)
        session = record.session
        scenario, _ = await self._seeing.at(session)
        record = replace(record, put=[put_of(speak, scenario, session, one) for one in rounds])
        return Reply(
            session_record_screens.record_screen(speak, record, action.page), place=Place.SAME
        )


def _name(conn: Connection, speak: Words, person: str | None) -> str:
    return person_name(speak, names.of(conn, person)) if person else ""


def put_of(speak: Words, scenario: Scenario, session: Session, one: Round) -> Put:
    """One decision, with how many were for what, and what the class did."""
    decision = scenario.scenes[one.scene].decision
    assert decision is not None  # only decisions are put to a room
    presenter = PRESENTERS[decision.kind]

    def said(part: str) -> str:
        key = decision.part_key(part)
        texts = (_told(speak, scenario, session, f"{key}.{end}") for end in ("short", "text"))
        return presenter.name(speak, part) or next(filter(None, texts), part).rstrip(".")

    numbers = added(one.votes, one.hands)
    # Kept beside the names of who was there, the votes of a few would not be secret for long.
    order = (*decision.ids, *decision.closing) if sum(numbers.values()) >= FEWEST else ()
    return Put(
        _told(speak, scenario, session, f"{decision.key}.prompt") or "",
        [(said(part), numbers[part]) for part in order if numbers.get(part)],
        [said(part) for part in parted(one.act or "")],
        answered=one.act is not None,
    )


def _told(speak: Words, scenario: Scenario, session: Session, key: str) -> str | None:
    return told(scenario, speak.language, session.seed, key, scenario.opening)
