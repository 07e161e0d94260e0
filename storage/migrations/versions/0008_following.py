"""When someone was nudged, whom a nudge leaves out, and paths that learners let their trainer see."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("people", sa.Column("nudged_at", Moment))
    op.add_column("attempts", sa.Column("shared_at", Moment))
    op.create_table(
        "spared",
        sa.Column("trainer", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["trainer"], ["people.id"], name="fk_spared_trainer_people"),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name="fk_spared_cohort_cohorts"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_spared_person_people"),
        sa.PrimaryKeyConstraint("trainer", "cohort", "person", name="pk_spared"),
    )
    op.create_index("ix_spared_person", "spared", ["person"])


def downgrade() -> None:
    op.drop_index("ix_spared_person", "spared")
    op.drop_table("spared")
    op.drop_column("attempts", "shared_at")
    op.drop_column("people", "nudged_at")
