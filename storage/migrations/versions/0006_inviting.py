"""Short codes, through what people joined, numbers on a list, lists that wait to be entered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("invitations", sa.Column("code", sa.Text()))
    op.add_column("invitations", sa.Column("code_until", Moment))
    op.create_index("ix_invitations_code", "invitations", ["code"], unique=True)
    op.add_column("memberships", sa.Column("through", sa.Text()))
    op.add_column("memberships", sa.Column("invitation", sa.Text()))
    op.add_column("roster", sa.Column("number", sa.Text()))
    op.create_table(
        "lists",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("rows", Json, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name="fk_lists_cohort_cohorts"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_lists_person_people"),
        sa.PrimaryKeyConstraint("person", name="pk_lists"),
    )


def downgrade() -> None:
    op.drop_table("lists")
    op.drop_column("roster", "number")
    op.drop_column("memberships", "invitation")
    op.drop_column("memberships", "through")
    op.drop_index("ix_invitations_code", "invitations")
    op.drop_column("invitations", "code_until")
    op.drop_column("invitations", "code")
