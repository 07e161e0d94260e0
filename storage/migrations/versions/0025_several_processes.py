"""Which processes live and which one leads, and who has a screen on its way."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Renewed many times a second and worth nothing after a crash: it need not reach the disk.
        op.execute("ALTER TABLE leases SET UNLOGGED")
    op.add_column("attempts", sa.Column("carrier", sa.Text()))
    op.add_column("attempts", sa.Column("carried_at", Moment))


def downgrade() -> None:
    op.drop_column("attempts", "carried_at")
    op.drop_column("attempts", "carrier")
    op.drop_table("leases")
