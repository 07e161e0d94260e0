"""What people say of a case and of their work, as numbers; and what agencies count of theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_asked_person_people"),
        sa.PrimaryKeyConstraint("person", "about", name="pk_asked"),
    )
    op.create_table(
        "tallies",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "agency", "item", "edition", "month", "value", name="pk_tallies"
        ),
    )
    op.create_table(
        "figures",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("entered_by", sa.Text()),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agency", "month", "figure", "version", name="pk_figures"),
    )
    op.create_index("ix_figures_entered_by", "figures", ["entered_by"])


def downgrade() -> None:
    for name in ("figures", "tallies", "asked"):
        op.drop_table(name)
