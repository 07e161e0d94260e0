"""Index when assigned cases were finished, so that reports count without reading rows.

Earlier versions keep running.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_FINISHED = sa.text("state = 'ended' AND assignment IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_attempts_finished",
        "attempts",
        ["ended_at", "person", "assignment", "edition"],
        sqlite_where=_FINISHED,
        postgresql_where=_FINISHED,
    )


def downgrade() -> None:
    op.drop_index("ix_attempts_finished", "attempts")
