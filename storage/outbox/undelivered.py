"""Committed screens not delivered to their chat, and the process that is sending each.

``mark_shown`` runs after every tap, so it is a prepared statement (see ``prepared``).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select, update

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import accounts, attempts, people
from storage.people.people import is_muted
from storage.playing.attempts import ATTEMPT, NEVER_SHOWN, Attempt, process_of


@dataclass(frozen=True, slots=True)
class UndeliveredScreen:
    """An attempt whose screen is undelivered, and the account that waits for it."""

    attempt: Attempt
    telegram_id: int
    discreet: bool
    """Whether their messages keep their subject to themselves."""


_UNSHOWN = RecordColumns(
    UndeliveredScreen,
    attempt=ATTEMPT,
    telegram_id=accounts.c.telegram_id,
    discreet=people.c.discreet,
)

_MARK_SHOWN = PreparedStatement(
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"), attempts.c.shown_turn < bindparam("shown"))
    .values(shown_turn=bindparam("shown"))
)


def mark_shown(conn: Connection, turns: Iterable[tuple[str, int]]) -> None:
    """Record for attempts the turn of the delivered screen; it never goes back.

    Args:
        turns: Pairs of an attempt's id and a turn.
    """
    # Always in one order, so that two units cannot deadlock.
    each = [{"attempt": attempt_id, "shown": turn} for attempt_id, turn in sorted(turns)]
    _MARK_SHOWN.run_each(conn, each)


def turns(conn: Connection, attempt_id: str) -> tuple[int, int]:
    """The current turn of an attempt, and the last delivered one.

    Both are ``NEVER_SHOWN`` if the attempt does not exist.
    """
    query = select(attempts.c.turn, attempts.c.shown_turn).where(attempts.c.id == attempt_id)
    row = conn.execute(query).first()
    return (row.turn, row.shown_turn) if row else (NEVER_SHOWN, NEVER_SHOWN)


@dataclass(frozen=True, slots=True)
class UndeliveredQuery:
    """The criteria of undelivered screens.

    Attributes:
        bot: The bot of the accounts.
        before: Screens in transit since before this moment count as lost. It lies before `now`.
        living: The live processes: a screen in transit from any other is undelivered at once. None
            if unknown.
        now: Mutes that end by now are over.
        limit: The maximum number.
    """

    bot: int
    before: datetime
    living: Collection[str] | None
    now: datetime
    limit: int


def find(conn: Connection, wanted: UndeliveredQuery) -> list[UndeliveredScreen]:
    """Attempts with an undelivered screen and a reachable account, oldest first.

    Args:
        wanted: The criteria.
    """
    return _UNSHOWN.all(conn, _undelivered(wanted))


def claim(conn: Connection, wanted: UndeliveredQuery) -> list[UndeliveredScreen]:
    """Claim undelivered screens, so that no other process sends them too.

    Args:
        conn: A writing unit's connection. Attempts being moved by others are skipped.
        wanted: The criteria.

    Returns:
        The attempts, as from ``find``.
    """
    found = _UNSHOWN.all(conn, _undelivered(wanted).with_for_update(of=attempts, skip_locked=True))
    values = {"carrier": process_of(conn), "carried_at": wanted.now}
    taken = attempts.c.id.in_([unshown.attempt.id for unshown in found])
    conn.execute(update(attempts).where(taken).values(values))
    return found


def release(conn: Connection, turns: Iterable[tuple[str, int]]) -> None:
    """Record that this process has stopped sending some screens, which did not arrive.

    Args:
        turns: Pairs of an attempt's id and a turn.
    """
    for attempt_id, turn in sorted(turns):
        own = (attempts.c.id == attempt_id, attempts.c.turn == turn)
        mine = attempts.c.carrier == process_of(conn)
        nobody = {"carrier": None, "carried_at": None}
        conn.execute(update(attempts).where(*own, mine).values(nobody))


def _undelivered(wanted: UndeliveredQuery) -> Select[Any]:
    # What dates from so far ahead was in transit before the clock was set back.
    ahead = wanted.now + (wanted.now - wanted.before)
    late = and_(
        ~attempts.c.moved_at.between(wanted.before, ahead),
        attempts.c.carried_at.is_(None) | ~attempts.c.carried_at.between(wanted.before, ahead),
    )
    lost = late
    if wanted.living is not None:
        lost |= attempts.c.carrier.is_(None) | attempts.c.carrier.not_in(wanted.living)
    return (
        _UNSHOWN.select()
        .join(accounts, accounts.c.person == attempts.c.person)
        .join(people, people.c.id == attempts.c.person)
        .where(
            attempts.c.shown_turn < attempts.c.turn,
            lost,
            # "+ 0" keeps SQLite from scanning every account of the bot.
            accounts.c.bot + 0 == wanted.bot,
            accounts.c.blocked_at.is_(None),
            accounts.c.muted_until.is_(None) | ~is_muted(wanted.now),
        )
        .order_by(attempts.c.moved_at, attempts.c.id)
        .limit(wanted.limit)
    )
