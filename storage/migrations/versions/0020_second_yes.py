"""Who agreed to a move of somebody with roles."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("transfers", sa.Column("agreed_by", sa.Text()))


def downgrade() -> None:
    op.drop_column("transfers", "agreed_by")
