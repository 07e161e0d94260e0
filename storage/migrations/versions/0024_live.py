"""Who answered a pledge, which lines were said to expire, and experts who sign cases off."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("agencies", sa.Column("pledge_by", sa.Text()))
    op.add_column("agencies", sa.Column("pledge_at", Moment))
    op.add_column(
        "facts", sa.Column("reminded", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "sign_offs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("languages", Json, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("by", sa.Text()),
        sa.Column("organisation", sa.Text()),
        sa.Column("at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_sign_offs"),
    )
    op.create_index("ix_sign_offs_scenario", "sign_offs", ["scenario"])


def downgrade() -> None:
    op.drop_table("sign_offs")
    op.drop_column("facts", "reminded")
    op.drop_column("agencies", "pledge_at")
    op.drop_column("agencies", "pledge_by")
