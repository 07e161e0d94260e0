"""Keep who signs in to the console, and what they confirm.

Earlier versions keep running: they know no sessions, and rows go with the people they erase.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _person(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("person", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], f"fk_{table}_person_people", ondelete="CASCADE"
        ),
    )


def upgrade() -> None:
    op.create_table(
        "web_sign_ins",
        sa.Column("id", sa.Text, nullable=False),
        *_person("web_sign_ins"),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("page", sa.Text),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("numbers", Json, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("chosen_at", Moment),
        sa.Column("ended_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_web_sign_ins"),
        sa.UniqueConstraint("token", name="uq_web_sign_ins_token"),
        sa.UniqueConstraint("page", name="uq_web_sign_ins_page"),
    )
    op.create_index("ix_web_sign_ins_created_at", "web_sign_ins", ["created_at"])
    op.create_index("ix_web_sign_ins_person_created_at", "web_sign_ins", ["person", "created_at"])
    op.create_table(
        "web_sessions",
        sa.Column("id", sa.Text, nullable=False),
        *_person("web_sessions"),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("used_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_web_sessions"),
        sa.UniqueConstraint("token", name="uq_web_sessions_token"),
    )
    op.create_index("ix_web_sessions_person", "web_sessions", ["person"])
    op.create_index("ix_web_sessions_expires_at", "web_sessions", ["expires_at"])
    op.create_table(
        "web_confirmations",
        sa.Column("id", sa.Text, nullable=False),
        *_person("web_confirmations"),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("granted", sa.Boolean),
        sa.Column("answered_at", Moment),
        sa.Column("used_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_web_confirmations"),
    )
    for column in ("person", "session", "expires_at"):
        op.create_index(f"ix_web_confirmations_{column}", "web_confirmations", [column])
    op.create_table(
        "web_identities",
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        *_person("web_identities"),
        sa.Column("linked_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_web_identities"),
    )
    op.create_index("ix_web_identities_person", "web_identities", ["person"])
    op.create_table(
        "used_init_data",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_used_init_data"),
    )
    op.create_index("ix_used_init_data_expires_at", "used_init_data", ["expires_at"])


def downgrade() -> None:
    for table in (
        "used_init_data",
        "web_identities",
        "web_confirmations",
        "web_sessions",
        "web_sign_ins",
    ):
        op.drop_table(table)
