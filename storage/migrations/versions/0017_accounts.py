"""Accounts that change: waiting moves, accounts signed out, codes for the way back."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "signed_out",
        sa.Column("bot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_signed_out_person_people"),
        sa.PrimaryKeyConstraint("bot", "telegram_id", name="pk_signed_out"),
    )
    op.create_index("ix_signed_out_person", "signed_out", ["person"])
    op.create_table(
        "transfers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("into", sa.Text(), nullable=False),
        sa.Column("invitation", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text()),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("told_at", Moment),
        sa.Column("moves_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_transfers_person_people"),
        sa.ForeignKeyConstraint(["into"], ["people.id"], name="fk_transfers_into_people"),
        sa.PrimaryKeyConstraint("id", name="pk_transfers"),
        sa.UniqueConstraint("person", name="uq_transfers_person"),
        sa.UniqueConstraint("into", name="uq_transfers_into"),
    )
    op.create_index("ix_transfers_moves_at", "transfers", ["moves_at"])
    op.add_column("invitations", sa.Column("person", sa.Text()))
    op.create_index("ix_invitations_person", "invitations", ["person"])
    op.add_column("attempts", sa.Column("withheld_at", Moment))


def downgrade() -> None:
    op.drop_column("attempts", "withheld_at")
    op.drop_index("ix_invitations_person", "invitations")
    op.drop_column("invitations", "person")
    op.drop_table("transfers")
    op.drop_table("signed_out")
