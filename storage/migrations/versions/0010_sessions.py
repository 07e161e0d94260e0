"""A case run with a class: the session, what was put to the room, who was there, and votes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("led_by", sa.Text()),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("began_at", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("control", sa.BigInteger()),
        sa.Column("attended", sa.Integer()),
        sa.Column("observer", sa.Text()),
        sa.Column("rubric", Json),
        sa.Column("signed_at", Moment),
        sa.Column("signed_off", sa.Boolean()),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name="fk_sessions_cohort_cohorts"),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenarios.id"], name="fk_sessions_scenario_scenarios"
        ),
        sa.ForeignKeyConstraint(["edition"], ["editions.hash"], name="fk_sessions_edition_editions"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("door", name="uq_sessions_door"),
        sa.UniqueConstraint("page", name="uq_sessions_page"),
    )
    op.create_index("ix_sessions_cohort", "sessions", ["cohort"])
    op.create_index("ix_sessions_led_by", "sessions", ["led_by"])
    op.create_table(
        "rounds",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("hands", Json, nullable=False),
        sa.Column("votes", Json),
        sa.Column("marks", Json),
        sa.Column("act", sa.Text()),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_rounds_session_sessions"),
        sa.PrimaryKeyConstraint("session", "turn", name="pk_rounds"),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("place", sa.Text()),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"], ["sessions.id"], name="fk_attendance_session_sessions"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_attendance_person_people"),
        sa.ForeignKeyConstraint(["place"], ["roster.id"], name="fk_attendance_place_roster"),
        sa.PrimaryKeyConstraint("id", name="pk_attendance"),
        sa.UniqueConstraint("session", "person", name="uq_attendance_session_person"),
        sa.UniqueConstraint("session", "place", name="uq_attendance_session_place"),
    )
    op.create_index("ix_attendance_person", "attendance", ["person"])
    op.create_index("ix_attendance_place", "attendance", ["place"])
    op.create_table(
        "votes",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_votes_session_sessions"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_votes_person_people"),
        sa.PrimaryKeyConstraint("session", "turn", "person", name="pk_votes"),
    )
    op.create_index("ix_votes_person", "votes", ["person"])


def downgrade() -> None:
    for table in ("votes", "attendance", "rounds", "sessions"):
        op.drop_table(table)
