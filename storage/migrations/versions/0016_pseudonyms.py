"""A key for each person, from which the names come that stand for them in files."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pseudonyms",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_pseudonyms_person_people"),
        sa.PrimaryKeyConstraint("person", name="pk_pseudonyms"),
    )


def downgrade() -> None:
    op.drop_table("pseudonyms")
