"""Up to when the results of an assignment may stand in files of the chat."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disclosures",
        sa.Column("assignment", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment"], ["assignments.id"], name="fk_disclosures_assignment_assignments"
        ),
        sa.PrimaryKeyConstraint("assignment", name="pk_disclosures"),
    )


def downgrade() -> None:
    op.drop_table("disclosures")
