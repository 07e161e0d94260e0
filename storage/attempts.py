"""Attempts: where a learner stands in a scenario, and what happened on the way.

``held`` and ``move`` are run by every tap, hence hot (see ``hot``).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    select,
    update,
)

from storage.hot import Hot
from storage.tables import accounts, attempts, editions
from storage.tables import events as events_table

State: TypeAlias = Literal["running", "ended", "abandoned", "frozen"]

NEVER_SHOWN = -1
"""The shown turn of an attempt whose first screen has not reached the learner."""


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt ended."""

    outcome: str
    score: int
    passed: bool
    detail: Mapping[str, Any]


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
    """The engine's own save, as JSON text."""
    state: State
    started_at: datetime
    moved_at: datetime
    ended_at: datetime | None = None
    assignment: str | None = None
    """The assignment it is played for; None for practice of their own."""
    agency: str | None = None
    """Where they worked when it began."""
    replays: str | None = None
    """The attempt of which a moment is tried again."""
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in an attempt; events are kept in the order they are given."""

    turn: int
    kind: str
    language: str
    at: datetime
    scene: str | None = None
    act: Any = None
    """What the learner did: anything that JSON can say."""
    credit: Mapping[str, Any] | None = None
    error: str | None = None
    critical: bool = False
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Unshown:
    """An attempt whose screen is owed, and the account that waits for it."""

    attempt: Attempt
    telegram_id: int


_COLUMNS: tuple[ColumnElement[Any], ...] = (
    attempts.c.id,
    attempts.c.person,
    attempts.c.edition,
    attempts.c.rules,
    attempts.c.seed,
    attempts.c.language,
    attempts.c.mode,
    attempts.c.turn,
    attempts.c.shown_turn,
    attempts.c.position,
    attempts.c.state,
    attempts.c.started_at,
    attempts.c.moved_at,
    attempts.c.ended_at,
    attempts.c.assignment,
    attempts.c.agency,
    attempts.c.replays,
    attempts.c.outcome,
    attempts.c.score,
    attempts.c.passed,
    attempts.c.result,
)


_EVENT_COLUMNS: tuple[ColumnElement[Any], ...] = (
    events_table.c.turn,
    events_table.c.kind,
    events_table.c.language,
    events_table.c.at,
    events_table.c.scene,
    events_table.c.act,
    events_table.c.credit,
    events_table.c.error,
    events_table.c.critical,
    events_table.c.facts,
)


def _process(conn: Connection) -> str | None:
    """The process that writes, which has the next screen on its way from now on."""
    name: str | None = conn.get_execution_options().get("process")
    return name


def _attempt(row: Sequence[Any]) -> Attempt:
    result = None if row[-4] is None else Result(*row[-4:])
    fields = (*row[:-4], result)
    return Attempt(*fields)


def begin(conn: Connection, attempt: Attempt, events: Iterable[Event]) -> None:
    """Keep a new, running attempt and what has happened in it so far."""
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
            "carrier": _process(conn),
        },
    )
    _append(conn, attempt.id, events)


_HELD = Hot(
    select(*_COLUMNS)
    .join(accounts, accounts.c.person == attempts.c.person)
    .where(
        attempts.c.id == bindparam("attempt"),
        accounts.c.bot == bindparam("bot"),
        accounts.c.telegram_id == bindparam("telegram_id"),
        attempts.c.withheld_at.is_(None),
    )
    .with_for_update(of=attempts)
)


def held(conn: Connection, attempt_id: str, bot: int, telegram_id: int) -> Attempt | None:
    """The attempt, kept from other writers until the unit ends.

    Args:
        conn: A writing unit's connection.
        attempt_id: Which attempt.
        bot: The bot that was tapped.
        telegram_id: Who tapped.

    Returns:
        The attempt, or None when there is none, it is not that account's, or its steps are
        withheld.
    """
    row = _HELD.first(conn, attempt=attempt_id, bot=bot, telegram_id=telegram_id)
    return _attempt(row) if row else None


def locked(conn: Connection, attempt_id: str) -> Attempt | None:
    """The attempt with this id, whoever's it is, kept from other writers until the unit ends."""
    query = select(*_COLUMNS).where(attempts.c.id == attempt_id).with_for_update()
    row = conn.execute(query).first()
    return _attempt(row) if row else None


