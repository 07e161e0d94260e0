"""Keep the days on which somebody wants to practise, and whether they want plain screens.

Earlier versions keep running: they leave both as they are.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("people", sa.Column("study_days", Json))
    for table in ("people", "attempts"):
        plain: sa.Column[bool] = sa.Column("plain_screens", sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column(table, plain)


def downgrade() -> None:
    op.drop_column("attempts", "plain_screens")
    op.drop_column("people", "plain_screens")
    op.drop_column("people", "study_days")
