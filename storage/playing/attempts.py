"""Attempts: a learner's position in a scenario. Their history is in ``events``.

``get_own_for_update`` and ``move`` run at every tap, so they are prepared (see ``prepared``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import accounts, attempts, editions
from storage.playing.events import Event, append

State: TypeAlias = Literal["running", "ended", "abandoned", "frozen"]

PRACTICE = "practice"
ASSESSMENT = "assessment"
REPLAY = "replay"  # a moment of another attempt, tried again; it counts nowhere
PREVIEW = "preview"  # an edition viewed by its author or approver
TASTER = "taster"  # the first minute, before anything counts

UNCOUNTED = (REPLAY, PREVIEW, TASTER)
"""The modes that count nowhere: not for results, statistics or what is remembered."""

NEVER_SHOWN = -1
"""The shown turn of an attempt whose first screen has not reached the learner."""


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a finished attempt."""

    outcome: str
    score: int
    passed: bool
    detail: Mapping[str, Any]


RESULT = RecordColumns(Result, attempts, detail=attempts.c.result)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One play-through of one edition by one person."""

    id: str
    person: str
    edition: str
    rules: int
    seed: int
    language: str
    mode: str
    turn: int
    shown_turn: int
    position: str
    """The engine's serialised position, as JSON text."""
    state: State
    started_at: datetime
    moved_at: datetime
    ended_at: datetime | None = None
    assignment: str | None = None
    """The assignment it is played for; None for practice of their own."""
    agency: str | None = None
    """Their workplace at the start."""
    replays: str | None = None
    """The attempt of which a moment is replayed."""
    plain_screens: bool = False
    """Whether its screens use words in place of symbols, as its person has set."""
    result: Result | None = None

    @property
    def is_assessed(self) -> bool:
        """Whether only the story is shown, without time limits, and choices are confirmed."""
        return self.mode == ASSESSMENT


ATTEMPT = RecordColumns(Attempt, attempts, result=RESULT)


def process_of(conn: Connection) -> str | None:
    """The writing process, which is about to send the next screen."""
    name: str | None = conn.get_execution_options().get("process")
    return name


def begin(conn: Connection, attempt: Attempt, events: Iterable[Event]) -> None:
    """Insert a new, running attempt and its events so far."""
    conn.execute(
        insert(attempts),
        {
            "id": attempt.id,
            "person": attempt.person,
            "edition": attempt.edition,
            "rules": attempt.rules,
            "seed": attempt.seed,
            "language": attempt.language,
            "mode": attempt.mode,
            "turn": attempt.turn,
            "shown_turn": attempt.shown_turn,
            "position": attempt.position,
            "state": attempt.state,
            "started_at": attempt.started_at,
            "moved_at": attempt.moved_at,
            "assignment": attempt.assignment,
            "agency": attempt.agency,
            "replays": attempt.replays,
            "plain_screens": attempt.plain_screens,
            "carrier": process_of(conn),
        },
    )
    append(conn, attempt.id, events)


_HELD = PreparedStatement(
    ATTEMPT.select()
    .join(accounts, accounts.c.person == attempts.c.person)
    .where(
        attempts.c.id == bindparam("attempt"),
        accounts.c.bot == bindparam("bot"),
        accounts.c.telegram_id == bindparam("telegram_id"),
        attempts.c.withheld_at.is_(None),
    )
    .with_for_update(of=attempts)
)


def get_own_for_update(
    conn: Connection, attempt_id: str, bot: int, telegram_id: int
) -> Attempt | None:
    """The attempt, locked until the unit ends.

    Args:
        telegram_id: The account.

    Returns:
        None if there is none, it is another account's, or its steps are withheld.
    """
    row = _HELD.first(conn, attempt=attempt_id, bot=bot, telegram_id=telegram_id)
    return ATTEMPT.build(row) if row else None


def get_for_update(conn: Connection, attempt_id: str) -> Attempt | None:
    """Locked until the unit ends, whoever owns it."""
    query = ATTEMPT.select().where(attempts.c.id == attempt_id).with_for_update()
    return ATTEMPT.first(conn, query)


_SHOWN: BindParameter[int] = bindparam("shown")
_LATER_SHOWN = case((attempts.c.shown_turn < _SHOWN, _SHOWN), else_=attempts.c.shown_turn)

_MOVE = PreparedStatement(
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"))
    .values(
        turn=bindparam("to_turn"),
        position=bindparam("to_position"),
        moved_at=bindparam("at"),
        shown_turn=_LATER_SHOWN,
        carrier=bindparam("by"),
    )
)


def move(
    conn: Connection,
    attempt_id: str,
    turn: int,
    position: str,
    moved_at: datetime,
    events: Iterable[Event],
    result: Result | None = None,
    shown_turn: int | None = None,
) -> None:
    """Move a locked attempt one step on.

    Args:
        conn: The connection of the unit that locked it.
        turn: Its new turn.
        position: Its new position.
        moved_at: The current time.
        events: The events of this step.
        result: The result, if it ended.
        shown_turn: The turn whose screen was tapped, and so was delivered.
    """
    shown_until = NEVER_SHOWN if shown_turn is None else shown_turn
    _MOVE.run(
        conn,
        attempt=attempt_id,
        to_turn=turn,
        to_position=position,
        at=moved_at,
        shown=shown_until,
        by=process_of(conn),
    )
    append(conn, attempt_id, events)
    if result is not None:
        _end(conn, attempt_id, moved_at, result)


