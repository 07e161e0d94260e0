"""Attendance of live sessions, by phone or recorded by the trainer."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.db.records import RecordColumns
from storage.db.tables import accounts, attendance, people, sessions, votes

How: TypeAlias = Literal["phone", "hand"]

NEVER_ASKED = -1
"""The last asked turn before any question."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """An attendee: a person, or a roster line."""

    id: str
    session: str
    at: datetime
    how: How
    person: str | None = None
    place: str | None = None
    asked: int = NEVER_ASKED


_ATTENDING = RecordColumns(Attendee, attendance)


@dataclass(frozen=True, slots=True)
class UnaskedPhone:
    """A phone that has not been sent the current question."""

    session: str
    turn: int
    person: str
    language: str
    discreet: bool
    """Whether their messages keep their subject to themselves."""
    telegram_id: int


_UNASKED = RecordColumns(
    UnaskedPhone,
    session=sessions.c.id,
    turn=sessions.c.turn,
    person=attendance.c.person,
    language=people.c.language,
    discreet=people.c.discreet,
    telegram_id=accounts.c.telegram_id,
)


def attend(conn: Connection, attendee: Attendee) -> bool:
    """Record an attendee; one recorded by hand who joins by phone counts as by phone.

    Returns:
        Whether they are new.
    """
    new = insert(attendance).values(asdict(attendee)).on_conflict_do_nothing()
    if conn.execute(new.returning(attendance.c.id)).first() is not None:
        return True
    if attendee.how == "phone":
        mine = update(attendance).where(
            _in(attendee.session), attendance.c.person == attendee.person
        )
        conn.execute(mine.values(how="phone"))
    return False


def mark_absent(conn: Connection, session: str, *, person: str = "", place: str = "") -> None:
    """Record that a person or a roster line is absent."""
    who = or_(attendance.c.person == person, attendance.c.place == place)
    conn.execute(delete(attendance).where(_in(session), who))
    conn.execute(delete(votes).where(votes.c.session == session, votes.c.person == person))


def of_session(conn: Connection, session: str) -> list[Attendee]:
    """The attendees, in the order in which they came."""
    query = _ATTENDING.select().where(_in(session))
    return _ATTENDING.all(conn, query.order_by(attendance.c.at, attendance.c.id))


def is_there(conn: Connection, session: str, person: str) -> bool:
    """Whether a person attends, by phone or not."""
    query = select(attendance.c.id).where(_in(session), attendance.c.person == person)
    return conn.execute(query).first() is not None


def is_by_phone(conn: Connection, session: str, person: str) -> bool:
    """Whether a person attends by phone."""
    query = select(attendance.c.id).where(
        _in(session), attendance.c.person == person, attendance.c.how == "phone"
    )
    return conn.execute(query).first() is not None


@dataclass(frozen=True, slots=True)
class OpenVote:
    """A vote that is open to someone who attends by phone."""

    session: str
    joined_at: datetime


def open_vote(conn: Connection, person: str) -> OpenVote | None:
    """The open vote of the session that a person joined last by phone."""
    query = (
        select(attendance.c.session, attendance.c.at)
        .join(sessions)
        .where(
            attendance.c.person == person,
            attendance.c.how == "phone",
            sessions.c.state == "running",
            sessions.c.phase == "voting",
        )
        .order_by(attendance.c.at.desc())
    )
    row = conn.execute(query.limit(1)).first()
    return None if row is None else OpenVote(str(row[0]), row[1])


def count_present(conn: Connection, session: str) -> tuple[int, int]:
    """The number of attendees, and how many of them by phone."""
    query = select(attendance.c.how, func.count()).where(_in(session))
    rows = conn.execute(query.group_by(attendance.c.how))
    found = {str(how): int(number) for how, number in rows}
    return sum(found.values()), found.get("phone", 0)


def unasked_phones(conn: Connection, bot: int, most: int) -> list[UnaskedPhone]:
    """Phones that have not been sent the current question, earliest arrival first."""
    query = (
        _UNASKED.select()
        .join(attendance, attendance.c.session == sessions.c.id)
        .join(people, people.c.id == attendance.c.person)
        .join(accounts, accounts.c.person == attendance.c.person)
        .where(
            sessions.c.state == "running",
            sessions.c.phase == "voting",
            attendance.c.how == "phone",
            attendance.c.asked < sessions.c.turn,
            accounts.c.bot == bot,
            accounts.c.blocked_at.is_(None),
        )
        .order_by(attendance.c.at, attendance.c.id)
    )
    return _UNASKED.all(conn, query.limit(most))


def mark_asked(conn: Connection, session: str, turn: int, persons: Collection[str]) -> None:
    """Record that people were sent the question of a turn."""
    mine = (_in(session), attendance.c.person.in_(persons), attendance.c.asked < turn)
    conn.execute(update(attendance).where(*mine).values(asked=turn))


def request_question(conn: Connection, session: str, turn: int, person: str) -> bool:
    """Record that a person requested a turn's question.

    Returns:
        Whether they were waiting for it: present by phone, and not asked yet.
    """
    mine = (_in(session), attendance.c.person == person, attendance.c.how == "phone")
    waiting = update(attendance).where(*mine, attendance.c.asked < turn).values(asked=turn)
    return conn.execute(waiting.returning(attendance.c.id)).first() is not None


def _in(session: str) -> ColumnElement[bool]:
    return attendance.c.session == session
