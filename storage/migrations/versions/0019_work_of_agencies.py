"""Which fields of work the people of an agency are asked about first."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("agencies", sa.Column("jobs", Json))


def downgrade() -> None:
    op.drop_column("agencies", "jobs")
