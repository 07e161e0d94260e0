"""Refresher prompts: their items and progress, and people's preferences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.db.prepared import PreparedStatement
from storage.db.records import RecordColumns
from storage.db.tables import accounts, due, memories, people, prompts, rhythms

OPEN, ANSWERED, LEFT = "open", "answered", "left"
"""States of a prompt: to be answered, answered, or left unanswered."""

ASKED: Final = "asked"
"""The slot of a prompt that its person requested."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One refresher message."""

    id: str
    person: str
    made_at: datetime
    slot: str
    language: str
    items: Sequence[Mapping[str, Any]]
    """Each with its scenario, signature, form and seed; empty for the question about continuing."""
    turn: int
    """The number of answered items."""
    state: str
    ended_at: datetime | None = None
    shown_at: datetime | None = None
    """When delivery was confirmed; a process may die between creating and sending it."""


_PROMPT = RecordColumns(Prompt, prompts)


@dataclass(frozen=True, slots=True)
class RefresherPreferences:
    """A person's preferences for refreshers.

    Attributes:
        state: ``on``; ``asked``: the question whether to continue is open; ``stopped`` by them.
        snoozed_until: No prompts before.
        nights_until: Night shifts until then, with other slots.
        unanswered: The number of consecutive prompts without an answer.
    """

    person: str
    state: str = "on"
    snoozed_until: datetime | None = None
    nights_until: datetime | None = None
    unanswered: int = 0


_PREFERENCES = RecordColumns(RefresherPreferences, rhythms)


_ADD = PreparedStatement(
    insert(prompts).values({column: bindparam(f"new_{column.name}") for column in prompts.c})
)


def add(conn: Connection, prompt: Prompt) -> None:
    values = {f"new_{name}": getattr(prompt, name) for name in Prompt.__dataclass_fields__}
    values["new_items"] = [dict(item) for item in prompt.items]
    _ADD.run(conn, **values)


def get_for_update(conn: Connection, prompt_id: str, person_id: str) -> Prompt | None:
    """A person's prompt, locked until the unit ends; None if it is not theirs."""
    query = _PROMPT.select().where(prompts.c.id == prompt_id, prompts.c.person == person_id)
    return _PROMPT.first(conn, query.with_for_update())


def last(conn: Connection, person_id: str) -> Prompt | None:
    """A person's latest prompt."""
    return next(iter(recent(conn, person_id, 1)), None)


_RECENT = PreparedStatement(
    _PROMPT.select()
    .where(prompts.c.person == bindparam("of"))
    .order_by(prompts.c.made_at.desc(), prompts.c.id)
    .limit(bindparam("most"))
)


def recent(conn: Connection, person_id: str, most: int) -> list[Prompt]:
    """A person's latest prompts, newest last."""
    return [_PROMPT.build(row) for row in reversed(_RECENT.rows(conn, of=person_id, most=most))]


_MADE_SINCE = PreparedStatement(
    select(prompts.c.made_at)
    .where(
        prompts.c.person == bindparam("of"),
        prompts.c.made_at > bindparam("since"),
        prompts.c.slot != ASKED,
    )
    .order_by(prompts.c.made_at)
)


def made_since(conn: Connection, person_id: str, since: datetime) -> list[datetime]:
    """The times of a person's unrequested prompts since a moment, earliest first."""
    return [row[0] for row in _MADE_SINCE.rows(conn, of=person_id, since=since)]


def move(
    conn: Connection, prompt_id: str, turn: int, state: str, ended_at: datetime | None
) -> None:
    """Record the progress of a prompt."""
    values = {"turn": turn, "state": state, "ended_at": ended_at}
    conn.execute(update(prompts).where(prompts.c.id == prompt_id).values(values))


_NOTE_SHOWN = PreparedStatement(
    update(prompts).where(prompts.c.id == bindparam("of")).values(shown_at=bindparam("at"))
)


