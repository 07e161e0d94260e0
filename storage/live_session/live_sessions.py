"""Sessions: a case run with a class, what was put to the room, and who signed it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.cohorts.roster import Place
from storage.db.records import RecordColumns
from storage.db.tables import attendance, cohorts, memberships, rounds, sessions

State: TypeAlias = Literal["prepared", "running", "ended"]

IDLE = timedelta(hours=12)
"""A session closes by itself this long after it was opened or somebody last came in."""


@dataclass(frozen=True, slots=True)
class Session:
    """One case with one class."""

    id: str
    cohort: str
    scenario: str
    edition: str
    seed: int
    language: str
    """Of the page for all to see; everybody's phone has its own."""
    place: str
    led_by: str | None
    made_at: datetime
    state: State
    phase: str
    """What is going on in the room; see ``bot.app.live_session.session_flow``."""
    turn: int
    position: str
    """The engine's own save, as JSON text."""
    question: int
    """Which of the questions for the room is shown."""
    door: str
    """The token that lets people in."""
    page: str
    """The token of the page for all to see."""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    control: int | None = None
    """The message in the leader's chat that shows where the session is, while one does."""
    attended: int | None = None
    """How many were there, once it has ended."""
    observer: str | None = None
    rubric: Mapping[str, int] | None = None
    """By criterion: 1 to 4."""
    signed_at: datetime | None = None
    signed_off: bool | None = None


_SESSION = RecordColumns(Session, sessions)


@dataclass(frozen=True, slots=True)
class Round:
    """One decision that was put to the room."""

    session: str
    turn: int
    scene: str
    hands: Mapping[str, int]
    """Hands and paper, by choice."""
    votes: Mapping[str, int] | None = None
    """What phones said, by choice, once the vote is closed."""
    marks: tuple[str, ...] = ()
    """What the room has ticked or put in order so far."""
    act: str | None = None
    """What the class did."""


def add(conn: Connection, session: Session) -> None:
    """Keep a new session; what the same person prepared for this cohort and never opened goes."""
    old = (
        sessions.c.cohort == session.cohort,
        sessions.c.led_by == session.led_by,
        sessions.c.state == "prepared",
    )
    conn.execute(delete(sessions).where(*old))
    conn.execute(insert(sessions), asdict(session))


def get(conn: Connection, session_id: str) -> Session | None:
    """This session, if there is one."""
    return _one(conn, sessions.c.id == session_id)


def get_for_update(conn: Connection, session_id: str) -> Session | None:
    """This session, locked until the unit ends."""
    query = _SESSION.select().where(sessions.c.id == session_id)
    return _SESSION.first(conn, query.with_for_update(key_share=True))


def current(conn: Connection, session: Session, now: datetime) -> Session:
    """A session as of a moment: one that was left open is over once it has been idle.

    The job that closes idle sessions may be late, as after the bot was off for a while. So whoever
    comes in, votes, leads or looks on reads the session through this.
    """
    if session.state != "running" or session.began_at is None or now < session.began_at + IDLE:
        return session
    query = select(func.max(attendance.c.at)).where(attendance.c.session == session.id)
    last = conn.execute(query).scalar_one() or session.began_at
    closes = max(last, session.began_at) + IDLE
    return session if now < closes else replace(session, state="ended", ended_at=closes)


def at_door(conn: Connection, token: str) -> Session | None:
    """The session that a token lets people into, running or ended."""
    return _one(conn, and_(sessions.c.door == token, sessions.c.state != "prepared"))


def on_page(conn: Connection, token: str) -> Session | None:
    """The session whose page this is, running or ended."""
    return _one(conn, and_(sessions.c.page == token, sessions.c.state != "prepared"))


def change(conn: Connection, session_id: str, **values: Any) -> None:
    """Update columns of ``sessions`` by name."""
    conn.execute(update(sessions).where(sessions.c.id == session_id).values(**values))


def of_cohort(conn: Connection, cohort: str) -> list[Session]:
    """The sessions of a cohort that were opened, newest first."""
    return _newest(conn, sessions.c.cohort == cohort, sessions.c.state != "prepared")


def where_noted(conn: Connection, place: Place) -> list[Session]:
    """The sessions of its cohort at which whoever stands on a place is noted, newest first."""
    there = or_(attendance.c.place == place.id, attendance.c.person == (place.person or ""))
    noted = select(attendance.c.session).where(there)
    own = (sessions.c.cohort == place.cohort, sessions.c.id.in_(noted))
    return _newest(conn, sessions.c.state != "prepared", *own)


def running(conn: Connection) -> list[Session]:
    """Every session that is going on."""
    return _newest(conn, sessions.c.state == "running")


def open_to(conn: Connection, person: str) -> list[Session]:
    """The sessions that are going on with cohorts that someone is in."""
    own = select(memberships.c.cohort).where(
        memberships.c.person == person, memberships.c.left_at.is_(None)
    )
    return _newest(conn, sessions.c.state == "running", sessions.c.cohort.in_(own))


def at_agencies(
    conn: Connection, agencies: Collection[str] | None, since: datetime
) -> list[Session]:
    """What was opened since a moment with cohorts of some agencies, None for all of them."""
    own = select(cohorts.c.id)
    if agencies is not None:
        own = own.where(cohorts.c.agency.in_(agencies))
    return _newest(conn, sessions.c.cohort.in_(own), sessions.c.began_at >= since)


def open_round(conn: Connection, session: str, turn: int, scene: str) -> None:
    """Keep that a decision is put to the room; one that is kept already stays as it is."""
    row = {"session": session, "turn": turn, "scene": scene, "hands": {}}
    conn.execute(insert_once(rounds).on_conflict_do_nothing(), row)


def round_at(conn: Connection, session: str, turn: int) -> Round | None:
    """The decision of a turn, if one was put to the room."""
    row = conn.execute(select(rounds).where(*_round(session, turn))).first()
    return _as_round(row) if row else None


def rounds_of(conn: Connection, session: str) -> list[Round]:
    """Every decision that was put to the room, in order."""
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
