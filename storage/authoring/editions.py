"""Editions: immutable versions of a scenario's content, stored by hash."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.db.records import RecordColumns
from storage.db.tables import editions, scenarios

State: TypeAlias = Literal["draft", "shared", "published", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Edition:
    hash: str
    scenario: str
    structure_hash: str
    text_hashes: Mapping[str, str]
    """Hash of the texts, for each language."""
    content: Mapping[str, str]
    """The source texts, for each file name."""
    state: State
    created_at: datetime
    decision_signatures: Mapping[str, str] = field(default_factory=dict)
    """The signature of each decision, for memory and statistics; empty in old rows."""
    corrective: bool = False
    """Whether it corrects older editions, so that attempts should continue in it."""
    explorer: int | None = None
    """The version of the explorer that computed the reference; None if not explored."""
    reference: Any = None
    """The best safe path, as JSON; None also where there is none."""


_EDITION = RecordColumns(Edition, editions)


# PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
_KEEP_SCENARIO = insert(scenarios).on_conflict_do_nothing()
_KEEP_EDITION = insert(editions).on_conflict_do_nothing()


def keep(conn: Connection, edition: Edition) -> None:
    """Insert an edition and its scenario; an existing one stays unchanged."""
    conn.execute(_KEEP_SCENARIO, {"id": edition.scenario, "created_at": edition.created_at})
    conn.execute(
        _KEEP_EDITION,
        {
            "hash": edition.hash,
            "scenario": edition.scenario,
            "structure_hash": edition.structure_hash,
            "text_hashes": dict(edition.text_hashes),
            "content": dict(edition.content),
            "state": edition.state,
            "created_at": edition.created_at,
            "decision_signatures": dict(edition.decision_signatures),
            "corrective": edition.corrective,
            "explorer": edition.explorer,
            "reference": edition.reference,
        },
    )


def kept(conn: Connection, hashes: Collection[str]) -> frozenset[str]:
    """The existing ones of some editions."""
    query = select(editions.c.hash).where(editions.c.hash.in_(hashes))
    return frozenset(conn.execute(query).scalars())


def get(conn: Connection, edition_hash: str) -> Edition | None:
    """The edition with this hash, if any."""
    return _EDITION.first(conn, _EDITION.select().where(editions.c.hash == edition_hash))


def current(conn: Connection, scenario: str) -> str | None:
    """The hash of a scenario's newest edition that is no draft, if any."""
    query = (
        select(editions.c.hash)
        .where(editions.c.scenario == scenario, editions.c.state != "draft")
        .order_by(editions.c.created_at.desc(), editions.c.hash)
    )
    return conn.scalars(query.limit(1)).first()


def note_reference(conn: Connection, edition_hash: str, explorer: int, reference: Any) -> None:
    """Record the findings of a version of the explorer in an edition."""
    conn.execute(
        update(editions)
        .where(editions.c.hash == edition_hash)
        .values(explorer=explorer, reference=reference)
    )


def unexplored(conn: Connection, hashes: Collection[str], explorer: int) -> list[str]:
    """The hashes of editions that this version of the explorer has not explored, sorted."""
    query = select(editions.c.hash).where(
        editions.c.hash.in_(hashes), editions.c.explorer.is_distinct_from(explorer)
    )
    return list(conn.execute(query.order_by(editions.c.hash)).scalars())


def mark_corrective(conn: Connection, edition_hash: str) -> None:
    """Record that an edition corrects older ones."""
    conn.execute(update(editions).where(editions.c.hash == edition_hash).values(corrective=True))


def corrections(conn: Connection) -> dict[str, str]:
    """Editions that should be replaced in running attempts, each with its correction.

    An edition corrects older ones of its scenario if it is marked corrective and has the same
    structure, so that positions are compatible.

    Returns:
        By hash of a corrected edition, the newest correction.
    """
    old, new = editions.alias(), editions.alias()
    query = (
        select(old.c.hash, new.c.hash)
        .join(new, new.c.scenario == old.c.scenario)
        .where(
            new.c.structure_hash == old.c.structure_hash,
            new.c.created_at > old.c.created_at,
            new.c.corrective,
        )
        .order_by(new.c.created_at, new.c.hash)  # so that the newest of several wins
    )
    return dict(conn.execute(query).all())
