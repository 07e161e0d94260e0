"""What a cohort wishes is what should be known on an average day; 80 and 85 % came to 90 there.

Programs of before go on: to them 90 % is one wish of several. Whoever chooses 80 or 85 % at one of
them while others are newer has so much on an average day, until they choose again.
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE cohorts SET retention = 0.9 WHERE retention < 0.9")


def downgrade() -> None:
    """What was wished before is not known; 90 % could be wished then, too."""
