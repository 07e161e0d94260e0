"""Answers from paper in a class: of which session an attempt was, and drafts that say so."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("attempts", sa.Column("session", sa.Text()))
    _rename("assignment", "work")


def downgrade() -> None:
    _rename("work", "assignment")
    op.drop_column("attempts", "session")


def _rename(old: str, new: str) -> None:
    """Call by another name what a draft is for."""
    roster = sa.table("roster", sa.column("id", sa.Text()), sa.column("paper", Json))
    conn = op.get_bind()
    for place, paper in conn.execute(sa.select(roster.c.id, roster.c.paper)).all():
        if paper and old in paper:
            kept = {new if key == old else key: value for key, value in paper.items()}
            conn.execute(sa.update(roster).where(roster.c.id == place).values(paper=kept))
