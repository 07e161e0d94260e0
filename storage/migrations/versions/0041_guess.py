"""Keep with each answer the chance of a guess.

Earlier versions keep running: their answers count as ones that could not be guessed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reviews", sa.Column("guess", sa.Double()))


def downgrade() -> None:
    op.drop_column("reviews", "guess")
