"""Keep which value a local fact with settings has.

Earlier versions keep running: they have no such facts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("facts", sa.Column("setting", sa.Text()))


def downgrade() -> None:
    op.drop_column("facts", "setting")
