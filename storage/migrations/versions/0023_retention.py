"""How long things are kept: who was told that they go, and what goes on counting without a name."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
COUNTED = sa.text("counted IS NOT NULL")


def upgrade() -> None:
    op.add_column("people", sa.Column("leaving_at", Moment))
    op.add_column("people", sa.Column("stays_at", Moment))
    op.add_column("attempts", sa.Column("cleared_at", Moment))
    op.add_column("attempts", sa.Column("counted", sa.Text()))
    op.create_index(
        "ix_attempts_counted",
        "attempts",
        ["counted"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )


def downgrade() -> None:
    op.drop_index("ix_attempts_counted", "attempts")
    op.drop_column("attempts", "counted")
    op.drop_column("attempts", "cleared_at")
    op.drop_column("people", "stays_at")
    op.drop_column("people", "leaving_at")
