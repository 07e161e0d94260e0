"""Live sessions: a case run with a class, its rounds, and its evaluation."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.cohorts import short_codes
from storage.cohorts.roster import Place
from storage.db.records import RecordColumns
from storage.db.tables import attendance, cohorts, memberships, rounds, sessions

State: TypeAlias = Literal["prepared", "running", "ended"]

IDLE = timedelta(hours=12)
"""A session closes this long after it was opened or the last person joined."""


@dataclass(frozen=True, slots=True)
class Session:
    """A case run with a class."""

    id: str
    cohort: str
    scenario: str
    edition: str
    seed: int
    language: str
    """The language of the wall page; phones use their owners'."""
    place: str
    led_by: str | None
    made_at: datetime
    state: State
    phase: str
    """The phase of the session; see ``bot.app.live_session.session_flow``."""
    turn: int
    position: str
    """The engine's serialised position, as JSON text."""
    question: int
    """The index of the shown discussion question."""
    door: str
    """The token for joining."""
    page: str
    """The token of the wall page."""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    control: int | None = None
    """The control message in the leader's chat, if any."""
    attended: int | None = None
    """The number of attendees, once it has ended."""
    observer: str | None = None
    rubric: Mapping[str, int] | None = None
    """By criterion: 1 to 4."""
    signed_at: datetime | None = None
    signed_off: bool | None = None


_SESSION = RecordColumns(Session, sessions)


@dataclass(frozen=True, slots=True)
class Round:
    """A decision put to the class."""

    session: str
    turn: int
    scene: str
    hands: Mapping[str, int]
    """Votes by hand and on paper, by choice."""
    votes: Mapping[str, int] | None = None
    """Votes by phone, by choice, once the vote is closed."""
    marks: tuple[str, ...] = ()
    """The class's selection or order so far."""
    act: str | None = None
    """The act of the class."""


def add(conn: Connection, session: Session) -> None:
    """Insert a session, replacing an unopened one by the same person for this cohort."""
    old = (
        sessions.c.cohort == session.cohort,
        sessions.c.led_by == session.led_by,
        sessions.c.state == "prepared",
    )
    conn.execute(delete(sessions).where(*old))
    conn.execute(insert(sessions), asdict(session))


def get(conn: Connection, session_id: str) -> Session | None:
    return _one(conn, sessions.c.id == session_id)


def get_for_update(conn: Connection, session_id: str) -> Session | None:
    """This session, locked until the unit ends."""
    query = _SESSION.select().where(sessions.c.id == session_id)
    return _SESSION.first(conn, query.with_for_update(key_share=True))


def current(conn: Connection, session: Session, now: datetime) -> Session:
    """A session at a moment; one left open counts as ended once it has been idle.

    The job that closes idle sessions may be late, as after downtime. So all
    reads of a session go through this.
    """
    if session.state != "running" or session.began_at is None or now < session.began_at + IDLE:
        return session
    query = select(func.max(attendance.c.at)).where(attendance.c.session == session.id)
    last = conn.execute(query).scalar_one() or session.began_at
    closes = max(last, session.began_at) + IDLE
    return session if now < closes else replace(session, state="ended", ended_at=closes)


def at_door(conn: Connection, token: str) -> Session | None:
    """The session with this token for joining, running or ended; by its short code, running."""
    if short_codes.is_code(token):
        running = _SESSION.all(conn, _SESSION.select().where(sessions.c.state == "running"))
        return next((session for session in running if short_code(session) == token), None)
    return _one(conn, and_(sessions.c.door == token, sessions.c.state != "prepared"))


def short_code(session: Session) -> str:
    """The code that a phone without a camera joins by."""
    made = session.made_at.replace(microsecond=0)
    return short_codes.derive(session.door, made, short_codes.SHORT)


def on_page(conn: Connection, token: str) -> Session | None:
    """The session with this wall page token, running or ended."""
    return _one(conn, and_(sessions.c.page == token, sessions.c.state != "prepared"))


def change(conn: Connection, session_id: str, **values: Any) -> None:
    """Update columns of ``sessions`` by name."""
    conn.execute(update(sessions).where(sessions.c.id == session_id).values(**values))


def of_cohort(conn: Connection, cohort: str) -> list[Session]:
    """The opened sessions of a cohort, newest first."""
    return _newest(conn, sessions.c.cohort == cohort, sessions.c.state != "prepared")


def between(
    conn: Connection, cohort_ids: Collection[str], since: datetime, until: datetime
) -> list[Session]:
    """The opened sessions of cohorts that began in a period, newest first."""
    within = (sessions.c.began_at >= since, sessions.c.began_at < until)
    opened = (sessions.c.state != "prepared", sessions.c.cohort.in_(cohort_ids))
    return _newest(conn, *opened, *within)


def attended_by(conn: Connection, place: Place) -> list[Session]:
    """The sessions that the person of a roster place attended, newest first."""
    there = or_(attendance.c.place == place.id, attendance.c.person == (place.person or ""))
    noted = select(attendance.c.session).where(there)
    own = (sessions.c.cohort == place.cohort, sessions.c.id.in_(noted))
    return _newest(conn, sessions.c.state != "prepared", *own)


def running(conn: Connection) -> list[Session]:
    return _newest(conn, sessions.c.state == "running")


def open_to(conn: Connection, person: str) -> list[Session]:
    """The running sessions of a person's cohorts."""
    own = select(memberships.c.cohort).where(
        memberships.c.person == person, memberships.c.left_at.is_(None)
    )
    return _newest(conn, sessions.c.state == "running", sessions.c.cohort.in_(own))


def at_agencies(
    conn: Connection, agencies: Collection[str] | None, since: datetime
) -> list[Session]:
    """Sessions opened since a moment at some agencies, None for all."""
    own = select(cohorts.c.id)
    if agencies is not None:
        own = own.where(cohorts.c.agency.in_(agencies))
    return _newest(conn, sessions.c.cohort.in_(own), sessions.c.began_at >= since)


def open_round(conn: Connection, session: str, turn: int, scene: str) -> None:
    """Insert the round of a turn; an existing one stays unchanged."""
    row = {"session": session, "turn": turn, "scene": scene, "hands": {}}
    conn.execute(insert_once(rounds).on_conflict_do_nothing(), row)


def round_at(conn: Connection, session: str, turn: int) -> Round | None:
    """The round of a turn, if any."""
    row = conn.execute(select(rounds).where(*_round(session, turn))).first()
    return _as_round(row) if row else None


def rounds_of(conn: Connection, session: str) -> list[Round]:
    """All rounds, in order."""
    query = select(rounds).where(rounds.c.session == session).order_by(rounds.c.turn)
    return [_as_round(row) for row in conn.execute(query)]


def change_round(conn: Connection, session: str, turn: int, **values: Any) -> None:
    """Update columns of ``rounds`` by name."""
    conn.execute(update(rounds).where(*_round(session, turn)).values(**values))


def _one(conn: Connection, which: ColumnElement[bool]) -> Session | None:
    return _SESSION.first(conn, _SESSION.select().where(which))


def _newest(conn: Connection, *which: ColumnElement[bool]) -> list[Session]:
    query = _SESSION.select().where(*which)
    order = (sessions.c.began_at.desc(), sessions.c.id)
    return _SESSION.all(conn, query.order_by(*order))


def _round(session: str, turn: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return rounds.c.session == session, rounds.c.turn == turn


def _as_round(row: Any) -> Round:
    return Round(
        row.session, row.turn, row.scene, row.hands, row.votes, tuple(row.marks or ()), row.act
    )