_END = PreparedStatement(
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"))
    .values(
        state="ended",
        ended_at=bindparam("at"),
        outcome=bindparam("outcome"),
        score=bindparam("score"),
        passed=bindparam("passed"),
        result=bindparam("result"),
    )
)


def _end(conn: Connection, attempt_id: str, at: datetime, result: Result) -> None:
    _END.run(
        conn,
        attempt=attempt_id,
        at=at,
        outcome=result.outcome,
        score=result.score,
        passed=result.passed,
        result=dict(result.detail),
    )


def correct(conn: Connection, attempt_id: str, edition: str, event: Event) -> None:
    """Continue a locked attempt in another edition, whose structure must be the same.

    Args:
        conn: The connection of the unit that locked it.
        edition: The hash of the corrected edition.
        event: Records the change.
    """
    conn.execute(update(attempts).where(attempts.c.id == attempt_id).values(edition=edition))
    append(conn, attempt_id, (event,))


def abandon(conn: Connection, attempt_id: str, at: datetime) -> None:
    """Close an unfinished attempt; one that is not running stays unchanged.

    Its screen no longer counts as undelivered.
    """
    conn.execute(
        update(attempts)
        .where(attempts.c.id == attempt_id, attempts.c.state == "running")
        .values(state="abandoned", ended_at=at, shown_turn=attempts.c.turn)
    )


def freeze(conn: Connection, attempt_id: str) -> None:
    """Suspend a locked, running attempt, so that no tap moves it."""
    own = (attempts.c.id == attempt_id, attempts.c.state == "running")
    conn.execute(update(attempts).where(*own).values(state="frozen"))


def thaw(conn: Connection, attempt_id: str, at: datetime) -> None:
    """Resume a locked, suspended attempt; its retention period restarts."""
    own = (attempts.c.id == attempt_id, attempts.c.state == "frozen")
    conn.execute(update(attempts).where(*own).values(state="running", moved_at=at))


def set_language(conn: Connection, person_id: str, language: str) -> None:
    """Continue a person's running attempts in another language."""
    own = (attempts.c.person == person_id, attempts.c.state == "running")
    conn.execute(update(attempts).where(*own).values(language=language))


def set_plain_screens(conn: Connection, person_id: str, *, on: bool) -> None:
    """Turn plain screens on or off for a person's running attempts."""
    own = (attempts.c.person == person_id, attempts.c.state == "running")
    conn.execute(update(attempts).where(*own).values(plain_screens=on))


def get(conn: Connection, attempt_id: str) -> Attempt | None:
    """An attempt by id, without a check of its owner."""
    return ATTEMPT.first(conn, ATTEMPT.select().where(attempts.c.id == attempt_id))


def is_withheld(conn: Connection, attempt_id: str) -> bool:
    """Whether the steps of an attempt are hidden from everybody."""
    query = select(attempts.c.withheld_at).where(attempts.c.id == attempt_id)
    return conn.execute(query).scalar() is not None


def count(conn: Connection) -> int:
    """The number of attempts with steps."""
    kept = select(func.count()).where(attempts.c.cleared_at.is_(None))
    return conn.execute(kept).scalar_one()


def page(conn: Connection, after: str | None, limit: int) -> list[Attempt]:
    """All attempts with steps, a page at a time, ordered by id.

    Args:
        after: The last id of the previous page; None for the first page.
        limit: The page size; only the last page has fewer.
    """
    kept = ATTEMPT.select().where(attempts.c.cleared_at.is_(None))
    query = kept.order_by(attempts.c.id).limit(limit)
    if after is not None:
        query = query.where(attempts.c.id > after)
    return ATTEMPT.all(conn, query)


_RUNNING = PreparedStatement(
    ATTEMPT.select()
    .where(attempts.c.person == bindparam("of"), attempts.c.state == "running")
    .order_by(attempts.c.moved_at.desc(), attempts.c.id)
)


def running(conn: Connection, person_id: str) -> list[Attempt]:
    """A person's running attempts, most recently moved first."""
    return [ATTEMPT.build(row) for row in _RUNNING.rows(conn, of=person_id)]


_MOVED_SINCE = PreparedStatement(
    select(attempts.c.id)
    .where(
        attempts.c.person == bindparam("of"),
        attempts.c.state == "running",
        attempts.c.moved_at > bindparam("since"),
    )
    .limit(1)
)


def moved_since(conn: Connection, person_id: str, since: datetime) -> bool:
    """Whether any of a person's running attempts has moved since a moment."""
    return _MOVED_SINCE.first(conn, of=person_id, since=since) is not None


def moves_since(conn: Connection, person_id: str, since: datetime) -> list[datetime]:
    """When each of a person's attempts moved last, of those that have moved since a moment."""
    query = select(attempts.c.moved_at).where(
        attempts.c.person == person_id, attempts.c.moved_at >= since
    )
    return list(conn.execute(query).scalars())


def begun_since(conn: Connection, person_id: str, scenario: str, since: datetime) -> bool:
    """Whether a person has begun a scenario since a moment."""
    query = (
        select(attempts.c.id)
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(
            attempts.c.person == person_id,
            editions.c.scenario == scenario,
            attempts.c.started_at > since,
        )
        .limit(1)
    )
    return conn.execute(query).first() is not None
