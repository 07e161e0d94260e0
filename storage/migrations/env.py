"""Alembic's entry point: runs migrations on the connection that ``storage.db.schema`` passes in.

``make migration ADDS="what it adds"`` drafts the next one after a change to ``tables.py``. Read the
draft: a column that is filled takes more (``versions/0035_begun_jobs.py``). New databases are made
from ``tables.py`` directly, and ``tests/promises/test_schema.py`` checks on both databases that the
migrations end at the same schema.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON, Connection

from storage.db import engines
from storage.db.columns import Moment
from storage.db.tables import metadata


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types as SQLAlchemy's own, so that a migration never depends on our code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def number(_context: MigrationContext, _revision: Any, drafts: list[MigrationScript]) -> None:
    """Number a draft after the last migration."""
    last = context.script.get_current_head()
    drafts[0].rev_id = f"{int(last or 0) + 1:04}"


def run(connection: Connection) -> None:
    """Run the requested migrations on this connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        process_revision_directives=number,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Use the connection passed in, or connect to ``-x url=…``."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run(connection)
        return
    engine = engines.migration_engine(
        engines.parse(context.get_x_argument(as_dictionary=True)["url"])
    )
    with engine.begin() as connection:
        run(connection)
    engine.dispose()


main()
