"""Index by whom each assignment was finished, so that lists of cohorts count without reading rows.

Earlier versions keep running.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_GIVEN = sa.text("assignment IS NOT NULL")


def _index(*columns: str) -> None:
    op.drop_index("ix_attempts_assignment", "attempts")
    op.create_index(
        "ix_attempts_assignment",
        "attempts",
        list(columns),
        sqlite_where=_GIVEN,
        postgresql_where=_GIVEN,
    )


def upgrade() -> None:
    _index("assignment", "person", "state")


def downgrade() -> None:
    _index("assignment")
