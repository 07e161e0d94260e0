"""Scenarios of one's own: whose they are, their editions, who may play them, and who approved."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "authored",
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("edition", sa.Text()),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenarios.id"], name="fk_authored_scenario_scenarios"
        ),
        sa.ForeignKeyConstraint(["edition"], ["editions.hash"], name="fk_authored_edition_editions"),
        sa.PrimaryKeyConstraint("scenario", name="pk_authored"),
    )
    op.create_index("ix_authored_owner", "authored", ["owner"])
    op.create_table(
        "authored_editions",
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text()),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("approved", sa.Text()),
        sa.ForeignKeyConstraint(
            ["scenario"], ["authored.scenario"], name="fk_authored_editions_scenario_authored"
        ),
        sa.ForeignKeyConstraint(
            ["edition"], ["editions.hash"], name="fk_authored_editions_edition_editions"
        ),
        sa.PrimaryKeyConstraint("scenario", "number", name="pk_authored_editions"),
    )
    op.create_index("ix_authored_editions_edition", "authored_editions", ["edition"])
    op.create_table(
        "shares",
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["scenario"], ["authored.scenario"], name="fk_shares_scenario_authored"
        ),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name="fk_shares_cohort_cohorts"),
        sa.PrimaryKeyConstraint("scenario", "cohort", name="pk_shares"),
    )
    op.create_index("ix_shares_cohort", "shares", ["cohort"])
    op.create_table(
        "approvals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text()),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", Moment),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(
            ["scenario"], ["authored.scenario"], name="fk_approvals_scenario_authored"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
    )
    op.create_index("ix_approvals_scenario", "approvals", ["scenario"])


def downgrade() -> None:
    op.drop_index("ix_approvals_scenario", "approvals")
    op.drop_table("approvals")
    op.drop_index("ix_shares_cohort", "shares")
    op.drop_table("shares")
    op.drop_index("ix_authored_editions_edition", "authored_editions")
    op.drop_table("authored_editions")
    op.drop_index("ix_authored_owner", "authored")
    op.drop_table("authored")
