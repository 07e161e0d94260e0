"""Files with what people did that went out, and whose names stand in them."""

import sqlalchemy as sa
from alembic import op

from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0023"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text()),
        sa.Column("called", sa.Text()),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("sets", sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text()),
        sa.Column("cohort", sa.Text()),
        sa.Column("scenario", sa.Text()),
        sa.Column("since", Moment),
        sa.Column("until", Moment),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("handed_to", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("out_at", Moment),
        sa.Column("sha256", sa.Text()),
        sa.Column("rows", sa.BigInteger()),
        sa.Column("asked_at", Moment),
        sa.Column("promised_at", Moment),
        sa.Column("deleted_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
    )
    op.create_index("ix_releases_made_by", "releases", ["made_by"])
    op.create_table(
        "released",
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("promised_at", Moment),
        sa.ForeignKeyConstraint(["release"], ["releases.id"], name="fk_released_release_releases"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_released_person_people"),
        sa.PrimaryKeyConstraint("release", "person", name="pk_released"),
    )
    op.create_index("ix_released_person", "released", ["person"])
    op.create_index(
        "ix_released_unpromised",
        "released",
        ["release"],
        sqlite_where=sa.text("promised_at IS NULL"),
        postgresql_where=sa.text("promised_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("released")
    op.drop_table("releases")
