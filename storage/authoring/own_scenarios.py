"""Scenarios by users: their owners, numbered editions, and the edition in use.

A scenario is stored from its first playable edition on. Its content is in
``editions``, by hash.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.db.records import RecordColumns
from storage.db.tables import (
    approvals,
    attempts,
    authored,
    authored_editions,
    drafts,
    due,
    editions,
    events,
    reports,
    scenarios,
    shares,
)
from storage.playing.attempts import PREVIEW

Reach: TypeAlias = Literal["cohorts", "agency", "everyone"]

"""The mode of attempts that only preview an edition and count nowhere."""


@dataclass(frozen=True, slots=True)
class OwnScenario:
    """A scenario written by a user."""

    scenario: str
    agency: str
    owner: str | None
    """None if they were erased."""
    edition: str | None
    """The hash of the edition in use; None for drafts and withdrawn scenarios."""
    reach: Reach
    """Its audience: cohorts it was shared with, the agency, or everyone."""
    created_at: datetime
    withdrawn_at: datetime | None = None


_AUTHORED = RecordColumns(OwnScenario, authored)


@dataclass(frozen=True, slots=True)
class NumberedEdition:
    """An edition of such a scenario."""

    scenario: str
    number: int
    """From 1."""
    edition: str
    """Its hash."""
    made_by: str | None
    made_at: datetime
    approved: Reach | None = None
    """The audience that an admin approved; None without a request, or declined."""


_NUMBERED = RecordColumns(NumberedEdition, authored_editions)


def claim(conn: Connection, made: OwnScenario) -> OwnScenario | None:
    """Claim a scenario id, and lock it until the unit ends.

    Args:
        made: The new scenario.

    Returns:
        The existing or new scenario, whoever owns it; None if the id belongs to the library.
    """
    known = select(scenarios.c.id).where(scenarios.c.id == made.scenario)
    if conn.execute(known).first() is None:
        row = {"id": made.scenario, "created_at": made.created_at}
        first = insert_once(scenarios).values(row).on_conflict_do_nothing()
        if conn.execute(first.returning(scenarios.c.id)).first() is not None:
            conn.execute(insert(authored), asdict(made))
    return get_for_update(conn, made.scenario)


def get(conn: Connection, scenario_id: str) -> OwnScenario | None:
    return _AUTHORED.first(conn, _AUTHORED.select().where(authored.c.scenario == scenario_id))


def get_for_update(conn: Connection, scenario_id: str) -> OwnScenario | None:
    """This scenario, locked until the unit ends."""
    query = _AUTHORED.select().where(authored.c.scenario == scenario_id).with_for_update()
    return _AUTHORED.first(conn, query)


def change(conn: Connection, scenario_id: str, **values: Any) -> None:
    """Update columns of ``authored`` by name."""
    conn.execute(update(authored).where(authored.c.scenario == scenario_id).values(**values))


def of_owner(conn: Connection, person_id: str) -> list[OwnScenario]:
    """A person's scenarios, newest first."""
    query = _AUTHORED.select().where(authored.c.owner == person_id)
    order = (authored.c.created_at.desc(), authored.c.scenario)
    return _AUTHORED.all(conn, query.order_by(*order))


def of_agency(conn: Connection, agency: str) -> list[OwnScenario]:
    """An agency's scenarios that were ever in use, newest first."""
    used = select(authored_editions.c.scenario).join(
        editions, editions.c.hash == authored_editions.c.edition
    )
    query = _AUTHORED.select().where(
        authored.c.agency == agency,
        authored.c.scenario.in_(used.where(editions.c.state != "draft")),
    )
    order = (authored.c.created_at.desc(), authored.c.scenario)
    return _AUTHORED.all(conn, query.order_by(*order))


def add(
    conn: Connection, scenario_id: str, edition: str, made_by: str, now: datetime
) -> tuple[NumberedEdition, bool]:
    """Number an edition; the same content keeps its number.

    Args:
        conn: The connection of the unit that holds the scenario.
        edition: Its hash.
        made_by: The author.

    Returns:
        The numbered edition, and whether it is new.
    """
    known = of_scenario(conn, scenario_id)
    same = next((numbered for numbered in known if numbered.edition == edition), None)
    if same is not None:
        return same, False
    number = max((known_edition.number for known_edition in known), default=0) + 1
    made = NumberedEdition(scenario_id, number, edition, made_by, now)
    conn.execute(insert(authored_editions), asdict(made))
    return made, True


