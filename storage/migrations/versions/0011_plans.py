"""What a trainer is about to assign."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_plans_person_people"),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name="fk_plans_cohort_cohorts"),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    for column in ("person", "cohort", "made_at"):
        op.create_index(f"ix_plans_{column}", "plans", [column])


def downgrade() -> None:
    for column in ("person", "cohort", "made_at"):
        op.drop_index(f"ix_plans_{column}", "plans")
    op.drop_table("plans")
