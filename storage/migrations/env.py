"""Alembic's entry: runs migrations on the connection that ``storage.db.schema`` hands over.

To draft a migration after a change of ``tables.py``, from the repository's root:

    .venv/bin/alembic -c storage/alembic.ini -x url=sqlite:///var/draft.db upgrade head
    .venv/bin/alembic -c storage/alembic.ini -x url=sqlite:///var/draft.db \
        revision --autogenerate --rev-id 0002 -m "what it adds"

Then read it, simplify it, and let ``tests/promises/test_schema.py`` judge it on both databases: a
new one, which is made of ``tables.py`` at once, must be what all migrations come to.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection

from storage.db import engines
from storage.db.columns import Moment
from storage.db.tables import metadata


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types in a migration as types that will still be there in ten years."""
    del autogen
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def run(connection: Connection) -> None:
    """Run what Alembic was asked for on this connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Take the connection that was handed over, or connect to ``-x url=…``."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run(connection)
        return
    engine = engines.migrating(engines.parse(context.get_x_argument(as_dictionary=True)["url"]))
    with engine.begin() as connection:
        run(connection)
    engine.dispose()


main()
