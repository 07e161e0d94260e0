"""Editions: what a scenario said when it was played, kept by its hash and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from storage.tables import editions, scenarios


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a scenario."""

    hash: str
    scenario: str
    structure_hash: str
    text_hashes: Mapping[str, str]
    """Hash of the texts, for each language."""
    content: Mapping[str, str]
    """The source texts, for each file name."""
    state: Literal["draft", "shared", "published", "withdrawn"]
    created_at: datetime


# PostgreSQL's INSERT with its ON CONFLICT, which SQLite understands word for word.
_KEEP_SCENARIO = insert(scenarios).on_conflict_do_nothing()
_KEEP_EDITION = insert(editions).on_conflict_do_nothing()


def keep(conn: Connection, edition: Edition) -> None:
    """Keep an edition and its scenario; one that is kept already stays as it is."""
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
        },
    )


def get(conn: Connection, edition_hash: str) -> Edition | None:
    """The edition with this hash, if it is kept."""
    row = conn.execute(select(editions).where(editions.c.hash == edition_hash)).first()
    return Edition(*row) if row else None
