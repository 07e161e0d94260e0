"""Screens that are owed: which have reached their learner, and which process has one on its way.

``mark_shown`` is run after every tap, hence hot (see ``hot``).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select, update

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import accounts, attempts
from storage.playing.attempts import ATTEMPT, NEVER_SHOWN, Attempt, process_of


@dataclass(frozen=True, slots=True)
class UndeliveredScreen:
    """An attempt whose screen is owed, and the account that waits for it."""

    attempt: Attempt
    telegram_id: int


_UNSHOWN = RecordColumns(UndeliveredScreen, attempt=ATTEMPT, telegram_id=accounts.c.telegram_id)

_MARK_SHOWN = PreparedStatement(
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"), attempts.c.shown_turn < bindparam("shown"))
    .values(shown_turn=bindparam("shown"))
)


def mark_shown(conn: Connection, turns: Iterable[tuple[str, int]]) -> None:
    """Note for attempts which turn's screen has reached the learner; it never goes back.

    Args:
        conn: A writing unit's connection.
        turns: Pairs of an attempt's id and a turn.
    """
    # In one order everywhere, so two units cannot deadlock.
    each = [{"attempt": attempt_id, "shown": turn} for attempt_id, turn in sorted(turns)]
    _MARK_SHOWN.run_each(conn, each)


def turns(conn: Connection, attempt_id: str) -> tuple[int, int]:
    """At which turn an attempt stands, and the last that is known to be shown.

    Of an attempt that is gone, a turn that none has.
    """
    query = select(attempts.c.turn, attempts.c.shown_turn).where(attempts.c.id == attempt_id)
    row = conn.execute(query).first()
    return (row.turn, row.shown_turn) if row else (NEVER_SHOWN, NEVER_SHOWN)


@dataclass(frozen=True, slots=True)
class UndeliveredQuery:
    """Which screens count as owed.

    Attributes:
        bot: Whose accounts.
        before: What has been on its way since before this moment is not any more.
        living: The processes that live: what another one had on its way is owed at once. None
            where that is not known.
        now: Mutes that end by now are over.
        limit: How many at most.
    """

    bot: int
    before: datetime
    living: Collection[str] | None
    now: datetime
    limit: int


def find(conn: Connection, owing: UndeliveredQuery) -> list[UndeliveredScreen]:
    """Attempts whose screen is owed to an account that can be written to, the longest owed first.

    Args:
        conn: A unit's connection.
        owing: Which.

    Returns:
        The attempts, each with the account's Telegram id.
    """
    return _UNSHOWN.all(conn, _owed(owing))


def claim(conn: Connection, owing: UndeliveredQuery) -> list[UndeliveredScreen]:
    """Take what is owed, so that no other process shows it too.

    Args:
        conn: A writing unit's connection. What is being moved this moment is left out.
        owing: Which.

    Returns:
        The attempts, as ``find`` does.
    """
    found = _UNSHOWN.all(conn, _owed(owing).with_for_update(of=attempts, skip_locked=True))
    values = {"carrier": process_of(conn), "carried_at": owing.now}
    taken = attempts.c.id.in_([unshown.attempt.id for unshown in found])
    conn.execute(update(attempts).where(taken).values(values))
    return found


def release(conn: Connection, turns: Iterable[tuple[str, int]]) -> None:
    """Note that this process has some screens on their way no more, and they did not arrive.

    Args:
        conn: A writing unit's connection.
        turns: Pairs of an attempt's id and a turn.
    """
    for attempt_id, turn in sorted(turns):
        own = (attempts.c.id == attempt_id, attempts.c.turn == turn)
        mine = attempts.c.carrier == process_of(conn)
        nobody = {"carrier": None, "carried_at": None}
        conn.execute(update(attempts).where(*own, mine).values(nobody))


def _owed(owing: UndeliveredQuery) -> Select[Any]:
    late = and_(
        attempts.c.moved_at < owing.before,
        attempts.c.carried_at.is_(None) | (attempts.c.carried_at < owing.before),
    )
    owed = late
    if owing.living is not None:
        owed |= attempts.c.carrier.is_(None) | attempts.c.carrier.not_in(owing.living)
    return (
        _UNSHOWN.select()
        .join(accounts, accounts.c.person == attempts.c.person)
        .where(
            attempts.c.shown_turn < attempts.c.turn,
            owed,
            # "+ 0" keeps SQLite from walking every account of the bot instead of what is owed.
            accounts.c.bot + 0 == owing.bot,
            accounts.c.blocked_at.is_(None),
            accounts.c.muted_until.is_(None) | (accounts.c.muted_until <= owing.now),
        )
        .order_by(attempts.c.moved_at, attempts.c.id)
        .limit(owing.limit)
    )
