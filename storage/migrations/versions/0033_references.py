"""What exploring an edition found, beside it, so that it is explored once and not at every start.

Programs of before go on: they keep editions without it, which are then explored when needed.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("editions", sa.Column("explorer", sa.Integer()))
    op.add_column("editions", sa.Column("reference", Json))


def downgrade() -> None:
    op.drop_column("editions", "reference")
    op.drop_column("editions", "explorer")
