"""How much somebody had done in cases when they were asked to type something.

Programs of before go on: they ask without it, and then it is as it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("awaits_after", sa.Integer()))


def downgrade() -> None:
    op.drop_column("people", "awaits_after")
