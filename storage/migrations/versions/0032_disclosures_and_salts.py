"""Up to when results may stand in files of the chat; and a salt of one's own for short codes.

Codes that were handed out before are good as they are. While programs of the release before still
run, these do not know codes that are made meanwhile.
"""

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
    op.create_table(
        "code_salts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_code_salts"),
    )


def downgrade() -> None:
    op.drop_table("code_salts")
    op.drop_table("disclosures")
