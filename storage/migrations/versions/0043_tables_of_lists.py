"""Keep the table of an uploaded list, so that its rows can be mended before they are entered.

Earlier versions keep running: they read the good rows, which are kept as they were.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("lists", sa.Column("sheet", json))


def downgrade() -> None:
    op.drop_column("lists", "sheet")
