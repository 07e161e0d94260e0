"""Pseudonyms for exports, derived from a random key that is erased with its person.

The names in exported files are derived from the key, which no file contains. So files of one
database fit together, and after erasure no stored data links a file to the person.
"""

from collections.abc import Callable, Collection

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.db.audit_context import UNAUDITED
from storage.db.tables import people, pseudonyms
from storage.people.people import NOBODY


def missing(conn: Connection, after: str, most: int) -> list[str]:
    """People without a key.

    Args:
        after: Only people after this id, in order: so a full pass
            reads each once. Empty for the first.
        most: The maximum number.
    """
    # The condition is repeated for keys, so that a database starts there and not at the first key.
    its = (pseudonyms.c.person == people.c.id) & (pseudonyms.c.person > after)
    query = (
        select(people.c.id)
        .outerjoin(pseudonyms, its)
        .where(pseudonyms.c.person.is_(None), people.c.id > after, people.c.id != NOBODY)
        .order_by(people.c.id)
        .limit(most)
    )
    return [*conn.scalars(query)]


def keep(conn: Connection, person_ids: Collection[str], new_key: Callable[[], str]) -> None:
    """Insert keys for people who still exist and have none.

    Args:
        person_ids: The people.
        new_key: Generates random keys.
    """
    still = conn.scalars(select(people.c.id).where(people.c.id.in_(person_ids)))
    rows = [{"person": person, "key": new_key()} for person in still]
    if rows:
        once = insert_once(pseudonyms).on_conflict_do_nothing()
        conn.execute(once, rows, execution_options=UNAUDITED)


def keys(conn: Connection, person_ids: Collection[str]) -> dict[str, str]:
    """The keys of people by id; without people who have none."""
    query = select(pseudonyms).where(pseudonyms.c.person.in_(person_ids))
    return dict(conn.execute(query).all())