_SHOWN: BindParameter[int] = bindparam("shown")
_LATER_SHOWN = case((attempts.c.shown_turn < _SHOWN, _SHOWN), else_=attempts.c.shown_turn)

_MOVE = Hot(
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
    """Take a held attempt one step on.

    Args:
        conn: The connection of the unit that holds it.
        attempt_id: Which attempt.
        turn: Its new turn.
        position: Its new position.
        moved_at: Now.
        events: What happened in this step.
        result: How it ended, if it did.
        shown_turn: The turn whose screen was tapped, which proves that it was shown.
    """
    shown_until = NEVER_SHOWN if shown_turn is None else shown_turn
    _MOVE.run(
        conn,
        attempt=attempt_id,
        to_turn=turn,
        to_position=position,
        at=moved_at,
        shown=shown_until,
        by=_process(conn),
    )
    _append(conn, attempt_id, events)
    if result is not None:
        _end(conn, attempt_id, moved_at, result)


_END = Hot(
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


def entered(
    conn: Connection, attempt_id: str, by: str, at: datetime, session: str | None = None
) -> None:
    """Note that somebody entered an attempt from paper; its screens are owed to nobody.

    Args:
        conn: The connection of the unit in which it was made.
        attempt_id: Which attempt.
        by: Who entered it.
        at: When.
        session: In which class it was answered, if in one.
    """
    values = {"entered_by": by, "entered_at": at, "shown_turn": attempts.c.turn, "session": session}
    conn.execute(update(attempts).where(attempts.c.id == attempt_id).values(values))


def correct(conn: Connection, attempt_id: str, edition: str, event: Event) -> None:
    """Go on with a held attempt in another edition, whose structure must be the same.

    Args:
        conn: The connection of the unit that holds it.
        attempt_id: Which attempt.
        edition: The hash of the corrected edition.
        event: Tells of it.
    """
    conn.execute(update(attempts).where(attempts.c.id == attempt_id).values(edition=edition))
    _append(conn, attempt_id, (event,))


def abandon(conn: Connection, attempt_id: str, at: datetime) -> None:
    """Close an attempt that was never finished; one that is not running stays as it is.

    Its screen is no longer owed.
    """
    conn.execute(
        update(attempts)
        .where(attempts.c.id == attempt_id, attempts.c.state == "running")
        .values(state="abandoned", ended_at=at, shown_turn=attempts.c.turn)
    )


def begun(conn: Connection, assignment_ids: Collection[str], state: State | None = None) -> int:
    """How many people have begun assignments; with a state, how many are in it with them."""
    query = select(func.count(attempts.c.person.distinct())).where(
        attempts.c.assignment.in_(assignment_ids)
    )
    if state is not None:
        query = query.where(attempts.c.state == state)
    return conn.execute(query).scalar_one()


def in_state(conn: Connection, assignment_ids: Collection[str], state: State) -> list[Attempt]:
    """The attempts at assignments that are in a state, kept from other writers."""
    query = (
        select(*_COLUMNS)
        .where(attempts.c.assignment.in_(assignment_ids), attempts.c.state == state)
        .order_by(attempts.c.id)
    )
    return [_attempt(row) for row in conn.execute(query.with_for_update())]


def freeze(conn: Connection, attempt_id: str) -> None:
    """Let a held attempt that is under way rest, so that no tap moves it."""
    own = (attempts.c.id == attempt_id, attempts.c.state == "running")
    conn.execute(update(attempts).where(*own).values(state="frozen"))


def thaw(conn: Connection, attempt_id: str, at: datetime) -> None:
    """Let a held attempt that rests go on; it is kept from now on as if it had just moved."""
    own = (attempts.c.id == attempt_id, attempts.c.state == "frozen")
    conn.execute(update(attempts).where(*own).values(state="running", moved_at=at))


def judge(conn: Connection, attempt_id: str, *, passed: bool) -> None:
    """Note anew whether an attempt that was played to an end is passed."""
    own = (attempts.c.id == attempt_id, attempts.c.state == "ended")
    conn.execute(update(attempts).where(*own).values(passed=passed))


# The attempt is held, so nobody else is counting; and if somebody were, the key would object.
_NEXT_SEQ = (
    select(func.coalesce(func.max(events_table.c.seq), literal_column("-1")) + literal_column("1"))
    .where(events_table.c.attempt == bindparam("of"))
    .scalar_subquery()
)

_APPEND = Hot(
    insert(events_table)
    .values(
        {column: bindparam(column.name) for column in _EVENT_COLUMNS}
        | {events_table.c.attempt: bindparam("of"), events_table.c.seq: _NEXT_SEQ}
    )
    .inline()  # the number is not asked back
)


def _append(conn: Connection, attempt_id: str, events: Iterable[Event]) -> None:
    for event in events:
        _APPEND.run(
            conn,
            of=attempt_id,
            turn=event.turn,
            kind=event.kind,
            scene=event.scene,
            act=event.act,
            credit=event.credit,
            error=event.error,
            critical=event.critical,
            language=event.language,
            facts=event.facts,
            at=event.at,
        )


_MARK_SHOWN = Hot(
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"), attempts.c.shown_turn < bindparam("shown"))
    .values(shown_turn=bindparam("shown"))
)


def speak(conn: Connection, person_id: str, language: str) -> None:
    """Go on in another language with the attempts that a person has under way."""
    own = (attempts.c.person == person_id, attempts.c.state == "running")
    conn.execute(update(attempts).where(*own).values(language=language))


def shown(conn: Connection, turns: Iterable[tuple[str, int]]) -> None:
    """Note for attempts which turn's screen has reached the learner; it never goes back.

    Args:
        conn: A writing unit's connection.
        turns: Pairs of an attempt's id and a turn.
    """
    # In one order everywhere, so two units cannot deadlock.
    each = [{"attempt": attempt_id, "shown": turn} for attempt_id, turn in sorted(turns)]
    _MARK_SHOWN.run_each(conn, each)


def get(conn: Connection, attempt_id: str) -> Attempt | None:
    """The attempt with this id, whoever's it is."""
    row = conn.execute(select(*_COLUMNS).where(attempts.c.id == attempt_id)).first()
    return _attempt(row) if row else None


def turns(conn: Connection, attempt_id: str) -> tuple[int, int]:
    """At which turn an attempt stands, and the last that is known to be shown.

    Of an attempt that is gone, a turn that none has.
    """
    query = select(attempts.c.turn, attempts.c.shown_turn).where(attempts.c.id == attempt_id)
    row = conn.execute(query).first()
    return (row.turn, row.shown_turn) if row else (NEVER_SHOWN, NEVER_SHOWN)


def is_withheld(conn: Connection, attempt_id: str) -> bool:
    """Whether the steps of an attempt are shown to nobody, whoever has it now."""
    query = select(attempts.c.withheld_at).where(attempts.c.id == attempt_id)
    return conn.execute(query).scalar() is not None


def count(conn: Connection) -> int:
    """How many attempts there are whose steps are kept with them."""
    kept = select(func.count()).where(attempts.c.cleared_at.is_(None))
    return conn.execute(kept).scalar_one()


def page(conn: Connection, after: str | None, limit: int) -> list[Attempt]:
    """Attempts of everybody whose steps are kept with them, a page at a time.

    Args:
        conn: A unit's connection.
        after: The last id of the page before; None for the first page.
        limit: How many at most; fewer come only at the end.

    Returns:
        The attempts, in the order of their ids.
    """
    kept = select(*_COLUMNS).where(attempts.c.cleared_at.is_(None))
    query = kept.order_by(attempts.c.id).limit(limit)
    if after is not None:
        query = query.where(attempts.c.id > after)
    return [_attempt(row) for row in conn.execute(query)]


_RUNNING = Hot(
    select(*_COLUMNS)
    .where(attempts.c.person == bindparam("of"), attempts.c.state == "running")
    .order_by(attempts.c.moved_at.desc(), attempts.c.id)
)


def running(conn: Connection, person_id: str) -> list[Attempt]:
    """A person's running attempts, the one that moved last first."""
    return [_attempt(row) for row in _RUNNING.rows(conn, of=person_id)]


_MOVED_SINCE = Hot(
    select(attempts.c.id)
    .where(
        attempts.c.person == bindparam("of"),
        attempts.c.state == "running",
        attempts.c.moved_at > bindparam("since"),
    )
    .limit(1)
)


def moved_since(conn: Connection, person_id: str, since: datetime) -> bool:
    """Whether one of a person's running attempts has moved after a moment."""
    return _MOVED_SINCE.first(conn, of=person_id, since=since) is not None


def tries(conn: Connection, person_id: str, assignment_id: str) -> list[Attempt]:
    """The attempts at an assignment that a person has played to an end, the first first."""
    query = (
        select(*_COLUMNS)
        .where(
            attempts.c.assignment == assignment_id,
            attempts.c.person == person_id,
            attempts.c.state == "ended",
        )
        .order_by(attempts.c.ended_at, attempts.c.id)
    )
    return [_attempt(row) for row in conn.execute(query)]


def on_paper(conn: Connection, person_id: str) -> list[Attempt]:
    """What was entered from paper for a person, the first first."""
    query = select(*_COLUMNS).where(
        attempts.c.person == person_id, attempts.c.entered_at.is_not(None)
    )
    rows = conn.execute(query.order_by(attempts.c.ended_at, attempts.c.id))
    return [_attempt(row) for row in rows]


def in_classes(conn: Connection, persons: Collection[str]) -> set[tuple[str, str]]:
    """Whose answers were entered in which sessions, of some people."""
    query = select(attempts.c.person, attempts.c.session)
    mine = (attempts.c.person.in_(persons), attempts.c.session.is_not(None))
    return {(person, session) for person, session in conn.execute(query.where(*mine))}


_EVENTS = Hot(
    select(*_EVENT_COLUMNS)
    .where(events_table.c.attempt == bindparam("of"))
    .order_by(events_table.c.seq)
)


def events(conn: Connection, attempt_id: str) -> list[Event]:
    """What happened in an attempt, in order."""
    return [Event(*row) for row in _EVENTS.rows(conn, of=attempt_id)]


def events_of(conn: Connection, attempt_ids: Collection[str]) -> dict[str, list[Event]]:
    """What happened in each of these attempts, in order; an empty list where nothing is kept."""
    query = (
        select(events_table.c.attempt, *_EVENT_COLUMNS)
        .where(events_table.c.attempt.in_(attempt_ids))
        .order_by(events_table.c.attempt, events_table.c.seq)
    )
    found: dict[str, list[Event]] = {attempt_id: [] for attempt_id in attempt_ids}
    for attempt_id, *rest in conn.execute(query):
        found[attempt_id].append(Event(*rest))
    return found


@dataclass(frozen=True, slots=True)
class Owing:
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


def unshown(conn: Connection, owing: Owing) -> list[Unshown]:
    """Attempts whose screen is owed to an account that can be written to, the longest owed first.

    Args:
        conn: A unit's connection.
        owing: Which.

    Returns:
        The attempts, each with the account's Telegram id.
    """
    return [Unshown(_attempt(row[:-1]), row[-1]) for row in conn.execute(_owed(owing))]


def carry(conn: Connection, owing: Owing) -> list[Unshown]:
    """Take what is owed, so that no other process shows it too.

    Args:
        conn: A writing unit's connection. What is being moved this moment is left out.
        owing: Which.

    Returns:
        The attempts, as ``unshown`` does.
    """
    found = conn.execute(_owed(owing).with_for_update(of=attempts, skip_locked=True)).all()
    values = {"carrier": _process(conn), "carried_at": owing.now}
    taken = attempts.c.id.in_([row.id for row in found])
    conn.execute(update(attempts).where(taken).values(values))
    return [Unshown(_attempt(row[:-1]), row[-1]) for row in found]


def put_down(conn: Connection, turns: Iterable[tuple[str, int]]) -> None:
    """Note that this process has some screens on their way no more, and they did not arrive.

    Args:
        conn: A writing unit's connection.
        turns: Pairs of an attempt's id and a turn.
    """
    for attempt_id, turn in sorted(turns):
        own = (attempts.c.id == attempt_id, attempts.c.turn == turn)
        mine = attempts.c.carrier == _process(conn)
        nobody = {"carrier": None, "carried_at": None}
        conn.execute(update(attempts).where(*own, mine).values(nobody))


def _owed(owing: Owing) -> Select[Any]:
    late = and_(
        attempts.c.moved_at < owing.before,
        attempts.c.carried_at.is_(None) | (attempts.c.carried_at < owing.before),
    )
    owed = late
    if owing.living is not None:
        owed |= attempts.c.carrier.is_(None) | attempts.c.carrier.not_in(owing.living)
    return (
        select(*_COLUMNS, accounts.c.telegram_id)
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
