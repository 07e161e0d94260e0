"""What is kept of each item, every review, every prompt, and how often someone wishes to be asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "memories",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("reviewed_at", Moment, nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("right", Json, nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("forgiven_at", Moment),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_memories_person_people"),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenarios.id"], name="fk_memories_scenario_scenarios"
        ),
        sa.PrimaryKeyConstraint("person", "scenario", "signature", name="pk_memories"),
    )
    op.create_table(
        "reviews",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("sure", sa.Boolean()),
        sa.Column("predicted", sa.Double()),
        sa.Column("prompt", sa.Text()),
        sa.Column("attempt", sa.Text()),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_reviews_person_people"),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenarios.id"], name="fk_reviews_scenario_scenarios"
        ),
        sa.PrimaryKeyConstraint("person", "scenario", "signature", "seq", name="pk_reviews"),
    )
    op.create_index("ix_reviews_at", "reviews", ["at"])
    op.create_table(
        "prompts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("items", Json, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("shown_at", Moment),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_prompts_person_people"),
        sa.PrimaryKeyConstraint("id", name="pk_prompts"),
    )
    op.create_index("ix_prompts_person_made_at", "prompts", ["person", "made_at"])
    op.create_index(
        "ix_prompts_unshown",
        "prompts",
        ["made_at"],
        sqlite_where=sa.text("shown_at IS NULL"),
        postgresql_where=sa.text("shown_at IS NULL"),
    )
    op.create_table(
        "rhythms",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("snoozed_until", Moment),
        sa.Column("nights_until", Moment),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_rhythms_person_people"),
        sa.PrimaryKeyConstraint("person", name="pk_rhythms"),
    )
    op.create_table(
        "fits",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("parameters", Json, nullable=False),
        sa.Column("report", Json, nullable=False),
        sa.Column("used_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_fits"),
    )
    op.add_column("cohorts", sa.Column("retention", sa.Double()))
    op.add_column("cohorts", sa.Column("calendar", Json))


def downgrade() -> None:
    op.drop_column("cohorts", "calendar")
    op.drop_column("cohorts", "retention")
    op.drop_table("fits")
    op.drop_table("rhythms")
    op.drop_index("ix_prompts_unshown", "prompts")
    op.drop_index("ix_prompts_person_made_at", "prompts")
    op.drop_table("prompts")
    op.drop_index("ix_reviews_at", "reviews")
    op.drop_table("reviews")
    op.drop_table("memories")
