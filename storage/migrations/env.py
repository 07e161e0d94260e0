"""Alembic's entry point: runs migrations on the connection that ``storage.db.schema`` passes in.

To draft a migration after a change to ``tables.py``, from the root of the repository:

    .venv/bin/alembic -c storage/alembic.ini -x url=sqlite:///var/draft.db upgrade head
    .venv/bin/alembic -c storage/alembic.ini -x url=sqlite:///var/draft.db \
        revision --autogenerate --rev-id NUMBER -m "what it adds"

NUMBER follows the last one in ``versions``. Then read it and simplify it:
``versions/0041_guess.py`` adds one column, ``versions/0035_begun_jobs.py`` fills one too. New
databases are made from ``tables.py`` directly, and ``tests/promises/test_schema.py`` checks on both
databases that the migrations end at the same schema.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection

from storage.db import engines
from storage.db.columns import Moment
from storage.db.tables import metadata


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types as SQLAlchemy's own, so that a migration never depends on our code."""
    del autogen
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def run(connection: Connection) -> None:
    """Run the requested migrations on this connection."""
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
