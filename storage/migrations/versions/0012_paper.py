"""Answers from paper: what is being entered, and by whom an attempt was."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("roster", sa.Column("paper", Json))
    op.add_column("attempts", sa.Column("entered_by", sa.Text()))
    op.add_column("attempts", sa.Column("entered_at", Moment))


def downgrade() -> None:
    op.drop_column("attempts", "entered_at")
    op.drop_column("attempts", "entered_by")
    op.drop_column("roster", "paper")
