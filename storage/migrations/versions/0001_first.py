"""The first schema: people, scenarios, attempts, updates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "accounts",
        sa.Column("bot", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("blocked_at", Moment),
        sa.Column("muted_until", Moment),
        sa.PrimaryKeyConstraint("bot", "telegram_id", name="pk_accounts"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_accounts_person_people"),
    )
    op.create_index("ix_accounts_person", "accounts", ["person"])

    op.create_table(
        "scenarios",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scenarios"),
    )
    op.create_table(
        "editions",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("structure_hash", sa.Text(), nullable=False),
        sa.Column("text_hashes", Json, nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_editions"),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenarios.id"], name="fk_editions_scenario_scenarios"
        ),
    )
    op.create_index("ix_editions_scenario", "editions", ["scenario"])

    op.create_table(
        "attempts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("shown_turn", sa.Integer(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("moved_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("outcome", sa.Text()),
        sa.Column("score", sa.Integer()),
        sa.Column("passed", sa.Boolean()),
        sa.Column("result", Json),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_attempts_person_people"),
        sa.ForeignKeyConstraint(["edition"], ["editions.hash"], name="fk_attempts_edition_editions"),
    )
    op.create_index("ix_attempts_person_state", "attempts", ["person", "state"])
    op.create_index("ix_attempts_edition", "attempts", ["edition"])
    op.create_index(
        "ix_attempts_owed",
        "attempts",
        ["moved_at"],
        sqlite_where=sa.text("shown_turn < turn"),
        postgresql_where=sa.text("shown_turn < turn"),
    )

    op.create_table(
        "events",
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scene", sa.Text()),
        sa.Column("act", Json),
        sa.Column("credit", Json),
        sa.Column("error", sa.Text()),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("facts", Json),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("attempt", "seq", name="pk_events"),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name="fk_events_attempt_attempts"),
    )

    op.create_table(
        "seen",
        sa.Column("bot", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("bot", "update_id", name="pk_seen"),
    )
    op.create_index("ix_seen_at", "seen", ["at"])

    op.create_table(
        "set_aside",
        sa.Column("bot", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("bot", "update_id", name="pk_set_aside"),
    )


def downgrade() -> None:
    op.drop_table("set_aside")
    op.drop_table("seen")
    op.drop_table("events")
    op.drop_table("attempts")
    op.drop_table("editions")
    op.drop_table("scenarios")
    op.drop_table("accounts")
    op.drop_table("people")
