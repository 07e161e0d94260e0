"""What is assigned may open later, and the parts of a test are found together."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignments", sa.Column("opens_at", sa.DateTime(timezone=True)))
    op.create_index("ix_assignments_test", "assignments", ["test"])


def downgrade() -> None:
    op.drop_index("ix_assignments_test", "assignments")
    op.drop_column("assignments", "opens_at")