def note_shown(conn: Connection, prompt_id: str, at: datetime) -> None:
    """Record that a prompt was delivered."""
    _NOTE_SHOWN.run(conn, of=prompt_id, at=at)


_UNSHOWN = PreparedStatement(
    _PROMPT.select()
    .where(
        prompts.c.shown_at.is_(None),
        prompts.c.made_at <= bindparam("before"),
        prompts.c.state == OPEN,
    )
    .order_by(prompts.c.made_at, prompts.c.id)
    .limit(bindparam("most"))
)


def undelivered(conn: Connection, before: datetime, most: int) -> list[Prompt]:
    """Open prompts created before a moment without confirmed delivery, oldest first."""
    return [_PROMPT.build(row) for row in _UNSHOWN.rows(conn, before=before, most=most)]


def delete_undelivered(conn: Connection, prompt_id: str) -> bool:
    """Delete an undelivered prompt; return whether it was still untouched."""
    untouched = (prompts.c.state == OPEN, prompts.c.turn == 0, prompts.c.shown_at.is_(None))
    return conn.execute(delete(prompts).where(prompts.c.id == prompt_id, *untouched)).rowcount == 1


def people_without_job(
    conn: Connection, kind: str, until: datetime, after: str, most: int
) -> list[str]:
    """People with memories and refreshers on, but without a job of a kind.

    Args:
        kind: The kind of jobs that plan prompts; their key is the person.
        until: A job due later comes from a clock that ran ahead, and does not count.
        after: The person to start after, in order of ids; empty for the first.
        most: The maximum number.
    """
    # People first, then a lookup of their memories, which are many times as many.
    own = people.c.id
    knows = select(memories.c.person).where(memories.c.person == own)
    promised = select(due.c.key).where(due.c.kind == kind, due.c.key == own, due.c.due <= until)
    off = select(rhythms.c.person).where(rhythms.c.person == own, rhythms.c.state != "on")
    reachable = select(accounts.c.person).where(
        accounts.c.person == own, accounts.c.blocked_at.is_(None)
    )
    query = (
        select(own)
        .where(
            own > after,
            knows.exists(),
            ~promised.exists(),
            ~off.exists(),
            reachable.exists(),
        )
        .order_by(own)
        .limit(most)
    )
    return list(conn.execute(query).scalars())


_LEAVE_OPEN = PreparedStatement(
    update(prompts)
    .where(prompts.c.person == bindparam("of"), prompts.c.state == OPEN)
    .values(state=LEFT, ended_at=bindparam("at"))
)


def close_open(conn: Connection, person_id: str, at: datetime) -> int:
    """Close a person's open prompts; return how many there were."""
    return _LEAVE_OPEN.run(conn, of=person_id, at=at)


_PREFERENCES_OF = PreparedStatement(
    _PREFERENCES.select().where(rhythms.c.person == bindparam("of"))
)


def preferences(conn: Connection, person_id: str) -> RefresherPreferences:
    """A person's preferences; the defaults if they have set none."""
    row = _PREFERENCES_OF.first(conn, of=person_id)
    return _PREFERENCES.build(row) if row else RefresherPreferences(person_id)


def nights(conn: Connection, person_ids: Collection[str]) -> dict[str, datetime]:
    """The end of night shifts by person, without people who have none."""
    query = select(rhythms.c.person, rhythms.c.nights_until).where(
        rhythms.c.person.in_(person_ids), rhythms.c.nights_until.is_not(None)
    )
    return {row.person: row.nights_until for row in conn.execute(query)}


def keep_preferences(conn: Connection, kept: RefresherPreferences) -> None:
    """Save a person's preferences."""
    values = {name: getattr(kept, name) for name in RefresherPreferences.__dataclass_fields__}
    changed = {name: value for name, value in values.items() if name != "person"}
    conn.execute(
        insert_once(rhythms)
        .values(values)
        .on_conflict_do_update(index_elements=["person"], set_=changed)
    )
