"""Who people are and where they work, cohorts and what is assigned to them, local facts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("pledge", sa.Text()),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agencies"),
    )
    op.create_table(
        "cohorts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("archived_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_cohorts"),
    )
    op.create_table(
        "erasures",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_erasures"),
    )
    op.create_table(
        "facts",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text()),
        sa.Column("confirmed_at", Moment),
        sa.Column("expires_at", Moment),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("agency", "name", "version", name="pk_facts"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text()),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name="fk_assignments_cohort_cohorts"),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenarios.id"], name="fk_assignments_scenario_scenarios"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
    )
    op.create_index("ix_assignments_cohort", "assignments", ["cohort"])

    op.create_table(
        "cohort_trainers",
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort"], ["cohorts.id"], name="fk_cohort_trainers_cohort_cohorts"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_cohort_trainers_person_people"),
        sa.PrimaryKeyConstraint("cohort", "person", name="pk_cohort_trainers"),
    )
    op.create_index("ix_cohort_trainers_person", "cohort_trainers", ["person"])

    op.create_table(
        "memberships",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("joined_at", Moment, nullable=False),
        sa.Column("left_at", Moment),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name="fk_memberships_cohort_cohorts"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_memberships_person_people"),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_cohort", "memberships", ["cohort"])
    op.create_index("ix_memberships_person", "memberships", ["person"])

    op.create_table(
        "names",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_names_person_people"),
        sa.PrimaryKeyConstraint("person", "script", name="pk_names"),
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Text()),
        sa.Column("granted_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_roles_person_people"),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
    )
    op.create_index("ix_roles_person", "roles", ["person"])

    op.create_table(
        "roster",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("job", sa.Text()),
        sa.Column("person", sa.Text()),
        sa.Column("claimed_at", Moment),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name="fk_roster_cohort_cohorts"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_roster_person_people"),
        sa.PrimaryKeyConstraint("id", name="pk_roster"),
    )
    op.create_index("ix_roster_cohort", "roster", ["cohort"])
    op.create_index("ix_roster_person", "roster", ["person"])

    op.create_table(
        "invitations",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text()),
        sa.Column("roster", sa.Text()),
        sa.Column("role", sa.Text()),
        sa.Column("agency", sa.Text()),
        sa.Column("uses", sa.Integer()),
        sa.Column("created_by", sa.Text()),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment),
        sa.Column("revoked_at", Moment),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name="fk_invitations_cohort_cohorts"),
        sa.ForeignKeyConstraint(["roster"], ["roster.id"], name="fk_invitations_roster_roster"),
        sa.PrimaryKeyConstraint("hash", name="pk_invitations"),
    )
    op.create_index("ix_invitations_cohort", "invitations", ["cohort"])
    op.create_index("ix_invitations_roster", "invitations", ["roster"])

    op.create_table(
        "reports",
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name="fk_reports_attempt_attempts"),
        sa.PrimaryKeyConstraint("attempt", "turn", "kind", name="pk_reports"),
    )
    op.add_column("attempts", sa.Column("assignment", sa.Text()))
    op.add_column("attempts", sa.Column("agency", sa.Text()))
    op.add_column("attempts", sa.Column("replays", sa.Text()))
    op.create_index("ix_attempts_assignment", "attempts", ["assignment"])

    op.add_column("people", sa.Column("agency", sa.Text()))
    op.add_column("people", sa.Column("job", sa.Text()))
    op.add_column("people", sa.Column("notice", sa.Integer()))
    op.add_column("people", sa.Column("notice_at", Moment))
    op.add_column("people", sa.Column("enrolled_at", Moment))
    op.add_column("people", sa.Column("awaits", sa.Text()))
    op.add_column(
        "people", sa.Column("timers", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.add_column(
        "people", sa.Column("discreet", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.add_column("people", sa.Column("hours", Json))
    op.add_column("people", sa.Column("rest_days", Json))
    op.add_column("people", sa.Column("told_at", Moment))


def downgrade() -> None:
    op.drop_column("people", "told_at")
    op.drop_column("people", "rest_days")
    op.drop_column("people", "hours")
    op.drop_column("people", "discreet")
    op.drop_column("people", "timers")
    op.drop_column("people", "awaits")
    op.drop_column("people", "enrolled_at")
    op.drop_column("people", "notice_at")
    op.drop_column("people", "notice")
    op.drop_column("people", "job")
    op.drop_column("people", "agency")

    op.drop_index("ix_attempts_assignment", "attempts")
    op.drop_column("attempts", "replays")
    op.drop_column("attempts", "agency")
    op.drop_column("attempts", "assignment")

    op.drop_table("reports")
    op.drop_table("invitations")
    op.drop_table("roster")
    op.drop_table("roles")
    op.drop_table("names")
    op.drop_table("memberships")
    op.drop_table("cohort_trainers")
    op.drop_table("assignments")
    op.drop_table("jobs")
    op.drop_table("facts")
    op.drop_table("erasures")
    op.drop_table("cohorts")
    op.drop_table("agencies")