def of_scenario(conn: Connection, scenario_id: str) -> list[NumberedEdition]:
    """The editions of a scenario, newest first."""
    query = _NUMBERED.select().where(authored_editions.c.scenario == scenario_id)
    return _NUMBERED.all(conn, query.order_by(authored_editions.c.number.desc()))


def approve(conn: Connection, edition: NumberedEdition, reach: Reach) -> NumberedEdition:
    """Record the audience that an edition is approved for."""
    key = (
        authored_editions.c.scenario == edition.scenario,
        authored_editions.c.number == edition.number,
    )
    conn.execute(update(authored_editions).where(*key).values(approved=reach))
    return replace(edition, approved=reach)


def put_in_use(
    conn: Connection, edition: NumberedEdition, reach: Reach, *, corrects: bool = False
) -> None:
    """Put an edition in use; attempts under way stay in theirs.

    Args:
        conn: The connection of the unit that holds the scenario.
        reach: Its audience.
        corrects: Whether running attempts in older editions of the same structure continue in it.
    """
    change(conn, edition.scenario, edition=edition.edition, reach=reach, withdrawn_at=None)
    own = editions.c.scenario == edition.scenario
    conn.execute(update(editions).where(own).values(corrective=False))
    state = "shared" if reach == "cohorts" else "published"
    this = update(editions).where(editions.c.hash == edition.edition)
    conn.execute(this.values(state=state, corrective=corrects))


def withdraw(conn: Connection, scenario_id: str, now: datetime) -> None:
    """Withdraw a scenario; attempts under way can be finished."""
    own = editions.c.scenario == scenario_id
    used = (own, editions.c.state.in_(("shared", "published")))
    conn.execute(update(editions).where(*used).values(state="withdrawn"))
    conn.execute(delete(shares).where(shares.c.scenario == scenario_id))
    change(conn, scenario_id, edition=None, reach="cohorts", withdrawn_at=now)


def was_used(conn: Connection, scenario_id: str) -> bool:
    """Whether any edition of a scenario was ever open to anyone but its owner."""
    query = select(editions.c.hash).where(
        editions.c.scenario == scenario_id, editions.c.state != "draft"
    )
    return conn.execute(query.limit(1)).first() is not None


def under_way(conn: Connection, scenario_id: str) -> dict[str, int]:
    """The number of running attempts, without previews, by the hash of their edition."""
    query = (
        select(attempts.c.edition, func.count())
        .join(authored_editions, authored_editions.c.edition == attempts.c.edition)
        .where(
            authored_editions.c.scenario == scenario_id,
            attempts.c.state == "running",
            attempts.c.mode != PREVIEW,
        )
        .group_by(attempts.c.edition)
    )
    return dict(conn.execute(query).all())


def in_use(conn: Connection) -> dict[str, str]:
    """The edition in use of every user's scenario, by the scenario's id."""
    query = select(authored.c.scenario, authored.c.edition).where(authored.c.edition.is_not(None))
    return dict(conn.execute(query).all())


def forget_drafts(conn: Connection, person_id: str) -> None:
    """Delete a person's scenarios that were never in use, with their previews."""
    for scenario in of_owner(conn, person_id):
        if not was_used(conn, scenario.scenario):
            forget(conn, scenario.scenario)


def forget(conn: Connection, scenario_id: str) -> None:
    """Delete a scenario that was never in use, with its previews."""
    hashes = select(editions.c.hash).where(editions.c.scenario == scenario_id)
    looks = select(attempts.c.id).where(attempts.c.edition.in_(hashes))
    remove_attempts(conn, conn.execute(looks).scalars().all())
    for table in (approvals, shares, authored_editions, authored, editions):
        conn.execute(delete(table).where(table.c.scenario == scenario_id))
    conn.execute(delete(scenarios).where(scenarios.c.id == scenario_id))


def remove_attempts(conn: Connection, ids: Collection[str]) -> None:
    """Delete attempts with everything that belongs to them."""
    for table in (drafts, reports, events):
        conn.execute(delete(table).where(table.c.attempt.in_(ids)))
    conn.execute(delete(due).where(due.c.subject.in_(ids)))
    conn.execute(delete(attempts).where(attempts.c.id.in_(ids)))
