"""Keep for 48 hours which messages a bot sent, so that people can have them removed.

Earlier versions keep running; what they send meanwhile is not recorded, and stays in its chat.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sent_messages",
        sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("telegram_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("message", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_index("ix_sent_messages_at", "sent_messages", ["at"])


def downgrade() -> None:
    op.drop_table("sent_messages")
