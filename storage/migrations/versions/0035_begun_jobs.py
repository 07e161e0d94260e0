"""Keep in a column, no longer in the payload, in which try a scheduled job was last begun.

The example of a migration: a column that may be NULL, rows changed on both databases, and the way
back. Earlier versions keep running. While they run, a job that one of them has begun looks unbegun to
the others, so news may be added to a notice that is already on its way.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TO_COLUMN = {
    "sqlite": """
        UPDATE due
        SET begun_try = payload ->> '$.begun_at_try',
            payload = nullif(json_remove(payload, '$.begun_at_try'), '{}')
        WHERE payload ->> '$.begun_at_try' IS NOT NULL
    """,
    "postgresql": """
        UPDATE due
        SET begun_try = (payload ->> 'begun_at_try')::integer,
            payload = nullif(payload - 'begun_at_try', '{}'::jsonb)
        WHERE payload ->> 'begun_at_try' IS NOT NULL
    """,
}
TO_PAYLOAD = {
    "sqlite": """
        UPDATE due
        SET payload = json_set(coalesce(payload, '{}'), '$.begun_at_try', begun_try)
        WHERE begun_try IS NOT NULL
    """,
    "postgresql": """
        UPDATE due
        SET payload = coalesce(payload, '{}') || jsonb_build_object('begun_at_try', begun_try)
        WHERE begun_try IS NOT NULL
    """,
}


def upgrade() -> None:
    op.add_column("due", sa.Column("begun_try", sa.Integer()))
    op.execute(TO_COLUMN[op.get_bind().dialect.name])


def downgrade() -> None:
    op.execute(TO_PAYLOAD[op.get_bind().dialect.name])
    op.drop_column("due", "begun_try")
