"""What people are called in files: by a key of their own, which is random and erased with them.

From a key come the names that stand in files; a file holds no key. So files of one database fit
together, and once somebody is erased, nothing that is kept leads from a file to who they were.
"""

from collections.abc import Callable, Collection

from sqlalchemy import Connection, insert, select

from storage.deeds import ASIDE
from storage.people import NOBODY
from storage.tables import people, pseudonyms


def keep_missing(conn: Connection, new_key: Callable[[], str], most: int) -> int:
    """Give a key to people who have none.

    Args:
        conn: A writing unit's connection.
        new_key: Makes random keys.
        most: To how many at most.

    Returns:
        To how many.
    """
    query = (
        select(people.c.id)
        .outerjoin(pseudonyms, pseudonyms.c.person == people.c.id)
        .where(pseudonyms.c.person.is_(None), people.c.id != NOBODY)
        .limit(most)
    )
    rows = [{"person": one, "key": new_key()} for one in conn.scalars(query)]
    if rows:
        conn.execute(insert(pseudonyms), rows, execution_options=ASIDE)
    return len(rows)


def keys(conn: Connection, person_ids: Collection[str]) -> dict[str, str]:
    """The keys of people, by their ids; who has none is left out."""
    query = select(pseudonyms).where(pseudonyms.c.person.in_(person_ids))
    return dict(conn.execute(query).all())
